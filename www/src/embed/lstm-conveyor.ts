// <lstm-conveyor>, as a guest in any page: small, and quiet until it is nearly in view. Only then is the figure fetched that it
// shows (live.ts). Until that is there, and on whatever shows no scripts, what its author has put into it stands in its place.
import type { EngineError } from '../engine/protocol.ts';
import type { State } from '../session/state.ts';
import { heightOf } from './height.ts';
import type { LstmLive } from './live.ts';
import {
  MANNER_KEYS,
  mannersOf,
  PARTS,
  partsOf,
  suits,
  type Guest,
  type Manner,
  type Manners,
  type ViewName,
} from './manners.ts';
import sorry from './sorry.json';

/** How far outside of the view it is made ready, in CSS pixels. */
const NEAR = '200px';

/** A server that renders pages has no elements; there this is a class that nobody makes one of. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

const NAME = 'lstm-conveyor';

const STYLE = `
:host { display: block; max-width: var(--lstm-max-width, 60rem); direction: ltr; }
:host([hidden]) { display: none; }
[data-live] slot { display: none; }
.place { min-height: var(--height); }
[data-whole].place { min-height: 0; }
@media print { :host { break-inside: avoid; } .place { min-height: 0; } }
`;

/** Of all figures of a page the same code. */
let live: Promise<typeof import('./live.ts')> | undefined;

/** What the figure will say first, which it asks for itself: fetched beside it, not after it. */
const WORDS: Record<string, () => Promise<unknown>> = {
  en: () => import('../../locales/en.json'),
  zh: () => import('../../locales/zh.json'),
};

export class LstmConveyor extends Base implements Guest {
  static readonly version: string = VERSION;

  readonly #place = document.createElement('div');
  #figure: LstmLive | undefined;
  #life: AbortController | undefined;
  readonly #ready: Promise<void>;
  #settle!: { resolve: () => void; reject: (error: unknown) => void };
  #attributes: MutationObserver | undefined;

