// The element is a guest: importing it defines it, and reads nothing of the page that it comes to.
import { expect, it } from 'vitest';
import { told } from '../../vite-guest.ts';

/** What belongs to the host page. */
const ITS_OWN = ['location', 'localStorage', 'sessionStorage', 'document', 'navigator', 'matchMedia', 'history'];

it('reads neither address, storage nor document when it is imported, and is defined', async () => {
  await import('lit'); // it makes a walker of the document, wherever it comes to
  const { define } = customElements;
  const defined: string[] = [];
  customElements.define = (name, ...rest) => {
    defined.push(name);
    define.call(customElements, name, ...rest);
  };
  const read: string[] = [];
  const before = ITS_OWN.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const name of ITS_OWN)
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get: () => {
        read.push(name);
        throw new Error(`${name} is read`);
      },
    });
  try {
    await import('../../src/embed/define.ts');
    await import('../../src/embed/live.ts');
    expect(() => location.href).toThrow('location is read');
  } finally {
    for (const [name, descriptor] of before)
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
  }
  expect(read).toEqual(['location']); // by this test
  expect(defined).toContain('lstm-conveyor');
  expect(defined.every((name) => name.startsWith('lstm-'))).toBe(true);
});

it('says nothing of what is chosen in the lab, and everything else', () => {
  const words = { task: { recall: 'a bit', 'recall-about': 'It is shown.', about: 'kept' }, none: {} };
  expect(JSON.parse(told(JSON.stringify(words)))).toEqual({ task: { recall: 'a bit', about: 'kept' }, none: {} });
});
