// Builds everything, skipping what has not changed: core (Rust → wasm) → package (TypeScript → pkg/dist)
// → sample data → page (www/dist).
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
import { setup, toolEnvironment, toolVersions } from "./setup.mjs";

/** The package's entry points: self-contained modules, so each can be hosted, or made a blob, alone. */
const ENTRIES = [
  { name: "index", platform: "browser" },
  { name: "node", platform: "node" },
  { name: "worker", platform: "browser" },
  { name: "worker-node", platform: "node" },
];

/** The element for pages, which takes the package's own entry from beside it; the drawing library is a second file. */
const ELEMENT = { name: "element", chunks: ["charts"] };

/** Libraries that are part of the element's files; their licences go with them. */
const BUNDLED = [
  { name: "lit", texts: ["LICENSE"] },
  { name: "echarts", texts: ["LICENSE", "NOTICE"] },
  { name: "zrender", texts: ["LICENSE"] },
  { name: "tslib", texts: ["LICENSE.txt"] },
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

const LOCKED = process.env.CI ? ["--locked"] : [];

export async function build() {
  await step("core", buildCore);
  await step("package", buildPackage);
  await step("sample shops", buildSamples);
  await step("page", buildPage);
}

async function step(title, action) {
  const started = performance.now();
  const worked = await action();
  say(worked ? `Built the ${title} in ${seconds(started)}` : `The ${title}: nothing to do`);
}

const rustSources = () => files(["src", "Cargo.toml", "Cargo.lock", ".cargo/config.toml"]);

function buildCore() {
  const hash = hashOf([...rustSources(), "package-lock.json", "tools/build.mjs"], toolVersions());
  return whenChanged("core", hash, ["pkg/wasm/siyu.js", "pkg/wasm/siyu_bg.wasm"], () => {
    run(
      "wasm-pack",
      // Without these flags wasm-pack downloads tools, and writes a package.json of its own and a .gitignore
      // that makes `npm pack` drop the wasm.
      [
        ...["build", "--release", "--target", "web", "--mode", "no-install", "--no-pack", "--no-gitignore"],
        ...["--out-dir", "pkg/wasm", "--out-name", "siyu", "--", ...LOCKED],
      ],
      { env: toolEnvironment() },
    );
    optimise("pkg/wasm/siyu_bg.wasm");
  });
}

function optimise(name) {
  const path = join(root, name);
  const smaller = `${path}.optimised`;
  const features = WASM_FEATURES.map(feature => `--enable-${feature}`);
  // Names and notes about the tools are for nobody who loads the module.
  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  // Functions that have one caller stay functions: large ones, with many variables, pack badly.
  const passes = ["-Os", "--one-caller-inline-max-function-size=0", "--converge", ...strip];
  runNpmProgram("binaryen", "wasm-opt", [...passes, ...features, path, "-o", smaller]);
  renameSync(smaller, path);
}

function buildPackage() {
  const entries = ENTRIES.filter(({ name }) => exists(`pkg/src/${name}.ts`));
  if (entries.length === 0) return false;
  const inputs = files(["pkg/src", "pkg/wasm", "pkg/package.json", "pkg/tsconfig.json", "package-lock.json"]);
  const outputs = [...entries, ELEMENT].flatMap(({ name }) => [
    `pkg/dist/${name}.js`,
    `pkg/dist/${name}.d.ts`,
  ]);
  const hash = hashOf([...inputs, "tools/build.mjs"]);
  return whenChanged("package", hash, [...outputs, "pkg/dist/siyu_bg.wasm"], async () => {
    const dist = join(root, "pkg/dist");
    rmSync(dist, { recursive: true, force: true });
    mkdirSync(dist, { recursive: true });
    const { rolldown } = await import("rolldown");
    for (const { name, platform } of entries) {
      const bundle = await rolldown({
        input: join(root, `pkg/src/${name}.ts`),
        platform,
        tsconfig: join(root, "pkg/tsconfig.json"),
        external: platform === "node" ? /^node:/ : [],
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
    runNpmProgram("typescript", "tsc", ["-p", "pkg/tsconfig.json"]);
    // The element's insides are nobody's to import, and their types would need those of the bundled libraries.
    rmSync(join(dist, "element"), { recursive: true });
    copyFileSync(join(root, "pkg/wasm/siyu_bg.wasm"), join(dist, "siyu_bg.wasm"));
    // npm packs the texts only from the package's own folder.
    for (const name of ["LICENSE-MIT", "LICENSE-APACHE"])
      copyFileSync(join(root, name), join(root, "pkg", name));
  });
}

async function buildElement(rolldown, dist) {
  const entry = join(root, "pkg/src/index.ts");
  const bundle = await rolldown({
    input: { [ELEMENT.name]: join(root, `pkg/src/${ELEMENT.name}.ts`) },
    platform: "browser",
    tsconfig: join(root, "pkg/tsconfig.json"),
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
          const chunk = written[`${ELEMENT.name}.js`];
          chunk.code = chunk.code.replace(/\n +/g, " ").replace(/\/\*\*\s*\* @license.*?\*\/\s*/gs, "");
        },
      },
    ],
    onwarn(warning) {
      throw new Error(`bundling ${ELEMENT.name}.ts: ${warning.message}`);
    },
  });
  const { output } = await bundle.write({
    dir: dist,
    format: "es",
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    minify: true,
  });
  await bundle.close();
  const names = output.map(({ fileName }) => fileName).sort();
  const expected = [ELEMENT.name, ...ELEMENT.chunks].map(name => `${name}.js`).sort();
  if (names.join() !== expected.join()) throw new Error(`the element became ${names.join(", ")}`);
  const texts = BUNDLED.map(({ name, texts: files }) => {
    const folder = join(root, "node_modules", name);
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const licence = files.map(file => readFileSync(join(folder, file), "utf8").trim()).join("\n\n");
    return `${name} ${version}\n\n${licence}\n`;
  });
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
