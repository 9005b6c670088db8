// What most visits never open is a file of its own, loaded when it is asked for, or ahead of that by `preload`.

let loading: Promise<void> | undefined;

/** Loads and defines `<siyu-customer>`, `<siyu-aside>`, `<siyu-first-rows>`, `<siyu-saved>` and `<siyu-total>`, once. */
export function loadMore(): Promise<void> {
  loading ??= import("../more.ts")
    .then(({ defineMore }) => defineMore())
    .catch((error: unknown) => {
      // A failure may pass (a lost connection), so it is not kept.
      loading = undefined;
      throw error;
    });
  return loading;
}
