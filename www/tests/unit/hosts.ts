// Engines without a browser: on this very thread, and counted, so that a test sees whether all of them were ended.
import { Engine } from '../../src/engine/engine.ts';
import { inPage, type OpenHost } from '../../src/engine/host.ts';
import type { Recording } from '../../src/engine/protocol.ts';
import { module } from './core.ts';

let hosts = 0;

/** How many there are. */
export const left = (): number => hosts;

const counted: OpenHost = (hear, died) => {
  const host = inPage((report) => hear(structuredClone(report)), died); // as from a worker
  hosts++;
  return {
    post: (wish) => host.post(wish),
    stop: () => {
      hosts--;
      host.stop();
    },
    fail: (reason) => host.fail(reason),
  };
};

export const openEngine = (signal: AbortSignal, recording?: Recording): Promise<Engine> =>
  Engine.open(signal, recording, async () => ({ program: () => Promise.resolve(module), hosts: [counted] }));

/** Waits until something holds of what says 'change' and 'progress'. */
export const heard = (target: EventTarget, holds: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const events = ['change', 'progress'];
    const look = (): void => {
      if (!holds()) return;
      for (const event of events) target.removeEventListener(event, look);
      resolve();
    };
    for (const event of events) target.addEventListener(event, look);
    look();
  });
