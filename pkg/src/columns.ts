// Columns that a library has read, written as CSV while the page goes on: a little at a time.

import { SiyuError } from "./errors.ts";
import type { Source } from "./protocol.ts";
import { Text } from "./text.ts";
import { STEP_CELLS, Turn } from "./turn.ts";
import type { Unpacking } from "./unpacking.ts";

/** Some rows of a table, by columns: a cell as text, as its bytes, or as a number; "" where there is nothing. */
export interface Rows {
  rows: number;
  cells: ((row: number) => string | Uint8Array | number)[];
  /** How far the source is read with these, from 0 to 1. */
  share: number;
}

/** A table, some rows at a time. */
export interface Columns {
  headers: string[];
  /** The names of those that have no cells: lists, structures and the like. */
  leftOut: string[];
  rows: AsyncIterable<Rows>;
}

/** Enough to recognise columns by their values. */
const TOP_ROWS = 200;

/** Tables pack a few to fifty to one. What becomes more, past the first bytes, is no list of orders. */
const MOST_RATIO = 1000;
const FREELY = 256 << 20;

/** The source as CSV. What goes wrong with it is said of the `format`. */
export async function written(
  source: Source,
  how: Unpacking,
  format: string,
  open: () => Promise<Columns>,
): Promise<Source> {
  try {
    const columns = await open();
    const csv = await csvOf(source, how, columns);
    how.progress(source.bytes.size, 1);
    return { ...source, ...csv, isText: true, columnsLeftOut: columns.leftOut };
  } catch (error) {
    if (error instanceof SiyuError) throw error;
    const reason = String((error as Error)?.message ?? error).slice(0, 200);
    throw refused(
      source,
      `This ${format} file is damaged, or written in a way that is not known. (${reason})`,
    );
  }
}

async function csvOf(
  { bytes, kind }: Source,
  how: Unpacking,
  { headers, rows }: Columns,
): Promise<Pick<Source, "bytes" | "longNumbers">> {
  const most = Math.max(FREELY, MOST_RATIO * bytes.size);
  const out = new Text(how.delimiter.charCodeAt(0));
  for (const header of headers) out.cell(header);
  const stride = Math.max(1, Math.floor(STEP_CELLS / headers.length));
  let [count, longNumbers] = [0, 0];
  const turn = new Turn();
  reading: for await (const some of rows) {
    for (let row = 0; row < some.rows; row++) {
      if (how.top && count >= TOP_ROWS) break reading;
      out.row();
      for (const cell of some.cells) {
        const value = cell(row);
        if (typeof value !== "number") out.cell(value);
        else {
          if (Number.isInteger(value) && !Number.isSafeInteger(value)) longNumbers++;
          out.cell(String(value));
        }
      }
      if (out.made > most) throw refused({ kind }, BOMB);
      if (++count % stride === 0) await turn.ifDue();
    }
    how.progress(bytes.size, Math.min(some.share, 0.999));
    await turn.ifDue();
  }
  return { bytes: out.blob(), longNumbers };
}

const BOMB = `This file becomes more than ${MOST_RATIO} times its size as text, which no order file does.`;

/** `unsupported-format` for a source. */
export function refused({ kind }: Pick<Source, "kind">, message: string): SiyuError {
  return new SiyuError("unsupported-format", message, { source: kind });
}
