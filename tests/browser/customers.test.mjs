// All customers in one table: sorted, searched, scrolled to the end, opened one by one, taken away as a file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { openFiles, ready, report, rows, start, visit } from "./page.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.close());

const number = text => Number(text.replaceAll(",", ""));
const section = page => page.locator("#customers");
const panel = page => section(page).getByRole("dialog");

async function idle(page) {
  await page.locator('#customers[aria-busy="false"]').waitFor();
}

/** What a click on a button saves. */
async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const text = readFileSync(await download.path(), "utf8");
  assert.ok(text.startsWith("\ufeff"));
  return { name: download.suggestedFilename(), lines: text.slice(1).trimEnd().split("\r\n") };
}

describe("the sample shop", () => {
  test("holds every customer, and only those in sight are in the page", async () => {
    const { page, seen, close } = await visit(site, { query: "?sample=en" });
    await report(page);
    const said = await section(page)
      .getByText(/All [\d,]+ buyers/)
      .innerText();
    const total = number(said.match(/[\d,]+/)[0]);
    assert.ok(total > 4000);
    const grid = section(page).getByRole("grid");
    assert.equal(await grid.getAttribute("aria-rowcount"), String(total + 1));
    assert.ok((await rows(page, "#customers")).length < 40);

    await section(page)
      .locator(".box")
      .evaluate(box => box.scrollTo({ top: box.scrollHeight }));
    await section(page)
      .locator(`#row-${total - 1} th`)
      .getByText(/\w/)
      .first()
      .waitFor();
    const last = (await rows(page, "#customers")).at(-1);
    assert.match(last[0], /^M\d+$/);
    // The heading is still there.
    const [box, head] = await Promise.all([
      section(page).locator(".box").boundingBox(),
      section(page).locator("thead").boundingBox(),
    ]);
    assert.ok(Math.abs(head.y - box.y) < 4);
    assert.deepEqual(seen.errors, []);
    await close();
  });

  test("sorts by every column, and back", async () => {
    const { page, close } = await visit(site, { query: "?sample=en" });
    await page.setViewportSize({ width: 1440, height: 900 });
    await report(page);
    await page.locator("#sort-frequency").click();
    await page.locator('#customers th[aria-sort="descending"] #sort-frequency').waitFor();
    await idle(page);
    const orders = async () => (await rows(page, "#customers")).map(row => number(row[3]));
    const most = await orders();
    assert.deepEqual(
      most,
      most.toSorted((a, b) => b - a),
    );
    assert.ok(most[0] > most.at(-1));
    await page.locator("#sort-frequency").click();
    await page.locator('#customers th[aria-sort="ascending"] #sort-frequency').waitFor();
    await idle(page);
    assert.ok((await orders()).every(count => count === 1));
    for (const column of [
      "id",
      "segment",
      "lastPurchase",
      "ownValue",
      "referralValue",
      "relationshipValue",
    ]) {
      await page.locator(`#sort-${column}`).click();
      await page.locator(`#customers th:not([aria-sort="none"]) #sort-${column}`).waitFor();
      await idle(page);
    }
    await page.locator("#sort-id").click();
    await page.locator('#customers th[aria-sort="ascending"] #sort-id').waitFor();
    await idle(page);
    const ids = (await rows(page, "#customers")).map(row => row[0]);
    assert.deepEqual(ids, ids.toSorted());
    await close();
  });

  test("is searched by a part of the id and by segment", async () => {
    const { page, close } = await visit(site, { query: "?sample=en" });
    await report(page);
    await section(page).getByRole("searchbox").fill("m1001");
    const found = section(page).getByText(/\d+ buyers match/);
    await found.waitFor();
    await idle(page);
    assert.ok((await rows(page, "#customers")).every(row => row[0].startsWith("M1001")));
    const some = number((await found.innerText()).match(/\d+/)[0]);

    await section(page).getByLabel("Segment").selectOption({ label: "Champions" });
    await found.filter({ hasText: `${some} ` }).waitFor({ state: "detached" });
    await idle(page);
    const both = await rows(page, "#customers");
    assert.ok(both.length > 0 && both.length < some);
    assert.ok(both.every(row => row[1] === "Champions"));

    const { name, lines } = await saved(page, section(page).getByRole("button", { name: /^CSV of the/ }));
    assert.equal(name, "customers.csv");
    assert.match(lines[0], /^Customer,Segment,Days since last,Orders,R score,/);
    assert.ok(lines.length > 1 && lines.length <= some);
    assert.ok(lines.slice(1).every(line => /^M1001\d+,Champions,\d+,\d+,\d,\d,\d,\d{4}-/.test(line)));

    await section(page).getByRole("searchbox").fill("nobody");
    await section(page).getByText("No customer matches.").waitFor();
    await section(page).getByRole("button", { name: "Show all customers" }).click();
    await section(page)
      .getByText(/All 4,\d+ buyers/)
      .waitFor();
    const all = await saved(page, section(page).getByRole("button", { name: "CSV of all" }));
    assert.equal(
      all.lines.length,
      1 +
        number(
          (
            await section(page)
              .getByText(/All [\d,]+ buyers/)
              .innerText()
          ).match(/[\d,]+/)[0],
        ),
    );
    await close();
  });

  test("is walked with the keyboard, and a customer opened and closed", async () => {
    const { page, seen, close } = await visit(site, { query: "?sample=en" });
    await report(page);
    await page.evaluate(() => {
      globalThis.selected = [];
      document.addEventListener("siyu-select", event => globalThis.selected.push(event.detail.customer));
    });
    const grid = section(page).getByRole("grid");
    const total = Number(await grid.getAttribute("aria-rowcount")) - 1;
    const at = async row => {
      await page.locator(`#customers #row-${row}.at`).getByText(/\w/).first().waitFor();
      assert.equal(await grid.getAttribute("aria-activedescendant"), `row-${row}`);
    };
    await grid.focus();
    await at(0);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await at(2);
    await page.keyboard.press("End");
    await at(total - 1);
    await page.keyboard.press("Home");
    await at(0);
    const id = (await rows(page, "#customers"))[0][0];
    await page.keyboard.press("Enter");
    await panel(page).getByRole("heading", { name: id }).waitFor();
    assert.deepEqual(await page.evaluate(() => globalThis.selected), [id]);
    const text = await panel(page).innerText();
    for (const words of [
      "Relationship value",
      "Why this segment?",
      "Score",
      "Last bought",
      "Who brought whom?",
    ])
      assert.ok(text.includes(words), words);
    assert.doesNotMatch(text, /NaN|undefined|null|\{\w+\}|customer\./);
    await page.keyboard.press("Escape");
    await panel(page).waitFor({ state: "hidden" });
    assert.deepEqual(seen.errors, []);
    await close();
  });

  test("fits a phone", async () => {
    const { page, close } = await visit(site, {
      query: "?sample=zh",
      lang: "zh",
      viewport: { width: 390, height: 844 },
    });
    await report(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 390, `${wide}`);
    await section(page).getByLabel("排序").selectOption("-frequency");
    await page
      .locator('#customers th[aria-sort="descending"] #sort-frequency')
      .waitFor({ state: "attached" });
    await idle(page);
    await section(page).locator("tbody tr").first().click();
    await panel(page).getByText("为什么在这个分层？").waitFor();
    const { width } = await panel(page).boundingBox();
    // While it slides in, a box is measured with fractions of a pixel.
    assert.ok(Math.floor(width) <= 390, `${width}`);
    await panel(page).getByRole("button", { name: "关闭" }).click();
    await panel(page).waitFor({ state: "hidden" });
    await close();
  });
});

