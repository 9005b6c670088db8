// `npm test`: sets up, builds and runs everything; `npm test -- --only node,browser` runs parts of it.
import { build } from "./build.mjs";
import { LINTS } from "./check.mjs";
import { Advice, files, isMain, main, run, StepFailed, say, seconds } from "./lib.mjs";
import { setup, toolEnvironment } from "./setup.mjs";
import { sizes } from "./sizes.mjs";
import { runAll } from "./steps.mjs";

/** Parts in the order in which they run; `browser` ones need one on the machine. */
const PARTS = [
  { key: "rust", title: "core (cargo test)", action: cargoTest },
  ...LINTS.map(([title, action]) => ({ key: "lint", title, action })),
  { key: "node", title: "package in Node", action: () => nodeTest("tests/node") },
  {
    key: "package",
    title: "packed package in its consumers",
    browser: true,
    action: () => nodeTest("tests/package"),
  },
  { key: "browser", title: "page in a browser", browser: true, action: () => nodeTest("tests/browser") },
  { key: "bench", title: "bench, quick", browser: true, action: quickBench },
  { key: "sizes", title: "sizes", action: sizes },
];

function cargoTest() {
  const args = ["test", "--workspace", ...(process.env.CI ? ["--locked"] : [])];
  run("cargo", args, { env: toolEnvironment(), title: "cargo test" });
}

function nodeTest(folder) {
  const tests = files([folder], name => name.endsWith(".test.mjs"));
  if (tests.length === 0) throw new StepFailed(`${folder} holds no *.test.mjs file.`);
  // One file at a time: browsers and bundlers side by side would make time-outs depend on the machine.
  const options = ["--test", "--test-reporter=spec", "--test-concurrency=1"];
  run(process.execPath, [...options, ...tests], { env: toolEnvironment(), title: `node --test ${folder}` });
}

function quickBench() {
  run(process.execPath, ["benches/run.mjs", "--quick"], { env: toolEnvironment(), title: "the bench" });
}

function chosenParts(args) {
  const at = args.indexOf("--only");
  if (at < 0 && args.length === 0) return PARTS;
  const keys = at < 0 ? [] : (args[at + 1] ?? "").split(",");
  const unknown = keys.filter(key => !PARTS.some(part => part.key === key));
  if (keys.length === 0 || unknown.length > 0) {
    throw new Advice(
      `Use --only with one or more, comma-separated, of: ${[...new Set(PARTS.map(({ key }) => key))].join(", ")}.`,
    );
  }
  return PARTS.filter(({ key }) => keys.includes(key));
}

if (isMain(import.meta)) {
  await main(async () => {
    const started = performance.now();
    const parts = chosenParts(process.argv.slice(2));
    await setup({ browser: parts.some(part => part.browser) });
    say(`Everything is set up (${seconds(started)})`);
    if (parts.some(({ key }) => key !== "rust")) await build();
    await runAll(parts.map(({ title, action }) => [title, action]));
    say(`\nAll passed in ${seconds(started)}`);
  });
}
