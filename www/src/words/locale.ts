// The words of the page. Every string that a person reads lives in locales/*.json, or beside the tool that says it; elements
// only name keys.
import { fetched } from '../engine/protocol.ts';
import { precise } from '../network/format.ts';
import { TAGS, type Lang } from '../session/languages.ts';

type Table = { [key: string]: string | Table };

/** All that can be said in one language. Its functions need no receiver. */
export class Words {
  readonly lang: Lang;
  readonly #plurals: Intl.PluralRules;
  readonly #table: Map<string, string>;
  /** Made once of each kind: to make one takes longer than to write a thousand numbers. */
  readonly #formats = new Map<string, Intl.NumberFormat>();
  readonly #variants = new Map<string, [key: string, facts: string[]][]>();

  constructor(lang: Lang, table: Table) {
    this.lang = lang;
    this.#plurals = new Intl.PluralRules(TAGS[lang]);
    this.#table = flatten(table);
    for (const key of this.#table.keys()) {
      const [base, facts] = key.split('?') as [string, string?];
      if (facts) this.#variants.set(base, [...(this.#variants.get(base) ?? []), [key, facts.split(' ')]]);
    }
  }

  /** The text of `key` with its {gaps} filled; numbers are written as the language writes them. */
  readonly t = (key: string, gaps: Record<string, string | number> = {}): string => this.sentence(key, gaps).join('');

  /** The same in pieces, for gaps that hold what is no text but typeset: this stands among the pieces as it is. */
  readonly sentence = <Set = never>(
    key: string,
    fill: Record<string, Set | string | number> | ((gap: string) => Set | string | number | undefined),
  ): (string | Set)[] => {
    const text = this.#table.get(typeof fill === 'function' ? key : this.#counted(key, fill));
    if (text === undefined) {
      console.error(`no text for "${key}" in ${this.lang}`); // the end-to-end tests fail on it
      return [key];
    }
    const of = typeof fill === 'function' ? fill : (gap: string) => fill[gap];
    return text.split(/\{([^}]+)\}/).map((piece, k) => {
      if (k % 2 === 0) return piece;
      const set = of(piece) ?? `{${piece}}`;
      return typeof set === 'number' ? this.number(set) : set;
    });
  };

  /**
   * The text of `key` in the variant of which most conditions hold: "tell?m !tanh_c" is that of "tell" where there is an m
   * and no tanh_c.
   */
  readonly variant = (key: string, holds: (fact: string) => boolean): string => {
    let [best, most] = [key, 0];
    for (const [variant, facts] of this.#variants.get(key) ?? []) {
      const all = facts.every((fact) => (fact.startsWith('!') ? !holds(fact.slice(1)) : holds(fact)));
      if (all && facts.length > most) [best, most] = [variant, facts.length];
    }
    return best;
  };

  /** In the form for the first number that it tells of: "rows?few" is that of "rows" where this language has one for few. */
  #counted(key: string, gaps: Record<string, unknown>): string {
    const count = Object.values(gaps).find((gap) => typeof gap === 'number');
    return count === undefined ? key : this.variant(key, (fact) => fact === this.#plurals.select(count));
  }

  /** Whether there is a text for `key`: for names that come from the core. */
  readonly has = (key: string): boolean => this.#table.has(key);

  /** The names in an area, in the order of the file. */
  names(area: string): string[] {
    const prefix = `${area}.`;
    return [...this.#table.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  }

  /** The words for a name of the core's, or else the name itself: it may be newer than the words. */
  readonly named = (key: string, name: string): string => (this.has(key) ? this.t(key) : name);

  readonly number = (value: number, options?: Intl.NumberFormatOptions): string => {
    const key = JSON.stringify(options ?? {});
    let format = this.#formats.get(key);
    if (!format) {
      format = new Intl.NumberFormat(TAGS[this.lang], { maximumSignificantDigits: 6, ...options });
      this.#formats.set(key, format);
    }
    return format.format(value);
  };

  /** A share of something, however small. */
  readonly share = (share: number): string => {
    if (share === 0) return '0';
    if (share < 1e-3 || share >= 1e3) return precise(share);
    return this.number(share, { style: 'percent', maximumSignificantDigits: 3 });
  };

  /** Rounded down: only if all is right does it say 100%. */
  readonly percent = (share: number): string =>
    this.number(Math.floor(share * 1000 + 1e-6) / 1000, { style: 'percent', maximumSignificantDigits: 4 });
}

/** `<lang>.json` has the words that everybody sees; `<area>.<lang>.json` those of what not everybody opens, such as a tool. */
const TABLES = {
  ...import.meta.glob<Table>('../../locales/*.json', { import: 'default' }),
  ...import.meta.glob<Table>('../tools/*/*.json', { import: 'default' }),
};

/** The file that is called so. */
function fetchTable(name: string): Promise<Table> {
  return fetched(TABLES[Object.keys(TABLES).find((file) => file.endsWith(`/${name}.json`))!]!());
}

/** Fetched when they are first asked for: hardly anybody reads two languages, or opens all there is. */
export async function words(lang: Lang, areas: Iterable<string> = []): Promise<Words> {
  const files = [lang, ...[...areas].map((area) => `${area}.${lang}`)];
  return new Words(lang, Object.assign({}, ...(await Promise.all(files.map(fetchTable)))) as Table);
}

function flatten(table: Table, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [name, value] of Object.entries(table)) {
    if (typeof value === 'string') flat.set(prefix + name, value);
    else for (const [key, text] of flatten(value, `${prefix}${name}.`)) flat.set(key, text);
  }
  return flat;
}
