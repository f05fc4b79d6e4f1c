// What the lesson “forget-gate” claims of many networks, or of many sequences.
import type { Config } from '../../../src/engine/protocol.ts';
import { after, wordsOf, type Experiment } from './experiment.ts';

export default {
  held: () => ({
    en: held({ taskOptions: { story: 'pronoun', distance: 4 }, seed: 13 }, 700, 1),
    zh: held({ taskOptions: { language: 'zh', story: 'pronoun', distance: 2 }, seed: 7 }, 800, 0),
  }),
} satisfies Record<string, Experiment>;

/** Of a thousand stories: how many change from a woman to a man or back, how many of them are right while a valve is held open, and the
 * same of the others. */
function held(wish: Config, updates: number, lane: number): string[] {
  const config = { task: 'sentences', cell: 'lstm', hidden: 4, forgetBias: 1, ...wish } satisfies Config;
  return after(config, updates, ({ trainer, shown }) => {
    const all = 1000;
    const { outputs, symbols } = shown.schema();
    shown.setParams(trainer.params().slice());
    shown.clamp('f', lane, undefined, 1);
    const [of, right] = [new Map<boolean, number>(), new Map<boolean, number>()];
    const count = (counts: Map<boolean, number>, kind: boolean): unknown =>
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    for (let sample = 1; sample <= all; sample++) {
      shown.sample(sample);
      shown.forward();
      const people = wordsOf(shown).flatMap((word) => PEOPLE.get(word) ?? []);
      const asked = shown.mask().lastIndexOf(1);
      const said = (numbers: Float32Array): string => {
        const row = Array.from(numbers.subarray(asked * outputs, (asked + 1) * outputs));
        return symbols.outputs[row.indexOf(Math.max(...row))]!;
      };
      const to = said(shown.targets());
      const [from = to] = people;
      count(of, from !== to);
      if (said(shown.outputs()) === to) count(right, from !== to);
    }
    const numbers = [true, false].flatMap((changed) => [of.get(changed), right.get(changed) ?? 0]);
    return [all.toLocaleString('en'), ...numbers.map(String)];
  });
}

/** Those of the stories, by the pronoun that each has. */
const PEOPLE = new Map(
  Object.entries({
    her: 'Mary Alice Anna Emma',
    him: 'Peter Bob Tom Jack',
    她: '妈妈 奶奶 姐姐 姑姑',
    他: '爸爸 爷爷 哥哥 叔叔',
  }).flatMap(([pronoun, names]) => names.split(' ').map((name): [string, string] => [name, pronoun])),
);
