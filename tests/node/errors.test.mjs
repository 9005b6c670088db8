// What is refused, with which code and words; and that the next call works.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, preview, SiyuError } from "siyu";
import { CSV, failsWith } from "./helpers.mjs";

let shop;
before(async () => {
  shop = await open({ orders: CSV });
});
after(() => shop.close());

test("unknown options of open", async () => {
  const error = await failsWith(
    open({ orders: CSV }, { curency: "CNY" }),
    "bad-option",
    /no option “curency”/,
  );
  assert.ok(error instanceof SiyuError && error instanceof Error);
  assert.equal(error.detail.option, "curency");
  for (const name of ["currency", "timeZone", "encoding", "signal", "onProgress", "wasm", "worker"]) {
    assert.ok(error.detail.allowed.includes(name), name);
  }
  await failsWith(open({ orders: CSV }, { zone: [] }), "bad-option", /no option “zone”/);
  assert.ok(!error.detail.allowed.includes("zone"));
  const nested = await failsWith(open({ orders: CSV }, { mapping: { order: {} } }), "bad-option");
  assert.deepEqual(nested.detail, { option: "mapping.order", allowed: ["orders", "members", "referrals"] });
  await failsWith(preview(CSV, { curency: "CNY" }), "bad-option", /no option “curency”/);
  await failsWith(preview(CSV, { kind: "events" }), "bad-option", /kind must be one of/);
});

test("unknown options of every measure, at every depth", async () => {
  for (const measure of ["overview", "rfm", "ltv", "cohorts", "repurchase", "customers"]) {
    const error = await failsWith(shop[measure]({ asof: "2024-02-29" }), "bad-option", /no option “asof”/);
    assert.equal(error.detail.option, "asof", measure);
    assert.ok(error.detail.allowed.includes("asOf"), measure);
  }
  const error = await failsWith(
    shop.ltv({ referral: { shar: 0.5 } }),
    "bad-option",
    /no option “referral.shar”/,
  );
  assert.equal(error.detail.option, "referral.shar");
  assert.ok(error.detail.allowed.includes("share"));
  assert.equal(
    (await failsWith(shop.customers({ rfm: { level: 5 } }), "bad-option")).detail.option,
    "rfm.level",
  );
});

test("wrong values name their option", async () => {
  const said = async (promise, option, message) => {
    const error = await failsWith(promise, "bad-option", message);
    assert.equal(error.detail.option, option);
  };
  await said(
    shop.rfm({ levels: "five" }),
    "levels",
    /^levels must be a whole number that is not negative, not “five”\.$/,
  );
  await said(shop.rfm({ levels: 2.5 }), "levels", /not 2\.5/);
  await said(shop.rfm({ levels: -1 }), "levels", /not -1/);
  await said(shop.rfm({ asOf: new Date() }), "asOf", /^asOf must be a string/);
  await said(shop.rfm({ asOf: "2024-02-30" }), "asOf", /real date/);
  await said(
    shop.rfm({ segments: "octant" }),
    "segments",
    /^segments must be one of .*octants.*, not “octant”\.$/,
  );
  await said(
    shop.cohorts({ period: 7 }),
    "period",
    /^period must be one of day, week, month, quarter, year, not “7”\.$/,
  );
  await said(shop.rfm("now"), "options", /must be an object/);
  await said(shop.rfm({ asOf: () => 1 }), "options", /data that can be sent/);
  await said(
    open({ orders: CSV }, { timeZone: "Mars/Phobos" }),
    "timeZone",
    /IANA name .* not “Mars\/Phobos”/,
  );
  await said(open({ orders: CSV }, { onProgress: 5 }), "onProgress");
  await said(open({ orders: CSV }, { signal: 5 }), "signal");
  await said(open({ orders: CSV }, 5), "options");
});

test("null and undefined mean the default", async () => {
  const plain = await shop.rfm();
  assert.deepEqual(await shop.rfm({ asOf: undefined, levels: null }), plain);
  assert.deepEqual(await shop.rfm(null), plain);
});

test("sources without what is needed", async () => {
  await failsWith(open({ orders: "" }), "empty-file");
  await failsWith(open({ orders: [] }), "empty-file");
  await failsWith(open({ orders: "order_id,customer_id,paid_at,amount\n" }), "empty-file");
  const error = await failsWith(
    open({ orders: "order_id,paid_at,amount\n1,2024-01-01,5\n" }),
    "missing-column",
  );
  assert.equal(error.detail.field, "customerId");
  await failsWith(open({ orders: CSV.replace(/[\d.]+$/gm, "0") }), "no-valid-orders");
  const undecided = "order_id,customer_id,paid_at,amount\n1,a,01/02/2024,5\n2,b,03/04/2024,5\n";
  const told = await failsWith(open({ orders: undecided }), "no-valid-orders");
  assert.match(told.message, /dateOrder/);
});

test("times with an offset move to the zone", async () => {
  const orders =
    "order_id,customer_id,paid_at,amount\n1,ann,2024-01-01T23:30:00Z,5\n2,bob,2024-01-01 23:30:00,5\n";
  const last = async options => {
    const opened = await open({ orders }, options);
    const { columns } = await opened.customers();
    opened.close();
    return columns.lastPurchase;
  };
  assert.deepEqual(await last({}), ["2024-01-01", "2024-01-01"]);
  assert.deepEqual(await last({ timeZone: "Asia/Shanghai" }), ["2024-01-02", "2024-01-01"]);
  assert.deepEqual(await last({ timeZone: "America/New_York" }), ["2024-01-01", "2024-01-01"]);
});

test("the module and the Worker where they are not", async () => {
  await failsWith(
    open({ orders: CSV }, { wasm: "nowhere/siyu_bg.wasm" }),
    "internal",
    /siyu_bg\.wasm could not be loaded/,
  );
  await failsWith(open({ orders: CSV }, { wasm: new Uint8Array([1, 2, 3]) }), "internal");
  await failsWith(
    open({ orders: CSV }, { worker: "nowhere/worker.js" }),
    "worker-lost",
    /could not be started/,
  );
  await failsWith(
    open(
      { orders: CSV },
      {
        worker: () => {
          throw new Error("no Workers here");
        },
      },
    ),
    "worker-lost",
    /no Workers here/,
  );
});

test("after errors everything still works", async () => {
  assert.equal((await shop.overview()).purchases, 5);
});
