// Elements under their names. A name that is taken (by a second copy of the package) is left alone.

/** Defines each, where there can be any. */
export function defined(elements: Record<string, CustomElementConstructor>): void {
  if (!globalThis.customElements) return;
  for (const [name, element] of Object.entries(elements)) {
    if (customElements.get(name) === undefined) customElements.define(name, element);
  }
}
