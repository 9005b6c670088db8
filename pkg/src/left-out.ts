// What a report says of that which was given and not read.

import type { Source } from "./protocol.ts";
import type { Warning } from "./types.ts";

/** As much of the report on one kind of source as this is said in. */
interface Part {
  sources: { columnsLeftOut?: string[] }[];
  leftOut?: string[];
  warnings: Warning[];
}

/** Names in a report, and in a sentence. */
const MOST_NAMES = 100;
const FEW_NAMES = 5;

/** Adds to a report the `files` of archives that were left out, and of each source the columns that were. */
export function tell(part: Part, files: string[], sources: Source[]): void {
  if (files.length > 0) {
    part.leftOut = files.slice(0, MOST_NAMES);
    part.warnings.push({ code: "files-left-out", count: files.length });
  }
  const all = new Set<string>();
  for (const [index, { columnsLeftOut = [] }] of sources.entries()) {
    const source = part.sources[index];
    if (source && columnsLeftOut.length > 0) source.columnsLeftOut = columnsLeftOut.slice(0, MOST_NAMES);
    for (const name of columnsLeftOut) all.add(name);
  }
  if (all.size === 0) return;
  const field = [...all].slice(0, FEW_NAMES).join(", ") + (all.size > FEW_NAMES ? ", …" : "");
  part.warnings.push({ code: "columns-left-out", count: all.size, field });
}
