// A lesson as the page shows it: what its Markdown says (reading.ts), ready to be filled with numbers of the network shown.
import type { State } from '../session/state.ts';

export interface Lesson {
  name: string;
  /** Its place in the course, counted from 1. */
  number: number;
  title: string;
  /** What it begins with, as a question. */
  question: string;
  minutes: number;
  /** The networks that its scenes show, each complete; by default that which the page opens with. */
  networks: Record<string, State>;
  scenes: Scene[];
}

export interface Scene {
  title: string;
  /** Which of the networks; none is that which the page opens with. */
  network?: string;
  /** It speaks of more than the belt, so it is seen on a phone too. */
  cell?: true;
  /** What is looked at, and where the play-head stands. */
  show: State;
  blocks: Block[];
}

export type Block =
  | { kind: 'text' | 'aside'; spans: Span[] }
  /** What was measured on many networks, by the experiment that is called so (tests/unit/claims/). */
  | { kind: 'claim'; id: string; spans: Span[] }
  /** `whole`: it is a count. */
  | { kind: 'bar'; asks: Span[]; from: string; to: string; of: string; whole: boolean; told: Span[][] }
  | { kind: 'choice'; asks: Span[]; choices: { spans: Span[]; when: string }[]; told: Span[][] }
  /** A press that sets `state`, and with another takes it back. */
  | { kind: 'do'; called: Span[]; state: State; told: Span[][] }
  /** A press that has the scene's network, which has learnt nothing yet, learn so many updates. */
  | { kind: 'train'; called: Span[]; updates: number; told: Span[][] };

/** Blocks of a scene in which the network learns: what they say is of the network that has learnt. */
export function isOfLearnt({ kind }: Block): boolean {
  return kind === 'train' || kind === 'choice' || kind === 'bar';
}

/** What is asked or trained before a claim: the claim says more of it, and waits until it is answered. Places among the blocks. */
export function heldBackBy(blocks: readonly Block[], place: number): number[] {
  return blocks[place]?.kind === 'claim'
    ? [...blocks.keys()].filter((before) => before < place && isOfLearnt(blocks[before]!))
    : [];
}

/** A piece of a sentence: as it is, strong, or a number that the network has. */
export type Span = string | { strong: string } | { number: string; as?: Form };

/** How a number is written: with so many decimals, as a share of a hundred, or as a whole number. */
export type Form = `${0 | 1 | 2 | 3 | 4}` | '%' | 'n';

/** What is to be guessed, as expressions; nothing where nothing is. */
export function askedBy(block: Block): string[] {
  if (block.kind === 'bar') return [block.of];
  return block.kind === 'choice' ? block.choices.map(({ when }) => when) : [];
}

/** The press that a question is about, by its place: the next one behind it. */
export function pressOf(blocks: readonly Block[], question: Block): number | undefined {
  const place = blocks.findIndex(({ kind }, k) => kind === 'do' && k > blocks.indexOf(question));
  return place < 0 ? undefined : place;
}

/** All expressions of a block. */
export function expressionsOf(block: Block): string[] {
  const of = (spans: Span[]): string[] =>
    spans.flatMap((span) => (typeof span === 'object' && 'number' in span ? [span.number] : []));
  switch (block.kind) {
    case 'bar':
      return [...of(block.asks), block.from, block.to, block.of, ...block.told.flatMap(of)];
    case 'choice':
      return [
        ...of(block.asks),
        ...block.choices.flatMap(({ spans, when }) => [...of(spans), when]),
        ...block.told.flatMap(of),
      ];
    case 'do':
    case 'train':
      return [...of(block.called), ...block.told.flatMap(of)];
    default:
      return of(block.spans);
  }
}
