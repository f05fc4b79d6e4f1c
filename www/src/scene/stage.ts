/** One time step on the stage, a pure function of the view and the moment. */
import { Backward } from './backward';
import { Forward } from './forward';
import type { Look } from './painter';
import type { Scene } from './shape';
import type { Moment } from './timeline';
import type { View } from './view';

export function stageScene(view: View, moment: Moment, look: Look): Scene {
  return new (moment.direction === 'forward' ? Forward : Backward)(view, moment, look).scene();
}
