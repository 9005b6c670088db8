// What goes wrong, and what is meant to: cancelling, unreadable files, missing columns, hostile cells.
import assert from "node:assert/strict";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { after, before, describe, test } from "node:test";
import { format, openFiles, ready, report, rows, start, tile } from "./page.mjs";

let site;
let folder;
before(async () => {
  site = await start();
  folder = mkdtempSync(join(tmpdir(), "siyu-"));
});
after(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

/** Orders whose columns go by names that nobody knows here. */
const FOREIGN =
  "No,Kto,Kiedy,Ile\n1,anna,2024-01-05,10.50\n2,anna,2024-02-05,20.25\n3,piotr,2024-02-06,5.00\n";

/** A file of about so many megabytes. */
async function bigFile(megabytes) {
  const path = join(folder, "big.csv");
  const stream = createWriteStream(path);
  stream.write("Order ID,Customer ID,Paid At,Amount\n");
  let [order, written] = [0, 0];
  while (written < megabytes * 1e6) {
    const lines = [];
    for (let line = 0; line < 20_000; line += 1) {
      order += 1;
      const day = String(1 + (order % 28)).padStart(2, "0");
      lines.push(
        `O${order},C${order % 700_001},2024-0${1 + (order % 9)}-${day} 10:00:00,${order % 500}.50\n`,
      );
    }
    const block = lines.join("");
    written += block.length;
    if (!stream.write(block)) await new Promise(done => stream.once("drain", done));
  }
  stream.end();
  await finished(stream);
  return path;
}

test("a big file can be cancelled, and the page lives on", async () => {
  const { page, seen, close } = await ready(site);
  await page.locator("#file").setInputFiles(await bigFile(200));
  await page.getByRole("heading", { name: "Reading big.csv" }).waitFor();
  // Under way, and far from done.
  await page.locator(".measures").getByText("of 200").waitFor();
  const [worker] = page.workers();
  const ended = new Promise(done => worker.once("close", done));
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Reading was cancelled.").waitFor();
  await ended;
  await openFiles(page, format("shopify_orders_export.csv"));
  assert.equal(await tile(page, "overview", "Orders"), "2");
  assert.deepEqual(seen.errors, []);
  await close();
});

describe("what cannot be read has a state of its own, and the next file opens", () => {
  const zip = Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(400, 7)]);
  const cases = [
    {
      name: "orders.xlsx",
      buffer: zip,
      en: "This file cannot be read: it is damaged",
      zh: "无法读取这个文件：文件已损坏",
    },
    {
      name: "orders.pdf",
      // Its streams are compressed bytes.
      buffer: Buffer.concat([Buffer.from("%PDF-1.7\n1 0 obj\nstream\n"), Buffer.alloc(400), zip]),
      en: "This file cannot be read: it is damaged",
      zh: "无法读取这个文件：文件已损坏",
    },
    { name: "empty.csv", buffer: Buffer.alloc(0), en: "The file is empty", zh: "文件是空的" },
    {
      name: "header.csv",
      buffer: Buffer.from("Order ID,Customer ID,Paid At,Amount\n"),
      en: "The file is empty",
      zh: "文件是空的",
    },
    {
      name: "letter.txt",
      buffer: Buffer.from("Dear Sir or Madam\n\nplease find my orders\n"),
      en: "not a table",
      zh: "但不是表格",
    },
    {
      name: "unpaid.csv",
      buffer: Buffer.from("Order ID,Customer ID,Paid At,Amount,Status\n1,A,2024-01-01,5,cancelled\n"),
      en: "not one of them is a paid order",
      zh: "没有一行是含客户、时间和金额的已付款订单",
    },
  ];
  for (const { name, buffer, en, zh } of cases) {
    test(name, async () => {
      const { page, seen, close } = await ready(site);
      await page.locator("#file").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
      await page.getByRole("alert").locator(".lead").getByText(en).waitFor();
      await page.getByRole("button", { name: "中文" }).click();
      await page.getByRole("alert").locator(".lead").getByText(zh).waitFor();
      await page.getByRole("button", { name: "English" }).click();
      await openFiles(page, format("shopify_orders_export.csv"));
      assert.equal(await tile(page, "overview", "Orders"), "2");
      assert.deepEqual(seen.errors, []);
      await close();
    });
  }
});

test("a column that was not recognised can be chosen, and another choice read again", async () => {
  const { page, close } = await ready(site);
  await page.locator("#file").setInputFiles(file("zamowienia.csv", FOREIGN));
  await page.getByRole("alert").getByText("A necessary column was not recognised: Customer").waitFor();
  // Until each necessary column is chosen there is nothing to read.
  await page.locator("button:disabled", { hasText: "Read again" }).waitFor();
  await page.getByLabel("Customer", { exact: true }).selectOption("Kto");
  await page.getByLabel("Time of payment").selectOption("Kiedy");
  await page.getByLabel("Amount paid").selectOption("Ile");
  await page.getByRole("button", { name: "Read again" }).click();
  await report(page);
  assert.equal(await tile(page, "overview", "Buyers"), "2");
  assert.equal(await tile(page, "overview", "Value"), "35.75");

  await page.getByText("Change columns or settings").click();
  assert.equal(
    await page.getByLabel("Customer", { exact: true }).locator("option:checked").innerText(),
    "Kto",
  );
  await page.getByLabel("Customer", { exact: true }).selectOption("No");
  await page.getByRole("button", { name: "Read again" }).click();
  await page.getByText("3 buyers placed 3 orders").waitFor();
  await close();
});

