// What the page opens with, as a module that has it written out: numbers that the core computes when the site is built, so that
// the first picture waits for no core.
import { fileURLToPath } from 'node:url';
import { runnerImport, type Plugin } from 'vite';

const NAME = 'virtual:opening';
const ID = `\0${NAME}`; // no other plugin takes it for a file
const RECORDER = fileURLToPath(new URL('./recorder.ts', import.meta.url));

type Recorder = typeof import('./recorder.ts');

export function opening(): Plugin {
  return {
    name: 'opening',
    resolveId: (name) => (name === NAME ? ID : undefined),
    async load(id) {
      if (id !== ID) return undefined;
      const { module, dependencies } = await runnerImport<Recorder>(RECORDER, { configFile: false, logLevel: 'error' });
      for (const file of [RECORDER, ...dependencies]) this.addWatchFile(file);
      return `const floats = (text) => new Float32Array(Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0)).buffer);
export default ${written(module.opening)};`;
    },
  };
}

/** As an expression that has this value. Arrays of numbers are written as their bytes: they come back bit for bit. */
function written(value: unknown): string {
  if (value instanceof Float32Array)
    return `floats('${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}')`;
  if (Array.isArray(value)) return `[${value.map(written).join()}]`;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(JSON.stringify(value));
  if (Object.getPrototypeOf(value) !== Object.prototype)
    throw new TypeError(`there is no way to write down a ${value.constructor.name}`);
  return `{${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}:${written(each)}`)
    .join()}}`;
}
