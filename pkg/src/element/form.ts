// What comes with the first use of the form of columns. This module is a file of its own in the package.

import { defined } from "./defined.ts";
import { SiyuFirstRows } from "./parts/first-rows.ts";
import { SiyuSaved } from "./parts/saved.ts";
import { en, zh } from "./words/form.ts";
import { addWords } from "./words/index.ts";

export { keyHelp } from "./parts/key.ts";

/** Defines the elements, and adds the words. */
export function begin(): void {
  addWords({ en, zh });
  defined({ "siyu-first-rows": SiyuFirstRows, "siyu-saved": SiyuSaved });
}
