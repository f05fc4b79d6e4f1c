// Reads a lesson from its Markdown: front matter, then scenes, a heading of the second level each. What is done in a scene stands
// in directives, in the form that other course tools read too:
//
//   ::show{network=waits step=3 beat=tell address=h unit=2}     the state that the scene begins with, spelt as in a link
//   ::show{cell …}                                              on a phone, too, the whole cell and not the belt alone
//   :::bar{of="h[3]@3" from=0 to=0.749}                         a number to be guessed, asked in the first paragraph; {whole}: a count
//   :::choice                                                   a list to choose from; each item ends with the condition in
//   - Up {when d_W_f[1,1] < 0}                                  which it is the answer
//   :::do[Cut lane 1]{edits="c.0=0"}                            a press that sets a state
//   :::train[Train it]                                          a press that has the scene's network learn what the head says
//   :::aside  :::claim                                          said in passing; measured on many networks
//
// What a bar, a choice or a press encloses beyond its question is told once it was answered or pressed. {c[3]@3} in a text is a number
// of the network (expression.ts); {c[3]@3:2} has two decimals, {right:%} is a percentage, {tested:n} a whole number.
import type { Paragraph, PhrasingContent, Root, RootContent, List } from 'mdast';
import { directiveFromMarkdown } from 'mdast-util-directive';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { directive } from 'micromark-extension-directive';
import { frontmatter } from 'micromark-extension-frontmatter';
import { parse as yaml } from 'yaml';
import { KEYS, legible, parse, type State } from '../session/state.ts';
import { namedBy } from './expression.ts';
import type { Block, Form, Lesson, Scene, Span } from './lesson.ts';

/** A network that a lesson shows: as a link says it, and how many updates it learns; or with all that another of them has learnt. */
export interface NetworkAsked {
  link: string;
  updates?: number;
  like?: string;
}

/**
 * What its card among the contents shows: in one of its scenes, counted from 1, once its press is made, rows of numbers by their labels.
 * Each is an expression in which @* is every step.
 */
export interface PictureAsked {
  scene: number;
  rows: Record<string, string>;
  /** What they are. */
  says: string;
}

/** What the text says; the networks and the picture are yet to be made. */
export type Written = Omit<Lesson, 'name' | 'networks'> & {
  networks: Record<string, NetworkAsked>;
  picture: PictureAsked;
};

type Position = { position?: { start: { line: number; column: number } } | undefined };

/** What a text says that no lesson can: where, and why. */
export class LessonError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(why: string, at?: Position) {
    const { line, column } = at?.position?.start ?? { line: 1, column: 1 };
    super(`${line}:${column}: ${why}`);
    this.line = line;
    this.column = column;
  }
}

/** Throws a LessonError where the text is none. */
export function readLesson(text: string): Written {
  const { flow } = directive(); // no directives inside of a sentence: a colon there is a colon
  const tree = fromMarkdown(text, {
    extensions: [{ flow: flow! }, frontmatter()],
    mdastExtensions: [directiveFromMarkdown(), frontmatterFromMarkdown()],
  });
  const head = headOf(tree);
  return { ...head, scenes: scenesOf(tree, head.networks) };
}

function headOf({ children: [first] }: Root): Omit<Written, 'scenes'> {
  if (first?.type !== 'yaml') throw new LessonError('a lesson begins with its title, between two lines of ---', first);
  const { title, question, number, minutes, networks = {}, picture } = yaml(first.value) as Omit<Written, 'scenes'>;
  for (const [key, value] of Object.entries({ title, question }))
    if (typeof value !== 'string') throw new LessonError(`"${key}" is missing`, first);
  for (const [key, value] of Object.entries({ number, minutes }))
    if (typeof value !== 'number') throw new LessonError(`"${key}" is no number`, first);
  for (const [name, { link, updates, like }] of Object.entries(networks))
    if (typeof link !== 'string' || (typeof updates !== 'number' && !Object.hasOwn(networks, like ?? '')))
      throw new LessonError(`network "${name}" wants a link, and a number of updates or whom it is like`, first);
  if (typeof picture?.scene !== 'number' || !picture.rows || typeof picture.says !== 'string')
    throw new LessonError('"picture" wants the number of a scene, rows, and what it says', first);
  for (const row of Object.values(picture.rows)) sound(row.replaceAll('@*', '@1'), first);
  return { title, question, number, minutes, networks, picture };
}

