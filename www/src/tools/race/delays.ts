// One experiment over longer and longer delays: what is left of the gradient before anything is learnt, and whether the task is
// solved within so many updates.
import type { Engine } from '../../engine/engine.ts';
import type { Config } from '../../engine/protocol.ts';
import { Trace } from '../../network/trace.ts';
import { fadingOf, gateProduct, gatesOf, statesOf, type Fading } from '../../network/vanish.ts';
import { trial, Trials, type Trial } from './trials.ts';

/** What is found for one delay. */
export interface Row extends Trial {
  delay: number;
  start?: Start;
}

/** Of the network as it is drawn. */
interface Start {
  /** The state that is looked at, of which trace. */
  state: string;
  trace: Trace;
  fading: Fading;
  /** What the gates alone leave of the gradient; undefined if the state is multiplied by none. */
  product: number | undefined;
}

export class Sweep extends Trials<Row> {
  /** `config` is that of a task that has a delay; `budget` are the updates for each. */
  constructor(
    config: Config,
    delays: readonly number[],
    budget: number,
    open: (signal: AbortSignal) => Promise<Engine>,
  ) {
    const rows = delays.map((delay): Row => {
      const taskOptions = { ...config.taskOptions, delay };
      return { ...trial({ ...config, taskOptions }), delay };
    });
    super(rows, budget, open);
  }

  /** The gradients of all are there within a moment; learning takes its time. */
  protected override async prepare(engine: Engine, going: () => Promise<void>): Promise<void> {
    for (const row of this.rows) {
      await going();
      row.start ??= await measure(engine, row);
      this.tell();
    }
  }
}

async function measure(engine: Engine, { config }: Row): Promise<Start> {
  await engine.configure(config);
  const trace = new Trace(engine.frame!);
  const states = statesOf(trace);
  const state = states.findLast((each) => gatesOf(trace.wiring, each)) ?? states.at(-1)!;
  return { state, trace, fading: fadingOf(trace, state), product: gateProduct(trace, state) };
}
