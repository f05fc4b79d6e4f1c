// The core's program: fetched and compiled once for all the sessions of a page, whose workers share the module.
import wasm from '../../pkg/lstm_conveyor_bg.wasm?url';
import { bring } from './bring.ts';
import { EngineError } from './protocol.ts';

/** The smallest module with a vector instruction: (func (result v128) i32.const 0 i8x16.splat). */
// prettier-ignore
const SIMD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

let compiling: Promise<WebAssembly.Module> | undefined;

/** Rejects with an EngineError: 'no-wasm', 'no-simd', 'forbidden' (by the site's policy), 'load' (it could not be fetched or compiled). */
export function program(): Promise<WebAssembly.Module> {
  compiling ??= compile().catch((error: unknown) => {
    compiling = undefined; // the next session may have better luck
    throw error instanceof EngineError ? error : failure('load', String(error));
  });
  return compiling;
}

async function compile(): Promise<WebAssembly.Module> {
  if (typeof WebAssembly !== 'object') throw failure('no-wasm', 'This browser has no WebAssembly.');
  if (!WebAssembly.validate(SIMD)) throw failure('no-simd', 'This browser has no WebAssembly SIMD.');
  // A policy lets modules be validated, and forbids to compile any.
  await WebAssembly.compile(SIMD).catch((error: unknown) => {
    throw failure('forbidden', String(error));
  });
  return compiled(wasm);
}

/** Of what lies at an address. */
export async function compiled(address: string): Promise<WebAssembly.Module> {
  const response = await bring(address);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  const copy = response.clone();
  // Streaming wants the right media type, which a plain file server may not send.
  return WebAssembly.compileStreaming(response).catch(async () => WebAssembly.compile(await copy.arrayBuffer()));
}

function failure(code: string, message: string): EngineError {
  return new EngineError({ code, message });
}
