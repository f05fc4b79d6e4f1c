// The Markdown of a lesson: what it becomes, and what is said, by line and column, of what is none.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { heldBackBy, pressOf } from '../../src/lessons/lesson.ts';
import { beginning } from '../../src/lessons/progress.ts';
import { LessonError, readLesson } from '../../src/lessons/reading.ts';

const HEAD =
  '---\ntitle: The belt\nquestion: Why?\nnumber: 4\nminutes: 7\npicture:\n  says: What?\n  scene: 1\n  rows:\n    C: c[1]@*\n---\n\n';
const NETWORKS = HEAD.replace('picture:', 'networks:\n  far:\n    link: cell=rnn\n    updates: 300\npicture:');
const scenes = (text: string) => readLesson(HEAD + text).scenes;

describe('a lesson', () => {
  it('is its head, and a scene for each heading', () => {
    const { title, question, number, minutes, scenes } = readLesson(`${HEAD}## One\n\nFirst.\n\n## Two\n\nSecond.\n`);
    expect({ title, question, number, minutes }).toEqual({
      title: 'The belt',
      question: 'Why?',
      number: 4,
      minutes: 7,
    });
    expect(scenes.map((scene) => scene.title)).toEqual(['One', 'Two']);
    expect(scenes[1]!.blocks).toEqual([{ kind: 'text', spans: ['Second.'] }]);
  });

  it('has numbers of the network in its sentences', () => {
    expect(scenes('## One\n\nIt **keeps** {f[3]@3:2} of it.\n')[0]!.blocks).toEqual([
      { kind: 'text', spans: ['It ', { strong: 'keeps' }, ' ', { number: 'f[3]@3', as: '2' }, ' of it.'] },
    ]);
  });

  it('sets what a link could set', () => {
    const [scene] = readLesson(`${NETWORKS}## One\n\n::show{network=far step=3 beat=tell hidden-units=4}\n`).scenes;
    expect(scene).toMatchObject({ network: 'far', show: { step: 3, beat: 'tell', hidden: 4 } });
  });

  it('holds a claim back until what stands before it is answered', () => {
    const choice = ':::choice\nUp?\n\n- Up {when c[1]@2 > 0}\n:::\n\n';
    const [scene] = scenes(`## One\n\n:::claim{id=a}\nOne.\n:::\n\n${choice}Told.\n\n:::claim{id=b}\nTwo.\n:::\n`);
    expect(scene!.blocks.map((_, place) => heldBackBy(scene!.blocks, place))).toEqual([[], [], [], [1]]);
  });

  it('asks of the next press, where there is one', () => {
    const bar = ':::bar{of="held.right"}\nHow many?\n:::\n\n';
    const press = ':::do[Cut]{edits="c.0=0"}\nGone.\n:::\n\n';
    const { blocks } = scenes(`## One\n\n${bar}${press}${bar}${press}${bar}`)[0]!;
    expect(blocks.map((block) => pressOf(blocks, block))).toEqual([1, 3, 3, undefined, undefined]);
  });

  it('asks for a number, a choice, a press', () => {
    const [scene] = scenes(
      `## One\n\n:::bar{of="h[1]@2" to="c[1]@2"}\nHow much?\n\nSo much: {h[1]@2}.\n:::\n\n:::choice\nUp?\n\n- Up {when c[1]@2 > 0}\n- Down {when c[1]@2 < 0}\n:::\n\n:::do[Cut]{edits="c.0=0"}\nGone.\n:::\n`,
    );
    expect(scene!.blocks).toEqual([
      {
        kind: 'bar',
        asks: ['How much?'],
        from: '0',
        to: 'c[1]@2',
        of: 'h[1]@2',
        whole: false,
        told: [['So much: ', { number: 'h[1]@2' }, '.']],
      },
      {
        kind: 'choice',
        asks: ['Up?'],
        choices: [
          { spans: ['Up'], when: 'c[1]@2 > 0' },
          { spans: ['Down'], when: 'c[1]@2 < 0' },
        ],
        told: [],
      },
      { kind: 'do', called: ['Cut'], state: { edits: 'c.0=0' }, told: [['Gone.']] },
    ]);
  });

  it('trains the network of the scene, which begins with nothing learnt', () => {
    const { scenes } = readLesson(
      `${NETWORKS}## One\n\n::show{network=far}\n\n:::train[Go]\nDone.\n:::\n\n## Two\n\n::show{network=far}\n`,
    );
    expect(scenes[0]!.blocks).toEqual([{ kind: 'train', called: ['Go'], updates: 300, told: [['Done.']] }]);
    const lesson = { networks: { far: { cell: 'rnn', weights: 'abc' } } };
    expect(scenes.map((scene) => beginning(lesson, scene).weights)).toEqual([undefined, 'abc']);
  });

  it('trains nothing that has no updates, or that is pressed on as well', () => {
    expect(() => scenes('## One\n\n:::train[Go]\nDone.\n:::\n')).toThrow(/^15:1: what is trained wants a network/);
    const both = ':::train[Go]\nDone.\n:::\n\n:::do[Cut]{edits="c.0=0"}\nGone.\n:::\n';
    expect(() => readLesson(`${NETWORKS}## One\n\n::show{network=far}\n\n${both}`)).toThrow(/a scene of its own/);
  });

  it('in Chinese has no blank where a line ends beside what is strong', () => {
    const [scene] = scenes('## One\n\n这叫\n**遗忘门**\n，是一个 gate\n**gate** it is.\n');
    expect(scene!.blocks).toEqual([
      { kind: 'text', spans: ['这叫', { strong: '遗忘门' }, '，是一个 gate ', { strong: 'gate' }, ' it is.'] },
    ]);
  });

  it('in Chinese has no blank where a line ends', () => {
    expect(
      scenes('## 一\n\n传送带，\n上面 one\ntwo，读到\n“姑姑”\n的时候。\nLSTM 说 “one”\n“two”\n')[0]!.blocks,
    ).toEqual([{ kind: 'text', spans: ['传送带，上面 one two，读到“姑姑”的时候。LSTM 说 “one” “two”'] }]);
  });
});

