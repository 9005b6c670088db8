// Runs named steps to the end even if some fail, and says how each went and how long it took.
import { Advice, StepFailed, say, seconds } from "./lib.mjs";

/** `steps`: `[title, action]` pairs. Throws at the end if any failed. */
export async function runAll(steps) {
  const results = [];
  for (const [title, action] of steps) {
    say(`\n== ${title}`);
    const started = performance.now();
    let failure = null;
    try {
      await action();
    } catch (error) {
      failure = error instanceof StepFailed || error instanceof Advice ? error.message : error.stack;
      process.stderr.write(`${failure}\n`);
    }
    results.push({ title, failed: failure !== null, time: seconds(started) });
  }
  say("\n== Summary");
  for (const { title, failed, time } of results) say(`${failed ? "FAILED" : "passed"}  ${title} (${time})`);
  const failed = results.filter(result => result.failed).map(({ title }) => title);
  if (failed.length > 0) throw new StepFailed(`Failed: ${failed.join(", ")}.`);
}
