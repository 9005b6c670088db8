// The package's entry for browsers and everything with web Workers. Importing it does nothing.

import { Dataset } from "./dataset.ts";
import type { SheetPreview } from "./insides.ts";
import { type OpenOptions, openOn } from "./open.ts";
import { web } from "./platform-web.ts";
import { type PreviewOptions, previewOn } from "./preview.ts";
import type { SourceInput, Sources } from "./sources.ts";
import { formats } from "./unpack.ts";

/**
 * Reads the sources in a Worker and resolves with a Dataset that answers questions about them. Nothing leaves
 * the machine.
 *
 * Rejects with a `SiyuError` (see its codes), or with the signal's reason.
 */
export function open(sources: Sources, options?: OpenOptions): Promise<Dataset> {
  return openOn(web, sources, options);
}

/**
 * What `open` would recognise in one source (columns, encoding, delimiter, platform) and its first 20 rows,
 * from its beginning, without reading all of it.
 */
export function preview(source: SourceInput, options?: PreviewOptions): Promise<SheetPreview> {
  return previewOn(web, source, options);
}

/**
 * Loads what the first source that is more than text would load: the script that opens archives, Parquet and Arrow. For
 * pages that give up the network; the modules and libraries are given by options.
 */
export async function preload(): Promise<void> {
  await formats();
}

export { type ErrorCode, type ErrorDetail, SiyuError } from "./errors.ts";
export type {
  ReadSheet as ReadSource,
  SheetOf,
  SheetPreview as Preview,
  SheetReport as Report,
} from "./insides.ts";
export type { Libraries, Library } from "./libraries.ts";
export type { OpenOptions, ReadOptions } from "./open.ts";
export type { WasmSource, WorkerLike } from "./platform.ts";
export type { PreviewOptions } from "./preview.ts";
export type {
  Aside,
  AsideOptions,
  AsideRow,
  ExportOptions,
  ExportProgress,
  Exports,
  Kind,
  Progress,
} from "./protocol.ts";
export type { SheetOption } from "./sheet-option.ts";
export type { Columns, Rows, SourceInput, Sources } from "./sources.ts";
export type * from "./types.ts";
export { Dataset };
