// `npm run check`: formats, lints and types of everything, without running tests.
import { build } from "./build.mjs";
import { isMain, main, run, runNpmProgram, say } from "./lib.mjs";
import { setup } from "./setup.mjs";
import { runAll } from "./steps.mjs";

const WARNINGS = ["--", "-D", "warnings"];

/** TypeScript, strict: the package's sources and the page as the package's user. Needs a finished build. */
export function checkTypes() {
  runNpmProgram(
    "typescript",
    "tsc",
    ["-p", "pkg/tsconfig.json", "--noEmit", "--emitDeclarationOnly", "false"],
    {
      title: "tsc in pkg",
    },
  );
  runNpmProgram("typescript", "tsc", ["-p", "www/tsconfig.json"], { title: "tsc in www" });
  say("TypeScript: no errors");
}

/** What is said of the sources without running them; each step with its title. */
export const LINTS = [
  ["rustfmt", () => run("cargo", ["fmt", "--all", "--check"], { title: "cargo fmt" })],
  ["clippy, native", () => run("cargo", ["clippy", "--quiet", "--workspace", "--all-targets", ...WARNINGS])],
  [
    "clippy, wasm32",
    () =>
      run("cargo", [
        "clippy",
        "--quiet",
        "--workspace",
        "--lib",
        "--target",
        "wasm32-unknown-unknown",
        ...WARNINGS,
      ]),
  ],
  ["biome", () => runNpmProgram("@biomejs/biome", "biome", ["check", "--error-on-warnings"])],
  ["types", checkTypes],
];

/** The types derived from the Rust structs; SIYU_WRITE_TYPES=1 writes the file instead of comparing it. */
function checkGeneratedTypes() {
  run("cargo", ["test", "--quiet", "--lib", "types::types"], { title: "deriving the types" });
}

if (isMain(import.meta)) {
  await main(async () => {
    await setup();
    await build();
    await runAll([...LINTS, ["generated types", checkGeneratedTypes]]);
  });
}
