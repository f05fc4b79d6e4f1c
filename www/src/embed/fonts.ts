// The faces of src/fonts.css, which a shadow root would ignore: they join the document's, under names that no host has.
import faces from 'virtual:faces';

let joined = false;

/** Once a document: only one copy of this is loaded in it. */
export function joinFonts(): void {
  if (joined) return;
  joined = true;
  for (const [family, source, descriptors] of faces) document.fonts.add(new FontFace(family, source, descriptors));
}
