import { inWorker } from "./in-worker.mjs";

export const { start, analyse, details, tidy } = inWorker(
  () => new Worker(new URL("./bytes-worker.mjs", import.meta.url), { type: "module" }),
);
