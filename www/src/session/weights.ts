// The numbers of a network as a text that a link can carry: zlib's form, whose checksum tells a text that was cut or
// mistyped, in letters that an address leaves as they are.
import { EngineError, type Saved } from '../engine/protocol.ts';

/** Parameters, and after how many updates. What the optimizer remembers is not among them: it would make the text thrice as long. */
interface Weights {
  params: Float32Array;
  updates: number;
}

const BYTES = 4;

export async function pack({ params, updates }: Weights): Promise<string> {
  const words = new Uint32Array(1 + params.length);
  words[0] = updates;
  words.set(new Uint32Array(params.slice().buffer), 1);
  const packed = await through(turned(new Uint8Array(words.buffer), BYTES), new CompressionStream('deflate'));
  return btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Rejects with an EngineError where the text is not whole. */
export async function unpack(text: string): Promise<Weights> {
  try {
    const letters = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const packed = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const bytes = await through(packed, new DecompressionStream('deflate'));
    const words = turned(bytes, bytes.length / BYTES);
    const [updates] = new Uint32Array(words.buffer, 0, 1);
    return { params: new Float32Array(words.buffer, BYTES), updates: updates! };
  } catch (error) {
    throw new EngineError({ code: 'weights-cut', value: String(text.length), message: String(error) });
  }
}

/**
 * Where a network goes on from that has these weights, and the settings of another. Sequences were drawn for as many updates as
 * were made; what the optimizer remembers, and how training went, is not known. Throws an EngineError where they are those of a
 * network of another size.
 */
export function given({ params, updates }: Weights, saved: Saved): Saved {
  const { config, state } = saved;
  const { settings, rate, clip, now } = state;
  const wanted = now.params.length;
  if (params.length !== wanted) {
    const value = String(params.length);
    throw new EngineError({
      code: 'weights-other',
      value,
      parts: { wanted },
      message: `${value} weights, not ${wanted}`,
    });
  }
  const memory = Object.fromEntries(Object.keys(now.memory).map((name) => [name, new Float32Array(wanted)]));
  const start = { params, memory, updates, drawn: updates * config.batch };
  const none = new Float32Array();
  return {
    ...saved,
    ...{ losses: none, norms: none, stride: 1, since: updates },
    state: { settings, rate, clip, now: start, good: start },
  };
}

/** All first bytes, then all second ones, and so on: signs and exponents are alike, and stand together they compress well. */
function turned(bytes: Uint8Array, rows: number): Uint8Array<ArrayBuffer> {
  const cols = bytes.length / rows;
  return Uint8Array.from(bytes, (_, k) => bytes[(k % cols) * rows + Math.floor(k / cols)]!);
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: GenericTransformStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const out = new Blob([bytes])
    .stream()
    .pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array<ArrayBuffer>>);
  return new Uint8Array(await new Response(out).arrayBuffer());
}
