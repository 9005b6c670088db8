// Gzip and ZIP: the same answers as from what is inside, and what is said of those that cannot be unpacked.
import assert from "node:assert/strict";
import { File } from "node:buffer";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { open, preview } from "siyu";
import { CSV, failsWith, fixture } from "./helpers.mjs";
import { zip } from "./zip.mjs";

const [HEADER, ...LINES] = CSV.trim().split("\n");
const csv = lines => `${[HEADER, ...lines].join("\n")}\n`;
const gz = text => new Uint8Array(gzipSync(text));

async function read(orders, options) {
  const shop = await open({ orders }, options);
  const { value } = await shop.overview();
  const { rows, used, sources, encoding } = shop.report.orders;
  const hash = await shop.contentHash();
  shop.close();
  return { rows, used, value, names: sources.map(({ name }) => name), encoding, hash };
}

const PDF = Buffer.from("%PDF-1.4\n%\u00e2\u00e3\0\n1 0 obj\n<< /Type /Catalog >>\nendobj\n");

const sha = bytes => createHash("sha256").update(bytes).digest("hex");

test("gzip", async () => {
  const bytes = gz(CSV);
  const expected = { rows: 5, used: 5, value: 150.75, encoding: "utf-8" };
  assert.deepEqual(await read(bytes), { ...expected, names: [""], hash: sha(bytes) });
  const file = new File([bytes], "orders.csv.gz");
  assert.deepEqual(await read(file), { ...expected, names: ["orders.csv.gz"], hash: sha(bytes) });
  const shown = await preview(file);
  assert.deepEqual([shown.headers[0], shown.rows.length, shown.encoding], ["order_id", 5, "utf-8"]);
});

test("gzip in other encodings, read more than once", async () => {
  const taobao = gz(fixture("formats/taobao_ExportOrderList_gb18030.csv"));
  assert.deepEqual([(await read(taobao)).encoding, (await read(taobao)).value], ["gb18030", 1514.5]);
  assert.equal((await preview(taobao)).profile, "taobao");
  const utf16 = gz(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(CSV, "utf16le")]));
  assert.deepEqual([(await read(utf16)).encoding, (await read(utf16)).value], ["utf-16le", 150.75]);
  // Whether day or month comes first shows only in the last row.
  const dates = csv(["1,a,03/04/2024,1", "2,b,05/04/2024,1", "3,c,30/04/2024,1"]);
  assert.equal((await read(gz(dates))).used, 3);
});

test("gzip larger than a piece, with progress in bytes of the file", async () => {
  const lines = Array.from({ length: 200_000 }, (_, n) => `${n},c${n % 999},2024-01-05,${n % 97}.50`);
  const bytes = gz(csv(lines));
  const seen = [];
  const shop = await open({ orders: bytes }, { workers: 3, onProgress: progress => seen.push(progress) });
  assert.equal(shop.report.orders.used, 200_000);
  shop.close();
  assert.ok(seen.every(({ totalBytes }) => totalBytes === bytes.length));
  assert.ok(seen.every(({ bytes: done }, at) => done >= (seen[at - 1]?.bytes ?? 0) && done <= bytes.length));
  assert.equal(seen.at(-1).bytes, bytes.length);
});

test("a ZIP archive is what it holds", async () => {
  const archive = zip([
    { name: "May/" },
    { name: "May/one.csv", data: csv(LINES.slice(0, 3)) },
    { name: "May/two.csv", data: csv(LINES.slice(3)), stored: true },
    { name: "__MACOSX/May/._one.csv", data: "\0\0" },
    { name: "May/.hidden.csv", data: "x" },
    { name: "read me.txt", data: "Dear customer" },
    { name: "logo.png", data: "png" },
  ]);
  const file = new File([archive], "export.zip");
  assert.deepEqual(await read(file), {
    rows: 5,
    used: 5,
    value: 150.75,
    names: ["export.zip/May/one.csv", "export.zip/May/two.csv"],
    encoding: "utf-8",
    hash: sha(archive),
  });
  assert.equal((await preview(file)).rows.length, 3);
  const text = zip([{ name: "订单.txt", data: CSV }]);
  assert.deepEqual((await read(text)).names, ["订单.txt"]);
  assert.equal((await read([archive, csv(["9,dan,2024-03-02,1"])])).used, 6);
  const workbook = zip([{ name: "orders.xlsx", data: fixture("sheets/since-1904.xlsx") }]);
  assert.equal((await read(workbook)).value, 60.75);
  // Programs that write text under the name of a workbook.
  assert.equal((await read(zip([{ name: "orders.xls", data: CSV.replaceAll(",", "\t") }]))).value, 150.75);
});

