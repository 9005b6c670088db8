// Rows and columns that were never a file, written as CSV, so that there is one reader and one meaning of a cell.

import { badOption } from "./errors.ts";
import type { Source } from "./protocol.ts";
import type { Table } from "./sources.ts";

/** Text per Blob part: large enough to be few, small enough never to be one giant string. */
const PART = 1 << 20;

/** The table as UTF-8 CSV, and how many of its numbers may have lost digits. */
export function toCsv(table: Table, delimiter: string): Pick<Source, "bytes" | "longNumbers"> {
  const parts: Blob[] = [];
  let longNumbers = 0;
  let text = table.headers.map(quoted).join(delimiter);
  for (let row = 0; row < table.rows; row++) {
    text += "\n";
    for (let column = 0; column < table.headers.length; column++) {
      if (column > 0) text += delimiter;
      const value = table.cell(row, column);
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) longNumbers++;
      text += cellText(value, table.headers[column] as string);
    }
    if (text.length >= PART) {
      parts.push(new Blob([text]));
      text = "";
    }
  }
  parts.push(new Blob([text]));
  return { bytes: new Blob(parts), longNumbers };
}

function cellText(value: unknown, header: string): string {
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "number":
      return Number.isNaN(value) ? "" : String(value);
    case "bigint":
    case "boolean":
      return String(value);
    case "undefined":
      return "";
    default:
      if (value === null) return "";
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
      throw badOption(
        "sources",
        `Cells must be text, numbers, true or false, Dates or null, and one of another type stands in the column “${header.slice(0, 40)}”.`,
      );
  }
}

/** Quoted wherever it could be read as more than one cell, or as a quote. */
function quoted(text: string): string {
  return /[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
