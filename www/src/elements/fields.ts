// Fields of a form: each under its label, and what is entered is handed on as what it is: a text, a number, yes or no. Drawing
// a field anew leaves alone what is being typed there, until what the field stands for has changed.
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';

/** What may be chosen, and how it is called. */
export type Choice = readonly [value: string, called: unknown];

interface Bounds {
  min?: number | undefined;
  max?: number | undefined;
  /** Only whole numbers. */
  whole?: boolean;
}

/** Hands on what a field reads when it changes. */
export const entered =
  <Of>(read: (field: HTMLInputElement) => Of, act: (entered: Of) => void) =>
  ({ target }: Event): void =>
    act(read(target as HTMLInputElement));

export const read = ({ value }: HTMLInputElement): string => value;
export const readNumber = ({ valueAsNumber }: HTMLInputElement): number => valueAsNumber;

export function options(choices: readonly Choice[], chosen: string) {
  return choices.map(
    ([value, called]) => html`<option value=${value} .selected=${live(value === chosen)}>${called}</option>`,
  );
}

/** One of several. */
export function menu(
  name: string,
  label: unknown,
  choices: readonly Choice[],
  chosen: string,
  act: (value: string) => void,
) {
  return html`<label
    >${label}
    <select name=${name} @change=${entered(read, act)}>
      ${options(choices, chosen)}
    </select></label
  >`;
}

/** So many places, by their numbers from 1 on. */
export function counted(n: number): Choice[] {
  return Array.from({ length: n }, (_, k) => [String(k), String(k + 1)]);
}

/** One line; `wrong` is the id of what says why it cannot be taken. */
export function text(name: string, label: unknown, value: string, act: (text: string) => void, wrong?: string) {
  return html`<label
    >${label}
    <input
      name=${name}
      autocomplete="off"
      aria-invalid=${wrong ? 'true' : 'false'}
      aria-describedby=${wrong ?? nothing}
      .value=${value}
      @change=${entered(read, act)}
  /></label>`;
}

/** A number, told when it is one that may be there: until then it stays as it was entered, and the browser says what is wrong. */
export function number(
  name: string,
  label: unknown,
  value: number | undefined,
  act: (value: number) => void,
  { min, max, whole = false }: Bounds = {},
) {
  return html`<label data-explain=${name}
    >${label}
    <input
      name=${name}
      type="number"
      min=${min ?? nothing}
      max=${max ?? nothing}
      step=${whole ? 1 : 'any'}
      required
      .value=${String(value ?? '')}
      @change=${({ target }: Event) => {
        const field = target as HTMLInputElement;
        if (field.reportValidity()) act(field.valueAsNumber);
      }}
  /></label>`;
}

/** A number without a label: it stands among words, and whoever cannot see them hears its name. */
export function bareNumber(label: string, value: number, act: (value: number) => void) {
  return html`<input
    type="number"
    step="any"
    aria-label=${label}
    .value=${String(value)}
    @change=${entered(readNumber, (number) => Number.isFinite(number) && act(number))}
  />`;
}

/** A whole number from one to another, such as a step: what is out of range is put right where it stands. */
export function place(
  name: string,
  label: unknown,
  at: number,
  [first, last]: readonly [first: number, last: number],
  act: (place: number) => void,
  explained: string | typeof nothing = nothing,
) {
  return html`<label
    >${label}
    <input
      name=${name}
      data-explain=${explained}
      type="number"
      min=${first}
      max=${last}
      .value=${String(at)}
      @change=${entered((field) => {
        const within = Math.min(Math.max(Math.round(field.valueAsNumber) || first, first), last);
        field.value = String(within);
        return within;
      }, act)}
  /></label>`;
}

/** `told` is what stands for the number where it is spoken. */
export function slider(
  label: string,
  [min, max]: readonly [min: number, max: number],
  value: number,
  act: (value: number) => void,
  { name, step = 0.01, told }: { name?: string; step?: number; told?: string } = {},
) {
  return html`<input
    name=${name ?? nothing}
    type="range"
    aria-label=${label}
    aria-valuetext=${told ?? nothing}
    min=${min}
    max=${max}
    step=${step}
    .value=${String(value)}
    @input=${entered(readNumber, act)}
  />`;
}

export function check(label: unknown, on: boolean, act: (on: boolean) => void, name?: string) {
  return html`<label
    ><input
      type="checkbox"
      name=${name ?? nothing}
      .checked=${live(on)}
      @change=${entered((field) => field.checked, act)}
    /><span>${label}</span></label
  >`;
}

/** What a form does instead of leaving the page. */
export function submits(act: () => void) {
  return (event: Event): void => {
    event.preventDefault();
    act();
  };
}
