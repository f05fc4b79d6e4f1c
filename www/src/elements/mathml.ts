// An equation in MathML, which all browsers draw by themselves. They do not break it, so each piece that may begin a new line
// is a <math> of its own; what says it aloud is the name of the whole.
import { css, html, mathml, nothing, type TemplateResult } from 'lit';
import type { Spot } from '../network/address.ts';
import type { Line, Node, Relation } from '../network/equation.ts';
import { precise } from '../network/format.ts';
import type { Letters, Run } from '../network/notation.ts';
import { isNegative, isShort, needsParentheses } from '../network/speech.ts';

export const mathStyles = css`
  math {
    font-family: 'STIX Two Math', math;
  }
  .accented {
    font-family: var(--letters);
    font-style: italic;
  }
  /* A line breaks between terms before it breaks inside one. */
  .term {
    display: inline-block;
    max-width: 100%;
  }
  math .num {
    color: var(--number, var(--pos));
  }
  math .num[data-address] {
    cursor: pointer;
  }
`;

type Piece = TemplateResult<3>;
/** Pieces that stay together. */
type Box = Piece[];

/** On one line as far as there is room. */
export function lineOf({ left, chain }: Line): TemplateResult {
  const setter = new Setter(true);
  return html`${left ? shown(setter.boxes(left)) : nothing}${shown(setter.chain(chain))}`;
}

/** Both sides of a line, with fractions set high. */
export function columnsOf({ left, chain }: Line): [left: unknown, right: unknown] {
  const setter = new Setter(false);
  return [left ? shown(setter.boxes(left), true) : nothing, shown(setter.chain(chain), true)];
}

/** Letters among words. */
export function lettersOf(letters: Letters): TemplateResult {
  return html`<math><mrow>${named(letters)}</mrow></math>`;
}

/** Boxes that begin a side of an equation, or a term of a sum. */
const begins = new WeakSet<Box>();

function beginning(boxes: Box[]): Box[] {
  begins.add(boxes[0]!);
  return boxes;
}

function shown(boxes: Box[], high = false): TemplateResult {
  const terms: Box[][] = [];
  for (const box of boxes) {
    if (!terms.length || begins.has(box)) terms.push([box]);
    else terms.at(-1)!.push(box);
  }
  return html`${terms.map(
    (term) =>
      html`<span class="term"
          >${term.map(
            (box) =>
              html`<math displaystyle=${high}><mrow>${box}</mrow></math
                ><wbr />`,
          )}</span
        ><wbr />`,
  )}`;
}

class Setter {
  readonly #flat: boolean;

  constructor(flat: boolean) {
    this.#flat = flat;
  }

  chain(chain: Line['chain']): Box[] {
    return chain.flatMap(({ sign, node }) => beginning(before(relation(sign), this.boxes(node))));
  }

