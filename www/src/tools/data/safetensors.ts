// The format safetensors: the length of a header, the header in JSON, and the bytes of all tensors, one after the other.
// What is wrong with a file is for the core to say; here it is taken apart, and put together.

export interface Tensor {
  name: string;
  dtype: string;
  shape: number[];
  bytes: Uint8Array<ArrayBuffer>;
}

type Place = { dtype: string; shape: number[]; data_offsets: [number, number] };
interface Header {
  about: Record<string, string>;
  places: [name: string, place: Place][];
  /** Where the bytes of the tensors begin. */
  end: number;
}

/** Throws where there is none. */
function headerOf(file: Uint8Array<ArrayBuffer>): Header {
  const end = 8 + Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const text = new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, end));
  const { __metadata__ = {}, ...places } = JSON.parse(text) as { __metadata__?: Record<string, string> };
  return { about: __metadata__, places: Object.entries(places as Record<string, Place>), end };
}

/** What a file says beside its tensors. Throws where there is no header. */
export function metadataOf(file: Uint8Array<ArrayBuffer>): Record<string, string> {
  return headerOf(file).about;
}

/** Throws where there is no header. */
export function tensorsOf(file: Uint8Array<ArrayBuffer>): Tensor[] {
  const { places, end: first } = headerOf(file);
  return places.map(([name, { dtype, shape, data_offsets }]) => {
    const [start, end] = data_offsets.map((offset) => first + offset);
    return { name, dtype, shape, bytes: file.subarray(start, end) };
  });
}

export function fileOf(tensors: readonly Tensor[], metadata: Record<string, string> = {}): Blob {
  let end = 0;
  const places = tensors.map(({ name, dtype, shape, bytes }) => {
    const start = end;
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [start, end] }];
  });
  const text = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(places) });
  const header = new TextEncoder().encode(text);
  // Blanks after it, so that each number stands at a multiple of its size.
  const blanks = new Uint8Array(-header.length & 7).fill(0x20);
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(header.length + blanks.length), true);
  return new Blob([length, header, blanks, ...tensors.map(({ bytes }) => bytes)]);
}

export function floats(name: string, shape: number[], numbers: Float32Array): Tensor {
  return { name, dtype: 'F32', shape, bytes: new Uint8Array(Float32Array.from(numbers).buffer) };
}
