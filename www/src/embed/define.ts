// The element as a page imports it: defined.
import { define } from './lstm-conveyor.ts';

export * from './lstm-conveyor.ts';

define();
