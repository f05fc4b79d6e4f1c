// Whole sessions for tests, each with an engine of its own in the test's own thread; they are closed after each test.
import { afterEach, beforeEach, vi } from 'vitest';
import { Session } from '../../src/session/session.ts';
import type { State } from '../../src/session/state.ts';
import { heard, openEngine } from './hosts.ts';

/** Opens a session and waits until it shows what it was asked for. */
export function sessions(): (start?: State) => Promise<Session> {
  const open: Session[] = [];
  beforeEach(() => void vi.stubGlobal('requestAnimationFrame', (act: () => void) => setTimeout(act)));
  afterEach(() => {
    for (const session of open.splice(0)) session.close();
    vi.unstubAllGlobals();
  });
  return async (start = {}) => {
    const session = new Session(start, openEngine);
    session.still = true;
    open.push(session);
    await heard(session, () => session.view !== undefined && session.config !== undefined);
    await session.set({}); // behind the opening
    session.load();
    return session;
  };
}

/** So many updates in all, at rest, and shown. */
export function rested(session: Session, updates: number): Promise<void> {
  return heard(session, () => {
    const { progress, view } = session;
    return !progress!.running && [progress!.updates, view!.trace.frame.updates].every((each) => each === updates);
  });
}
