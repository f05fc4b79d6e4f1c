/** How the page shows a network: as the belt where that is true of it, else field by field. */
import { BeltView, isBelt } from './belt';
import { FieldsView } from './fields';
import type { Trace } from './trace';

export type View = BeltView | FieldsView;

export function viewOf(trace: Trace): View {
  return isBelt(trace.frame.schema) ? new BeltView(trace) : new FieldsView(trace);
}