  constructor() {
    super();
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [style];
    this.#place.className = 'place';
    const poster = Object.assign(document.createElement('slot'), { name: 'poster' });
    this.#place.append(poster, document.createElement('slot'));
    root.append(this.#place, Object.assign(document.createElement('slot'), { name: 'caption' }));
    this.#ready = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.#ready.catch(() => {}); // whoever waits for it hears of it
  }

  connectedCallback(): void {
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.#reserve();
    this.#attributes ??= new MutationObserver((changes) => this.#changed(changes));
    this.#attributes.observe(this, { attributes: true, attributeOldValue: true });
    const near = new IntersectionObserver(([entry]) => entry!.isIntersecting && void this.#begin(), {
      rootMargin: NEAR,
    });
    const seen = new IntersectionObserver(([entry]) => {
      this.#inView = entry!.isIntersecting;
      this.#look();
    });
    near.observe(this);
    seen.observe(this);
    watchAround(this, () => this.#look(), signal);
    signal.addEventListener('abort', () => {
      near.disconnect();
      seen.disconnect();
      this.#attributes?.disconnect();
    });
    if (this.manners.loading === 'eager') void this.#begin();
  }

  disconnectedCallback(): void {
    this.#life?.abort();
  }

  /** Resolves when there is something to be seen; rejects where nothing can be. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  get manners(): Manners {
    return mannersOf((name) => this.getAttribute(name));
  }

  get views(): ViewName[] {
    return partsOf(this.manners.view) as ViewName[];
  }

  get misspelt(): [name: string, text: string][] {
    return MANNER_KEYS.map((name) => [name, this.getAttribute(name)] as const).filter(
      (each): each is [Manner, string] => each[1] !== null && !suits(each[0], each[1].trim()),
    );
  }

  /** The present settings, by the names of docs/settings.md; empty until it is ready. */
  get state(): State {
    return this.#figure?.session?.state ?? {};
  }

  /** The address of the page in that state; empty until it is ready, and where there is no page. */
  get link(): string {
    return this.#figure?.link ?? '';
  }

  /** How training stands; nothing until it is ready. */
  get progress(): { updates: number; running: boolean; loss?: number; accuracy?: number } | undefined {
    const { updates, running, evaluation } = this.#figure?.session?.progress ?? {};
    if (updates === undefined) return undefined;
    return { updates, running: running!, ...(evaluation && { loss: evaluation.loss, accuracy: evaluation.accuracy }) };
  }

  /** A number of the sequence shown, by its address (docs/settings.md); undefined where there is none. */
  value(address: string, step: number, unit = 0): number | undefined {
    return this.#figure?.value(address, step, unit);
  }

  /** The fields of the network shown, by their names. */
  get fields(): string[] {
    return this.#figure?.fields ?? [];
  }

  /** All numbers of a field (`c`, `f`, `h`; with two layers `c.2`), or of its gradient: a row for each step from 0 on. */
  field(name: string, gradient = false): Float32Array[] | undefined {
    return this.#figure?.field(name, gradient);
  }

  play(): Promise<void> {
    return this.#do(({ session }) => session!.play());
  }

  pause(): Promise<void> {
    return this.#do(({ session }) => session!.pause());
  }

  /** On or back by an operation, or by a time step in the direction of travel. */
  step(by: 1 | -1 = 1, what: 'beat' | 'step' = 'beat'): Promise<void> {
    return this.#do(({ session }) => session!.step(by, what));
  }

  /** To a time step, counted from 1. */
  seek(step: number, rest: Pick<State, 'direction' | 'beat'> = {}): Promise<void> {
    return this.set({ ...rest, step });
  }

  /** Shows the sequence that a seed draws. */
  sample(seed: number): Promise<void> {
    return this.set({ sample: seed });
  }

  /** So many updates, or until the task is solved. Resolves when training rests, whatever ended it. */
  train(updates: number | 'solved' = 'solved'): Promise<void> {
    return this.#do(({ session }) => session!.train(updates));
  }

  stop(): Promise<void> {
    return this.#do(({ session }) => session!.stopTraining());
  }

  /** Back to the weights that it began with. */
  reset(): Promise<void> {
    return this.#do(({ session }) => session!.rewind());
  }

  /** Sets what docs/settings.md lists. Rejects where a network is refused, and then all stays as it was. */
  set(wish: State): Promise<void> {
    return this.#do((figure) => figure.set(wish));
  }

  /**
   * Puts a network of PyTorch's in place of the one at hand: the bytes of a safetensors file, and a row of numbers for each step.
   * Rejects where it cannot be read, and then all stays as it was.
   */
  open(bytes: Uint8Array<ArrayBuffer>, rows?: string, options?: Record<string, boolean>): Promise<void> {
    return this.#do((figure) => figure.put(bytes, rows, options));
  }

  /** The picture as it is seen. */
  toSVG(): Promise<string> {
    return this.#do((figure) => figure.toSVG());
  }

  /** The same in pixels, as print wants them. */
  toPNG(): Promise<Blob> {
    return this.#do((figure) => figure.toPNG());
  }

  override focus(options?: FocusOptions): void {
    if (this.#figure) this.#figure.focus();
    else super.focus(options);
  }

  async #do<T>(act: (figure: LstmLive) => T | Promise<T>): Promise<T> {
    void this.#begin();
    await this.ready;
    return act(this.#figure!);
  }

  /** Fetches the figure and puts it in place; once. */
  async #begin(): Promise<void> {
    if (this.#figure) return;
    live ??= import('./live.ts');
    WORDS[this.#tag]?.().catch(() => {}); // whoever asks for them in earnest is told
    try {
      const { LstmLive } = await live;
      if (this.#figure) return;
      const figure = new LstmLive();
      this.#figure = figure;
      figure.guest = this;
      figure.setAttribute('exportparts', PARTS.join());
      figure.addEventListener('shown', () => this.#show(), { once: true });
      figure.addEventListener('failed', (event) => this.#complain((event as CustomEvent<EngineError>).detail));
      figure.addEventListener('whole', () => this.#place.toggleAttribute('data-whole', true), { once: true });
      this.#place.append(figure);
      this.#look();
    } catch (error) {
      live = undefined; // the next may have better luck
      this.#fail(error);
    }
  }

  #inView = false;

  /** What is in view may be invisible all the same: so slides wait for their turn. */
  #look(): void {
    const seen = this.#inView && this.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (this.#figure) this.#figure.away = !seen;
  }

  #show(): void {
    this.#place.toggleAttribute('data-live', true);
    this.#settle.resolve();
    this.dispatchEvent(new CustomEvent('lstm-ready', { bubbles: true, composed: true }));
  }

  /** What its author has put into it stays; where that is nothing, a line says why. */
  #fail(error: unknown): void {
    this.#complain({ code: 'missing', message: String(error) });
    if (this.children.length || this.#place.querySelector('p')) return;
    const words = (sorry as Record<string, string>)[this.#tag] ?? sorry.en;
    this.#place.append(Object.assign(document.createElement('p'), { role: 'alert', textContent: words }));
  }

  /** The language that is spoken where it stands, or else the reader's. */
  get #tag(): string {
    const tag = this.closest('[lang]')?.getAttribute('lang') ?? navigator.language;
    return tag.toLowerCase().split('-')[0]!;
  }

  /** Nothing can be seen. */
  #complain({ code, message }: { code: string; message: string }): void {
    const detail = { code, message };
    this.dispatchEvent(new CustomEvent('lstm-error', { detail, bubbles: true, composed: true }));
    this.#settle.reject(new Error(message));
  }

  #changed(changes: readonly MutationRecord[]): void {
    const names = new Set(changes.map(({ attributeName }) => attributeName!));
    const really = [...names].filter((name) => {
      const first = changes.find(({ attributeName }) => attributeName === name)!;
      return first.oldValue !== this.getAttribute(name);
    });
    const manners = MANNER_KEYS.filter((name) => really.includes(name));
    if (!really.length) return;
    this.#reserve();
    this.#figure?.changed(really, manners);
  }

  /** Keeps the place that the figure will take, so that nothing moves when it comes. */
  #reserve(): void {
    this.#place.style.setProperty('--height', `${heightOf((key) => this.getAttribute(key), this.clientWidth)}px`);
  }
}

/** Tells when its host may have shown or hidden it, or what is around it: by a class or a style, or at their transition's end. */
function watchAround(element: Element, changed: () => void, signal: AbortSignal): void {
  const observer = new MutationObserver(changed);
  for (let at: Element | null = element; at; at = at.parentElement ?? hostOf(at))
    observer.observe(at, { attributeFilter: ['class', 'style', 'hidden'] });
  signal.addEventListener('abort', () => observer.disconnect());
  const ended = ({ target }: Event): void => {
    if ((target as Node).contains(element)) changed();
  };
  element.ownerDocument.addEventListener('transitionend', ended, { signal });
}

function hostOf(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

/** A second copy does no harm: the first to come serves all figures of the page. */
export function define(): void {
  const there = globalThis.customElements?.get(NAME) as { version?: string } | undefined;
  if (there && there.version !== VERSION)
    console.info(`<${NAME}> is served by version ${there.version}, which came first; this is ${VERSION}`);
  if (!there) globalThis.customElements?.define(NAME, LstmConveyor);
}

declare global {
  interface HTMLElementTagNameMap {
    'lstm-conveyor': LstmConveyor;
  }
}
