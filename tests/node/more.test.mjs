// The core in two modules: how one is cut (tools/split.mjs, tools/order.mjs), on a small one written by hand; that the
// main job does without the second; and where the second comes from.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import binaryen from "binaryen";
import { open, preview } from "siyu";
import { ordered } from "../../tools/order.mjs";
import { splitModule } from "../../tools/split.mjs";
import { CSV, coreModules, failsWith, fixture } from "./helpers.mjs";
import { inner } from "./small.mjs";

const FEATURES = ["simd", "mutable-globals", "bulk-memory"];

/** Calls both ways, straight and by address; memory, a stack, numbers of 64 and of 128 bits. */
const SMALL = `(module
  (type $one (func (param i32) (result i32)))
  (memory $0 1)
  (export "memory" (memory $0))
  (data (i32.const 100) "\\05\\06")
  (global $stack (mut i32) (i32.const 1000))
  (table $0 3 3 funcref)
  (elem $0 (i32.const 1) $usual_by_address $rare_by_address)
  (export "twice" (func $twice))
  (export "by_address" (func $by_address))
  (export "add" (func $add))
  (export "stack" (func $stack))
  (export "fail" (func $fail))
  (export "read" (func $helped))
  (export "__generated" (func $only_generated))
  (func $only_generated (nop))
  (func $twice (param i32) (result i32) (i32.add (call $rare (local.get 0)) (call $rare (local.get 0))))
  (func $rare (param i32) (result i32)
    (i32.add (call $only_rare (local.get 0)) (call $helped (i32.const 101))))
  (func $only_rare (param i32) (result i32) (call_indirect $0 (type $one) (local.get 0) (i32.const 1)))
  (func $helped (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func $usual_by_address (param i32) (result i32) (i32.mul (local.get 0) (i32.const 10)))
  (func $rare_by_address (param i32) (result i32)
    (i32.add (i32.load8_u (i32.const 100)) (call $usual_by_address (local.get 0))))
  (func $by_address (param i32 i32) (result i32)
    (call_indirect $0 (type $one) (local.get 0) (local.get 1)))
  (func $add (param i64) (result i64)
    (i64x2.extract_lane 1 (call $rare_add (i64x2.splat (local.get 0)) (i64.const -3))))
  (func $rare_add (param v128 i64) (result v128)
    (i64x2.add (local.get 0) (i64x2.splat (local.get 1))))
  (func $stack (result i32) (call $rare_push) (global.get $stack))
  (func $rare_push
    (global.set $stack (i32.sub (global.get $stack) (i32.const 16)))
    (i32.store8 (i32.const 100) (i32.const 7)))
  (func $fail (call $rare_fail))
  (func $rare_fail (unreachable)))`;

/** What cutting makes of the small module; `made` counts how often the second was. */
function halves(rare = [/^rare/]) {
  const parsed = binaryen.parseText(SMALL);
  parsed.setFeatures(binaryen.Features.All);
  binaryen.setDebugInfo(true);
  const { first, second, gone } = splitModule(parsed.emitBinary(), FEATURES, rare);
  parsed.dispose();
  const [core, rest] = [first, second].map(half => new WebAssembly.Module(ordered(half, FEATURES)));
  const counted = { made: 0 };
  const make = () => {
    counted.made++;
    new WebAssembly.Instance(rest, { core: exports });
  };
  const { exports } = new WebAssembly.Instance(core, { more: { make } });
  return { exports, gone, core, rest, counted };
}

test("rare functions and what only they call are in the second module, which is made when it is called", () => {
  const { exports, gone, rest, counted } = halves();
  const names = ["only_rare", "rare", "rare_add", "rare_by_address", "rare_fail", "rare_push"];
  assert.deepEqual([...gone].sort(), names);
  assert.deepEqual(WebAssembly.Module.exports(rest), []);
  assert.equal(exports.__generated, undefined);
  assert.equal(exports.by_address(4, 1), 40);
  assert.equal(counted.made, 0);
  assert.equal(exports.twice(3), 2 * (30 + 6));
  assert.equal(exports.by_address(4, 2), 45);
  assert.equal(counted.made, 1);
});

test("a rare function that is first called by its address", () => {
  const { exports, counted } = halves();
  assert.equal(exports.by_address(4, 2), 45);
  assert.equal(counted.made, 1);
});

test("the halves share memory and stack, and numbers of 64 and 128 bits cross", () => {
  const { exports } = halves();
  assert.equal(exports.add(2n ** 62n), 2n ** 62n - 3n);
  assert.equal(exports.stack(), 984);
  assert.equal(exports.stack(), 968);
  assert.equal(new Uint8Array(exports.memory.buffer)[100], 7);
});

test("what traps in the second module traps in the first", () => {
  const { exports } = halves();
  assert.throws(() => exports.fail(), WebAssembly.RuntimeError);
  assert.equal(exports.twice(3), 72);
});

test("halves of different builds do not fit", () => {
  const { exports } = halves();
  const whole = binaryen.parseText(SMALL.replace("(i32.const 10)", "(i32.const 11)"));
  whole.setFeatures(binaryen.Features.All);
  binaryen.setDebugInfo(true);
  const { second } = splitModule(whole.emitBinary(), FEATURES, [/^rare/]);
  whole.dispose();
  const other = new WebAssembly.Module(second);
  assert.throws(() => new WebAssembly.Instance(other, { core: exports }), WebAssembly.LinkError);
  assert.equal(exports.twice(3), 72);
});

