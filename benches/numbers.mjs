// Whole numbers as options of the command line, and measured ones as a line for programs.
import { parseArgs } from "node:util";
import { Advice } from "../tools/lib.mjs";

/** The given whole number above 0; `Advice` otherwise. */
export function whole(name, given, most = Number.MAX_SAFE_INTEGER) {
  const number = Number(given);
  if (Number.isInteger(number) && number > 0 && number <= most) return number;
  const limit = most < Number.MAX_SAFE_INTEGER ? `, at most ${most}` : "";
  throw new Advice(`--${name} takes a whole number above 0${limit}.`);
}

/** Such options by name, where all have a default. */
export function readNumbers(defaults) {
  const options = Object.fromEntries(Object.keys(defaults).map(name => [name, { type: "string" }]));
  const { values } = parseArgs({ options });
  return Object.fromEntries(
    Object.entries(defaults).map(([name, usual]) => [name, whole(name, values[name] ?? usual)]),
  );
}

/** Prints what was measured as one line of JSON, in as many digits as mean something. */
export function printLine(facts) {
  const short = (_, value) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
  console.log(JSON.stringify(facts, short));
}
