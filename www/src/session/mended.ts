// What a link asks for that cannot be had is left out of it: each refusal names what is wrong, and the rest is tried.
import type { Engine } from '../engine/engine.ts';
import { EngineError, type Config } from '../engine/protocol.ts';

/** Options are of a task, or of a cell. */
const OPTIONS: Record<string, string> = { task: 'taskOptions', cell: 'options' };

/** Configures with all of a wish that can be had, once it was refused; without anything else with this task. All refusals, in their order. */
export async function mended(engine: Engine, config: Config, refusal: unknown, task: string): Promise<EngineError[]> {
  const error = EngineError.from(refusal);
  const rest = without(config, error.key);
  if (!rest) return engine.configure({ task }).then(() => [error]);
  const left = { task, ...rest };
  return engine.configure(left).then(
    () => [error],
    async (next) => [error, ...(await mended(engine, left, next, task))],
  );
}

/** A wish without one of its settings, or of its options; undefined where it has none of this name. */
export function without(config: Config, key = ''): Partial<Config> | undefined {
  if (key in config) return kept(config, key, OPTIONS[key]);
  const holder = (['taskOptions', 'options'] as const).find((name) => key in (config[name] ?? {}));
  return holder && { ...config, [holder]: kept(config[holder]!, key) };
}

function kept(table: object, ...names: unknown[]): Partial<Config> {
  return Object.fromEntries(Object.entries(table).filter(([name]) => !names.includes(name)));
}
