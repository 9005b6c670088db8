// Parquet and Arrow files, written by another program (tests/columns/make.py).
import assert from "node:assert/strict";
import { File } from "node:buffer";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import * as flechette from "@uwdata/flechette";
import * as hyparquet from "hyparquet";
import * as compressors from "hyparquet-compressors";
import { open, preview } from "siyu";
import { damaged, forSeeds } from "./fuzz.mjs";
import { CSV, failsWith, fixture } from "./helpers.mjs";
import { zip } from "./zip.mjs";

const file = name => fixture(`columns/${name}`);

/** What stands in the columns, as cells; "" is missing. */
const TABLE = {
  order_id: ["9007199254740993", "9223372036854775807", "-9007199254740993", "4", "5"],
  customer_id: ["ann", "bob", "ann", '买家, "甲"', "bob"],
  paid_at: [
    "2024-01-05 10:30:00",
    "2024-01-20 00:00:00.000001",
    "2024-02-03 23:59:59.999999",
    "1969-12-31 23:59:59.500000",
    "2024-03-01 00:00:00",
  ],
  amount: ["10.00", "20.00", "30.50", "40.00", "50.25"],
  exact: ["123456789012345678901234567.8901", "-0.0001", "", "0.0000", "-7.5000"],
  small: ["1.5", "-0.1", "99999.9", "", "0.0"],
  unsigned: ["18446744073709551615", "0", "1", "", "2"],
  byte: ["255", "0", "1", "", "2"],
  count: ["-1", "2147483647", "", "3", "4"],
  word: ["4294967295", "0", "", "3", "4"],
  single: ["0.1", "19.99", "", "16777216", "1e-7"],
  double: ["0.1", "", "", "1e+21", "1234567.891"],
  yes: ["true", "false", "", "true", "false"],
  day: ["2024-01-05", "1969-12-31", "", "0001-01-01", "9999-12-31"],
  day_ms: ["2024-01-05", "1969-12-31", "", "0001-01-01", "9999-12-31"],
  clock: ["10:30:00", "00:00:00.000001", "", "23:59:59", "01:00:00"],
  seconds: ["2024-01-05 10:30:00", "", "1969-12-31 00:00:00", "", ""],
  nanos: ["2024-01-05 10:30:00.000000001", "", "1969-12-31 23:59:59.999999999", "", ""],
  instant: [
    "2024-01-05 10:30:00Z",
    "2024-01-20 00:00:00.000001Z",
    "2024-02-03 23:59:59.999999Z",
    "1969-12-31 23:59:59.500000Z",
    "2024-03-01 00:00:00Z",
  ],
  shanghai: ["2024-01-05 10:30:00Z", "", "2024-02-03 23:59:59.999Z", "", ""],
  text: ["two\nlines", "", "", "0012", "a;b"],
  large: ["x", "", "y", "z", "é"],
  nothing: ["", "", "", "", ""],
};

async function columnsOf(name, options) {
  const { headers, rows } = await preview(file(name), options);
  return Object.fromEntries(headers.map((header, at) => [header, rows.map(row => row[at])]));
}

for (const name of ["snappy", "plain", "gzip", "zstd", "lz4", "brotli", "delta"]) {
  test(`${name}.parquet: what stands in each kind of column`, async () => {
    const { nanos: _, ...rest } = TABLE;
    assert.deepEqual(await columnsOf(`${name}.parquet`), name === "zstd" ? rest : TABLE);
  });
}

test("old.parquet: times as they were written before 2017, on the clock that nobody named", async () => {
  const { nanos: _, ...rest } = TABLE;
  const without = times => times.map(time => time.replace("Z", ""));
  const { instant, shanghai } = rest;
  // What counts less than microseconds is three digits longer.
  const longer = times =>
    without(times).map(time =>
      time.includes(".") ? time.replace(/(\.\d+)$/, part => part.padEnd(10, "0")) : time,
    );
  assert.deepEqual(await columnsOf("old.parquet"), {
    ...rest,
    paid_at: longer(rest.paid_at),
    instant: longer(instant),
    shanghai: longer(shanghai),
    unsigned: rest.unsigned,
  });
});

for (const name of ["plain.arrow", "lz4.arrow", "plain.arrows", "zstd.arrows"]) {
  test(`${name}: what stands in each kind of column`, async () => {
    // Here the zone is known, and with it the clock by which was written.
    const shanghai = ["2024-01-05 18:30:00+08:00", "", "2024-02-04 07:59:59.999+08:00", "", ""];
    assert.deepEqual(await columnsOf(name), { ...TABLE, shanghai });
  });
}

