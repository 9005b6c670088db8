// The codes of Zstandard (RFC 8878, section 4): bits that are read backwards, tables of finite states, and trees.

/** For each state, or for each code of `log` bits: what it stands for, and for states how to go on. */
export interface Table {
  log: number;
  symbols: Uint8Array;
  bits: Uint8Array;
  /** To which so many `bits` are added for the next state. */
  bases: Uint16Array;
}

/** Bits from the end, where the highest one of the last byte says where they begin. */
export class Backwards {
  readonly #bytes: Uint8Array;
  /** Bits that are not read yet; less than none where more were asked for. */
  left: number;

  constructor(bytes: Uint8Array) {
    const last = bytes[bytes.length - 1] ?? 0;
    if (last === 0) throw wrong();
    this.#bytes = bytes;
    this.left = 8 * bytes.length - 1 - Math.clz32(last) + 24;
  }

  /** The next bits, 25 at most; zeros where there are none any more. */
  peek(count: number): number {
    const from = this.left - count;
    if (from < 0) return this.left <= 0 ? 0 : (this.#at(0) & (2 ** this.left - 1)) << -from;
    return (this.#at(from >> 3) >>> (from & 7)) & ((1 << count) - 1);
  }

  skip(count: number): void {
    this.left -= count;
  }

  read(count: number): number {
    const value = this.peek(count);
    this.left -= count;
    return value;
  }

  #at(byte: number): number {
    const bytes = this.#bytes;
    if (byte + 4 <= bytes.length) {
      return (
        (bytes[byte] as number) |
        ((bytes[byte + 1] as number) << 8) |
        ((bytes[byte + 2] as number) << 16) |
        ((bytes[byte + 3] as number) << 24)
      );
    }
    let value = 0;
    for (let n = bytes.length - 1; n >= byte; n--) value = (value << 8) | (bytes[n] as number);
    return value;
  }
}

/** A table of states as it stands in a block, and where it ends. */
export function tableOf(
  bytes: Uint8Array,
  start: number,
  mostLog: number,
  mostSymbol: number,
): { table: Table; end: number } {
  let at = 8 * start;
  const peek = (count: number): number => {
    const byte = at >> 3;
    const four = (bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8) | ((bytes[byte + 2] ?? 0) << 16);
    return (four >> (at & 7)) & ((1 << count) - 1);
  };
  const log = 5 + peek(4);
  at += 4;
  if (log > mostLog) throw wrong();
  const shares: number[] = [];
  let left = 1 << log;
  while (left > 0) {
    const width = 32 - Math.clz32(left + 1);
    const [low, short] = [2 ** (width - 1) - 1, 2 ** width - 2 - left];
    let value = peek(width);
    // Some values need a bit less.
    const isShort = (value & low) < short;
    if (isShort) value &= low;
    else if (value > low) value -= short;
    at += width - (isShort ? 1 : 0);
    const share = value - 1;
    left -= Math.abs(share);
    shares.push(share);
    if (share === 0) {
      for (let more = 3; more === 3; ) {
        more = peek(2);
        at += 2;
        for (let n = 0; n < more; n++) shares.push(0);
        if (shares.length > 256) throw wrong();
      }
    }
    if (at > 8 * bytes.length) throw wrong();
  }
  if (left < 0 || shares.length - 1 > mostSymbol) throw wrong();
  return { table: tableFrom(shares, log), end: (at + 7) >> 3 };
}

/** A table of states from the share of each symbol; -1 is less than one. */
export function tableFrom(shares: readonly number[], log: number): Table {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  const next = shares.map(share => Math.abs(share));
  let high = size;
  for (const [symbol, share] of shares.entries()) if (share < 0) symbols[--high] = symbol;
  const step = (size >> 1) + (size >> 3) + 3;
  let place = 0;
  for (const [symbol, share] of shares.entries()) {
    for (let n = 0; n < share; n++) {
      symbols[place] = symbol;
      do place = (place + step) & (size - 1);
      while (place >= high && high > 0);
    }
  }
  const bits = new Uint8Array(size);
  const bases = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const symbol = symbols[state] as number;
    const order = next[symbol] as number;
    next[symbol] = order + 1;
    const width = log - 31 + Math.clz32(order);
    bits[state] = width;
    bases[state] = (order << width) - size;
  }
  return { log, symbols, bits, bases };
}

const LONGEST_CODE = 11;

/** A tree of codes for bytes, as it stands in a block, and where it ends. */
export function treeOf(bytes: Uint8Array, start: number): { tree: Table; end: number } {
  const head = bytes[start] ?? 0;
  const at = start + 1;
  const weights: number[] = [];
  let end: number;
  if (head > 127) {
    const count = head - 127;
    end = at + ((count + 1) >> 1);
    for (let n = 0; n < count; n++) {
      const pair = bytes[at + (n >> 1)] ?? 0;
      weights.push(n % 2 === 0 ? pair >> 4 : pair & 15);
    }
  } else {
    end = at + head;
    if (end > bytes.length) throw wrong();
    weights.push(...weightsOf(bytes.subarray(0, end), at));
  }
  if (end > bytes.length) throw wrong();
  const sum = weights.reduce((sum, weight) => sum + (weight > 0 ? 2 ** (weight - 1) : 0), 0);
  const log = sum > 0 ? 32 - Math.clz32(sum) : 0;
  // The last one is what is missing to a whole.
  const rest = 2 ** log - sum;
  const last = 32 - Math.clz32(rest);
  if (log === 0 || log > LONGEST_CODE || rest !== 2 ** (last - 1) || weights.length > 255) throw wrong();
  weights.push(last);
  const symbols = new Uint8Array(1 << log);
  const bits = new Uint8Array(1 << log);
  let code = 0;
  for (let weight = 1; weight <= log; weight++) {
    for (const [symbol, own] of weights.entries()) {
      if (own !== weight) continue;
      const to = code + 2 ** (weight - 1);
      symbols.fill(symbol, code, to);
      bits.fill(log + 1 - weight, code, to);
      code = to;
    }
  }
  return { tree: { log, symbols, bits, bases: new Uint16Array() }, end };
}

const MOST_WEIGHT_LOG = 6;

/** Weights by two states that take turns. */
function weightsOf(bytes: Uint8Array, start: number): number[] {
  const { table, end } = tableOf(bytes, start, MOST_WEIGHT_LOG, 255);
  const bits = new Backwards(bytes.subarray(end));
  const weights: number[] = [];
  let [state, other] = [bits.read(table.log), bits.read(table.log)];
  if (bits.left < 0) throw wrong();
  while (weights.length < 256) {
    weights.push(table.symbols[state] as number);
    const width = table.bits[state] as number;
    if (bits.left < width) {
      weights.push(table.symbols[other] as number);
      break;
    }
    [state, other] = [other, (table.bases[state] as number) + bits.read(width)];
  }
  return weights;
}

function wrong(): RangeError {
  return new RangeError("Zstandard that is damaged");
}
