// What the page is doing, and the way from one state to the next. One shop is open at a time.

import { open, type Preview, SiyuError } from "siyu";
import type { Columns, Reading, SiyuReportEvents } from "siyu/element";
import { placeOf, putPlace } from "./address.ts";
import { h, replace } from "./dom.ts";
import { look, lookAt } from "./files.ts";
import { type Lang, language, setLanguage, TAGS, t } from "./i18n.ts";
import type { Engine } from "./lock.ts";
import { failedScreen } from "./screens/failed.ts";
import { type ReadingScreen, readingScreen } from "./screens/reading.ts";
import { reportOf, reportScreen, type Session } from "./screens/report.ts";
import { startScreen } from "./screens/start.ts";

/** What is open, or is to be: its files and how they are read. */
interface Shop {
  files: File[];
  reading: Reading;
}

type State =
  | { at: "start"; notice: string | null }
  | { at: "reading"; screen: ReadingScreen | null }
  | { at: "failed"; error: unknown; top: Preview | null; look: Columns["look"]; file: File | null }
  | { at: "report"; session: Session };

const NOTHING: Shop = { files: [], reading: {} };

/** The file of which an error says that it was being read, also where it is an archive. */
function blamed(files: File[], error: unknown): File | undefined {
  const name = error instanceof SiyuError ? error.detail.file : undefined;
  return files.find(file => name === file.name || name?.startsWith(`${file.name}/`));
}

export class App {
  readonly #header = h("header", { class: "top" });
  readonly #main = h("main", { id: "main" });
  readonly #foot = h("footer", {});
  #engine: Engine | null = null;
  #state: State = { at: "start", notice: null };
  #shop: Shop = NOTHING;
  /** The shop that was last open in full: the way back from what failed or was cancelled. */
  #opened: Shop | null = null;
  #reading: AbortController | null = null;

  constructor(host: HTMLElement) {
    host.append(this.#header, this.#main, this.#foot);
    this.#acceptDrops();
    addEventListener("popstate", () => this.#followAddress());
    this.#draw();
  }

  /** From now on files are accepted. */
  start(engine: Engine): void {
    this.#engine = engine;
    this.#draw();
  }

  /** Start-up did not succeed: something could not be loaded, or this browser cannot run it. */
  fail(error: unknown): void {
    if (error instanceof WebAssembly.CompileError)
      this.#enter({ at: "failed", error, top: null, look: null, file: null });
    else this.#enter({ at: "start", notice: "start.failed" });
  }

  /** Reads files in the place of whatever was open before. */
  async open(files: File[], reading: Reading = {}): Promise<void> {
    const engine = this.#engine;
    if (engine === null) return;
    this.#stop();
    this.#shop = { files, reading };
    const before = this.#opened?.files === files ? this.#opened.reading : null;
    const controller = new AbortController();
    this.#reading = controller;
    const { signal } = controller;
    const state: State = { at: "reading", screen: null };
    this.#enter(state);
    let top: Preview | null = null;
    let first: File | undefined = files[0];
    // Of several, the one because of which they cannot be read.
    let odd: File | null = null;
    try {
      const looked = await look(files, engine, reading, signal);
      ({ orders: top, first } = looked);
      if (looked.odd) ({ top, file: odd } = looked.odd);
      const dataset = await open(looked.sources, {
        ...engine,
        ...reading,
        signal,
        onProgress: progress => state.screen?.update(progress),
      });
      this.#reading = null;
      this.#opened = this.#shop;
      const element = reportOf(dataset, { top: looked.orders, reading, before, look: lookAt(first, engine) });
      this.#listen(element);
      this.#enter({ at: "report", session: { dataset, element } });
      const place = placeOf(location.hash);
      if (place.section) void element.updateComplete.then(() => element.reveal(place.section));
    } catch (error) {
      // A cancelled reading has already made way for something else.
      if (signal.aborted) return;
      this.#reading = null;
      const file = blamed(files, error) ?? odd;
      const shown = file ?? first;
      const named = files.length > 1 ? file : null;
      // What is known of another file says nothing of this one.
      if (file && file !== (odd ?? first)) top = null;
      this.#enter({ at: "failed", error, top, look: shown ? lookAt(shown, engine) : null, file: named });
    }
  }

  /** The report turns its switches itself; the page keeps them in the address. */
  #listen(element: Session["element"]): void {
    element.view = placeOf(location.hash).view;
    element.addEventListener("siyu-view", event => {
      const { view, section, cause } = (event as SiyuReportEvents["siyu-view"]).detail;
      putPlace({ section, view }, cause !== "scroll");
    });
    element.addEventListener("siyu-remap", event => this.#remap(event));
  }

  readonly #remap = (event: Event): void => {
    event.preventDefault();
    const { reading } = (event as SiyuReportEvents["siyu-remap"]).detail;
    void this.open(this.#shop.files, reading);
  };

  #followAddress(): void {
    if (this.#state.at !== "report") return;
    const { element } = this.#state.session;
    const { section, view } = placeOf(location.hash);
    element.view = view;
    if (section) element.reveal(section);
  }

  #stop(): void {
    this.#reading?.abort();
    this.#reading = null;
    if (this.#state.at === "report") this.#state.session.dataset.close();
  }

  #cancel(): void {
    this.#stop();
    this.#enter({ at: "start", notice: "reading.cancelled" });
  }

  /** Lets go of everything: files, tables, answers, and what the address says of them. */
  #clear(): void {
    this.#stop();
    this.#shop = NOTHING;
    this.#opened = null;
    const address = new URL(location.href);
    address.searchParams.delete("sample");
    address.hash = "";
    history.replaceState(null, "", address);
    this.#enter({ at: "start", notice: "start.cleared" });
  }

