// What the page says, shadow roots and all: `innerText` of an element with a shadow root is empty.
import type { Page } from 'playwright-core';

/** Every text of the page that is drawn or spoken: the words on it, in its SVG, and its labels and hints. */
export function saidBy(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const said: string[] = [];
    const walk = (node: Node): void => {
      if (node instanceof Text) said.push(node.data.trim());
      if (node instanceof Element) {
        if (['style', 'script', 'noscript'].includes(node.localName)) return;
        if (node.localName === 'cite') return; // a title is in the language of the work
        for (const name of ['aria-label', 'aria-valuetext', 'title', 'label', 'placeholder'])
          said.push(node.getAttribute(name)?.trim() ?? '');
        if (node instanceof HTMLInputElement && node.type !== 'range') said.push(node.value);
        node.shadowRoot?.childNodes.forEach(walk);
      }
      node.childNodes.forEach(walk);
    };
    walk(document.body);
    return said.filter((text) => text !== '');
  });
}
