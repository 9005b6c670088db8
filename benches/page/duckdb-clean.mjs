// The same DuckDB-wasm with SQL for a file that is known to have no flaws: typed columns, numbers for order ids, no
// accounts, no cleaning of referrals but by date. One bad cell would end it with an error.
import * as duckdb from "./duckdb.mjs";

export const { start, details, tidy } = duckdb;

export const analyse = file => duckdb.analyse(file, { clean: true });
