// The keys of the figure. They count only while something in it has the focus, and never take a control's own.
import type { Session } from '../session/session.ts';

/** Steers by a key. */
export function steer(session: Session, event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  const origin = event.composedPath()[0] as HTMLElement;
  if (origin.matches('input, select, textarea')) return;
  if (event.key === ' ' && origin.matches('button, summary')) return;
  const what = event.shiftKey ? 'step' : 'beat';
  const keys: Record<string, () => void> = {
    ' ': () => session.toggle(),
    ArrowRight: () => session.step(1, what),
    ArrowLeft: () => session.step(-1, what),
    ArrowDown: () => session.look(1),
    ArrowUp: () => session.look(-1),
    Home: () => session.goEnd('first'),
    End: () => session.goEnd('last'),
    b: () => session.turn(),
  };
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
