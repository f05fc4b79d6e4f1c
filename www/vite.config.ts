// How the page is built: a static site that runs from any folder of any web server.
import { defineConfig } from 'vite';
import { TAGS } from './src/session/languages.ts';
import { address } from './vite-address.ts';
import { compressed } from './vite-compressed.ts';
import { essays } from './vite-essay.ts';
import { fonts } from './vite-fonts.ts';
import { version } from './vite-guest.ts';
import { lessons } from './vite-lessons.ts';
import { firstLoad, together } from './vite-load.ts';
import { opening } from './vite-opening.ts';
import { words } from './vite-words.ts';

export default defineConfig({
  base: './', // relative addresses only
  plugins: [
    fonts(),
    words(),
    opening(),
    essays({ names: ['backward', 'teaching'], style: 'src/essay.css' }),
    firstLoad({
      early: 'src/early.ts',
      langs: Object.keys(TAGS),
      core: ['lstm_conveyor_bg.wasm', 'home.js', 'worker.js', 'engine.js'],
      limits: { scripts: 102_700, core: 178_100 },
    }),
    lessons('src/learn.css'),
    address(),
    compressed(),
  ],
  define: { VERSION: JSON.stringify(version) },
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    license: { fileName: 'licenses.md' },
    rolldownOptions: { output: { codeSplitting: { groups: [together('first', 'src/main.ts')] } } },
  },
  // What is fetched later asks for the same parts; of the worker's own script WebKit would then run a second copy.
  worker: {
    format: 'es',
    rolldownOptions: { output: { codeSplitting: { groups: [together('engine', 'src/engine/laboratory.ts')] } } },
  },
});
