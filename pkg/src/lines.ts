// Rows as lines of CSV that spreadsheet programs read as what they are. It knows nothing else of the package.

/** A cell: text, a number that stays one, or nothing. */
export type Cell = string | number | null | undefined;

/** Text that spreadsheet programs take for a formula, also in full-width forms. */
const FORMULA = /^[=+\-@\t\r\n−＝＋－＠]/;

/** Some rows. */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return rows.map(row => `${row.map(written).join(",")}\r\n`).join("");
}

/** A file of rows that were written one lot after the other; the mark tells Excel that it is UTF-8. */
export function csvFile(lots: readonly BlobPart[]): Blob {
  return new Blob(["\ufeff", ...lots], { type: "text/csv;charset=utf-8" });
}

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
