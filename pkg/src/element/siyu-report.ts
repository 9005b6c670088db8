// `<siyu-report>`: the whole report, or one part of it. It shows a Dataset that it is given, or reads sources itself.

import { html, LitElement, nothing, type PropertyValues } from "lit";
import { type Dataset, open } from "../index.ts";
import type { OpenOptions } from "../open.ts";
import type { Sources } from "../sources.ts";
import { inWords } from "./errors.ts";
import { Language, langOf } from "./language.ts";
import { PARTS, partOf } from "./parts.ts";
import type { Content } from "./section.ts";
import { ReportState } from "./state.ts";
import { reportStyles } from "./styles/index.ts";

export class SiyuReport extends LitElement {
  static override styles = reportStyles;
  static override properties = {
    dataset: { attribute: false },
    sources: { attribute: false },
    options: { attribute: false },
    theme: { reflect: true },
    // The properties `lang` and `part` are every element's own.
    spoken: { attribute: "lang" },
    only: { attribute: "part" },
  };

  // @ts-expect-error HTMLElement has `data-` attributes under this name; this element has no use for them.
  declare dataset: Dataset | null;
  declare sources: Sources | null;
  declare options: OpenOptions;
  declare theme: string | null;
  declare spoken: string | null;
  declare only: string | null;

  #state: ReportState | null = null;
  /** The Dataset that was read here, and is closed here. */
  #own: Dataset | null = null;
  #reading: AbortController | null = null;
  #error: unknown = null;
  #complaint = "";
  #current = "";
  readonly #dark = matchMedia("(prefers-color-scheme: dark)");
  readonly #themed = () => this.#state?.themeChanged();
  #seen: IntersectionObserver | null = null;
  #watched = 0;

  constructor() {
    super();
    this.dataset = null;
    this.sources = null;
    this.options = {};
    this.theme = null;
    this.spoken = null;
    this.only = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dark.addEventListener("change", this.#themed);
    if (this.sources !== null && this.dataset === null && this.#reading === null) void this.#read();
    if (this.hasUpdated) this.#speak();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dark.removeEventListener("change", this.#themed);
    this.#seen?.disconnect();
    this.#seen = null;
    // What is only moved is back at once.
    queueMicrotask(() => {
      if (!this.isConnected) this.#drop();
    });
  }

  /** Brings a section into view. */
  reveal(name: string): void {
    this.renderRoot.querySelector(`[data-name="${CSS.escape(name)}"]`)?.scrollIntoView();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("sources") && this.sources !== null) {
      this.#drop();
      if (this.isConnected) void this.#read();
    }
    if (changed.has("dataset")) this.#show();
    else if (changed.has("spoken")) this.#speak();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("theme")) this.#state?.themeChanged();
    this.#watch();
  }

  /** Shows the Dataset of the moment, from its default view. */
  #show(): void {
    const { dataset } = this;
    if (dataset !== this.#own) this.#close();
    this.#error = null;
    this.#complaint = "";
    this.#state = dataset && new ReportState(dataset, this.#language(dataset));
    this.#state?.listen(() => this.requestUpdate());
  }

  async #read(): Promise<void> {
    const { sources } = this;
    if (sources === null) return;
    const controller = new AbortController();
    this.#reading = controller;
    this.#error = null;
    const outer = this.options.signal;
    const signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal;
    try {
      const dataset = await open(sources, {
        ...this.options,
        signal,
        onProgress: progress => {
          this.options.onProgress?.(progress);
          this.#emit("siyu-progress", progress);
        },
      });
      this.#reading = null;
      this.#own = dataset;
      this.dataset = dataset;
      this.#emit("siyu-ready", { dataset });
    } catch (error) {
      if (controller.signal.aborted) return;
      this.#reading = null;
      this.#error = error;
      this.#emit("siyu-error", { error });
      this.requestUpdate();
    }
  }

