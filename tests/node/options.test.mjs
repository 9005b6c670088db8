// Options and mappings of every shape, also those that no caller would write, and bytes that are no message at all, as
// the core gets them: an answer or an error with a code, never a panic, and afterwards the same answers as before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { damaged, forSeeds } from "./fuzz.mjs";
import { coreModules } from "./helpers.mjs";
import { inner } from "./small.mjs";

const core = await inner(["src/message.ts", "src/core.ts"]);
const { encode, decode, start, Opening, preview } = core;
const memory = start(coreModules());
const { wasm } = core;

const FILES = {
  orders: [
    "order_id,customer_id,paid_at,amount,refund,refunded_at,status,product,currency,shop,referrer_id,total\n" +
      "1,ann,2024-01-05,10,,,paid,tea,CNY,s1,,10\n1,ann,2024-01-05,5,,,paid,cake,CNY,s1,,5\n" +
      "2,bob,2024-01-20,20,5,2024-02-01,paid,tea,CNY,s1,ann,25\n3,ann,2024-02-03,30.5,,,paid,tea,CNY,s2,,30.5\n" +
      "4,Cid@x.y,2024-02-10,40,40,,refunded,tea,CNY,s2,bob,40\n5,bob,2024-03-01,-3,,,paid,tea,CNY,s1,cid,\n" +
      "6,dan,2024-04-01,soon,,,paid,tea,CNY,s1,,\n7,eve,2024-04-02,0,,,paid,tea,USD,s1,eve,\n8,,2024-04-02,1,,,,,,,,\n",
    "order_id,customer_id,paid_at,amount\n2,bob,2024-01-20,21\n9,fay,05/06/2024,7\n",
  ],
  members: ["customer_id,joined_at,referrer_id\nann,2023-12-01,\ngus,2024-01-01,ann\n"],
  referrals: ["referrer_id,referred_id,at\nann,fay,2024-01-01\nfay,ann,\n"],
};

const utf8 = new TextEncoder();

/** All sources in the core; the errors that opening may end in are thrown. */
function open(options, kinds = ["orders", "members", "referrals"]) {
  const counts = Object.fromEntries(
    Object.keys(FILES).map(kind => [kind, kinds.includes(kind) ? FILES[kind].length : 0]),
  );
  const opening = new Opening(options, undefined, counts, 0.5);
  for (const kind of kinds) {
    for (const file of FILES[kind]) {
      const bytes = utf8.encode(file);
      for (let again = true; again; ) {
        opening.begin(kind, "a.csv", undefined, "utf-8", false, bytes.length);
        const at = opening.space(bytes.length);
        new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
        opening.push(bytes.length);
        again = opening.end() !== 0;
      }
    }
  }
  return opening.finish();
}

const OPENING = [
  "mapping",
  "profile",
  "delimiter",
  "dateOrder",
  "amountIs",
  "refundIs",
  "zeroAmount",
  "currency",
  "identity",
  "idCase",
  "occasion",
  "margin",
  "historyStart",
];
const ASKING = [
  "age",
  "asOf",
  "attribution",
  "columns",
  "filter",
  "from",
  "id",
  "ids",
  "key",
  "lateReferral",
  "levels",
  "limit",
  "lookbackDays",
  "ltv",
  "monetary",
  "occasion",
  "offset",
  "period",
  "ranges",
  "recentDays",
  "referral",
  "rfm",
  "scoring",
  "search",
  "segment",
  "segments",
  "share",
  "sort",
  "split",
  "thresholds",
  "recency",
  "frequency",
  "to",
  "start",
  "end",
  "windowDays",
  "within",
  "rules",
  "name",
  "when",
];
const FIELDS = [
  "orderId",
  "customerId",
  "paidAt",
  "amount",
  "price",
  "quantity",
  "total",
  "refund",
  "refundedAt",
  "status",
  "product",
  "category",
  "channel",
  "shop",
  "currency",
  "referrerId",
  "joinedAt",
  "referredId",
  "at",
  "nothing",
];
const HEADERS = [
  "order_id",
  "customer_id",
  "paid_at",
  "amount",
  "refund",
  "status",
  "shop",
  "product",
  "total",
  "nowhere",
  "",
];
const WORDS = [
  "auto",
  "generic",
  "taobao",
  "shopify",
  "line",
  "order",
  "day",
  "dmy",
  "mdy",
  "included",
  "separate",
  "count",
  "exclude",
  "all",
  "shop",
  "sensitive",
  "insensitive",
  "CNY",
  "USD",
  "XYZ",
  "octants",
  "grid",
  "rfm11",
  "custom",
  "quantile",
  "thresholds",
  "mean",
  "median",
  "score-mean",
  "sum",
  "month",
  "week",
  "quarter",
  "year",
  "calendar",
  "elapsed",
  "direct",
  "subtree",
  "pass-up",
  "path-equal",
  "keep",
  "drop",
  "-monetary",
  "id,-recencyDays",
  "monetary",
  "pAlive",
  "ann",
  "bob",
  "important-value",
  "2024-02-30",
  "2024-02-29",
  "2024-01-01",
  "0000-01-01",
  "9999-12-31",
  "-2024-01-01",
  "",
  "\t",
  ";",
  '"',
  "\n",
  "茶",
  "\0",
  "😀",
  "x".repeat(300),
];
const NUMBERS = [
  0,
  -0,
  1,
  2,
  3,
  5,
  10,
  11,
  30,
  365,
  0.5,
  1.5,
  -1,
  1e-300,
  1e300,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53,
  NaN,
  Infinity,
  -Infinity,
];
const MEASURES = ["overview", "rfm", "ltv", "cohorts", "repurchase", "customers", "prospects", "customer"];

