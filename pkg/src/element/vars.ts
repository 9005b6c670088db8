// CSS variables for an element, set through the object model: a `style` attribute would need a policy that allows it.

import { noChange } from "lit";
import { Directive, type DirectiveParameters, directive, type ElementPart } from "lit/directive.js";

class Vars extends Directive {
  render(_variables: Record<string, string | number>): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [variables]: DirectiveParameters<this>): typeof noChange {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(variables)) style.setProperty(name, String(value));
    return noChange;
  }
}

/** Sets CSS variables: `<td ${vars({ "--heat": 0.4 })}>`. */
export const vars = directive(Vars);
