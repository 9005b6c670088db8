// Builds everything, skipping what has not changed: core and spreadsheet reader (Rust → wasm) → package
// (TypeScript → pkg/dist) → sample data → page (www/dist).
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  exists,
  files,
  hashOf,
  isMain,
  main,
  root,
  run,
  runNpmProgram,
  say,
  seconds,
  whenChanged,
} from "./lib.mjs";
import { cratesText, librariesText } from "./licences.mjs";
import { setup, toolEnvironment, toolVersions } from "./setup.mjs";

/** The package's entry points: self-contained modules, so each can be hosted, or made a blob, alone. */
const ENTRIES = [
  { name: "index", platform: "browser" },
  { name: "node", platform: "node" },
  { name: "worker", platform: "browser" },
  { name: "worker-node", platform: "node" },
  // What the first two load with the first source that is more than text, in browsers and in Node.
  { name: "formats", platform: "browser" },
];

/** What those import that load it. */
const FORMATS = { source: "./formats.ts", file: "./formats.js" };

/** How terser works. */
const SMALLER = { ecma: 2020, module: true, compress: { passes: 2 } };

/** Libraries that users install, if they have files for them. */
const THEIRS = ["hyparquet", "hyparquet-compressors", "@uwdata/flechette"];

/** The element for pages, which takes the package's own entry from beside it; what is not needed at once are files of their own. */
const ELEMENT = { name: "element", chunks: ["charts", "form", "more"] };

// Libraries look at these when they are imported, also on servers that only render pages and have neither. Shadowing
// them there harms nobody, as setting globals would.
const WITHOUT_PAGES = `
const HTMLElement = globalThis.HTMLElement ?? class {};
const document = globalThis.document ?? { createTreeWalker: () => ({}) };`;

/** Libraries that are part of the element's files, and of formats.js; their licences go with them, as those of the crates. */
const BUNDLED = [
  { name: "lit", texts: ["LICENSE"] },
  { name: "echarts", texts: ["LICENSE", "NOTICE"] },
  { name: "zrender", texts: ["LICENSE"] },
  { name: "tslib", texts: ["LICENSE.txt"] },
  { name: "fzstd", texts: ["LICENSE"] },
];

/** The sample shops that the page offers. Same seed, same bytes. */
const SAMPLES = ["zh", "en"].map(lang => ({ lang, file: `www/public/sample-${lang}.csv` }));

// What rustc may emit for wasm32 with simd128, all of it supported wherever simd128 is.
const WASM_FEATURES = [
  "simd",
  "bulk-memory",
  "bulk-memory-opt",
  "sign-ext",
  "nontrapping-float-to-int",
  "mutable-globals",
  "multivalue",
  "reference-types",
];

// Functions that have one caller stay functions: large ones, with many variables, pack badly. So do data that were
// cut into pieces around their zeros. The lowest addresses are the end of the stack and nobody's: whoever adds a little
// to an address may leave that to the instruction that loads from there.
const OTHERWISE = [
  "--one-caller-inline-max-function-size=0",
  "--skip-pass=memory-packing",
  "--low-memory-unused",
];

// Names and notes about the tools are for nobody who loads the module.
const STRIP = ["--strip-debug", "--strip-producers", "--strip-target-features"];

const LOCKED = process.env.CI ? ["--locked"] : [];

export async function build() {
  await step("core", buildCore);
  await step("spreadsheet reader", buildSheets);
  await step("package", buildPackage);
  await step("sample shops", buildSamples);
  await step("page", buildPage);
}

async function step(title, action) {
  const started = performance.now();
  const worked = await action();
  say(worked ? `Built the ${title} in ${seconds(started)}` : `The ${title}: nothing to do`);
}

/** What else decides how a wasm module comes out. */
const WASM_STEPS = [
  "package-lock.json",
  ...["build", "order", "panics", "split", "wasm"].map(name => `tools/${name}.mjs`),
];

const rustSources = () => files(["src", "Cargo.toml", "Cargo.lock", ".cargo/config.toml"]);

function buildCore() {
  const hash = hashOf([...rustSources(), ...WASM_STEPS], toolVersions());
  const outputs = ["pkg/wasm/siyu_bg.wasm.d.ts", "pkg/wasm/siyu_bg.wasm", "pkg/wasm/siyu_more_bg.wasm"];
  return whenChanged("core", hash, outputs, async () => {
    const whole = await compile(".", "pkg/wasm", "siyu");
    optimise(whole, whole, ["-g"]);
    (await import("./panics.mjs")).blotPlaces(whole);
    await halve(whole);
  });
}

