// One network, its play-head and what is looked at: the state behind any number of elements, and the only one who changes
// it. Elements read it, call its verbs and listen; of elements, words and colours it knows nothing.
import { Engine } from '../engine/engine.ts';
import { EngineError, fetched } from '../engine/protocol.ts';
import type { Choices, Config, Edit, Frame, Given, Progress, Questions, Recording, Saved } from '../engine/protocol.ts';
import type { Schema } from '../engine/protocol.ts';
import type { Place, Spot } from '../network/address.ts';
import {
  momentAt,
  stepAt,
  REST,
  stepBeat,
  stepTime,
  timeOf,
  turnTo,
  type Direction,
  type Moment,
} from '../network/timeline.ts';
import { Trace } from '../network/trace.ts';
import { View } from '../scene/view.ts';
import { beginsFirst, FIRST, isRecorded } from './first.ts';
import type { Measurement } from './holding.ts';
import { Marker, type Mark } from './mark.ts';
import { isFirst, isOpening, OPENING, twinOf, twinTrace } from './opening.ts';
import { Player, type Stride } from './player.ts';
import { differences, partOf, proposed, unchosen, wanted, type Chosen, type Name, type State } from './state.ts';
import { given, unpack } from './weights.ts';

/** Where the play-head stands, which moves by itself. */
const PLACE: readonly Name[] = ['direction', 'step', 'beat'];

/** A network that no row of the table tells: one that was saved, or settings and what it is given to begin with. */
export type Whole = Saved | { config: Config; given?: Given };

/** Opens an engine, at once with what was recorded. */
type OpenEngine = (signal: AbortSignal, recording: Recording | undefined) => Promise<Engine>;

/** How training stands, in one word. */
export type Standing = 'untrained' | 'given' | 'training' | 'learning' | 'solved' | 'diverged';

/**
 * Fires 'play', 'pause' and 'timeupdate' as a media element does, 'select' when a number was chosen, 'point' when one is
 * pointed at, 'progress' as training goes on, and 'change' whenever anything else has changed.
 */
