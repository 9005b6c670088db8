// The calling side of one Worker: requests that wait, and their end, whatever the end is.

import { SiyuError } from "./errors.ts";
import { notStarted, reason, type WorkerLike } from "./platform.ts";
import type { Answers, ExportProgress, Progress, Reply, Request } from "./protocol.ts";

type Unnumbered<R> = R extends Request ? Omit<R, "id"> : never;

interface Waiting {
  resolve(result: unknown): void;
  reject(reason: unknown): void;
  onProgress: ((progress: never) => void) | undefined;
}

/** One Worker and the requests that it still owes an answer. */
export class Client {
  readonly #worker: WorkerLike;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #heard = false;
  /** Why nothing can be asked any more. */
  #ended: { reason: unknown } | null = null;

  constructor(worker: WorkerLike) {
    this.#worker = worker;
    // A Worker that is told nothing, dies silently or sends what cannot be read must not leave callers waiting.
    if (worker.addEventListener) {
      worker.addEventListener("message", event => this.#hear((event as MessageEvent<Reply>).data));
      worker.addEventListener("error", event => {
        event.preventDefault?.();
        this.#lost((event as ErrorEvent).message);
      });
      worker.addEventListener("messageerror", () => this.#lost("a message could not be read"));
    } else if (worker.on) {
      worker.on("message", data => this.#hear(data as Reply));
      worker.on("error", error => this.#lost(reason(error)));
      worker.on("messageerror", () => this.#lost("a message could not be read"));
      worker.on("exit", code => this.#lost(`exit code ${String(code)}`));
    }
    worker.unref?.();
  }

  /** Sends a request, and gives away what it transfers; resolves with its answer. */
  ask<A extends keyof Answers>(
    request: Unnumbered<Request> & { ask: A },
    onProgress?: (progress: A extends "file" ? ExportProgress : Progress) => void,
    transfer: MessagePort[] = [],
  ): Promise<Answers[A]> {
    return new Promise<Answers[A]>((resolve, reject) => {
      if (this.#ended) {
        reject(fresh(this.#ended.reason));
        return;
      }
      const id = this.#nextId++;
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject, onProgress });
      // An idle Worker does not keep a Node process alive; one that is working does.
      this.#worker.ref?.();
      try {
        this.#worker.postMessage({ ...request, id }, transfer as never[]);
      } catch (error) {
        this.#settle(id);
        reject(notSent(error));
      }
    });
  }

  /** Ends the Worker at once; whatever waits, and whatever is asked later, is rejected with the reason. */
  end(why: unknown): void {
    if (this.#ended) return;
    this.#ended = { reason: why };
    this.#worker.terminate();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of waiting) one.reject(fresh(why));
  }

  #settle(id: number): Waiting | undefined {
    const one = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref?.();
    return one;
  }

  #hear(reply: Reply): void {
    this.#heard = true;
    switch (reply.say) {
      case "progress":
        this.#waiting.get(reply.id)?.onProgress?.(reply.progress as never);
        break;
      case "done":
        this.#settle(reply.id)?.resolve(reply.result);
        break;
      case "failed":
        this.#settle(reply.id)?.reject(SiyuError.from(reply.error));
        break;
      case "broken":
        this.end(SiyuError.from(reply.error));
        break;
    }
  }

  #lost(why: string | undefined): void {
    const said = why ?? "no reason";
    this.end(
      this.#heard
        ? new SiyuError(
            "internal",
            `The Worker that held this data has ended. Open the sources again. (${said})`,
          )
        : notStarted(said),
    );
  }
}

/** Each caller gets an error of its own, so that one's handling does not show in another's. */
function fresh(why: unknown): unknown {
  return why instanceof SiyuError ? new SiyuError(why.code, why.message, why.detail) : why;
}

function notSent(error: unknown): SiyuError {
  return new SiyuError(
    "bad-option",
    `The options must be data that can be sent to a Worker. (${reason(error)})`,
    { option: "options" },
  );
}
