// A figure for a cell that a reader has typed: states on the belt, all else under it, level by level along the graph of its
// formulas. Plain, but true of any cell.
import { print } from '../../network/address.ts';
import { addressOf, grouped, ranks, type Factor, type Wiring } from '../../network/wiring.ts';
import { ALONE, type Figure, type FigureBeat, type Level, type Pair, type Place } from '../figure.ts';

/** How many numbers stand side by side in a row. */
const ABREAST = 4;
/** In so many lines there is room for numbers above each other. */
const STANDING = 2;
/** The height of numbers that lie. */
const LYING = 18;

/** Names are those of a first layer: all layers are made alike. */
export function own(wiring: Wiring, fields: readonly string[]): Figure {
  const states = fields.filter((name) => wiring.field(name)!.kind === 'state');
  const rides = states.find((name) => name !== 'h') ?? 'h';
  const hidden = new Set(fields.flatMap((name) => wiring.argument(name) ?? []));
  const shown = fields.filter((name) => !hidden.has(name));

  const places: Figure['places'] = { [`${rides}'`]: { at: ['prev', 'belt'] }, x: { at: ['x', 'input'] } };
  const columns: Record<string, Pair> = {
    prev: [72, 30],
    x: [100, 60],
    valve: [186, 84],
    kept: [374, 214],
    plus: [500, 246],
    now: [690, 374],
    copy: [870, 404],
    end: [980, 418],
  };
  const rows: Record<string, Level> = {};
  states
    .filter((name) => name !== rides)
    .forEach((name, k) => {
      columns[`${name}'`] = [66 + 150 * k, 32 + 60 * k];
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
  // Many lines have no room for numbers above each other.
  const stands = lines.length <= STANDING ? 1 : 0;
  lines.forEach((line, k) => {
    const by = `line${k}`;
    const at = `over${k}`;
    const lies = LYING * (1 - stands);
    rows[at] = [58 + (54 + lies) * k + lies / 2, 48 + (52 + lies) * k + lies / 2, stands * (k + 0.5)];
    rows[by] = [85 + (54 + lies) * k + lies, 70 + (52 + lies) * k + lies, stands * (k + 1)];
    // What opens the belt's valve stands first: its way there crosses nothing.
    const opens = kept?.factors.map(addressOf) ?? [];
    line.sort((a, b) => Number(opens.includes(b)) - Number(opens.includes(a)));
    line.forEach((address, n) => {
      const column = address;
      columns[column] = [150 + ((n + 0.5) * 740) / line.length, 30 + ((n + 0.5) * 370) / line.length];
      places[address] = { by: [column, by], at: [column, at] };
    });
  });
  const bottom = lines.length;
  const depth = LYING * (1 - stands) * bottom;
  const foot = (wide: number, narrow: number): Level => [
    wide + 54 * (bottom - 1) + depth,
    narrow + 52 * (bottom - 1) + depth,
    stands * bottom,
  ];
  rows['layer'] = foot(85, 70);
  rows['bus'] = foot(130, 114);
  rows['input'] = foot(158, 144);
  rows['answer'] = foot(158, 188);

  const direct = isDirect(wiring, rides);
  places[rides] = {
    by: direct ? ['plus', 'belt'] : ['plus', 'made'],
    at: ['now', 'belt'],
  } satisfies Place;
  rows['made'] = [19, 17, 0];

  const forward: FigureBeat[] = levels.map((level) => {
    const makes = level.includes(rides) && kept ? [kept.address, ...level] : level;
    return { name: level.join(' '), makes, follow: level.at(-1)! };
  });
  return {
    rides,
    columns,
    alone: ALONE,
    rows,
    stacks: stands ? lines.map((_, k) => `over${k}`) : [],
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