/** A value of any shape, mostly with names that options have. */
function some(chance, names, depth) {
  const leaf = () =>
    chance.of([
      null,
      undefined,
      true,
      false,
      chance.of(NUMBERS),
      chance.of(NUMBERS),
      chance.of(WORDS),
      chance.of(WORDS),
      12n,
      () => {},
    ]);
  if (depth === 0 || chance.is(0.4)) return leaf();
  const length = chance.below(4);
  if (chance.is(0.3)) return Array.from({ length }, () => some(chance, names, depth - 1));
  return Object.fromEntries(
    Array.from({ length }, () => [
      chance.of(chance.is(0.95) ? names : WORDS),
      some(chance, names, depth - 1),
    ]),
  );
}

/** Options of `open`, and a mapping that may well be right. */
function opened(chance) {
  const options = Object.fromEntries(
    OPENING.filter(() => chance.is(0.15)).map(name => [name, some(chance, OPENING, 2)]),
  );
  const column = () =>
    chance.of([chance.below(13), chance.of(HEADERS), chance.of(HEADERS), null, some(chance, FIELDS, 1)]);
  const columns = () =>
    Object.fromEntries(FIELDS.filter(() => chance.is(0.15)).map(field => [field, column()]));
  const kinds = ["orders", "members", "referrals", "nothing"].filter(() => chance.is(0.4));
  if (chance.is(0.6)) options.mapping = Object.fromEntries(kinds.map(kind => [kind, columns()]));
  return options;
}

const CODES =
  /^(empty-file|not-a-table|missing-column|missing-source|no-valid-orders|unsupported-format|out-of-range|bad-option)$/;

/** What comes of it; an error must have a code that is not that of a fault. */
function outcome(work, codes = CODES) {
  try {
    return work();
  } catch (error) {
    assert.ok(!(error instanceof Error), `no fault of the core: ${error.stack}`);
    assert.match(error.code, codes, error.message);
    assert.ok(error.message.length > 0 && error.message.length < 2000);
    return null;
  }
}

const everything = shop =>
  JSON.stringify(MEASURES.map(name => shop.ask(name, name === "customer" ? { id: "ann" } : {})));

test("options of open and preview", async () => {
  let read = 0;
  await forSeeds(3000, chance => {
    const options = opened(chance);
    const kinds = chance.of([
      ["orders"],
      ["orders", "members"],
      ["orders", "referrals"],
      ["orders", "members", "referrals"],
    ]);
    const shop = outcome(() => open(options, kinds));
    const kind = chance.of(Object.keys(FILES));
    outcome(() => preview(FILES[kind][0], chance.is(0.5), kind, "utf-8", options, undefined));
    if (shop === null) return;
    read++;
    const { orders, members, referrals } = shop.ask("report");
    for (const part of [orders, members, referrals]) {
      if (part) assert.equal(part.rows, part.used + part.excluded + part.rejected);
    }
    for (const name of MEASURES) outcome(() => shop.ask(name, name === "customer" ? { id: "ann" } : {}));
    shop.free();
  });
  assert.ok(read > 0);
});

test("options of measures", async () => {
  const shop = open({});
  const before = everything(shop);
  let answered = 0;
  await forSeeds(6000, chance => {
    const options = some(chance, ASKING, 4);
    const asked = typeof options === "object" ? options : {};
    // Few names at a time: one that a measure does not have hides the others.
    const answer = outcome(() => shop.ask(chance.of(MEASURES), asked));
    answered += Number(answer !== null);
  });
  assert.ok(answered > 0);
  assert.equal(everything(shop), before);
  shop.free();
});

test("bytes that are no message", async () => {
  const shop = open({});
  const before = everything(shop);
  await forSeeds(6000, chance => {
    const question = [
      chance.of([...MEASURES, "aside", "orderPlaces", "report", "header", "begin", "end", "join"]),
      some(chance, ASKING, 3),
      chance.of(NUMBERS),
    ];
    const bytes = chance.is(0.8)
      ? damaged(encode(question), chance, 4)
      : Uint8Array.from({ length: chance.size(1, 300) }, () => chance.below(chance.of([10, 256])));
    outcome(() => {
      const at = wasm.room(bytes.length) >>> 0;
      new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
      const failed = wasm.ask(shop.slot) >>> 0 === 2 ** 32 - 1;
      const answer = decode(new Uint8Array(memory.buffer, wasm.answer() >>> 0, wasm.answerLength()));
      if (failed) throw answer;
    }, /^(internal|bad-option|out-of-range)$/);
  });
  assert.equal(everything(shop), before);
  shop.free();
});
