// Columns that a library has read, written as CSV while the page goes on: a little at a time.

import { quoted } from "./csv.ts";
import { SiyuError } from "./errors.ts";
import type { Source } from "./protocol.ts";
import type { Unpacking } from "./unpack.ts";

/** Some rows of a table, by columns: a cell as text, "" where there is nothing. */
export interface Rows {
  rows: number;
  cells: ((row: number) => string)[];
  /** How far the source is read with these, from 0 to 1. */
  share: number;
}

/** A table, some rows at a time. */
export interface Columns {
  headers: string[];
  rows: AsyncIterable<Rows>;
}

/** Enough to recognise columns by their values. */
const TOP_ROWS = 200;

/** Text per part of the Blob. */
const PART = 1 << 20;

/** The page may be kept from answering for so long. */
const TURN_MS = 12;
/** So many rows are written before looking at the clock. */
const STRIDE = 64;

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
    const csv = await csvOf(source, how, await open());
    how.progress(source.bytes.size, 1);
    return { ...source, bytes: csv, isText: true };
  } catch (error) {
    if (error instanceof SiyuError) throw error;
    const reason = String((error as Error)?.message ?? error).slice(0, 200);
    throw refused(
      source,
      `This ${format} file is damaged, or written in a way that is not known. (${reason})`,
    );
  }
}

async function csvOf({ bytes, kind }: Source, how: Unpacking, { headers, rows }: Columns): Promise<Blob> {
  const delimiter = how.delimiter;
  const parts: Blob[] = [];
  let [text, made, count] = [headers.map(quoted).join(delimiter), 0, 0];
  const turn = new Turn();
  reading: for await (const some of rows) {
    for (let row = 0; row < some.rows; row++) {
      if (how.top && count >= TOP_ROWS) break reading;
      count++;
      text += "\n";
      for (let column = 0; column < some.cells.length; column++) {
        if (column > 0) text += delimiter;
        text += quoted((some.cells[column] as (row: number) => string)(row));
      }
      if (text.length >= PART) {
        made += text.length;
        if (made > FREELY && made > MOST_RATIO * bytes.size) throw refused({ kind }, BOMB);
        parts.push(new Blob([text]));
        text = "";
      }
      if (count % STRIDE === 0) await turn.ifDue();
    }
    how.progress(bytes.size, Math.min(some.share, 0.999));
    await turn.ifDue();
  }
  parts.push(new Blob([text]));
  return new Blob(parts);
}

/** Lets others have their turn where it has been ours for long enough. */
export class Turn {
  #since = performance.now();

  async ifDue(): Promise<void> {
    if (performance.now() - this.#since < TURN_MS) return;
    await new Promise(done => setTimeout(done));
    this.#since = performance.now();
  }
}

const BOMB = `This file becomes more than ${MOST_RATIO} times its size as text, which no order file does.`;

/** `unsupported-format` for a source. */
export function refused({ kind }: Pick<Source, "kind">, message: string): SiyuError {
  return new SiyuError("unsupported-format", message, { source: kind });
}
