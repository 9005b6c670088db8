// Progress, abort, close, and what happens when a Worker dies.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { open } from "siyu";
import { CSV, failsWith } from "./helpers.mjs";

const workerUrl = new URL("../../pkg/dist/worker-node.js", import.meta.url);

/** About `megabytes` of orders as a Blob. */
function manyOrders(megabytes) {
  const rows = [];
  let id = 0;
  for (let size = 0; size < 1 << 20; size += 32) {
    rows.push(`${String(id).padStart(7, "0")},c${String(id++ % 5000).padStart(4, "0")},2024-01-05,10.00\n`);
  }
  const block = new TextEncoder().encode(rows.join(""));
  return new Blob(["order_id,customer_id,paid_at,amount\n", ...Array(megabytes).fill(block)]);
}

test("progress never falls and ends at the total", async () => {
  const orders = manyOrders(40);
  const seen = [];
  const shop = await open({ orders }, { onProgress: progress => seen.push(progress) });
  assert.ok(seen.length >= 2);
  for (const [index, { bytes, rows, totalBytes }] of seen.entries()) {
    assert.equal(totalBytes, orders.size);
    assert.ok(bytes >= (seen[index - 1]?.bytes ?? 0) && rows >= (seen[index - 1]?.rows ?? 0));
  }
  assert.equal(seen.at(-1).bytes, orders.size);
  assert.equal(seen.at(-1).rows, shop.report.orders.rows);
  shop.close();
});

test("progress stays monotone where the source is read again", async () => {
  // The last line is not UTF-8, so everything is read twice.
  const orders = new Blob([
    manyOrders(20),
    "9999999,",
    new Uint8Array([0xc0, 0xee, 0xc0, 0xd7]),
    ",2024-01-05,1\n",
  ]);
  const seen = [];
  const shop = await open({ orders }, { onProgress: progress => seen.push(progress) });
  assert.equal(shop.report.orders.encoding, "gb18030");
  for (const [index, { bytes, rows }] of seen.entries()) {
    assert.ok(bytes >= (seen[index - 1]?.bytes ?? 0) && rows >= (seen[index - 1]?.rows ?? 0));
  }
  assert.equal(seen.at(-1).bytes, orders.size);
  shop.close();
});

test("abort rejects with the signal's reason, long before all is read", async () => {
  const controller = new AbortController();
  const reason = new Error("changed my mind");
  const orders = manyOrders(100);
  let read = 0;
  const opening = open(
    { orders },
    {
      signal: controller.signal,
      onProgress({ bytes }) {
        read = bytes;
        controller.abort(reason);
      },
    },
  );
  await assert.rejects(opening, error => error === reason);
  assert.ok(read > 0 && read < orders.size);
});

test("an aborted signal starts nothing, and abort after the end does nothing", async () => {
  await assert.rejects(open({ orders: CSV }, { signal: AbortSignal.abort() }), { name: "AbortError" });
  const controller = new AbortController();
  const shop = await open({ orders: CSV }, { signal: controller.signal });
  controller.abort();
  assert.equal((await shop.overview()).purchases, 5);
  shop.close();
});

test("close is idempotent, and rejects what waits and what comes", async () => {
  const shop = await open({ orders: CSV });
  const pending = [shop.rfm(), shop.cohorts()];
  shop.close();
  shop.close();
  for (const question of pending) await failsWith(question, "closed", /closed/);
  await failsWith(shop.overview(), "closed");
  assert.equal(shop.report.orders.used, 5);
});

test("a dataset can be disposed", async () => {
  const shop = await open({ orders: CSV });
  shop[Symbol.dispose]();
  await failsWith(shop.overview(), "closed");
});

test("a Worker that dies rejects everything that waits, and other datasets live on", async () => {
  const workers = [];
  const worker = () => {
    const started = new Worker(workerUrl);
    workers.push(started);
    return started;
  };
  const [one, two] = [await open({ orders: CSV }, { worker }), await open({ orders: CSV }, { worker })];
  // It ends in its own time, and might still answer what it was asked before.
  workers[0].terminate();
  const pending = [one.rfm(), one.contentHash()];
  for (const question of pending) await failsWith(question, "internal", /Worker .* has ended/);
  await failsWith(one.overview(), "internal");
  assert.equal((await two.overview()).purchases, 5);
  one.close();
  two.close();
});

test("a Worker that is none of ours", async () => {
  const script = code => () => new Worker(code, { eval: true });
  await failsWith(open({ orders: CSV }, { worker: script("process.exit(3)") }), "worker-lost", /exit code 3/);
  await failsWith(open({ orders: CSV }, { worker: script("throw new Error('no')") }), "worker-lost", /no/);
});

test("a trap in the core ends the Worker with internal, not with silence", async () => {
  // The smallest module that instantiates nothing of what the core exports.
  const module = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  const error = await failsWith(
    open({ orders: CSV }, { wasm: module }),
    "internal",
    /went wrong inside Siyu/,
  );
  assert.deepEqual(error.detail, {});
});

test("an open dataset does not keep the process alive, and importing prints and starts nothing", () => {
  const script = `
    import { open } from "siyu";
    const shop = await open({ orders: ${JSON.stringify(CSV)} });
    console.log((await shop.overview()).purchases);`;
  const cwd = fileURLToPath(new URL("../../", import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd,
    encoding: "utf8",
    timeout: 20_000,
  });
  assert.deepEqual({ stdout, stderr, status }, { stdout: "5\n", stderr: "", status: 0 });
});