function scenesOf({ children }: Root, networks: Written['networks']): Scene[] {
  const scenes: Scene[] = [];
  for (const node of children.slice(1)) {
    const scene = scenes.at(-1);
    if (node.type === 'heading' && node.depth === 2) scenes.push({ title: plain(node.children), show: {}, blocks: [] });
    else if (!scene) throw new LessonError('a scene begins with a heading: ## Its title', node);
    else add(scene, node, networks);
  }
  for (const { title, blocks } of scenes) {
    const presses = new Set(blocks.map(({ kind }) => kind));
    if (presses.has('train') && presses.has('do'))
      throw new LessonError(`in "${title}" the network is trained: what is pressed beside it has a scene of its own`);
  }
  if (scenes.length === 0) throw new LessonError('a lesson has scenes: ## Its title');
  return scenes;
}

function add(scene: Scene, node: RootContent, networks: Written['networks']): void {
  if (node.type === 'paragraph') scene.blocks.push({ kind: 'text', spans: spansOf(node) });
  else if (node.type === 'leafDirective' && node.name === 'show') {
    const { network, cell, ...show } = attributesOf(node);
    if (network) {
      const there = Object.keys(networks);
      if (!there.includes(network))
        throw new LessonError(`there is no network "${network}"; there are ${there.join(', ') || 'none'}`, node);
      scene.network = network;
    }
    if (cell !== undefined) scene.cell = true;
    scene.show = stateOf(show, node);
  } else if (node.type === 'containerDirective')
    scene.blocks.push(blockOf(node, networks[scene.network ?? '']?.updates));
  else throw new LessonError(`${nameOf(node)} has no place in a lesson`, node);
}

type Container = Extract<RootContent, { type: 'containerDirective' }>;
type Directive = Container | Extract<RootContent, { type: 'leafDirective' }>;

/** `updates`: what the network of its scene is to learn. */
function blockOf(node: Container, updates = 0): Block {
  const label = node.children.find((child) => child.type === 'paragraph' && child.data?.directiveLabel) as
    Paragraph | undefined;
  const [first, ...rest] = node.children.filter((child) => child !== label);
  const attributes = attributesOf(node);
  switch (node.name) {
    case 'aside':
      return { kind: 'aside', spans: spansOf(paragraph(first, node)) };
    case 'claim': {
      const { id } = attributes;
      if (!id) throw new LessonError('a claim wants "id": the experiment that measures it', node);
      return { kind: 'claim', id, spans: spansOf(paragraph(first, node)) };
    }
    case 'bar': {
      const { from = '0', to = '1', of, whole } = attributes;
      if (!of) throw new LessonError('a bar wants "of": the number to be guessed', node);
      for (const each of [from, to, of]) sound(each, node);
      const asks = spansOf(paragraph(first, node));
      return { kind: 'bar', asks, from, to, of, whole: whole !== undefined, told: toldOf(rest) };
    }
    case 'choice': {
      const list = rest.find((child): child is List => child.type === 'list');
      if (!list) throw new LessonError('a choice wants a list', node);
      const choices = list.children.map((item) => choiceOf(paragraph(item.children[0], item)));
      return {
        kind: 'choice',
        asks: spansOf(paragraph(first, node)),
        choices,
        told: toldOf(rest.filter((child) => child !== list)),
      };
    }
    case 'do':
    case 'train': {
      if (!label) throw new LessonError(`what is pressed wants a label: :::${node.name}[Label]`, node);
      const press = { called: spansOf(label), told: toldOf(first ? [first, ...rest] : []) };
      if (node.name === 'do') return { kind: 'do', ...press, state: stateOf(attributes, node) };
      if (!(updates > 0)) throw new LessonError('what is trained wants a network with updates, shown before', node);
      return { kind: 'train', ...press, updates };
    }
    default:
      throw new LessonError(`"${node.name}" is no directive of a lesson`, node);
  }
}

