import { inWorker } from "./in-worker.mjs";

export const { start, analyse, details, tidy } = inWorker(
  () => new Worker(new URL("./papaparse-worker.js", import.meta.url)),
);
