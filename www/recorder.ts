// Has the core say what the page opens with. Runs when the site is built (vite-opening.ts): the page needs no core to show it.
import { readFile } from 'node:fs/promises';
import { Laboratory } from './src/engine/laboratory.ts';
import { EngineError, type Pass, type Questions, type Report, type Wish } from './src/engine/protocol.ts';
import { FIRST } from './src/session/first.ts';
import { markOf, measured } from './src/session/mark.ts';
import type { Opening } from './src/session/opening.ts';
import { given, unpack } from './src/session/weights.ts';

const CORE = new URL('./pkg/lstm_conveyor_bg.wasm', import.meta.url);

/** What it has said. */
export const opening = await record(await WebAssembly.compile(await readFile(CORE)));

async function record(module: WebAssembly.Module): Promise<Opening> {
  const said: { [Say in Report['say']]?: Extract<Report, { say: Say }> } = {};
  const answered = new EventTarget();
  const laboratory = new Laboratory(
    (report) => {
      Object.assign(said, { [report.say]: report });
      if (report.say === 'done') answered.dispatchEvent(new Event('done'));
    },
    { slice: 0, yield: setTimeout },
  );
  /** One wish after the other. */
  const answer = async (wish: Wish): Promise<unknown> => {
    const done = new Promise((done) => answered.addEventListener('done', done, { once: true }));
    laboratory.hear(wish);
    await done;
    const { trouble, answer } = said.done!;
    if (trouble) throw new EngineError(trouble);
    return answer;
  };
  const ask = async <Name extends keyof Questions>(name: Name, of: Questions[Name]['of']) =>
    (await answer({ do: 'ask', id: 0, name, of })) as Questions[Name]['answer'];

  laboratory.hear({ do: 'open', module });
  await answer({ do: 'configure', id: 0, config: FIRST.config });
  await answer({ do: 'takeUp', id: 0, saved: given(await unpack(FIRST.begin.weights), said.network!.saved) });
  const { schema, saved, progress } = said.network!;
  const passes: Pass[] = [];
  for (const sample of FIRST.twins) passes.push((await ask('pass', sample))!);
  const mark = markOf(schema, await measured(schema, ask, new AbortController().signal));
  laboratory.close();
  if (!mark) throw new Error('no lane of the first network alone carries the bit');
  return { recording: { choices: said.ready!.choices, schema, saved, progress, passes }, mark };
}
