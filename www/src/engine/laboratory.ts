// Owns the two experiments of a bench and trains. It hears wishes and says reports; whether a Worker or the page's own
// thread stands between, it does not know.
import { Experiment, initSync } from '../../pkg/lstm_conveyor.js';
import { draw, examSize, level, set, type Bench } from './bench.ts';
import type { Edits } from './edits.ts';
import { nextLook } from './looks.ts';
import { Means } from './means.ts';
import {
  EngineError,
  fetched,
  type Config,
  type Divergence,
  type Evaluation,
  type Given,
  type Pass,
  type Past,
  type Progress,
  type Questions,
  type Report,
  type Saved,
  type Trouble,
  type Tuning,
  type Wish,
} from './protocol.ts';

export type Say = (report: Report, transfer: Transferable[]) => void;

/** How the laboratory shares its thread: it trains for `slice` milliseconds, then lets `yield` call it again. */
export interface Pace {
  slice: number;
  yield: (next: () => void) => void;
}

/** The sequence that is shown where none is asked for. */
const FIRST_SAMPLE = 1;
/** The screen cannot be read faster than this while training runs, in milliseconds. */
const FRAME_EVERY = 80;
/** More updates than fit into any slice. */
const AT_ONCE = 10_000;
const EVALUATE_EVERY = 200;
/** Of the time that training takes, an evaluation may take a tenth. */
const EVALUATION_SHARE = 0.1;

export class Laboratory {
  readonly #say: Say;
  readonly #pace: Pace;
  #bench: Bench | undefined;
  #given: Given = {};
  #sample = FIRST_SAMPLE;
  #edits: Edits | undefined;
  /** The edits asked for last. */
  #wanted = '';
  #losses = new Means();
  /** Norms of the gradients, before clipping. */
  #norms = new Means();
  /** The count of updates whose network is shown; undefined: the present one. */
  #backAt: number | undefined;
  #evaluation: Evaluation | undefined;
  #divergence: Divergence | undefined;
  /** Updates still to be done, and who waits for the end of them. */
  #todo = 0;
  #training: number | undefined;
  /** Number of the update after which to look whether the task is solved; Infinity: training does not end by that. */
  #lookAt = Infinity;
  /** A slice is waiting for its turn. */
  #scheduled = false;
  /** A frame is on its way and the page has not taken it yet. */
  #unseen = false;
  /** The page's frame is older than the network. */
  #stale = false;
  #shownAt = -Infinity;
  #evaluatedAt = 0;
  #evaluationTime = 0;
  /** Where the measurement of speed began. */
  #mark = { time: 0, updates: 0 };
  #rate = 0;

  constructor(say: Say, pace: Pace) {
    this.#say = say;
    this.#pace = pace;
  }

