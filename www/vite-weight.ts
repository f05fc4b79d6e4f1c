// What a figure in a page of others weighs on its way: all that is fetched until it computes, printed and limited.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** `parts` are names of files before the build, of what is fetched beside `entry`; the limit is in bytes, by brotli but for fonts. */
export function weight(entry: string, parts: readonly string[], limit: number): Plugin {
  return {
    name: 'weight',
    apply: 'build',
    writeBundle: {
      order: 'post',
      sequential: true,
      handler({ dir }, bundle) {
        const files = Object.keys(bundle);
        const fetched = parts.map((part) => {
          const found = files.filter((file) => basename(file).replace(/-.{8}(?=\.\w+$)/, '') === part);
          if (found.length !== 1) this.error(`one file should come of ${part}, not ${found.join() || 'none'}`);
          return found[0]!;
        });
        const weigh = (file: string): number => {
          const bytes = readFileSync(join(dir!, file));
          return file.endsWith('.woff2') ? bytes.length : brotliCompressSync(bytes).length;
        };
        const sum = [entry, ...fetched].reduce((sum, file) => sum + weigh(file), 0);
        console.log(`${sum} of ${limit} bytes by brotli: a figure in a page of others`);
        if (sum > limit) this.error(`a figure: ${sum} bytes, more than ${limit}`);
      },
    },
  };
}
