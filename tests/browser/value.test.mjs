// Value: what is added up, how it is credited, and on how few it hangs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openFiles, ready, report, rows, start, visit } from "./page.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.close());

const figure = (page, name) => page.locator("#value siyu-figure", { hasText: name });

test("shares of the top are those that plain counting finds", async () => {
  // A hundred buyers worth 100, 99, … 1: the top 1 % hold 100 of 5050.
  const lines = Array.from({ length: 100 }, (_, at) => `${at + 1},C${at},2024-01-01,${100 - at}`);
  const buffer = Buffer.from(`Order ID,Customer ID,Paid At,Amount\n${lines.join("\n")}\n`);
  const { page, seen, close } = await ready(site);
  await openFiles(page, { name: "orders.csv", mimeType: "text/csv", buffer });
  const held = figure(page, "How much hangs on how few?");
  const text = await held.locator(".finding").innerText();
  assert.match(text, /top 1% of buyers hold 2\.0%/);
  assert.match(text, /top 5% 9\.7%, the top 10% 18\.9%, the top 20% 35\.8%/);
  await held.getByRole("button", { name: "Table" }).click();
  assert.deepEqual((await rows(page, "#value"))[3], ["20%", "35.8%"]);
  assert.deepEqual(seen.errors, []);
  await close();
});

test("each attribution is explained, and the table has what the bars show", async () => {
  const { page, close } = await visit(site, { query: "?sample=en" });
  await report(page);
  const words = {
    direct: "the sum counts value twice",
    "pass-up": "influence fades along the chain",
    "path-equal": "shared equally by the buyer",
  };
  for (const [attribution, said] of Object.entries(words)) {
    await page.getByLabel("Referral value goes to").selectOption(attribution);
    await page.locator("#value").getByText(said).waitFor();
  }
  const top = figure(page, "Who is worth most?");
  await top.getByRole("button", { name: "Table" }).click();
  const number = text => Number(text.replaceAll(",", ""));
  const table = (await rows(page, "#value")).map(row => row.slice(1, 5).map(number));
  assert.equal(table.length, 20);
  for (const [relationship, own, referral, passedOn] of table) {
    assert.ok(Math.abs(own + referral - passedOn - relationship) < 0.02);
  }
  await close();
});
