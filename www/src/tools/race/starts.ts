// How many of twenty starts learn a task: the settings of a network from each of the seeds 1 to 20, all of them counted.
import { ALONE, Engine } from '../../engine/engine.ts';
import type { Config } from '../../engine/protocol.ts';
import { trial, Trials } from './trials.ts';

/** Seeds that are tried, from 1 on. */
export const STARTS = 20;

/** What was tried, by its settings as a text: it outlives whoever asked, and the network. */
const kept = new Map<string, Trials>();
/** The same by the settings themselves, which are asked for in each frame. */
const known = new WeakMap<Config, Trials>();

/** `budget` are the updates within which a start has to learn. Of the same settings it is always the same object. */
export function startsOf(config: Config, budget: number): Trials {
  const found = known.get(config);
  if (found?.budget === budget) return found;
  const { seed: _, ...others } = config;
  const key = JSON.stringify([others, budget]);
  const rows = Array.from({ length: STARTS }, (_, k) => trial({ ...others, seed: k + 1 }));
  const trials = kept.get(key) ?? new Trials(rows, budget, (signal) => Engine.open(signal, undefined, ALONE));
  kept.set(key, trials);
  known.set(config, trials);
  return trials;
}