  #enter(state: State): void {
    this.#state = state;
    this.#draw();
    window.scrollTo({ top: 0, behavior: "instant" });
    this.#main.querySelector("h1")?.focus({ preventScroll: true });
  }

  #setLanguage(lang: Lang): void {
    setLanguage(lang);
    const address = new URL(location.href);
    address.searchParams.set("lang", lang);
    history.replaceState(null, "", address);
    this.#draw();
  }

  #draw(): void {
    document.documentElement.lang = TAGS[language()];
    document.title = t("app.title");
    replace(this.#header, ...this.#top());
    replace(this.#main, this.#screen());
    replace(this.#foot, h("p", {}, t("app.foot")));
  }

  #top(): HTMLElement[] {
    const other: Lang = language() === "zh" ? "en" : "zh";
    return [
      h("a", { class: "skip", href: "#main", onclick: (event: Event) => this.#skip(event) }, t("app.skip")),
      h("a", { class: "brand", href: "./" }, "Siyu", h("span", { lang: "zh-CN" }, "私域")),
      h("p", { class: "local" }, t("app.local")),
      h(
        "button",
        {
          id: "language",
          type: "button",
          class: "quiet",
          lang: TAGS[other],
          onclick: () => this.#setLanguage(other),
        },
        other === "zh" ? "中文" : "English",
      ),
    ];
  }

  /** Not by the address: what is behind `#` is the report's. */
  #skip(event: Event): void {
    event.preventDefault();
    this.#main.querySelector("h1")?.focus();
  }

  #screen(): HTMLElement {
    const state = this.#state;
    const opens = (files: File[]) => void this.open(files);
    const back = this.#wayBack();
    switch (state.at) {
      case "start":
        return startScreen({ ready: this.#engine !== null, notice: state.notice, open: opens, back });
      case "reading": {
        const names = this.#shop.files.map(file => file.name);
        state.screen = readingScreen(names, () => this.#cancel());
        return state.screen.element;
      }
      case "failed":
        return failedScreen({
          ...state,
          reading: this.#shop.reading,
          remap: this.#remap,
          without: file => void this.open(this.#shop.files.filter(one => one !== file)),
          open: this.#engine && opens,
          back,
        });
      case "report":
        return reportScreen(state.session, {
          another: opens,
          add: files => void this.open([...this.#shop.files, ...files]),
          clear: () => this.#clear(),
        });
    }
  }

  /** To what was open before; `null`: nothing was. */
  #wayBack(): { names: string; go: () => void } | null {
    const opened = this.#opened;
    if (opened === null) return null;
    const names = opened.files.map(file => file.name).join(" · ");
    return { names, go: () => void this.open(opened.files, opened.reading) };
  }

  #acceptDrops(): void {
    const mark = (on: boolean) => document.documentElement.classList.toggle("dragging", on);
    addEventListener("dragover", event => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      // Without this the browser would leave the page and show the file.
      event.preventDefault();
      mark(this.#engine !== null);
    });
    addEventListener("dragleave", event => {
      if (event.relatedTarget === null) mark(false);
    });
    addEventListener("drop", event => {
      event.preventDefault();
      mark(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) void this.open(files);
    });
  }
}
