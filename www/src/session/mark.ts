// Which lane carries what must be remembered: measured on the network as it stands, whenever training has come to rest.
import type { EngineError, Frame, Questions, Schema } from '../engine/protocol.ts';
import { layerOf } from '../network/address.ts';
import { carriersOf, closely, whatOf, type What } from '../network/carriers.ts';
import { chanceOf, isGuess } from '../network/chance.ts';

/** The lane that carries it alone, and how often the network is right with it and while it is held at its mean. */
export interface Mark {
  what: What;
  layer: number;
  unit: number;
  accuracy: number;
  held: number;
}

type Ask = <Name extends keyof Questions>(name: Name, of: Questions[Name]['of']) => Promise<Questions[Name]['answer']>;

/** Operations for all steps of a sequence, beyond which nobody waits for it unasked: a third of a second or so. */
const WORK = 2e6;

/** Measures again when the network is another. */
export class Marker {
  readonly #ask: Ask;
  readonly #found: () => void;
  readonly #failed: (error: EngineError) => void;
  #life = new AbortController();
  /** What was measured, or is being measured. */
  #of: { network: Schema | undefined; updates: number } = { network: undefined, updates: 0 };
  #mark: Mark | undefined;

  constructor(ask: Ask, found: () => void, failed: (error: EngineError) => void) {
    this.#ask = ask;
    this.#found = found;
    this.#failed = failed;
  }

  /** Of what is shown; none where no lane carries it alone, it is not known yet, or another network is shown. */
  of({ past, ghost, updates }: Frame): Mark | undefined {
    return past || ghost || updates !== this.#of.updates ? undefined : this.#mark;
  }

  /** `network`: that has learnt something and rests; none: there is nothing to be measured. */
  look(network: Schema | undefined, updates: number): void {
    if (network === this.#of.network && updates === this.#of.updates) return;
    this.end();
    this.#of = { network, updates };
    if (!network || network.flops * network.steps > WORK) return;
    const { signal } = (this.#life = new AbortController());
    this.#measure(network, signal).then(
      (mark) => {
        if (signal.aborted) return;
        this.#mark = mark;
        this.#found();
      },
      (error: EngineError) => signal.aborted || this.#failed(error),
    );
  }

  end(): void {
    this.#life.abort();
    this.#mark = undefined;
  }

  async #measure(schema: Schema, signal: AbortSignal): Promise<Mark | undefined> {
    const { params, units, accuracy } = await this.#ask('memory', undefined);
    const chance = chanceOf(schema);
    if (accuracy === 0 || isGuess(accuracy, chance)) return undefined;
    const close = closely(units);
    const held = new Map<unknown, number>();
    for (const unit of close) {
      if (signal.aborted) return undefined;
      held.set(unit, await this.#ask('held', { params, name: unit.name, unit: unit.unit, value: unit.mean }));
    }
    const [carrier, ...others] = carriersOf(close, (unit) => held.get(unit)!, accuracy, chance);
    if (!carrier || others.length) return undefined;
    const { layer } = layerOf(carrier.name);
    return { what: whatOf(schema), layer, unit: carrier.unit, accuracy, held: held.get(carrier)! };
  }
}
