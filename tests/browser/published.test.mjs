// Published order logs through the page. They are not part of this repository: the folder is named by SIYU_DATA,
// or is a folder `data` beside or near it.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openFiles, published, ready, report, rows, start, tile } from "./page.mjs";

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

function written(name, bytes) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

test("CDNOW, all of it", async t => {
  const log = published("CDNOW_master.txt");
  if (log === null) return t.skip("the data are not on this machine");
  const lines = log.toString().split(/\r?\n/).filter(Boolean);
  const csv = lines.map(line => line.trim().split(/\s+/).join(",")).join("\n");
  const { page, seen, close } = await ready(site);
  await openFiles(page, written("cdnow.csv", csv));
  assert.match(await page.locator("#data .identity").innerText(), /^69,659 rows = /);
  assert.equal(await tile(page, "overview", "Buyers"), "23,502");

  // As the published tables count.
  await page.getByText("Change columns or settings").click();
  await page.getByLabel("Orders of amount 0").selectOption("count");
  await page.getByRole("button", { name: "Read again" }).click();
  await page.getByText("23,570 buyers placed").waitFor();
  await report(page);
  await page.getByLabel("Show").selectOption("repeaters");
  const table = await rows(page, "#cohorts");
  assert.deepEqual(
    table.map(row => row[1]),
    ["7,846", "8,476", "7,248"],
  );
  const truth = published("truth/cohort_calendar_month_excl_first_day_COMPLETE_CELLS_ONLY.csv");
  const expected = truth.toString().trim().split(/\r?\n/).slice(1);
  const partial = await page
    .locator("#cohorts tbody tr")
    .evaluateAll(all => all.map(row => [...row.children].map(cell => cell.classList.contains("partial"))));
  for (const [at, line] of expected.entries()) {
    const [label, ...cells] = line.split(",");
    assert.equal(table[at][0], label);
    for (const [offset, cell] of cells.entries()) {
      const shown = partial[at][offset + 2] ? "" : (table[at][offset + 2] ?? "").replaceAll(",", "");
      assert.equal(shown, cell, `${label} +${offset}`);
    }
  }
  assert.deepEqual(seen.errors, []);
  await close();
});

test("UCI Online Retail", async t => {
  const csv = published("uci_online_retail.csv.gz");
  if (csv === null) return t.skip("the data are not on this machine");
  const { page, seen, close } = await ready(site);
  await openFiles(page, written("uci.csv", csv));
  assert.match(await page.locator("#data .identity").innerText(), /^541,909 rows = /);
  const aside = (await rows(page, "#data")).find(row => row[0] === "No customer is named");
  assert.equal(aside[1], "135,080");
  assert.equal(await tile(page, "overview", "Orders"), "18,532");
  assert.equal(await tile(page, "overview", "Buyers"), "4,338");
  // 8,911,407.90 before the refund records of 611,342.09.
  assert.equal(await tile(page, "overview", "Value"), "8,300,065.81");
  assert.equal((await rows(page, "#cohorts")).length, 13);
  assert.deepEqual(seen.errors, []);
  await close();
});
