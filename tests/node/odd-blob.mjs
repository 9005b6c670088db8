/** What is no Blob to the platform but has its shape: a stream of pieces as they come, or one that gives up. */
export class OddBlob {
  #bytes;
  #chance;
  #isSound;

  constructor(bytes, chance, isSound) {
    [this.#bytes, this.#chance, this.#isSound] = [bytes, chance, isSound];
  }

  get size() {
    return this.#bytes.length;
  }

  slice(from, to) {
    return new OddBlob(this.#bytes.subarray(from, to), this.#chance, this.#isSound);
  }

  async arrayBuffer() {
    return new Uint8Array(this.#bytes).buffer;
  }

  stream() {
    const chance = this.#chance;
    const most = chance.size(1, 1 << 16);
    const fate = this.#isSound ? "whole" : chance.of(["fails", "ends", "plain"]);
    const stop = fate === "whole" ? this.size : chance.below(this.size);
    let at = 0;
    return new ReadableStream({
      type: fate === "plain" ? undefined : "bytes",
      pull: controller => {
        if (at >= stop) {
          if (fate === "fails") controller.error(new Error("gone"));
          else {
            controller.close();
            controller.byobRequest?.respond(0);
          }
          return;
        }
        const piece = this.#bytes.subarray(at, Math.min(stop, at + 1 + chance.below(most)));
        at += piece.length;
        controller.enqueue(new Uint8Array(piece));
      },
    });
  }
}
