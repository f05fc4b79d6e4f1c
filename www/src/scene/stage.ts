/** The stage: one time step of one sequence at one moment, as shapes. */
import { backwardScene } from './backward';
import { forwardScene } from './forward';
import type { Scene } from './shape';
import type { Moment } from './timeline';
import type { Trace } from './trace';

export function stageScene(trace: Trace, moment: Moment, narrow: boolean): Scene {
  return moment.direction === 'forward' ? forwardScene(trace, moment, narrow) : backwardScene(trace, moment, narrow);
}
