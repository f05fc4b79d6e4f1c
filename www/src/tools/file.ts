// What the reader takes along: a file under a name of its own, or a text on the clipboard.

/** The one before: it is held until the next, for a browser may read it later than it is asked to. */
let last = '';

export function save(name: string, file: Blob): void {
  URL.revokeObjectURL(last);
  last = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = last;
  link.download = name;
  link.click();
}

/** Whether it could be copied: a page may be forbidden to, or not be asked in a safe place. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Copies what stands in a field; where that is not allowed it is marked, and a key away from it. */
export async function take(field: HTMLTextAreaElement): Promise<'copied' | 'selected'> {
  if (await copy(field.value)) return 'copied';
  field.select();
  return 'selected';
}