  /** Throws only if the core itself fails; what a person may do wrong is answered by a report. */
  hear(wish: Wish): void {
    switch (wish.do) {
      case 'open':
        initSync({ module: wish.module });
        if (wish.saved) this.#configure(wish.saved.config, wish.saved.given, wish.saved);
        this.#say({ say: 'ready', choices: Experiment.choices() }, []);
        return;
      case 'configure':
        return this.#answer(wish.id, () => this.#configure(wish.config, wish.given));
      case 'takeUp':
        return this.#answer(wish.id, () => this.#configure(wish.saved.config, wish.saved.given, wish.saved));
      case 'tune':
        return this.#answer(wish.id, () => this.#tune(wish.numbers));
      case 'ask':
        return this.#ask(wish.id, wish.name, wish.of);
      case 'train':
        return this.#train(wish.id, wish.updates, wish.until === 'solved');
      case 'pause':
        this.#todo = 0; // the slice that waits sees it and rests
        return;
      case 'rewind':
        return this.#rewind(wish.updates);
      case 'look back':
        this.#backAt = wish.updates;
        return this.#show();
      case 'sample':
        if (!this.#bench) this.#sample = wish.seed;
        else if (this.#draw(this.#bench, wish.seed)) this.#show();
        return;
      case 'edit':
        return this.#edit(wish.edits);
      case 'seen':
        this.#unseen = false;
        if (this.#stale && this.#todo === 0) this.#show();
        return;
    }
  }

  /** Gives back the memory of its experiments; what waits for its turn finds nothing to do. */
  close(): void {
    this.#todo = 0;
    this.#bench?.trainer.free();
    this.#bench?.shown.free();
    this.#bench = undefined;
  }

  /** A new network, or one that goes on from where it was `saved`. */
  #configure(config: Config, wanted: Given = {}, saved?: Saved): void {
    // Where there is no task the sequence stays, whatever else changes.
    const given = config.task === undefined ? { ...this.#given, params: undefined, ...wanted } : wanted;
    const bench = set(config, given, saved?.state); // throws before anything is lost
    this.close();
    this.#bench = bench;
    bench.edits = this.#edits;
    this.#given = given;
    if (!this.#draw(bench, saved?.sample ?? this.#sample)) this.#draw(bench, FIRST_SAMPLE);
    this.#begin(saved);
    this.#introduce(bench);
  }

  /** Draws the sequence to be shown; a number that draws none is told, and the last stays. */
  #draw({ shown }: Bench, seed: number): boolean {
    try {
      shown.sample(seed);
      this.#sample = seed;
      return true;
    } catch (error) {
      this.#say({ say: 'trouble', trouble: { ...known(error), key: 'sample' } }, []);
      return false;
    }
  }

  #rewind(updates: number | undefined): void {
    const at = this.#bench?.trainer.rewind(updates) ?? 0;
    if (at === 0) {
      if (this.#given.params) this.#bench?.trainer.setParams(this.#given.params);
      this.#begin();
    } else {
      for (const means of [this.#losses, this.#norms]) means.cut(at);
      this.#still();
    }
    this.#rest();
  }

  /** Starts the record of a training: losses and norms begin anew, or with those that were saved. */
  #begin(past?: Past): void {
    this.#losses = new Means(past?.losses, past);
    this.#norms = new Means(past?.norms, past);
    this.#still();
  }

  /** Stops training and looking back, and forgets what was measured of them. */
  #still(): void {
    this.#todo = 0;
    this.#backAt = undefined;
    this.#divergence = undefined;
    this.#unseen = this.#stale = false;
    this.#rate = 0;
  }

  /** All of another network at once, so that nobody sees a part of it beside a part of the last one. */
  #introduce({ schema }: Bench): void {
    this.#examine();
    const [saved, progress, pass] = [this.#saved(), this.#standing(), this.#drawn()];
    const buffers = [...buffersOf(saved), ...buffersOf(progress), ...(pass ? buffersOf(pass) : [])];
    this.#say({ say: 'network', schema, saved, progress, pass }, buffers);
    this.#end();
  }

  #tune({ rate, clip }: Tuning): void {
    const bench = this.#bench;
    if (!bench) return;
    const { trainer, schema } = bench;
    if (rate !== undefined) trainer.setRate(rate);
    if (clip !== undefined) trainer.setClip(clip);
    Object.assign(schema.config, rate === undefined ? {} : { rate }, clip === undefined ? {} : { clip });
    if (!this.#divergence) this.#save();
    this.#show();
  }

  #train(id: number, updates: number, untilSolved: boolean): void {
    this.#end(); // what it was told before
    this.#training = id;
    if (!this.#bench || this.#divergence) {
      this.#progress(); // only a rewind leads out of a divergence
      return this.#end();
    }
    this.#todo = updates;
    this.#backAt = undefined;
    this.#lookAt = untilSolved ? nextLook(this.#bench.trainer.updates) : Infinity;
    this.#mark = { time: performance.now(), updates: this.#bench.trainer.updates };
    this.#rate = 0;
    this.#schedule();
    this.#progress();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#pace.yield(() => {
      this.#scheduled = false;
      this.#slice();
    });
  }

  #slice(): void {
    const bench = this.#bench!;
    if (this.#todo > 0) {
      const { trainer } = bench;
      const most = Math.min(this.#todo, this.#lookAt - trainer.updates, AT_ONCE);
      const losses = trainer.train(most, this.#pace.slice);
      this.#losses.add(losses);
      this.#norms.add(trainer.gradientNorms());
      this.#todo -= losses.length;
      this.#divergence = trainer.divergence();
      if (this.#divergence) this.#todo = 0;
      else if (trainer.updates === this.#lookAt) this.#look();
    }
    if (this.#todo === 0) return this.#rest();

    const now = performance.now();
    if (now - this.#evaluatedAt > Math.max(EVALUATE_EVERY, this.#evaluationTime / EVALUATION_SHARE)) this.#evaluate();
    if (now - this.#shownAt > FRAME_EVERY) {
      this.#show();
      this.#progress();
    }
    this.#schedule();
  }

  #look(): void {
    this.#evaluate();
    if (this.#evaluation?.solved) this.#todo = 0;
    this.#lookAt = nextLook(this.#lookAt);
  }

  /** Training has stopped: evaluates, shows and saves the network as it is. */
  #rest(): void {
    this.#evaluate();
    this.#rate = 0;
    this.#show();
    this.#progress();
    this.#end();
  }

  /** Whoever waits for the end of the training waits no more. */
  #end(): void {
    const id = this.#training;
    this.#training = undefined;
    if (id !== undefined) this.#say({ say: 'done', id }, []);
  }

  /** Also the moment to save, should the worker die. */
  #evaluate(): void {
    if (!this.#bench) return;
    const start = performance.now();
    this.#examine();
    if (!this.#divergence) this.#save();
    this.#evaluatedAt = performance.now();
    this.#evaluationTime = this.#evaluatedAt - start;
  }

  /** Measures the speed, and evaluates. */
  #examine(): void {
    const { trainer, schema } = this.#bench!;
    if (this.#todo > 0) {
      const { time, updates } = this.#mark;
      const now = performance.now();
      this.#rate = ((trainer.updates - updates) * 1000) / (now - time);
      this.#mark = { time: now, updates: trainer.updates };
    }
    const evaluation = trainer.evaluate(examSize(schema));
    const asked = trainer.mask().some((each) => each > 0);
    this.#evaluation = asked && Number.isFinite(evaluation.loss) ? evaluation : undefined;
  }

  #save(): void {
    const saved = this.#saved();
    this.#say({ say: 'saved', saved }, buffersOf(saved));
  }

  #saved(): Saved {
    const { trainer, schema } = this.#bench!;
    return {
      config: schema.config,
      given: this.#given,
      state: trainer.state(),
      ...this.#past(),
      sample: this.#sample,
    };
  }

  #progress(): void {
    const progress = this.#standing();
    this.#say({ say: 'progress', progress }, buffersOf(progress));
  }

