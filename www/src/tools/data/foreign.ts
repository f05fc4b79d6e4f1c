// What a file is that was taken for one of tensors, by the bytes it begins with.

const decoder = new TextDecoder();

/** By what each begins, in the order in which it is looked for. */
const BEGINNINGS: readonly (readonly [kind: string, begins: RegExp])[] = [
  ['file-zip', /^PK\u0003\u0004/], // torch.save since 1.6, .npz, .keras
  ['file-pickle', /^\u0080[\u0002-\u0005]/], // torch.save before that
  ['file-hdf5', /^\u0089HDF\r\n/],
  ['file-gguf', /^GGUF/],
  ['file-lfs', /^version https:\/\/git-lfs/],
  ['file-html', /^\s*<(!doctype|html|head|\?xml)/i],
];

/** What a foreign file is, to be worded by the key `model.<kind>`; none where its bytes do not tell. */
export function foreign(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 64));
  const known = BEGINNINGS.find(([, begins]) => begins.test(head))?.[0];
  if (known || !/^\s*[{[]/.test(head)) return known;
  const json = jsonOf(bytes);
  if (json === undefined) return undefined;
  return 'weight_map' in Object(json) ? 'file-index' : 'file-json';
}

/** Nothing where it is no JSON. */
export function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}
