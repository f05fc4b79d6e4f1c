// How the page is built: a static site that runs from any folder of any web server.
import { defineConfig } from 'vite';
import { TAGS } from './src/reader.ts';
import { fonts } from './vite-fonts.ts';
import { firstLoad, together } from './vite-load.ts';
import { words } from './vite-words.ts';

export default defineConfig({
  base: './', // relative addresses only
  plugins: [
    fonts(),
    words(),
    firstLoad({
      early: 'src/early.ts',
      wasm: 'lstm_conveyor_bg.wasm',
      worker: 'worker.js',
      langs: Object.keys(TAGS),
      limit: 210_000,
    }),
  ],
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    license: { fileName: 'licenses.md' },
    rolldownOptions: { output: { codeSplitting: { groups: [together('src/main.ts')] } } },
  },
  worker: { format: 'es' },
});
