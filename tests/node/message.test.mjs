// Messages between the Worker's script and the core (pkg/src/message.ts and src/message.rs): what is asked comes as it
// was asked, what is answered as it was answered, whatever stands in it. The core's side is the core itself where it
// says again what it was asked, and elsewhere written here once more from what src/message.rs says of the bytes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { coreModules } from "./helpers.mjs";
import { Chance } from "./made.mjs";
import { inner } from "./small.mjs";

const { encode, decode, start, Opening, preview } = await inner(["src/message.ts", "src/core.ts"]);
const memory = start(coreModules());

const [NULL, FALSE, TRUE, NUMBER, TEXT, LIST, OBJECT, END, OTHER, COLUMN] = Array(10).keys();

const utf8 = new TextEncoder();
const run = bytes => [...new Uint8Array(Uint32Array.of(bytes.length).buffer), ...bytes];
const double = number => new Uint8Array(Float64Array.of(number).buffer);

/** An answer as the core writes it. */
function answered(value) {
  if (value === null) return [NULL];
  if (typeof value === "boolean") return [value ? TRUE : FALSE];
  if (typeof value === "number") return [NUMBER, ...double(value)];
  if (typeof value === "string") return [TEXT, ...run(utf8.encode(value))];
  if (Array.isArray(value)) return [LIST, ...value.flatMap(answered), END];
  const kind = [Uint8Array, Int32Array, Uint32Array, Float64Array].findIndex(Kind => value instanceof Kind);
  if (kind >= 0)
    return [COLUMN, kind, ...run(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))];
  const entries = Object.entries(value);
  return [OBJECT, ...entries.flatMap(([name, item]) => [...answered(name), ...answered(item)]), END];
}

/** What the core takes a question for; what no option can be is `{ other }`. */
function asked(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const text = () => {
    const length = view.getUint32(at, true);
    at += 4 + length;
    assert.ok(at <= bytes.length);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(at - length, at));
  };
  const value = () => {
    const tag = bytes[at++];
    if (tag === NULL) return null;
    if (tag === FALSE || tag === TRUE) return tag === TRUE;
    if (tag === NUMBER) {
      at += 8;
      return view.getFloat64(at - 8, true);
    }
    if (tag === TEXT) return text();
    if (tag === OTHER) return { other: text() };
    if (tag === LIST) {
      const items = [];
      for (; bytes[at] !== END; ) items.push(value());
      at++;
      return items;
    }
    assert.equal(tag, OBJECT);
    const entries = [];
    for (; bytes[at] !== END; ) {
      assert.equal(bytes[at++], TEXT);
      const name = text();
      entries.push([name, value()]);
    }
    at++;
    return Object.fromEntries(entries);
  };
  const whole = value();
  assert.equal(at, bytes.length, "nothing behind it");
  return whole;
}

const TEXTS = [
  "",
  "a",
  "x".repeat(31),
  "x".repeat(32),
  "x".repeat(33),
  "\0\x01\x07\x08\x7f",
  "é",
  "订单编号",
  "😀".repeat(9),
  "\ufeffmark",
  "\ufeff",
  "a\ufeff",
  "\u2028\u2029",
  "\uffff\ufffd\u{10ffff}",
  "__proto__",
  "constructor",
  "x".repeat(3000),
  "茶".repeat(999),
];

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  0.1,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 63),
  2 ** 64,
  922337203685477.6,
  5e-324,
  2.2250738585072014e-308,
  Number.MAX_VALUE,
  Number.EPSILON,
  Infinity,
  -Infinity,
  NaN,
];

const COLUMNS = [
  Uint8Array.of(0, 7, 255),
  Int32Array.of(-1, 2 ** 31 - 1, -(2 ** 31)),
  Uint32Array.of(END, 2 ** 32 - 1),
  Float64Array.of(...NUMBERS),
  new Float64Array(0),
  new Uint8Array(3000).fill(END),
];

