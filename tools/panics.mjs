// What a panic would say is for nobody: it ends the Worker, and the package says what has to be said. wasm-opt
// cannot know that. Here a panic becomes a bare trap, so that wasm-opt drops what was prepared for its message, and
// the places in the sources that messages name are blotted out.
import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";
import { say } from "./lib.mjs";
import { callsOf, functionsOf, moduleOf, plainName } from "./wasm.mjs";

/** The functions of Rust's library in which every panic ends. Another release may name them otherwise. */
const PANICS = [
  /^core::panicking::/,
  /^core::slice::index::slice_index_fail$/,
  /^alloc::raw_vec::(handle_error|capacity_overflow)$/,
  /^__rustc::(rust_begin_unwind|__rust_alloc_error_handler)$/,
];

/** Not every program has these; those above must be there. */
const OPTIONAL = [
  /^core::slice::\w+::len_mismatch_fail$/,
  /^core::str::slice_error_fail$/,
  /^core::(option::expect|result::unwrap)_failed$/,
  /^core::cell::panic_already_\w+$/,
  /::assert_failed$/,
  /^(alloc::alloc::handle_alloc_error|std::alloc::rust_oom)\b/,
];

/** What only writes messages of panics, in a program that formats nothing itself. */
const WRITERS = /\bcore::fmt::|\bcore::str::count::|^<?std::(panicking|sys::backtrace)::|\bcore::panic::/;

/** Empties the functions that panic. The module must have its names still. */
export function trapPanics(from, to, features) {
  const module = moduleOf(readFileSync(from), features);
  const [panics, writers] = [[], []];
  const missing = new Set(PANICS);
  for (const { name, module: imported, params, results } of functionsOf(module)) {
    if (imported) continue;
    const plain = plainName(name);
    const known = [...PANICS, ...OPTIONAL].filter(pattern => pattern.test(plain));
    for (const pattern of known) missing.delete(pattern);
    if (known.length > 0) panics.push({ name, params, results });
    else if (WRITERS.test(plain)) writers.push({ name, params, results });
  }
  if (missing.size > 0) throw new Error(`no function of ${from} is called ${[...missing].join(" or ")}`);
  for (const { name, results } of panics)
    if (results !== binaryen.none) throw new Error(`${name} of ${from} returns`);
  const trap = ({ name, params, results }) => {
    module.removeFunction(name);
    module.addFunction(name, params, results, [], module.unreachable());
  };
  panics.forEach(trap);
  // Tables of methods keep the writers from being dropped, though nothing is left that reads the tables. A program
  // that formats something itself calls a writer, and needs them.
  const own = new Set(writers.map(({ name }) => name));
  const called = callsOf(module).find(([caller, callee]) => own.has(callee) && !own.has(caller));
  if (called) say(`${from} keeps the writers of the library: ${called[0]} formats by ${called[1]}`);
  else writers.forEach(trap);
  writeFileSync(to, module.emitBinary());
  module.dispose();
}

/**
 * Fills with zeros where panics would say they happened: records of four words, of which the first two are the name
 * of a source file, and these names. Only a panic reads such a record, by its address as a whole; one whose address
 * is still anywhere, in code or in data, stays.
 */
export function blotPlaces(path) {
  const bytes = readFileSync(path);
  const data = new Data(bytes);
  const inCode = addressesOf(bytes);
  const places = data.records();
  const mayGo = ([start, length]) => !data.refers(start, length) && !among(inCode, start, length);
  for (const { at } of places) if (mayGo([at, 16])) data.clear(at, 16);
  for (const { name, length } of places) if (mayGo([name, length])) data.clear(name, length);
  writeFileSync(path, bytes);
}

/** The segments of memory, as they lie in the file. */
class Data {
  constructor(bytes) {
    this.bytes = bytes;
    this.segments = segmentsOf(bytes);
  }

  /** Where in the file so many bytes of memory are; undefined where they are not in one segment. */
  place(at, length) {
    const found = this.segments.find(({ start, size }) => at >= start && at + length <= start + size);
    return found && found.offset + at - found.start;
  }

  *words() {
    for (const { start, size } of this.segments)
      for (let at = (start + 3) & ~3; at + 4 <= start + size; at += 4)
        yield { at, word: this.bytes.readUInt32LE(this.place(at, 4)) };
  }

  records() {
    const found = [];
    for (const { at, word: name } of this.words()) {
      const record = this.place(at, 16);
      if (record === undefined) continue;
      const length = this.bytes.readUInt32LE(record + 4);
      const text = length < 256 ? this.place(name, length) : undefined;
      if (text === undefined) continue;
      if (/^[\w./-]+\.rs$/.test(this.bytes.toString("latin1", text, text + length)))
        found.push({ at, name, length });
    }
    return found;
  }

  refers(start, length) {
    for (const { at, word } of this.words())
      if (word >= start && word < start + length && (at < start || at >= start + length)) return true;
    return false;
  }

  clear(at, length) {
    const offset = this.place(at, length);
    this.bytes.fill(0, offset, offset + length);
  }
}

function segmentsOf(bytes) {
  let at = 8;
  const number = () => {
    let [value, shift, byte] = [0, 0, 0];
    do {
      byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      shift += 7;
    } while (byte > 127);
    return value;
  };
  const segments = [];
  while (at < bytes.length) {
    const section = bytes[at++];
    const end = number() + at;
    if (section === 11) {
      for (let left = number(); left > 0; left--) {
        // Active, at a constant: what the linker writes for a program of one memory.
        if (number() !== 0 || bytes[at++] !== 0x41) throw new Error("a data segment has no fixed address");
        const start = number();
        if (bytes[at++] !== 0x0b) throw new Error("a data segment has no fixed address");
        const size = number();
        segments.push({ start, offset: at, size });
        at += size;
      }
    }
    at = end;
  }
  return segments;
}

/** Every number in the code that could be an address, in order. */
function addressesOf(bytes) {
  const module = binaryen.readBinary(bytes);
  const text = module.emitText();
  module.dispose();
  const numbers = new Set();
  for (const [, value] of text.matchAll(/(?:i32\.const |offset=)(-?\d+)/g)) numbers.add(Number(value));
  for (const [, value] of text.matchAll(/i64\.const (-?\d+)/g)) {
    const pair = BigInt.asUintN(64, BigInt(value));
    numbers.add(Number(pair & 0xffff_ffffn));
    numbers.add(Number(pair >> 32n));
  }
  return Uint32Array.from(numbers, value => value >>> 0).sort();
}

function among(sorted, start, length) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < start) low = middle + 1;
    else high = middle;
  }
  return low < sorted.length && sorted[low] < start + length;
}
