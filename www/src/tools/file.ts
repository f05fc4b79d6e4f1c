// A file for the reader to keep, under a name of its own.

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
