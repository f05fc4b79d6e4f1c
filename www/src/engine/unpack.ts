// How a program comes in one file that has it inside: as an address that carries it, packed (vite-guest.ts). Nothing is fetched,
// which a page may forbid of such addresses.

export async function bring(address: string): Promise<Response> {
  const bytes = Uint8Array.from(atob(address.slice(address.indexOf(',') + 1)), (byte) => byte.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
}
