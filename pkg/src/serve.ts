// The Worker's side: requests in, replies out. It fetches nothing and touches no global but its message port;
// the compiled module comes with the first request, so the script runs from any URL, `blob:` too.

import { type Dataset, initSync, preview } from "../wasm/siyu.js";
import { assist } from "./assist.ts";
import { decoder, firstEncoding, nextEncoding } from "./encoding.ts";
import { type ErrorData, errorData, SiyuError } from "./errors.ts";
import { withoutZone, zoneOf } from "./opening.ts";
import { pieces } from "./pieces.ts";
import { reason } from "./platform.ts";
import type { Answers, Progress, Reply, Request, Source } from "./protocol.ts";
import { Reader } from "./reading.ts";
import { Sha256 } from "./sha256.ts";
import { Team } from "./team.ts";
import type { Preview, Report } from "./types.ts";

/** Enough for 20 rows and for the recognition of columns by their values. */
const PREVIEW_BYTES = 1 << 18;

/** The function that takes requests; replies go to `post`. */
export function serve(post: (reply: Reply) => void): (request: Request) => void {
  let memory: WebAssembly.Memory | undefined;
  let dataset: Dataset | undefined;
  let sources: Source[] = [];

  async function open(request: Request & { ask: "open" }): Promise<Report> {
    memory = initSync({ module: request.module }).memory;
    sources = request.sources;
    const team = new Team(request.team);
    const send = (progress: Progress) => post({ id: request.id, say: "progress", progress });
    const opening = await new Reader(memory, sources, request.options, team, send).readAll();
    dataset = opening.finish();
    return dataset.report();
  }

  async function look({ module, source, options: given }: Request & { ask: "preview" }): Promise<Preview> {
    memory = initSync({ module }).memory;
    const { encoding: option, ...options } = given;
    const bytes = source.bytes.slice(0, PREVIEW_BYTES);
    const complete = source.bytes.size <= PREVIEW_BYTES;
    const head = { ...source, bytes };
    const raw = new Uint8Array(await bytes.arrayBuffer());
    let encoding = await firstEncoding(source, option);
    for (;;) {
      const text = textOf(raw, complete, encoding);
      if (text !== null) {
        const utf8 = new TextEncoder().encode(text);
        return preview(utf8, complete, source.kind, encoding.name, withoutZone(options), zoneOf(options));
      }
      encoding = await nextEncoding(encoding, head);
    }
  }

  async function contentHash(): Promise<string> {
    const hash = new Sha256();
    for (const source of sources) {
      for await (const piece of pieces(source.bytes)) hash.update(piece);
    }
    return hash.hex();
  }

  async function answer(request: Request): Promise<Answers[keyof Answers]> {
    switch (request.ask) {
      case "open":
        return open(request);
      case "assist":
        memory = initSync({ module: request.module }).memory;
        return assist(request.port, memory);
      case "preview":
        return look(request);
      case "contentHash":
        return contentHash();
      case "measure":
        if (!dataset) throw new Error("nothing is open");
        return dataset.ask(request.measure, request.options);
    }
  }

  return request => {
    const { id } = request;
    answer(request).then(
      result => post({ id, say: "done", result }),
      error => {
        const meant = errorData(error);
        post(
          meant ? { id, say: "failed", error: meant } : { id, say: "broken", error: fault(error, memory) },
        );
      },
    );
  };
}

function textOf(raw: Uint8Array, complete: boolean, encoding: Parameters<typeof decoder>[0]): string | null {
  const texts = decoder(encoding)(raw, complete);
  let all = "";
  let text = texts.next();
  for (; !text.done; text = texts.next()) all += text.value;
  return text.value ? all : null;
}

/** A fault of ours, or the end of memory, which looks like one: the core traps at both. */
function fault(error: unknown, memory: WebAssembly.Memory | undefined): ErrorData {
  const full = error instanceof RangeError || (error instanceof WebAssembly.RuntimeError && isFull(memory));
  const said = full
    ? new SiyuError(
        "out-of-memory",
        "There is not enough memory for these sources. Close other tabs, or give fewer columns or a shorter period.",
      )
    : new SiyuError(
        "internal",
        `Something went wrong inside Siyu, and this dataset had to be closed. Please report it. (${reason(error)})`,
      );
  return { code: said.code, message: said.message, detail: {} };
}

/** Tables grow by doubling, so memory that cannot double is what ended the core. */
function isFull(memory: WebAssembly.Memory | undefined): boolean {
  if (!memory) return false;
  try {
    memory.grow(memory.buffer.byteLength / 65_536);
    return false;
  } catch {
    return true;
  }
}
