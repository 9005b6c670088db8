// A file of the benches as columns: as Parquet by DuckDB, with pages of 122 880 rows, and as Arrow with all rows in one
// batch and all customers in one dictionary. Both are the hardest for a page that is not to wait.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as flechette from "@uwdata/flechette";
import { hashOf, whenChanged } from "../tools/lib.mjs";
import { installNative } from "./native/install.mjs";

/** The forms that a file can be had in, beside CSV. */
export const FORMS = { parquet: writeParquet, arrow: writeArrow };

/** The path of the same file in a form. */
export async function asColumns(csv, form) {
  const path = csv.replace(/\.csv$/, `.${form}`);
  await whenChanged(`bench-${form}`, hashOf(["benches/columns.mjs"], [csv]), [path], () =>
    FORMS[form](csv, path),
  );
  return path;
}

async function writeParquet(csv, path) {
  const { DuckDBInstance } = createRequire(join(installNative(), "package.json"))("@duckdb/node-api");
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(`COPY (SELECT * FROM read_csv('${csv}')) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
}

function writeArrow(csv, path) {
  const [header, ...lines] = readFileSync(csv, "utf8").trimEnd().split("\n");
  const names = header.split(",");
  const columns = Object.fromEntries(names.map(name => [name, []]));
  for (const line of lines) {
    for (const [at, cell] of line.split(",").entries()) columns[names[at]].push(cell === "" ? null : cell);
  }
  const { utf8, dictionary, float64 } = flechette;
  columns.amount = columns.amount.map(Number);
  const text = Object.fromEntries(names.map(name => [name, utf8()]));
  const types = { ...text, customer_id: dictionary(utf8()), amount: float64() };
  const table = flechette.tableFromArrays(columns, { types, maxBatchRows: lines.length });
  writeFileSync(path, flechette.tableToIPC(table, { format: "file" }));
}
