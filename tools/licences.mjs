// The licences of what is part of the package's files and was made by others: npm libraries and crates.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { environment, root, StepFailed } from "./lib.mjs";

/** Crates that become wasm modules of the package. */
const OURS = ["siyu", "siyu-sheets"];

const TARGET = "wasm32-unknown-unknown";

/** npm libraries: names, and the files with their terms. */
export function librariesText(libraries) {
  return libraries.map(({ name, texts }) => {
    const folder = join(root, "node_modules", name);
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return entry(name, version, folder, texts);
  });
}

/** The crates that our modules are built with; those that only build them are left out. */
export function cratesText() {
  const { packages, resolve } = metadata();
  const known = new Map(packages.map(one => [one.id, one]));
  const nodes = new Map(resolve.nodes.map(node => [node.id, node]));
  const found = new Set();
  const visit = id => {
    const { targets } = known.get(id);
    if (found.has(id) || targets.some(({ kind }) => kind.includes("proc-macro"))) return;
    found.add(id);
    for (const { pkg, dep_kinds } of nodes.get(id).deps) {
      if (dep_kinds.some(({ kind }) => kind === null)) visit(pkg);
    }
  };
  for (const { id, name } of packages) if (OURS.includes(name)) visit(id);
  const others = [...found].map(id => known.get(id)).filter(({ name }) => !OURS.includes(name));
  others.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
  return others.map(({ name, version, manifest_path }) => {
    const folder = dirname(manifest_path);
    return entry(name, version, folder, terms(folder, name));
  });
}

/** Of terms to choose from, the short ones. */
function terms(folder, name) {
  const all = readdirSync(folder).filter(file => /^(licen[cs]e|copying|copyright)/i.test(file));
  const short = all.filter(file => !/apache|cc0|0bsd|unlicense|copying|copyright/i.test(file));
  const chosen = short.length > 0 ? short : all;
  if (chosen.length === 0) throw new StepFailed(`The crate ${name} comes without its licence.`);
  return chosen.sort();
}

function entry(name, version, folder, texts) {
  const read = texts.map(file => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
  return `${name} ${version}\n\n${read.join("\n\n")}\n`;
}

function metadata() {
  const args = ["metadata", "--format-version", "1", "--filter-platform", TARGET];
  const result = spawnSync("cargo", args, {
    cwd: root,
    env: environment(),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (result.status !== 0) throw new StepFailed(`cargo metadata failed: ${result.stderr}`);
  return JSON.parse(result.stdout);
}
