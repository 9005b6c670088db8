// Zstandard (RFC 8878), a block at a time, and straight to where it belongs: libraries unpack it in one go, or move the
// whole window with each block. Without dictionaries; the sums behind frames are not compared.

import type { Turn } from "./turn.ts";
import { Backwards, type Table, tableFrom, tableOf, treeOf } from "./zstd-tables.ts";

const FRAME = 0xfd2fb528;
const SKIPPED = 0x184d2a50;
const LARGEST_BLOCK = 1 << 17;
const [RAW, SAME, COMPRESSED, AGAIN] = [0, 1, 2, 3];

/** How many bits follow each code of a length. */
const LITERAL_BITS = [
  ...Array(16).fill(0),
  1,
  1,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  6,
  7,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  16,
];
const MATCH_BITS = [
  ...Array(32).fill(0),
  1,
  1,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  4,
  5,
  7,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  16,
];
const LITERAL_BASES = basesOf(0, LITERAL_BITS);
const MATCH_BASES = basesOf(3, MATCH_BITS);
const MOST_OFFSET_CODE = 31;

function basesOf(first: number, bits: number[]): Int32Array {
  const bases = new Int32Array(bits.length);
  bases[0] = first;
  for (let code = 1; code < bits.length; code++) {
    bases[code] = (bases[code - 1] as number) + 2 ** (bits[code - 1] as number);
  }
  return bases;
}

/** So many of the same. */
const some = (count: number, value: number): number[] => Array(count).fill(value);

/** The three kinds of codes: the table where the block has none of its own, and the limits of its own. */
const KINDS = [
  {
    usual: tableFrom([4, 3, ...some(11, 2), 1, 1, 1, ...some(9, 2), 3, 2, ...some(5, 1), ...some(4, -1)], 6),
    mostLog: 9,
    most: LITERAL_BITS.length - 1,
  },
  {
    usual: tableFrom([...some(6, 1), 2, 2, 2, ...some(15, 1), ...some(5, -1)], 5),
    mostLog: 8,
    most: MOST_OFFSET_CODE,
  },
  {
    usual: tableFrom([1, 4, 3, ...some(6, 2), ...some(37, 1), ...some(7, -1)], 6),
    mostLog: 9,
    most: MATCH_BITS.length - 1,
  },
];

/** Unpacks what has this length, into `out`. A RangeError where that is not what is in it. */
export async function unpackZstd(
  bytes: Uint8Array,
  length: number,
  turn: Turn,
  out: Uint8Array = new Uint8Array(length),
): Promise<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [at, made] = [0, 0];
  while (at < bytes.length) {
    const magic = view.getUint32(at, true);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPED) {
      at += 8 + view.getUint32(at + 4, true);
      continue;
    }
    const flags = view.getUint8(at + 4);
    if (magic !== FRAME || flags & 8) throw wrong();
    const isSingle = (flags & 32) !== 0;
    at += isSingle ? 5 : 6;
    for (let n = [0, 1, 2, 4][flags & 3] ?? 0; n > 0; n--) if (view.getUint8(at++) !== 0) throw wrong();
    at += [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
    const frame = new Frame(out.subarray(made, length));
    for (let isLast = false; !isLast; ) {
      const head = view.getUint16(at, true) + 65536 * view.getUint8(at + 2);
      at += 3;
      isLast = (head & 1) === 1;
      at += frame.block((head >> 1) & 3, bytes.subarray(at), head >> 3);
      await turn.ifDue();
    }
    made += frame.made;
    if (flags & 4) at += 4;
  }
  if (made !== length) throw wrong();
  return out;
}

/** What blocks of a frame take over from those before them. */
class Frame {
  made = 0;
  readonly #out: Uint8Array;
  #tree: Table | null = null;
  #tables: (Table | null)[] = [null, null, null];
  #recent: [number, number, number] = [1, 4, 8];

  constructor(out: Uint8Array) {
    this.#out = out;
  }

  /** Unpacks a block and says how many bytes it took. */
  block(kind: number, bytes: Uint8Array, size: number): number {
    const taken = kind === SAME ? 1 : size;
    if (taken > bytes.length) throw wrong();
    if (kind === COMPRESSED) {
      if (size > LARGEST_BLOCK) throw wrong();
      this.#compressed(bytes.subarray(0, size));
      return taken;
    }
    if (kind > SAME || this.made + size > this.#out.length) throw wrong();
    if (kind === RAW) this.#out.set(bytes.subarray(0, size), this.made);
    else this.#out.fill(bytes[0] as number, this.made, this.made + size);
    this.made += size;
    return taken;
  }

  #compressed(block: Uint8Array): void {
    const { literals, end } = this.#literals(block);
    let at = end;
    let count = block[at++] ?? 0;
    if (count === 255) {
      count = (block[at] ?? 0) + 256 * (block[at + 1] ?? 0) + 0x7f00;
      at += 2;
    } else if (count > 127) count = (count - 128) * 256 + (block[at++] ?? 0);
    const used = count > 0 ? this.#sequences(block, at, count, literals) : 0;
    this.#write(literals, used, literals.length);
  }

  #write(literals: Uint8Array, from: number, to: number): void {
    if (to > literals.length || this.made + to - from > this.#out.length) throw wrong();
    if (to - from > 16) this.#out.set(literals.subarray(from, to), this.made);
    else for (let n = from; n < to; n++) this.#out[this.made + n - from] = literals[n] as number;
    this.made += to - from;
  }