  /** `leading`: nothing stands before it. */
  boxes(node: Node, leading = true): Box[] {
    switch (node.type) {
      case 'letters':
        return [[named(node.letters)]];
      case 'derivative':
        return [[this.#derivative(node.of)]];
      case 'number':
        return [[numeral(node.value, node.digits, node.spot)]];
      case 'sum':
        return node.of.flatMap(({ sign, node }, k) => {
          if (k === 0 && sign === '+') return this.boxes(node);
          const boxes = this.boxes(node, false);
          const term = isNegative(node) ? around(operator('('), boxes, operator(')')) : boxes;
          return beginning(before(operator(sign, k === 0 ? 'prefix' : 'infix'), term));
        });
      case 'product':
        return this.#product(node, leading);
      case 'call':
        return this.#call(node);
      case 'bracket':
        return [
          [
            operator('['),
            ...node.of.flatMap((each, k) => [...(k ? [operator(',')] : []), ...this.#whole(each)]),
            operator(']'),
          ],
        ];
      case 'fraction':
        if (this.#flat) return [[...this.#whole(node.over), operator('/'), ...this.#whole(node.under)]];
        return [[mathml`<mfrac><mrow>${this.#whole(node.over)}</mrow><mrow>${this.#whole(node.under)}</mrow></mfrac>`]];
      case 'power': {
        const square = mathml`<mn>${node.to}</mn>`;
        if (isShort(node.of)) return [[this.#raised(node.of, square)]];
        return [[operator('('), ...this.#whole(node.of), mathml`<msup>${operator(')')}${square}</msup>`]];
      }
      case 'transpose':
        return [[this.#raised(node.of, mathml`<mo lspace="0" rspace="0">⊤</mo>`)]];
      case 'series':
        return before(
          mathml`<munder><mo movablelimits="false" largeop="false">∑</mo><mi>${node.index}</mi></munder>`,
          this.boxes(node.of, false),
        );
      case 'norm':
        return [[operator('‖'), ...this.#whole(node.of), operator('‖')]];
    }
  }

  #raised(node: Node, script: Piece): Piece {
    if (node.type === 'letters') return named(node.letters, script);
    return mathml`<msup><mrow>${this.#whole(node)}</mrow>${script}</msup>`;
  }

  /** In one piece. */
  #whole(node: Node): Piece[] {
    return this.boxes(node).flat();
  }

  #product({ of, times }: Node & { type: 'product' }, leading: boolean): Box[] {
    const factors = of.map((each, k) => {
      if (!needsParentheses(each, leading && k === 0)) return this.boxes(each);
      return [[operator('('), ...this.#whole(each), operator(')')]];
    });
    return factors.reduce((all, factor) => {
      // What a matrix is applied to stays beside it.
      if (times === '' || times === '·')
        return joined(all, times ? before(operator('·'), factor) : before(mathml`<mspace width="0.16em" />`, factor));
      return [...all, ...before(operator(times), factor)];
    });
  }

  #call({ name, of }: Node & { type: 'call' }): Box[] {
    if (name === 'exp') return [[mathml`<msup><mi mathvariant="normal">e</mi><mrow>${this.#whole(of)}</mrow></msup>`]];
    const single = [...name].length === 1;
    const function_ = single ? mathml`<mi mathvariant="normal">${name}</mi>` : mathml`<mi>${name}</mi>`;
    return around(mathml`${function_}${operator('(')}`, this.boxes(of), operator(')'));
  }

  #derivative(of: Letters): Piece {
    const loss = mathml`<mi mathvariant="normal">∂</mi><mi>L</mi>`;
    const by = mathml`<mi mathvariant="normal">∂</mi>${named(of)}`;
    if (this.#flat) return mathml`<mrow>${loss}${operator('/')}${by}</mrow>`;
    return mathml`<mfrac><mrow>${loss}</mrow><mrow>${by}</mrow></mfrac>`;
  }
}

function before(piece: Piece, boxes: Box[]): Box[] {
  const [first, ...rest] = boxes;
  return [[piece, ...first!], ...rest];
}

function around(open: Piece, boxes: Box[], close: Piece): Box[] {
  const all = before(open, boxes);
  return [...all.slice(0, -1), [...all.at(-1)!, close]];
}

/** With no place to break between them. */
function joined(a: Box[], b: Box[]): Box[] {
  return [...a.slice(0, -1), [...a.at(-1)!, ...b[0]!], ...b.slice(1)];
}

function relation(sign: Relation): Piece {
  return mathml`<mo form="infix" stretchy="false">${sign}</mo>`;
}

/** Brackets keep the size of a line: pieces of what they enclose may stand on different ones. */
function operator(sign: string, form?: 'prefix' | 'infix'): Piece {
  const place = form ?? ('([‖'.includes(sign) ? 'prefix' : ')]'.includes(sign) ? 'postfix' : 'infix');
  if (sign === '/') return mathml`<mo lspace="0" rspace="0" stretchy="false">/</mo>`;
  if (sign === '‖') return mathml`<mo lspace="0" rspace="0" stretchy="false">‖</mo>`;
  return mathml`<mo form=${place} stretchy="false" largeop="false">${sign}</mo>`;
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number that can be asked for says which it is. */
function numeral(value: number, digits: number | 'exact', spot: Spot | undefined): Piece {
  if (digits === 'exact') return mathml`<mn>${value}</mn>`;
  const [mantissa, exponent] = precise(value, digits).split('·10');
  const power = [...(exponent ?? '')].map((c) => (c === '⁻' ? '−' : RAISED.indexOf(c))).join('');
  const text = exponent
    ? mathml`<mn>${mantissa}</mn><mo lspace="0.1em" rspace="0.1em">·</mo><msup><mn>10</mn><mn>${power}</mn></msup>`
    : mathml`<mn>${mantissa}</mn>`;
  if (!spot) return mathml`<mrow class="num">${text}</mrow>`;
  const { address, step, unit } = spot;
  return mathml`<mrow class="num" data-address=${address} data-step=${step} data-unit=${unit}>${text}</mrow>`;
}

/** Letters with what is lower and raised, and with an exponent behind all of it. */
function named(letters: Letters, exponent?: Piece): Piece {
  const pieces: Piece[] = [];
  for (let k = 0; k < letters.length; k++) {
    const { text, style } = letters[k]!;
    const base = tokens(text, style);
    const scripts = { sub: '', sup: '' };
    for (let next: Run | undefined; (next = letters[k + 1]) && (next.style === 'sub' || next.style === 'sup'); k++)
      scripts[next.style] = next.text;
    const under = scripts.sub && mathml`<mrow>${tokens(scripts.sub, 'sub')}</mrow>`;
    const last = k === letters.length - 1;
    const over = scripts.sup ? mathml`<mrow>${tokens(scripts.sup, 'sup')}</mrow>` : last && exponent;
    const whole = scripted(base.pop()!, under, over);
    pieces.push(...base, last && exponent && scripts.sup ? mathml`<msup>${whole}${exponent}</msup>` : whole);
  }
  return mathml`<mrow>${pieces}</mrow>`;
}

function scripted(base: Piece, under: Piece | '', over: Piece | false | undefined): Piece {
  if (under && over) return mathml`<msubsup>${base}${under}${over}</msubsup>`;
  if (under) return mathml`<msub>${base}${under}</msub>`;
  return over ? mathml`<msup>${base}${over}</msup>` : base;
}

/** Letters, words, digits and signs. */
function tokens(text: string, style: Run['style']): Piece[] {
  const script = style === 'sub' || style === 'sup';
  const found = text.match(/ŷ|\p{L}\u0303|[\p{L}_.′]+|[\d.]+|[^\s]/gu) ?? [];
  const all = found.flatMap((token): Piece[] => {
    // No two engines set <mover> alike; the mark of the font itself stands right in all.
    if (/ŷ|\u0303/.test(token)) return [mathml`<mi class="accented">${token}</mi>`];
    if (/^[\p{L}_.′]/u.test(token)) {
      const count = [...token].length;
      // Two letters below are two indices; what is longer is a word.
      if (script && count <= 2) return [...token].map((each) => mathml`<mi>${each}</mi>`);
      if (count > 1) return [mathml`<mi>${token}</mi>`];
      return [style === 'roman' ? mathml`<mi mathvariant="normal">${token}</mi>` : mathml`<mi>${token}</mi>`];
    }
    if (/^\d/.test(token)) return [mathml`<mn>${token}</mn>`];
    if (token === '∂') return [mathml`<mi mathvariant="normal">∂</mi>`];
    const tight = script || '()[]/,'.includes(token);
    return [
      tight
        ? mathml`<mo stretchy="false" lspace="0" rspace="0">${token}</mo>`
        : mathml`<mo stretchy="false" form="infix">${token}</mo>`,
    ];
  });
  // A function stands apart from what follows it.
  return text.endsWith(' ') && /\p{L} $/u.test(text) ? [...all, mathml`<mspace width="0.16em" />`] : all;
}
