/**
 * The core's names as a reader should see them: "d_l1.z_f" is ∂L/∂z_f of the second layer, "h'" is h of the step before.
 * Any name can be written, one that is new as well.
 */
import type { Run, Symbol } from './symbol';

export interface Name {
  gradient: boolean;
  /** Of the layer's cell, counted from 0. */
  layer: number;
  /** What is left without layer, gradient and prime: the same in each layer. */
  base: string;
  /** Of the step before. */
  before: boolean;
}

export function parse(name: string): Name {
  const [, gradient, layer, base, prime] = /^(d_)?(?:l(\d+)\.)?(.*?)('?)$/.exec(name)!;
  return { gradient: !!gradient, layer: Number(layer ?? 0), base: base!, before: prime === "'" };
}

export function isGradient(quantity: string): boolean {
  return quantity.startsWith('d_');
}

/** The field that a quantity is the value or the gradient of. */
export function fieldOf(quantity: string): string {
  return isGradient(quantity) ? quantity.slice(2) : quantity;
}

/** As it is set on the stage. `layered`: there are several layers, so each name says its own. */
export function symbolOf(name: string, layered: boolean): Symbol {
  const { gradient, layer, base, before } = parse(name);
  const [letters, ...subs] = base.split('_') as [string, ...string[]];
  const runs: Run[] = gradient
    ? [
        { text: '∂', style: 'roman' },
        { text: 'L', style: 'italic' },
        { text: '/∂', style: 'roman' },
      ]
    : [];
  // A letter has an index; a word ("tanh_c") is a function of what follows.
  if (letters.length === 1) {
    runs.push({ text: letters, style: 'italic' });
    if (subs.length) runs.push({ text: subs.join(' '), style: 'sub' });
  } else {
    runs.push({ text: subs.length ? `${letters} ` : letters, style: 'roman' });
    if (subs.length) runs.push({ text: subs.join(' '), style: 'italic' });
  }
  if (layered && base !== 'x' && base !== 'y' && !base.endsWith('_y'))
    runs.push({ text: `(${layer + 1})`, style: 'sup' });
  if (before) runs.push({ text: '′', style: 'sup' });
  return runs;
}

const RAISED: Record<string, string> = { '(': '⁽', ')': '⁾', ...Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].entries()) };

/** As it stands in a sentence or a menu, where nothing can be set lower or higher. */
export function textOf(name: string, layered: boolean): string {
  return plain(symbolOf(name, layered));
}

/** A symbol as a line of text. */
export function plain(symbol: Symbol): string {
  return symbol
    .map(({ text, style }) =>
      style === 'sub' ? `_${text}` : style === 'sup' ? [...text].map((c) => RAISED[c] ?? c).join('') : text,
    )
    .join('');
}
