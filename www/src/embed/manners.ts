// What an author chooses of the figure beside what is in the table of state.ts: what it shows, and how it behaves as a guest.
// Attributes, the settings of embed.html, types and the documentation follow from it.

interface Row {
  /** The words that it may be. A list of them where `many`. */
  names: readonly string[];
  many?: boolean;
  /** Other texts mean something too: a number of updates, an address. */
  free?: boolean;
  default: string;
}

/** What can be shown, each a part of the figure; in the order in which the author names them. */
export const VIEWS = ['belt', 'cell', 'strip', 'answer', 'inspector', 'gradient', 'race'] as const;
export type ViewName = (typeof VIEWS)[number];

export const MANNERS = {
  view: { names: VIEWS, many: true, default: 'belt strip' },
  controls: { names: ['full', 'play', 'none'], default: 'play' },
  captions: { names: ['on', 'off'], default: 'on' },
  train: { names: ['off', 'button', 'solved'], free: true, default: 'off' },
  autoplay: { names: ['visible', 'off'], default: 'visible' },
  loading: { names: ['lazy', 'eager'], default: 'lazy' },
  keys: { names: ['focus', 'none'], default: 'focus' },
  credit: { names: ['on', 'off'], free: true, default: 'on' },
  state: { names: [], free: true, default: '' },
} as const satisfies Record<string, Row>;

export type Manner = keyof typeof MANNERS;
export type Manners = Record<Manner, string>;

export const MANNER_KEYS = Object.keys(MANNERS) as Manner[];

/** As they were asked for; what is no value of a manner is as it is by default. */
export function mannersOf(read: (name: Manner) => string | null): Manners {
  return Object.fromEntries(
    MANNER_KEYS.map((name) => {
      const text = read(name)?.trim();
      return [name, text !== undefined && suits(name, text) ? text : MANNERS[name].default];
    }),
  ) as Manners;
}

/** Whether a text is a value of a manner. */
export function suits(name: Manner, text: string): boolean {
  const row: Row = MANNERS[name];
  const words = row.many ? partsOf(text) : [text];
  return words.length > 0 && (row.free === true || words.every((word) => row.names.includes(word)));
}

/** A list may be parted as a person or an address parts it: belt strip, belt,strip, belt+strip. */
export function partsOf(text: string): string[] {
  return text.split(/[\s,+]+/).filter(Boolean);
}

/** What styles of a host can reach in it. */
export const PARTS = ['figure', 'strip', 'answer', 'inspector', 'gradient', 'race', 'train', 'credit'];

/** What the figure asks of the element that its author sees. */
export interface Guest extends HTMLElement {
  /** What its author chose of how it behaves. */
  readonly manners: Manners;
  /** What it shows, in this order. */
  readonly views: readonly ViewName[];
  /** Those of its manners that are no value of theirs. */
  readonly misspelt: readonly [name: string, text: string][];
}
