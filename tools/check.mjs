// `npm run check`: formats, lints and types of everything, without running tests.
import { build } from "./build.mjs";
import { exists, files, hashOf, isMain, main, run, runNpmProgram, StepFailed, say } from "./lib.mjs";
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
  if (exists("www/src"))
    runNpmProgram("typescript", "tsc", ["-p", "www/tsconfig.json"], { title: "tsc in www" });
  say("TypeScript: no errors");
}

/**
 * `cargo test` derives TypeScript types from the Rust structs and fails where they differ from this file (it writes
 * it under SIYU_WRITE_TYPES=1); a file that it changes was not committed together with its struct.
 */
const GENERATED = ["pkg/src/types.ts"];

/** Runs something that writes the generated types; fails where that changes them. */
export function withGeneratedTypesEqual(write) {
  const before = hashOf(files(GENERATED));
  write();
  if (hashOf(files(GENERATED)) === before) return;
  throw new StepFailed(`The types in ${GENERATED} were out of date: they are rewritten now, commit them.`);
}

function checkGeneratedTypes() {
  const args = ["test", "--quiet", "--lib", "types::types"];
  withGeneratedTypesEqual(() => run("cargo", args, { title: "deriving the types" }));
}

if (isMain(import.meta)) {
  await main(async () => {
    await setup();
    await build();
    await runAll([
      ["rustfmt", () => run("cargo", ["fmt", "--all", "--check"], { title: "cargo fmt" })],
      ["clippy, native", () => run("cargo", ["clippy", "--quiet", "--all-targets", ...WARNINGS])],
      [
        "clippy, wasm32",
        () => run("cargo", ["clippy", "--quiet", "--lib", "--target", "wasm32-unknown-unknown", ...WARNINGS]),
      ],
      ["biome", () => runNpmProgram("@biomejs/biome", "biome", ["check", "--error-on-warnings"])],
      ["types", checkTypes],
      ["generated types", checkGeneratedTypes],
    ]);
  });
}
