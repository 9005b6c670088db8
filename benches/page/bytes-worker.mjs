// JavaScript tuned by hand for this file: bytes, no strings, one table of ids in typed arrays.
import { Columns, dayOf } from "./columns.mjs";

const PIECE = 16 << 20;
const [COMMA, NEWLINE] = [44, 10];

/** Ids as bytes in one array, found by open addressing. */
class Ids {
  constructor() {
    this.count = 0;
    this.slots = new Int32Array(1 << 16);
    this.starts = new Uint32Array(1 << 15);
    this.hashes = new Int32Array(1 << 15);
    this.bytes = new Uint8Array(1 << 20);
  }

  /** The code of the id in `from[start..end]`, a new one where it is unknown. */
  code(from, start, end) {
    let hash = end - start;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ from[at], 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const code = this.slots[slot] - 1;
      if (code < 0) return this.insert(slot, hash, from, start, end);
      if (this.hashes[code] === hash && this.isAt(code, from, start, end)) return code;
    }
  }

  isAt(code, from, start, end) {
    const own = this.starts[code];
    if (this.starts[code + 1] - own !== end - start) return false;
    for (let at = start; at < end; at++) if (this.bytes[own + at - start] !== from[at]) return false;
    return true;
  }

  insert(slot, hash, from, start, end) {
    const code = this.count++;
    const own = this.starts[code];
    if (own + end - start > this.bytes.length) this.bytes = longer(this.bytes);
    this.bytes.set(from.subarray(start, end), own);
    this.hashes[code] = hash;
    this.starts[code + 1] = own + end - start;
    this.slots[slot] = code + 1;
    if (code + 2 === this.starts.length) {
      this.starts = longer(this.starts);
      this.hashes = longer(this.hashes);
      this.slots = new Int32Array(this.slots.length * 2);
      const mask = this.slots.length - 1;
      for (let known = 0; known <= code; known++) {
        let place = this.hashes[known] & mask;
        while (this.slots[place] !== 0) place = (place + 1) & mask;
        this.slots[place] = known + 1;
      }
    }
    return code;
  }
}

function longer(array) {
  const copy = new array.constructor(array.length * 2);
  copy.set(array);
  return copy;
}

const digits = (bytes, start, end) => {
  let number = 0;
  for (let at = start; at < end; at++) number = number * 10 + bytes[at] - 48;
  return number;
};

/** The number that an id is; NaN where it is none, or too long for an exact one. */
const numberOf = (bytes, start, end) => {
  if (end - start > 15) return Number.NaN;
  for (let at = start; at < end; at++) if (bytes[at] < 48 || bytes[at] > 57) return Number.NaN;
  return digits(bytes, start, end);
};

/** The order ids of the file may be numbers that rise, or anything. */
class Orders {
  constructor() {
    this.latest = -1;
    this.ids = new Ids();
    this.rising = true;
  }

  isNew(bytes, start, end) {
    if (this.rising) {
      const number = numberOf(bytes, start, end);
      if (number > this.latest) {
        this.latest = number;
        return true;
      }
      if (this.latest >= 0) throw new Error("order ids stopped rising");
      this.rising = false;
    }
    const { count } = this.ids;
    return this.ids.code(bytes, start, end) === count;
  }
}

// A rejected promise would be no error of the Worker.
self.onunhandledrejection = ({ reason }) => {
  throw reason;
};

self.onmessage = async ({ data: file }) => {
  const columns = new Columns();
  const people = new Ids();
  const referrers = new Ids();
  const orders = new Orders();
  const named = [];
  // Rows of one day stand together.
  let [lastKey, day] = [-1, 0];
  const row = (bytes, start, end) => {
    const a = bytes.indexOf(COMMA, start);
    const b = bytes.indexOf(COMMA, a + 1);
    const d = bytes.indexOf(COMMA, b + 21);
    const key =
      digits(bytes, b + 9, b + 11) + 100 * digits(bytes, b + 6, b + 8) + 10_000 * digits(bytes, b + 1, b + 5);
    if (key !== lastKey) {
      lastKey = key;
      day = dayOf(Math.floor(key / 10_000), Math.floor(key / 100) % 100, key % 100);
    }
    if (!orders.isNew(bytes, start, a)) throw new Error("an order of several rows");
    const customer = people.code(bytes, a + 1, b);
    const units = (digits(bytes, b + 21, d - 3) * 100 + digits(bytes, d - 2, d)) * 100;
    columns.add(customer, day, units);
    if (end > d + 1) named.push(customer, referrers.code(bytes, d + 1, end), day);
  };
  let rest = new Uint8Array(0);
  let header = true;
  let next = file.slice(0, PIECE).arrayBuffer();
  for (let at = 0; at < file.size; at += PIECE) {
    const piece = new Uint8Array(await next);
    next = file.slice(at + PIECE, at + 2 * PIECE).arrayBuffer();
    const bytes = new Uint8Array(rest.length + piece.length);
    bytes.set(rest);
    bytes.set(piece, rest.length);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      if (header) header = false;
      else row(bytes, start, end);
      start = end + 1;
    }
    rest = bytes.slice(start);
  }
  const known = people.count;
  const codes = Int32Array.from({ length: referrers.count }, (_, code) => {
    const [start, end] = [referrers.starts[code], referrers.starts[code + 1]];
    return people.code(referrers.bytes, start, end);
  });
  for (let at = 0; at < named.length; at += 3) columns.name(named[at], codes[named[at + 1]], named[at + 2]);
  columns.customers = known;
  postMessage(columns.answer());
};
