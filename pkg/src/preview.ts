// `preview`: what `open` would recognise, from the beginning of one source.

import { split, withWorker } from "./begin.ts";
import { badOption } from "./errors.ts";
import { type SheetPreview, sheetOf, topInside } from "./insides.ts";
import { makeSharable, type OpenOptions } from "./open.ts";
import type { Platform } from "./platform.ts";
import { KINDS, type Kind } from "./protocol.ts";
import { portableOne, type SourceInput } from "./sources.ts";

/** Options of `preview`. */
export interface PreviewOptions extends Omit<OpenOptions, "onProgress"> {
  /** What the source tells about; default `orders`. */
  kind?: Kind;
}

/** See `preview` of the entry points. */
export async function previewOn(
  platform: Platform,
  input: SourceInput,
  options?: PreviewOptions,
): Promise<SheetPreview> {
  const { kind = "orders", ...rest } = options ?? {};
  if (!KINDS.includes(kind)) {
    throw badOption("kind", `kind must be one of ${KINDS.join(", ")}.`, [...KINDS]);
  }
  const { local, plain } = split(rest);
  const source = portableOne(kind, input, plain.delimiter);
  return withWorker(platform, local, async (client, module) => {
    await makeSharable(platform, source);
    const means = { platform, local, module, options: plain };
    const { source: top, read } = await topInside(means, client, source);
    const preview = await client.ask({ ask: "preview", module, source: top, options: plain });
    client.end(null);
    return { ...preview, ...sheetOf(read) };
  });
}