test("files whose paths begin here, or lead elsewhere", async () => {
  const archive = zip([
    { name: "./one.csv", data: csv(LINES.slice(0, 2)) },
    { name: "May/./two.csv", data: csv(LINES.slice(2, 3)) },
    { name: "../../three.csv", data: csv(LINES.slice(3)) },
    { name: "./.DS_Store", data: "\0" },
    { name: "../.hidden.csv", data: csv(["9,dan,2024-03-02,1"]) },
    { name: ".../four.csv", data: csv(["9,dan,2024-03-02,1"]) },
  ]);
  const shop = await open({ orders: archive });
  const { used, leftOut } = shop.report.orders;
  shop.close();
  assert.deepEqual([used, leftOut], [5, ["./.DS_Store", "../.hidden.csv", ".../four.csv"]]);
});

test("archives with a password", async () => {
  const error = await failsWith(
    open({ orders: zip([{ name: "orders.csv", data: CSV, encrypted: true }]) }),
    "encrypted-file",
    /has a password/,
  );
  assert.deepEqual(error.detail, { source: "orders" });
  await failsWith(open({ orders: zip([{ name: "o.csv", data: CSV, method: 99 }]) }), "encrypted-file");
});

test("what is packed in an unknown way beside the orders, and has no name of a table, is left out", async () => {
  const archive = zip([
    { name: "licence.txt", data: "x", method: 12 },
    { name: "orders.csv", data: CSV },
    { name: "logo.png", data: "png", method: 14 },
  ]);
  const shop = await open({ orders: archive });
  const { used, leftOut, warnings } = shop.report.orders;
  shop.close();
  assert.deepEqual([used, leftOut], [5, ["licence.txt", "logo.png"]]);
  assert.ok(warnings.some(({ code, count }) => code === "files-left-out" && count === 2));
});

test("archives that are no use", async () => {
  const refused = (bytes, message, code = "unsupported-format") =>
    failsWith(open({ orders: bytes }), code, message);
  await refused(zip([]), /holds no CSV/);
  await refused(zip([{ name: "__MACOSX/._a.csv", data: "x" }]), /holds no CSV/);
  await refused(zip([{ name: "a.pdf", data: PDF }]), /not a text file/);
  await refused(
    zip([
      { name: "a.pdf", data: PDF },
      { name: "b.csv", data: "" },
    ]),
    /holds no CSV/,
  );
  await refused(zip([{ name: "a.csv", data: CSV, method: 9 }]), /packed in an unknown way/);
  const orders = { name: "orders.csv", data: CSV };
  await refused(zip([orders, { name: "more.csv", data: "x", method: 12 }]), /packed in an unknown way/);
  await refused(
    zip([
      { name: ".DS_Store", data: "x" },
      { name: "orders", data: CSV, method: 14 },
    ]),
    /packed in an unknown way/,
  );
  await refused(zip([{ name: "a.csv", data: "" }]), /empty/, "empty-file");
  await refused(gz(""), /empty/, "empty-file");
  await refused(gz("PK\x03\x04"), /damaged/);
  const deep = [1, 2, 3, 4].reduce(inner => gz(inner), gz(CSV));
  await refused(deep, /archive in an archive/);
});

