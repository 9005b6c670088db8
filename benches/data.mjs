// The files of the benches. The same arguments give the same bytes, so each is made once and kept.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { files, hashOf, root, run, whenChanged } from "../tools/lib.mjs";
import { flawed } from "./flaws.mjs";

const FOLDER = "target/bench-data";
const MAKER = ["examples/sample_shop", "src/date.rs"];

/** The path of a file of so many rows, a fourth as many customers. */
export async function makeRows({ rows, randomIds = false }) {
  mkdirSync(join(root, FOLDER), { recursive: true });
  const name = `orders-${rows}${randomIds ? "-random-ids" : ""}.csv`;
  const path = `${FOLDER}/${name}`;
  const asked = ["--rows", String(rows), "--out", path, ...(randomIds ? ["--random-ids"] : [])];
  await whenChanged(`bench-${name}`, hashOf(files(MAKER), asked), [path], () =>
    run("cargo", ["run", "--quiet", "--release", "--example", "sample_shop", "--", ...asked]),
  );
  return join(root, path);
}

/**
 * Files with flaws: amounts stand by the line in one, whose ids are in order, and for the whole order in the other,
 * whose ids are in none.
 */
export async function makeFlawed(rows) {
  const paths = [];
  for (const repeated of [false, true]) {
    const text = readFileSync(await makeRows({ rows, randomIds: repeated }), "utf8");
    const path = join(root, FOLDER, `orders-with-flaws${repeated ? "-repeated" : ""}.csv`);
    writeFileSync(path, flawed(text, { repeated }));
    paths.push(path);
  }
  return paths;
}
