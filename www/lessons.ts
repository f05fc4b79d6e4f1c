// Has the core make the networks of the lessons and say the numbers of their texts. Runs when the site is built (vite-lessons.ts).
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { fits, parse, print } from './src/engine/edits.ts';
import { Engine } from './src/engine/engine.ts';
import { inPage } from './src/engine/host.ts';
import type { Recording } from './src/engine/protocol.ts';
import { valueOf, type Shown } from './src/lessons/expression.ts';
import {
  askedBy,
  expressionsOf,
  isOfLearnt,
  pressOf,
  type Block,
  type Lesson,
  type Scene,
  type Span,
} from './src/lessons/lesson.ts';
import { beginning } from './src/lessons/progress.ts';
import { readLesson, type NetworkAsked, type PictureAsked } from './src/lessons/reading.ts';
import { plainOf } from './src/lessons/sentence.ts';
import { glyphText } from './src/scene/glyph.ts';
import type { View } from './src/scene/view.ts';
import { LANGS, type Lang } from './src/session/languages.ts';
import { linked } from './src/session/link.ts';
import { Session } from './src/session/session.ts';
import { partOf, type State } from './src/session/state.ts';
import { pack } from './src/session/weights.ts';
import { Words } from './src/words/locale.ts';

/** A lesson, and what each of its scenes says, with the numbers of its network. */
export interface Made {
  lang: Lang;
  lesson: Lesson;
  told: { title: string; blocks: Told[] }[];
  picture: Picture;
}

/** What a block says: what it asks or what is pressed, between what or from what one chooses, what is right, and what is said then. */
export interface Told {
  kind: Block['kind'];
  asks?: string;
  between?: [from: string, to: string];
  choices?: string[];
  truth?: string;
  told: string[];
}

/** Rows of a number at every step, and what the network reads there. */
export interface Picture {
  inputs: string[];
  rows: { label: string; values: number[] }[];
  says: string;
}

/** The lessons of the site; or the one that somebody is writing, if LESSON says where that is. */
const TEXTS = new URL('./lessons/', import.meta.url);
const OWN = process.env['LESSON'];
const CORE = new URL('./pkg/lstm_conveyor_bg.wasm', import.meta.url);

globalThis.requestAnimationFrame ??= (act) => Number(setTimeout(act));

/** All of them, in the order of the course. Made while this is imported: what is fetched later is not found any more then. */
export const made: Made[] = await all();

async function all(): Promise<Made[]> {
  const site = () => readdirSync(TEXTS).filter((file) => file.endsWith('.md'));
  const files = OWN ? [pathToFileURL(OWN)] : site().map((file) => new URL(file, TEXTS));
  const core = await WebAssembly.compile(readFileSync(CORE));
  const made: Made[] = [];
  for (const file of files) made.push(await make(file, core));
  return made.sort((a, b) => a.lesson.number - b.lesson.number || LANGS.indexOf(a.lang) - LANGS.indexOf(b.lang));
}

/** A file is called as its lesson, with the language: belt.zh.md. */
async function make(at: URL, core: WebAssembly.Module): Promise<Made> {
  const file = basename(fileURLToPath(at));
  const [name, lang] = file.split('.') as [string, Lang];
  if (!LANGS.includes(lang))
    throw new RangeError(`a lesson's file ends with ${LANGS.map((each) => `.${each}.md`).join(' or ')}`);
  try {
    const { networks: asked, picture, ...written } = readLesson(readFileSync(at, 'utf8'));
    const networks: Record<string, State> = {};
    for (const [called, each] of Object.entries(asked))
      networks[called] = await learnt(each, networks, core).catch((error: unknown) => {
        throw placed(`network "${called}"`, error);
      });
    const lesson = { name, ...written, networks };
    const told = [];
    for (const scene of lesson.scenes) told.push(await tell(lesson, scene, lang, core));
    return { lang, lesson, told, picture: await drawn(lesson, picture, core) };
  } catch (error) {
    throw placed(file, error);
  }
}

/** An error that says where it was met. */
function placed(place: string, error: unknown): Error {
  return Object.assign(error as Error, { message: `${place}: ${(error as Error).message}` });
}

/** A network's settings, complete, and what it has learnt. */
async function learnt(
  { link, updates = 0, like }: NetworkAsked,
  others: Record<string, State>,
  core: WebAssembly.Module,
): Promise<State> {
  const session = await open(linked(new URL(`about:blank#${link}`)), core);
  try {
    await session.train(updates);
    const { params } = session.saved!.state.now;
    const weights = like ? others[like]!.weights : updates > 0 ? await pack({ params, updates }) : undefined;
    return { ...partOf(session.state, 'network'), ...(weights && { weights }) };
  } finally {
    session.close();
  }
}

async function tell(lesson: Lesson, scene: Scene, lang: Lang, core: WebAssembly.Module): Promise<Made['told'][number]> {
  const { percent } = new Words(lang, {});
  const blocks: Told[] = [];
  try {
    for await (const [block, shown, { view }] of shows(lesson, scene, core)) {
      const fault = notShown(scene, view!) ?? faultOf(block, shown);
      if (fault) throw new RangeError(fault);
      blocks.push(toldBy(block, shown, (spans) => plainOf(spans, shown, percent)));
    }
  } catch (error) {
    throw placed(`scene "${scene.title}"`, error);
  }
  return { title: scene.title, blocks };
}

/** What a scene wants to show that is not there. */
function notShown({ show }: Scene, { trace, score }: View): string | undefined {
  const { direction = 'forward', step = 1, beat, unit = 0 } = show;
  if (step > trace.steps) return `step ${step} is shown, and there are ${trace.steps}`;
  if (unit >= trace.hidden) return `unit ${unit} is shown, and there are ${trace.hidden}, counted from 0`;
  if (beat && !score[direction].includes(beat))
    return `beat ${beat} is shown, and there are ${score[direction].join(', ')}`;
  return undefined;
}

