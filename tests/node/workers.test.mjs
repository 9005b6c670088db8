// One file read by several Workers: the same answers for any number of them, whatever stands where it is cut.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { open } from "siyu";
import { failsWith } from "./helpers.mjs";

const HEADER = "order_id,customer_id,paid_at,amount,product,referrer_id\n";

/** `megabytes` of rows; what `row` says of the n-th. */
function file(megabytes, row) {
  const blocks = [HEADER];
  for (let n = 0, size = 0; size < megabytes << 20; ) {
    let block = "";
    while (block.length < 1 << 20) block += row(n++);
    blocks.push(block);
    size += block.length;
  }
  return blocks;
}

const plain = n => `${1e6 + n},c${n % 9973},2024-0${(n % 9) + 1}-1${n % 10},${n % 300}.50,tea,c${n % 97}\n`;

/** Everything that a dataset says, in one text. */
async function everything(orders, options) {
  const seen = [];
  const shop = await open({ orders }, { ...options, onProgress: progress => seen.push(progress) });
  const answers = [
    shop.report,
    await shop.rfm(),
    await shop.cohorts(),
    await shop.ltv(),
    await shop.customers(),
  ];
  shop.close();
  for (const [index, { bytes, rows }] of seen.entries()) {
    assert.ok(bytes >= (seen[index - 1]?.bytes ?? 0) && rows >= (seen[index - 1]?.rows ?? 0));
  }
  assert.equal(seen.at(-1).bytes, orders.size);
  assert.equal(seen.at(-1).rows, shop.report.orders.rows);
  return JSON.stringify(answers);
}

/** Asserts that any number of Workers says the same; resolves with it. */
async function sameForAnyNumber(orders, options = {}) {
  const alone = await everything(orders, { ...options, workers: 1 });
  for (const workers of [undefined, 2, 3]) {
    assert.equal(
      await everything(orders, { ...options, ...(workers && { workers }) }),
      alone,
      `${workers} Workers`,
    );
  }
  return JSON.parse(alone);
}

test("rising order numbers, and quotes nowhere", async () => {
  const [report] = await sameForAnyNumber(new Blob(file(25, plain)));
  assert.equal(report.orders.rejected, 0);
});

test("parts of many rows and parts of few, in the same buffers", async () => {
  // Short rows stand in blocks of six megabytes between long ones: parts that are sent grow and shrink.
  let [long, left] = [true, 6 << 20];
  const row = n => {
    const text = long ? plain(n).replace("tea", "tea ".repeat(40)) : plain(n);
    left -= text.length;
    if (left < 0) [long, left] = [!long, 6 << 20];
    return text;
  };
  const [report] = await sameForAnyNumber(new Blob(file(40, row)));
  assert.equal(report.orders.rejected, 0);
});

test("order numbers in no order", async () => {
  const orders = new Blob(file(17, n => plain((n * 7919) % 1_000_003)));
  await sameForAnyNumber(orders);
});

test("line breaks inside quotes make every cut doubtful", async () => {
  const text = `tea\nwith ""lemon""\r\n\n9,9,2024-01-01,1,x,y\n`.repeat(40);
  const orders = new Blob(
    file(17, n => `${1e6 + n},c${n % 973},2024-03-1${n % 10},5.00,"${text}",c${n % 97}\n`),
  );
  const [report] = await sameForAnyNumber(orders);
  assert.equal(report.orders.rejected, 0);
});

test("a quote that is never closed, before the cut", async () => {
  const orders = new Blob(file(17, n => (n % 50_000 === 49_000 ? `"${plain(n)}` : plain(n))));
  const [report] = await sameForAnyNumber(orders);
  assert.ok(report.orders.rejected > 0);
});

test("GB18030", async () => {
  // 茶 in GB18030, where rows are decoded before they are read.
  const tea = new Uint8Array([0xb2, 0xe8]);
  const rows = file(17, plain).map(block => new TextEncoder().encode(block.replaceAll("tea", "te")));
  const [report] = await sameForAnyNumber(new Blob([...rows, `7777777,c1,2024-09-30,1.50,`, tea, ",c2\n"]));
  assert.equal(report.orders.encoding, "gb18030");
});

test("what contradicts the beginning in the part of another Worker", async () => {
  // Day and month are told apart by the last row alone.
  const row = n =>
    `${1e6 + n},c${n % 9973},0${(n % 9) + 1}/0${(n % 8) + 1}/2024,${n % 300}.50,tea,c${n % 97}\n`;
  const orders = new Blob([...file(17, row), "9999999,c1,31/01/2024,1.00,tea,c2\n"]);
  const [report] = await sameForAnyNumber(orders);
  assert.equal(report.orders.rejected, 0);
});

test("everything that was believed of a file turns out wrong, one thing after the other", async () => {
  // In no order and, it seems, once; then one again, then no UTF-8, and at the end the month behind the day.
  const row = n =>
    `${1e6 + ((n * 7919) % 60_013)},c${n % 973},0${(n % 9) + 1}/0${(n % 8) + 1}/2024,1.50,tea,c${n % 97}\n`;
  const rows = Array.from({ length: 30_000 }, (_, n) => row(n));
  rows[4000] = rows[10];
  const bytes = new TextEncoder().encode(HEADER + rows.join(""));
  // 茶 in GB18030.
  const last = Uint8Array.from([...new TextEncoder().encode("7,c1,31/01/2024,1.00,"), 0xb2, 0xe8, 0x0a]);
  const shop = await open({ orders: new Blob([bytes, last]) }, { workers: 1 });
  const { encoding, used, rejected, orders } = shop.report.orders;
  assert.deepEqual(
    { encoding, used, rejected, orders },
    { encoding: "gb18030", used: 30_001, rejected: 0, orders: 30_000 },
  );
  shop.close();
});

test("the number of Workers is 1 to 64", async () => {
  for (const workers of [0, 65, 1.5, "2"]) {
    const error = await failsWith(open({ orders: "a" }, { workers }), "bad-option", /1 to 64/);
    assert.equal(error.detail.option, "workers");
  }
});

test("an assistant that dies ends the opening, and leaves nobody waiting", async () => {
  const script = fileURLToPath(new URL("../../pkg/dist/worker-node.js", import.meta.url));
  let made = 0;
  const worker = () => {
    const one = new Worker(script);
    if (made++ === 1) one.terminate();
    return one;
  };
  await failsWith(open({ orders: new Blob(file(17, plain)) }, { workers: 2, worker }), "worker-lost");
  assert.equal(made, 2);
});
