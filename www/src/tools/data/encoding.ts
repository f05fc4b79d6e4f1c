// The text of a file. Only UTF-8 is read: what is not is refused, with the place where one sees it.

type Decoded =
  | { text: string }
  | { wrong: 'utf-16' | 'binary' }
  /** The first place that is no UTF-8. */
  | { wrong: 'bytes'; line: number; column: number };

const UNREADABLE = '\ufffd';

export function decode(bytes: Uint8Array): Decoded {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return { wrong: 'utf-16' };
  if (bytes.includes(0)) return { wrong: 'binary' };
  try {
    return { text: lines(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }; // which drops the mark at its head
  } catch {
    const before = lines(new TextDecoder().decode(bytes)).split(UNREADABLE)[0]!.split('\n');
    return { wrong: 'bytes', line: before.length, column: [...before.at(-1)!].length + 1 };
  }
}

/** Lines end as they do in a text field. */
function lines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