const ID = /^1000000000000\d{5}$/;

const MANY = ["many.parquet", "many-zstd.parquet", "many-plain.parquet", "many-snappy.parquet"];

for (const name of [...MANY, "many.arrows", "many-zstd.arrow"]) {
  test(`${name}: row groups, pages and batches, with progress and another delimiter`, async () => {
    const bytes = file(name);
    for (const delimiter of [",", ";", "\t"]) {
      const seen = [];
      const orders = new globalThis.File([bytes], name);
      const shop = await open({ orders }, { delimiter, onProgress: progress => seen.push(progress) });
      const { rows, used, exclusions, sources } = shop.report.orders;
      assert.deepEqual(
        [rows, used, exclusions],
        [5000, 4500, [{ rule: "no-customer", rows: 500, value: 2475 }]],
      );
      assert.equal(sources[0].name, name);
      const expected = Array.from({ length: 5000 }, (_, n) => (n % 10 ? n % 1000 : 0)).reduce(
        (a, b) => a + b,
      );
      assert.equal((await shop.overview()).value, expected / 100);
      const { orders: one } = await shop.customer("c919");
      assert.ok(one.length > 2 && one.every(({ id }) => ID.test(id)), JSON.stringify(one));
      shop.close();
      assert.ok(seen.every(({ bytes: done }, at) => done >= (seen[at - 1]?.bytes ?? 0)));
      const halfway = seen.filter(({ rows }) => rows === 0).map(({ bytes: done }) => done);
      assert.ok(new Set(halfway).size >= 2 && Math.max(...halfway) <= bytes.length / 2, `${halfway}`);
      assert.deepEqual([seen.at(-1).bytes, seen.at(-1).totalBytes], [bytes.length, bytes.length]);
    }
  });
}

test("a dictionary that grows, and then is another", async () => {
  const { customer_id } = await columnsOf("growing.arrows");
  assert.deepEqual(customer_id, ["ann", "bob", "cid", "eve", "dan"]);
});

for (const name of [...MANY.slice(1), "many-zstd.arrow"]) {
  test(`${name}: cell by cell what many.parquet has`, async () => {
    const rowsOf = async name => {
      const shop = await open({ orders: file(name) });
      const { total, rows } = await shop.setAside({ rule: "no-customer", limit: 1000 });
      const customers = await Promise.all(["c0", "c7", "c919", "c996"].map(id => shop.customer(id)));
      shop.close();
      const cells = rows.map(({ cells, line }) => [line, ...cells]);
      return { total, cells, orders: customers.map(({ orders }) => orders) };
    };
    assert.deepEqual(await rowsOf(name), await rowsOf("many.parquet"));
  });
}

test("a file that begins with no schema has it in its index, as some programs write it", async () => {
  for (const name of ["plain.arrow", "lz4.arrow"]) {
    const bytes = file(name);
    const expected = await columnsOf(name);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    // The first message, behind the signature and its own length.
    bytes.copyWithin(8, 16, 16 + view.getUint32(12, true));
    assert.deepEqual((await preview(bytes)).headers, Object.keys(expected), name);
    assert.deepEqual((await preview(bytes)).rows[0][0], expected.order_id[0], name);
  }
});

test("columns of lists and structures are named in the report, and counted in a warning", async () => {
  const reported = async (sources, options) => {
    const shop = await open(sources, options);
    shop.close();
    return shop.report.orders;
  };
  for (const name of ["plain.parquet", "plain.arrow", "zstd.arrows"]) {
    const { sources, warnings } = await reported({ orders: file(name) });
    assert.deepEqual(sources[0].columnsLeftOut, ["list", "struct"], name);
    const [warning, ...more] = warnings.filter(({ code }) => code === "columns-left-out");
    assert.deepEqual([warning, more], [{ code: "columns-left-out", count: 2, field: "list, struct" }, []]);
  }
  // Of several sources, each says its own; the warning names every column once.
  const all = zip([
    { name: "a.parquet", data: file("plain.parquet") },
    { name: "b.arrow", data: file("many-zstd.arrow") },
    { name: "c.csv", data: CSV },
    { name: "d.parquet", data: file("snappy.parquet") },
  ]);
  const { sources, warnings } = await reported({ orders: all });
  assert.deepEqual(
    sources.map(({ columnsLeftOut }) => columnsLeftOut),
    [["list", "struct"], ["inside"], undefined, ["list", "struct"]],
  );
  assert.deepEqual(
    warnings.filter(({ code }) => code === "columns-left-out"),
    [{ code: "columns-left-out", count: 3, field: "list, struct, inside" }],
  );
  const { warnings: none } = await reported({ orders: file("many.parquet") });
  assert.ok(none.every(({ code }) => code !== "columns-left-out"));
});

