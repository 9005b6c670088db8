// Every form in which orders can be handed over gives the same answer.
import assert from "node:assert/strict";
import { File } from "node:buffer";
import { createHash } from "node:crypto";
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { open, preview } from "siyu";
import { CSV, failsWith, ROWS } from "./helpers.mjs";

const bytes = new TextEncoder().encode(CSV);
const columns = Object.fromEntries(Object.keys(ROWS[0]).map(key => [key, ROWS.map(row => row[key])]));
const forms = {
  text: CSV,
  bytes,
  "a view into a larger buffer": new Uint8Array([0, ...bytes, 0]).subarray(1, bytes.length + 1),
  "an ArrayBuffer": bytes.buffer,
  "a Blob": new Blob([CSV]),
  "a File": new File([CSV], "orders.csv", { lastModified: Date.UTC(2024, 5, 1) }),
  rows: ROWS,
  columns,
  "columns with typed arrays": { ...columns, amount: Float64Array.from(columns.amount) },
  "rows with Dates": ROWS.map(row => ({ ...row, paid_at: new Date(row.paid_at) })),
  "rows with keys of their own": ROWS.map((row, index) =>
    index === 1 ? { note: 'a "quoted", note', ...row } : row,
  ),
  "two files": [
    CSV.split("\n").slice(0, 4).join("\n"),
    new Blob([CSV.split("\n").toSpliced(1, 3).join("\n")]),
  ],
};

for (const [name, orders] of Object.entries(forms)) {
  test(`orders as ${name}`, async () => {
    const shop = await open({ orders });
    const { rows, used, excluded, rejected, customers, buyers, firstDate, lastDate } = shop.report.orders;
    assert.deepEqual(
      { rows, used, excluded, rejected, customers, buyers, firstDate, lastDate },
      {
        rows: 5,
        used: 5,
        excluded: 0,
        rejected: 0,
        customers: 3,
        buyers: 3,
        firstDate: "2024-01-05",
        lastDate: "2024-03-01",
      },
    );
    const overview = await shop.overview();
    assert.equal(overview.value, 150.75);
    assert.equal(overview.purchases, 5);
    shop.close();
  });
}

test("numbers that are too large to keep all their digits are counted, of all sources of a kind", async () => {
  const [one, two] = [2024010500051234561n, 2024010500051234562n];
  const rowsOf = ids =>
    ids.map(order_id => ({ order_id, customer_id: "ann", paid_at: "2024-01-05", amount: 1.5 }));
  const counted = async (orders, members) => {
    const shop = await open({ orders, members });
    shop.close();
    const of = part => part.warnings.find(({ code }) => code === "long-numbers")?.count;
    return [of(shop.report.orders), of(shop.report.members)];
  };
  const members = [{ customer_id: 2 ** 53, joined_at: "2024-01-01" }];
  const byColumn = {
    order_id: Float64Array.of(Number(one), 2 ** 53 - 1),
    customer_id: ["ann", "bob"],
    paid_at: ["2024-01-05", "2024-01-06"],
    amount: [1, 2],
  };
  assert.deepEqual(await counted([rowsOf([Number(one), Number(two)]), byColumn], members), [3, 1]);
  assert.deepEqual(
    await counted(rowsOf([one, String(two), 1, -1.5, Number.NaN]), [{ ...members[0], customer_id: "7" }]),
    [undefined, undefined],
  );
});

