// How long the page's thread was busy at a stretch. Tasks of 50 ms and more are told by the browser. Beside that the
// thread beats, with every frame and a message behind each: a gap between beats may be a busy thread, or one that was
// ready and had no processor.

/** Begins to watch; `end` says what was seen. */
export function watchThread() {
  const tasks = [];
  const take = entries => tasks.push(...entries.map(({ startTime, duration }) => ({ startTime, duration })));
  const observer = new PerformanceObserver(list => take(list.getEntries()));
  observer.observe({ type: "longtask" });
  const { port1, port2 } = new MessageChannel();
  const began = performance.now();
  let [last, gap, going] = [began, 0, true];
  const beat = () => {
    const now = performance.now();
    gap = Math.max(gap, now - last);
    last = now;
  };
  const frame = () => {
    beat();
    port2.postMessage(null);
    if (going) requestAnimationFrame(frame);
  };
  port1.onmessage = beat;
  requestAnimationFrame(frame);
  return {
    /** The longest task and the longest gap, in ms; no task was long where the first is 0. */
    async end() {
      beat();
      going = false;
      const ended = performance.now();
      // A task is told of when it is over, and this one is not.
      for (let turn = 0; turn < 3; turn++) await nextFrame();
      take(observer.takeRecords());
      observer.disconnect();
      port1.close();
      const during = tasks.filter(
        ({ startTime, duration }) => startTime + duration >= began && startTime <= ended,
      );
      return { task: Math.max(0, ...during.map(({ duration }) => duration)), gap };
    },
  };
}

/** Whether a thread that is kept busy is seen to be, both ways. */
export async function provesItself() {
  const thread = watchThread();
  await nextFrame();
  await new Promise(done => setTimeout(done));
  const until = performance.now() + 80;
  while (performance.now() < until);
  await nextFrame();
  const { task, gap } = await thread.end();
  return task >= 50 && gap >= 50;
}

const nextFrame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
