// Segments: choosing one tells what it is, what to do, and who is in it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { report, start, visit } from "./page.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.close());

test("a segment opens by mouse and by keyboard, with its customers and a file of them", async () => {
  const { page, seen, close } = await visit(site, { query: "?sample=en" });
  await report(page);
  const detail = page.locator("#segments .detail");
  // The one with the most value is open.
  await detail.getByRole("heading", { name: "Champions" }).waitFor();

  await page.locator("#segments tr.segment", { hasText: "Must keep" }).locator("td").first().click();
  await detail.getByRole("heading", { name: "Must keep" }).waitFor();
  await detail.getByText("have been away for longer than the average").waitFor();
  const cell = page.locator("#segments tr.segment", { hasText: "Must keep" }).locator("td").first();
  const share = await cell.locator(".of").innerText();
  const count = (await cell.innerText()).replace(share, "").trim();
  const all = detail.getByRole("button", { name: `Show all ${count}`, exact: true });
  await all.waitFor();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    detail.getByRole("button", { name: "Download as CSV: Must keep" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "segment-important-keep.csv");
  const lines = readFileSync(await download.path(), "utf8")
    .trim()
    .split("\r\n");
  assert.equal(lines.length, Number(count) + 1);
  const values = lines.slice(1).map(line => Number(line.split(",")[3]));
  assert.deepEqual(
    values,
    values.toSorted((a, b) => b - a),
  );

  const pick = page.locator("#segments").getByRole("button", { name: "Lost, low spend", exact: true });
  await pick.focus();
  await page.keyboard.press("Enter");
  await detail.getByRole("heading", { name: "Lost, low spend" }).waitFor();
  assert.equal(await pick.getAttribute("aria-pressed"), "true");
  assert.deepEqual(seen.errors, []);
  await close();
});

test("every segment of every convention has its words, in both languages", async () => {
  for (const [lang, label] of [
    ["en", "Convention"],
    ["zh", "分层方式"],
  ]) {
    const { page, close } = await visit(site, { query: `?sample=${lang}`, lang });
    await report(page);
    for (const preset of ["octants", "grid", "rfm11"]) {
      await page.getByLabel(label).selectOption(preset);
      const size = { octants: 8, grid: 10, rfm11: 11 }[preset];
      await page.waitForFunction(wanted => {
        const deep = root =>
          [...root.querySelectorAll("*")].flatMap(node => [
            node,
            ...(node.shadowRoot ? deep(node.shadowRoot) : []),
          ]);
        return deep(document).filter(node => node.matches("tr.segment")).length === wanted;
      }, size);
      for (const pick of await page.locator("#segments .pick").all()) {
        await pick.click();
        const words = await page.locator("#segments .detail .stack-8").innerText();
        assert.doesNotMatch(words, /segments\.|undefined/);
        assert.ok(words.split("\n").length >= 3, words);
      }
    }
    await close();
  }
});

test("the figures that are tables have a picture and a file", async () => {
  const { page, close } = await visit(site, { query: "?sample=en" });
  await report(page);
  const figures = page.locator("#segments siyu-figure");
  for (const [at, name] of [
    [0, "segments-octants"],
    [1, "recency-frequency"],
  ]) {
    for (const ending of ["png", "csv"]) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        figures.nth(at).getByRole("button", { name: ending.toUpperCase() }).click(),
      ]);
      assert.equal(download.suggestedFilename(), `${name}.${ending}`);
      if (ending === "png") {
        assert.equal(
          readFileSync(await download.path())
            .subarray(1, 4)
            .toString(),
          "PNG",
        );
      }
    }
  }
  await close();
});
