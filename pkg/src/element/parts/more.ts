// What most visits never open is a file of its own, loaded when it is asked for, or ahead of that by `preload`.

type More = typeof import("../more.ts");

let loading: Promise<More> | undefined;

/** Loads it, and defines its elements, once. */
export function loadMore(): Promise<More> {
  loading ??= import("../more.ts")
    .then(more => {
      more.defineMore();
      return more;
    })
    .catch((error: unknown) => {
      // A failure may pass (a lost connection), so it is not kept.
      loading = undefined;
      throw error;
    });
  return loading;
}
