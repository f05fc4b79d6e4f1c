// The check of a gradient, as its own thread hears and says it; whether there is such a thread, it does not know.
import { EngineError, type GradientCheck, type Point, type Schema, type Trouble } from './protocol.ts';
import { study } from './study.ts';

/** The network whose gradient is checked, and the point at which. */
export interface Task {
  schema: Schema;
  point: Point;
}

/** `checks` are of the parameters that were complete when it ended. */
export type Told =
  | { say: 'progress'; done: number; of: number }
  | { say: 'checks'; checks: GradientCheck[] }
  | { say: 'trouble'; trouble: Trouble };

/** Never rejects: what goes wrong is told. `goOn` is asked after each number. */
export async function checked(
  { schema, point }: Task,
  goOn: (done: number, of: number) => boolean,
): Promise<Exclude<Told, { say: 'progress' }>> {
  try {
    const { checkGradients } = await study();
    return { say: 'checks', checks: checkGradients(schema, point, goOn) };
  } catch (error) {
    return { say: 'trouble', trouble: EngineError.trouble(error) };
  }
}