const toldOf = (nodes: RootContent[]): Span[][] => nodes.map((node) => spansOf(paragraph(node, node)));

function choiceOf(node: Paragraph): { spans: Span[]; when: string } {
  const [before, when] = cut(node);
  if (!when) throw new LessonError('a choice ends with its condition: {when …}', node);
  sound(when, node);
  return { spans: spansOf(before), when };
}

/** A paragraph without the condition at its end, and the condition. */
function cut(node: Paragraph): [Paragraph, string | undefined] {
  const last = node.children.at(-1);
  const found = last?.type === 'text' ? /^(.*?)\s*\{when ([^}]+)\}\s*$/su.exec(last.value) : undefined;
  if (!found) return [node, undefined];
  const text = { ...last!, value: found[1]! } as PhrasingContent;
  return [{ ...node, children: [...node.children.slice(0, -1), text] }, found[2]];
}

function paragraph(node: RootContent | undefined, of: Position): Paragraph {
  if (node?.type !== 'paragraph') throw new LessonError('here stands a paragraph', node ?? of);
  return node;
}

function spansOf(node: Paragraph): Span[] {
  return node.children.flatMap((child, place): Span[] => {
    if (child.type === 'strong') return [{ strong: plain(child.children) }];
    if (child.type !== 'text') throw new LessonError(`${nameOf(child)} has no place in a sentence of a lesson`, child);
    const [before, after] = [node.children[place - 1], node.children[place + 1]].map((other) =>
      other?.type === 'strong' ? plain(other.children) : '',
    ) as [string, string];
    return child.value
      .replace(/\s*\n\s*/g, (_, at: number) => (isWide(before + child.value + after, before.length + at) ? '' : ' '))
      .split(/\{([^{}]+)\}/)
      .flatMap((piece, k): Span[] => {
        if (k % 2 === 0) return piece ? [piece] : [];
        const [, number, as] = /^(.*?)(?::([0-4]|%|n))?$/su.exec(piece)!;
        sound(number!, child);
        return [{ number: number!, ...(as && { as: as as Form }) }];
      });
  });
}

/** Between two Chinese signs the end of a line is no blank, nor behind a Chinese mark. */
function isWide(text: string, at: number): boolean {
  const [before, after] = [text[at - 1] ?? '', text.slice(at).trimStart()[0] ?? ''];
  const mark = /[\u3001-\u303f\uff00-\uffef]/;
  const letter = /[\u4e00-\u9fff]/;
  const either = /[\u2014\u2018-\u201d\u2026\u3001-\u9fff\uff00-\uffef]/;
  if (mark.test(before) || mark.test(after)) return true;
  return (letter.test(before) && either.test(after)) || (either.test(before) && letter.test(after));
}

function sound(expression: string, at: Position): void {
  try {
    namedBy(expression);
  } catch (error) {
    throw new LessonError((error as Error).message, at);
  }
}

function plain(children: readonly PhrasingContent[]): string {
  return children
    .map((child) => {
      if (child.type !== 'text') throw new LessonError(`${nameOf(child)} has no place here`, child);
      return child.value;
    })
    .join('');
}

function attributesOf({ attributes }: Directive): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes ?? {}).map(([key, value]) => [key, value ?? '']));
}

function stateOf(texts: Record<string, string>, at: Position): State {
  for (const [key, text] of Object.entries(texts)) {
    if (!KEYS.includes(key)) throw new LessonError(`there is no setting "${key}"`, at);
    if (!legible(key, text)) throw new LessonError(`"${text}" is no value of "${key}"`, at);
  }
  return parse(Object.entries(texts));
}

const nameOf = ({ type }: { type: string }): string => `a ${type}`;
