// What is in the tarball, and what package.json promises about it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ANSWER, BOOK, CSV, pack, project, root } from "./consumer.mjs";

const manifest = JSON.parse(readFileSync(join(root, "pkg/package.json"), "utf8"));

test("the tarball holds exactly what it should", () => {
  const folder = mkdtempSync(join(tmpdir(), "siyu-pack-"));
  try {
    const packed = pack(folder).files.map(({ path }) => path);
    const declarations = readdirSync(join(root, "pkg/src"))
      .filter(name => name.endsWith(".ts"))
      .map(name => `dist/${name.replace(/\.ts$/, ".d.ts")}`);
    const scripts = [
      "index",
      "node",
      "worker",
      "worker-node",
      "formats",
      "element",
      "charts",
      "form",
      "more",
    ].map(name => `dist/${name}.js`);
    const modules = ["dist/siyu_bg.wasm", "dist/siyu_more_bg.wasm", "dist/siyu_sheets_bg.wasm"];
    const texts = ["dist/THIRD-PARTY.txt", "README.md", "LICENSE-MIT", "LICENSE-APACHE", "package.json"];
    assert.deepEqual(packed.sort(), [...declarations, ...scripts, ...modules, ...texts].sort());
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("package.json: no dependencies but such as one may leave out, no scripts, no side effects but the element's, every target there, one version", () => {
  for (const key of ["dependencies", "optionalDependencies", "scripts", "bin"]) {
    assert.equal(manifest[key], undefined, key);
  }
  // What reads Parquet and Arrow, for those who have such files; the versions of the tests are among those named.
  const peers = Object.keys(manifest.peerDependencies);
  assert.deepEqual(peers, ["@uwdata/flechette", "hyparquet", "hyparquet-compressors"]);
  assert.deepEqual(
    manifest.peerDependenciesMeta,
    Object.fromEntries(peers.map(name => [name, { optional: true }])),
  );
  // Importing the element defines it; everything else does nothing until it is called.
  assert.deepEqual(manifest.sideEffects, ["./dist/element.js"]);
  assert.equal(manifest.type, "module");
  const targets = Object.values(manifest.exports).flatMap(entry =>
    typeof entry === "string" ? [entry] : Object.values(entry),
  );
  for (const target of targets) assert.ok(existsSync(join(root, "pkg", target)), target);
  // The first condition that matches wins, so types come first and the default last.
  assert.deepEqual(Object.keys(manifest.exports["."]), ["types", "node", "default"]);
  const crate = /^version = "(.+)"$/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"))[1];
  assert.equal(manifest.version, crate);
});

test("the scripts are self-contained, and the Worker looks for no file", () => {
  const script = name => readFileSync(join(root, "pkg/dist", name), "utf8");
  for (const name of ["index.js", "node.js", "worker.js", "formats.js"]) {
    const loaded = [];
    const code = script(name).replaceAll(/\bimport\s*\([`"']([^`"']+)[`"']\)/g, (_, from) => {
      loaded.push(from);
      return "";
    });
    const theirs = ["@uwdata/flechette", "hyparquet", "hyparquet-compressors"];
    const expected = { "formats.js": theirs, "index.js": ["./formats.js"], "node.js": ["./formats.js"] };
    assert.deepEqual(loaded.sort(), expected[name] ?? [], name);
    if (name !== "node.js") assert.doesNotMatch(code, /\bfrom\s*["']|\bimport\s*["'(]/, name);
  }
  const imports = name =>
    [
      ...script(name).matchAll(
        /\bimport\s*(?:[\w$*{][^"'`;]*?\bfrom\s*)?\(?\s*["'`]([^"'`]+)|\bexport\s*[*{][^"'`;]*?\bfrom\s*["'`]([^"'`]+)/g,
      ),
    ].map(match => match[1] ?? match[2]);
  // The element takes the package itself from beside it, so that its errors and datasets are the same classes.
  const beside = ["./charts.js", "./form.js", "./index.js", "./more.js"];
  assert.deepEqual([...new Set(imports("element.js"))].sort(), beside);
  for (const name of ["form.js", "more.js"]) assert.deepEqual([...new Set(imports(name))], ["./element.js"]);
  assert.deepEqual(imports("charts.js"), []);
  const worker = script("worker.js");
  assert.doesNotMatch(worker, /import\.meta|\bfetch\b|XMLHttpRequest|importScripts/);
  // The word alone stands in messages.
  assert.doesNotMatch(worker, /\bexport\s*(?:[{*]|default\b|const\b|let\b|var\b|function\b|class\b|async\b)/);
  // Bundlers look for exactly these forms.
  assert.match(script("index.js"), /new Worker\(new URL\(["'`]\.\/worker\.js["'`],\s*import\.meta\.url\)/);
  for (const name of ["siyu_bg", "siyu_more_bg", "siyu_sheets_bg"]) {
    const url = new RegExp(`new URL\\(["'\`]\\./${name}\\.wasm["'\`],\\s*import\\.meta\\.url\\)`);
    assert.match(script("index.js"), url);
  }
});

let consumer;
before(() => {
  consumer = project({
    "main.js": `
      import { open } from "siyu";
      const shop = await open({ orders: ${JSON.stringify(CSV)} });
      const { value, purchases } = await shop.overview();
      const { columns } = await shop.customers();
      const book = await open({ orders: Buffer.from("${BOOK}", "base64") });
      const [{ sheet }] = book.report.orders.sources;
      console.log(JSON.stringify({ value, purchases, ids: columns.id, frequency: [...columns.frequency], sheet }));`,
    "main.ts": `
      import { SiyuReport, type SiyuReportEvents } from "siyu/element";
      import { open, preview, SiyuError, type Dataset, type OpenOptions, type Rfm, type Sources } from "siyu";
      const sources: Sources = { orders: [{ id: 1 }], members: { id: [1], at: new Float64Array(1) } };
      const options: OpenOptions = { sheet: { orders: "May" }, timeZone: "Asia/Shanghai", mapping: { orders: { amount: 2, status: null } } };
      export async function main(): Promise<Rfm | null> {
        const shop: Dataset = await open(sources, { ...options, onProgress: ({ bytes, totalBytes }) => bytes / totalBytes });
        const ids: string[] | undefined = (await shop.customers({ sort: "-monetary" })).columns.id;
        const scores: Uint8Array | undefined = (await shop.customers()).columns.rScore;
        // @ts-expect-error an option that does not exist
        await shop.rfm({ level: 5 });
        // @ts-expect-error orders are needed
        await open({});
        // @ts-expect-error a measure that does not exist
        shop.forecast;
        try {
          return await shop.rfm({ segments: "octants", levels: 5 });
        } catch (error) {
          if (error instanceof SiyuError && error.code === "bad-option") return null;
          throw error;
        }
      }
      export function embedded(shop: Dataset): SiyuReport {
        const report = new SiyuReport();
        report.dataset = shop;
        report.addEventListener("siyu-export", event => (event as SiyuReportEvents["siyu-export"]).detail.blob);
        document.body.append(report);
        // @ts-expect-error not a dataset
        report.dataset = "orders.csv";
        return report;
      }
      export function found(shop: Dataset): void {
        const el = document.querySelector("siyu-report")!;
        el.dataset = shop;
        el.view = { segments: "grid" };
        const made: SiyuReport = document.createElement("siyu-report");
        document.body.append(el, made, ...document.getElementsByTagName("siyu-report"));
        const { hidden, style }: HTMLElement = el;
        // @ts-expect-error neither a dataset nor null
        made.dataset = { id: "1" };
        void [hidden, style];
      }
      export async function files(shop: Dataset): Promise<Blob[]> {
        const { rows, total } = await shop.setAside({ rule: "status", limit: 10 });
        console.log(total, rows[0]?.line, rows[0]?.cells.join());
        const progress = ({ rows, totalRows }: { rows: number; totalRows: number }) => rows / totalRows;
        // @ts-expect-error not a format for lists
        await shop.export("customers", "json");
        return [
          await shop.export("rejections", "csv"),
          await shop.export("customers", "csv", { sort: "-monetary", titles: { id: "ID" }, onProgress: progress }),
        ];
      }
      export const shown: Promise<string[]> = preview("a,b").then(({ headers }) => headers);`,
  });
});
after(() => consumer.remove());

test("Node imports the installed package", () => {
  const { stdout, stderr } = spawnSync(process.execPath, ["main.js"], {
    cwd: consumer.folder,
    encoding: "utf8",
  });
  assert.equal(stderr, "");
  assert.deepEqual(JSON.parse(stdout), ANSWER);
});

test("without the library, an error says what to install; everything else works", async () => {
  const parquet = readFileSync(join(root, "tests/columns/snappy.parquet")).toString("base64");
  const arrow = readFileSync(join(root, "tests/columns/plain.arrow")).toString("base64");
  const script = `
    import { open, SiyuError } from "siyu";
    for (const text of ["${parquet}", "${arrow}"]) {
      const error = await open({ orders: Buffer.from(text, "base64") }).catch(error => error);
      console.log(error instanceof SiyuError, error.code, /npm install (\\S+)\\)/.exec(error.message)?.[1]);
    }`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: consumer.folder,
    encoding: "utf8",
  });
  assert.equal(stderr, "");
  assert.equal(stdout, "true unsupported-format hyparquet\ntrue unsupported-format @uwdata/flechette\n");
});

test("Node imports the element, which does nothing there", () => {
  const script = `
    const before = new Set(Object.getOwnPropertyNames(globalThis));
    const { SiyuReport, preload } = await import("siyu/element");
    const added = Object.getOwnPropertyNames(globalThis).filter(name => !before.has(name));
    // Lit counts its versions under names of its own.
    const foreign = added.filter(name => !/^(lit|reactive)[A-Z]\\w+$/.test(name));
    console.log(typeof SiyuReport, typeof preload, JSON.stringify(foreign));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: consumer.folder,
    encoding: "utf8",
  });
  assert.equal(stderr, "");
  assert.equal(stdout, "function function []\n");
});

for (const [module, resolution] of [
  ["ESNext", "bundler"],
  ["NodeNext", "NodeNext"],
]) {
  test(`TypeScript understands its types, resolving as ${resolution}`, () => {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const flags = [
      "--noEmit",
      "--strict",
      "--exactOptionalPropertyTypes",
      "--skipLibCheck",
      "false",
      "--types",
      "",
    ];
    const { stdout, status } = spawnSync(
      process.execPath,
      [
        tsc,
        ...flags,
        "--target",
        "ES2022",
        "--lib",
        "ES2022,DOM,DOM.Iterable",
        "--module",
        module,
        "--moduleResolution",
        resolution,
        "main.ts",
      ],
      { cwd: consumer.folder, encoding: "utf8" },
    );
    assert.equal(stdout, "");
    assert.equal(status, 0);
  });
}
