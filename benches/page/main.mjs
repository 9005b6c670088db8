// One rival per page, named in the address: /?siyu. Timing starts with the picked File and ends when the whole
// answer lies on this thread as plain values.
import { provesItself, watchThread } from "./thread.mjs";

const name = location.search.slice(1);
const rival = await import(`./${name}.mjs`);
const input = document.querySelector("#file");

globalThis.bench = {
  rival,
  provesItself,
  file: () => input.files[0],

  /** Starts what may be started before a file is known. */
  start: () => rival.start(),

  /**
   * One timed run over the picked file. With `details` an untimed check of single customers follows; with `watch` it
   * is seen how long this thread was busy.
   */
  async run({ details, watch, workers }) {
    const [file] = input.files;
    const thread = watch ? watchThread() : null;
    const began = performance.now();
    const answer = await rival.analyse(file, { workers });
    const ms = performance.now() - began;
    const blocked = await thread?.end();
    if (details) Object.assign(answer, await rival.details());
    await rival.tidy(workers);
    return { ms, answer, blocked };
  },
};
document.title = "ready";
