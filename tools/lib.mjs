// What every tool needs: where things are, running programs, one-sentence failures, content hashes.
// Plain Node without dependencies: the tools run before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const windows = process.platform === "win32";
const exe = windows ? ".exe" : "";

/** A failure that is the user's to mend: printed as one sentence, without a stack. */
export class Advice extends Error {}

/** A step that failed after having printed why. */
export class StepFailed extends Error {}

export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** `true` where a module is the program that was started, not imported. */
export function isMain(meta) {
  return process.argv[1] !== undefined && meta.url === pathToFileURL(process.argv[1]).href;
}

/** Runs a tool's main function; failures become an exit code and one line. */
export async function main(action) {
  try {
    await action();
  } catch (error) {
    if (error instanceof Advice || error instanceof StepFailed) {
      process.stderr.write(`\n${error.message}\n`);
    } else {
      process.stderr.write(`${error?.stack ?? error}\n`);
    }
    process.exitCode = 1;
  }
}

/** Where cargo installs programs; rustup's installer puts cargo here too, but a fresh shell may not know it. */
const cargoBin = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "bin");

/** The environment of every program that is run: PATH with cargo's folder and `extra` folders first. */
export function environment(extra = [], variables = {}) {
  const key = Object.keys(process.env).find(name => name.toUpperCase() === "PATH") ?? "PATH";
  const path = [...extra, ...(process.env[key] ?? "").split(delimiter)];
  if (!path.includes(cargoBin)) path.push(cargoBin);
  return { ...process.env, ...variables, [key]: path.filter(Boolean).join(delimiter) };
}

/** The path of a program on PATH (or in cargo's folder), or `null`. */
export function which(name) {
  const env = environment();
  const key = Object.keys(env).find(entry => entry.toUpperCase() === "PATH") ?? "PATH";
  for (const folder of env[key].split(delimiter)) {
    const candidate = join(folder, name + exe);
    if (existsSync(candidate) && statSync(candidate).isFile()) return candidate;
  }
  return null;
}

/** Runs a program with inherited output; throws [`StepFailed`] when it fails. */
export function run(program, args, { env = environment(), cwd = root, title = program } = {}) {
  const result = spawnSync(program, args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
  if (result.error) throw new Advice(`${title} could not be started: ${result.error.message}.`);
  if (result.status !== 0) throw new StepFailed(`${title} failed (${result.signal ?? result.status}).`);
}

/** What a program printed, trimmed, or `null` when it is missing or failed. */
export function output(program, args, { env = environment(), cwd = root } = {}) {
  const result = spawnSync(program, args, {
    cwd,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return result.error || result.status !== 0 ? null : result.stdout.trim();
}

/** Runs npm, which is a script on Windows and may sit anywhere elsewhere. */
export function npm(args, options = {}) {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.c?js$/.test(script)) {
    return run(process.execPath, [script, ...args], { title: "npm", ...options });
  }
  if (!windows) return run("npm", args, options);
  return run(process.env.ComSpec ?? "cmd.exe", ["/d", "/s", "/c", "npm", ...args], {
    title: "npm",
    ...options,
  });
}

/** The script of an installed npm program, to be run by this Node (the `.bin` links differ by system). */
export function npmScript(packageName, program) {
  const folder = join(root, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[program]);
}

/** Runs an installed npm program. */
export function runNpmProgram(packageName, program, args, options = {}) {
  run(process.execPath, [npmScript(packageName, program), ...args], { title: program, ...options });
}

/** All files below the given paths (files or folders, missing ones skipped), sorted, relative to the root. */
export function files(paths, keep = () => true) {
  const found = [];
  const visit = path => {
    if (!existsSync(path)) return;
    if (statSync(path).isFile()) {
      const name = relative(root, path).split(sep).join("/");
      if (keep(name)) found.push(name);
      return;
    }
    for (const entry of readdirSync(path)) {
      if (entry !== "node_modules" && entry !== "target" && !entry.startsWith(".")) visit(join(path, entry));
    }
  };
  for (const path of paths) visit(join(root, path));
  return [...new Set(found)].sort();
}

/** A hash of the contents of files and of further facts (versions, flags). */
export function hashOf(names, facts = []) {
  const hash = createHash("sha256");
  for (const fact of facts) hash.update(`${fact}\0`);
  for (const name of names) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(root, name)))
      .update("\0");
  }
  return hash.digest("hex");
}

/**
 * Does `work` unless its last run had the same `hash` and all `outputs` still exist. Returns whether it worked.
 * The hashes are kept beside the installed packages: never in a folder that is packed or served.
 */
export async function whenChanged(name, hash, outputs, work) {
  const path = join(root, "node_modules", ".siyu", name);
  const known = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (known === hash && outputs.every(output => existsSync(join(root, output)))) return false;
  rmSync(path, { force: true });
  await work();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, hash);
  return true;
}

export function exists(name) {
  return existsSync(join(root, name));
}

export function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
