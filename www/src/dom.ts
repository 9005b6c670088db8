// Elements without a framework. Text from files only ever becomes text nodes and attributes that hold no markup.

export type Child = Node | string | null | undefined | false;

type Value = string | number | boolean | undefined | ((event: never) => void);

/** Attributes; functions named `on…` are listeners, keys that start with `--` are CSS variables. */
export type Attributes = Record<string, Value>;

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  decorate(element, attributes);
  append(element, children);
  return element;
}

/** An SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  decorate(element, attributes);
  append(element, children);
  return element;
}

function decorate(element: HTMLElement | SVGElement, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value as EventListener);
    } else if (name.startsWith("--")) {
      element.style.setProperty(name, String(value));
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
}

function append(element: Element, children: Child[]): void {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** Puts new content in the place of old; the control that had the focus has it again if it is still there. */
export function replace(host: Element, ...children: Child[]): void {
  const focused = document.activeElement?.id;
  const had = focused !== undefined && focused !== "" && host.contains(document.activeElement);
  host.replaceChildren();
  append(host, children);
  if (had) document.getElementById(focused)?.focus({ preventScroll: true });
}

/** Something that is folded away until asked for. */
export function fold(summary: string, ...children: Child[]): HTMLDetailsElement {
  return h("details", {}, h("summary", {}, summary), ...children);
}
