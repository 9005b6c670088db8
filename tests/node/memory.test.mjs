// What happens at the end of memory.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "../../pkg/dist/node.js";

/** A file of so many orders, whose ids rise or stand in no order. */
function orders(rows, idOf = row => row) {
  const lines = ["order_id,customer_id,paid_at,amount"];
  for (let row = 0; row < rows; row++)
    lines.push(`${idOf(row)},C${row % (rows >> 2)},2024-03-0${1 + (row % 9)},12.50`);
  return new Blob([lines.join("\n")]);
}

for (const workers of [1, 2]) {
  test(`a file that does not fit is refused with how much of it does, and others are read: ${workers} Workers`, async () => {
    const large = orders(700_000);
    const refused = await open({ orders: large }, { memoryMb: 24, workers }).catch(error => error);
    assert.equal(refused.code, "out-of-memory", refused.message);
    const { rows } = refused.detail;
    assert.ok(rows > 50_000 && rows < 700_000, String(rows));
    assert.match(refused.message, new RegExp(`At least ${rows.toLocaleString("en-US")} rows of them fit`));
    // What is said to fit does.
    const fitting = await open({ orders: orders(rows) }, { memoryMb: 24, workers });
    assert.equal(fitting.report.orders.used, rows);
    assert.equal((await fitting.rfm()).population, rows >> 2);
    fitting.close();
    const whole = await open({ orders: large }, { workers });
    assert.equal(whole.report.orders.used, 700_000);
    whole.close();
  });
}

/** One of a kind of row each: what takes memory differs. */
const KINDS = {
  "order ids in no order": row => [(row * 7_919) % 3_000_017, `C${row >> 2}`, "12.50"],
  "order ids in no order, two rows each": row => [
    ((row >> 1) * 7_919) % 3_000_017,
    `C${(row >> 1) % 997}`,
    "12.50",
  ],
  "a new customer in every row": row => [row, `customer-with-a-long-name-${row}`, "12.50"],
  "few customers": row => [row, `C${row % 97}`, "12.50"],
  "one row without an amount": row => [row, `C${row >> 2}`, row === 5 ? "" : "12.50"],
};

for (const [kind, cellsOf] of Object.entries(KINDS)) {
  test(`the number of rows that is said to fit does, and is not far below what does: ${kind}`, async () => {
    const sized = rows => {
      const lines = ["order_id,customer_id,amount,paid_at"];
      for (let row = 0; row < rows; row++) lines.push(`${cellsOf(row).join(",")},2024-03-0${1 + (row % 9)}`);
      return { orders: new Blob([lines.join("\n")]) };
    };
    for (const rows of [700_000, 1_500_000]) {
      const refused = await open(sized(rows), { memoryMb: 24, workers: 1 }).catch(error => error);
      assert.equal(refused.code, "out-of-memory", refused.message);
      const said = refused.detail.rows;
      assert.ok(said >= 100_000 && said < rows, String(said));
      const fitting = await open(sized(said), { memoryMb: 24, workers: 1 });
      assert.equal(fitting.report.orders.rows, said);
      fitting.close();
    }
    const whole = await open(sized(700_000), { workers: 1 });
    assert.equal(whole.report.orders.rows, 700_000);
    whole.close();
  });
}

test("a list of customers that does not fit beside the tables, which the second module of the core makes", async () => {
  const shop = await open({ orders: orders(200_000) }, { memoryMb: 20, workers: 1 });
  try {
    const refused = await shop.customers({ limit: 100_000 }).catch(error => error);
    assert.equal(refused.code, "out-of-memory", refused.message);
  } finally {
    shop.close();
  }
});

test("memoryMb is a whole number of megabytes", async () => {
  for (const memoryMb of [0, 15, 4097, 1.5, "64"]) {
    await assert.rejects(open({ orders: orders(8) }, { memoryMb }), {
      code: "bad-option",
      message: "memoryMb must be a whole number from 16 to 4096.",
    });
  }
});
