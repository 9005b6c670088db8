// `npm run bench`: sets up, builds, and runs the benches; further arguments go to them. `npm run bench -- responsive`
// measures how responsive the page is instead of comparing the main job.
import { build } from "./build.mjs";
import { isMain, main, run } from "./lib.mjs";
import { setup, toolEnvironment } from "./setup.mjs";

const BENCHES = { responsive: "benches/responsive.mjs" };

if (isMain(import.meta)) {
  await main(async () => {
    await setup({ browser: true });
    await build();
    const [name, ...rest] = process.argv.slice(2);
    const bench = BENCHES[name];
    const args = bench === undefined ? ["benches/run.mjs", ...process.argv.slice(2)] : [bench, ...rest];
    run(process.execPath, args, { env: toolEnvironment(), title: "the bench" });
  });
}
