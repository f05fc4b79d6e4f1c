// One time step on the stage, a pure function of the view and the moment.
import type { Moment } from '../network/timeline.ts';
import { Backward } from './backward.ts';
import { Forward } from './forward.ts';
import type { Look } from './look.ts';
import type { Scene } from './shape.ts';
import type { View } from './view.ts';

export function stageScene(view: View, moment: Moment, look: Look): Scene {
  return new (moment.direction === 'forward' ? Forward : Backward)(view, moment, look).scene();
}
