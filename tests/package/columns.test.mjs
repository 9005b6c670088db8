// Parquet and Arrow in projects of others: with the libraries and without, built, in development, and as plain files; and
// that the page goes on while a large file is read.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { rolldown } from "rolldown";
import { build, createServer, preview } from "vite";
import { launch } from "../../tools/browser.mjs";
import { answerOf, COLUMNS_SCRIPT, install, project, READERS, serveFolder } from "./consumer.mjs";

const FILES = {
  "index.html": '<!doctype html><title>x</title><script type="module" src="/main.js"></script>',
  "main.js": `import { open } from "siyu";\n${COLUMNS_SCRIPT}`,
};

let browser;
let consumer;
let without;
before(async () => {
  consumer = project(FILES);
  install(consumer.folder, READERS);
  without = project(FILES);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  consumer?.remove();
  without?.remove();
});

const quiet = ({ folder }) => ({ root: folder, configFile: false, logLevel: "error" });

async function built(project) {
  await build(quiet(project));
  const server = await preview({ ...quiet(project), preview: { port: 0, host: "127.0.0.1" } });
  try {
    return await answerOf(browser, server.resolvedUrls.local[0]);
  } finally {
    await server.close();
  }
}

async function developed(project) {
  const server = await createServer({ ...quiet(project), server: { port: 0, host: "127.0.0.1" } });
  try {
    await server.listen();
    return await answerOf(browser, server.resolvedUrls.local[0]);
  } finally {
    await server.close();
  }
}

test("a Vite project with the libraries, built and in development", async () => {
  assert.deepEqual(await built(consumer), [5, 5]);
  assert.deepEqual(await developed(consumer), [5, 5]);
});

const told = found =>
  found.map(([name, code, message]) => [name, code, /npm install ([^\s)]+)/.exec(message)?.[1]]);
const INSTALL = [
  ["SiyuError", "unsupported-format", "hyparquet"],
  ["SiyuError", "unsupported-format", "@uwdata/flechette"],
];

test("a Vite project without them: it is built, and says what to install", async () => {
  assert.deepEqual(told(await built(without)), INSTALL);
  assert.deepEqual(told(await developed(without)), INSTALL);
});

test("another bundler, without them", async () => {
  const warnings = [];
  const bundle = await rolldown({
    input: join(without.folder, "main.js"),
    platform: "browser",
    onwarn: warning => warnings.push(warning.code),
  });
  await bundle.write({ dir: join(without.folder, "rolled"), format: "es", entryFileNames: "main.js" });
  await bundle.close();
  assert.ok(
    warnings.every(code => code === "UNRESOLVED_IMPORT"),
    warnings.join(),
  );
});

const plain = script => `<!doctype html><title>x</title><script type="module">
import { open } from "./siyu/index.js";
${script}</script>`;

test("plain files: what to install is said, and the option names copies of one's own", async () => {
  const folder = join(consumer.folder, "plain");
  consumer.copyDist("plain/siyu");
  writeFileSync(join(folder, "index.html"), plain(COLUMNS_SCRIPT));
  const server = await serveFolder(folder);
  try {
    assert.deepEqual(told(await answerOf(browser, server.url)), INSTALL);
  } finally {
    server.close();
  }
  const named = await serveFolder(consumer.folder);
  const libraries = `window.siyuOptions = { libraries: {
    hyparquet: () => import("/node_modules/hyparquet/src/index.js"),
    "hyparquet-compressors": { compressors: {} },
    "@uwdata/flechette": () => import("/node_modules/@uwdata/flechette/dist/flechette.mjs"),
  } };`;
  writeFileSync(
    join(consumer.folder, "named.html"),
    plain(libraries + COLUMNS_SCRIPT).replace("./siyu/", "./plain/siyu/"),
  );
  try {
    assert.deepEqual(await answerOf(browser, `${named.url}named.html`), [5, 5]);
  } finally {
    named.close();
  }
});
