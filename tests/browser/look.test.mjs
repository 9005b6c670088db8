// How the report looks where one cannot see it in other tests: on wide screens, on paper, as pictures, to the keyboard.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { root } from "../../tools/lib.mjs";
import { openFiles, ready, report, start, visit } from "./page.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.close());

const figure = (page, name) => page.locator("siyu-figure", { hasText: name });

/** A figure's chart, drawn. */
async function chart(page, name) {
  const found = figure(page, name).locator("siyu-chart");
  await found.scrollIntoViewIfNeeded();
  await found.locator("canvas").waitFor();
  return found;
}

describe("on screens of any width", () => {
  for (const width of [390, 820, 1440, 1920, 2560]) {
    test(`numbers fit their tiles and lines end where they can be read: ${width} px`, async () => {
      const { page, seen, close } = await ready(site, { lang: "zh", viewport: { width, height: 900 } });
      const lines = Array.from(
        { length: 60 },
        (_, at) => `${at},C${at % 7},2024-0${1 + (at % 9)}-11,98765432.1`,
      );
      const buffer = Buffer.from(`Order ID,Customer ID,Paid At,Amount\n${lines.join("\n")}\n`);
      await openFiles(page, { name: "orders.csv", mimeType: "text/csv", buffer });
      const spilt = await page
        .locator(".tile .figure span")
        .evaluateAll(all =>
          all
            .filter(
              figure =>
                figure.getBoundingClientRect().right >
                figure.closest(".tile").getBoundingClientRect().right - 8,
            )
            .map(figure => figure.textContent),
        );
      assert.deepEqual(spilt, []);
      const longest = await page
        .locator(".finding")
        .evaluateAll(all =>
          Math.max(...all.map(text => text.clientWidth / Number.parseFloat(getComputedStyle(text).fontSize))),
        );
      assert.ok(longest < 62, `${longest.toFixed(0)} em`);
      const small = await page.locator("button:visible, select:visible, summary:visible").evaluateAll(all =>
        all
          .map(control => [control, control.getBoundingClientRect()])
          .filter(([, { width, height }]) => Math.min(width, height) < 24)
          .map(([control, { width, height }]) => `${control.textContent.trim()}: ${width} × ${height}`),
      );
      assert.deepEqual(small, []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      assert.deepEqual(seen.errors, []);
      await close();
    });
  }

  for (const lang of ["en", "zh"]) {
    test(`on a telephone how many rows each rule set aside is in sight, and what is wider has a shade: ${lang}`, async () => {
      const { page, close } = await ready(site, { lang, viewport: { width: 390, height: 900 } });
      await openFiles(page, join(root, "tests/golden/every-rule-once/orders.csv"));
      const all = page.locator("#data .scroll", { has: page.locator(".barred") });
      assert.equal(await all.locator("tbody tr").count(), 7);
      assert.ok(await all.evaluate(box => box.scrollWidth <= box.clientWidth));
      // A shade says where there is more at the side, until one has come there.
      await all.getByRole("button").first().click();
      const wide = page.locator("#data siyu-aside .scroll");
      await wide.waitFor();
      const shaded = box =>
        box.evaluate(it => !/^none$|^rgba\(0, 0, 0, 0\)/.test(getComputedStyle(it).boxShadow));
      assert.equal(await shaded(all), false);
      assert.equal(await shaded(wide), true);
      await wide.evaluate(async box => {
        box.scrollLeft = box.scrollWidth;
        for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
      });
      assert.equal(await shaded(wide), false);
      await close();
    });
  }

  test("1920 px are used: three cards in a row, the list beside its segment and the grid", async () => {
    const { page, close } = await visit(site, {
      query: "?sample=en",
      viewport: { width: 1920, height: 1000 },
    });
    await report(page);
    const cards = await page
      .locator("#today .card")
      .evaluateAll(all => all.map(card => card.getBoundingClientRect().top));
    assert.ok(cards.filter(top => top === cards.at(-1)).length === 3, cards.join());
    const [list, open, grid] = await Promise.all(
      ["#segments .segments", "#segments .detail", "#segments .grid"].map(name =>
        page.locator(name).boundingBox(),
      ),
    );
    assert.ok(list.x + list.width < open.x && open.x + open.width < grid.x);
    // Plots side by side begin at one height, however long the sentences above them are.
    const tops = await page
      .locator("#value siyu-chart")
      .evaluateAll(all => all.map(box => box.getBoundingClientRect().top));
    assert.equal(tops.length, 2);
    assert.equal(tops[0], tops[1]);
    await close();
  });

  test("the link of the section in sight is in sight itself", async () => {
    const { page, close } = await visit(site, { query: "?sample=en", viewport: { width: 390, height: 800 } });
    await report(page);
    const nav = page.getByRole("navigation");
    await page.evaluate(() => document.querySelector("siyu-report").reveal("repurchase"));
    const link = nav.locator('[aria-current="true"]', { hasText: "Repurchase" });
    await link.waitFor();
    const [box, bar] = await Promise.all([link.boundingBox(), nav.boundingBox()]);
    assert.ok(box.x >= bar.x && box.x + box.width <= bar.x + bar.width);
    await close();
  });
});

describe("on paper", () => {
  test("light whatever the theme, whole, and without controls", async () => {
    const { page, seen, close } = await visit(site, { query: "?sample=en", colorScheme: "dark" });
    await report(page);
    await chart(page, "When did the value come in?");
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    const element = page.locator("siyu-report");
    assert.equal(
      await element.evaluate(report => getComputedStyle(report).getPropertyValue("--paper")),
      "#ffffff",
    );
    await page
      .locator(".imprint")
      .getByText(/sample-en\.csv, as of Dec 31, 2025 · Segment convention: Eight classes/)
      .waitFor();
    assert.equal(
      await page.locator("button:visible").count(),
      await page.locator(".pick:visible, .sort:visible, td .opener:visible, th .opener:visible").count(),
    );
    assert.equal(await page.locator("input:visible").count(), 0);
    // Charts of all sections are drawn, those too that nobody has scrolled to.
    const charts = page.locator("siyu-report siyu-chart");
    assert.equal(await charts.locator("canvas").count(), await charts.count());
    assert.ok(
      (await painted(charts.first(), [11, 110, 116])) > 1000,
      "bars are not in the light theme's colour",
    );
    // Tables are not cut by a box that scrolls.
    const cut = await page
      .locator(".scroll")
      .evaluateAll(all => all.filter(box => box.scrollWidth > box.clientWidth + 1).length);
    assert.equal(cut, 0);
    assert.equal(await page.locator("#customers tbody tr").count(), 50);

    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    assert.equal(
      await element.evaluate(report => getComputedStyle(report).getPropertyValue("--paper")),
      "#16191c",
    );
    assert.ok((await page.locator("#customers tbody tr").count()) < 40);
    assert.deepEqual(seen.errors, []);
    await close();
  });

  test("a dozen pages or so", async () => {
    const { page, close } = await visit(site, { query: "?sample=zh", lang: "zh" });
    await report(page);
    const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
    assert.ok(pages >= 8 && pages <= 16, `${pages} pages`);
    await close();
  });
});

/** How many pixels of a chart have exactly this colour. */
const painted = (chart, colour) =>
  chart.evaluate(({ shadowRoot }, [red, green, blue]) => {
    const canvas = shadowRoot.querySelector("canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) count++;
    }
    return count;
  }, colour);

describe("as a picture", () => {
  for (const [colorScheme, paper] of [
    ["light", [255, 255, 255]],
    ["dark", [22, 25, 28]],
  ]) {
    test(`a chart takes its title, its legend and its source along: ${colorScheme}`, async () => {
      const { page, close } = await visit(site, {
        query: "?sample=en",
        colorScheme,
        viewport: { width: 390, height: 800 },
      });
      await report(page);
      for (const name of ["Who bought: new or returning?", "Who comes back, and when?"]) {
        const button = figure(page, name).getByRole("button", { name: "PNG" });
        const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
        const png = readFileSync(await download.path());
        assert.equal(png.readUInt32BE(16), 2048);
        const bands = await page.evaluate(
          async ([bytes, paper]) => {
            const blob = new Blob([Uint8Array.from(atob(bytes), sign => sign.charCodeAt(0))]);
            const picture = await createImageBitmap(blob);
            const canvas = Object.assign(document.createElement("canvas"), {
              width: picture.width,
              height: picture.height,
            });
            const pen = canvas.getContext("2d");
            pen.drawImage(picture, 0, 0);
            const inked = (y, height) => {
              const { data } = pen.getImageData(0, y, canvas.width, height);
              let count = 0;
              for (let at = 0; at < data.length; at += 4) {
                if (paper.some((value, channel) => Math.abs((data[at + channel] ?? 0) - value) > 60)) count++;
              }
              return count;
            };
            const corner = [...pen.getImageData(2, 2, 1, 1).data];
            return {
              corner,
              title: inked(64, 56),
              finding: inked(124, 40),
              source: inked(canvas.height - 70, 56),
            };
          },
          [png.toString("base64"), paper],
        );
        assert.deepEqual(bands.corner, [...paper, 255]);
        for (const [band, ink] of Object.entries(bands).slice(1))
          assert.ok(ink > 200, `${name}: ${band} ${ink}`);
      }
      await close();
    });
  }
});

test("the arrow keys step through a chart's values, which are said", async () => {
  const { page, close } = await visit(site, { query: "?sample=en" });
  await report(page);
  const bars = await chart(page, "Who bought: new or returning?");
  const said = bars.locator("[aria-live]");
  await bars.focus();
  await page.keyboard.press("ArrowRight");
  await said.getByText(/^Jan 2024, New\s+107, Returning\s+0$/).waitFor();
  await page.keyboard.press("ArrowRight");
  await said.getByText(/^Feb 2024/).waitFor();
  await page.keyboard.press("End");
  await said.getByText(/^Dec 2025/).waitFor();
  await page.keyboard.press("PageUp");
  await said.getByText(/^Feb 2025/).waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await said.textContent(), "");
  assert.equal(await bars.getAttribute("aria-label"), "Who bought: new or returning?");
  await close();
});
