// A figure for a cell that a reader has typed: states on the belt, all else under it, level by level along the graph of its
// formulas. Plain, but true of any cell.
import { print } from '../../network/address.ts';
import { addressOf, grouped, ranks, type Factor, type Wiring } from '../../network/wiring.ts';
import type { Figure, FigureBeat, Pair, Place } from '../figure.ts';

/** How many numbers stand side by side in a row. */
const ABREAST = 4;

/** Names are those of a first layer: all layers are made alike. */
export function own(wiring: Wiring, fields: readonly string[]): Figure {
  const states = fields.filter((name) => wiring.field(name)!.kind === 'state');
  const rides = states.find((name) => name !== 'h') ?? 'h';
  const hidden = new Set(fields.flatMap((name) => wiring.argument(name) ?? []));
  const shown = fields.filter((name) => !hidden.has(name));

  const places: Figure['places'] = { [`${rides}'`]: { at: ['prev', 'belt'] }, x: { at: ['x', 'input'] } };
  const columns: Record<string, Pair> = {
    prev: [84, 30],
    x: [118, 44],
    valve: [236, 88],
    kept: [372, 140],
    plus: [640, 238],
    now: [790, 308],
    copy: [870, 352],
    end: [944, 384],
  };
  const rows: Record<string, Pair> = {};
  states
    .filter((name) => name !== rides)
    .forEach((name, k) => {
      columns[`${name}'`] = [78 + 150 * k, 32 + 60 * k];
      places[`${name}'`] = { at: [`${name}'`, 'bus'] };
    });

  // On the belt: what is kept of the state, and what it becomes.
  const terms = products(wiring, rides);
  const kept = terms.find(({ factors }) => factors.some(({ name, before }) => name === rides && before));
  if (kept) places[kept.address] = { by: ['valve', 'belt'], at: ['kept', 'belt'] };

  // Below it: level by level, each made of what stands lower.
  const items = shown.flatMap((name) => [
    ...products(wiring, name)
      .filter((each) => each !== kept)
      .map(({ address }) => address),
    name,
  ]);
  const levels = levelsOf(
    wiring,
    items.filter((address) => address !== kept?.address),
  );
  const below = levels.map((level) => level.filter((address) => address !== rides)).filter((level) => level.length);
  const lines = below.flatMap((level) => chunks(level)).reverse();
  lines.forEach((line, k) => {
    const by = `line${k}`;
    const at = `over${k}`;
    rows[by] = [84 + 74 * k, 76 + 70 * k];
    rows[at] = [50 + 74 * k, 42 + 70 * k];
    // What opens the belt's valve stands first: its way there crosses nothing.
    const opens = kept?.factors.map(addressOf) ?? [];
    line.sort((a, b) => Number(opens.includes(b)) - Number(opens.includes(a)));
    line.forEach((address, n) => {
      const column = address;
      columns[column] = [150 + ((n + 0.5) * 800) / line.length, 30 + ((n + 0.5) * 370) / line.length];
      places[address] = { by: [column, by], at: [column, at] };
    });
  });
  const bottom = lines.length;
  rows['bus'] = [70 + 74 * bottom, 66 + 70 * bottom];
  rows['input'] = [114 + 74 * bottom, 112 + 70 * bottom];

  const direct = isDirect(wiring, rides);
  places[rides] = {
    by: direct ? ['plus', 'belt'] : ['plus', 'made'],
    at: ['now', 'belt'],
  } satisfies Place;
  rows['made'] = [30, 26];

  const forward: FigureBeat[] = levels.map((level) => {
    const makes = level.includes(rides) && kept ? [kept.address, ...level] : level;
    return { name: level.join(' '), makes, follow: level.at(-1)! };
  });
  return {
    rides,
    columns,
    rows,
    places,
    forward: [
      { name: 'join', makes: [], follow: `${rides}'` },
      ...forward,
      { name: 'predict', makes: [], follow: '~y' },
    ],
    backward: [`d_${rides}'`],
  };
}

/** A state is made on the belt if something of the state before rides into it, or if it is made of numbers alone. */
function isDirect(wiring: Wiring, rides: string): boolean {
  return !wiring.argument(rides) && !wiring.hasMatrix(rides);
}

/** The products of a sum, if it has several terms. */
function products(wiring: Wiring, name: string): { address: string; factors: Factor[] }[] {
  const of = wiring.argument(name) ?? name;
  const terms = wiring.formula(of)!.terms;
  if (terms.length === 1) return [];
  return terms.flatMap((factors, term) =>
    factors.length > 1 && !wiring.isMatrix(factors[0]!.name)
      ? [{ address: print({ gradient: false, name: of, before: false, term }), factors }]
      : [],
  );
}

/** Fields and products, each after all it is made of. */
function levelsOf(wiring: Wiring, items: readonly string[]): string[][] {
  return grouped(ranks(items, (address) => made(wiring, address).filter((each) => items.includes(each))));
}

function made(wiring: Wiring, address: string): string[] {
  const [name, term] = address.split('/') as [string, string?];
  const of = term === undefined ? (wiring.argument(name) ?? name) : name;
  const own = products(wiring, of);
  return wiring.formula(of)!.terms.flatMap((factors, k) => {
    if (term !== undefined && Number(term) !== k) return [];
    const product = own.find((each) => each.address === `${of}/${k}`);
    return product && term === undefined ? [product.address] : factors.map(addressOf);
  });
}

function chunks(level: readonly string[]): string[][] {
  const rows = Math.ceil(level.length / ABREAST);
  const size = Math.ceil(level.length / rows);
  return Array.from({ length: rows }, (_, k) => level.slice(k * size, (k + 1) * size));
}
