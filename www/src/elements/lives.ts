// Small lifecycles that an element owns: each begins when the element enters the page and ends when it leaves.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Session } from '../session/session.ts';

/** Renders its host again whenever the host's session says one of these events. */
export class Follow implements ReactiveController {
  readonly #host: ReactiveControllerHost & { session: Session | undefined };
  readonly #events: readonly string[];
  #to: Session | undefined;
  readonly #heard = (): void => this.act();

  constructor(host: ReactiveControllerHost & { session: Session | undefined }, ...events: string[]) {
    this.#host = host;
    this.#events = events;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate(); // what was said meanwhile
  }

  protected act(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const { session } = this.#host;
    if (session !== this.#to) this.#turnTo(session);
  }

  hostDisconnected(): void {
    this.#turnTo(undefined);
  }

  #turnTo(session: Session | undefined): void {
    for (const event of this.#events) {
      this.#to?.removeEventListener(event, this.#heard);
      session?.addEventListener(event, this.#heard);
    }
    this.#to = session;
  }
}

/** Does something else whenever its host's session says an event: rendering all for it would be slow. */
export class Heed extends Follow {
  readonly #does: () => void;

  constructor(host: ConstructorParameters<typeof Follow>[0], event: string, does: () => void) {
    super(host, event);
    this.#does = does;
  }

  protected override act(): void {
    this.#does();
  }
}

/**
 * The width that its host has in the page and the size of its type, in CSS pixels; 0 while it has none. Renders the host
 * again when its box changes.
 */
export class Width implements ReactiveController {
  value = 0;
  em = 0;
  readonly #host: ReactiveControllerHost & Element;
  readonly #observer: ResizeObserver;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    this.#observer = new ResizeObserver(([entry]) => {
      const { width } = entry!.contentRect;
      if (width === this.value) return;
      this.value = width;
      this.em = parseFloat(getComputedStyle(host).fontSize);
      // In the next frame: what the host then changes in its size must not be found within this very observation.
      requestAnimationFrame(() => host.requestUpdate());
    });
    host.addController(this);
  }

  hostConnected(): void {
    const { fontSize, paddingLeft, paddingRight, borderLeftWidth, borderRightWidth } = getComputedStyle(this.#host);
    // Where it is not laid out yet, in a slot that is still to come, there is no size: the observer will say it.
    const pixels = (text: string): number => parseFloat(text) || 0;
    this.em = pixels(fontSize);
    // What the observer will say, or the first picture would be of another width, and wider than the page.
    const around = [paddingLeft, paddingRight, borderLeftWidth, borderRightWidth].map(pixels);
    const { width } = this.#host.getBoundingClientRect();
    this.value = Math.max(
      around.reduce((rest, each) => rest - each, width),
      0,
    );
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}

/** Whether a media query holds. Renders the host again when that changes. */
export class Media implements ReactiveController {
  readonly #list: MediaQueryList;
  readonly #update: () => void;

  constructor(host: ReactiveControllerHost, query: string) {
    this.#list = matchMedia(query);
    this.#update = () => host.requestUpdate();
    host.addController(this);
  }

  get holds(): boolean {
    return this.#list.matches;
  }

  hostConnected(): void {
    this.#list.addEventListener('change', this.#update);
  }

  hostDisconnected(): void {
    this.#list.removeEventListener('change', this.#update);
  }
}
