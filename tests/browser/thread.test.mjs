// The page stays responsive with any file because of how it is made: its thread never has the file's bytes, gets
// answers of a size that does not depend on the file, and asks nothing twice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { report, start, visit } from "./page.mjs";

/** Values in one answer: a screenful of customers has a few thousand. */
const MOST_VALUES = 20_000;

let site;
before(async () => {
  site = await start();
});
after(() => site.close());

/** Runs in the page before it: what goes to Workers and comes from them, and who reads files. */
function watch() {
  const seen = { asked: [], most: 0, bytesRead: 0 };
  const count = value => {
    if (ArrayBuffer.isView(value)) return value.length ?? value.byteLength;
    if (value instanceof ArrayBuffer) return value.byteLength;
    if (typeof value !== "object" || value === null) return 1;
    return Object.values(value).reduce((sum, item) => sum + count(item), 0);
  };
  const TheirWorker = window.Worker;
  window.Worker = class extends TheirWorker {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", event => {
        seen.most = Math.max(seen.most, count(event.data));
      });
    }
    postMessage(message, ...rest) {
      seen.asked.push(message.measure ?? message.ask);
      super.postMessage(message, ...rest);
    }
  };
  for (const name of ["arrayBuffer", "text", "stream", "bytes"]) {
    const theirs = Blob.prototype[name];
    if (theirs === undefined) continue;
    Blob.prototype[name] = function (...args) {
      if (this instanceof File) seen.bytesRead += this.size;
      return theirs.apply(this, args);
    };
  }
  window.FileReader = undefined;
  window.seen = seen;
}

test("bytes stay with the Workers, answers are small, and nothing is asked twice", async () => {
  const { page, close } = await visit(site, { query: "?sample=en", script: watch });
  await report(page);
  const first = await page.evaluate(() => window.seen);
  assert.equal(first.bytesRead, 0);
  assert.ok(first.most <= MOST_VALUES, `${first.most} values in one answer`);

  const convention = page.getByLabel("Segment convention");
  await convention.selectOption("grid");
  await report(page);
  await page.locator("#segments").getByRole("rowheader", { name: "Hibernating" }).first().waitFor();
  const switched = await page.evaluate(() => window.seen.asked.length);
  assert.ok(switched > first.asked.length);
  for (const choice of ["octants", "grid", "octants", "grid"]) {
    await convention.selectOption(choice);
    await report(page);
  }
  assert.equal(await page.evaluate(() => window.seen.asked.length), switched);
  await close();
});