/** Any value that crosses, nested; `leaves` besides those that cross both ways. */
function some(chance, depth, leaves = []) {
  const nested = depth > 0 && chance.is(0.6);
  if (!nested) {
    return chance.of([
      null,
      true,
      false,
      chance.of(NUMBERS),
      chance.next() * 1e9,
      chance.of(TEXTS),
      ...leaves,
    ]);
  }
  const items = Array.from({ length: chance.below(6) }, () => some(chance, depth - 1, leaves));
  if (chance.is(0.5)) return items;
  return Object.fromEntries(items.map(item => [chance.of(TEXTS.slice(0, 16)), item]));
}

test("answers of every type", () => {
  for (const value of [...TEXTS, ...NUMBERS, ...COLUMNS, null, true, false, [], {}, [[], {}], { a: [] }]) {
    assert.deepEqual(decode(Uint8Array.from(answered(value))), value);
  }
  const own = decode(Uint8Array.from(answered(JSON.parse('{ "__proto__": { "x": 1 } }'))));
  assert.deepEqual(
    [Object.keys(own), Object.getPrototypeOf(own), own.x],
    [["__proto__"], Object.prototype, undefined],
  );
});

test("answers lie wherever they lie, and stay when their memory is used again", () => {
  const value = { texts: TEXTS, columns: COLUMNS, numbers: NUMBERS };
  const bytes = answered(value);
  for (const offset of [0, 1, 3, 7]) {
    const memory = new Uint8Array(bytes.length + offset + 9).fill(OBJECT);
    memory.set(bytes, offset);
    const decoded = decode(memory.subarray(offset, offset + bytes.length));
    memory.fill(0xff);
    assert.deepEqual(decoded, value);
  }
});

test("any answers, any questions", () => {
  const chance = new Chance(20_240_618);
  for (let n = 0; n < 300; n++) {
    const answer = some(chance, 6, COLUMNS);
    assert.deepEqual(decode(Uint8Array.from(answered(answer))), answer);
    const question = some(chance, 6);
    assert.deepEqual(asked(encode(question)), question);
  }
});

test("questions that callers may well ask", () => {
  const has = (value, expected) => assert.deepEqual(asked(encode(value)), expected);
  has(undefined, null);
  has({ a: undefined, b: null, c: [undefined] }, { b: null, c: [null] });
  has(Float64Array.of(1, NaN), [1, NaN]);
  has(new Uint32Array(0), []);
  has(12n, { other: "bigint" });
  has(BigInt64Array.of(1n), [{ other: "bigint" }]);
  has({ f: () => 1, s: Symbol("x") }, { f: { other: "function" }, s: { other: "symbol" } });
  // Halves of surrogate pairs are no text; what UTF-8 has for them stands in their place.
  has("a\ud800b", "a\ufffdb");
  has({ "\udc00\ud800": "\ud83d\ude00\ud83d" }, { "\ufffd\ufffd": "😀\ufffd" });
  has(Object.create({ inherited: 1 }), {});
  has(JSON.parse('{ "__proto__": 1 }'), JSON.parse('{ "__proto__": 1 }'));
});

test("what is nested without end is cut, and is no option", () => {
  const endless = {};
  endless.endless = [endless];
  let value = asked(encode(endless));
  let depth = 0;
  for (; !("other" in value); depth++) value = Array.isArray(value) ? value[0] : value.endless;
  assert.deepEqual([value, depth], [{ other: "value nested too deep" }, 13]);
  assert.equal(thrownBy(() => open(endless)).detail.option, "endless");
});

/** A small shop in the core of this thread. */
function open(options = {}, csv = "order_id,customer_id,paid_at,amount\n1,ann,2024-01-05,10\n") {
  const opening = new Opening(options, undefined, { orders: 1, members: 0, referrals: 0 }, 0.5);
  const bytes = utf8.encode(csv);
  for (let again = true; again; ) {
    opening.begin("orders", "orders.csv", undefined, "utf-8", false, bytes.length);
    push(opening, bytes);
    again = opening.end() !== 0;
  }
  return opening.finish();
}

