// Colours and type, on the element that has a theme: all inside of it inherits them, nothing outside does. Colours of numbers
// are not here: scene/colour.ts has them, with their inks.
import { css } from 'lit';

export const tokens = css`
  :host {
    --paper: #fdfcf9;
    --card: #ffffff;
    --ink: #1c222d;
    --muted: #5b6472;
    --rule: #e2dfd7;
    --bed: #efede7;
    --accent: #1f2733;
    --accent-ink: #ffffff;
    --now: #b5123e;
    --back: #55298c;
    --layer: #f8e8b4;
    --layer-rule: #b8901c;
    --op: #fdfcf9;
    --op-rule: #7c8290;
    --op-ink: #1c222d;
    --coming: #c3bfb4;
    --gate: #07594f;
    --pos: #1b5fae;
    --neg: #a84a06;
    --grad: #55298c;
    --danger: #b3261e;
    --lane-a: #1d5ca6;
    --lane-b: #a84a06;
    --lane-c: #a3307f;
    --lane-d: #1c222d;
    --radius: 6px;
    /* Around what can be pressed or filled in: 3:1 against the ground. */
    --edge: color-mix(in srgb, var(--muted) 65%, var(--rule));
    /* Sizes of type beside that of the page: labels and notes, buttons in a row, what is to be read at once. */
    --small: 0.8125rem;
    --text: 0.9375rem;
    --large: 1.125rem;
    /* What the text face has not is a sign of the mathematics, or of a reader's own text. */
    --sans:
      'Source Sans 3', 'Source Sans 3 until then', 'STIX Two Math', system-ui, 'PingFang SC', 'Microsoft YaHei',
      'Noto Sans CJK SC', sans-serif;
    --serif: 'STIX Two Text', Georgia, 'Songti SC', 'Source Han Serif SC', 'Noto Serif CJK SC', SimSun, serif;
    /* Italic letters, and what stands upright among them. */
    --letters: 'STIX Two Text', 'STIX Two Math', serif;
    --signs: 'STIX Two Math', serif;
    color-scheme: light;
    font-synthesis-weight: none; /* a Chinese face without a bold stays as it is */
  }
  :host(:lang(zh)) {
    --sans:
      'Source Sans 3 in Chinese', 'Source Sans 3 until then', 'STIX Two Math', 'Source Han Sans SC', 'Noto Sans CJK SC',
      'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif;
    --serif:
      'STIX Two Text in Chinese', 'Source Han Serif SC', 'Noto Serif CJK SC', 'Songti SC', SimSun, Georgia, serif;
  }
  :host([data-theme='dark']) {
    --paper: #14161b;
    --card: #1b1e25;
    --ink: #e9e7e2;
    --muted: #a2a9b5;
    --rule: #343943;
    --bed: #22262e;
    --accent: #e9e7e2;
    --accent-ink: #14161b;
    --now: #ff6c8f;
    --back: #d6bdff;
    --layer: #57491c;
    --layer-rule: #cfa93a;
    --op: #14161b;
    --op-rule: #8b92a0;
    --op-ink: #e9e7e2;
    --coming: #4c525e;
    --gate: #52cdc1;
    --pos: #7db7ff;
    --neg: #ff9d57;
    --grad: #d6bdff;
    --danger: #ff8a80;
    --lane-a: #68a8f0;
    --lane-b: #f59e4c;
    --lane-c: #e88acb;
    --lane-d: #e9e7e2;
    color-scheme: dark;
  }
  /* Where the system chooses the colours, these are its own; those of numbers stay, each with its ink. */
  @media (forced-colors: active) {
    :host,
    :host([data-theme='dark']) {
      --paper: Canvas;
      --card: Canvas;
      --ink: CanvasText;
      --muted: CanvasText;
      --rule: CanvasText;
      --bed: Canvas;
      --accent: Highlight;
      --accent-ink: HighlightText;
      --now: Highlight;
      --back: CanvasText;
      --layer: Canvas;
      --layer-rule: CanvasText;
      --op: Canvas;
      --op-rule: CanvasText;
      --op-ink: CanvasText;
      --gate: CanvasText;
      --pos: CanvasText;
      --neg: Highlight;
      --grad: CanvasText;
      --danger: CanvasText;
      --lane-a: CanvasText;
      --lane-b: Highlight;
      --lane-c: CanvasText;
      --lane-d: Highlight;
    }
  }
`;
