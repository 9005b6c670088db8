// The rival that is no part of `npm ci`: DuckDB as a library of Node weighs 70 MB, and only the bench wants it. It
// is installed beside the builds, in the version of the lockfile that stands here.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Advice, hashOf, npm, root } from "../../tools/lib.mjs";

const FILES = ["package.json", "package-lock.json"];
const FOLDER = join(root, "target", "bench-native");

/** The folder that it is installed in; `Advice` where it cannot be. */
export function installNative() {
  const stamp = join(FOLDER, "node_modules", ".siyu-lock");
  const wanted = hashOf(
    FILES.map(file => `benches/native/${file}`),
    [process.platform, process.arch],
  );
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return FOLDER;
  mkdirSync(FOLDER, { recursive: true });
  for (const file of FILES) copyFileSync(join(root, "benches", "native", file), join(FOLDER, file));
  // Without a network it is not worth waiting.
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=0"];
  try {
    npm(["ci", ...flags], { cwd: FOLDER });
  } catch {
    throw new Advice("DuckDB for Node could not be installed from the npm registry, which is needed once");
  }
  writeFileSync(stamp, wanted);
  return FOLDER;
}
