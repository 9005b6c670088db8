// What each picked file tells about. One file is always orders; among several, referrals and members are known by
// their columns.

import { type Kind, type Preview, preview, SiyuError, type Sources } from "siyu";
import type { Reading } from "siyu/element";
import type { Engine } from "./lock.ts";

/** The sources to open, and the top of the first order file. */
export interface Looked {
  sources: Sources;
  orders: Preview;
  /** The first order file. */
  first: File;
  /** Of several files the first that looks like nothing that can be read beside the others. */
  odd: { file: File; top: Preview } | null;
}

const OTHERS: readonly Kind[] = ["referrals", "members"];

/** Looks at the top of every file. Rejects as `preview` does, and names the file. */
export async function look(
  files: readonly File[],
  engine: Engine,
  reading: Reading,
  signal: AbortSignal,
): Promise<Looked> {
  const { dateOrder, sheet } = reading;
  const previewAs = (file: File, kind: Kind) =>
    preview(file, {
      ...engine,
      kind,
      signal,
      ...(dateOrder && { dateOrder }),
      // Chosen where the first file is shown; others may have no sheet of that name.
      ...(sheet !== undefined && file === files[0] && { sheet }),
    });
  const kinds: Record<Kind, File[]> = { orders: [], members: [], referrals: [] };
  let orders: Preview | undefined;
  let odd: Looked["odd"] = null;
  for (const file of files) {
    const top = await previewAs(file, "orders").catch((error: unknown) => {
      if (error instanceof SiyuError) error.detail.file ??= file.name;
      throw error;
    });
    let kind: Kind = "orders";
    if (files.length > 1 && misses(top)) {
      for (const other of OTHERS) {
        if (kind === "orders" && !misses(await previewAs(file, other))) kind = other;
      }
      if (kind === "orders") odd ??= { file, top };
    }
    kinds[kind].push(file);
    if (kind === "orders") orders ??= top;
  }
  // Nothing looked like orders: opening will say what is missing.
  if (orders === undefined && files[0] !== undefined) orders = await previewAs(files[0], "orders");
  const [first = files[0]] = kinds.orders;
  if (orders === undefined || first === undefined) throw new RangeError("no file was given");
  return {
    first,
    odd,
    sources: {
      orders: kinds.orders,
      ...(kinds.members.length > 0 && { members: kinds.members }),
      ...(kinds.referrals.length > 0 && { referrals: kinds.referrals }),
    },
    orders,
  };
}

/** Looks at the first rows of a file under any reading. */
export const lookAt =
  (file: File, engine: Engine) =>
  (reading: Reading): Promise<Preview> =>
    preview(file, { ...engine, ...reading, kind: "orders" });

const misses = (top: Preview) => top.warnings.some(warning => warning.code === "missing-column");
