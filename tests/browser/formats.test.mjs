// Spreadsheets and archives, picked as a person would pick them.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { root } from "../../tools/lib.mjs";
import { CSV } from "../node/helpers.mjs";
import { zip } from "../node/zip.mjs";
import { openFiles, ready, start, tile } from "./page.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.close());

const book = name => join(root, "tests/sheets", name);
const columns = name => join(root, "tests/columns", name);
const file = (name, bytes) => ({ name, mimeType: "", buffer: Buffer.from(bytes) });

test("a workbook, and another of its sheets, without a request", async () => {
  const { page, seen, close } = await ready(site);
  const loaded = seen.requests.length;
  await openFiles(page, book("orders.xlsx"));
  assert.equal(await tile(page, "overview", "Orders"), "4");
  await page.locator("#data").getByText("orders.xlsx [订单]").waitFor();
  await page.locator("#data").getByText("more digits than numbers keep").waitFor();
  const sheet = page.locator("#data").getByLabel("Sheet");
  assert.deepEqual(await sheet.locator("option").allInnerTexts(), ["说明", "订单", "旧订单", "会员"]);
  await sheet.selectOption("旧订单");
  await page.locator("#data").getByText("orders.xlsx [旧订单]").waitFor();
  assert.equal(await tile(page, "overview", "Orders"), "1");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.locator("#data").getByText("orders.xlsx [订单]").waitFor();
  assert.equal(seen.requests.length, loaded);
  assert.deepEqual(seen.errors, []);
  await close();
});

test("a sheet without orders leads to the others", async () => {
  const { page, close } = await ready(site);
  await openFiles(page, book("orders.xlsx"));
  await page.locator("#data").getByLabel("Sheet").selectOption("会员");
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Sheet").selectOption("订单");
  await page.locator("#data").getByText("orders.xlsx [订单]").waitFor();
  await close();
});

test("archives and workbooks of every format", async () => {
  const { page, seen, close } = await ready(site);
  const loaded = seen.requests.length;
  const [header, ...lines] = CSV.trim().split("\n");
  const part = some => `${[header, ...some].join("\n")}\n`;
  for (const [given, orders] of [
    [file("orders.csv.gz", gzipSync(CSV)), "5"],
    [
      file(
        "orders.zip",
        zip([
          { name: "1.csv", data: part(lines.slice(0, 2)) },
          { name: "2.csv", data: part(lines.slice(2)) },
        ]),
      ),
      "5",
    ],
    [book("orders.xls"), "3"],
    [book("orders.xlsb"), "3"],
    [book("orders.ods"), "3"],
    [join(root, "tests/archives/concatenated.csv.gz"), "5"],
    [join(root, "tests/archives/padded.csv.gz"), "5"],
    [join(root, "tests/archives/zip64.zip"), "5"],
    ...["snappy", "plain", "gzip", "zstd", "lz4"].map(name => [columns(`${name}.parquet`), "5"]),
    ...["plain.arrow", "lz4.arrow", "zstd.arrows", "growing.arrows"].map(name => [columns(name), "5"]),
    [columns("many.parquet"), "4,500"],
    [columns("many-zstd.arrow"), "4,500"],
  ]) {
    await openFiles(page, given);
    assert.equal(await tile(page, "overview", "Orders"), orders, given.name ?? given);
  }
  assert.equal(seen.requests.length, loaded);
  assert.deepEqual(seen.errors, []);
  await close();
});

test("columns that have no cells are named", async () => {
  const { page, close } = await ready(site);
  await openFiles(page, columns("plain.parquet"));
  await page.locator("#data").getByText("2 columns were left out").getByText("list, struct").waitFor();
  await close();
});

test("an archive of several kinds, and what was left out of it", async () => {
  const { page, seen, close } = await ready(site);
  const archive = zip([
    { name: "members.csv", data: "customer_id,joined_at\nann,2023-12-01\nzoe,2024-01-01\n" },
    { name: "orders.csv", data: CSV },
    { name: "readme.txt", data: "Dear customer,\n" },
  ]);
  await openFiles(page, file("export.zip", archive));
  assert.equal(await tile(page, "overview", "Orders"), "5");
  await page.locator("#data").getByText("1 file of the archive was left out").first().waitFor();
  await page.locator("#data").getByText("export.zip/members.csv").waitFor();
  assert.deepEqual(seen.errors, []);
  await close();
});

test("what is said of files with a password, damaged ones and bombs", async () => {
  const { page, seen, close } = await ready(site);
  for (const [given, words] of [
    [book("encrypted.xlsx"), "This file is protected by a password."],
    [file("orders.zip", zip([{ name: "o.csv", data: CSV, encrypted: true }])), "protected by a password"],
    [file("orders.csv.gz", gzipSync(CSV).subarray(0, 60)), "This file cannot be read"],
    [book("bomb.xlsx"), "This file cannot be read"],
    [book("far-columns.xlsx"), "This file cannot be read"],
  ]) {
    await page.locator("#file").setInputFiles(given);
    await page.getByRole("alert").getByText(words).waitFor();
  }
  await page.locator("#file").setInputFiles(file("orders.csv", CSV));
  await page.locator("#data").getByText("orders.csv").waitFor();
  assert.deepEqual(seen.errors, []);
  await close();
});
