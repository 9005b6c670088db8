// Cuts a module in two: what most visits run, and what few do. The second module shares memory, table and stack with
// the first, which has it made when one of its functions is called for the first time.
//
// Both sides call each other without a detour through JavaScript, so that a trap ends both alike and every type of
// number may cross. What the second needs of the first it imports. What the first needs of the second stands in the
// table, where the second puts it when it is made; in its place the first has a function that sees to it that this has
// happened, and goes on there.
import { createHash } from "node:crypto";
import binaryen from "binaryen";
import { say } from "./lib.mjs";
import { callsOf, functionsOf, moduleOf, plainName } from "./wasm.mjs";

/**
 * Rooms of the core whose functions are rare. The main job on a plain file (reading, report, overview, RFM, value,
 * cohorts) enters none of them; a test sees to that. Nor does anything that is done row by row in most files.
 */
export const RARE = [
  // What is asked besides reading and the main measures.
  /siyu::bindings::(rarely|columns)::/,
  // Customers are listed and looked up after the report.
  /siyu::measures::customers::/,
  /siyu::dataset::Dataset::(customers?|prospects)$/,
  // Later parts of the report.
  /siyu::measures::(repurchase|survival|durations)::/,
  // The form looks at the beginning of a file.
  /siyu::preview::/,
  // Rows are looked up where somebody opens the list of them, and the ids of orders with a customer's page.
  /siyu::read::pick::/,
  /siyu::shop::aside::KindAside::(set_aside|place)$/,
  /siyu::dataset::Dataset::order_places$/,
  // Lists of members and of referrals.
  /siyu::read::row::RowReader::person$/,
  /siyu::shop::build::people_report$/,
  /siyu::shop::referrers::edges_of_people$/,
  // Several sources, and parts of large ones that other Workers read: once for each.
  /siyu::read::(order_ids::OrderIds::absorb|rows::OrderRows::go_on)$/,
  /siyu::open::Opening::(append|pack|join)$/,
  /siyu::ids::(waiting::append_all|Ids::insert_run)$/,
  /siyu::shop::resolve::Resolver::order_of_several$/,
  // Several shops in one file.
  /siyu::read::shops::/,
  // Amounts with more than digits and a point, and times that say how far they are from UTC: what else is done to read
  // one of those takes many times what the way here takes.
  /siyu::read::written::offset$/,
  /siyu::read::zone::/,
  // Options that few give.
  /siyu::read::options::(one_column$|Mapping as |<impl siyu::given::Place for core::option::Option<)/,
  /siyu::read::recognise::Search::obey/,
  /siyu::measures::rates::(DateRange as |Window::from_option$)/,
  /siyu::measures::rfm::(exact::PerOccasion|never_bought$)/,
  /siyu::measures::rfm::options::RfmOptions::planned_(thresholds|split)/,
  /siyu::measures::rfm::options::ByMeasure<T> as siyu::given::Place/,
  // What is said when something is wrong.
  /siyu::error::Error/,
  /siyu::given::(described$|each$|Wrong)/,
  /siyu::shop::build::no_valid_orders$/,
  /siyu::read::recognise::columns_found$/,
  /siyu::read::profiles::named$/,
];

/** What a value of a rare kind leaves behind is cleared away by anybody. */
const CLEARING = /^core::ptr::drop_in_place</;

/** The module from which the second imports, and what the first imports to have the second made. */
const [FIRST, MAKE] = ["core", ["more", "make"]];

/** Names of what the first gains. */
const [MADE, MAKER, HAVE] = ["siyu more: made", "siyu more: make", "siyu more: have"];

/**
 * The two modules of one, in binary; `rare` are the names of functions that go, as patterns, and what only they call
 * goes with them. What is exported stays with the first, but for what begins with `__`: that is there for scripts
 * that a generator writes, and nobody loads these.
 */