it.each([
  ['a title that is missing', 'No head.\n', 1, 'title'],
  ['a text before the first heading', `${HEAD}Text.\n`, 13, 'heading'],
  ['a directive that there is not', `${HEAD}## One\n\n:::quiz\nWhy?\n:::\n`, 15, '"quiz"'],
  ['a setting that there is not', `${HEAD}## One\n\n::show{stepp=3}\n`, 15, '"stepp"'],
  ['a network that there is not', `${HEAD}## One\n\n::show{network=far}\n`, 15, '"far"; there are none'],
  ['a value that is none', `${HEAD}## One\n\n::show{step=three}\n`, 15, '"three"'],
  ['an expression that is none', `${HEAD}## One\n\nIt is {c[3]@3 +}.\n`, 15, '"c[3]@3 +"'],
  ['a choice without its condition', `${HEAD}## One\n\n:::choice\nUp?\n\n- Up\n:::\n`, 18, 'condition'],
  ['a bar without its number', `${HEAD}## One\n\n:::bar\nHow much?\n:::\n`, 15, '"of"'],
  ['markup', `${HEAD}## One\n\n<b>bold</b>\n`, 15, 'html'],
  ['a picture in a sentence', `${HEAD}## One\n\nSee ![it](it.png).\n`, 15, 'image'],
])('refuses %s, and says where', (_, text, line, why) => {
  let error: unknown;
  try {
    readLesson(text);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(LessonError);
  expect((error as LessonError).line).toBe(line);
  expect((error as LessonError).message).toContain(why);
});

it.each(['teaching.md', 'teaching.zh.md'])('what docs/%s shows can be read', (file) => {
  const docs = readFileSync(new URL(`../../../docs/${file}`, import.meta.url), 'utf8');
  const [, example] = /```md\n([\s\S]*?)```/.exec(docs)!;
  expect(readLesson(example!).scenes[0]!.blocks.map(({ kind }) => kind)).toEqual(['text', 'bar', 'do']);
});
