// Parquet and Arrow files that are sound and seldom seen, and those that only look sound.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, preview } from "siyu";
import { failsWith, fixture } from "./helpers.mjs";

const file = name => fixture(`columns/${name}`);

test("row groups without rows are passed over; a file of none is empty", async () => {
  const shop = await open({ orders: file("groups.parquet") });
  const { value } = await shop.overview();
  shop.close();
  assert.deepEqual([shop.report.orders.rows, value], [5, 150.75]);
  assert.equal((await preview(file("groups.parquet"))).rows.length, 5);
  assert.deepEqual((await preview(file("empty.parquet"))).rows, []);
  await failsWith(open({ orders: file("empty.parquet") }), "empty-file", /no rows/);
});

test("two columns of one name have each its own values", async () => {
  const { headers, rows } = await preview(file("twice.parquet"));
  assert.deepEqual(headers.slice(3), ["amount", "amount"]);
  assert.deepEqual(
    rows.map(row => row.slice(3)),
    [
      ["10.00", "0.25"],
      ["20.00", "1.25"],
      ["30.50", "2.25"],
      ["40.00", "3.25"],
      ["50.25", "4.25"],
    ],
  );
  const shop = await open({ orders: file("twice.parquet") }, { mapping: { orders: { amount: 4 } } });
  assert.equal((await shop.overview()).value, 11.25);
  shop.close();
});

test("an Arrow file without its end is incomplete, a stream may end without saying so", async () => {
  for (const name of ["plain.arrow", "lz4.arrow", "many-zstd.arrow"]) {
    const whole = file(name);
    const index = new DataView(whole.buffer).getUint32(whole.length - 10, true);
    // Without what follows the batches, a stream behind the signature: all of it, and without its last sign.
    for (const cut of [10 + index, 18 + index, 6, 1]) {
      await failsWith(open({ orders: whole.subarray(0, -cut) }), "unsupported-format", /incomplete.*again/);
    }
  }
  const stream = file("plain.arrows");
  assert.deepEqual([...stream.subarray(-8)], [255, 255, 255, 255, 0, 0, 0, 0]);
  assert.equal((await preview(stream.subarray(0, -8))).rows.length, 5);
});

test("a library that cannot be loaded, or is another one, is named: the file is none the worse", async () => {
  const cases = [
    ["snappy.parquet", "hyparquet", /^To read Parquet, install hyparquet .*npm install hyparquet\)/],
    ["brotli.parquet", "hyparquet-compressors", /^To read files .*npm install hyparquet-compressors\)/],
    ["plain.arrow", "@uwdata/flechette", /^To read Arrow, .*npm install @uwdata\/flechette\)/],
  ];
  for (const [name, library, words] of cases) {
    const wrong = [() => import("./nowhere.mjs"), async () => undefined, {}, { default: {} }];
    for (const given of wrong) {
      const libraries = { [library]: given };
      await failsWith(preview(file(name), { libraries }), "unsupported-format", words);
    }
    const libraries = { [library]: () => import("./nowhere.mjs") };
    await failsWith(open({ orders: file(name) }, { libraries }), "unsupported-format", /nowhere\.mjs/);
  }
});

test("doubles that are too large for whole numbers are counted, whole numbers of 64 bits are not", async () => {
  const counted = async name => {
    const shop = await open({ orders: file(name) });
    shop.close();
    return shop.report.orders.warnings.filter(({ code }) => code === "long-numbers");
  };
  // One double is 1e21, and three ids are beyond 2^53.
  for (const name of ["plain.parquet", "plain.arrow", "zstd.arrows"]) {
    assert.deepEqual(await counted(name), [{ code: "long-numbers", count: 1 }], name);
  }
  assert.deepEqual(await counted("many.parquet"), []);
});
