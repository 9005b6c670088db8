// What most visits never open are files of their own, loaded when they are asked for, or ahead of that by `preload`.

/** Loads something once, and begins it. */
function once<M extends { begin(): void }>(load: () => Promise<M>): () => Promise<M> {
  let loading: Promise<M> | undefined;
  return () => {
    loading ??= load()
      .then(loaded => {
        loaded.begin();
        return loaded;
      })
      .catch((error: unknown) => {
        // A failure may pass (a lost connection), so it is not kept.
        loading = undefined;
        throw error;
      });
    return loading;
  };
}

/** Defines `<siyu-customer>`, `<siyu-aside>` and `<siyu-total>`. */
export const loadMore = once(() => import("../more.ts"));

/** Defines `<siyu-first-rows>` and `<siyu-saved>`, and has advice for the form. */
export const loadForm = once(() => import("../form.ts"));