export function splitModule(bytes, features, rare) {
  const whole = tidied(bytes, features);
  const [first, second] = [moduleOf(whole, features), moduleOf(whole, features)];
  const cut = cutOf(first, rare);
  // Halves of different builds would find each other's functions in the wrong places.
  cut.tableName = `table-${createHash("sha256").update(whole).digest("hex").slice(0, 8)}`;
  makeFirst(first, cut);
  makeSecond(second, cut);
  const result = { first: first.emitBinary(), second: second.emitBinary(), gone: cut.gone };
  first.dispose();
  second.dispose();
  return result;
}

function tidied(bytes, features) {
  const module = moduleOf(bytes, features);
  for (const { name } of exportsOf(module)) if (name.startsWith("__")) module.removeExport(name);
  module.runPasses(["remove-unused-module-elements"]);
  const imported = functionsOf(module).find(one => one.module);
  if (imported) throw new Error(`the module calls ${imported.name} of its host, which a half could not`);
  const result = module.emitBinary();
  module.dispose();
  return result;
}

const listed = (count, at) => Array.from({ length: count }, (_, index) => at(index));

function exportsOf(module) {
  return listed(module.getNumExports(), at => binaryen.getExportInfo(module.getExportByIndex(at)));
}

/** What goes, and how the halves find each other. */
function cutOf(module, rare) {
  const tables = listed(module.getNumTables(), at => binaryen.getTableInfo(module.getTableByIndex(at)));
  const segments = listed(module.getNumElementSegments(), at =>
    binaryen.getElementSegmentInfo(module.getElementSegmentByIndex(at)),
  );
  // What Rust's linker writes.
  if (tables.length !== 1 || segments.length !== 1)
    throw new Error("the module has not one table of functions");
  const [table, segment] = [tables[0], { ...segments[0], start: startOf(segments[0]) }];
  const exports = exportsOf(module);
  const functions = new Map(functionsOf(module).map(one => [one.name, one]));
  const calls = callsOf(module);
  const exported = exports.filter(({ kind }) => kind === binaryen.ExternalFunction);
  const gone = going(functions, calls, exported, segment.data, rare);
  const across = away => calls.filter(([from, to]) => gone.has(to) === away && gone.has(from) !== away);
  const entries = new Set([
    ...across(true).map(([, to]) => to),
    ...segment.data.filter(one => gone.has(one)),
  ]);
  // An entry keeps its place in the table, or gets one behind all others.
  const slots = new Map(segment.data.map((name, at) => [name, segment.start + at]));
  let size = table.initial;
  for (const name of entries) if (!slots.has(name)) slots.set(name, size++);
  const globals = listed(module.getNumGlobals(), at => binaryen.getGlobalInfo(module.getGlobalByIndex(at)));
  const state = globals.filter(({ mutable }) => mutable);
  const type = name => functions.get(name).type;
  // In this order the names, which are numbered, and what they are of pack best.
  const borrowed = [...new Set(across(false).map(([, to]) => to))].sort(
    (one, other) => type(one) - type(other),
  );
  const short = shortNames(new Set(exports.map(({ name }) => name)));
  const lent = one => ({ ...one, short: short.next().value });
  return {
    ...{ table, segment, size, exports, functions, gone, entries, slots },
    // What the second borrows, with the names by which it does.
    state: state.map(lent),
    borrowed: borrowed.map(name => lent(functions.get(name))),
  };
}

function startOf({ offset }) {
  const { id, value } = binaryen.getExpressionInfo(offset);
  if (id !== binaryen.ExpressionIds.Const) throw new Error("the table is not filled from a fixed place");
  return value;
}

function* shortNames(taken) {
  for (let at = 0; ; at++) if (!taken.has(at.toString(36))) yield at.toString(36);
}

