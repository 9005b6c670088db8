// Archives and packed workbooks, damaged in every way: an error with a code or the right answer, never a promise that
// nobody answers, and what else is open goes on. A gzip file has a sum and a length of what is inside, and so has an
// entry of a ZIP archive, so that what opens after damage is what was packed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { open, preview } from "siyu";
import { damaged, forSeeds } from "./fuzz.mjs";
import { CSV, fixture } from "./helpers.mjs";
import { zip } from "./zip.mjs";

const CODES = /^(unsupported-format|encrypted-file|empty-file|not-a-table|missing-column|no-valid-orders)$/;
const LINES = Array.from(
  { length: 3000 },
  (_, n) => `${n + 10},c${n % 99},2024-02-0${(n % 9) + 1},${n % 70}.25\n`,
);
const LONG = CSV + LINES.join("");

/** What is packed, and how many rows are inside. */
const PACKED = [
  [gzipSync(CSV), 5],
  [gzipSync(LONG), 3005],
  [Buffer.concat([gzipSync(CSV), gzipSync(LINES.join(""))]), 3005],
  [gzipSync(LONG, { level: 0 }), 3005],
  [zip([{ name: "a.csv", data: CSV }]), 5],
  [
    zip([
      { name: "a.csv", data: LONG },
      { name: "b.txt", data: "x" },
    ]),
    3005,
  ],
  [zip([{ name: "a.csv", data: CSV, stored: true }]), 5],
  [
    zip([
      { name: "a.csv", data: CSV },
      { name: "b.csv", data: LONG },
    ]),
    null,
  ],
  [zip([{ name: "a.xlsx", data: fixture("sheets/since-1904.xlsx") }]), null],
];

test("damaged archives", async () => {
  const other = await open({ orders: CSV });
  let opened = 0;
  await forSeeds(250, async chance => {
    const [whole, rows] = chance.of(PACKED);
    const bytes = damaged(whole, chance, 3);
    const signal = AbortSignal.timeout(20_000);
    try {
      if (chance.is(0.2)) await preview(bytes, { signal });
      const shop = await open({ orders: bytes }, { signal });
      const { orders } = shop.report;
      shop.close();
      assert.equal(orders.rows, orders.used + orders.excluded + orders.rejected);
      if (rows !== null && orders.sources[0].encoding === "utf-8") assert.equal(orders.rows, rows);
      opened++;
    } catch (error) {
      assert.equal(error?.name, "SiyuError", error?.stack);
      assert.match(error.code, CODES, error.message);
    }
  });
  assert.ok(opened > 0);
  assert.equal((await other.overview()).value, 150.75);
  other.close();
});