/** A module of its own, which is loaded only for a workbook. */
function buildSheets() {
  const sources = files(["sheets", "Cargo.toml", "Cargo.lock", ".cargo/config.toml"]);
  const hash = hashOf([...sources, ...WASM_STEPS], toolVersions());
  const outputs = ["pkg/wasm/siyu_sheets.js", "pkg/wasm/siyu_sheets_bg.wasm"];
  return whenChanged("sheets", hash, outputs, async () => {
    const module = await compile("sheets", "../pkg/wasm", "siyu_sheets");
    optimise(module, module, STRIP);
    (await import("./panics.mjs")).blotPlaces(module);
  });
}

/** A crate as a module that does not say why it panics; returns where it is. */
async function compile(crate, folder, name) {
  run(
    "wasm-pack",
    // Without these flags wasm-pack downloads tools, and writes a package.json of its own and a .gitignore
    // that makes `npm pack` drop the wasm.
    [
      ...["build", crate, "--release", "--target", "web", "--mode", "no-install"],
      ...["--no-pack", "--no-gitignore", "--out-dir", folder, "--out-name", name, "--", ...LOCKED],
    ],
    { env: toolEnvironment() },
  );
  const path = join(root, `pkg/wasm/${name}_bg.wasm`);
  // The library is there after the set-up only.
  const { trapPanics } = await import("./panics.mjs");
  trapPanics(path, path, WASM_FEATURES);
  return path;
}

function optimise(from, to, more) {
  const features = WASM_FEATURES.map(feature => `--enable-${feature}`);
  runNpmProgram("binaryen", "wasm-opt", [
    "-Os",
    "--converge",
    ...OTHERWISE,
    ...more,
    ...features,
    from,
    "-o",
    to,
  ]);
}

/** Cuts the core into what most visits run and what few do. */
async function halve(path) {
  const { RARE, splitModule } = await import("./split.mjs");
  const { ordered } = await import("./order.mjs");
  const { first, second } = splitModule(readFileSync(path), WASM_FEATURES, RARE);
  const halves = { [path]: first, [join(root, "pkg/wasm/siyu_more_bg.wasm")]: second };
  for (const [to, half] of Object.entries(halves)) {
    writeFileSync(to, ordered(half, WASM_FEATURES));
    optimise(to, to, STRIP);
  }
}

function buildPackage() {
  const entries = ENTRIES.filter(({ name }) => exists(`pkg/src/${name}.ts`));
  if (entries.length === 0) return false;
  const inputs = files(["pkg/src", "pkg/wasm", "pkg/package.json", "pkg/tsconfig.json", "package-lock.json"]);
  const outputs = [...entries, ELEMENT].flatMap(({ name }) => [
    `pkg/dist/${name}.js`,
    `pkg/dist/${name}.d.ts`,
  ]);
  const hash = hashOf([...inputs, "Cargo.lock", "tools/build.mjs", "tools/licences.mjs"]);
  const modules = ["siyu_bg.wasm", "siyu_more_bg.wasm", "siyu_sheets_bg.wasm"];
  outputs.push(...modules.map(name => `pkg/dist/${name}`));
  return whenChanged("package", hash, outputs, async () => {
    const dist = join(root, "pkg/dist");
    rmSync(dist, { recursive: true, force: true });
    mkdirSync(dist, { recursive: true });
    const { rolldown } = await import("rolldown");
    for (const { name, platform } of entries) {
      const bundle = await rolldown({
        input: join(root, `pkg/src/${name}.ts`),
        platform,
        tsconfig: join(root, "pkg/tsconfig.json"),
        external: platform === "node" ? /^node:/ : THEIRS,
        plugins: [
          {
            name: "formats-beside",
            resolveId: source => (source === FORMATS.source ? { id: FORMATS.file, external: true } : null),
          },
        ],
        onwarn(warning) {
          throw new Error(`bundling ${name}.ts: ${warning.message}`);
        },
      });
      await bundle.write({
        file: join(dist, `${name}.js`),
        format: "es",
        codeSplitting: false,
        minify: true,
      });
      await bundle.close();
    }
    await buildElement(rolldown, dist);
    for (const name of files(["pkg/dist"], file => file.endsWith(".js"))) await minify(join(root, name));
    runNpmProgram("typescript", "tsc", ["-p", "pkg/tsconfig.json"]);
    // The element's insides are nobody's to import, and their types would need those of the bundled libraries.
    rmSync(join(dist, "element"), { recursive: true });
    for (const name of modules) copyFileSync(join(root, "pkg/wasm", name), join(dist, name));
    // npm packs the texts only from the package's own folder.
    for (const name of ["LICENSE-MIT", "LICENSE-APACHE"])
      copyFileSync(join(root, name), join(root, "pkg", name));
  });
}

