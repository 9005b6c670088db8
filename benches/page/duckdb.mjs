// DuckDB-wasm in its best mode for this job: the bundle with native exceptions, one thread, the File read in place,
// one pass over the file, and no step that the file at hand does not need. It follows the same rules from rows to
// orders as Siyu, so it gives the same answers for a file with flaws (flaws.mjs has them).

import * as duckdb from "@duckdb/duckdb-wasm";
import { COHORTS, COMBINATIONS, FACTS, GRID, OCTANTS, SCORES, TOP, VALUES } from "./sql.mjs";
import { build as buildClean } from "./sql-clean.mjs";
import { build as buildWhole } from "./sql-whole.mjs";

const DIST = "/node_modules/@duckdb/duckdb-wasm/dist";
const SEGMENTS = [
  ...["general-retain", "general-develop", "general-keep", "general-value"],
  ...["important-retain", "important-develop", "important-keep", "important-value"],
];
const TABLES = [
  "relations",
  "scored",
  "cuts",
  "cycles",
  "parents",
  "edges",
  "customers",
  "orders",
  "grouped",
];

let db;
let connection;

export async function start() {
  db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker(`${DIST}/duckdb-browser-eh.worker.js`));
  await db.instantiate(`${DIST}/duckdb-eh.wasm`);
  await db.open({});
  connection = await db.connect();
  await connection.query("SELECT 1");
}

/** The whole job. With `clean` the SQL of somebody who knows that the file has no flaws. */
export async function analyse(file, { clean = false } = {}) {
  await db.registerFileHandle("orders.csv", file, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
  const facts = await (clean ? buildClean : buildWhole)(query, file);
  await query(SCORES);
  await query(VALUES);
  const [sums] = await query(FACTS);
  const grid = [1, 2, 3, 4, 5].map(() => [0, 0, 0, 0, 0]);
  for (const { r, f, customers } of await query(GRID)) grid[r - 1][f - 1] = customers;
  const segments = Object.fromEntries(SEGMENTS.map(key => [key, { customers: 0, value: 0 }]));
  for (const { octant, customers, value } of await query(OCTANTS))
    segments[SEGMENTS[octant]] = { customers, value };
  const cohorts = {};
  for (const { cohort, observed, age, active } of await query(COHORTS)) {
    cohorts[cohort] ??= new Array(observed).fill(0);
    cohorts[cohort][age] = active;
  }
  return {
    ...facts,
    customers: sums.customers,
    cutPoints: {
      recency: Array.from(sums.recency),
      frequency: Array.from(sums.frequency),
      monetary: Array.from(sums.monetary),
    },
    grid,
    segments,
    cohorts,
    ownValue: sums.ownValue,
    referralValue: sums.referralValue,
  };
}

export async function details() {
  const scores = {};
  for (const { key, customers } of await query(COMBINATIONS)) scores[key] = customers;
  return { scores, top: (await query(TOP)).map(({ value }) => value) };
}

export async function tidy() {
  for (const table of TABLES) await query(`DROP TABLE IF EXISTS ${table}`);
  await db.dropFile("orders.csv");
}

/** The rows of an answer as plain objects. */
async function query(sql) {
  return (await connection.query(sql)).toArray().map(row => row.toJSON());
}
