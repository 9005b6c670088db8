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
   * One timed run over the picked file, after which `details` and then `tidy` are called. With `watch` it is seen how
   * long this thread was busy.
   */
  async run({ watch, workers }) {
    const [file] = input.files;
    const thread = watch ? watchThread() : null;
    const began = performance.now();
    const answer = await rival.analyse(file, { workers });
    const ms = performance.now() - began;
    const blocked = await thread?.end();
    return { ms, answer, blocked };
  },

  /** Single customers of the run, to check. */
  details: () => rival.details(),

  /** Ends what was read. */
  tidy: ({ workers }) => rival.tidy(workers),
};
document.title = "ready";
