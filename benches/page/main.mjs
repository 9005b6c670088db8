// One rival per page, named in the address: /?siyu. Timing starts with the picked File and ends when the whole
// answer lies on this thread as plain values.

const name = location.search.slice(1);
const rival = await import(`./${name}.mjs`);
const input = document.querySelector("#file");

globalThis.bench = {
  /** Starts what may be started before a file is known. */
  start: () => rival.start(),

  /** One timed run over the picked file. With `details` an untimed check of single customers follows. */
  async run({ details }) {
    const [file] = input.files;
    const began = performance.now();
    const answer = await rival.analyse(file);
    const ms = performance.now() - began;
    if (details) Object.assign(answer, await rival.details());
    await rival.tidy();
    return { ms, answer };
  },
};
document.title = "ready";
