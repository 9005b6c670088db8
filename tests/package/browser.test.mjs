// The installed package in a browser: built and served by Vite, and as plain files.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build, createServer, preview } from "vite";
import { launch } from "../../tools/browser.mjs";
import { ANSWER, answerOf, project, SCRIPT, serveFolder } from "./consumer.mjs";

let browser;
let consumer;
before(async () => {
  consumer = project({
    "index.html": '<!doctype html><title>x</title><script type="module" src="/main.js"></script>',
    "main.js": `import { open } from "siyu";\n${SCRIPT}`,
  });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  consumer?.remove();
});

const quiet = () => ({ root: consumer.folder, configFile: false, logLevel: "error" });

test("an empty Vite project, built", async () => {
  await build(quiet());
  const server = await preview({ ...quiet(), preview: { port: 0, host: "127.0.0.1" } });
  try {
    assert.deepEqual(await answerOf(browser, server.resolvedUrls.local[0]), ANSWER);
  } finally {
    await server.close();
  }
});

test("an empty Vite project, in its development server", async () => {
  const server = await createServer({ ...quiet(), server: { port: 0, host: "127.0.0.1" } });
  try {
    await server.listen();
    assert.deepEqual(await answerOf(browser, server.resolvedUrls.local[0]), ANSWER);
  } finally {
    await server.close();
  }
});

const page = `<!doctype html><title>x</title><script type="module">
import { open } from "./siyu/index.js";
${SCRIPT}</script>`;

for (const [title, types] of [
  ["plain files from a static server", {}],
  ["a static server that does not know wasm", { ".wasm": "application/octet-stream" }],
]) {
  test(title, async () => {
    consumer.copyDist("plain/siyu");
    writeFileSync(join(consumer.folder, "plain/index.html"), page);
    const server = await serveFolder(join(consumer.folder, "plain"), types);
    try {
      assert.deepEqual(await answerOf(browser, server.url), ANSWER);
    } finally {
      server.close();
    }
  });
}

for (const type of ["classic", "module"]) {
  test(`a ${type} Worker from a blob: URL, and the module as bytes`, async () => {
    consumer.copyDist("blob/siyu");
    const script = `<!doctype html><title>x</title><script type="module">
      import { open } from "./siyu/index.js";
      const code = new Blob([await (await fetch("./siyu/worker.js")).text()], { type: "text/javascript" });
      const url = URL.createObjectURL(code);
      window.siyuOptions = {
        worker: () => new Worker(url, { type: "${type}" }),
        wasm: await (await fetch("./siyu/siyu_bg.wasm")).arrayBuffer(),
      };
      ${SCRIPT}</script>`;
    writeFileSync(join(consumer.folder, "blob/index.html"), script);
    const server = await serveFolder(join(consumer.folder, "blob"));
    try {
      assert.deepEqual(await answerOf(browser, server.url), ANSWER);
    } finally {
      server.close();
    }
  });
}

test("errors keep their class and code; a missing Worker and an old browser are told", async () => {
  consumer.copyDist("plain/siyu");
  writeFileSync(join(consumer.folder, "plain/index.html"), page);
  const server = await serveFolder(join(consumer.folder, "plain"));
  try {
    const unknown = await answerOf(browser, server.url, () => {
      window.siyuOptions = { curency: "CNY" };
    });
    assert.equal(unknown.name, "SiyuError");
    assert.equal(unknown.code, "bad-option");
    const lost = await answerOf(browser, server.url, () => {
      window.siyuOptions = { worker: "./nowhere.js" };
    });
    assert.equal(lost.code, "worker-lost");
    const old = await answerOf(browser, server.url, () => {
      WebAssembly.validate = () => false;
    });
    assert.equal(old.code, "unsupported-browser");
    assert.match(old.message, /Safari 16\.4/);
  } finally {
    server.close();
  }
});

test("at the end of memory a file is refused, and the page goes on with others", async () => {
  consumer.copyDist("full/siyu");
  const script = `<!doctype html><title>x</title><script type="module">
    import { open } from "./siyu/index.js";
    const file = rows => {
      const lines = ["order_id,customer_id,paid_at,amount"];
      for (let row = 0; row < rows; row++) lines.push(row + ",C" + (row % (rows >> 2)) + ",2024-03-01,12.50");
      return new File([lines.join("\\n")], "orders.csv");
    };
    const small = await open({ orders: file(800) });
    const error = await open({ orders: file(700_000) }, { memoryMb: 24 }).catch(error => error);
    const { population } = await small.rfm();
    const next = await open({ orders: file(900) });
    window.result = { code: error.code, rows: error.detail?.rows, population, next: next.report.orders.used };
  </script>`;
  writeFileSync(join(consumer.folder, "full/index.html"), script);
  const server = await serveFolder(join(consumer.folder, "full"));
  const page = await browser.newPage();
  try {
    await page.goto(server.url);
    await page.waitForFunction(() => window.result);
    const { rows, ...rest } = await page.evaluate(() => window.result);
    assert.deepEqual(rest, { code: "out-of-memory", population: 200, next: 900 });
    assert.ok(rows > 50_000 && rows < 700_000, String(rows));
  } finally {
    await page.close();
    server.close();
  }
});
