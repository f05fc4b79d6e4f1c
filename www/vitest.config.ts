// How the page is tested: on all cores, with waits that end when what is waited for is there, however busy the machine is.
import { defineConfig } from 'vitest/config';

/** In milliseconds: long enough for a machine that does much else. What comes sooner is not waited for any longer. */
const PATIENCE = 60_000;

export default defineConfig({
  test: {
    maxWorkers: '100%',
    testTimeout: 2 * PATIENCE,
    hookTimeout: PATIENCE,
    expect: { poll: { timeout: PATIENCE / 2 } },
    tags: [{ name: 'path', description: 'A main path, walked in every engine.' }],
  },
});
