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

/**
 * The width that its host has in the page and the size of its type, in CSS pixels; 0 until known. Renders the host again when
 * its box changes.
 */
export class Width implements ReactiveController {
  value = 0;
  em = 0;
  private readonly host: ReactiveControllerHost & Element;
  private readonly observer: ResizeObserver;

  constructor(host: ReactiveControllerHost & Element) {
    this.host = host;
    this.observer = new ResizeObserver(([entry]) => {
      this.value = entry!.contentRect.width;
      this.em = parseFloat(getComputedStyle(host).fontSize);
      host.requestUpdate();
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.observer.disconnect();
  }
}
