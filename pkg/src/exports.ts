// Files that are made of a dataset, in the Worker that holds it: lot by lot, with a pause after each in which other
// questions are answered.

import { type Again, checked, refuseUnknown } from "./again.ts";
import type { Dataset } from "./core.ts";
import { badOption } from "./errors.ts";
import { type Cell, csvFile, csvLines } from "./lines.ts";
import type { ExportOptions, ExportProgress, Exports } from "./protocol.ts";
import type { Column, Customers, Report } from "./types.ts";

/** Rows per lot. */
const LOT = 4000;

export interface Making {
  dataset: Dataset;
  report: Report;
  again: Again;
  progress: (progress: ExportProgress) => void;
}

/** The file that `export` asks for. */
export async function make<W extends keyof Exports>(
  what: W,
  format: string,
  options: ExportOptions,
  making: Making,
): Promise<Blob> {
  const wanted = what === "report" ? "json" : "csv";
  if (!["customers", "segment", "report", "rejections"].includes(what)) {
    const known = ["customers", "segment", "report", "rejections"];
    throw badOption("what", `what must be one of ${known.join(", ")}.`, known);
  }
  if (format !== wanted) {
    throw badOption("format", `“${what}” is written as ${wanted}, and not in another format.`, [wanted]);
  }
  switch (what) {
    case "report":
      return reportFile(options, making);
    case "rejections":
      return rowsFile(options, making);
    case "segment":
      if (!options.filter?.segment) {
        throw badOption("filter.segment", "Say which segment: { filter: { segment: { key: [“…”] } } }.");
      }
      return customersFile(options, making);
    default:
      return customersFile(options, making);
  }
}

function reportFile(options: ExportOptions, { report }: Making): Blob {
  refuseUnknown(options, ["values"]);
  const { values = false } = options;
  // What stands in cells of rejected rows may name people.
  const kept = (key: string, value: unknown) => (key === "value" && !values ? undefined : value);
  return new Blob([JSON.stringify(report, kept, 2)], { type: "application/json" });
}

async function customersFile(
  { titles = {}, names = {}, ...question }: ExportOptions,
  { dataset, progress }: Making,
): Promise<Blob> {
  const lots: BlobPart[] = [];
  let wanted: Column[] = [];
  for (let offset = 0, total = 1; offset < total; offset += LOT) {
    const answer = dataset.ask("customers", { ...question, offset, limit: LOT }) as Customers;
    total = answer.total;
    if (offset === 0) {
      wanted = answer.options.columns ?? [];
      lots.push(csvLines([wanted.map(column => titles[column] ?? column)]));
    }
    const { columns } = answer;
    const rows: Cell[][] = [];
    const count = Math.min(LOT, total - offset);
    for (let at = 0; at < count; at++) {
      rows.push(
        wanted.map(column => {
          const cell = columns[column][at];
          return column === "segment" ? (names[String(cell)] ?? cell) : cell;
        }),
      );
    }
    lots.push(new Blob([csvLines(rows)]));
    progress({ rows: offset + count, totalRows: total });
    await pause();
  }
  return csvFile(lots);
}

/** Rows that were set aside, with the cells that they have in their file. */
async function rowsFile(options: ExportOptions, { again, progress, report }: Making): Promise<Blob> {
  refuseUnknown(options, ["kind", "rule", "titles", "names"]);
  const { kind, rule } = checked(options);
  const { titles = {}, names = {} } = options;
  const { total, places } = again.places(kind, rule, 0, 0xffffffff);
  const several = (report[kind]?.sources.length ?? 0) > 1;
  const own = [
    ...(several ? (["source"] as const) : []),
    "line" as const,
    ...(rule === null ? (["reason", "column"] as const) : []),
  ];
  const lots: BlobPart[] = [];
  let written = 0;
  for await (const { source, headers, rows } of again.lots(kind, rule, places)) {
    if (lots.length === 0) lots.push(csvLines([[...own.map(name => titles[name] ?? name), ...headers]]));
    const name = report[kind]?.sources[source]?.name ?? "";
    const lines = rows.map(row => [
      ...(several ? [name] : []),
      row.line,
      ...(rule === null ? [names[row.reason ?? ""] ?? row.reason, row.column] : []),
      ...row.cells,
    ]);
    lots.push(new Blob([csvLines(lines)]));
    written += rows.length;
    progress({ rows: written, totalRows: total });
    await pause();
  }
  return csvFile(lots);
}

/** Lets whatever else was asked meanwhile come first. */
function pause(): Promise<void> {
  return new Promise(go => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      go();
    };
    port2.postMessage(null);
  });
}