/** What the bundler has made small becomes a fiftieth smaller still. */
async function minify(path) {
  const { minify } = await import("terser");
  const { code } = await minify(readFileSync(path, "utf8"), SMALLER);
  writeFileSync(path, code);
}

async function buildElement(rolldown, dist) {
  const entry = join(root, "pkg/src/index.ts");
  const bundle = await rolldown({
    input: { [ELEMENT.name]: join(root, `pkg/src/${ELEMENT.name}.ts`) },
    platform: "browser",
    tsconfig: join(root, "pkg/tsconfig.json"),
    // How long plugins take says something about the machine, and nothing about the bundle.
    checks: { pluginTimings: false, bundlerTimings: false },
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
    plugins: [
      {
        name: "package-beside",
        async resolveId(source, importer) {
          const found = importer ? await this.resolve(source, importer, { skipSelf: true }) : null;
          return found?.id === entry ? { id: "./index.js", external: true } : null;
        },
      },
      {
        name: "keys-once",
        // Catalogues hold the same keys in the same order, which tests see to: the second language needs none.
        async transform(code, id) {
          if (!/\/element\/words\/(?!index)\w+\.ts$/.test(id)) return null;
          const { en, zh } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
          const words = JSON.stringify(Object.values(zh));
          return `export const en = ${JSON.stringify(en)};
            const words = ${words};
            export const zh = /* @__PURE__ */ Object.fromEntries(
              /* @__PURE__ */ Object.keys(en).map((key, at) => [key, words[at]])
            );`;
        },
      },
      {
        name: "flat-templates",
        // Minifiers leave templates alone. In styles any white space is as good as one space, and beside a sign as
        // good as none.
        transform(code, id) {
          const ours = id.includes("/pkg/src/element/");
          const shorter = text =>
            text
              .replace(/\/\*.*?\*\//gs, "")
              .replace(/\s+/g, " ")
              .replace(/ ?([{};,]) ?|(:) /g, "$1$2");
          // What is inserted may be followed by a blank that counts.
          const flat = styles =>
            styles.replace(/(\$\{[^}]*\})|[^$]+/g, (part, hole) => hole ?? shorter(part));
          return ours ? code.replace(/\bcss`[^`]*`/g, flat) : null;
        },
        // What is left of indented lines in minified code stands in templates of HTML. Licences go into a file.
        generateBundle(_, written) {
          for (const chunk of Object.values(written).filter(({ name }) => name !== "charts"))
            chunk.code = chunk.code.replace(/\n +/g, " ").replace(/\/\*\*\s*\* @license.*?\*\/\s*/gs, "");
        },
      },
    ],
    // What the other files share with it stays in the element's.
    preserveEntrySignatures: "allow-extension",
    onwarn(warning) {
      throw new Error(`bundling ${ELEMENT.name}.ts: ${warning.message}`);
    },
  });
  const { output } = await bundle.write({
    dir: dist,
    format: "es",
    intro: ({ name }) => (name === ELEMENT.name ? WITHOUT_PAGES : ""),
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    minify: true,
  });
  await bundle.close();
  const names = output.map(({ fileName }) => fileName).sort();
  const expected = [ELEMENT.name, ...ELEMENT.chunks].map(name => `${name}.js`).sort();
  if (names.join() !== expected.join()) throw new Error(`the element became ${names.join(", ")}`);
  const texts = [...librariesText(BUNDLED), ...cratesText()];
  const line = "-".repeat(80);
  writeFileSync(join(dist, "THIRD-PARTY.txt"), texts.join(`\n${line}\n\n`));
}

function buildSamples() {
  if (!exists("examples/sample_shop.rs") && !exists("examples/sample_shop/main.rs")) return false;
  const hash = hashOf(
    [...rustSources(), ...files(["examples"])],
    SAMPLES.map(({ lang }) => lang),
  );
  const outputs = SAMPLES.map(({ file }) => file);
  return whenChanged("samples", hash, outputs, () => {
    mkdirSync(join(root, "www/public"), { recursive: true });
    for (const { lang, file } of SAMPLES) {
      const options = ["--customers", "5000", "--lang", lang, "--seed", "1", "--out", file];
      run("cargo", ["run", "--quiet", "--release", "--example", "sample_shop", ...LOCKED, "--", ...options]);
    }
  });
}

function buildPage() {
  if (!exists("www/index.html")) return false;
  const inputs = files(["www", "pkg/dist", "package-lock.json"], name => !name.startsWith("www/dist/"));
  return whenChanged("page", hashOf([...inputs, "tools/build.mjs"]), ["www/dist/index.html"], () => {
    runNpmProgram("vite", "vite", ["build", "--logLevel", "warn"], { cwd: join(root, "www") });
  });
}

if (isMain(import.meta)) {
  await main(async () => {
    await setup();
    await build();
  });
}