/** Rare functions, and what cannot be reached without them. What has an address can be called by everybody. */
function going(functions, calls, exported, inTable, rare) {
  const matched = new Set();
  const isRare = name => {
    const plain = plainName(name);
    if (CLEARING.test(plain)) return false;
    const found = rare.filter(pattern => pattern.test(plain));
    for (const pattern of found) matched.add(pattern);
    return found.length > 0;
  };
  const rareOnes = new Set([...functions.keys()].filter(isRare));
  for (const pattern of rare) if (!matched.has(pattern)) say(`Nothing is called ${pattern} any more`);
  const callees = new Map([...functions.keys()].map(name => [name, []]));
  for (const [caller, callee] of calls) callees.get(caller).push(callee);
  const staying = new Set();
  const open = [...exported.map(({ value }) => value), ...inTable.filter(name => !rareOnes.has(name))];
  for (const name of exported.map(({ value }) => value))
    if (rareOnes.has(name)) throw new Error(`${name} is exported, and cannot be rare`);
  while (open.length > 0) {
    const name = open.pop();
    if (staying.has(name)) continue;
    staying.add(name);
    open.push(...callees.get(name).filter(callee => !rareOnes.has(callee)));
  }
  return new Set([...functions.keys()].filter(name => !staying.has(name)));
}

function makeFirst(module, cut) {
  const { table, segment, functions, gone, entries, slots } = cut;
  const { none, i32 } = binaryen;
  resize(module, cut);
  for (const name of gone) module.removeFunction(name);
  module.addGlobal(MADE, i32, true, module.i32.const(0));
  module.addFunctionImport(MAKER, ...MAKE, none, none);
  const make = [module.call(MAKER, [], none), module.global.set(MADE, module.i32.const(1))];
  const unlessMade = module.if(module.i32.eqz(module.global.get(MADE, i32)), module.block(null, make));
  module.addFunction(HAVE, none, none, [], unlessMade);
  for (const name of entries) {
    const { params, results } = functions.get(name);
    const operands = binaryen.expandType(params).map((type, at) => module.local.get(at, type));
    const slot = module.i32.const(slots.get(name));
    const there = module.call_indirect(table.name, slot, operands, params, results);
    module.addFunction(
      name,
      params,
      results,
      [],
      module.block(null, [module.call(HAVE, [], none), there], results),
    );
  }
  module.addActiveElementSegment(table.name, segment.name, segment.data, module.i32.const(segment.start));
  module.addTableExport(table.name, cut.tableName);
  for (const { name, short } of cut.state) module.addGlobalExport(name, short);
  for (const { name, short } of cut.borrowed) module.addFunctionExport(name, short);
}

function makeSecond(module, cut) {
  const { table, exports, functions, gone, entries, slots } = cut;
  for (const { name } of exports) module.removeExport(name);
  resize(module, cut);
  module.addTableImport(table.name, FIRST, cut.tableName);
  // All data stay with the first.
  const memory = module.getMemoryInfo();
  module.setMemory(memory.initial, memory.max ?? -1, null, []);
  module.addMemoryImport("0", FIRST, exports.find(({ kind }) => kind === binaryen.ExternalMemory).name);
  for (const { name, type, short } of cut.state) {
    module.removeGlobal(name);
    module.addGlobalImport(name, FIRST, short, type, true);
  }
  for (const name of functions.keys()) if (!gone.has(name)) module.removeFunction(name);
  for (const { name, short, params, results } of cut.borrowed)
    module.addFunctionImport(name, FIRST, short, params, results);
  // What stands side by side in the table is one segment.
  const sorted = [...entries].sort((one, other) => slots.get(one) - slots.get(other));
  const starts = sorted.filter((name, at) => slots.get(sorted[at - 1]) !== slots.get(name) - 1);
  for (const [at, name] of starts.entries()) {
    const [from, to] = [name, starts[at + 1]].map(one => (one ? sorted.indexOf(one) : sorted.length));
    const place = module.i32.const(slots.get(name));
    module.addActiveElementSegment(table.name, `from ${name}`, sorted.slice(from, to), place);
  }
}

function resize(module, { table, segment, size }) {
  module.removeElementSegment(segment.name);
  module.removeTable(table.name);
  module.addTable(table.name, size, size);
}
