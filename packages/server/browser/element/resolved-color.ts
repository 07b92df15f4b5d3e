/**
 * A colour of the style sheet as a canvas takes it: `light-dark()` is decided, by what the element is shown in.
 *
 * @param property a custom property, `--rc-line`
 */
export function resolvedColor(element: HTMLElement, property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  probe.hidden = true;
  (element instanceof HTMLCanvasElement ? (element.parentElement ?? document.body) : element).append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
