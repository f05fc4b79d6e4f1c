// What runs without a server: the whole page in one file, a figure in one file, and the element in one module.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { MANNERS } from './src/embed/manners.ts';
import { keyOf, TABLE, type Name } from './src/session/state.ts';
import { compressed } from './vite-compressed.ts';
import { fonts } from './vite-fonts.ts';
import { carried, faces, guest, version } from './vite-guest.ts';
import { opening } from './vite-opening.ts';
import { single, without } from './vite-single.ts';
import { words } from './vite-words.ts';

const FRAME = { source: 'src/embed/frame.ts', name: 'frame.js', packed: true };

/** Each file by the mode of its build. Limits in bytes. */
const FILES: Record<string, UserConfig> = {
  page: {
    plugins: [
      compressed(),
      words(),
      single({ name: 'lstm-conveyor.html', limit: 1_600_000, early: { source: 'src/early.ts', name: 'early.js' } }),
    ],
    build: { rolldownOptions: { input: 'index.html' } },
  },
  figure: {
    plugins: [
      compressed(),
      words(),
      guest(),
      faces(),
      without('src/engine/study.ts'),
      single({ name: 'lstm-figure.html', limit: 600_000, early: FRAME }),
    ],
    build: { rolldownOptions: { input: 'embed.html' } },
  },
  // Its curves are drawn by a second program: who wants no race is spared it.
  race: {
    plugins: [
      compressed(),
      words(),
      guest(),
      faces(),
      single({ name: 'lstm-race.html', limit: 830_000, early: FRAME }),
    ],
    build: { rolldownOptions: { input: 'embed.html' } },
  },
  module: {
    plugins: [compressed(), guest(), faces(), single({ name: 'lstm-conveyor.single.js', limit: 1_150_000 })],
    build: { lib: { entry: 'src/embed/define.ts', formats: ['es'] } },
  },
  notebook: {
    plugins: [guest(), faces(), settings(), single({ name: 'lstm-conveyor.notebook.js', limit: 1_170_000 })],
    build: { lib: { entry: 'src/embed/notebook.ts', formats: ['es'] } },
  },
  // Of the npm package.
  core: {
    plugins: [single({ name: 'index.js', limit: 280_000 })],
    build: { lib: { entry: 'src/engine/core.ts', formats: ['es'] } },
  },
};

/** What can be set, for those who read no TypeScript: Python makes its traits of it. */
function settings(): Plugin {
  const rows = Object.entries(TABLE).map(([name, row]) => ({ ...row, key: keyOf(name as Name) }));
  const source = JSON.stringify({ settings: rows, manners: MANNERS }, null, 2);
  return {
    name: 'settings',
    // Beside the module, which is all that is left of what was bundled.
    writeBundle: ({ dir }) => writeFileSync(join(dir!, 'lstm-conveyor.settings.json'), source),
  };
}

export default defineConfig(({ mode }) => {
  const { plugins, build } = FILES[mode]!;
  return {
    base: './',
    plugins: [carried('inside'), fonts(), opening(), plugins],
    define: { VERSION: JSON.stringify(version), HOME: JSON.stringify('') },
    build: {
      outDir: '../dist',
      emptyOutDir: false,
      target: 'es2022',
      copyPublicDir: false,
      assetsInlineLimit: Infinity,
      modulePreload: false,
      chunkSizeWarningLimit: Infinity,
      license: { fileName: 'licenses.md' },
      ...build,
      rolldownOptions: {
        ...build!.rolldownOptions,
        output: { codeSplitting: false, minify: true },
      },
    },
  };
});
