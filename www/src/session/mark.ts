// Which lane carries what must be remembered: measured on the network as it stands, whenever training has come to rest.
import type { EngineError, Schema } from '../engine/protocol.ts';
import { layerOf } from '../network/address.ts';
import { carriersOf, closely, whatOf, type What } from '../network/carriers.ts';
import { chanceOf, isGuess } from '../network/chance.ts';
import { hold, type Ask, type Measurement } from './holding.ts';

/** The lane that carries it alone, and how often the network is right with it and while it is held at its mean. */
export interface Mark {
  what: What;
  layer: number;
  unit: number;
  accuracy: number;
  held: number;
}

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
  #measurement: Measurement | undefined;
  #mark: Mark | undefined;

  constructor(ask: Ask, found: () => void, failed: (error: EngineError) => void) {
    this.#ask = ask;
    this.#found = found;
    this.#failed = failed;
  }

  /** After so many updates; none where no lane carries it alone, it is not known yet, or another was measured. */
  of(updates: number): Mark | undefined {
    return updates === this.#of.updates ? this.#mark : undefined;
  }

  /** Of this network after so many updates, if it has been measured: with those units held that go closely with what is asked. */
  measurement(network: Schema, updates: number): Measurement | undefined {
    return network === this.#of.network && updates === this.#of.updates ? this.#measurement : undefined;
  }

  /** `network`: that has learnt something and rests; none: there is nothing to be measured. */
  look(network: Schema | undefined, updates: number): void {
    if (network === this.#of.network && updates === this.#of.updates) return;
    this.end();
    this.#of = { network, updates };
    if (!network || network.flops * network.steps > WORK) return;
    const { signal } = (this.#life = new AbortController());
    measured(network, this.#ask, signal).then(
      (measurement) => {
        if (signal.aborted) return;
        this.#measurement = measurement;
        this.#mark = markOf(network, measurement);
        this.#found();
      },
      (error: EngineError) => signal.aborted || this.#failed(error),
    );
  }

  end(): void {
    this.#life.abort();
    this.#measurement = this.#mark = undefined;
  }
}

/** Asks what tells the mark of a network. */
export async function measured(schema: Schema, ask: Ask, signal: AbortSignal): Promise<Measurement> {
  const memory = await ask('memory', undefined);
  signal.throwIfAborted();
  const { accuracy, units } = memory;
  const used = accuracy > 0 && !isGuess(accuracy, chanceOf(schema));
  return hold(ask, { memory, held: new Map() }, used ? closely(units) : [], signal);
}

/** None where no lane carries it alone. */
export function markOf(schema: Schema, { memory, held }: Measurement): Mark | undefined {
  const { accuracy } = memory;
  const [carrier, ...others] = carriersOf([...held.keys()], (unit) => held.get(unit)!, accuracy, chanceOf(schema));
  if (!carrier || others.length) return undefined;
  const { layer } = layerOf(carrier.name);
  return { what: whatOf(schema), layer, unit: carrier.unit, accuracy, held: held.get(carrier)! };
}
