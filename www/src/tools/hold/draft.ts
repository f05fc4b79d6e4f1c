// A text of equations while it is typed: where the core's places stand in it, and what a button puts into it.

export interface Selection {
  start: number;
  end: number;
}

/** Between `before` and `after` stands what was selected; # is the name that the line makes. */
export interface Piece {
  name: string;
  sign: string;
  before: string;
  after?: string;
}

/** All that the language has beside names. */
export const PIECES: readonly Piece[] = [
  { name: 'sigmoid', sign: 'σ', before: 'σ(', after: ')' },
  { name: 'tanh', sign: 'tanh', before: 'tanh(', after: ')' },
  { name: 'relu', sign: 'relu', before: 'relu(', after: ')' },
  { name: 'times', sign: '⊙', before: ' * ' },
  { name: 'plus', sign: '+', before: ' + ' },
  { name: 'complement', sign: '1 −', before: '(1 - ', after: ')' },
  { name: 'prime', sign: '′', before: "'" },
  { name: 'weight', sign: 'W x', before: 'W_# x' },
  { name: 'recurrent', sign: 'U h′', before: "U_# h'" },
  { name: 'bias', sign: 'b', before: 'b_#' },
];

/** The place of the core's line and column, which count characters from 1. */
function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((all, each) => all + each.length + 1, 0);
  const within = [...(lines[line - 1] ?? '')].slice(0, column - 1).join('');
  return Math.min(before + within.length, text.length);
}

/** What is wrong from a place on: the word that was met, if it stands there; else a character, or nothing at the end. */
export function wrongAt(text: string, line: number, column: number, met: string): Selection {
  const start = offsetOf(text, line, column);
  const character = [...(text.slice(start).split('\n')[0] ?? '')][0] ?? '';
  return { start, end: start + (text.startsWith(met, start) ? met : character).length };
}

/** The name that a line makes, as the core calls it: h of h_t, h_{t} and hₜ. */
export function nameIn(line: string): string | undefined {
  const [name, ...rest] = line.split('=');
  const plain = name!
    .trim()
    .replace(/[{}]/g, '')
    .replace(/(?:ₜ|_t)$/, '');
  return rest.length && plain ? plain : undefined;
}

/**
 * The lines before one, and what makes a text of them: h, and each state that they only read, stays as it was.
 */
export function upTo(text: string, line: number): string {
  const lines = text.split('\n').slice(0, line - 1);
  const made = new Set(lines.map(nameIn));
  const read = lines.flatMap((each) =>
    [
      ...each.matchAll(/(\p{Alphabetic}[\p{Alphabetic}\u0300-\u036f\d_]*?)(?:\s*['′’]|_prev\b|_t-1|_\{t-1\}|ₜ₋₁)/gu),
    ].map(([, name]) => name!),
  );
  const missing = [...new Set([...read, 'h'])].filter((name) => !made.has(name));
  return [...lines, ...missing.map((name) => `${name} = ${name}'`)].join('\n');
}

/** Marks that LaTeX writes over a letter. */
const ACCENTS: Record<string, string> = { tilde: '\u0303', hat: '\u0302', bar: '\u0304' };
const SIGNS: Record<string, string> = {
  sigma: 'σ',
  tanh: 'tanh',
  odot: '*',
  circ: '*',
  times: '*',
  ast: '*',
  cdot: '·',
};

/** Whether a text is LaTeX, which the core does not read. */
export function isLatex(text: string): boolean {
  return text.includes('\\');
}

/** What is written in LaTeX in the language of equations: a command that has no place in it stays, for the core to name. */
export function ofLatex(text: string): string {
  return text
    .replace(/\$|&|\\(?:begin|end)\{\w+\*?\}(?:\{\w*\})?|\\(?:left|right|q?quad|displaystyle)(?![a-z])|\\[,;:! ]/g, ' ')
    .replace(/\\\\/g, '\n')
    .replace(/\\(?:mathrm|mathbf|mathit|boldsymbol|bm|text|operatorname)\s*\{([^{}]*)\}/g, '$1')
    .replace(/\\(?:wide)?(tilde|hat|bar)\s*(?:\{\s*(\w+)\s*\}|(\w))/g, (_, mark: string, braced = '', bare = '') => {
      const name: string = braced || bare;
      return name[0]! + ACCENTS[mark]! + name.slice(1);
    })
    .replace(/\\([a-z]+)/g, (command, name: string) => (SIGNS[name] ? `${SIGNS[name]} ` : command))
    .replace(/(σ|tanh) +([\p{Alphabetic}][\p{Alphabetic}\u0300-\u036f\d]*(?:_(?:\{[^}]*\}|\w+))?)/gu, '$1($2)')
    .replace(/(σ|tanh) +\(/g, '$1(')
    .replace(/\}(?=\p{Alphabetic})/gu, '} ')
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/ +/g, ' ')
        .replace(/[,.;]$/, ''),
    )
    .filter((line) => line)
    .join('\n');
}

/** What a button puts in the place of the selection, and what is selected then. */
export function put(text: string, { start, end }: Selection, { before, after }: Piece): Selection & { text: string } {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const name = nameIn(line);
  const opening = before.replace('_#', name === undefined ? '' : `_${name}`);
  // One space is enough.
  const lead = opening.startsWith(' ') && /(^|\s)$/.test(text.slice(0, start)) ? opening.trimStart() : opening;
  const tail = after === undefined && lead.endsWith(' ') && text[end] === ' ' ? lead.trimEnd() : lead;
  if (after === undefined) return { text: tail, start: start + tail.length, end: start + tail.length };
  const selected = text.slice(start, end);
  const from = start + tail.length;
  const whole = tail + selected + after;
  return selected
    ? { text: whole, start: start + whole.length, end: start + whole.length }
    : { text: whole, start: from, end: from };
}