test("times with a zone are those of CSV with the same offset: as written, or on the clock of a zone", async () => {
  const read = async (orders, paidAt, options) => {
    const shop = await open({ orders }, { mapping: { orders: { paidAt } }, ...options });
    const { firstDate, lastDate, used } = shop.report.orders;
    const customers = await Promise.all(["ann", "bob"].map(id => shop.customer(id)));
    shop.close();
    return { firstDate, lastDate, used, orders: customers.map(({ orders }) => orders) };
  };
  const csv = times =>
    times.reduce(
      (text, time, row) =>
        `${text}${TABLE.order_id[row]},"${TABLE.customer_id[row].replaceAll('"', '""')}",${time},${TABLE.amount[row]}\n`,
      "order_id,customer_id,t,amount\n",
    );
  // Of this one Arrow keeps the zone, so that it was written by the clock there; Parquet keeps none.
  const there = ["2024-01-05 18:30:00+08:00", "", "2024-02-04 07:59:59.999+08:00", "", ""];
  const cases = [
    ["plain.parquet", "instant", TABLE.instant],
    ["plain.arrow", "instant", TABLE.instant],
    ["plain.parquet", "shanghai", TABLE.shanghai],
    ["plain.arrow", "shanghai", there],
  ];
  const dates = [];
  for (const timeZone of ["Asia/Shanghai", "America/New_York", undefined]) {
    const options = timeZone === undefined ? {} : { timeZone };
    for (const [name, column, times] of cases) {
      const found = await read(file(name), column, options);
      assert.deepEqual(found, await read(csv(times), "t", options), `${name} ${column} ${timeZone}`);
      dates.push(found.lastDate);
    }
  }
  assert.deepEqual(dates, [
    ...["2024-03-01", "2024-03-01", "2024-02-04", "2024-02-04"],
    ...["2024-02-29", "2024-02-29", "2024-02-03", "2024-02-03"],
    ...["2024-03-01", "2024-03-01", "2024-02-03", "2024-02-04"],
  ]);
});

test("among other sources, in gzip and in ZIP archives", async () => {
  const used = async orders => {
    const shop = await open({ orders });
    const { used } = shop.report.orders;
    shop.close();
    return used;
  };
  assert.equal(await used(new Uint8Array(gzipSync(file("many.parquet")))), 4500);
  const archive = zip([
    { name: "a.parquet", data: file("many.parquet"), stored: true },
    { name: "b.arrow", data: file("plain.arrow") },
    { name: "c.csv", data: CSV },
    { name: "d.csv", data: "customer_id,joined_at\nann,2024-01-01\n" },
  ]);
  // Orders 4 and 5 are in both.
  assert.equal(await used(archive), 4500 + 5 + 5 - 2);
  assert.equal(await used([file("growing.arrows"), CSV.replace(/^(\d)/gm, "x$1")]), 10);
});

test("rows that were set aside are found again, with their cells", async () => {
  const shop = await open({ orders: file("many.parquet") });
  const { total, rows } = await shop.setAside({ rule: "no-customer", limit: 2 });
  shop.close();
  assert.deepEqual(
    [total, rows[1].cells, rows[1].line],
    [500, ["100000000000000010", "", "2024-01-11", "0.10"], 12],
  );
});

test("the libraries come from where the option says; without one it is said what to install", async () => {
  const nowhere = () => import("./nowhere.mjs");
  const given = {
    hyparquet,
    "hyparquet-compressors": async () => compressors,
    "@uwdata/flechette": flechette,
  };
  for (const name of ["snappy.parquet", "brotli.parquet", "lz4.arrow", "zstd.arrows"]) {
    assert.equal((await preview(file(name), { libraries: given })).rows.length, 5);
  }
  for (const name of ["snappy.parquet", "gzip.parquet", "zstd.parquet", "lz4.parquet", "zstd.arrows"]) {
    const libraries = { ...given, "hyparquet-compressors": nowhere };
    assert.equal((await preview(file(name), { libraries })).rows.length, 5);
  }
  await assert.rejects(preview(file("brotli.parquet"), { libraries: { "hyparquet-compressors": nowhere } }));
  await failsWith(preview(CSV, { libraries: { duckdb: {} } }), "bad-option", /duckdb/);
});

