// What a teacher copies into a page of her own, in the form that her program takes. All forms but one are a frame of plain
// attributes: filters of course systems leave those.

/** In this order they are offered. */
export const FORMS = ['iframe', 'element', 'markdown', 'quarto', 'reveal', 'lms', 'jupyter'] as const;
export type Form = (typeof FORMS)[number];

export interface Embedded {
  /** The folder where the site lies, with a / at its end. */
  site: string;
  /** What the frame is asked for, as it stands behind a #. */
  fragment: string;
  /** The same as attributes of <lstm-conveyor>. */
  attributes: readonly (readonly [key: string, text: string])[];
  /** What is told of it where it cannot be seen. */
  title: string;
  /** The page in the same state. */
  link: string;
  /** In CSS pixels, as wide as the column is. */
  width: number;
  height: number;
}

export function snippet(form: Form, figure: Embedded): string {
  const { site, title, link, width, height } = figure;
  const src = `${site}embed.html#${figure.fragment}`;
  const frame = tag('iframe', [
    ['src', src],
    ['title', title],
    ['width', '100%'],
    ['height', String(height)],
    ['loading', 'lazy'],
    ['frameborder', '0'],
  ]);
  const plain = `[${title}](${link})`;
  switch (form) {
    case 'iframe':
      return `${frame}\n${tag('script', [['src', `${site}embed.js`], 'async'])}`;
    case 'element':
      return [
        tag('script', [
          ['type', 'module'],
          ['src', `${site}lstm-conveyor.js`],
        ]),
        tag('lstm-conveyor', figure.attributes, `\n  ${tag('a', [['href', link]], escape(title))}\n`),
      ].join('\n');
    case 'markdown':
      return `${frame}\n\n${plain}`;
    case 'quarto':
      return [
        '::: {.content-visible when-format="html"}',
        `\`\`\`{=html}\n${frame}\n\`\`\``,
        ':::\n',
        '::: {.content-visible unless-format="html"}',
        plain,
        ':::',
      ].join('\n');
    case 'reveal':
      return `<section>\n  ${tag('iframe', [
        ['data-src', src],
        ['title', title],
        ['width', String(width)],
        ['height', String(height)],
        ['frameborder', '0'],
      ])}\n</section>`;
    case 'lms':
      return tag('iframe', [
        ['src', src],
        ['title', title],
        ['width', String(width)],
        ['height', String(height)],
      ]);
    case 'jupyter':
      return `from IPython.display import IFrame\nIFrame(${JSON.stringify(src)}, width="100%", height=${height})`;
  }
}

function tag(name: string, attributes: readonly (readonly [string, string] | string)[], inside = ''): string {
  const written = attributes.map((each) =>
    typeof each === 'string' ? ` ${each}` : ` ${each[0]}="${escape(each[1])}"`,
  );
  return `<${name}${written.join('')}>${inside}</${name}>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);
}
