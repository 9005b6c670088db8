// The packed tarball in a project of its own, as a stranger would have it, and a browser to look at it.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

export const CSV =
  "order_id,customer_id,paid_at,amount\n1,ann,2024-01-05,10\n2,bob,2024-01-20,20\n3,ann,2024-02-03,30.5\n";

/** A workbook, for which the second module is loaded. */
export const BOOK = readFileSync(join(root, "tests/sheets/since-1904.xlsx")).toString("base64");

/** What a page computes; the answer is put where the test can read it. */
export const SCRIPT = `
window.answer = (async () => {
  try {
    const shop = await open({ orders: ${JSON.stringify(CSV)} }, window.siyuOptions);
    const { value, purchases } = await shop.overview();
    const { columns } = await shop.customers();
    shop.close();
    const bytes = Uint8Array.from(atob("${BOOK}"), byte => byte.charCodeAt(0));
    const book = await open({ orders: bytes }, window.siyuOptions);
    const [{ sheet }] = book.report.orders.sources;
    book.close();
    return { value, purchases, ids: columns.id, frequency: [...columns.frequency], sheet };
  } catch (error) {
    return { name: error.name, code: error.code, message: error.message };
  }
})();
`;

export const ANSWER = { value: 60.5, purchases: 3, ids: ["ann", "bob"], frequency: [2, 1], sheet: "Sheet" };

export function npm(args, cwd) {
  const result = spawnSync("npm", args, { cwd, encoding: "utf8", shell: process.platform === "win32" });
  if (result.status !== 0) throw new Error(`npm ${args.join(" ")}: ${result.stderr}`);
  return result.stdout;
}

/** Packs the package into a folder; what npm says about the tarball. */
export function pack(folder) {
  const [packed] = JSON.parse(npm(["pack", "--json", "--pack-destination", folder], join(root, "pkg")));
  return packed;
}

/** A project with nothing but the tarball installed, and the given files. */
export function project(files) {
  const folder = mkdtempSync(join(tmpdir(), "siyu-consumer-"));
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "consumer", private: true, type: "module" }),
  );
  const { filename } = pack(folder);
  npm(["install", "--offline", "--no-audit", "--no-fund", "--no-package-lock", `./${filename}`], folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const dist = join(folder, "node_modules/siyu/dist");
  return {
    folder,
    dist,
    copyDist: target => cpSync(dist, join(folder, target), { recursive: true }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/** A static server without any habits; `types` overrides MIME types, `headers` come with everything. */
export async function serveFolder(folder, types = {}, headers = {}) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    try {
      const body = readFileSync(join(folder, path.endsWith("/") ? `${path}index.html` : path));
      const type = { ...TYPES, ...types }[extname(path) || ".html"] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type, ...headers }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise(resolve => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** Opens a page and returns what its script answered. */
export async function answerOf(browser, url, beforeLoad) {
  const page = await browser.newPage();
  const troubles = [];
  page.on("pageerror", error => troubles.push(String(error)));
  try {
    if (beforeLoad) await page.addInitScript(beforeLoad);
    await page.goto(url);
    await page.waitForFunction(() => window.answer !== undefined, undefined, { timeout: 20_000 });
    return await page.evaluate(() => window.answer);
  } catch (error) {
    throw new Error(`${error.message}\n${troubles.join("\n")}`);
  } finally {
    await page.close();
  }
}

/** Copies libraries that are installed here, with what they need, into a project. */
export function install(folder, names) {
  for (const name of names) {
    cpSync(join(root, "node_modules", name), join(folder, "node_modules", name), { recursive: true });
  }
}

/** What reads Parquet and Arrow. */
export const READERS = ["hyparquet", "hyparquet-compressors", "fzstd", "hysnappy", "@uwdata/flechette"];

/** Files that these read. */
export const COLUMNS = ["zstd.parquet", "lz4.arrow"].map(name =>
  readFileSync(join(root, "tests/columns", name)).toString("base64"),
);

/** What a page makes of such files. */
export const COLUMNS_SCRIPT = `
window.answer = (async () => {
  const found = [];
  for (const text of ${JSON.stringify(COLUMNS)}) {
    const bytes = Uint8Array.from(atob(text), byte => byte.charCodeAt(0));
    try {
      const shop = await open({ orders: bytes }, window.siyuOptions);
      found.push(shop.report.orders.used);
      shop.close();
    } catch (error) {
      found.push([error.name, error.code, error.message]);
    }
  }
  return found;
})();
`;
