// Where the site will stand is in its pages only where whoever builds it says so.
import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

async function addressed(site: string): Promise<typeof import('../../vite-address.ts')> {
  vi.stubEnv('SITE', site);
  return import('../../vite-address.ts');
}

it('names whole addresses of a site that is told', async () => {
  const { at, headOf } = await addressed('https://example.org/lstm/');
  expect(at('learn/belt/')).toBe('https://example.org/lstm/learn/belt/');
  const head = headOf('learn/belt/', 'The "belt"', 'Why?').join('\n');
  expect(head).toContain('<link rel="canonical" href="https://example.org/lstm/learn/belt/" />');
  expect(head).toContain('<meta property="og:image" content="https://example.org/lstm/card.png" />');
  expect(head).toContain('<meta property="og:title" content="The &#34;belt&#34;" />');
});

it('names none where none is told', async () => {
  const { at, headOf } = await addressed('');
  expect(at('learn/belt/')).toBe('./learn/belt/');
  expect(headOf('learn/belt/', 'The belt', 'Why?').join()).not.toMatch(/canonical|og:image|og:url/);
});

it.each(['https://example.org/lstm', 'ftp://example.org/'])('refuses %s', async (site) => {
  await expect(addressed(site)).rejects.toThrow(`not "${site}"`);
});
