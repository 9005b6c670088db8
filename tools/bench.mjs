// `npm run bench`: sets up, builds, and runs the benches; further arguments go to them. Instead of comparing the main job,
// `npm run bench -- answers` times changed options, `… workers` what several Workers gain, and `… responsive` how
// responsive the page is.
import { build } from "./build.mjs";
import { isMain, main, run } from "./lib.mjs";
import { setup, toolEnvironment } from "./setup.mjs";

const BENCHES = {
  answers: "benches/answers.mjs",
  responsive: "benches/responsive.mjs",
  workers: "benches/workers.mjs",
};

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
