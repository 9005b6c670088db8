// `npm run bench`: sets up, builds, and runs the benches; further arguments go to them.
import { build } from "./build.mjs";
import { isMain, main, run } from "./lib.mjs";
import { setup, toolEnvironment } from "./setup.mjs";

if (isMain(import.meta)) {
  await main(async () => {
    await setup({ browser: true });
    await build();
    const args = ["benches/run.mjs", ...process.argv.slice(2)];
    run(process.execPath, args, { env: toolEnvironment(), title: "the bench" });
  });
}
