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
const SIGNS = '−×·⊙⊕∗≈±÷≤≥′←→⊤∑Σ‖⟨⟩∂σεΓΔ˜ˆⁿ⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾';
const ACCENTS = '\u0302\u0303';
/** Of text: its raised digits are those of the signs, since it has not all of them. */
const TEXT = '−×·′°∕↑↓’“”–—…';
const WEIGHTS = { wght: { min: 400, max: 700 } };
const SANS = '@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2';

interface Face {
  font: string;
  letters: string;
  axes?: Record<string, { min: number; max: number }>;
}

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
  text: { font: SANS, letters: ASCII + TEXT, axes: WEIGHTS },
  // Letters with accents, in what a reader brings: fetched where one is drawn.
  accented: { font: SANS, letters: range(0xc0, 0xff), axes: WEIGHTS },
} satisfies Record<string, Face>;

export function fonts(): Plugin {
  return {
    name: 'fonts',
    async buildStart() {
      const folder = new URL('./node_modules/.fonts/', import.meta.url);
      await mkdir(folder, { recursive: true });
      const find = createRequire(import.meta.url);
      for (const [name, { font, letters, axes }] of Object.entries<Face>(FACES)) {
        const source = await readFile(find.resolve(font));
        const cut = await subsetFont(source, letters, { targetFormat: 'woff2', variationAxes: axes });
        await writeFile(new URL(`${name}.woff2`, folder), cut);
      }
    },
    // Their licences go where they go.
    async generateBundle() {
      const find = createRequire(import.meta.url);
      const packages = ['@fontsource/stix-two-text', '@fontsource-variable/source-sans-3'];
      const texts = packages.map(
        async (name) => `${name}\n\n${await readFile(find.resolve(`${name}/LICENSE`), 'utf8')}`,
      );
      const source = (await Promise.all(texts)).join('\n');
      this.emitFile({ type: 'asset', fileName: 'fonts-license.txt', source });
    },
  };
}
