// <lstm-help>: what is under the pointer, has the focus or is pressed for long explains itself, anywhere on the page around it.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { base } from '../elements/base.ts';
import { SessionElement } from '../elements/element.ts';
import type { EngineError } from '../engine/protocol.ts';
import { explain, isExplained, toolOf, type Explained } from '../elements/explain.ts';
import { focused } from '../elements/focused.ts';
import { runStyles } from '../elements/runs.ts';

/** A pointer that rests for so many milliseconds asks for help. */
const REST = 600;
/** A press that moves further, in CSS pixels, is no long press. */
const STILL = 10;

class LstmHelp extends SessionElement {
  static override styles = [
    base,
    runStyles,
    css`
      div {
        position: fixed;
        inset: 0 auto auto 0;
        margin: 0;
        width: max-content;
        max-width: min(24rem, calc(100vw - 1rem));
        padding: 0.45rem 0.7rem;
        border: 1px solid var(--ink);
        border-radius: var(--radius);
        background: var(--card);
        color: var(--ink);
        font-size: 0.9rem;
        line-height: 1.4;
        pointer-events: none;
      }
      b {
        display: block;
      }
    `,
  ];

  @state() shown: (Explained & { of: Element }) | undefined;
  #life = new AbortController();
  #wanted: Element | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  /** The click that ends a long press is swallowed. */
  #pressed = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#life = new AbortController();
    const { signal } = this.#life;
    const { host } = this.getRootNode() as ShadowRoot;
    const on = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      act: (event: HTMLElementEventMap[Name]) => void,
      capture = false,
    ): void => (host as HTMLElement).addEventListener(name, act, { signal, capture, passive: name !== 'click' });
    let from = { x: 0, y: 0 };
    let pointer = '';
    // Not pointerover or focusin: what comes from next door in the same shadow root does not leave it.
    on('pointermove', (event) => {
      // What slides under a pointer that does not move, as the page scrolls, is not what it points at.
      const moved = pointer !== (pointer = `${event.screenX} ${event.screenY}`);
      if (!moved) return;
      if (event.pointerType === 'mouse') this.#rest(found(event.composedPath()));
      else if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > STILL) this.#rest(undefined);
    });
    on('pointerleave', () => this.#rest(undefined));
    on('keyup', ({ code }) => {
      if (code !== 'Tab') return; // by its place: WebKitGTK calls it otherwise with Shift
      const path = focused();
      const element = path[0]?.matches(':focus-visible') ? found(path) : undefined;
      // Numbers of the stage say what they are by themselves.
      this.#rest(element?.hasAttribute('data-address') ? undefined : element);
    });
    on('pointerdown', (event) => {
      this.#pressed = false;
      from = { x: event.clientX, y: event.clientY };
      const element = found(event.composedPath());
      if (event.pointerType !== 'mouse') return this.#rest(element, () => (this.#pressed = true));
      this.#rest(undefined);
      this.#wanted = element; // who presses it knows it
    });
    on('pointercancel', () => this.#rest(undefined));
    on('pointerup', (event) => event.pointerType !== 'mouse' && !this.#pressed && this.#rest(undefined));
    const swallow = (event: MouseEvent): void => {
      if (!this.#pressed) return;
      this.#pressed = false;
      event.preventDefault();
      event.stopPropagation();
    };
    on('click', swallow, true);
    addEventListener('keydown', () => this.#rest(undefined), { signal, capture: true });
    // Whoever gets the focus may be scrolled to: what is about to be said is said there.
    addEventListener('scroll', () => this.shown && this.#rest(undefined), { signal, passive: true, capture: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#life.abort();
    this.#rest(undefined);
  }

  /** What it rests on from now on; `then` is called when that is explained. */
  #rest(element: Element | undefined, then: () => void = () => {}): void {
    if (element && element === this.#wanted) return;
    this.#wanted = element;
    clearTimeout(this.#resting);
    this.shown = undefined;
    if (!element) return;
    this.#resting = setTimeout(() => void this.#show(element, then), REST);
  }

  async #show(element: Element, then: () => void): Promise<void> {
    const resting = this.#resting;
    const tool = toolOf(element);
    try {
      await Promise.all(['explain', ...(tool ? [tool] : [])].map((area) => this.surroundings.learn(area)));
    } catch (error) {
      return this.session?.complain(error as EngineError);
    }
    if (resting !== this.#resting || !this.session || !element.isConnected) return;
    const explained = explain(element, this.session, this.surroundings);
    if (!explained) return;
    this.shown = { ...explained, of: element };
    then();
  }

  protected override render() {
    const { shown } = this;
    return html`<div popover="manual" role="tooltip">
      ${shown ? html`${shown.name ? html`<b>${shown.name}</b>` : nothing}${shown.text}` : nothing}
    </div>`;
  }

  protected override updated(changed: Map<string, unknown>): void {
    (changed.get('shown') as LstmHelp['shown'])?.of.removeAttribute('aria-description');
    const { of, text } = this.shown ?? {};
    if (typeof text === 'string') of?.setAttribute('aria-description', text);
    const box = this.renderRoot.querySelector('div')!;
    const open = this.shown !== undefined;
    if (box.matches(':popover-open') !== open) box.togglePopover(open);
    if (open) this.#place(box, this.shown!.of.getBoundingClientRect());
  }

  /** Below what it explains where there is room, else above, and on the page. */
  #place(box: HTMLElement, { left, top, bottom, width }: DOMRect): void {
    const own = box.getBoundingClientRect();
    const x = Math.min(Math.max(left + width / 2 - own.width / 2, 8), innerWidth - own.width - 8);
    const below = bottom + 8 + own.height < innerHeight;
    box.style.left = `${x}px`;
    box.style.top = `${Math.max(below ? bottom + 8 : top - own.height - 8, 8)}px`;
  }
}

/** The innermost thing of a path that can explain itself. */
function found(path: readonly EventTarget[]): Element | undefined {
  return path.find((each): each is Element => each instanceof Element && isExplained(each));
}

customElements.define('lstm-help', LstmHelp);
