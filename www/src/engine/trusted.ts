// Addresses of workers, as pages with Trusted Types want them: TypeScript does not know these, nor does every browser.

interface Policy {
  createScriptURL(url: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

/** A page may forbid a second policy of a name, so all workers have one. */
let policy: Policy | undefined;

/** The address of a script that the build made. Throws where a page does not want this policy. */
export function trusted(script: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy('lstm-conveyor', { createScriptURL: (url) => url });
  return policy ? policy.createScriptURL(script) : script;
}
