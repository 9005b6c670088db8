// The package with thresholds of a test's choice, so that a file of some kilobytes is read in as many pieces and parts
// as one of a gigabyte. What is bundled is the package's own source, in which nothing but these numbers is replaced.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { rolldown } from "rolldown";
import { coreModules } from "./helpers.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The numbers by file, as they are declared there. */
const THRESHOLDS = {
  "pieces.ts": ["FIRST_PIECE", "PIECE", "LEAST_STREAMED"],
  "team.ts": ["LEAST_PART", "FIRST_PART", "SMALL_PART", "LARGE_PART", "LONGEST_LINE", "LOOK"],
  "push.ts": ["BITE"],
  "encoding.ts": ["STEP"],
  "packed.ts": ["STEP"],
  "turn.ts": ["TURN_MS"],
};

/** The name under which a number is set. */
const named = (file, name) => `SIYU_${file.replace(".ts", "").toUpperCase()}_${name}`;

/** The source with each number to be had from the environment. */
function tunable(file, code) {
  // Two declared in one line become two lines.
  let text = code.replace(/^const \[(\w+), (\w+)\] = \[(.+), (.+)\];$/m, "const $1 = $3;\nconst $2 = $4;");
  for (const name of THRESHOLDS[file]) {
    const declared = new RegExp(`^((?:export )?const ${name} =) (.+);$`, "m");
    assert.match(text, declared, `${file} declares ${name}`);
    text = text.replace(declared, `$1 Number(process.env.${named(file, name)} || ($2));`);
  }
  return text;
}

const place = mkdtempSync(join(tmpdir(), "siyu-small-"));
process.on("exit", () => rmSync(place, { recursive: true, force: true }));

/** Bundles a file of the package for Node; resolves with where it is. */
async function bundled(name, input = join(root, `pkg/src/${name}.ts`), plugins = []) {
  const tuning = {
    name: "tuning",
    transform: (code, id) => (THRESHOLDS[basename(id)] ? tunable(basename(id), code) : null),
  };
  const bundle = await rolldown({
    input,
    platform: "node",
    tsconfig: join(root, "pkg/tsconfig.json"),
    external: /^node:/,
    plugins: [tuning, ...plugins],
  });
  const file = join(place, `${name}.mjs`);
  await bundle.write({ file, format: "es", codeSplitting: false });
  await bundle.close();
  return file;
}

/** Sets thresholds for whatever is loaded from now on; `{ "pieces.ts": { PIECE: 1 } }`. */
function set(thresholds) {
  for (const [file, names] of Object.entries(THRESHOLDS)) {
    for (const name of names) {
      const value = thresholds[file]?.[name];
      if (value === undefined) delete process.env[named(file, name)];
      else process.env[named(file, name)] = String(value);
    }
  }
}

/** Parts of the package by what they export, with these thresholds: `inner(["src/pieces.ts", "src/message.ts"], {})`. */
export async function inner(names, thresholds = {}) {
  const entry = "\0inner";
  const plugin = {
    name: "inner",
    resolveId: source => (source === entry ? entry : null),
    load: id => (id === entry ? names.map(name => `export * from "${root}pkg/${name}";`).join("\n") : null),
  };
  const file = await bundled(names.join("-").replaceAll("/", "-"), entry, [plugin]);
  set(thresholds);
  const loaded = await import(`${pathToFileURL(file)}?${JSON.stringify(thresholds)}`);
  set({});
  return loaded;
}

let files;
let modules;

/** `open` of the package with these thresholds on the calling side and in its Workers. */
export async function smallOpen(thresholds) {
  files ??= Promise.all([bundled("node"), bundled("worker-node")]);
  const [main, script] = await files;
  modules ??= coreModules();
  const [wasm, moreWasm] = modules;
  set(thresholds);
  // What is loaded once stays; so the calling side has its own thresholds in few kinds only.
  const kind = `${process.env[named("pieces.ts", "PIECE")]}-${process.env[named("pieces.ts", "LEAST_STREAMED")]}`;
  const env = { ...process.env };
  const { open } = await import(`${pathToFileURL(main)}?${kind}`);
  set({});
  const worker = () => new Worker(script, { env });
  return (sources, options) => open(sources, { wasm, moreWasm, worker, ...options });
}
