// The files of a ZIP archive: which there are, which of them are sources, and what each tells about. That is known by
// what is in them, not by their names.

import { refused } from "./columns.ts";
import { SiyuError } from "./errors.ts";
import { contents, DAMAGED } from "./packed.ts";
import type { Kind, Source } from "./protocol.ts";
import type { Preview } from "./types.ts";
import type { Unpacked } from "./unpacking.ts";
import { directory } from "./zip.ts";

/** Parts that only workbooks have; where the first of them stands, and under which name, they say themselves. */
const PART = /^(xl\/(workbook\.|worksheets\/)|content\.xml$)/;
/** Texts, drawings and others have the last of them too. The first bytes of an archive say what it is. */
const OTHER_DOCUMENT = /opendocument\.(?!spreadsheet)/;
const HEAD = 128;

/** What programs leave in archives beside the files. A path may begin with `./`, or lead elsewhere by `../`. */
const LITTER = /(^|\/)(__MACOSX\/|\.(?!\.?\/)|Thumbs\.db$|desktop\.ini$)/i;
const FOLDER = /\/$/;

/** Names of tables, which is all that is known of what is packed in an unknown way. */
const TABLE = /\.(csv|tsv|xls\w?|ods|parquet|arrows?|feather|gz|zip)$/i;

/** Each of them is looked into. */
const MOST_FILES = 1000;
const TOO_MANY = `This ZIP archive holds more than ${MOST_FILES} files. Unpack it, and choose those that are meant.`;

const UNKNOWN = "This archive is packed in an unknown way. Unpack it yourself, and choose the file inside.";
const NOTHING = "This ZIP archive holds no CSV and no spreadsheet. Choose another file.";

/** What is in an archive, or at the top of its files; `opened` opens one of them. */
export async function archived(
  source: Source,
  top: boolean,
  opened: (inside: Source) => Promise<Unpacked>,
): Promise<Unpacked> {
  const entries = await directory(source.bytes);
  const isOther = OTHER_DOCUMENT.test(await source.bytes.slice(0, HEAD).text());
  if (!isOther && entries.some(({ name }) => PART.test(name))) {
    return { sources: [{ ...source, workbook: true }], leftOut: [] };
  }
  const files = entries.filter(({ name }) => !FOLDER.test(name));
  if (files.length > MOST_FILES) throw refused(source, TOO_MANY);
  const all: Unpacked = { sources: [], leftOut: [] };
  const prefix = source.name === "" ? "" : `${source.name}/`;
  let reason = NOTHING;
  for (const { name, open } of files) {
    const path = prefix + name;
    const entry = LITTER.test(name) ? undefined : await open(top);
    if (entry === null) {
      if (TABLE.test(name)) throw refused(source, UNKNOWN);
      reason = UNKNOWN;
    }
    if (!entry) {
      all.leftOut.push(path);
      continue;
    }
    const { bytes, packed, encrypted } = entry;
    if (encrypted) throw locked(source);
    const inside = await opened({ ...source, name: path, bytes, packed });
    all.sources.push(...inside.sources);
    all.leftOut.push(...inside.leftOut);
  }
  if (all.sources.length === 0) throw refused(source, reason);
  return all;
}

/** Kinds that a file among others may be, the likeliest first. */
const KINDS_AMONG_ORDERS: readonly Kind[] = ["orders", "referrals", "members"];

/** Kinds of files that have the form of old workbooks are told by their directory, which is in UTF-16. */
const DIRECTORY = /Root Entry\0/;
const WORKBOOK = /(Workb|\0B)ook\0/;

/**
 * The files of an archive by what they tell about. `look` shows the top of a file, read as its kind. What is no table,
 * or a table of something else, is left out. Where nothing is of the kind that the archive was given as, and nothing
 * `else` is given as that, all tables are kept, for whoever reads them to say what is missing.
 */
export async function sorted(
  { sources, leftOut }: Unpacked,
  look: (source: Source) => Promise<Preview>,
  isElse: boolean,
): Promise<Unpacked> {
  const tables: Source[] = [];
  const known: Source[] = [];
  const others: string[] = [];
  const no: string[] = [];
  for (const source of sources) {
    const found = await kindOf(source, look);
    if (found === null) {
      no.push(source.name);
      continue;
    }
    tables.push(source);
    if (found === undefined) others.push(source.name);
    else known.push({ ...source, kind: found });
  }
  const isMeant = isElse ? known.length > 0 : known.some(({ kind }) => kind === sources[0]?.kind);
  if (isMeant) return { sources: known, leftOut: [...leftOut, ...no, ...others] };
  if (tables.length > 0) return { sources: tables, leftOut: [...leftOut, ...no] };
  throw refused(sources[0] as Source, NOTHING);
}

/** The file of an archive that is read first: of the kind that was given, else the first table. */
export async function first(sources: Source[], look: (source: Source) => Promise<Preview>): Promise<Source> {
  let table: Source | undefined;
  for (const source of sources) {
    const found = await kindOf(source, look);
    if (found === source.kind) return source;
    if (found !== null) table ??= source;
  }
  if (!table) throw refused(sources[0] as Source, NOTHING);
  return table;
}

/** What a file tells about; `undefined`: something else; `null`: it is no table. */
async function kindOf(
  source: Source,
  look: (source: Source) => Promise<Preview>,
): Promise<Kind | undefined | null> {
  for (const kind of source.kind === "orders" ? KINDS_AMONG_ORDERS : [source.kind]) {
    const top = await ifTable({ ...source, kind }, look);
    if (top === null) return null;
    if (!top.warnings.some(({ code }) => code === "missing-column")) return kind;
  }
  return undefined;
}

/** `null` where a file turns out to be no table; what is damaged may be one. */
async function ifTable(source: Source, look: (source: Source) => Promise<Preview>): Promise<Preview | null> {
  try {
    return await look(source);
  } catch (error) {
    const { code, message } = error as SiyuError;
    if (code === "empty-file" || code === "not-a-table") return null;
    if (code !== "unsupported-format") throw error;
    const isDamaged = source.workbook ? !(await isOther(source)) : message === DAMAGED;
    if (isDamaged) throw refused(source, `${source.name}: ${message}`);
    return null;
  }
}

/** Whether what could not be read as a workbook is something else: a text document, a message, an installer. */
async function isOther(source: Source): Promise<boolean> {
  const decoder = new TextDecoder("utf-16le");
  let text = "";
  for await (const piece of contents(source)) text += decoder.decode(piece, { stream: true });
  return DIRECTORY.test(text) && !WORKBOOK.test(text);
}

function locked({ kind }: Source): SiyuError {
  return new SiyuError(
    "encrypted-file",
    "This ZIP archive has a password. Unpack it, and choose the file inside.",
    { source: kind },
  );
}
