// How the page is built: a static site that runs from any folder of any web server.
import { defineConfig } from 'vite';
import { fonts } from './vite-fonts.ts';

export default defineConfig({
  base: './', // relative addresses only
  plugins: [fonts()],
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    license: { fileName: 'licenses.md' },
  },
  worker: { format: 'es' },
});