  /** Bytes that the block does not take from what was before it, and where they end. */
  #literals(block: Uint8Array): { literals: Uint8Array; end: number } {
    const head = block[0] ?? 0;
    const [kind, form] = [head & 3, (head >> 2) & 3];
    const number = (from: number, bits: number) => {
      let value = 0;
      for (let n = 4; n >= 0; n--) value = value * 256 + (block[n] ?? 0);
      return Math.floor(value / 2 ** from) % 2 ** bits;
    };
    if (kind === RAW || kind === SAME) {
      const headLength = form === 1 ? 2 : form === 3 ? 3 : 1;
      const size = form === 1 ? number(4, 12) : form === 3 ? number(4, 20) : head >> 3;
      const end = headLength + (kind === RAW ? size : 1);
      if (end > block.length || size > LARGEST_BLOCK) throw wrong();
      if (kind === RAW) return { literals: block.subarray(headLength, end), end };
      return { literals: new Uint8Array(size).fill(block[headLength] as number), end };
    }
    const bits = form < 2 ? 10 : form === 2 ? 14 : 18;
    const headLength = form < 2 ? 3 : form + 2;
    const [size, packed] = [number(4, bits), number(4 + bits, bits)];
    const end = headLength + packed;
    if (end > block.length || size > LARGEST_BLOCK) throw wrong();
    let at = headLength;
    if (kind === COMPRESSED) {
      const { tree, end: treeEnd } = treeOf(block.subarray(0, end), at);
      this.#tree = tree;
      at = treeEnd;
    }
    const tree = this.#tree;
    if (tree === null) throw wrong();
    const literals = new Uint8Array(size);
    if (form === 0) {
      decode(tree, block.subarray(at, end), literals);
      return { literals, end };
    }
    const part = (size + 3) >> 2;
    const starts = at + 6;
    let from = starts;
    for (let stream = 0; stream < 4; stream++) {
      const length = (block[at + 2 * stream] ?? 0) + 256 * (block[at + 2 * stream + 1] ?? 0);
      const to = stream < 3 ? from + length : end;
      if (to > end || starts > end || 3 * part > size) throw wrong();
      decode(
        tree,
        block.subarray(from, to),
        literals.subarray(part * stream, stream < 3 ? part * (stream + 1) : size),
      );
      from = to;
    }
    return { literals, end };
  }

  /** Literals and repetitions in turn; says how many literals they took. */
  #sequences(block: Uint8Array, from: number, count: number, literals: Uint8Array): number {
    const modes = block[from] ?? 0;
    let at = from + 1;
    const [literal, offset, match] = KINDS.map((kind, n) => {
      const mode = (modes >> (6 - 2 * n)) & 3;
      if (mode === AGAIN) {
        const before = this.#tables[n];
        if (!before) throw wrong();
        return before;
      }
      let table: Table;
      if (mode === COMPRESSED) {
        const read = tableOf(block, at, kind.mostLog, kind.most);
        table = read.table;
        at = read.end;
      } else if (mode === SAME) {
        const symbol = block[at++] ?? 255;
        if (symbol > kind.most) throw wrong();
        table = tableFrom([...some(symbol, 0), 1], 0);
      } else table = kind.usual;
      this.#tables[n] = table;
      return table;
    }) as [Table, Table, Table];
    const bits = new Backwards(block.subarray(at));
    let [l, o, m] = [bits.read(literal.log), bits.read(offset.log), bits.read(match.log)];
    let used = 0;
    const out = this.#out;
    for (let n = 0; n < count; n++) {
      const code = offset.symbols[o] as number;
      const matchCode = match.symbols[m] as number;
      const literalCode = literal.symbols[l] as number;
      // What has many bits comes in two parts.
      const high = code > 16 ? bits.read(code - 16) * 65536 : 0;
      const value = 2 ** code + high + bits.read(Math.min(code, 16));
      const matched = (MATCH_BASES[matchCode] as number) + bits.read(MATCH_BITS[matchCode] as number);
      const wanted = (LITERAL_BASES[literalCode] as number) + bits.read(LITERAL_BITS[literalCode] as number);
      this.#write(literals, used, used + wanted);
      used += wanted;
      const back = this.#back(value, wanted === 0);
      const start = this.made;
      const end = start + matched;
      if (!(back > 0 && back <= start) || end > out.length) throw wrong();
      if (matched > 32 && back >= matched) out.copyWithin(start, start - back, end - back);
      else for (let to = start; to < end; to++) out[to] = out[to - back] as number;
      this.made = end;
      if (n === count - 1) break;
      l = (literal.bases[l] as number) + bits.read(literal.bits[l] as number);
      m = (match.bases[m] as number) + bits.read(match.bits[m] as number);
      o = (offset.bases[o] as number) + bits.read(offset.bits[o] as number);
    }
    if (bits.left !== 0) throw wrong();
    return used;
  }

  /** How far back a repetition goes: the three last ones have numbers. */
  #back(value: number, isWithoutLiterals: boolean): number {
    const [first, second, third] = this.#recent;
    if (value > 3) {
      this.#recent = [value - 3, first, second];
      return value - 3;
    }
    const which = value - 1 + (isWithoutLiterals ? 1 : 0);
    if (which === 0) return first;
    const back = which === 1 ? second : which === 2 ? third : first - 1;
    this.#recent = which === 1 ? [back, first, third] : [back, first, second];
    return back;
  }
}

/** A stream of Huffman codes, which must have exactly as many as there is room for. */
function decode({ log, symbols, bits: widths }: Table, stream: Uint8Array, out: Uint8Array): void {
  const bits = new Backwards(stream);
  for (let n = 0; n < out.length; n++) {
    const code = bits.peek(log);
    out[n] = symbols[code] as number;
    bits.skip(widths[code] as number);
  }
  if (bits.left !== 0) throw wrong();
}

function wrong(): RangeError {
  return new RangeError("Zstandard that is damaged");
}
