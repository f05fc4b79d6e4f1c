// How the page is tested: with waits that end when what is waited for is there, however busy the machine is.
import { defineConfig } from 'vitest/config';
import { faces, version } from './vite-guest.ts';
import { opening } from './vite-opening.ts';

/** In milliseconds: long enough for a machine that does much else. What comes sooner is not waited for any longer. */
const PATIENCE = 60_000;

/** How many files are tested at once. Firefox and WebKit run side by side, and of WebKit's windows, on one screen, one has the focus. */
const WORKERS: Record<string, string | number> = { firefox: '50%', webkit: 1 };

export default defineConfig({
  plugins: [opening(), faces()],
  define: { VERSION: JSON.stringify(version), HOME: JSON.stringify('') },
  test: {
    maxWorkers: WORKERS[process.env['ENGINE'] ?? ''] ?? '100%',
    testTimeout: 2 * PATIENCE,
    hookTimeout: PATIENCE,
    expect: { poll: { timeout: PATIENCE / 2 } },
    tags: [{ name: 'path', description: 'A main path, walked in every engine.' }],
  },
});
