// The elements that come with their first use. This module is a file of its own in the package.

import { defined } from "./defined.ts";
import { SiyuAside } from "./parts/aside.ts";
import { SiyuTotal } from "./parts/total.ts";
import { SiyuCustomer } from "./sections/customer.ts";
import { addWords } from "./words/index.ts";
import { en, zh } from "./words/total.ts";

/** Defines them, and adds the words. */
export function begin(): void {
  addWords({ en, zh });
  defined({
    "siyu-aside": SiyuAside,
    "siyu-customer": SiyuCustomer,
    "siyu-total": SiyuTotal,
  });
}
