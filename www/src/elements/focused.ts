// Where the focus is, through shadow roots.

/** What has the focus, and all that it is in. */
export function focused(): Element[] {
  const path: Element[] = [];
  let at: Element | null = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  for (; at; at = at.parentElement ?? ((at.getRootNode() as ShadowRoot).host || null)) path.push(at);
  return path;
}
