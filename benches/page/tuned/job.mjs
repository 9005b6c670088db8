// The same job as ../duckdb-job.mjs, tuned by hand, whichever way DuckDB runs: `query` gives the rows of an answer as plain objects, `file` has a
// name that SQL can read, the time it was modified, and its beginning as text.
import { SEGMENTS } from "../duckdb-job.mjs";
import { COHORTS, COMBINATIONS, CUTS, GRID, OCTANTS, SCORES, TOP, VALUES } from "./sql.mjs";
import { build } from "./whole.mjs";

/** The answer. */
export async function analyse(query, file) {
  // What is made lies in one place, by which it is thrown away.
  await query("CREATE SCHEMA job; USE job");
  const { facts, span } = await build(query, file);
  const [cuts] = await query(CUTS(span));
  const { n, r, f, m } = cuts;
  await query(SCORES(span, cuts));
  const grid = [1, 2, 3, 4, 5].map(() => [0, 0, 0, 0, 0]);
  for (const { r, f, customers } of await query(GRID)) grid[r - 1][f - 1] = customers;
  const segments = Object.fromEntries(SEGMENTS.map(key => [key, { customers: 0, value: 0 }]));
  for (const { octant, customers, value } of await query(OCTANTS))
    segments[SEGMENTS[octant]] = { customers, value };
  const cohorts = {};
  for (const { cohort, age, active } of await query(COHORTS(span))) {
    const month = span.oldest + cohort;
    cohorts[label(month)] ??= new Array(span.newest - month + 1).fill(0);
    cohorts[label(month)][age] = active;
  }
  const [values] = await query(VALUES);
  return {
    ...facts,
    customers: n,
    cutPoints: {
      recency: Array.from(r, days => -days),
      frequency: Array.from(f),
      monetary: Array.from(m, units => units / 10_000),
    },
    grid,
    segments,
    cohorts,
    ...values,
  };
}

/** A month by its number. */
const label = month => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;

/** The number of customers per combination of scores, and the hundred most valuable relations. */
export async function details(query) {
  const scores = {};
  for (const { key, customers } of await query(COMBINATIONS)) scores[key] = customers;
  return { scores, top: (await query(TOP)).map(({ value }) => value) };
}

/** Throws away whatever the job made. */
export const tidy = query => query("USE main; DROP SCHEMA IF EXISTS job CASCADE");
