// What stands in this tool below something else of it: no space of its own above, and each label in a line with its field.
import { css } from 'lit';
import { fingers, ToolElement } from '../tool.ts';

export abstract class PartElement extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    css`
      :host {
        margin: 0;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 0.4rem;
      }
    `,
    fingers,
  ];
}
