// Whether anything is kept in this browser: all that has to be known before what handles it is loaded.

export const KEY = "siyu-readings";

/** The storage of this browser, or `null` where pages may not use it. */
export function storage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** Whether something was kept here before. */
export function isKeeping(): boolean {
  return Boolean(storage()?.getItem(KEY));
}
