// The files of a ZIP archive: which of them are read, as what, and which are left out or refuse the whole.
import assert from "node:assert/strict";
import { File } from "node:buffer";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { open, preview } from "siyu";
import { CSV, failsWith, fixture } from "./helpers.mjs";
import { zip } from "./zip.mjs";

const [HEADER, ...LINES] = CSV.trim().split("\n");
const csv = lines => `${[HEADER, ...lines].join("\n")}\n`;
const gz = text => new Uint8Array(gzipSync(text));
const PDF = Buffer.from("%PDF-1.4\n%\u00e2\u00e3\0\n1 0 obj\n<< /Type /Catalog >>\nendobj\n");

const MEMBERS = "customer_id,joined_at,tier\nann,2023-12-01,gold\nzoe,2024-01-01,silver\n";
const REFERRALS = "referrer_id,referred_id,referred_at\nann,bob,2024-01-10\n";

async function kinds(orders, options) {
  const shop = await open({ orders }, options);
  const names = part => part?.sources.map(({ name }) => name) ?? [];
  const { orders: main, members, referrals } = shop.report;
  const { total } = await shop.prospects();
  shop.close();
  return {
    orders: names(main),
    members: names(members),
    referrals: names(referrals),
    leftOut: main.leftOut ?? [],
    warned: main.warnings.find(({ code }) => code === "files-left-out")?.count ?? 0,
    used: main.used,
    prospects: total,
  };
}

test("a ZIP archive of several kinds: each file is what its content says", async () => {
  const archive = zip([
    { name: "a.csv", data: MEMBERS },
    { name: "b.txt", data: REFERRALS },
    { name: "c.dat", data: csv(LINES.slice(0, 2)) },
    { name: "d", data: gz(csv(LINES.slice(2, 3))) },
    { name: "e.bin", data: gz(csv(LINES.slice(3))), stored: true },
    { name: "f.xlsx", data: fixture("sheets/orders.xlsx") },
    { name: "g.zip", data: zip([{ name: "h.csv", data: csv(["9,dan,2024-03-02,1"]) }]) },
    { name: "readme.txt", data: "Dear customer,\nhere are your files.\n" },
    { name: "products.csv", data: "sku,title\n1,Tea\n2,Cup\n" },
    { name: "invoice.pdf", data: PDF },
    { name: "empty.csv", data: "" },
    { name: ".DS_Store", data: "\0\0\0\x01Bud1" },
    { name: "__MACOSX/._a.csv", data: "\0\x05\x16\x07" },
    { name: "folder/" },
  ]);
  const leftOut = [".DS_Store", "__MACOSX/._a.csv", "readme.txt", "products.csv", "invoice.pdf", "empty.csv"];
  const found = await kinds(archive);
  assert.deepEqual(found.leftOut.sort(), leftOut.sort());
  assert.deepEqual(
    { ...found, leftOut: 6 },
    {
      orders: ["c.dat", "d", "e.bin", "f.xlsx", "g.zip/h.csv"],
      members: ["a.csv"],
      referrals: ["b.txt"],
      leftOut: 6,
      warned: 6,
      used: 10,
      prospects: 1,
    },
  );
  const shown = await preview(archive);
  assert.equal(shown.rows.length, 2);
  assert.equal((await preview(archive, { kind: "members" })).headers[1], "joined_at");
});

/** A document in the form of old workbooks, which has streams of these names. */
function compound(...names) {
  const sectors = ["Root Entry", ...names].map(name => {
    const entry = Buffer.alloc(128);
    entry.write(name, "utf16le");
    return entry;
  });
  const head = Buffer.alloc(512);
  head.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  return Buffer.concat([head, ...sectors]);
}

test("what is damaged beside the orders is an error that names it: it may be more of them", async () => {
  const book = fixture("sheets/orders.xlsx");
  const old = fixture("sheets/orders.xls");
  const cut = gz(csv(LINES)).subarray(0, -9);
  // A workbook whose first part is no XML.
  const broken = zip([{ name: "xl/workbook.xml", data: "<workbook" }]);
  for (const stored of [false, true]) {
    for (const data of [broken, book.subarray(0, -30), old.subarray(0, 1500), cut, compound("Workbook")]) {
      const archive = zip([
        { name: "a.csv", data: CSV },
        { name: "more", data, stored },
      ]);
      await failsWith(open({ orders: archive }), "unsupported-format", /damaged/);
    }
  }
  for (const data of [broken, cut]) {
    const archive = zip([
      { name: "a.csv", data: CSV },
      { name: "more", data },
    ]);
    const error = await failsWith(open({ orders: new File([archive], "May.zip") }), "unsupported-format");
    assert.match(error.message, /^May\.zip\/more: This .* is damaged/);
    assert.deepEqual(error.detail, { source: "orders" });
  }
});

test("documents that have the form of workbooks are left out", async () => {
  const text = "application/vnd.oasis.opendocument.text";
  const archive = zip([
    { name: "a.csv", data: CSV },
    { name: "letter.doc", data: compound("WordDocument", "1Table") },
    {
      name: "letter.odt",
      data: zip([
        { name: "mimetype", data: text, stored: true },
        { name: "content.xml", data: "<office:document-content/>" },
      ]),
    },
  ]);
  const { used, leftOut } = await kinds(archive);
  assert.equal(used, 5);
  assert.deepEqual(leftOut, ["letter.doc", "letter.odt/mimetype", "letter.odt/content.xml"]);
});

test("archives among other sources, and archives of another kind only", async () => {
  const members = zip([
    { name: "a.csv", data: MEMBERS },
    { name: "b.csv", data: MEMBERS.replaceAll("zoe", "yan") },
  ]);
  const both = await kinds([members, CSV]);
  assert.deepEqual([both.orders, both.members, both.prospects], [[""], ["a.csv", "b.csv"], 2]);
  // Nothing is orders: what is missing is said of the files as they were given.
  await failsWith(open({ orders: members }), "missing-column");
  const shop = await open({ orders: CSV, members });
  assert.equal(shop.report.members.sources.length, 2);
  assert.equal(shop.report.orders.leftOut, undefined);
  shop.close();
  // Two workbooks; the sheet with the members is found in the one that has no orders.
  const book = fixture("archives/members.xlsx");
  const books = await kinds(
    zip([
      { name: "1.xlsx", data: fixture("sheets/orders.xlsx") },
      { name: "2.xlsx", data: book },
    ]),
  );
  assert.deepEqual([books.orders, books.members], [["1.xlsx"], ["2.xlsx"]]);
});

test("what is shown of an archive is the file that is read first", async () => {
  const products = { name: "a.csv", data: "sku,price\n1,2\n3,4\n" };
  const members = { name: "b.csv", data: MEMBERS };
  const letter = { name: "c.txt", data: "Dear customer,\nhere are your files.\n" };
  const orders = { name: "d.csv", data: CSV };
  const shown = async (entries, options) => (await preview(zip(entries), options)).headers[0];
  assert.equal(await shown([products, members, letter, orders]), "order_id");
  assert.equal(await shown([products, members, orders], { kind: "members" }), "customer_id");
  // Nothing is orders: `open` says what is missing of the first table, so that is shown.
  const pdf = { name: "e.pdf", data: PDF };
  assert.equal(await shown([pdf, products, members]), "sku");
  await failsWith(preview(zip([pdf, { name: "f.csv", data: "" }])), "unsupported-format", /holds no CSV/);
});
