// What a visitor downloads, against its budget. Raising a budget is a line to be reviewed here.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { exists, files, isMain, main, root, StepFailed, say } from "./lib.mjs";

const KIB = 1024;

/**
 * Budgets in gzip bytes. Where an artefact is still past its budget, `ceiling` is what it may not grow beyond
 * on its way there; raising it wants a reason beside it.
 */
const ARTEFACTS = [
  { title: "core (siyu_bg.wasm)", paths: ["pkg/dist/siyu_bg.wasm"], budget: 100 * KIB },
  {
    title: "core, both modules",
    paths: ["pkg/dist/siyu_bg.wasm", "pkg/dist/siyu_more_bg.wasm"],
    budget: 132 * KIB,
  },
  // Loaded for a workbook only. More than half of it are character tables of a library that it cannot do without.
  {
    title: "spreadsheets (…wasm)",
    paths: ["pkg/dist/siyu_sheets_bg.wasm"],
    budget: 330 * KIB,
    ceiling: 348 * KIB,
  },
  { title: "package (index.js)", paths: ["pkg/dist/index.js"] },
  { title: "package (worker.js)", paths: ["pkg/dist/worker.js"] },
  {
    title: "package scripts",
    paths: ["pkg/dist/index.js", "pkg/dist/worker.js"],
    budget: 15 * KIB,
    ceiling: 17.75 * KIB,
  },
  // Loaded with the first source that is packed, or Parquet or Arrow. Raised once, from 12, when a library that unpacks
  // Zstandard block by block came into it, and pages are cut between rows: the page need not wait for either.
  { title: "formats (formats.js)", paths: ["pkg/dist/formats.js"], budget: 17.5 * KIB },
  { title: "element (element.js)", paths: ["pkg/dist/element.js"], budget: 60 * KIB },
  { title: "element (form.js)", paths: ["pkg/dist/form.js"], budget: 5 * KIB },
  { title: "element (more.js)", paths: ["pkg/dist/more.js"], budget: 7 * KIB },
  { title: "charts (charts.js)", paths: ["pkg/dist/charts.js"], budget: 200 * KIB },
  // The spreadsheet reader is fetched while the page is shown already, and counted above.
  { title: "page, without samples", paths: ["www/dist"], budget: 450_000 },
];

const isApart = name => /\/(sample-[^/]*\.csv|siyu_sheets_bg-[^/]*\.wasm)$/.test(name);

function measure({ paths }) {
  let [raw, gzip, brotli] = [0, 0, 0];
  for (const name of files(paths, file => !isApart(file))) {
    const bytes = readFileSync(join(root, name));
    raw += bytes.length;
    gzip += gzipSync(bytes, { level: 9 }).length;
    brotli += brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }).length;
  }
  return { raw, gzip, brotli };
}

/** Prints the table; throws where something is missing or past its budget. */
export function sizes() {
  const number = value => (value === undefined ? "" : value.toLocaleString("en-US"));
  const row = cells => cells.map((cell, at) => (at === 0 ? cell.padEnd(24) : cell.padStart(12))).join("");
  const wrong = [];
  say(row(["bytes", "raw", "gzip", "brotli", "gzip budget"]));
  for (const artefact of ARTEFACTS) {
    const missing = artefact.paths.filter(path => !exists(path));
    if (missing.length > 0) {
      wrong.push(`${missing.join(", ")} is not built`);
      continue;
    }
    const { raw, gzip, brotli } = measure(artefact);
    say(row([artefact.title, number(raw), number(gzip), number(brotli), number(artefact.budget)]));
    if (artefact.budget === undefined || gzip <= artefact.budget) continue;
    if (gzip > (artefact.ceiling ?? 0)) wrong.push(`${artefact.title} is past its budget`);
    else say(`  still ${number(gzip - artefact.budget)} bytes past its budget; it may not grow`);
  }
  if (wrong.length > 0) throw new StepFailed(`Sizes: ${wrong.join("; ")}.`);
}

if (isMain(import.meta)) await main(sizes);