  /** Ends what was begun here: a reading under way, a Dataset that was read. */
  #drop(): void {
    this.#reading?.abort();
    this.#reading = null;
    this.#close();
  }

  #close(): void {
    const own = this.#own;
    if (own === null) return;
    this.#own = null;
    own.close();
    if (this.dataset === own) this.dataset = null;
  }

  #emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** The language of this place: of the attribute, of what is around it, of the browser. */
  #language(dataset: Dataset | null): Language {
    const tag = this.spoken ?? langAround(this) ?? navigator.language;
    return new Language(langOf(tag), dataset?.report.orders.currency ?? null);
  }

  #speak(): void {
    const state = this.#state;
    if (state === null) return;
    const language = this.#language(state.dataset);
    if (language.lang !== state.language.lang) state.language = language;
  }

  /** Keeps the link of the section in view marked. */
  #watch(): void {
    const sections = [...this.renderRoot.querySelectorAll("[data-name]")];
    if (this.#seen !== null && sections.length === this.#watched) return;
    this.#seen?.disconnect();
    this.#watched = sections.length;
    const visible = new Set<Element>();
    this.#seen = new IntersectionObserver(
      entries => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) visible.add(target);
          else visible.delete(target);
        }
        const name = sections.find(section => visible.has(section))?.getAttribute("data-name") ?? "";
        if (name === this.#current) return;
        this.#current = name;
        this.requestUpdate();
      },
      { rootMargin: "-96px 0px -50% 0px" },
    );
    for (const section of sections) this.#seen.observe(section);
  }

  protected override render(): Content {
    const state = this.#state;
    if (state === null) return this.#waiting();
    const { language } = state;
    const only = partOf(this.only);
    if (only !== null) return html`<div class="report" lang=${language.tag}>${only.show(state)}</div>`;
    return html`<div class="report" lang=${language.tag}>
      <div class="top" part="bar">
        <nav aria-label=${language.t("nav.label")}>
          <ul>
            ${PARTS.map(({ name, title }) => this.#link(name, language.t(title)))}
          </ul>
        </nav>
        ${this.#asOf(state)}
      </div>
      ${PARTS.map(part => part.show(state))}
    </div>`;
  }

  #waiting(): Content {
    const language = this.#language(null);
    if (this.#error !== null) {
      return html`<p class="notice" role="alert" lang=${language.tag}>${inWords(this.#error, language)}</p>`;
    }
    if (this.sources === null) return nothing;
    return html`<p class="reading" role="status" lang=${language.tag}>${language.t("nav.reading")}</p>`;
  }

  #link(name: string, words: string): Content {
    const click = (event: Event) => {
      event.preventDefault();
      this.reveal(name);
    };
    const current = name === this.#current ? "true" : nothing;
    return html`<li><a href=${`#${name}`} aria-current=${current} @click=${click}>${words}</a></li>`;
  }

  #asOf(state: ReportState): Content {
    const { firstDate, lastDate, language } = state;
    const { t, date } = language;
    const changed = (event: Event) => {
      const input = event.target as HTMLInputElement;
      const valid = input.value !== "" && input.checkValidity();
      this.#complaint = valid ? "" : t("nav.badDate", { first: date(firstDate), last: date(lastDate) });
      if (valid) state.change({ asOf: input.value === lastDate ? null : input.value });
      this.requestUpdate();
    };
    const latest = () => {
      this.#complaint = "";
      const input = this.renderRoot.querySelector<HTMLInputElement>("#as-of");
      if (input) input.value = lastDate;
      state.change({ asOf: null });
      this.requestUpdate();
    };
    return html`<div class="as-of">
      <label class="choice"
        ><span>${t("nav.asOf")}</span
        ><input
          id="as-of"
          type="date"
          min=${firstDate}
          max=${lastDate}
          required
          .value=${state.asOf}
          @change=${changed}
      /></label>
      <button type="button" @click=${latest}>${t("nav.latest")}</button>
      <span class="caveat" role="status">${this.#complaint}</span>
    </div>`;
  }
}

/** The language of the nearest element around that says one, through the borders of shadow trees. */
function langAround(element: Element): string | null {
  const said = element.closest("[lang]")?.getAttribute("lang");
  if (said) return said;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? langAround(root.host) : null;
}
