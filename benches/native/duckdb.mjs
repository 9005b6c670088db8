// DuckDB as a native library, with two threads, in a process of its own: the same SQL as in the browser over the same
// file, read from disk. Started by rivals.mjs with the folder that the library is installed in.
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as usual from "../page/duckdb-job.mjs";
import * as tuned from "../page/tuned/job.mjs";

const THREADS = "2";

const [folder, sql] = process.argv.slice(2);
const { analyse, details, tidy } = sql === "tuned" ? tuned : usual;
const { DuckDBInstance } = createRequire(join(folder, "package.json"))("@duckdb/node-api");
const instance = await DuckDBInstance.create(":memory:", { threads: THREADS });
const connection = await instance.connect();

/** The rows of an answer as plain objects. */
async function query(text) {
  return (await connection.runAndReadAll(text)).getRowObjectsJS();
}

/** The first bytes of a file as text. */
function beginning(path) {
  const bytes = Buffer.alloc(4096);
  const file = openSync(path, "r");
  try {
    return bytes.toString("utf8", 0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

async function run(path, wantsDetails) {
  const began = performance.now();
  const file = { name: path, lastModified: statSync(path).mtimeMs, beginning: () => beginning(path) };
  try {
    const answer = await analyse(query, file, { clean: sql === "clean" });
    const ms = performance.now() - began;
    if (wantsDetails) Object.assign(answer, await details(query));
    return { ms, answer };
  } finally {
    await tidy(query);
  }
}

process.on("message", async ({ path, details }) => {
  try {
    process.send(await run(path, details));
  } catch (error) {
    process.send({ failed: error.message });
  }
});
await query("SELECT 1");
process.send("ready");
