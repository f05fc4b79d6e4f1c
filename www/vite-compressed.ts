// Lays beside each file of the site the same by gzip and by brotli, for servers that hand on what is compressed already
// (nginx: gzip_static, brotli_static): as small as it can be, and without any work at each request.
import { readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** What is not compressed in itself, as fonts are. */
const KINDS = ['.css', '.html', '.js', '.md', '.svg', '.txt', '.wasm'];

/** What is added to a file's name, and how it is made smaller. */
const WAYS = {
  '.gz': (bytes: Buffer) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
  '.br': (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
};

export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler({ dir }, bundle) {
        const names = Object.keys(bundle);
        await Promise.all(
          names.filter((name) => KINDS.includes(extname(name))).map((name) => compress(join(dir!, name))),
        );
      },
    },
  };
}

/** A copy that would not be smaller is not made. */
async function compress(file: string): Promise<void> {
  const bytes = await readFile(file);
  for (const [ending, way] of Object.entries(WAYS)) {
    const less = await way(bytes);
    if (less.length < bytes.length) await writeFile(file + ending, less);
  }
}
