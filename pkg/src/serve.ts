// The Worker's side: requests in, replies out. It fetches nothing and touches no global but its message port;
// the compiled module comes with the first request, so the script runs from any URL, `blob:` too.

import { Again } from "./again.ts";
import { assist } from "./assist.ts";
import { type Dataset, memoryIfFull, preview, start } from "./core.ts";
import { decoder, firstEncoding, nextEncoding } from "./encoding.ts";
import { type ErrorData, errorData } from "./errors.ts";
import { type Making, make } from "./exports.ts";
import { withoutZone, zoneOf } from "./opening.ts";
import { contents } from "./packed.ts";
import { pieces } from "./pieces.ts";
import { reason } from "./platform.ts";
import type { Answers, ExportProgress, Progress, Reply, Request, Source } from "./protocol.ts";
import { Reader } from "./reading.ts";
import { Sha256 } from "./sha256.ts";
import { readSheet } from "./sheets.ts";
import { Team } from "./team.ts";
import type { Customer, Preview, Report } from "./types.ts";

/** Enough for 20 rows and for the recognition of columns by their values. */
const PREVIEW_BYTES = 1 << 18;

/** The function that takes requests; replies go to `post`. */
export function serve(post: (reply: Reply) => void): (request: Request) => void {
  let memory: WebAssembly.Memory;
  let dataset: Dataset | undefined;
  let files: Blob[] = [];
  let opened: { report: Report; again: Again } | undefined;
  let reader: Reader | undefined;

  const sender = (id: number) => (progress: Progress | ExportProgress) =>
    post({ id, say: "progress", progress });

  async function open(request: Request & { ask: "open" }): Promise<Report> {
    files = request.files;
    const team = new Team(request.team);
    const { sources } = request;
    reader = new Reader(memory, sources, request.options, team, sender(request.id));
    const opening = await reader.readAll();
    dataset = opening.finish();
    const report: Report = dataset.ask("report");
    const read = reader.encodings.map((encoding, at) => ({ source: sources[at] as Source, encoding }));
    opened = { report, again: new Again(memory, dataset, read) };
    return report;
  }

  /** What is made of an open dataset besides measures. */
  function making(id: number): Making {
    if (!dataset || !opened) throw new Error("nothing is open");
    return { dataset, ...opened, progress: sender(id) };
  }

  async function look({ source, options: given }: Request & { ask: "preview" }): Promise<Preview> {
    const { encoding: option, ...options } = given;
    const { raw, complete } = await top(source);
    const head = { ...source, bytes: new Blob([raw]), packed: false };
    let encoding = await firstEncoding(source, option);
    for (;;) {
      const text = textOf(raw, complete, encoding);
      if (text !== null) {
        return preview(text, complete, source.kind, encoding.name, withoutZone(options), zoneOf(options));
      }
      encoding = await nextEncoding(encoding, head);
    }
  }

  async function contentHash(): Promise<string> {
    const hash = new Sha256();
    for (const file of files) {
      for await (const piece of pieces(file)) hash.update(piece);
    }
    return hash.hex();
  }

  async function answer(request: Request): Promise<Answers[keyof Answers]> {
    if ("module" in request) memory = start(request.module, request.memoryMb);
    switch (request.ask) {
      case "start":
        return null;
      case "open":
        return open(request);
      case "assist":
        return assist(request.port, memory);
      case "preview":
        return look(request);
      case "sheet":
        return readSheet(request, sender(request.id));
      case "contentHash":
        return contentHash();
      case "customer": {
        const { dataset, again } = making(request.id);
        const customer: Customer = dataset.ask("customer", request.options);
        if (request.orderIds) await again.nameOrders(customer);
        return customer;
      }
      case "setAside":
        return making(request.id).again.page(request.options);
      case "file":
        return make(request.what, request.format, request.options, making(request.id));
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
        if (meant) meant.detail = { ...reader?.at, ...meant.detail };
        post(
          meant ? { id, say: "failed", error: meant } : { id, say: "broken", error: fault(error, reader) },
        );
      },
    );
  };
}

/** The beginning of what a source holds. */
async function top(source: Source): Promise<{ raw: Uint8Array<ArrayBuffer>; complete: boolean }> {
  const raw = new Uint8Array(PREVIEW_BYTES);
  let filled = 0;
  for await (const piece of contents(source)) {
    const fits = piece.subarray(0, PREVIEW_BYTES - filled);
    raw.set(fits, filled);
    filled += fits.length;
    if (fits.length < piece.length) return { raw, complete: false };
  }
  return { raw: raw.subarray(0, filled), complete: true };
}

function textOf(raw: Uint8Array, complete: boolean, encoding: Parameters<typeof decoder>[0]): string | null {
  const texts = decoder(encoding)(raw, complete);
  let all = "";
  let text = texts.next();
  for (; !text.done; text = texts.next()) all += text.value;
  return text.value ? all : null;
}

/** So much of the memory may be rows, beside which tables are made of them: in units of their weight, for thousands. */
const FOR_ROWS = 0.8 / 16 / 1000;

/** A fault of ours, or the end of memory, which looks like one: the core traps at both. */
function fault(error: unknown, reader: Reader | undefined): ErrorData {
  const trapped = error instanceof WebAssembly.RuntimeError;
  const taken = trapped ? memoryIfFull() : null;
  if (taken === null && !(error instanceof RangeError)) {
    const said = `Something went wrong inside Siyu, and this dataset had to be closed. Please report it. (${reason(error)})`;
    return { code: "internal", message: said, detail: {} };
  }
  const rows = reader?.rows;
  // Whole thousands, since it is an estimate.
  const fit = rows?.weight && taken ? Math.floor((FOR_ROWS * taken * rows.read) / rows.weight) * 1000 : 0;
  const how = fit > 0 ? `At least ${fit.toLocaleString("en-US")} rows of them fit. ` : "";
  const message = `There is not enough memory for these sources. ${how}Give a shorter period or fewer columns, or close tabs.`;
  return { code: "out-of-memory", message, detail: fit > 0 ? { rows: fit } : {} };
}
