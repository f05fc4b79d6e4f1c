// A worker of a script that the build made, wherever the page stands that wants it.

interface Policy {
  createScriptURL(url: string): string;
}
/** As pages with Trusted Types want addresses: TypeScript does not know these, nor does every browser. */
interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

/** A page may forbid a second policy of a name, so all workers have one. */
let policy: Policy | undefined;

/** Throws where a page does not want workers, their addresses, or this policy. */
export function thread(script: string): Worker {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy('lstm-conveyor', { createScriptURL: (url) => url });
  const address = owned(script);
  const worker = new Worker(policy ? policy.createScriptURL(address) : address, { type: 'module' });
  if (address !== script) setTimeout(() => URL.revokeObjectURL(address), FETCHED);
  return worker;
}

/** By then a worker has read its first line, in milliseconds. */
const FETCHED = 10_000;

/** A worker's script must be of the page's own origin. One of another is imported by a line that is. */
function owned(script: string): string {
  // Not by the module's own address: webpack would take that for a file that it should find.
  if (new URL(script, location.href).origin === globalThis.origin) return script;
  return URL.createObjectURL(new Blob([`import ${JSON.stringify(script)};`], { type: 'text/javascript' }));
}
