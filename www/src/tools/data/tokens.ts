// A text in the pieces that a network reads, as the core cuts it; and back.

/** As a blank is called in a network's symbols. */
const BLANKS: Record<string, string> = { ' ': '␣', '\n': '↵', '\t': '⇥' };
const NAMED = new Map(Object.entries(BLANKS).map(([blank, name]) => [name, blank]));

/** More than these the core does not take: each costs an input and an output. */
export const MOST_DISTINCT = 500;

/** Runs of letters and digits, each with the apostrophes and hyphens inside it, and every other visible character. */
const WORD = /[\p{Alphabetic}\p{N}]+(?:['’-][\p{Alphabetic}\p{N}]+)*|\P{White_Space}/gu;

/** No space stands before these, or behind those. */
const CLOSING = /^[\p{Pe}\p{Pf}.,;:!?…、。，；：！？%]/u;
const OPENING = /[\p{Ps}\p{Pi}]$/u;
const WIDE = /[\u2e80-\uffef]/;

/** Every character, or every word and mark, by the names that the core gives them. */
export function tokensOf(text: string, words: boolean): string[] {
  return words ? (text.match(WORD) ?? []) : [...text].map((character) => BLANKS[character] ?? character);
}

/** Symbols of one character each are read as they stand, others as words. */
export function areWords(names: readonly string[]): boolean {
  return names.some((name) => [...name].length > 1);
}

/** The symbols of a typed text, by their places, and what is none of them. */
export function read(text: string, names: readonly string[]): { places: number[]; unknown: string[] } {
  const tokens = tokensOf(text, areWords(names));
  const places = tokens.map((token) => names.indexOf(token));
  return {
    places: places.filter((place) => place >= 0),
    unknown: [...new Set(tokens.filter((_, k) => places[k]! < 0))],
  };
}

/** What is written for each of these symbols, with the space that belongs before it. */
export function written(symbols: readonly string[], words: boolean): string[] {
  if (!words) return symbols.map((name) => NAMED.get(name) ?? name);
  return symbols.map((name, k) => {
    const before = symbols[k - 1];
    const joined =
      before === undefined || CLOSING.test(name) || OPENING.test(before) || (WIDE.test(name) && WIDE.test(before));
    return joined ? name : ` ${name}`;
  });
}
