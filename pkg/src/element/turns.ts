// Who asks when: one Worker answers all sections of a report, one question after the other. What is in sight asks at
// once; the rest waits for that, and goes one by one, so that nobody waits long for what they look at.

/** Somebody who asks. */
export interface Asker {
  /** In sight; `null`: not known yet. */
  readonly seen: boolean | null;
}

interface Waiting {
  asker: Asker;
  go: (done: () => void) => void;
}

/** By then the browser has said what is in sight, if it says anything. */
const UNKNOWN_MS = 60;

/** The turns of the sections of one report. */
export class Turns {
  #waiting: Waiting[] = [];
  #running = 0;

  /** Resolves when it is somebody's turn; `done` ends it. */
  take(asker: Asker): Promise<() => void> {
    return new Promise(go => {
      this.#waiting.push({ asker, go });
      if (asker.seen) this.look();
      else setTimeout(() => this.#next(), asker.seen === null ? UNKNOWN_MS : 0);
    });
  }

  /** Something has come into sight. */
  look(): void {
    for (const waiting of this.#waiting.filter(({ asker }) => asker.seen)) this.#start(waiting);
  }

  #next(): void {
    const [first] = this.#waiting;
    if (this.#running === 0 && first !== undefined) this.#start(first);
  }

  #start(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter(other => other !== waiting);
    this.#running++;
    let over = false;
    waiting.go(() => {
      if (over) return;
      over = true;
      this.#running--;
      // What was answered is shown first.
      setTimeout(() => this.#next());
    });
  }
}
