// Sets the machine up for building and testing: does only what is missing, says what it installs,
// and ends with one sentence of advice where it cannot go on.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { findBrowser, NO_BROWSER } from "./browser.mjs";
import {
  Advice,
  environment,
  hashOf,
  isMain,
  main,
  npm,
  output,
  root,
  run,
  say,
  seconds,
  which,
  windows,
} from "./lib.mjs";

const WASM_PACK = "0.15.1";
const TARGET = "wasm32-unknown-unknown";

/** Programs built by cargo are kept here, shared by all clones on this machine. */
const toolCache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "siyu", "tools");

/** Makes sure of everything the build needs, and of a browser where `browser` is set. */
export async function setup({ browser = false } = {}) {
  checkNode();
  checkRust();
  wasmTarget();
  rustComponents();
  wasmTools();
  nodeModules();
  if (browser) ensureBrowser();
}

/** The environment in which exactly the right wasm-bindgen and wasm-pack are found first. */
export function toolEnvironment(variables = {}) {
  return environment(
    cargoTools().flatMap(tool => {
      const folder = cargoToolFolder(tool);
      return folder === null ? [] : [folder];
    }),
    variables,
  );
}

/** Versions that decide what the build produces. */
export function toolVersions() {
  return [output("rustc", ["--version"]) ?? "", ...cargoTools().map(tool => `${tool.crate} ${tool.version}`)];
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  // 20.19 is what the bundler asks for; the package itself runs on every Node 20.
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Advice(
    `Node ${process.versions.node} is too old: install Node 20.19 or later from https://nodejs.org.`,
  );
}

function checkRust() {
  const manifest = readFileSync(join(root, "Cargo.toml"), "utf8");
  const wanted = /^rust-version\s*=\s*"(\d+)\.(\d+)/m.exec(manifest);
  const have = /^rustc (\d+)\.(\d+)/.exec(output("rustc", ["--version"]) ?? "");
  if (have === null || which("cargo") === null) {
    throw new Advice("Rust is missing: install it from https://rustup.rs, then run the same command again.");
  }
  const tooOld =
    wanted !== null && (+have[1] < +wanted[1] || (+have[1] === +wanted[1] && +have[2] < +wanted[2]));
  if (tooOld) {
    throw new Advice(
      `Rust ${have[1]}.${have[2]} is too old: run "rustup update stable" to get ${wanted[1]}.${wanted[2]} or later.`,
    );
  }
}

function wasmTarget() {
  const folder = output("rustc", ["--print", "target-libdir", "--target", TARGET]);
  if (folder !== null && existsSync(folder)) return;
  if (which("rustup") === null) {
    throw new Advice(
      `Rust's ${TARGET} target is missing: install it with your system's packages or use https://rustup.rs.`,
    );
  }
  say(`Installing Rust's ${TARGET} target`);
  run("rustup", ["target", "add", TARGET]);
}

/** Lints are part of the tests; a minimal Rust comes without them. */
function rustComponents() {
  const missing = [
    ["rustfmt", ["fmt", "--version"]],
    ["clippy", ["clippy", "--version"]],
  ].filter(([, args]) => output("cargo", args) === null);
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name);
  if (which("rustup") === null) {
    throw new Advice(`Rust's ${names.join(" and ")} is missing: install it with your system's packages.`);
  }
  say(`Installing Rust's ${names.join(" and ")}`);
  run("rustup", ["component", "add", ...names]);
}

/** The crate and the program of wasm-bindgen must be of one version, so the lockfile names both. */
function cargoTools() {
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8").replaceAll("\r\n", "\n");
  const locked = /\[\[package\]\]\nname = "wasm-bindgen"\nversion = "([^"]+)"/.exec(lock);
  if (locked === null)
    throw new Advice("Cargo.lock names no wasm-bindgen: restore Cargo.lock from the repository.");
  return [
    // Its own lockfile names a crate version that the registry lacks, so it is built without --locked.
    { crate: "wasm-bindgen-cli", program: "wasm-bindgen", version: locked[1], flags: [] },
    { crate: "wasm-pack", program: "wasm-pack", version: WASM_PACK, flags: ["--locked"] },
  ];
}

function cargoToolRoot(tool) {
  return join(toolCache, `${tool.crate}-${tool.version}`);
}

/** The folder of the program in exactly the wanted version, or `null` where it is not installed. */
function cargoToolFolder(tool) {
  const cached = join(cargoToolRoot(tool), "bin");
  if (existsSync(join(cached, tool.program + (windows ? ".exe" : "")))) return cached;
  const found = which(tool.program);
  const version = found && /\d+\.\d+\.\d+\S*/.exec(output(found, ["--version"]) ?? "")?.[0];
  return version === tool.version ? join(found, "..") : null;
}

function wasmTools() {
  for (const tool of cargoTools()) {
    if (cargoToolFolder(tool) !== null) continue;
    say(`Building ${tool.crate} ${tool.version} into ${cargoToolRoot(tool)} (once; takes about two minutes)`);
    const started = performance.now();
    const args = ["install", tool.crate, "--version", tool.version, "--root", cargoToolRoot(tool), "--debug"];
    // The optimised build takes four times as long and saves a second per run.
    const env = environment([], { CARGO_PROFILE_DEV_DEBUG: "0" });
    run("cargo", [...args, ...tool.flags], { env, title: `cargo install ${tool.crate}` });
    say(`Built ${tool.crate} in ${seconds(started)}`);
  }
}

function nodeModules() {
  const stamp = join(root, "node_modules", ".siyu-lock");
  const wanted = hashOf(["package-lock.json"], [process.platform, process.arch]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("Installing the npm packages of package-lock.json");
  // No package needs its install script, so none gets to run one.
  npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(stamp, wanted);
}

function ensureBrowser() {
  if (findBrowser() !== null) return;
  const apt = process.platform === "linux" && process.getuid?.() === 0 && which("apt-get") !== null;
  if (!apt) throw new Advice(NO_BROWSER);
  say("Installing Chromium with apt-get");
  const env = environment([], { DEBIAN_FRONTEND: "noninteractive" });
  run("apt-get", ["update", "-qq"], { env });
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { env });
  if (findBrowser() === null) throw new Advice(NO_BROWSER);
}

if (isMain(import.meta)) {
  await main(async () => {
    const started = performance.now();
    await setup({ browser: process.argv.includes("--browser") });
    say(`Everything is set up (${seconds(started)})`);
  });
}
