// node drive.mjs ENGINE ADDRESS=FOLDER ...: opens the page in a browser, hands it what stands on the input and prints its
// times as JSON. Files come straight from their folders; there is no server, and no request leaves the machine.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';

// The browser tests of the page use the same.
const { chromium } = createRequire(new URL('../../www/', import.meta.url))('playwright-core');

const [engine, ...mounts] = process.argv.slice(2);
const folders = new Map(mounts.map((mount) => mount.split('=')));

function file(url) {
  const [, address, ...path] = new URL(url).pathname.split('/');
  return folders.has(address) ? join(folders.get(address), path.join(sep)) : undefined;
}

const browser = await chromium.launch({ executablePath: process.env.CHROME, args: ['--disable-gpu'] });
try {
  const page = await browser.newPage();
  await page.route('**/*', (route) => {
    const path = file(route.request().url());
    return path ? route.fulfill({ path }) : route.abort();
  });
  await page.goto('http://bench.localhost/page/index.html');
  await page.waitForFunction(() => globalThis.round);
  const job = JSON.parse(readFileSync(0, 'utf8'));
  const times = await page.evaluate(([job, engine]) => globalThis.round(job, engine), [job, engine]);
  console.log(JSON.stringify({ version: `Chromium ${browser.version()}`, times }));
} finally {
  await browser.close();
}