/** What of a block cannot be said or asked: it names what is not known, has not one answer, or one that is not on its bar. */
export function faultOf(block: Block, shown: Shown): string | undefined {
  const silent = expressionsOf(block).find((each) => valueOf(each, shown) === undefined);
  if (silent !== undefined) return `nothing is known of ${silent}`;
  if (block.kind === 'choice') {
    const right = block.choices.filter(({ when }) => valueOf(when, shown) === 1);
    if (right.length !== 1) return `${right.length} are right of ${block.choices.map(({ when }) => when).join(', ')}`;
  }
  if (block.kind === 'bar') {
    const [from, to, of] = [block.from, block.to, block.of].map((each) => valueOf(each, shown)!) as [
      number,
      number,
      number,
    ];
    if (!(from < to && from <= of && of <= to)) return `${block.of}, ${of}, is not on a bar from ${from} to ${to}`;
  }
  return undefined;
}

async function drawn(lesson: Lesson, { scene, rows, says }: PictureAsked, core: WebAssembly.Module): Promise<Picture> {
  const of = lesson.scenes[scene - 1];
  if (!of) throw new RangeError(`the picture is of scene ${scene}, and there are ${lesson.scenes.length}`);
  for await (const [block, shown] of shows(lesson, of, core)) {
    const { trace } = shown;
    if (block.kind !== 'do' && of.blocks.some(({ kind }) => kind === 'do')) continue;
    const last = trace.lastAsked || trace.steps; // behind it is padding
    const steps = Array.from({ length: last }, (_, k) => k + 1);
    return {
      says,
      inputs: steps.map((step) => glyphText(trace, step)?.text ?? ''),
      rows: Object.entries(rows).map(([label, row]) => ({
        label,
        values: steps.map((step) => valueOf(row.replaceAll('@*', `@${step}`), shown)!),
      })),
    };
  }
  throw new RangeError(`scene ${scene} shows nothing to be drawn`);
}

/**
 * Each block of a scene, with what is seen beside it: of a press, and of what is asked before it, once it has been pressed, or the
 * network has learnt.
 */
export async function* shows(
  lesson: Lesson,
  scene: Scene,
  core: WebAssembly.Module,
): AsyncGenerator<[block: Block, shown: Shown, session: Session]> {
  const begins = beginning(lesson, scene);
  const first = await open(begins, core);
  const trains = scene.blocks.some(({ kind }) => kind === 'train');
  const learnt = trains ? await open({ ...begins, ...lesson.networks[scene.network!] }, core) : first;
  try {
    for (const [k, block] of scene.blocks.entries()) {
      const press = askedBy(block).length > 0 ? pressOf(scene.blocks, block) : undefined;
      const session = isOfLearnt(block) ? learnt : first;
      yield [block, await shownBy(session, scene.blocks[press ?? k]!, begins), session];
    }
  } finally {
    first.close();
    learnt.close();
  }
}

function toldBy(block: Block, shown: Shown, plain: (spans: Span[]) => string): Told {
  const { kind } = block;
  switch (kind) {
    case 'bar': {
      const number = (expression: string): string =>
        isFinite(+expression) ? expression : plain([{ number: expression, ...(block.whole && { as: 'n' as const }) }]);
      const between: [string, string] = [number(block.from), number(block.to)];
      return { kind, asks: plain(block.asks), between, truth: number(block.of), told: block.told.map(plain) };
    }
    case 'choice': {
      const choices = block.choices.map(({ spans }) => plain(spans));
      const truth = choices[block.choices.findIndex(({ when }) => valueOf(when, shown))]!;
      return { kind, asks: plain(block.asks), choices, truth, told: block.told.map(plain) };
    }
    case 'do':
    case 'train':
      return { kind, asks: plain(block.called), told: block.told.map(plain) };
    default:
      return { kind, told: [plain(block.spans)] };
  }
}

/** What is seen in a scene, and once a press has set its state. */
async function shownBy(session: Session, block: Block, begins: State): Promise<Shown> {
  const { edits = '' } = block.kind === 'do' ? block.state : begins;
  const { edits: asked, wrong } = parse(edits);
  const strange = [...wrong, ...asked.filter((edit) => !fits(edit, session.network!)).map((edit) => print([edit]))];
  if (strange.length) throw new RangeError(`edits: this network has no ${strange.join()}`);
  await session.set({ edits });
  await heard(session, () => (session.view!.trace.frame.edits ?? '') === edits);
  const { trace, ghost } = session.view!;
  const own = ghost?.trace ?? trace;
  const held = edits ? await session.ask('edited', { params: own.frame.params, edits }) : undefined;
  return {
    trace: own,
    twin: session.counterpart,
    held: ghost && trace,
    right: session.progress?.evaluation?.accuracy,
    heldRight: held?.accuracy,
    tested: held?.sequences,
  };
}

async function open(start: State, core: WebAssembly.Module): Promise<Session> {
  const engine = (signal: AbortSignal, recording?: Recording): Promise<Engine> =>
    Engine.open(signal, recording, async () => ({ program: () => Promise.resolve(core), hosts: [inPage] }));
  const session = new Session(start, engine);
  session.still = true;
  await heard(session, () => session.view !== undefined && session.config !== undefined);
  await session.set({}); // behind the opening
  session.load();
  if (session.failure ?? session.trouble) throw session.failure ?? session.trouble;
  return session;
}

function heard(session: Session, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      session.removeEventListener('change', look);
      resolve();
    };
    session.addEventListener('change', look);
    look();
  });
}
