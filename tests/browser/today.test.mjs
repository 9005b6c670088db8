// What deserves attention: found by plain counting in the same orders, listed, and taken away as a file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { openFiles, ready, report, rows, start, visit } from "./page.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.close());

const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const card = (page, name) => page.locator(`#today [data-card="${name}"]`);
const day = (from, days) => new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10);

async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const text = readFileSync(await download.path(), "utf8");
  return { name: download.suggestedFilename(), lines: text.trim().split("\r\n") };
}

describe("the sample shop", () => {
  test("shows what stands out, with customers, all of them on demand, and a file", async () => {
    const { page, seen, close } = await visit(site, { query: "?sample=en" });
    await report(page);
    const slipping = card(page, "slipping");
    const title = await slipping.locator("h3").textContent();
    const count = Number(/^([\d,]+) high-value customers are slipping away$/.exec(title)[1].replace(",", ""));
    assert.ok(count > 5);
    const cell = '#today [data-card="slipping"]';
    assert.equal((await rows(page, cell)).length, 5);

    await slipping.getByRole("button", { name: `Show all ${count}` }).click();
    await slipping.getByRole("button", { name: "Show fewer" }).waitFor();
    const all = await rows(page, cell);
    assert.equal(all.length, Math.min(200, count));
    const days = all.map(row => Number(row[1]));
    assert.deepEqual(
      days,
      days.toSorted((a, b) => a - b),
    );

    const { name, lines } = await saved(page, slipping.getByRole("button", { name: "Download as CSV" }));
    assert.equal(name, "today-slipping.csv");
    assert.equal(lines.length, count + 1);
    assert.equal(lines[1].split(",")[0], all[0][0]);
    assert.deepEqual(seen.errors, []);
    await close();
  });

  test("follows the date, and says what orders alone cannot say", async () => {
    const { page, close } = await visit(site, { query: "?sample=zh", lang: "zh" });
    await report(page);
    await page.locator("#today").getByText("仅凭订单看不到从未购买的会员").waitFor();
    await page.getByLabel("截至日期").fill("2024-02-10");
    await page.locator("#today").getByText("截至 2024年2月10日").waitFor();
    await page.locator("#today").getByText("无法与之前比较").waitFor();
    assert.equal(await card(page, "less").count(), 0);
    await close();
  });
});

test("due, changed and silent customers are those that plain counting finds", async () => {
  // Forty come back after 10 to 49 days; of three who came once, the middle one is due.
  const orders = [["Order ID", "Customer ID", "Paid At", "Amount", "Referrer ID"].join()];
  let id = 0;
  const buy = (who, date, amount, referrer = "") => orders.push([++id, who, date, amount, referrer].join());
  for (let at = 0; at < 40; at++) {
    buy(`R${at}`, "2024-01-01", 10);
    buy(`R${at}`, day("2024-01-01", 10 + at), 10);
  }
  buy("early", "2024-06-25", 30);
  buy("due", "2024-06-01", 40, "R39");
  buy("late", "2024-04-01", 50);
  buy("R0", "2024-06-30", 70);
  const members = "Customer ID,Joined At\ndue,2024-01-01\n=never,2024-02-01\nalso,2024-03-01\n";
  const { page, seen, close } = await ready(site);
  await openFiles(page, [file("orders.csv", `${orders.join("\n")}\n`), file("members.csv", members)]);

  assert.equal(
    await card(page, "second").locator("h3").textContent(),
    "1 first-time buyer is due for a second order",
  );
  assert.match(await card(page, "second").textContent(), /They bought once, 19 to 40 days ago/);
  assert.deepEqual(await rows(page, '#today [data-card="second"]'), [["due", "29", "40.00"]]);
  // In the 90 days to 30 June against the 90 before (from 3 January).
  const more = await rows(page, '#today [data-card="more"]');
  assert.deepEqual(more[0], ["R0", "10.00", "70.00", "+60.00"]);
  const never = card(page, "members");
  assert.equal(await never.locator("h3").textContent(), "2 members have never bought");
  await never.getByRole("rowheader", { name: "also" }).waitFor();
  assert.deepEqual(await rows(page, '#today [data-card="members"]'), [
    ["=never", "Feb 1, 2024"],
    ["also", "Mar 1, 2024"],
  ]);
  const { lines } = await saved(page, never.getByRole("button", { name: "Download as CSV" }));
  assert.deepEqual(lines.slice(1), ["'=never,2024-02-01", "also,2024-03-01"]);
  assert.deepEqual(seen.errors, []);
  await close();
});

test("a formula in an id stays text in the file", async () => {
  const text =
    "Order ID,Customer ID,Paid At,Amount\n1,=1+1,2024-01-01,10\n2,=1+1,2024-05-01,10\n3,b,2024-05-01,90\n";
  const { page, close } = await ready(site);
  await openFiles(page, file("orders.csv", text));
  const more = card(page, "more");
  await more.getByRole("rowheader", { name: "=1+1" }).waitFor();
  const { lines } = await saved(page, more.getByRole("button", { name: "Download as CSV" }));
  assert.ok(lines.some(line => line.startsWith("'=1+1,")));
  await close();
});

test("says so when nothing stands out", async () => {
  const { page, close } = await ready(site);
  await openFiles(page, file("orders.csv", "Order ID,Customer ID,Paid At,Amount\n1,a,2024-01-01,10\n"));
  await page.getByRole("heading", { name: "Nothing stands out" }).waitFor();
  await page.locator("#today").getByText("fewer than 30 customers").waitFor();
  await close();
});
