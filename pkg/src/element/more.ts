// The elements, and the advice, that come with their first use. This module is a file of its own in the package.

import { defined } from "./defined.ts";
import { SiyuAside } from "./parts/aside.ts";
import { SiyuFirstRows } from "./parts/first-rows.ts";
import { SiyuSaved } from "./parts/saved.ts";
import { SiyuTotal } from "./parts/total.ts";
import { SiyuCustomer } from "./sections/customer.ts";

export { keyHelp } from "./parts/key.ts";

/** Defines them. */
export function defineMore(): void {
  defined({
    "siyu-aside": SiyuAside,
    "siyu-customer": SiyuCustomer,
    "siyu-first-rows": SiyuFirstRows,
    "siyu-saved": SiyuSaved,
    "siyu-total": SiyuTotal,
  });
}