test("what is exported cannot be rare", () => {
  assert.throws(() => halves([/^twice$/]), /twice is exported/);
});

/** A shop read by the core, of which `made` says whether it has its second module. */
async function shop(csv) {
  const { start, Opening, Next } = await inner(["src/core.ts"]);
  const [first, rest] = coreModules();
  const { Instance } = WebAssembly;
  const counted = { made: 0 };
  WebAssembly.Instance = class extends Instance {
    constructor(module, imports) {
      if (module === rest) counted.made++;
      super(module, imports);
    }
  };
  after(() => {
    WebAssembly.Instance = Instance;
  });
  const memory = start([first, rest]);
  const opening = new Opening({}, undefined, { orders: 1, members: 0, referrals: 0 }, 0.5);
  const bytes = new TextEncoder().encode(csv);
  opening.begin("orders", "orders.csv", 20_000, "utf-8", false, bytes.length);
  const at = opening.space(bytes.length);
  new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
  assert.equal(opening.push(bytes.length), Next.GoOn);
  assert.equal(opening.end(), Next.GoOn);
  return { dataset: opening.finish(), counted };
}

const REFERRED = `order_id,customer_id,paid_at,amount,referrer_id,product
${Array.from({ length: 500 }, (_, at) => `${1000 + at},c${at % 60},2024-0${1 + (at % 9)}-1${at % 10} 10:00:00,"${at}.50",${at % 7 ? "" : `c${(at + 1) % 60}`},"tea, green"`).join("\n")}
`;

for (const [what, csv] of [
  ["a file of four columns", CSV],
  ["quotes, times, products and referrers", REFERRED],
]) {
  test(`the main job does without the second module: ${what}`, async () => {
    const { dataset, counted } = await shop(csv);
    assert.equal(dataset.ask("report").orders.rejected, 0);
    assert.ok(dataset.ask("overview", { asOf: "2024-12-31" }).purchases > 4);
    for (const options of [{}, { asOf: "2024-12-31", segments: "octants" }]) {
      assert.ok(dataset.ask("rfm", options).segments.length > 0);
    }
    for (const options of [{}, { referral: { attribution: "pass-up", share: 0.5 } }]) {
      assert.ok(dataset.ask("ltv", options).ownValue > 0);
    }
    for (const options of [{}, { period: "month" }]) {
      assert.ok(dataset.ask("cohorts", options).cohorts.length > 0);
    }
    assert.equal(counted.made, 0);
    assert.ok(dataset.ask("customers", { limit: 1 }).total > 2);
    assert.equal(counted.made, 1);
    dataset.ask("repurchase", {});
    assert.equal(counted.made, 1);
  });
}

/** How many customers there are, which the second module is asked for. */
async function customers(options) {
  const shop = await open({ orders: CSV }, options);
  try {
    return (await shop.customers()).total;
  } finally {
    shop.close();
  }
}

let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "siyu-more-"));
});
after(() => rmSync(folder, { recursive: true }));

const place = name => pathToFileURL(join(folder, name));
const put = (name, to) => copyFileSync(new URL(`../../pkg/dist/${name}`, import.meta.url), join(folder, to));

test("the second module is taken from beside the first where that has its own name", async () => {
  put("siyu_bg.wasm", "siyu_bg.wasm");
  await failsWith(
    open({ orders: CSV }, { wasm: place("siyu_bg.wasm") }),
    "internal",
    /siyu_more_bg.*“moreWasm”/,
  );
  put("siyu_more_bg.wasm", "siyu_more_bg.wasm");
  for (const wasm of [place("siyu_bg.wasm"), `${place("siyu_bg.wasm")}?v=1`]) {
    assert.equal(await customers({ wasm }), 3);
  }
  assert.equal((await preview(CSV, { wasm: place("siyu_bg.wasm") })).rows.length, 5);
});

test("with the core given otherwise it is the package's own, or that which is named", async () => {
  put("siyu_bg.wasm", "core-1.wasm");
  put("siyu_more_bg.wasm", "rest-1.wasm");
  const [module] = coreModules();
  for (const wasm of [module, fixture("../pkg/dist/siyu_bg.wasm"), place("core-1.wasm")]) {
    assert.equal(await customers({ wasm }), 3);
  }
  assert.equal(await customers({ wasm: place("core-1.wasm"), moreWasm: place("rest-1.wasm") }), 3);
  await failsWith(open({ orders: CSV }, { moreWasm: place("nowhere.wasm") }), "internal", /“moreWasm”/);
});

test("without the second module the main job is done, and what needs it says what is missing", async () => {
  // A copy that stands alone, as it does where scripts are bundled.
  mkdirSync(join(folder, "alone"));
  for (const name of ["node", "worker-node"]) put(`${name}.js`, `alone/${name}.mjs`);
  const alone = await import(place("alone/node.mjs"));
  const wasm = coreModules()[0];
  const worker = place("alone/worker-node.mjs");
  const shop = await alone.open({ orders: CSV }, { wasm, worker, workers: 2 });
  try {
    assert.equal(shop.report.orders.rows, 5);
    assert.equal((await shop.ltv()).ownValue, 150.75);
    await failsWith(shop.customers(), "internal", /siyu_more_bg\.wasm could not be loaded.*“moreWasm”/);
    await failsWith(shop.rfm(), "internal");
  } finally {
    shop.close();
  }
});
