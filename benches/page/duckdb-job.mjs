// The whole job for DuckDB, whichever way it runs: `query` gives the rows of an answer as plain objects, `file` has a
// name that SQL can read, the time it was modified, and its beginning as text.
import { COHORTS, COMBINATIONS, FACTS, GRID, OCTANTS, SCORES, TOP, VALUES } from "./sql.mjs";
import { build as buildClean } from "./sql-clean.mjs";
import { build as buildWhole } from "./sql-whole.mjs";

export const SEGMENTS = [
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

/** The answer. With `clean` by the SQL of somebody who knows that the file has no flaws. */
export async function analyse(query, file, { clean }) {
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

/** The number of customers per combination of scores, and the hundred most valuable relations. */
export async function details(query) {
  const scores = {};
  for (const { key, customers } of await query(COMBINATIONS)) scores[key] = customers;
  return { scores, top: (await query(TOP)).map(({ value }) => value) };
}

/** Drops every table of the job. */
export async function tidy(query) {
  await query("DROP VIEW IF EXISTS verdicts");
  for (const table of TABLES) await query(`DROP TABLE IF EXISTS ${table}`);
}
