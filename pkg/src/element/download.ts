// Files that the person asks for. What contains it hears of each and may take it over.

import { type Cell, csvFile, csvLines } from "../lines.ts";

export type { Cell };

/** What a `siyu-export` event tells. */
export interface ExportDetail {
  /** The file's name. */
  name: string;
  blob: Blob;
}

/** Offers a file: first to whoever listens to `siyu-export`, then as a download. */
export function offer(from: EventTarget, name: string, blob: Blob): void {
  const detail: ExportDetail = { name, blob };
  const event = new CustomEvent("siyu-export", { detail, bubbles: true, composed: true, cancelable: true });
  if (!from.dispatchEvent(event)) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has taken hold of the bytes by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** CSV that Excel reads as UTF-8, and in which no cell becomes a formula. */
export function csv(rows: readonly (readonly Cell[])[]): Blob {
  return csvFile([csvLines(rows)]);
}
