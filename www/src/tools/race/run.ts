// A part that has work of its own going on, in workers that end with it: it is drawn when that says 'change', as often as is seen.
import type { PropertyValues } from 'lit';
import { Pace } from '../../elements/pace.ts';
import { ToolElement } from '../tool.ts';

/** Fires 'change'. */
interface Run extends EventTarget {
  readonly running: boolean;
  /** Ends its workers. */
  close(): void;
}

export abstract class RunElement<Of extends Run> extends ToolElement {
  protected run: Of | undefined;
  readonly #pace = new Pace();
  readonly #redraw = (): void => this.requestUpdate();

  protected turnTo(run: Of | undefined): void {
    if (run === this.run) return;
    this.run?.removeEventListener('change', this.#redraw);
    this.run?.close();
    this.run = run;
    run?.addEventListener('change', this.#redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.turnTo(undefined);
  }

  protected override shouldUpdate(changed: PropertyValues): boolean {
    return super.shouldUpdate(changed) && this.#pace.due(changed.size === 0 && (this.run?.running ?? false));
  }
}