test("a customer's orders and people, and a file without formulas", async () => {
  const { page, close } = await ready(site);
  const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  const orders =
    "Order ID,Customer ID,Paid At,Amount\n1,A,2024-01-01,100\n2,B,2024-01-02,60\n3,=C(1),2024-01-03,30\n4,A,2024-03-01,20\n";
  const referrals = "Referrer ID,Referred ID,At\nA,B,2024-01-01\nB,=C(1),2024-01-02\n";
  await openFiles(page, [file("referrals.csv", referrals), file("orders.csv", orders)]);
  await section(page).locator("tbody tr").filter({ hasText: "A" }).first().click();
  await panel(page).getByText("2 purchases since Jan 1, 2024, 60 days apart on average").waitFor();
  assert.deepEqual(
    (await rows(page, "#customers dialog")).map(row => row[1]),
    ["20.00", "100.00"],
  );
  await panel(page).getByRole("button", { name: "B", exact: true }).click();
  await panel(page).getByRole("heading", { name: "B", exact: true }).waitFor();
  await panel(page).getByText("Brought by").waitFor();
  await panel(page).getByRole("button", { name: "← A" }).click();
  await panel(page).getByRole("heading", { name: "A", exact: true }).waitFor();
  await page.keyboard.press("Escape");
  const { lines } = await saved(page, section(page).getByRole("button", { name: "CSV of all" }));
  assert.deepEqual(
    lines
      .slice(1)
      .map(line => line.split(",")[0])
      .toSorted(),
    ["'=C(1)", "A", "B"],
  );
  await close();
});
