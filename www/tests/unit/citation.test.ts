// What is cited is this version.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { version } from '../../vite-guest.ts';

it('cites the version of Cargo.toml', () => {
  const text = readFileSync(new URL('../../../CITATION.cff', import.meta.url), 'utf8');
  expect(parse(text)).toMatchObject({ 'cff-version': '1.2.0', version, license: ['MIT', 'Apache-2.0'] });
});
