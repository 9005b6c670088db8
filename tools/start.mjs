// `npm start`: sets up, builds, and serves the page on this machine until it is stopped.
import { join } from "node:path";
import { build } from "./build.mjs";
import { exists, isMain, main, root, StepFailed, say } from "./lib.mjs";
import { serve } from "./serve.mjs";
import { setup } from "./setup.mjs";

if (isMain(import.meta)) {
  await main(async () => {
    await setup();
    await build();
    if (!exists("www/dist/index.html")) throw new StepFailed("The build made no page in www/dist.");
    const port = Number(process.env.PORT) || 4173;
    const { url } = await serve(join(root, "www/dist"), { port, tries: 20 });
    say(`\nSiyu is ready: open ${url} (Ctrl+C stops it)`);
  });
}
