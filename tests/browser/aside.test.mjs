// Rows that were set aside, looked at and taken away; order ids and members who never bought.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { openFiles, ready, rows, start } from "./page.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.close());

const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const text = readFileSync(await download.path(), "utf8");
  return { name: download.suggestedFilename(), lines: text.trim().split("\r\n") };
}

test("a rule opens its rows, page by page, and all of them are a file", async () => {
  const lines = ["Order ID,Customer ID,Paid At,Amount,Status,Note"];
  for (let n = 1; n <= 60; n++) {
    lines.push(
      `${n},c${n % 7},2024-01-${n === 9 ? "99" : "10"},5,${n % 2 ? "paid" : "cancelled"},"<b>${n}</b>"`,
    );
  }
  const { page, seen, close } = await ready(site);
  await openFiles(page, file("orders.csv", lines.join("\n")));
  const rule = page.locator("#data").getByRole("button", { name: "Not paid, or cancelled" });
  await rule.click();
  const aside = page.locator("#data siyu-aside");
  await aside.getByText("1 to 20 of 30").waitFor();
  const first = await rows(page, "#data siyu-aside");
  assert.equal(first.length, 20);
  assert.deepEqual(first[0], ["3", "2", "c2", "2024-01-10", "5", "cancelled", "<b>2</b>"]);
  await aside.getByRole("button", { name: "Next" }).click();
  await aside.getByText("21 to 30 of 30").waitFor();
  assert.equal((await rows(page, "#data siyu-aside")).at(-1)[1], "60");
  assert.equal(await aside.getByRole("button", { name: "Next" }).isDisabled(), true);
  const { name, lines: written } = await saved(
    page,
    aside.getByRole("button", { name: "Download 30 rows as CSV" }),
  );
  assert.equal(name, "status-orders.csv");
  assert.equal(written.length, 31);
  assert.equal(written[1], "3,2,c2,2024-01-10,5,cancelled,<b>2</b>");
  await rule.click();
  await aside.waitFor({ state: "detached" });

  await page.locator("#data").getByRole("button", { name: "The rows as they stand in the file" }).click();
  await aside.locator("mark", { hasText: "2024-01-99" }).waitFor();
  const [rejected] = await rows(page, "#data siyu-aside");
  assert.deepEqual(rejected.slice(0, 3), ["10", "not a date", "9"]);
  assert.deepEqual(seen.errors, []);
  await close();
});

test("a customer's orders have their ids", async () => {
  const text = [
    "Order ID,Customer ID,Paid At,Amount",
    "A-1,ann,2024-01-01,10",
    "A-2,ann,2024-02-01,20",
    "B-1,bob,2024-02-01,30",
  ].join("\n");
  const { page, seen, close } = await ready(site);
  await openFiles(page, file("orders.csv", text));
  await page.locator("#customers").getByText("ann", { exact: true }).click();
  await page.locator("siyu-customer dialog").getByText("A-2", { exact: true }).waitFor();
  assert.deepEqual(
    (await rows(page, "siyu-customer dialog")).map(row => row[2]),
    ["A-2", "A-1"],
  );
  assert.deepEqual(seen.errors, []);
  await close();
});

test("a long list of customers is a file that the Worker writes, while the page answers", async () => {
  const lines = ["Order ID,Customer ID,Paid At,Amount"];
  for (let n = 0; n < 30_000; n++) lines.push(`${n},=c${n},2024-01-${10 + (n % 19)},${n % 90}.5`);
  const { page, seen, close } = await ready(site);
  await openFiles(page, file("orders.csv", lines.join("\n")));
  const button = page.locator("#customers").getByRole("button", { name: "CSV of all" });
  const { name, lines: written } = await saved(page, button);
  assert.equal(name, "customers.csv");
  assert.equal(written.length, 30_001);
  assert.match(written[0], /^Customer,/);
  assert.match(written[1], /^'=c\d+,/);
  assert.deepEqual(seen.errors, []);
  await close();
});
