// What is copied into a page asks there for what was chosen, in every form, and survives what course systems leave of HTML.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { asked } from '../../src/embed/asked.ts';
import { heightOf } from '../../src/embed/height.ts';
import { mannersOf } from '../../src/embed/manners.ts';
import { linked } from '../../src/session/link.ts';
import { FORMS, snippet, type Embedded } from '../../src/tools/embed/snippets.ts';

const FIGURE: Embedded = {
  site: 'https://site.example/lstm/',
  fragment: 'v=3&cell=gru&task-options=delay:4&view=belt+strip+answer&lang=zh',
  attributes: [
    ['cell', 'gru'],
    ['task-options', 'delay:4'],
    ['view', 'belt strip answer'],
    ['lang', 'zh'],
  ],
  title: 'GRU: "one" step & all of it',
  link: 'https://site.example/lstm/#v=3&cell=gru&task-options=delay:4',
  width: 720,
  height: 470,
};

/** The attributes of a tag as HTML reads them. */
function read(html: string, tag: string): Record<string, string> {
  const [, body] = new RegExp(`<${tag}\\b([^>]*)>`).exec(html)!;
  const plain = (text: string): string =>
    text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return Object.fromEntries([...body!.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key, text]) => [key!, plain(text!)]));
}

describe.each(FORMS)('as %s', (form) => {
  const text = snippet(form, FIGURE);

  it('it asks for what was chosen', () => {
    if (form === 'element') {
      const { lang, view, cell } = read(text, 'lstm-conveyor');
      expect([lang, view, cell]).toEqual(['zh', 'belt strip answer', 'gru']);
      return;
    }
    const src =
      form === 'jupyter'
        ? JSON.parse(/"[^"]*"/.exec(text)![0])
        : read(text, 'iframe')[form === 'reveal' ? 'data-src' : 'src'];
    const { attributes } = asked(new URL(src as string));
    expect(mannersOf((key) => attributes.get(key) ?? null).view).toBe('belt strip answer');
    expect(attributes.get('lang')).toBe('zh');
    expect(linked(new URL(`about:blank#${attributes.get('state')}`))).toEqual({
      cell: 'gru',
      taskOptions: { delay: 4 },
    });
  });

  it('it says what it is where it cannot be seen, and has its height', () => {
    if (form === 'element') return expect(text).toContain(`>GRU: &quot;one&quot; step &amp; all of it</a>`);
    expect(text).toMatch(/height="?=?470|height=470/);
    if (form !== 'jupyter') expect(read(text, 'iframe')['title']).toBe(FIGURE.title);
  });
});

it('for a course system it is one frame of four attributes, and nothing else', () => {
  const text = snippet('lms', FIGURE);
  expect(text).toMatch(/^<iframe [^>]*><\/iframe>$/);
  expect(Object.keys(read(text, 'iframe'))).toEqual(['src', 'title', 'width', 'height']);
});

it.each(['README.md', 'README.zh.md', 'docs/embedding.md', 'docs/embedding.zh.md'])(
  'a frame that %s shows is as high as its figure in a column of 720 pixels, or a little higher',
  (name) => {
    const text = readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
    const frames = text.match(/<iframe [^>]*\bheight="\d+"/g)!;
    for (const frame of frames) {
      const { src, height } = read(`${frame} >`, 'iframe');
      const { attributes } = asked(new URL(src!));
      const needed = heightOf((key) => attributes.get(key) ?? null, 720);
      expect(Number(height) - needed, `${frame}: ${needed}`).toBeGreaterThanOrEqual(0);
      expect(Number(height) - needed, `${frame}: ${needed}`).toBeLessThan(25);
    }
  },
);
