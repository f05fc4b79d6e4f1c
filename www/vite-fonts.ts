// Cuts the page's fonts to the letters that it draws, before Vite reads the style sheet that names them (src/fonts.css).
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import subsetFont from 'subset-font';
import type { Plugin } from 'vite';

const range = (first: number, last: number): string =>
  String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, k) => first + k));
const ASCII = range(0x20, 0x7e);
/** Of MathML an italic letter is one of these; their h stands elsewhere. */
const ITALIC = `${range(0x1d434, 0x1d467)}ℎ`;
const SIGNS = '−×·⊙∗≈′←⊤∑‖⟨⟩∂σΓ˜ˆ⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾';
const ACCENTS = '\u0302\u0303';

/** Each file with the font that it is cut from, and what is left of it. */
export const FACES = {
  math: {
    font: '@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2',
    letters: ASCII + ITALIC + SIGNS,
  },
  italic: { font: '@fontsource/stix-two-text/files/stix-two-text-latin-400-italic.woff2', letters: ASCII + ACCENTS },
  // A letter that has its accent in one sign stands in another part of the same font.
  hat: { font: '@fontsource/stix-two-text/files/stix-two-text-latin-ext-400-italic.woff2', letters: 'ŷ' },
  heading: { font: '@fontsource/stix-two-text/files/stix-two-text-latin-600-normal.woff2', letters: `${ASCII}’“”–—…` },
};

export function fonts(): Plugin {
  return {
    name: 'fonts',
    async buildStart() {
      const folder = new URL('./node_modules/.fonts/', import.meta.url);
      await mkdir(folder, { recursive: true });
      const find = createRequire(import.meta.url);
      for (const [name, { font, letters }] of Object.entries(FACES)) {
        const cut = await subsetFont(await readFile(find.resolve(font)), letters, { targetFormat: 'woff2' });
        await writeFile(new URL(`${name}.woff2`, folder), cut);
      }
    },
    // Their licence goes where they go.
    async generateBundle() {
      const source = await readFile(createRequire(import.meta.url).resolve('@fontsource/stix-two-text/LICENSE'));
      this.emitFile({ type: 'asset', fileName: 'fonts-license.txt', source });
    },
  };
}
