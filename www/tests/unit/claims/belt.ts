// What the lesson “belt” claims of many networks, or of many sequences.
import { Edits } from '../../../src/engine/edits.ts';
import { FIRST } from '../../../src/session/first.ts';
import { after, percent, type Core, type Experiment } from './experiment.ts';

const SEQUENCES = 20_000;

export default {
  cut: () => {
    const [one, two, three] = after(FIRST.config, FIRST.updates, ({ trainer }) =>
      [0, 1, 2].map((lane) => {
        trainer.release();
        new Edits(`c.${lane}=0`).put(trainer, trainer.schema());
        return trainer.evaluate(SEQUENCES).accuracy;
      }),
    );
    if (one !== 1 || two !== 1) throw new Error(`not all are right without lanes 1 and 2: ${one}, ${two}`);
    const count = SEQUENCES.toLocaleString('en');
    const said = [count, '1', '2', '3', percent(three!)];
    return { en: said, zh: said };
  },
  early: () => {
    const starts = 40;
    const limit = 600;
    let learnt = 0;
    let early = 0;
    for (let seed = 1; seed <= starts; seed++)
      after({ ...FIRST.config, seed }, 0, ({ trainer, shown }) => {
        for (let updates = 0; updates < limit && !trainer.evaluate(256).solved; updates += 20) trainer.train(20);
        if (!trainer.evaluate(256).solved) return;
        learnt++;
        shown.setParams(trainer.params().slice());
        if (tellsEarly(shown)) early++;
      });
    const [of, all] = [`${starts}`, `${limit}`];
    return { en: [of, `${learnt}`, all, `${early}`, '3'], zh: [of, all, `${learnt}`, `${early}`, '3'] };
  },
} satisfies Record<string, Experiment>;

/** Whether the difference that the cue makes to the answer is there by step 3, but for a quarter: on one sequence and its twin. */
function tellsEarly(shown: Core): boolean {
  const { steps, inputs } = shown.schema();
  shown.sample(1);
  const answers = (): Float32Array => (shown.forward(), shown.outputs().slice());
  const own = answers();
  const turned = shown.inputs().slice();
  turned[0] = -turned[0]!;
  shown.setSequence(turned, shown.targets().slice(), shown.mask().slice());
  const other = answers();
  const gap = (step: number): number => Math.abs(own[step - 1]! - other[step - 1]!);
  if (turned.length !== steps * inputs) throw new Error('one sequence is shown');
  return gap(3) > 0.75 * gap(steps);
}
