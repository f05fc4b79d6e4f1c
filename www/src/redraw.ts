// Small lifecycles that an element owns: each begins when the element enters the page and ends when it leaves.
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Renders its host again at each 'change' of `source`. */
export class RedrawOn implements ReactiveController {
  private readonly source: EventTarget;
  private readonly update: () => void;

  constructor(host: ReactiveControllerHost, source: EventTarget) {
    this.source = source;
    this.update = () => host.requestUpdate();
    host.addController(this);
  }

  hostConnected(): void {
    this.source.addEventListener('change', this.update);
  }

  hostDisconnected(): void {
    this.source.removeEventListener('change', this.update);
  }
}

/** The width that its host has in the page, in CSS pixels; 0 until known. Renders the host again when it changes. */
export class Width implements ReactiveController {
  value = 0;
  private readonly host: ReactiveControllerHost & Element;
  private readonly observer: ResizeObserver;
  private frame = 0;

  constructor(host: ReactiveControllerHost & Element) {
    this.host = host;
    this.observer = new ResizeObserver(([entry]) => {
      const { width } = entry!.contentRect;
      if (width === this.value) return;
      // To draw at once may change the size of what is observed, which is an error of the whole window.
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => {
        this.value = width;
        host.requestUpdate();
      });
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
  }
}
