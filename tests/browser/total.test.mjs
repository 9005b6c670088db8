// A total that the platform shows, against the report's.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, WITH_AXE } from "./axe.mjs";
import { format, openFiles, ready, rows, start } from "./page.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.close());

test("the difference is explained by what was left out, as far as it can be", async () => {
  const { page, seen, close } = await ready(site, { ...WITH_AXE });
  // Counted: 34.98 and 50 less 20 refunded. Left out: 99 voided and 40 refunded whole.
  await openFiles(page, format("shopify_orders_export.csv"));
  await page.locator("#data").getByRole("button", { name: "Compare with a total" }).click();
  const total = page.locator("siyu-total");
  const said = total.getByRole("status");
  const compare = async text => {
    await total.getByLabel("Total on the platform").fill(text);
    await total.getByRole("button", { name: "Compare" }).click();
  };

  await compare("64.98");
  await said.getByText("The totals are equal.").waitFor();
  await compare("$223.98");
  await said.getByText("Explained exactly").waitFor();
  assert.deepEqual(await rows(page, "siyu-total"), [
    ["Counted here", "$64.98"],
    ["Refunds, deducted here", "$20.00"],
    ["Not paid, or cancelled", "$139.00"],
    ["Total on the platform", "$223.98"],
  ]);
  await compare("１，084．98元");
  await said.getByText("Not explained exactly").waitFor();
  assert.deepEqual(
    (await rows(page, "siyu-total")).map(([, value]) => value),
    ["$64.98", "$20.00", "$139.00", "$861.00", "$1,084.98"],
  );
  await compare("84.98");
  await said.getByText("Left out on both sides: Not paid, or cancelled ($139.00).").waitFor();
  assert.equal((await rows(page, "siyu-total")).length, 3);
  await compare("50");
  await said.getByText("Nothing that was left out here explains the difference.").waitFor();
  await compare("much");
  await total.getByRole("alert").waitFor();
  assert.equal(await total.locator("table").count(), 0);
  await accessible(page, "a total that is no amount");
  assert.deepEqual(seen.errors, []);
  await close();
});
