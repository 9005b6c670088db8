// Files that the person asks for. What contains it hears of each and may take it over.

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

/** A cell of an exported table. */
export type Cell = string | number | null | undefined;

/** CSV that Excel reads as UTF-8, and in which no cell becomes a formula. */
export function csv(rows: readonly (readonly Cell[])[]): Blob {
  return csvFile([csvLines(rows)]);
}

/** Some rows of such a file. */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return rows.map(row => `${row.map(written).join(",")}\r\n`).join("");
}

/** Such a file, from rows that were written one lot after the other. */
export function csvFile(lots: readonly BlobPart[]): Blob {
  return new Blob(["\ufeff", ...lots], { type: "text/csv;charset=utf-8" });
}

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