test("damaged files: an error with a code, and a sentence", async () => {
  for (const name of [
    "snappy.parquet",
    "zstd.parquet",
    "many.parquet",
    "plain.arrow",
    "lz4.arrow",
    "many.arrows",
  ]) {
    const whole = file(name);
    for (const length of [6, 8, 12, 100, whole.length * 0.5, whole.length - 9, whole.length - 1]) {
      const error = await open({ orders: whole.subarray(0, length) }).then(
        shop => shop.close(),
        thrown => thrown,
      );
      // A stream may end early between two batches.
      if (error === undefined && name.endsWith("arrows")) continue;
      assert.match(
        error?.code ?? "none",
        /^(unsupported-format|missing-column|no-valid-orders|empty-file)$/,
        `${name} ${length}: ${error}`,
      );
    }
  }
});

const CHANGED = {
  "snappy.parquet": 40,
  "plain.arrows": 40,
  "plain.arrow": 30,
  "lz4.parquet": 20,
  "many-zstd.parquet": 20,
  "many-zstd.arrow": 20,
};

test("files with any byte changed: right, or an error with a code", async () => {
  for (const [name, rounds] of Object.entries(CHANGED)) {
    const whole = file(name);
    let state = 7;
    for (let round = 0; round < rounds; round++) {
      state = (state * 48271) % 2147483647;
      const bytes = whole.slice();
      bytes[state % bytes.length] ^= 1 << (state % 7);
      const error = await preview(bytes).then(
        () => undefined,
        thrown => thrown,
      );
      if (error) assert.equal(error.name, "SiyuError", `${name} ${state % bytes.length}: ${error?.stack}`);
    }
  }
});

test("damaged files of every kind, inside too: right, or an error with a code", async () => {
  const names = [...Object.keys(CHANGED), "many.arrows", "growing.arrows", "brotli.parquet", "delta.parquet"];
  await forSeeds(120, async (chance, seed) => {
    const bytes = damaged(file(names[seed % names.length]), chance);
    const error = await preview(bytes).then(
      () => undefined,
      thrown => thrown,
    );
    if (error) assert.equal(error.name, "SiyuError", error.stack);
    assert.notEqual(error?.code, "bad-option");
  });
});

test("a time zone that is not known is the file's fault", async () => {
  const text = Buffer.from(file("plain.arrows"))
    .toString("latin1")
    .replaceAll("Asia/Shanghai", "Asia/Shanghaj");
  await failsWith(preview(Buffer.from(text, "latin1")), "unsupported-format", /Asia\/Shanghaj/);
});

test("what becomes endless is refused", async () => {
  // The length of a page, of a footer and of a batch, as large as they can be said to be.
  const bytes = file("many.arrows");
  const view = new DataView(bytes.buffer);
  view.setUint32(4, 0x7fffffff, true);
  await failsWith(open({ orders: bytes }), "unsupported-format");
  // How many lengths of columns there are: each of the first batch is 2, and none of them is missing.
  const lists = file("plain.arrows");
  const long = new DataView(lists.buffer, lists.byteOffset);
  const at = lists.findIndex(
    (_, n) =>
      n % 4 === 0 &&
      long.getUint32(n, true) === 27 &&
      [4, 20].every(place => long.getBigInt64(n + place, true) === 2n),
  );
  assert.ok(at > 0);
  long.setUint32(at, 0x7fffffff, true);
  await failsWith(open({ orders: lists }), "unsupported-format", /a list without an end/);
  const parquet = file("snappy.parquet");
  new DataView(parquet.buffer).setUint32(parquet.length - 8, 0xffffffff, true);
  await failsWith(open({ orders: parquet }), "unsupported-format");
});

test("cancelling while columns are converted", async () => {
  const reason = new Error("enough");
  const controller = new AbortController();
  const opening = open(
    { orders: new File([file("many.parquet")], "x") },
    { signal: controller.signal, onProgress: () => controller.abort(reason) },
  );
  await assert.rejects(opening, reason);
});
