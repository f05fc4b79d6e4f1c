// A folder, or files that are given, on a server that lets every origin read, as those of packages do.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface Served {
  address: string;
  close(): void;
}

export async function served(files: string | Record<string, string>): Promise<Served> {
  const find = (name: string): string | Buffer | undefined => {
    if (typeof files !== 'string') return files[name];
    const file = join(files, name);
    return existsSync(file) && statSync(file).isFile() ? readFileSync(file) : undefined;
  };
  const server = createServer(({ url }, response) => {
    const path = normalize(decodeURIComponent(new URL(url!, 'http://host').pathname)).slice(1) || 'index.html';
    const body = find(path);
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type, 'access-control-allow-origin': '*' });
    response.end(body);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => void server.close() };
}
