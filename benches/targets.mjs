// What is aimed at, and whether it was reached. Ratios are of the least times, which other programs disturb least;
// those of the medians stand beside.
import { printLine } from "./numbers.mjs";

/** DuckDB with SQL as it is usually written: for every flaw, and for none. What is tuned by hand stands beside. */
const WASM = { rivals: ["duckdb", "duckdb-clean"], beside: ["duckdb-tuned"] };
const NATIVE = { rivals: ["native", "native-clean"], beside: ["native-tuned"] };
const READ = { rivals: ["read"], beside: [] };

export const MOST_MB = 600;
/** Past this a task of the page's thread keeps a person waiting. */
export const MOST_BLOCKED_MS = 50;
export const MOST_ANSWER_MS = 150;
/** At ten times the rows, the rows per second must be this much of what they are with fewer. */
const LEAST_PACE = 2 / 3;

/** Rows of a race from which the targets for large files hold. */
export const LARGE = 10_000_000;

/** The targets of one race. `quick` judges nothing and shows all. */
export function targetsOfRace({ rows, randomIds, quick }, raced) {
  const { results } = raced;
  if (!("siyu" in results) && !("siyu" in raced.failures)) return [];
  const large = rows >= LARGE;
  const said = title => `${short(rows)} rows${randomIds ? ", random ids" : ""}: ${title}`;
  const below = (title, against, limit) => ratio(said(title), against, limit, raced);
  const lines = [];
  const add = (wanted, line) => {
    if (wanted || quick) lines.push(line);
  };
  if (randomIds) add(true, below("time ÷ DuckDB-wasm", WASM, 0.2));
  else {
    add(!large, below("time ÷ DuckDB-wasm", WASM, 0.15));
    add(large, below("time ÷ DuckDB-wasm", WASM, 0.1));
    add(large, below("time ÷ native DuckDB, 2 threads", NATIVE, 0.35));
    add(large, below("time ÷ only reading the file", READ, 3.5));
    add(large, memory(said("peak of the page's process, MB"), raced.peaks.siyu));
    add(large, pace(said("rows/s ÷ those with a tenth of the rows"), rows, raced));
  }
  add(true, thread(said("longest task of the page's thread, ms"), raced.thread));
  return lines;
}

/** The targets of answers to changed options. */
export function targetsOfAnswers({ customers, answers }) {
  return answers.map(({ change, question, median, max }) => ({
    title: `${short(customers)} customers: ${change}: ${question}, ms`,
    ...{ sense: "<", limit: MOST_ANSWER_MS, value: median, holds: median < MOST_ANSWER_MS },
    note: `longest ${Math.round(max)}`,
  }));
}

/** The fastest of several ways that gave an answer. */
function fastest(rivals, results) {
  const left = rivals.filter(rival => rival in results);
  return left.toSorted((a, b) => results[a].min - results[b].min)[0];
}

function ratio(title, { rivals, beside }, limit, { results, failures }) {
  const rival = fastest(rivals, results);
  const base = { title, sense: "≤", limit };
  if (rival === undefined || !("siyu" in results)) {
    const why = ["siyu", ...rivals]
      .filter(name => name in failures)
      .map(name => `${name}: ${failures[name]}`);
    return { ...base, value: null, holds: null, note: why.join("; ") || "did not take part" };
  }
  const { siyu } = results;
  const value = siyu.min / results[rival].min;
  const others = [...rivals, ...beside].filter(name => name !== rival && name in results);
  const notes = [`medians ${(siyu.median / results[rival].median).toFixed(3)}`];
  if (rivals.length > 1) notes.push(`fastest: ${rival}`);
  for (const other of others) notes.push(`÷ ${other} ${(siyu.min / results[other].min).toFixed(3)}`);
  for (const name of rivals.filter(name => name in failures)) notes.push(`${name} failed`);
  return { ...base, value, holds: value <= limit, note: notes.join(", ") };
}

function memory(title, peak) {
  const holds = typeof peak === "number" ? peak <= MOST_MB : null;
  return {
    title,
    sense: "≤",
    limit: MOST_MB,
    value: peak ?? null,
    holds,
    note: holds === null ? "not told here" : "",
  };
}

function pace(title, rows, { results, smaller }) {
  const base = { title, sense: "≥", limit: LEAST_PACE };
  if (!smaller || !results.siyu) return { ...base, value: null, holds: null, note: "not measured" };
  const of = key => rows / results.siyu[key] / (smaller.rows / smaller[key]);
  const note = `medians ${of("median").toFixed(3)}, ${perSecond(rows, results.siyu.min)} M/s after ${perSecond(smaller.rows, smaller.min)}`;
  return { ...base, value: of("min"), holds: of("min") >= LEAST_PACE, note };
}

function thread(title, seen) {
  const base = { title, sense: "≤", limit: MOST_BLOCKED_MS };
  if (!seen) return { ...base, value: null, holds: null, note: "the probe does not work here" };
  const { task, gap, runs } = seen;
  // Nothing below 50 ms is told of.
  const none = task === 0 ? "no long task; " : "";
  const note = `${none}longest gap between beats ${Math.round(gap)} ms, ${runs} runs`;
  return { ...base, value: task, holds: task <= MOST_BLOCKED_MS, note };
}

const perSecond = (rows, ms) => (rows / 1e3 / ms).toFixed(2);

/** A number of rows in few letters. */
function short(rows) {
  if (rows >= 1e6) return `${Number((rows / 1e6).toPrecision(3))} M`;
  return rows >= 1e3 ? `${Number((rows / 1e3).toPrecision(3))} k` : String(rows);
}

/** Prints them as a table; says whether all that could be measured hold. `load`: that of the machine at the beginning. */
export function printTargets(lines, { judged, load }) {
  if (lines.length === 0) return true;
  const width = Math.max(...lines.map(({ title }) => title.length)) + 2;
  const number = value => (value === null ? "–" : value >= 10 ? value.toFixed(0) : value.toFixed(3));
  console.log(`\n${"Targets".padEnd(width)}${"target".padStart(9)}${"measured".padStart(10)}`);
  for (const { title, sense, limit, value, holds, note } of lines) {
    const aim = `${sense} ${limit >= 10 ? limit : Number(limit.toFixed(3))}`;
    const verdict = holds === null ? "not measured" : !judged ? "not judged" : holds ? "holds" : "missed";
    const text = `${title.padEnd(width)}${aim.padStart(9)}${number(value).padStart(10)}  ${verdict.padEnd(13)}${note}`;
    console.log(text.trimEnd());
  }
  // Half of a core is more than a machine at rest takes.
  const noisy = load > 0.5;
  if (noisy && judged) {
    console.log(
      `The machine was busy before this began (load ${load.toFixed(2)}): measure again when it is at rest.`,
    );
  }
  printLine({ bench: "targets", judged, load, noisy, targets: lines });
  return lines.every(({ holds }) => holds !== false);
}
