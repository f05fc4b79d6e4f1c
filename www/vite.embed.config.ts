// How <lstm-conveyor> is built for pages of others: a module that lies anywhere, and what it fetches later. Beside the page what is no
// script is fetched too; in the npm package (mode `npm`), where bundlers move scripts about, it is carried inside of them.
import { defineConfig } from 'vite';
import { compressed } from './vite-compressed.ts';
import { fonts } from './vite-fonts.ts';
import { frame } from './vite-frame.ts';
import { carried, faces, guest, version } from './vite-guest.ts';
import { together } from './vite-load.ts';
import { manifested } from './vite-manifest.ts';
import { opening } from './vite-opening.ts';
import { weight } from './vite-weight.ts';

/** What is fetched for the figure that one sees by default, in English. */
const FIGURE = [
  ...[
    'live.js',
    'rolldown-runtime.js',
    'en.js',
    'around.en.js',
    'strip.js',
    'axis.js',
    'home.js',
    'program.js',
    'worker.js',
  ],
  ...['lstm_conveyor_bg.wasm', 'text.woff2', 'italic.woff2', 'math.woff2', 'hat.woff2'],
];

/** Of the npm package too: who imports it says when the element is defined. */
const UNDEFINED = { element: 'src/embed/lstm-conveyor.ts' };

export default defineConfig(({ mode }) => ({
  base: './', // relative to the module
  plugins: [
    guest(),
    faces(),
    carried(mode === 'npm' ? 'inside' : 'beside'),
    fonts(),
    opening(),
    frame(),
    mode === 'npm' ? manifested() : [compressed(), weight('lstm-conveyor.js', FIGURE, 306_500)],
  ],
  define: { VERSION: JSON.stringify(version), HOME: JSON.stringify(mode === 'npm' ? '' : '../index.html') },
  build: {
    outDir: '../dist',
    emptyOutDir: false,
    target: 'es2022',
    copyPublicDir: false,
    license: mode === 'npm' && { fileName: 'licenses.md' },
    // As a library it writes nothing to the document of whoever imports it.
    lib: { entry: { 'lstm-conveyor': 'src/embed/define.ts', ...(mode === 'npm' && UNDEFINED) }, formats: ['es'] },
    rolldownOptions: {
      output: {
        minify: true, // of a library Vite leaves the spaces
        entryFileNames: '[name].js',
        chunkFileNames: 'lstm-conveyor/[name]-[hash].js',
        assetFileNames: 'lstm-conveyor/[name]-[hash][extname]',
        codeSplitting: { groups: [together('live', 'src/embed/live.ts')] },
      },
    },
  },
}));
