// How a program comes: from a server. In one file that has it inside, unpack.ts stands in for this (vite-guest.ts).

/** What is seen goes first. */
export function bring(address: string): Promise<Response> {
  return fetch(address, { priority: 'low' });
}
