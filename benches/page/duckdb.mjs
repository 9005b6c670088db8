// DuckDB-wasm in its best mode for this job: the bundle with native exceptions, one thread, the File read in place,
// one pass over the file, and no step that the file at hand does not need. It follows the same rules from rows to
// orders as Siyu, so it gives the same answers for a file with flaws (flaws.mjs has them).

import * as duckdb from "@duckdb/duckdb-wasm";
import * as usual from "./duckdb-job.mjs";
import * as tuned from "./tuned/job.mjs";

const DIST = "/node_modules/@duckdb/duckdb-wasm/dist";
const NAME = "orders.csv";

let db;
let connection;

export async function start() {
  db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker(`${DIST}/duckdb-browser-eh.worker.js`));
  await db.instantiate(`${DIST}/duckdb-eh.wasm`);
  await db.open({});
  connection = await db.connect();
  await connection.query("SELECT 1");
}

let job = usual;

/**
 * The whole job. With `clean` the SQL of somebody who knows that the file has no flaws, with `tune` that of somebody who
 * has tuned it for days.
 */
export async function analyse(file, { clean = false, tune = false } = {}) {
  job = tune ? tuned : usual;
  await db.registerFileHandle(NAME, file, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
  const { lastModified } = file;
  const beginning = () => file.slice(0, 4096).text();
  return job.analyse(query, { name: NAME, lastModified, beginning }, { clean });
}

export const details = () => job.details(query);

export async function tidy() {
  await job.tidy(query);
  await db.dropFile(NAME);
}

/** The rows of an answer as plain objects. */
async function query(sql) {
  return (await connection.query(sql)).toArray().map(row => row.toJSON());
}