test("a file that Node reads from disk", async () => {
  const folder = mkdtempSync(join(tmpdir(), "siyu-"));
  try {
    const path = join(folder, "orders.csv");
    writeFileSync(path, CSV);
    const shop = await open({ orders: await openAsBlob(path) });
    assert.equal(shop.report.orders.used, 5);
    shop.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("members and referrals beside the orders", async () => {
  const shop = await open({
    orders: CSV,
    members: [{ customer_id: "ann", joined_at: "2024-01-01" }],
    referrals: { referrer_id: ["ann"], referred_id: ["bob"], at: ["2024-01-10"] },
  });
  assert.equal(shop.report.members.rows, 1);
  assert.equal(shop.report.referrals.rows, 1);
  const ltv = await shop.ltv();
  assert.deepEqual([ltv.ownValue, ltv.referralValue, ltv.relationshipValue], [150.75, 70.25, 221]);
  shop.close();
});

test("customers come as typed arrays and texts", async () => {
  const shop = await open({ orders: CSV });
  const all = await shop.customers();
  assert.equal(all.total, 3);
  assert.deepEqual(all.columns.id, ["ann", "bob", "cid"]);
  assert.deepEqual(all.columns.recencyDays, Int32Array.of(27, 0, 20));
  assert.deepEqual(all.columns.frequency, Uint32Array.of(2, 2, 1));
  assert.deepEqual(all.columns.monetary, Float64Array.of(40.5, 70.25, 40));
  assert.ok(all.columns.rScore instanceof Uint8Array);
  const one = await shop.customers({ sort: "-monetary", limit: 1, columns: ["id", "monetary"] });
  assert.deepEqual(one.columns, { id: ["bob"], monetary: Float64Array.of(70.25) });
  shop.close();
});

test("every measure answers with its options, date, warnings and version", async () => {
  const shop = await open({ orders: CSV });
  for (const measure of ["overview", "rfm", "ltv", "cohorts", "repurchase", "customers"]) {
    const result = await shop[measure]({ asOf: "2024-02-29" });
    assert.equal(result.asOf, "2024-02-29", measure);
    assert.equal(result.options.asOf, "2024-02-29", measure);
    assert.ok(Array.isArray(result.warnings), measure);
    assert.equal(result.schemaVersion, 1, measure);
    assert.equal(structuredClone(result).asOf, "2024-02-29");
  }
  shop.close();
});

test("the content hash is that of the bytes", async () => {
  const sha = text => createHash("sha256").update(text).digest("hex");
  // Lengths around the block size of the hash, and two sources in a row.
  for (const length of [0, 1, 54, 55, 56, 63, 64, 65, 119, 120]) {
    const note = "x".repeat(length);
    const sources = [
      `${CSV}${note}`,
      `${CSV}9,dan,2024-03-01,1\n`,
      "customer_id,joined_at\nann,2024-01-01\n",
    ];
    const [one, two, members] = sources;
    const shop = await open({ orders: [one, two], members });
    assert.equal(await shop.contentHash(), sha(sources.join("")), String(length));
    shop.close();
  }
});

test("preview shows what would be recognised", async () => {
  const shown = await preview(CSV);
  assert.deepEqual(shown.headers, ["order_id", "customer_id", "paid_at", "amount"]);
  assert.equal(shown.rows.length, 5);
  assert.equal(shown.encoding, "utf-8");
  assert.equal(shown.delimiter, ",");
  assert.equal(shown.mapping.amount.column, "amount");
});

test("what is no source is refused", async () => {
  const error = await failsWith(open({ orders: CSV, clients: CSV }), "bad-option", /no source “clients”/);
  assert.deepEqual(error.detail, { option: "clients", allowed: ["orders", "members", "referrals"] });
  await failsWith(open({}), "missing-source", /Orders are needed/);
  await failsWith(open({ members: CSV }), "missing-source");
  await failsWith(open({ orders: 5 }), "bad-option", /orders must be a File/);
  await failsWith(open(undefined), "bad-option");
  await failsWith(open({ orders: { a: [1], b: [1, 2] } }), "bad-option", /equal length/);
  await failsWith(open({ orders: [{ a: { b: 1 } }] }), "bad-option", /column “a”/);
});

test("an empty list is no source, and an error names the source that was being read", async () => {
  const orders = "order_id,customer_id,paid_at,amount\n1,a,2024-01-02,5\n";
  const shop = await open({ orders, members: [], referrals: [] });
  assert.equal(shop.report.orders.used, 1);
  assert.equal(shop.report.members, undefined);
  shop.close();
  await assert.rejects(open({ orders: [] }), { code: "empty-file", detail: { source: "orders" } });
  await assert.rejects(open({ orders, members: "" }), { code: "empty-file", detail: { source: "members" } });
  const odd = new File(["x,y\n1,2\n"], "odd.csv");
  await assert.rejects(open({ orders: [orders, odd] }), ({ code, detail }) => {
    assert.deepEqual([code, detail.source, detail.file], ["missing-column", "orders", "odd.csv"]);
    return true;
  });
});