test("archives that are damaged", async () => {
  const whole = zip([{ name: "a.csv", data: CSV }]);
  for (const length of [4, 30, whole.length - 30, whole.length - 1]) {
    await failsWith(open({ orders: whole.subarray(0, length) }), "unsupported-format", /damaged/);
  }
  const of = entry => open({ orders: zip([{ name: "a.csv", data: CSV, ...entry }]) });
  await failsWith(of({ sum: 1 }), "unsupported-format", /damaged/);
  await failsWith(of({ sum: 1, stored: true }), "unsupported-format", /damaged/);
  await failsWith(of({ stored: true, long: { size: CSV.length + 1 } }), "unsupported-format", /damaged/);
  const stored = zip([{ name: "a.csv", data: CSV, stored: true }]);
  stored[Buffer.from(stored).indexOf("10.00")]++;
  await failsWith(open({ orders: stored }), "unsupported-format", /damaged/);
  await failsWith(of({ offset: 1 }), "unsupported-format", /damaged/);
  await failsWith(of({ offset: 1e9 }), "unsupported-format", /damaged/);
  const packed = gz(CSV);
  await failsWith(open({ orders: packed.subarray(0, packed.length - 9) }), "unsupported-format", /damaged/);
  const wrong = packed.slice();
  wrong[15] ^= 0xff;
  await failsWith(open({ orders: wrong }), "unsupported-format", /damaged/);
  await failsWith(preview(wrong), "unsupported-format", /damaged/);
  // The next call is none the worse for it.
  assert.equal((await read(packed)).used, 5);
});

test("archives that never end", async () => {
  const endless = gz(Buffer.concat([Buffer.from(CSV), Buffer.alloc(128 << 20, "6,ann,2024-01-01,1\n")]));
  assert.ok(endless.length < 1 << 20);
  await failsWith(open({ orders: endless }), "unsupported-format", /300 times its size/);
  // Many entries that are the same bytes.
  const one = zip([
    { name: "0.csv", data: csv(Array.from({ length: 999 }, (_, n) => `${n},a,2024-01-01,${n}`)) },
  ]);
  const overlapping = Buffer.concat([one.subarray(0, one.length - 22 - 51), directoryOf(50, one)]);
  await failsWith(open({ orders: new Uint8Array(overlapping) }), "unsupported-format", /damaged/);
});

/** A directory that names the only file of an archive again and again. */
function directoryOf(count, one) {
  const place = one.length - 22 - 51;
  const records = Buffer.concat(Array.from({ length: count }, () => one.subarray(place, one.length - 22)));
  const end = Buffer.from(one.subarray(one.length - 22));
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(records.length, 12);
  end.writeUInt32LE(place, 16);
  return Buffer.concat([records, end]);
}

test("gzip files one behind the other are one, and zeros may follow", async () => {
  const parts = [csv(LINES.slice(0, 2)), `${LINES[2]}\n`, "", `${LINES.slice(3).join("\n")}\n`].map(gz);
  const all = Buffer.concat(parts);
  for (const zeros of [0, 1, 3, 5, 9, 10, 511, 70_000]) {
    const bytes = new Uint8Array(Buffer.concat([all, Buffer.alloc(zeros)]));
    const { used, value, hash } = await read(bytes);
    assert.deepEqual([used, value, hash], [5, 150.75, sha(bytes)], `${zeros} zeros`);
    assert.equal((await preview(bytes)).rows.length, 5);
    assert.equal((await read(new Uint8Array(Buffer.concat([gz(CSV), Buffer.alloc(zeros)])))).used, 5);
  }
  // Written by another program, with the names of the files in it.
  assert.equal((await read(fixture("archives/concatenated.csv.gz"))).used, 5);
  assert.equal((await read(fixture("archives/padded.csv.gz"))).used, 5);
});

test("what follows a gzip file and is none is an error, never passed over", async () => {
  const junk = [
    "x",
    "junk",
    "\x1f\x8b",
    "\0\0\0x",
    "order_id\n".repeat(99),
    // The beginning of a member, and no more of it.
    "\x1f\x8b\x08\0\0\0\0\0\0\x03",
    `\x1f\x8b\x08\0\0\0\0\0\0\x03${"x".repeat(40)}`,
  ].map(text => Buffer.from(text, "latin1"));
  for (const rest of junk) {
    const bytes = new Uint8Array(Buffer.concat([gz(CSV), gz("6,dan,2024-03-02,1\n"), rest]));
    await failsWith(open({ orders: bytes }), "unsupported-format", /damaged/);
  }
  const between = new Uint8Array(Buffer.concat([gz(CSV), Buffer.from("junk"), gz("6,dan,2024-03-02,1\n")]));
  await failsWith(open({ orders: between }), "unsupported-format", /damaged/);
  const broken = Buffer.concat([gz(CSV), gz("6,dan,2024-03-02,1\n")]);
  broken[gz(CSV).length - 6] ^= 1;
  await failsWith(open({ orders: new Uint8Array(broken) }), "unsupported-format", /damaged/);
});