  #standing(): Progress {
    return {
      updates: this.#bench?.trainer.updates ?? 0,
      ...this.#past(),
      running: this.#todo > 0,
      evaluation: this.#evaluation,
      rate: this.#rate,
      divergence: this.#divergence,
    };
  }

  /** A copy of all that is known of how it went. */
  #past(): Past {
    const { stride, since } = this.#losses;
    return { losses: this.#losses.means(), norms: this.#norms.means(), stride, since };
  }

  #show(): void {
    if (!this.#bench) return;
    this.#stale = this.#unseen;
    if (this.#unseen) return;
    const pass = this.#drawn();
    if (pass) this.#say({ say: 'pass', pass }, buffersOf(pass));
  }

  /** None if a number has run away: the page keeps the last that can be shown. */
  #drawn(): Pass | undefined {
    const pass = draw(this.#bench!, this.#sample, this.#backAt);
    if (!pass) return undefined;
    this.#unseen = true;
    this.#shownAt = performance.now();
    return pass;
  }

  /** Loads the code of edits with the first edit, so that the first belt does not wait for it. */
  #edit(text: string): void {
    this.#wanted = text;
    const missing = (trouble: Trouble): void => this.#say({ say: 'trouble', trouble }, []);
    this.#fetched(import('./edits.ts'), missing, ({ Edits }) => {
      if (text !== this.#wanted) return; // she has edited again
      const edits = new Edits(text);
      this.#edits = edits;
      if (this.#bench) {
        level(this.#bench); // takes the old edits back
        this.#bench.edits = edits;
        this.#show();
      }
      const value = edits.wrong.join(', ');
      if (value) this.#say({ say: 'trouble', trouble: { code: 'edit', value, message: `"${value}" is no edit` } }, []);
    });
  }

  /** Loads the code of questions with the first question, so that the first belt does not wait for it. */
  #ask(id: number, name: keyof Questions, of: unknown): void {
    const missing = (trouble: Trouble): void => this.#say({ say: 'done', id, trouble }, []);
    this.#fetched(import('./questions.ts'), missing, ({ QUESTIONS }) =>
      this.#answer(id, () => this.#bench && QUESTIONS[name](this.#bench, of as never)),
    );
  }

  #fetched<Module>(module: Promise<Module>, missing: (trouble: Trouble) => void, act: (module: Module) => void): void {
    const refuse = (error: unknown): void => missing(EngineError.trouble(error));
    fetched(module)
      .then(act, refuse)
      .catch((error: unknown) =>
        this.#pace.yield(() => {
          throw error; // where whoever runs us hears of it
        }),
      );
  }

  #answer(id: number, act: () => unknown): void {
    try {
      const answer = act();
      this.#say({ say: 'done', id, answer }, []);
    } catch (error) {
      this.#say({ say: 'done', id, trouble: known(error) }, []);
    }
  }
}

/** Those of a report's numbers that nobody needs here: they change hands. */
function buffersOf(of: Saved | Progress | Pass): Transferable[] {
  const arrays = (each: object): ArrayBufferView[] => Object.values(each).filter(ArrayBuffer.isView);
  const inside = 'state' in of ? [of.state.now, of.state.good].flatMap((each) => [each, each.memory]) : [];
  const ghost = 'ghost' in of && of.ghost ? [of.ghost] : [];
  return [of, ...inside, ...ghost].flatMap(arrays).map(({ buffer }) => buffer as ArrayBuffer);
}

/** An error that the core meant to throw; any other is a defect, after which the core cannot be trusted. */
function known(error: unknown) {
  const trouble = EngineError.trouble(error);
  if (trouble.code === 'unknown') throw error;
  return trouble;
}
