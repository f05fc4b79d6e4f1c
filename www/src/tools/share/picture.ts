// A figure of the page as a file: an SVG that needs nothing beside it, or pixels, as many as print wants.
// Pixels are painted shape by shape and letter by letter, from where the browser has put them. To draw the SVG as an image would
// lose the page's own fonts, and no policy that is strict about images allows it.

/** Pixels for each CSS pixel: 300 on an inch. */
const PRINT = 300 / 96;

/** Around a picture, in CSS pixels. */
const MARGIN = 12;

const SHAPES = 'rect, circle, ellipse, line, polyline, polygon, path, text';

/** What an element hands down to those in it, of all that says how it looks. */
const LOOKS = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'font-family',
  'font-size',
  'font-style',
  'font-weight',
  'text-anchor',
];
/** Not for those who look at a file. */
const LIVE = /^(class|style|role|tabindex|data-|aria-)/;

/** The picture as it is seen, with all that its style sheets say written into it. */
export function drawing(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const live = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  const title = svg.getAttribute('aria-label') ?? '';
  live.forEach((element, k) => dress(copies[k]!, element, element === svg));
  live.forEach((element, k) => getComputedStyle(element).display === 'none' && copies[k]!.remove());
  const comments = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
  const gone: Node[] = [];
  while (comments.nextNode()) gone.push(comments.currentNode);
  for (const comment of gone) comment.parentNode?.removeChild(comment);
  const { x, y, width, height } = svg.viewBox.baseVal;
  set(copy, { width, height });
  const { colour } = spelt(ground(svg));
  copy.prepend(named('title', {}, title), named('rect', { x, y, width, height, fill: colour }));
  return new XMLSerializer().serializeToString(copy);
}

/** All that is drawn of an element, its pictures and its canvases, in pixels. */
export async function pixels(figure: HTMLElement): Promise<Blob> {
  const drawn = drawnIn(figure);
  const boxes = drawn.map((each) => each.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left)) - MARGIN;
  const top = Math.min(...boxes.map((box) => box.top)) - MARGIN;
  const right = Math.max(...boxes.map((box) => box.right)) + MARGIN;
  const bottom = Math.max(...boxes.map((box) => box.bottom)) + MARGIN;
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil((right - left) * PRINT);
  canvas.height = Math.ceil((bottom - top) * PRINT);
  const draw = canvas.getContext('2d')!;
  draw.fillStyle = ground(figure);
  draw.fillRect(0, 0, canvas.width, canvas.height);
  const screen = new DOMMatrix().scale(PRINT).translate(-left, -top);
  drawn.forEach((each, k) => {
    if (each instanceof SVGSVGElement) return paint(draw, each, screen);
    const { x, y, width, height } = boxes[k]!;
    draw.setTransform(screen);
    draw.imageSmoothingEnabled = false; // a pixel of heat is a number
    draw.drawImage(sharp(each), x, y, width, height);
  });
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done));
  if (!blob) throw new RangeError(`no picture of ${canvas.width} × ${canvas.height} pixels`);
  return blob;
}

/** The pictures and canvases of an element that can be seen, and of those within it. */
function drawnIn(element: Element): (SVGSVGElement | HTMLCanvasElement)[] {
  return [...(element.shadowRoot?.querySelectorAll('*') ?? [])].flatMap((each) =>
    each instanceof SVGSVGElement || each instanceof HTMLCanvasElement
      ? each.checkVisibility() && each.getBoundingClientRect().width > 0
        ? [each]
        : []
      : drawnIn(each),
  );
}

/** A canvas as its element draws it with more pixels, if it can. */
function sharp(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const { host } = canvas.getRootNode() as ShadowRoot;
  return (host as { print?: (ratio: number) => HTMLCanvasElement }).print?.(PRINT) ?? canvas;
}

function paint(draw: CanvasRenderingContext2D, svg: SVGSVGElement, screen: DOMMatrix): void {
  for (const shape of svg.querySelectorAll<SVGGraphicsElement>(SHAPES)) {
    const style = getComputedStyle(shape);
    if (!shape.checkVisibility() || style.visibility === 'hidden') continue;
    draw.setTransform(screen.multiply(shape.getScreenCTM()!));
    const faint = opacity(shape);
    if (shape instanceof SVGTextElement) write(draw, shape, faint);
    else fillIn(draw, outline(shape as SVGGeometryElement), style, faint);
  }
}

function fillIn(draw: CanvasRenderingContext2D, path: Path2D, style: CSSStyleDeclaration, faint: number): void {
  if (style.fill !== 'none') {
    draw.fillStyle = style.fill;
    draw.globalAlpha = faint * parseFloat(style.fillOpacity);
    draw.fill(path);
  }
  if (style.stroke !== 'none') {
    pen(draw, style, faint);
    draw.stroke(path);
  }
}

