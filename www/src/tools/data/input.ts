// What a reader gives of her own: a file, as bytes, or why it is not taken.

/** What is wrong with something that was given, to be worded by the key `<tool>.<wrong>`. */
export class InputError extends Error {
  constructor(
    readonly wrong: string,
    readonly values: Record<string, string | number>,
  ) {
    super(wrong);
  }
}

/** Of a file of at most so many bytes. Throws an InputError. */
export async function bytesOf(file: File, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const { name, size } = file;
  // Rounded up, or what is just too large would have as much as is allowed.
  if (size > most)
    throw new InputError('file-large', { name, megabytes: Math.ceil(size / 1e5) / 10, most: most / 1e6 });
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new InputError('file-unread', { name });
  }
}
