// The same DuckDB-wasm with SQL that is tuned by hand for exactly this job (tuned/), with the same answers for files with
// flaws.
import * as duckdb from "./duckdb.mjs";

export const { start, details, tidy } = duckdb;

export const analyse = file => duckdb.analyse(file, { tune: true });
