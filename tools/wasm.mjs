// What the steps behind the compiler have in common, with the library that knows WebAssembly.
import binaryen from "binaryen";

/** A module of bytes, with the names of its functions. */
export function moduleOf(bytes, features) {
  binaryen.setDebugInfo(true);
  const module = binaryen.readBinary(bytes);
  module.setFeatures(flagsOf(features));
  return module;
}

/** What is known of each function, in order. */
export function functionsOf(module) {
  return Array.from({ length: module.getNumFunctions() }, (_, at) =>
    binaryen.getFunctionInfo(module.getFunctionByIndex(at)),
  );
}

/** A function's name without what changes with the compiler (the hash of its crate) or says nothing (its own). */
export function plainName(name) {
  return name.replace(/\[[0-9a-f]{16}\]/g, "").replace(/::h[0-9a-f]{16}$/, "");
}

/** Who calls whom, by names, calls through tables aside. */
export function callsOf(module) {
  const name = /\$(?:"((?:[^"\\]|\\.)*)"|([^\s()]+))/.source;
  const event = new RegExp(`^ \\(func ${name}|\\((?:return_)?(?:call|ref\\.func) ${name}`, "gm");
  const calls = [];
  let caller = "";
  for (const [, func, bareFunc, callee, bareCallee] of module.emitText().matchAll(event)) {
    if (func ?? bareFunc) caller = func ?? bareFunc;
    else calls.push([caller, callee ?? bareCallee]);
  }
  return calls;
}

/** What the library calls otherwise than the command does. */
const ALIASES = { simd: "simd128", "nontrapping-float-to-int": "nontrappingfptoint" };

function flagsOf(names) {
  const byName = new Map(Object.entries(binaryen.Features).map(([name, flag]) => [name.toLowerCase(), flag]));
  return names.reduce((flags, name) => {
    const flag = byName.get(ALIASES[name] ?? name.replaceAll("-", ""));
    if (flag === undefined) throw new Error(`binaryen knows no feature ${name}`);
    return flags | flag;
  }, 0);
}