test("rows that cannot be read are listed, and every row is accounted for", async () => {
  const { page, close } = await ready(site);
  const text = [
    "Order ID,Customer ID,Paid At,Amount,Status",
    "1,A,2024-01-01,10,paid",
    "2,A,2024-01-32,10,paid",
    "3,B,2024-01-03,ten,paid",
    "4,,2024-01-03,10,paid",
    "5,B,2024-01-04,10,cancelled",
    "6,B,2024-01-05,0,paid",
    "7,B,2024-01-06,10,paid",
  ].join("\n");
  await openFiles(page, file("mixed.csv", text));
  const identity = await page.locator("#data .identity").innerText();
  assert.equal(identity, "7 rows = 2 used + 3 set aside + 2 not readable");
  const text2 = await page.locator("#data").innerText();
  for (const words of ["Not paid, or cancelled", "No customer is named", "The amount is 0"]) {
    assert.ok(text2.includes(words), words);
  }
  const rejected = (await rows(page, "#data")).filter(row => row.length === 4);
  assert.deepEqual(rejected, [
    ["3", "Paid At", "2024-01-32", "not a date"],
    ["4", "Amount", "ten", "not a number"],
  ]);
  await close();
});

test("cells are text, whatever they hold", async () => {
  const { page, seen, close } = await ready(site);
  const evil = "<img src=x onerror=document.title='taken'>";
  const script = "<script>document.title='taken'</script>";
  const text = [
    `Order ID,Customer ID,Paid At,Amount,"Status ${evil}"`,
    `1,"${evil}",2024-01-01,10,paid`,
    `2,"${script}",2024-01-02,20,paid`,
    `3,"{{constructor}}",2024-01-03,30,paid`,
    `4,x,"${evil}",30,paid`,
  ].join("\n");
  await openFiles(page, file("<b>orders<\u2044b>.csv", text));
  const ids = (await rows(page, "#customers")).map(row => row[0]);
  assert.deepEqual(ids, ["{{constructor}}", script, evil]);
  assert.ok((await page.locator("#data").innerText()).includes(evil));
  assert.equal(await page.locator("main").locator("img, script, b, iframe, object").count(), 0);
  assert.doesNotMatch(await page.title(), /taken/);
  assert.deepEqual(seen.errors, []);
  await close();
});

const ORDERS = "Order ID,Customer ID,Paid At,Amount\n1,ann,2024-01-01,10\n2,ann,2024-02-01,5\n";

test("of several files the one that cannot be read is named, and the others are read without it", async () => {
  const { page, seen, close } = await ready(site);
  for (const odd of [file("foreign.csv", FOREIGN), file("empty.csv", "")]) {
    await page.locator("#file").setInputFiles([file("orders.csv", ORDERS), odd]);
    await page.getByRole("heading", { name: `${odd.name} could not be analysed` }).waitFor();
    // The form, where there is one, is about its columns.
    assert.equal(
      await page.getByLabel("Customer", { exact: true }).count(),
      odd.name === "foreign.csv" ? 1 : 0,
    );
    await page.getByRole("button", { name: `Go on without ${odd.name}` }).click();
    await report(page);
    assert.equal(await tile(page, "overview", "Orders"), "2");
    await page.reload();
    await page.locator("#file:enabled").waitFor({ state: "attached" });
  }
  assert.deepEqual(seen.errors, []);
  await close();
});

test("a price that was chosen by hand is an amount, and another language keeps what was chosen", async () => {
  const { page, close } = await ready(site);
  const text =
    "No,Kto,Kiedy,Cena,Sztuk\n1,anna,2024-01-05,10.50,1\n2,anna,2024-02-05,20.25,2\n3,piotr,2024-02-06,5.00,3\n";
  await page.locator("#file").setInputFiles(file("zamowienia.csv", text));
  await page.locator("button:disabled", { hasText: "Read again" }).waitFor();
  await page.getByLabel("Customer", { exact: true }).selectOption("Kto");
  await page.getByLabel("Time of payment", { exact: true }).selectOption("Kiedy");
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("button", { name: "重新读取" }).waitFor();
  await page.getByRole("button", { name: "English" }).click();
  assert.equal(
    await page.getByLabel("Customer", { exact: true }).evaluate(select => select.selectedOptions[0].text),
    "Kto",
  );
  await page.getByText("Change columns").click();
  await page.getByLabel("Amount paid", { exact: true }).selectOption("(none)");
  await page.locator("button:disabled", { hasText: "Read again" }).waitFor();
  await page.getByLabel("Price", { exact: true }).selectOption("Cena");
  await page.getByLabel("Quantity", { exact: true }).selectOption("Sztuk");
  await page.getByRole("button", { name: "Read again" }).click();
  await report(page);
  assert.equal(await tile(page, "overview", "Value"), "66.00");
  await close();
});

test("what makes every number doubtful is said above them all", async () => {
  const { page, close } = await ready(site);
  const header = "Order ID,Customer ID,Paid At,Amount\n";
  await openFiles(
    page,
    file("masked.csv", `${header}1,a**n,2024-01-01,10\n2,b**b,2024-02-01,5\n3,c**d,soon,5\n`),
  );
  const notice = page.locator("main .names .notice");
  assert.match(await notice.innerText(), /^1 of 3 rows could not be read\. 2 customers have a masked id/);
  await notice.getByRole("link", { name: "Say which column is which" }).click();
  await page.locator("#data").getByText("not a date").waitFor();
  await openFiles(
    page,
    file("sound.csv", `${header}1,ann,2024-01-01,10\n2,b**b,2024-02-01,5\n3,cid,2024-02-01,5\n`),
  );
  assert.equal(await notice.count(), 0);
  await close();
});
