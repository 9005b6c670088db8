// How a source's bytes become UTF-8. The core validates UTF-8 itself, so what is UTF-8 goes to it untouched;
// everything else passes through the platform's TextDecoder.

import { badOption } from "./errors.ts";
import { contents } from "./packed.ts";
import type { Source } from "./protocol.ts";

/** One way to read a source's bytes. */
export interface Encoding {
  /** The name in the Encoding Standard, lower case. */
  name: string;
  /** The bytes go to the core as they are, and it says whether they are UTF-8. */
  raw: boolean;
  /** Decoding stops at the first byte that does not fit; else it is replaced by U+FFFD. */
  strict: boolean;
  /** The caller or the file itself says so: nothing else is tried. */
  settled: boolean;
  /** How many characters are U+FFFD where `strict` had to be given up. */
  unreadable: number;
}

/** Decoders take this much at a time, so that no giant string is made. */
const STEP = 1 << 20;

/** The first way to try: the option's, the byte order mark's, else strict UTF-8. `begins`: what the source begins with. */
export async function firstEncoding(
  source: Source,
  option: unknown,
  begins?: Promise<Uint8Array>,
): Promise<Encoding> {
  const utf8 = { name: "utf-8", raw: true, strict: true, settled: true, unreadable: 0 };
  if (source.isText) return utf8;
  const head = (await (begins ?? headOf(source))).subarray(0, HEAD);
  if (option !== undefined && option !== null) {
    const name = knownEncoding(option);
    return { ...utf8, name, raw: name === "utf-8" };
  }
  const [a, b, c] = head;
  if (a === 0xff && b === 0xfe) return { ...utf8, name: "utf-16le", raw: false };
  if (a === 0xfe && b === 0xff) return { ...utf8, name: "utf-16be", raw: false };
  const unmarked = utf16(head);
  if (unmarked !== null) return { ...utf8, name: unmarked, raw: false };
  return { ...utf8, settled: a === 0xef && b === 0xbb && c === 0xbf };
}

/** Looked at for the encoding. */
const HEAD = 512;

async function headOf(source: Source): Promise<Uint8Array> {
  if (!source.packed) return new Uint8Array(await source.bytes.slice(0, HEAD).arrayBuffer());
  let head = new Uint8Array();
  // The first piece that is unpacked may be a byte or two.
  for await (const piece of contents(source)) {
    head = Uint8Array.of(...head, ...piece.subarray(0, HEAD));
    if (head.length >= HEAD) break;
  }
  return head;
}

/** UTF-16 without a mark: no other text has zero bytes, and in this one they stand beside each comma and digit. */
function utf16(head: Uint8Array): string | null {
  const zeros = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) * 10 < head.length || Math.min(even, odd) > 0) return null;
  return odd > 0 ? "utf-16le" : "utf-16be";
}

/**
 * What to try after a byte did not fit: GB18030 after UTF-8; after that the source is no text of one encoding, and
 * the one that leaves the fewest characters unreadable is used.
 */
export async function nextEncoding(failed: Encoding, source: Source): Promise<Encoding> {
  if (failed.raw && !failed.settled) {
    return { name: "gb18030", raw: false, strict: true, settled: false, unreadable: 0 };
  }
  const names = failed.settled ? [failed.name] : ["utf-8", "gb18030"];
  const counts = await unreadable(source, names);
  const unreadableCount = Math.min(...counts);
  const name = names[counts.indexOf(unreadableCount)] as string;
  return { name, raw: false, strict: false, settled: true, unreadable: unreadableCount };
}

/** Pieces of UTF-8 text decoded from pieces of bytes; `null` once a byte does not fit. */
export function decoder(
  encoding: Encoding,
): (bytes: Uint8Array, last: boolean) => Generator<string, boolean> {
  const text = new TextDecoder(encoding.name, { fatal: encoding.strict });
  return function* decode(bytes, last) {
    for (let at = 0; at < bytes.length; at += STEP) {
      const part = decodePart(text, bytes.subarray(at, at + STEP), true);
      if (part === null) return false;
      yield part;
    }
    const rest = last ? decodePart(text, new Uint8Array(), false) : "";
    if (rest) yield rest;
    return rest !== null;
  };
}

function decodePart(text: TextDecoder, bytes: Uint8Array, stream: boolean): string | null {
  try {
    return text.decode(bytes, { stream });
  } catch (error) {
    // The Standard's way to say that a byte does not fit. Anything else (no memory) is not about the bytes.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** How many U+FFFD each encoding yields over the whole source. */
async function unreadable(source: Source, names: string[]): Promise<number[]> {
  const decoders = names.map(name => new TextDecoder(name));
  const counts = names.map(() => 0);
  const count = (text: string, index: number) => {
    for (let at = text.indexOf("\ufffd"); at >= 0; at = text.indexOf("\ufffd", at + 1)) {
      counts[index] = (counts[index] ?? 0) + 1;
    }
  };
  for await (const piece of contents(source)) {
    for (let at = 0; at < piece.length; at += STEP) {
      const part = piece.subarray(at, at + STEP);
      for (const [index, one] of decoders.entries()) count(one.decode(part, { stream: true }), index);
    }
  }
  for (const [index, one] of decoders.entries()) count(one.decode(), index);
  return counts;
}

function knownEncoding(option: unknown): string {
  try {
    const name = new TextDecoder(String(option)).encoding;
    // GBK is a part of GB18030 and is decoded by the same tables; under the name GBK some engines do it differently.
    return name === "gbk" ? "gb18030" : name;
  } catch {
    const shown = String(option).slice(0, 40);
    throw badOption(
      "encoding",
      `encoding must be a label of the Encoding Standard like gb18030 or utf-8, not “${shown}”.`,
    );
  }
}
