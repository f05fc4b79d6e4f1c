// A hand on a number: dragged or turned by keys it is held at another value, and the core computes what follows. What is done
// is an edit as the tool "What if …?" makes it, and is taken back as those are.
import { isGradient, parse, PREDICTION, TARGET, type Spot } from '../network/address.ts';
import { placeOf, rangeOf, type Place } from '../scene/held.ts';
import type { View } from '../scene/view.ts';
import type { Session } from '../session/session.ts';

/** A number that can be taken hold of, and how far it can be turned. */
export interface Grip {
  place: Place;
  value: number;
  low: number;
  high: number;
}

/** So many CSS pixels lead from one end of the range to the other; fewer than the second are a press. */
const PULL = { whole: 180, least: 4 };
/** What a press of a key turns it by, of its range. */
const TURN = 0.05;
const DIGITS = 3;

/** What is computed of other numbers, a product or a gradient, cannot be held, nor can symbols of an input. */
export function gripOf(view: View, spot: Spot): Grip | undefined {
  const { name, term, from } = parse(spot.address);
  if (isGradient(spot.address) || term !== undefined || from !== undefined) return undefined;
  if (name === PREDICTION || name === TARGET) return undefined;
  if (name === 'x' && view.trace.frame.schema.symbols.inputs.length) return undefined;
  const place = placeOf(view.wiring, spot);
  const { kind, most } = { most: 1, ...view.scales.of(spot.address) };
  const reach = Math.max(kind === 'signed' ? most : 1, 1);
  const [low, high] = rangeOf(view, name) ?? [-2 * reach, 2 * reach];
  return { place, value: view.value(spot), low, high };
}

/** Its value when it is turned by a part of its range. */
export function turned({ value, low, high }: Grip, part: number): number {
  return Number(Math.min(Math.max(value + part * (high - low), low), high).toFixed(DIGITS));
}

export class Hand {
  readonly #session: () => Session | undefined;
  /** What is to be held once the frame before has been drawn. */
  #next: { place: Place; value: number } | undefined;

  constructor(session: () => Session | undefined) {
    this.#session = session;
  }

  /** Takes hold of a number: from the first pixels on it follows the pointer, to the right and up for more. */
  take({ clientX, clientY, pointerId, button }: PointerEvent, spot: Spot, onwards: boolean): void {
    const session = this.#session();
    const grip = session?.view && button === 0 ? gripOf(session.view, spot) : undefined;
    if (!grip) return;
    const life = new AbortController();
    const { signal } = life;
    let pulls = false;
    const listen = (type: string, heard: (event: PointerEvent) => void): void =>
      addEventListener(
        type,
        (event) => (event as PointerEvent).pointerId === pointerId && heard(event as PointerEvent),
        {
          signal,
        },
      );
    listen('pointermove', (event) => {
      const by = event.clientX - clientX - (event.clientY - clientY);
      if (!pulls && Math.abs(by) < PULL.least) return;
      if (!pulls) session!.pause();
      pulls = true;
      this.#hold(grip, by / PULL.whole, onwards);
    });
    listen('pointerup', () => life.abort());
    listen('pointercancel', () => life.abort());
  }

  /** A step up or down, by a key. Says whether there was anything to turn. */
  turn(spot: Spot, up: boolean, onwards: boolean): boolean {
    const { view } = this.#session() ?? {};
    const grip = view && gripOf(view, spot);
    if (grip) this.#hold(grip, up ? TURN : -TURN, onwards);
    return grip !== undefined;
  }

  #hold(grip: Grip, part: number, onwards: boolean): void {
    const waits = this.#next !== undefined;
    const { last: _, ...from } = grip.place;
    this.#next = { place: onwards ? from : grip.place, value: turned(grip, part) };
    if (!waits) requestAnimationFrame(() => this.#send());
  }

  #send(): void {
    const session = this.#session();
    const next = this.#next;
    this.#next = undefined;
    if (session && next) session.hold({ ...next.place, value: next.value, on: true }).catch(session.complain);
  }
}
