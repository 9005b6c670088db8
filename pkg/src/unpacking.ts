// What is asked of those who open sources, and what they give.

import type { Libraries } from "./libraries.ts";
import type { Source } from "./protocol.ts";

/** How a source is to be opened. */
export interface Unpacking {
  libraries: Libraries;
  /** What stands between cells of the CSV that becomes of columns. */
  delimiter: string;
  /** Only the top of it is wanted. */
  top: boolean;
  /** Hears how far `bytes` of the source are turned into CSV, from 0 to 1. */
  progress(bytes: number, share: number): void;
}

/** What a source consists of: itself, or the files that it holds. */
export interface Unpacked {
  sources: Source[];
  /** Names of the files that are none. */
  leftOut: string[];
}
