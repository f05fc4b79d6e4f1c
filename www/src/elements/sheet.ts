// On a phone what is opened comes up from below as a sheet: a popover, under the picture and over the bar that plays.
import { css } from 'lit';

/** Where that is. */
export const PHONE = '(max-width: 640px)';
/** Where besides the picture stays at the upper edge and the bar at the lower one: there is height enough for both. */
export const HANDHELD = '(max-width: 640px) and (min-height: 600px)';

export const sheetStyles = css`
  @media (max-width: 640px) {
    .sheet:not(:popover-open) {
      display: none;
    }
    .sheet {
      position: fixed;
      inset: auto 0 var(--dock, 0);
      width: auto;
      max-width: none;
      height: max(50dvh - 1rem, 16rem);
      margin: 0;
      border-radius: calc(var(--radius) * 2) calc(var(--radius) * 2) 0 0;
      color: inherit;
      box-shadow: 0 -4px 24px rgb(0 0 0 / 0.3);
    }
  }
  @media (max-width: 640px) and (max-height: 599px) {
    .sheet {
      height: 90dvh;
    }
  }
  @media print {
    .sheet {
      position: static;
      display: block;
      height: auto;
      overflow: visible;
    }
  }
`;
