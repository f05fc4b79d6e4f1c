// A figure in one file (lstm-figure.html), made to open in a state of its own: where a file is handed on, its address has no
// settings.

/** The same file with these attributes on its figure (docs/settings.md). */
export function copyWith(file: string, attributes: Readonly<Record<string, string>>): string {
  const written = Object.entries(attributes).map(([name, text]) => ` ${name}="${escape(text)}"`);
  return file.replace(/<lstm-conveyor\b/, (tag) => tag + written.join(''));
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