function push(opening, bytes) {
  const at = opening.space(bytes.length);
  new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
  opening.push(bytes.length);
}

test("the core says again what it was asked: texts", () => {
  const shop = open();
  const ids = [...TEXTS, "a\ud800b"];
  const { options, total } = shop.ask("customers", { filter: { ids, search: "\ufeff茶" } });
  assert.deepEqual(options.filter.ids, [...TEXTS, "a\ufffdb"]);
  assert.deepEqual([options.filter.search, total], ["\ufeff茶", 0]);
  shop.free();
});

test("the core says again what it was asked: numbers", () => {
  const shop = open();
  const chance = new Chance(7);
  const random = Array.from(
    { length: 200 },
    () => new Float64Array(Uint32Array.of(chance.below(2 ** 32), chance.below(2 ** 32)).buffer)[0],
  );
  for (const number of [...NUMBERS, ...random]) {
    if (Number.isNaN(number)) continue;
    const { options } = shop.ask("customers", {
      filter: { ranges: { monetary: { from: number, to: null } } },
    });
    assert.ok(Object.is(options.filter.ranges.monetary.from, number), String(number));
  }
  shop.free();
});

test("money beyond what floats count", () => {
  for (const amount of [
    "922337203685477.5807",
    "-922337203685477.5807",
    "9007199254740.9931",
    "90071992547409.9301",
  ]) {
    const shop = open(
      {},
      `order_id,customer_id,paid_at,amount\n1,ann,2024-01-05,1\n2,bob,2024-01-05,${amount}\n`,
    );
    const { columns } = shop.ask("customers", { columns: ["id", "monetary"], filter: null });
    const { orders } = shop.ask("customer", { id: "bob" });
    const nearest = Number(amount);
    assert.ok(Math.abs(orders[0].value - nearest) <= Math.abs(nearest) * Number.EPSILON, amount);
    if (nearest > 0) assert.equal(columns.monetary[1], orders[0].value);
    shop.free();
  }
});

test("texts of a file come through, as cells and as headers", () => {
  const texts = TEXTS.filter(text => text.length < 1000 && !text.includes("\0"));
  const headers = ["__proto__", "constructor", "é"];
  const lines = texts.map((text, n) => `${n},c${n},2024-01-05,1,${text},,`);
  const csv = `order_id,customer_id,paid_at,amount,${headers.join(",")}\n${lines.join("\n")}\n`;
  const seen = preview(csv, true, "orders", "utf-8", {}, undefined);
  assert.deepEqual(seen.headers.slice(4), headers);
  assert.deepEqual(
    seen.rows.map(cells => cells[4]),
    texts,
  );
  const shop = open({}, csv);
  const picker = shop.picker("orders", 0, Uint32Array.from(texts.keys()));
  push(picker, utf8.encode(csv));
  assert.deepEqual(picker.ask("header").slice(4), headers);
  assert.deepEqual(
    picker.ask("take").map(({ cells }) => cells[4]),
    texts,
  );
  picker.free();
  shop.free();
});

test("hostile messages end in an error, and the core goes on", () => {
  const shop = open();
  for (const question of [[], null, 1, {}, [["rfm"]], [null], ["no such thing"], ["rfm", 1], ["rfm", "x"]]) {
    const error = thrownBy(() => shop.ask(...(Array.isArray(question) ? question : [question])));
    assert.match(error.code, /^(internal|bad-option)$/, JSON.stringify(question));
  }
  assert.equal(shop.ask("rfm", {}).population, 1);
  shop.free();
  assert.equal(thrownBy(() => shop.ask("rfm", {})).code, "internal");
});

function thrownBy(work) {
  try {
    work();
  } catch (error) {
    return error;
  }
  assert.fail("it should have been refused");
}