export class Session extends EventTarget {
  /** The session could not be opened. */
  failure: EngineError | undefined;
  /** Something went wrong and the session goes on. */
  trouble: EngineError | undefined;
  view: View | undefined;
  /** What is pointed at, in one of several pictures that all mark it. */
  pointed: Place | undefined;
  /** What is looked at, and with what. */
  chosen: Readonly<Chosen> = unchosen();
  /** From the step of the play-head to that of the number that is looked at, which stays while the step moves. */
  #lag = 0;
  /** Which number is looked at, where it is none of a lane's: which lane is followed is not changed by it. */
  #apart: number | undefined;
  /** What the network was given to begin with, as it was written. */
  #weights: { text: string; params: Float32Array } | undefined;
  /** The sample that is to be played once it is there. */
  #next: number | undefined;
  #engine: Engine | undefined;
  readonly #player = new Player();
  readonly #life = new AbortController();
  readonly #marker = new Marker(
    (name, of) => this.ask(name, of),
    () => this.#tell('change'),
    (error) => this.#failed(error),
  );
  /** What to open with, until the engine is ready. */
  #start: State | undefined;
  /** Wishes in their turn, and how many of them: each starts from the experiment that the one before left. */
  #turn: Promise<unknown>;
  #waiting = 1;

  constructor(start: State = {}, open: OpenEngine = (signal, recording) => Engine.open(signal, recording)) {
    super();
    this.#start = start;
    for (const event of ['play', 'pause', 'timeupdate']) this.#player.addEventListener(event, () => this.#tell(event));
    const { signal } = this.#life;
    const recording = isRecorded(start) ? OPENING.recording : undefined;
    this.#turn = this.#open(open(signal, recording), start)
      .catch((error: unknown) => {
        if (signal.aborted) return;
        this.failure = EngineError.from(error);
        this.#tell('change');
      })
      .then(() => void this.#waiting--);
  }

  /** Ends the worker and frees all that it held. A closed session stays as it is. */
  close(): void {
    this.#player.pause();
    this.#marker.end();
    this.#life.abort();
  }

  /** Has the core come that is not needed for the first picture. Whoever shows that calls it once it has been seen. */
  load(): void {
    void this.#engine?.load();
  }

  /** Aborts when the session is closed. */
  get life(): AbortSignal {
    return this.#life.signal;
  }

  async #open(opening: Promise<Engine>, start: State): Promise<void> {
    const engine = await opening;
    const { signal } = this.#life;
    const on = (event: string, act: (event: Event) => void): void => engine.addEventListener(event, act, { signal });
    on('progress', () => {
      this.#tell('progress');
      this.#measure();
    });
    on('error', (event) => this.complain((event as CustomEvent<EngineError>).detail));
    this.#engine = engine;
    this.#start = beginsFirst(start) ? { ...FIRST.begin, ...start } : start;
    if (!engine.network) await this.#configure(engine, this.#start);
    on('frame', () => this.#see(engine.frame!)); // not before it has its weights
    if (engine.frame) this.#see(engine.frame);
  }

  async #configure(engine: Engine, start: State): Promise<void> {
    const task = engine.choices.tasks[0]!.name;
    const config = beginsFirst(start) ? FIRST.config : ({ task, ...partOf(start, 'network') } as Config);
    if (start.sample !== undefined) engine.sample(start.sample);
    await engine.configure(config).catch(async (refusal: unknown) => {
      const { mended } = await fetched(import('./mended.ts'));
      for (const error of await mended(engine, config, refusal, task)) this.complainOfLink(error);
    });
    await this.#give(engine, start).catch(this.complainOfLink);
  }

  // What there is.

  get choices(): Choices | undefined {
    return this.#engine?.choices;
  }

  /** The same object as long as it is the same network, however it is trained and whatever it is shown. */
  get network(): Schema | undefined {
    return this.#engine?.network;
  }

  /** The settings in force, complete. */
  get config(): Required<Config> | undefined {
    return this.network?.config;
  }

  get progress(): Progress | undefined {
    return this.#engine?.progress;
  }

  /** From where the network can go on another time. */
  get saved(): Saved | undefined {
    return this.#engine?.saved;
  }

  get standing(): Standing {
    const { running, evaluation, divergence, updates = 0 } = this.progress ?? {};
    if (divergence) return 'diverged';
    if (running) return 'training';
    if (updates === 0) return this.saved?.given?.params ? 'given' : 'untrained';
    return evaluation?.solved ? 'solved' : 'learning';
  }

  /** Whether anything is to be done once the core is there: until then a recording plays. */
  get waits(): boolean {
    return this.#engine?.waits ?? false;
  }

  /** The lane that carries what must be remembered, if one alone does. */
  get mark(): Mark | undefined {
    const { frame } = this.view?.trace ?? {};
    if (!frame || frame.past || frame.ghost) return undefined;
    return this.opening ? OPENING.mark : this.#marker.of(frame.updates);
  }

  /** What has been measured of the network as it stands, to tell its mark; nothing where this was recorded. */
  get measurement(): Measurement | undefined {
    return this.network && this.#marker.measurement(this.network, this.progress?.updates ?? 0);
  }

  get time(): number {
    return this.#player.time;
  }

  /** While whole steps go by the end of each: single operations could not be read. */
  get moment(): Moment {
    const at = this.playing && this.stride === 'step' ? stepAt : momentAt;
    return at(this.#player.time, this.#player.score);
  }

  get playing(): boolean {
    return this.#player.playing;
  }

  get speed(): number {
    return this.#player.speed;
  }

  get stride(): Stride {
    return this.#player.stride;
  }

  /** The unit that is looked at. */
  get unit(): number {
    return this.chosen.unit;
  }

  /** Whether the eye follows the play-head. */
  get follows(): boolean {
    return this.chosen.address === undefined;
  }

  /** The number that is looked at. */
  get spot(): Spot | undefined {
    const { view, moment } = this;
    const { address } = this.chosen;
    if (!view) return undefined;
    if (address === undefined) return view.focus(moment, this.unit);
    const step = Math.min(Math.max(moment.step + this.#lag, view.wiring.firstStep(address)), view.trace.steps);
    return { address, step, unit: Math.min(this.#apart ?? this.unit, view.count(address) - 1) };
  }

  /** All settings but those of the page itself. */
  get state(): State {
    if (!this.view) return { ...this.#start };
    const { direction, step, beat } = this.moment;
    return {
      ...partOf(this.config as State, 'network'),
      ...{ weights: this.opening ? FIRST.begin.weights : this.#given },
      ...{ sample: this.view.trace.frame.sample, direction, step, beat, speed: this.speed, stride: this.stride },
      ...this.chosen,
    };
  }

  /** The weights that it was given, as long as it has them. */
  get #given(): string | undefined {
    const { frame } = this.view!.trace;
    const { params } = frame.ghost ?? frame;
    return this.#weights?.params.every((weight, k) => weight === params[k]) ? this.#weights.text : undefined;
  }

  /** What there is where nothing is asked for, if it is that; else what the core proposes for this task and cell: the defaults of `state`. */
  get proposed(): State {
    const { choices, state } = this;
    if (!choices) return {};
    if (this.opening) return { ...partOf(state, 'network'), ...FIRST.begin };
    return proposed(choices, state);
  }

  /** Whether it is the first network, as it came. */
  get opening(): boolean {
    return this.view !== undefined && isOpening(this.view.trace);
  }

  /** The sequence shown with the sign of its cue turned, where that is one of the twins of the first network as it came. */
  get counterpart(): Trace | undefined {
    return this.opening ? twinTrace(this.view!.trace) : undefined;
  }

  /** The same, where it is to be shown. */
  get twin(): Trace | undefined {
    return this.chosen.twin ? this.counterpart : undefined;
  }

  // Playing.

  /** Motion is not welcome: playing goes from rest to rest. */
  get still(): boolean {
    return this.#player.still;
  }

  set still(still: boolean) {
    this.#player.still = still;
  }

  /** It is out of sight: what plays waits until it can be seen. */
  set away(away: boolean) {
    this.#player.away = away;
  }

  play(): void {
    this.#player.play();
  }

  pause(): void {
    const { moment, playing } = this;
    this.#player.pause();
    // What is seen stays.
    if (playing && moment.moved !== undefined) this.seek(this.#timeOf(moment));
  }

  #timeOf({ direction, step, index, progress }: Moment): number {
    return timeOf(direction, step, index, progress, this.#player.score);
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  seek(time: number): void {
    this.#player.seek(time);
  }

  /** One operation, or one time step in the direction of travel, on or back. */
  step(by: 1 | -1, what: 'beat' | 'step' = 'beat'): void {
    const { score } = this.#player;
    this.#rest(what === 'beat' ? stepBeat(this.time, by, score) : stepTime(this.time, by, score));
  }

  /** To a beat of this step, finished. */
  goTo(beat: string): void {
    const { direction, step } = this.moment;
    const index = this.#player.score[direction].indexOf(beat);
    if (index >= 0) this.#rest(timeOf(direction, step, index, REST, this.#player.score));
  }

  turn(direction: Direction = this.moment.direction === 'forward' ? 'backward' : 'forward'): void {
    if (direction !== this.moment.direction) this.#rest(turnTo(direction, this.time, this.#player.score));
  }

  /** To another time step, in the same beat. Playing goes on. */
  go(step: number): void {
    const { direction, index, progress } = this.moment;
    const { score } = this.#player;
    const there = Math.min(Math.max(step, 1), score.steps);
    this.seek(timeOf(direction, there, index, this.playing ? progress : REST, score));
  }

  /** To the first or the last operation of a pass. */
  goEnd(end: 'first' | 'last', direction: Direction = 'forward'): void {
    const { score } = this.#player;
    const step = (direction === 'forward') === (end === 'first') ? 1 : score.steps;
    this.#rest(timeOf(direction, step, end === 'first' ? 0 : score[direction].length - 1, REST, score));
  }

  /** A whole pass, step by step: forward to the last answer, backward to the first step. */
  watch(direction: Direction): void {
    this.#watch(direction);
  }

  #watch(direction: Direction, then?: () => void): void {
    const { score } = this.#player;
    const forward = direction === 'forward';
    const last = forward ? this.view!.trace.lastAsked || score.steps : 1;
    this.#player.stride = 'step';
    this.seek(timeOf(direction, forward ? 1 : score.steps, 0, 0, score));
    this.#player.play(timeOf(direction, last, score[direction].length - 1, REST, score), then);
    this.#tell('change');
  }

  /** Forward to the answer, then so with the twin, and so on until the reader does anything: pauses, seeks, or sets anything. */
  #alternate(): void {
    this.#watch('forward', () => {
      if (differences(this.state, before).some((name) => !PLACE.includes(name))) return this.pause();
      this.#next = twinOf(before.sample!)!;
      this.#engine!.sample(this.#next);
    });
    const before = this.state;
  }

  #rest(time: number): void {
    this.pause();
    this.seek(time);
  }

  // Looking.

  /** At a unit further down or up. */
  look(by: 1 | -1): void {
    const { hidden } = this.view?.trace ?? {};
    if (hidden) this.#choose({ unit: (this.unit + by + hidden) % hidden });
    this.#tell('change');
  }

  /** Looks at a number. `going`: its step was asked for, so the play-head goes there; else only the eye does. */
  choose(spot: Spot, going = false): void {
    let { step } = this.moment;
    if (going && spot.step !== this.spot?.step) {
      step = Math.max(spot.step, 1);
      this.go(step);
    }
    const { address, unit } = spot;
    const lane = this.view!.inLanes(address);
    this.#choose(lane ? { address, unit } : { address });
    if (!lane) this.#apart = unit;
    this.#lag = spot.step - step;
    this.#tell('change');
    this.#tell('select');
  }

  point(at: Place | undefined): void {
    if (at?.step === this.pointed?.step && at?.unit === this.pointed?.unit) return;
    this.pointed = at;
    this.#tell('point');
  }

  follow(yes: boolean): void {
    const { spot } = this;
    this.#choose({ address: yes ? undefined : spot?.address });
    if (spot) this.#lag = spot.step - this.moment.step;
    this.#tell('change');
  }

  // Setting.

  /**
   * Sets what the table of state.ts lists, or puts another network in the place of this one: behind what is on its way, and at
   * once where nothing is and the network stays as it is. Rejects with an EngineError where a network is refused, and then all
   * stays as it was.
   */
  async set(wish: State | Whole): Promise<void> {
    if ('config' in wish) return this.#inTurn((engine) => replace(engine, wish));
    const network = partOf(wish, 'network');
    if (this.#waiting === 0 && Object.keys({ ...network, ...partOf(wish, 'training') }).length === 0)
      return this.#take(wish);
    const { rate, clip, ...rest } = network;
    const tuning = { ...(rate !== undefined && { rate }), ...(clip !== undefined && { clip }) };
    return this.#inTurn(async (engine) => {
      if (Object.keys(rest).length) await this.#renew(engine, wish, Object.keys(rest));
      else if (Object.keys(tuning).length) await engine.tune(tuning);
      this.#take(wish);
      await this.#give(engine, wish);
    });
  }

  /** Sets what a link asks for; what of it cannot be had is left out, and said. */
  async visit(wish: State): Promise<void> {
    try {
      await this.set(wish);
    } catch (refusal) {
      const error = EngineError.from(refusal);
      this.complainOfLink(error);
      const { without } = await fetched(import('./mended.ts'));
      const rest = without(wish, error.key);
      if (rest) await this.visit(rest);
    }
  }

  /** Another network; but the optimizer touches no weights: it begins anew, with those that are there. */
  async #renew(engine: Engine, wish: State, changes: readonly string[]): Promise<void> {
    const { saved } = engine;
    const kept = changes.every((name) => name === 'optimizer') ? saved : undefined;
    await engine.configure(wanted(this.base(wish), wish), kept?.given);
    if (!kept?.state.now.updates) return; // a seed or a file has the weights that it begins with
    const { losses, norms, stride, since } = kept;
    await engine.takeUp({ ...given(kept.state.now, engine.saved!), losses, norms, stride, since });
  }

  /** All of a wish but for the network. */
  #take(wish: State): void {
    if (wish.sample !== undefined) this.#engine?.sample(wish.sample);
    if (wish.task ?? wish.taskOptions) this.#choose({ aside: '' }); // it was of other data
    this.#place(wish);
    this.#tell('change');
  }

  /** Gives the network the weights that a text tells; nothing else waits for them. */
  async #give(engine: Engine, { weights: text, sample }: State): Promise<void> {
    if (text === undefined) return;
    const weights = await unpack(text);
    const saved = given(weights, engine.saved!);
    await engine.takeUp({ ...saved, sample: sample ?? saved.sample });
    this.#weights = { text, params: weights.params };
    this.#tell('change');
  }

  /**
   * What a wish starts from: the settings in force. How the first network is trained was found for its task and cell alone, so
   * others are given what the core proposes.
   */
  base({ task, cell }: State): Required<Config> {
    const { config, choices } = this;
    if ((task ?? cell) === undefined || !isFirst(config!)) return config!;
    const usual = choices!.tasks.find(({ name }) => name === config!.task)!.defaults;
    return { ...usual, taskOptions: config!.taskOptions };
  }

  // Training.

  /** So many updates; Infinity: until it is stopped; 'solved': until the task is. Resolves once it rests, whatever ended it. */
  async train(updates: number | 'solved'): Promise<void> {
    const untilSolved = updates === 'solved';
    let rest: Promise<void> | undefined;
    // Other wishes do not wait for the end of it.
    await this.#inTurn((engine) => void (rest = engine.train(untilSolved ? Infinity : updates, { untilSolved })));
    await rest;
  }

  stopTraining(): void {
    this.#inTurn((engine) => engine.pause());
  }

  rewind(updates?: number): void {
    this.#engine?.rewind(updates);
  }

  /** Holds a number at a value, in place of what it was held at before. Rejects with an EngineError. */
  async hold(edit: Edit): Promise<void> {
    const { withEdit } = await fetched(import('../engine/edits.ts'));
    await this.set({ edits: withEdit(this.chosen.edits, edit) });
  }

  /** Shows the network as it was after so many updates; without, as it is. */
  lookBack(updates?: number): void {
    this.#engine?.lookBack(updates);
  }

  /** How many updates the network had seen that is looked back at. */
  get past(): number | undefined {
    const frame = this.view?.trace.frame;
    return frame?.past ? frame.updates : undefined;
  }

  /** Has it said that something went wrong, and that all goes on. */
  readonly complain = (error: EngineError): void => {
    this.trouble = error;
    this.#tell('change');
  };

  /** The same of a link, of which the rest is used: what is said of it already stays. */
  readonly complainOfLink = (error: EngineError): void => {
    if (this.trouble?.beside) this.trouble.beside.push(error);
    else this.trouble = Object.assign(error, { beside: [] });
    this.#tell('change');
  };

  /** A question failed that nobody asked: what is said already stays, and that the worker died the engine says itself. */
  #failed(error: EngineError): void {
    if (!this.trouble && error.code !== 'worker') this.complain(error);
  }

  dismiss(): void {
    this.trouble = undefined;
    this.#tell('change');
  }

  /** Asks the engine what it does not report of itself. Rejects with an EngineError. */
  ask<Name extends keyof Questions>(name: Name, of: Questions[Name]['of']): Promise<Questions[Name]['answer']> {
    return this.#engine!.ask(name, of);
  }

  #inTurn(act: (engine: Engine) => Promise<void> | void): Promise<void> {
    const run = async (): Promise<void> => {
      try {
        if (this.#engine?.config) await act(this.#engine);
      } finally {
        this.#waiting--;
      }
    };
    this.#waiting++;
    const done = this.#turn.then(run);
    this.#turn = done.catch(() => {});
    return done;
  }

  #choose(wish: State): void {
    if ('address' in wish && wish.address !== this.chosen.address) this.#apart = undefined;
    this.chosen = { ...this.chosen, ...wish };
  }

  /** To a place in time and to a number, by name. */
  #place(wish: State): void {
    const { speed, stride, direction, step, beat, edits } = wish;
    this.#choose(partOf(wish, 'spot'));
    if (wish.unit !== undefined) this.#apart = undefined;
    if (wish.address !== undefined) this.#lag = 0;
    if (edits !== undefined) this.#engine?.edit(edits);
    const { view } = this;
    if (!view) return;
    if (wish.layer === undefined) this.#keep(view);
    else this.#look(view.trace);
    if (speed !== undefined && speed > 0) this.#player.speed = speed;
    if (stride !== undefined) this.#player.stride = stride;
    if (direction === undefined && step === undefined && beat === undefined) return;
    const { score } = this.#player;
    const now = this.moment;
    const way = direction ?? now.direction;
    const index = beat === undefined ? -1 : score[way].indexOf(beat);
    const at = Math.min(Math.max(Math.round(step ?? now.step), 1), score.steps);
    this.#rest(timeOf(way, at, index < 0 ? score[way].length - 1 : index, REST, score));
  }

  #look(trace: Trace): void {
    const { layers } = trace.frame.schema;
    const layer = Math.min(Math.max(Math.round(this.chosen.layer) || 0, 0), layers - 1);
    this.#choose({ layer });
    const [before, view] = [this.view, new View(trace, layer)];
    this.view = view;
    if (view.network !== before?.network || view.score.steps !== before.score.steps) this.#player.score = view.score;
    this.#keep(view);
  }

  /** Who remembers, once the network has learnt something and rests. */
  #measure(): void {
    const rests = ['given', 'learning', 'solved'].includes(this.standing) && !this.opening;
    this.#marker.look(rests ? this.network : undefined, this.progress?.updates ?? 0);
  }

  #see(frame: Frame): void {
    this.#look(new Trace(frame));
    const start = this.#start;
    if (start) {
      this.#start = undefined;
      this.#begin(start);
    }
    this.#measure();
    if (this.#next === frame.sample) {
      this.#next = undefined;
      if (this.playing) this.#alternate();
    }
    this.#tell('change');
  }

  /**
   * Rests at the place that was asked for; else plays or, where motion is not welcome, rests at the end of the first step. What the
   * first network came for is seen at its answer.
   */
  #begin(start: State): void {
    this.#place(start);
    if (PLACE.some((name) => start[name] !== undefined)) return;
    const { score, still } = this.#player;
    if (this.counterpart) return still ? this.goEnd('last') : this.#alternate();
    if (still) this.seek(timeOf('forward', 1, score.forward.length - 1, REST, score));
    else this.play();
  }

  /** Keeps unit and address where the new network has them; else the nearest unit, and the eye follows the play-head. */
  #keep({ network, trace }: View): void {
    const { forward, backward } = network.addresses;
    const { unit, address } = this.chosen;
    this.#choose({
      unit: Number.isFinite(unit) ? Math.min(Math.max(Math.round(unit), 0), trace.hidden - 1) : 0,
      address: [...forward, ...backward].find((each) => each === address),
    });
  }

  #tell(event: string): void {
    this.dispatchEvent(new Event(event));
  }
}
function replace(engine: Engine, whole: Whole): Promise<void> {
  return 'state' in whole ? engine.takeUp(whole) : engine.configure(whole.config, whole.given);
}
