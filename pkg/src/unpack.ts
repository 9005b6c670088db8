// What is inside the sources: archives become the files that they hold, and workbooks are told from them. This runs
// on the calling side, so that it is known before any Worker begins how many sources there are and how large.

import { SiyuError } from "./errors.ts";
import { isCompound, isGzip, isZip } from "./magic.ts";
import type { Source } from "./protocol.ts";
import { directory } from "./zip.ts";

/** Files in archives that are tables by their names, the surest first. */
const TABLES = [/\.(csv|tsv|tab|xlsx|xlsm|xlsb|xls|ods)$/i, /\.(txt|dat)$/i];

/** Where the bytes do not tell, since they are packed. */
const WORKBOOK = /\.(xls[xmb]?|ods)(\.gz)?$/i;

/** What programs leave in archives beside the files. */
const LITTER = /(^|\/)(__MACOSX\/|\.)|\/$/;

/** Parts that only workbooks have. */
const PARTS = ["xl/workbook.xml", "xl/workbook.bin", "content.xml"];

/** The sources that a source consists of: itself, or what its archive holds. */
export async function unpack(source: Source): Promise<Source[]> {
  if (source.isText) return [source];
  const head = new Uint8Array(await source.bytes.slice(0, 4).arrayBuffer());
  if (isGzip(head)) return [{ ...source, packed: true, workbook: WORKBOOK.test(source.name) }];
  if (!isZip(head)) return [{ ...source, workbook: isCompound(head) }];
  const entries = await directory(source.bytes);
  if (entries.some(({ name }) => PARTS.includes(name))) return [{ ...source, workbook: true }];
  const files = entries.filter(({ name }) => !LITTER.test(name));
  const tables = TABLES.map(table => files.filter(({ name }) => table.test(name))).find(
    some => some.length > 0,
  );
  if (tables === undefined) throw noTable(source);
  return Promise.all(
    tables.map(async ({ name, open }) => {
      const { bytes, packed, encrypted } = await open();
      if (encrypted) throw locked(source);
      const path = source.name === "" ? name : `${source.name}/${name}`;
      return { ...source, name: path, bytes, packed, workbook: WORKBOOK.test(name) };
    }),
  );
}

function noTable({ kind }: Source): SiyuError {
  return new SiyuError(
    "unsupported-format",
    "This ZIP archive holds no CSV and no spreadsheet. Choose another file.",
    { source: kind },
  );
}

function locked({ kind }: Source): SiyuError {
  return new SiyuError(
    "encrypted-file",
    "This ZIP archive has a password. Unpack it, and choose the file inside.",
    { source: kind },
  );
}
