// Puts the functions of a module in an order in which they pack well. The compiler's order says nothing about who
// resembles whom, and what packs looks back over a short stretch only: each function is followed by the one that
// resembles it and the few before it most.
import binaryen from "binaryen";
import { moduleOf } from "./wasm.mjs";

/** How many functions back are looked at, and how much less each counts than the one behind it. */
const [BACK, FADING] = [6, 0.7];

/** So many instructions in a row are alike or not. */
const RUN = 3;

/** Longer functions resemble everything; this much is added to a length before it is divided by. */
const LEAST_LENGTH = 10;

/** The same module, in another order. */
export function ordered(bytes, features) {
  const module = moduleOf(bytes, features);
  const lines = module.emitText().split("\n");
  const [rest, functions] = [[], []];
  let into = rest;
  for (const line of lines) {
    if (line.startsWith(" (func ")) {
      into = [];
      functions.push(into);
    } else if (/^( \(|\)$)/.test(line)) into = rest;
    into.push(line);
  }
  const end = rest.lastIndexOf(")");
  const inOrder = likest(functions.map(runsOf)).map(at => functions[at]);
  const text = [...rest.slice(0, end), ...inOrder.flat(), ")"].join("\n");
  const again = binaryen.parseText(text);
  again.setFeatures(module.getFeatures());
  const result = again.emitBinary();
  module.dispose();
  again.dispose();
  return result;
}

/** What stands in a function, as runs of instructions. */
function runsOf(lines) {
  const code = lines.slice(1).map(line => line.trim());
  const runs = new Set();
  for (let at = 0; at + RUN <= code.length; at++) runs.add(code.slice(at, at + RUN).join());
  return runs;
}

function likest(all) {
  const having = new Map();
  for (const [at, runs] of all.entries()) {
    for (const run of runs) {
      const found = having.get(run);
      if (found) found.push(at);
      else having.set(run, [at]);
    }
  }
  const left = new Set(all.keys());
  const order = [];
  for (let next = 0; next !== undefined; ) {
    left.delete(next);
    order.push(next);
    const points = new Map();
    for (const [back, one] of order.slice(-BACK).reverse().entries()) {
      for (const run of all[one]) {
        const others = having.get(run);
        const weight = FADING ** back / Math.log2(1 + others.length);
        for (const other of others) if (left.has(other)) points.set(other, (points.get(other) ?? 0) + weight);
      }
    }
    let most = -1;
    [next] = left;
    for (const [other, weight] of points) {
      const alike = weight / (all[other].size + LEAST_LENGTH);
      if (alike > most) [next, most] = [other, alike];
    }
  }
  return order;
}
