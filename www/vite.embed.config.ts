// How <lstm-conveyor> is built for pages of others, beside the page: a module that lies anywhere, and what it fetches later.
import { defineConfig } from 'vite';
import { compressed } from './vite-compressed.ts';
import { fonts } from './vite-fonts.ts';
import { frame } from './vite-frame.ts';
import { carried, faces, guest, version } from './vite-guest.ts';
import { together } from './vite-load.ts';
import { opening } from './vite-opening.ts';

export default defineConfig({
  base: './', // relative to the module
  plugins: [guest(), faces(), carried('beside'), fonts(), opening(), frame(), compressed()],
  define: { VERSION: JSON.stringify(version), HOME: JSON.stringify('../index.html') },
  build: {
    outDir: '../dist',
    emptyOutDir: false,
    target: 'es2022',
    copyPublicDir: false,
    // As a library it writes nothing to the document of whoever imports it.
    lib: { entry: { 'lstm-conveyor': 'src/embed/lstm-conveyor.ts' }, formats: ['es'] },
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
});
