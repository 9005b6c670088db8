// What the page is doing, and the way from one state to the next. One shop is open at a time.

import { open, type Preview } from "siyu";
import { h, replace } from "./dom.ts";
import type { Reading } from "./editor.ts";
import { look } from "./files.ts";
import { type Lang, language, setLanguage, TAGS, t } from "./i18n.ts";
import type { Engine } from "./lock.ts";
import { failedScreen } from "./screens/failed.ts";
import { type Reading as ReadingScreen, readingScreen } from "./screens/reading.ts";
import { reportOf, reportScreen, type Session } from "./screens/report.ts";
import { fileButton, startScreen } from "./screens/start.ts";

type State =
  | { at: "start"; notice: string | null }
  | { at: "reading"; names: string[]; screen: ReadingScreen | null }
  | { at: "failed"; error: unknown; top: Preview | null; reading: Reading }
  | { at: "report"; session: Session };

export class App {
  readonly #header = h("header", { class: "top" });
  readonly #main = h("main", { id: "main" });
  readonly #foot = h("footer", {});
  #engine: Engine | null = null;
  #state: State = { at: "start", notice: null };
  #files: File[] = [];
  #reading: AbortController | null = null;

  constructor(host: HTMLElement) {
    host.append(this.#header, this.#main, this.#foot);
    this.#acceptDrops();
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
      this.#enter({ at: "failed", error, top: null, reading: {} });
    else this.#enter({ at: "start", notice: "start.failed" });
  }

  /** Reads files in the place of whatever was open before. */
  async open(files: File[], reading: Reading = {}): Promise<void> {
    const engine = this.#engine;
    if (engine === null) return;
    this.#stop();
    this.#files = files;
    const controller = new AbortController();
    this.#reading = controller;
    const { signal } = controller;
    const state: State = { at: "reading", names: files.map(file => file.name), screen: null };
    this.#enter(state);
    let top: Preview | null = null;
    try {
      const looked = await look(files, engine, reading, signal);
      top = looked.orders;
      const dataset = await open(looked.sources, {
        ...engine,
        ...reading,
        signal,
        onProgress: progress => state.screen?.update(progress),
      });
      this.#reading = null;
      const session = { dataset, element: reportOf(dataset), headers: top.headers, reading };
      this.#enter({ at: "report", session });
    } catch (error) {
      // A cancelled reading has already made way for something else.
      if (signal.aborted) return;
      this.#reading = null;
      this.#enter({ at: "failed", error, top, reading });
    }
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

  #enter(state: State): void {
    this.#state = state;
    this.#draw();
    window.scrollTo(0, 0);
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
    const opens = (files: File[]) => void this.open(files);
    const parts: HTMLElement[] = [
      h("a", { class: "skip", href: "#main" }, t("app.skip")),
      h("a", { class: "brand", href: "./" }, "Siyu", h("span", { lang: "zh-CN" }, "私域")),
    ];
    if (this.#state.at === "report") parts.push(fileButton("another", t("app.another"), true, opens, false));
    parts.push(
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
    );
    return parts;
  }

  #screen(): HTMLElement {
    const state = this.#state;
    const opens = (files: File[]) => void this.open(files);
    const again = (reading: Reading) => void this.open(this.#files, reading);
    switch (state.at) {
      case "start":
        return startScreen({ ready: this.#engine !== null, notice: state.notice, open: opens });
      case "reading":
        state.screen = readingScreen(state.names, () => this.#cancel());
        return state.screen.element;
      case "failed":
        return failedScreen({ ...state, again, open: this.#engine && opens });
      case "report":
        return reportScreen(state.session, again);
    }
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