function pen(draw: CanvasRenderingContext2D, style: CSSStyleDeclaration, faint: number): void {
  draw.strokeStyle = style.stroke;
  draw.globalAlpha = faint * parseFloat(style.strokeOpacity);
  draw.lineWidth = parseFloat(style.strokeWidth);
  draw.setLineDash(style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(/[\s,]+/).map(parseFloat));
  draw.lineJoin = style.strokeLinejoin as CanvasLineJoin;
  draw.lineCap = style.strokeLinecap as CanvasLineCap;
}

function outline(shape: SVGGeometryElement): Path2D {
  const at = (name: string): number =>
    (shape as unknown as Record<string, SVGAnimatedLength>)[name]?.baseVal.value ?? 0;
  const points = (): string => [...(shape as SVGPolylineElement).points].map(({ x, y }) => `${x} ${y}`).join('L');
  const path = new Path2D(
    shape instanceof SVGPathElement
      ? shape.getAttribute('d')!
      : shape instanceof SVGPolylineElement
        ? `M${points()}`
        : shape instanceof SVGPolygonElement
          ? `M${points()}Z`
          : '',
  );
  if (shape instanceof SVGRectElement)
    path.roundRect(at('x'), at('y'), at('width'), at('height'), Math.min(at('rx'), at('width') / 2, at('height') / 2));
  else if (shape instanceof SVGLineElement) {
    path.moveTo(at('x1'), at('y1'));
    path.lineTo(at('x2'), at('y2'));
  } else if (shape instanceof SVGCircleElement) path.arc(at('cx'), at('cy'), at('r'), 0, 2 * Math.PI);
  else if (shape instanceof SVGEllipseElement) path.ellipse(at('cx'), at('cy'), at('rx'), at('ry'), 0, 0, 2 * Math.PI);
  return path;
}

/** Each run of letters of one look, from where its first one stands. */
function write(draw: CanvasRenderingContext2D, text: SVGTextElement, faint: number): void {
  const nodes = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let first = 0;
  while (nodes.nextNode()) {
    const letters = nodes.currentNode.textContent!;
    if (letters === '' || first >= text.getNumberOfChars()) continue;
    const style = getComputedStyle(nodes.currentNode.parentElement!);
    const { x, y } = text.getStartPositionOfChar(first);
    first += letters.length;
    draw.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    if (style.stroke !== 'none') {
      pen(draw, style, faint);
      draw.strokeText(letters, x, y);
    }
    draw.fillStyle = style.fill;
    draw.globalAlpha = faint * parseFloat(style.fillOpacity);
    draw.fillText(letters, x, y);
  }
}

/** Its own, and that of all that it stands in. */
function opacity(element: Element): number {
  const own = parseFloat(getComputedStyle(element).opacity);
  return element instanceof SVGSVGElement ? own : own * opacity(element.parentElement!);
}

/** The colour of what it stands on. */
function ground(element: Element): string {
  const { backgroundColor } = getComputedStyle(element);
  if (!/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor)) return backgroundColor;
  const root = element.getRootNode();
  const outer = element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  return outer ? ground(outer) : 'white';
}

/** Writes into a copy how the live element looks, as far as that is not handed down to it. */
function dress(copy: SVGElement, live: SVGElement, root: boolean): void {
  for (const { name } of [...copy.attributes]) if (LIVE.test(name) || LOOKS.includes(name)) copy.removeAttribute(name);
  const outer = root ? {} : lookOf(live.parentElement!);
  set(copy, Object.fromEntries(Object.entries(lookOf(live)).filter(([name, value]) => value !== outer[name])));
  const { opacity } = getComputedStyle(live);
  if (opacity !== '1') set(copy, { opacity });
}

function lookOf(element: Element): Record<string, string> {
  const style = getComputedStyle(element);
  const look = Object.fromEntries(LOOKS.map((name) => [name, style.getPropertyValue(name)]));
  for (const name of ['fill', 'stroke']) {
    if (/^(none|url\()/.test(look[name]!)) continue;
    const { colour, alpha } = spelt(look[name]!);
    look[name] = colour;
    look[`${name}-opacity`] = String(alpha * Number(look[`${name}-opacity`]));
  }
  return look;
}

/** A colour as every program reads it, however this browser spells it: a canvas mixes it. */
function spelt(colour: string): Colour {
  let known = COLOURS.get(colour);
  if (!known) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const draw = canvas.getContext('2d')!;
    draw.fillStyle = colour;
    draw.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = draw.getImageData(0, 0, 1, 1).data as unknown as [number, number, number, number];
    const digits = [r, g, b].map((each) => each.toString(16).padStart(2, '0'));
    COLOURS.set(colour, (known = { colour: `#${digits.join('')}`, alpha: Number((a / 255).toFixed(3)) }));
  }
  return known;
}

interface Colour {
  colour: string;
  alpha: number;
}
const COLOURS = new Map<string, Colour>();

function named(name: string, attributes: Record<string, string | number>, text = ''): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  set(element, attributes);
  element.textContent = text;
  return element;
}

function set(element: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