test("what only looks like the beginning of a member is part of the one that it stands in", async () => {
  const look = "\x1f\x8b\x08\x08tick\x02\x03";
  const lines = Array.from({ length: 30_000 }, (_, n) => `${n},c${n},2024-01-05,1.00`);
  for (const place of [5, 7000, 22_222]) lines[place] = `${place},${look.repeat(2)},2024-01-05,1.00`;
  const stored = text => new Uint8Array(gzipSync(Buffer.from(text, "latin1"), { level: 0 }));
  const bytes = new Uint8Array(Buffer.concat([stored(csv(lines)), gz("x1,dan,2024-03-02,1\n")]));
  const shop = await open({ orders: bytes }, { encoding: "windows-1252" });
  assert.equal(shop.report.orders.used, 30_001);
  const value = (await shop.overview()).value;
  shop.close();
  assert.equal(value, 30_001);
});

test("many members, across pieces, with progress in bytes of the file", async () => {
  const lots = Array.from({ length: 120 }, (_, lot) =>
    Array.from(
      { length: 2000 },
      (_, n) => `${lot}-${n},c${(lot * 7919 + n * 31) % 5003},2024-01-05,1.00\n`,
    ).join(""),
  );
  const bytes = new Uint8Array(Buffer.concat([gz(`${HEADER}\n`), ...lots.map(gz)]));
  assert.ok(bytes.length > 1 << 20);
  const seen = [];
  const shop = await open({ orders: bytes }, { onProgress: progress => seen.push(progress) });
  assert.equal(shop.report.orders.used, 240_000);
  shop.close();
  assert.ok(seen.every(({ bytes: done }, at) => done >= (seen[at - 1]?.bytes ?? 0)));
  assert.deepEqual([seen.at(-1).bytes, seen.at(-1).totalBytes], [bytes.length, bytes.length]);
});

test("ZIP64", async () => {
  const long = {};
  const both = [
    { name: "one.csv", data: csv(LINES.slice(0, 3)), long },
    { name: "two.csv", data: csv(LINES.slice(3)), stored: true, long },
  ];
  for (const archive of [
    zip(both),
    zip(both, {}),
    zip(
      both.map(({ long: _, ...entry }) => entry),
      {},
    ),
  ]) {
    assert.equal((await read(archive)).value, 150.75);
  }
  // Written by another program, with what it needs of ZIP64 and no more.
  assert.equal((await read(fixture("archives/zip64.zip"))).value, 150.75);
  assert.equal(
    (await read(zip([{ name: "o.csv", data: fixture("archives/zip64.zip"), stored: true }]))).used,
    5,
  );
});

test("ZIP64 that lies", async () => {
  const most = 2n ** 64n - 1n;
  const damaged = archive => failsWith(open({ orders: archive }), "unsupported-format", /damaged/);
  for (const value of [1e9, 2 ** 53, 2n ** 53n + 1n, 2n ** 63n, most]) {
    for (const name of ["compressed", "offset"]) {
      await damaged(zip([{ name: "o.csv", data: CSV, long: { [name]: value } }]));
    }
    for (const name of ["count", "length", "offset", "place"]) {
      await damaged(zip([{ name: "o.csv", data: CSV }], { [name]: value }));
    }
  }
  await damaged(zip([{ name: "o.csv", data: CSV, long: { size: CSV.length + 1 } }]));
  await damaged(zip([{ name: "o.csv", data: CSV, long: { size: 2n ** 53n } }]));
  for (const cut of [5, 9, 10, 17, 25]) await damaged(zip([{ name: "o.csv", data: CSV, long: { cut } }]));
});
