// `<siyu-report>`: the whole report, or one part of it. It shows a Dataset that it is given, or reads sources itself.

import { html, LitElement, nothing, type PropertyValues } from "lit";
import { type Dataset, open, preview } from "../index.ts";
import type { SheetPreview as Preview } from "../insides.ts";
import type { OpenOptions } from "../open.ts";
import type { SourceInput, Sources } from "../sources.ts";
import { bar } from "./bar.ts";
import { inWords } from "./errors.ts";
import { Language, langOf } from "./language.ts";
import { PARTS, partOf } from "./parts.ts";
import type { Reading } from "./reading.ts";
import type { Content } from "./section.ts";
import { SPANS } from "./sections/overview.ts";
import { type Change, type Columns, chosen, DEFAULT_VIEW, ReportState, type View } from "./state.ts";
import { reportStyles } from "./styles/index.ts";
import type { Key } from "./words/index.ts";

/** What `siyu-view` tells of: a switch, a link that was followed, or scrolling. */
type Cause = "switch" | "link" | "scroll";

export class SiyuReport extends LitElement {
  static override styles = reportStyles;
  static override properties = {
    dataset: { attribute: false },
    sources: { attribute: false },
    options: { attribute: false },
    columns: { attribute: false },
    noStorage: { type: Boolean, attribute: "no-storage" },
    theme: { reflect: true },
    // The properties `lang` and `part` are every element's own.
    spoken: { attribute: "lang" },
    only: { attribute: "part" },
  };

  // @ts-expect-error HTMLElement has `data-` attributes under this name; this element has no use for them.
  declare dataset: Dataset | null;
  declare sources: Sources | null;
  declare options: OpenOptions;
  declare columns: Columns | null;
  declare noStorage: boolean;
  declare theme: string | null;
  declare spoken: string | null;
  declare only: string | null;

  #state: ReportState | null = null;
  /** The Dataset that was read here, and is closed here. */
  #own: Dataset | null = null;
  #reading: AbortController | null = null;
  #error: unknown = null;
  #current = "";
  /** Switches that were set before there was anything to show. */
  #wanted: Partial<View> = {};
  /** Switches are being set from outside, which nobody is told of. */
  #setting = false;
  #switches = false;
  readonly #dark = matchMedia("(prefers-color-scheme: dark)");
  readonly #themed = () => this.#state?.themeChanged();
  readonly #printing = (event: Event) => this.toggleAttribute("printing", event.type === "beforeprint");
  #seen: IntersectionObserver | null = null;
  /** The section that is kept in view while those above it still become taller; nobody scrolled since. */
  #pinned: Element | null = null;
  readonly #sizes = new ResizeObserver(() => {
    this.#pinned?.scrollIntoView({ behavior: "instant" });
    if (!this.renderRoot.querySelector("[busy]")) this.#pinned = null;
  });
  readonly #unpin = () => {
    this.#pinned = null;
  };
  #watched = 0;

  constructor() {
    super();
    this.dataset = null;
    this.sources = null;
    this.options = {};
    this.columns = null;
    this.noStorage = false;
    this.theme = null;
    this.spoken = null;
    this.only = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dark.addEventListener("change", this.#themed);
    // Before its charts hear of it.
    for (const name of ["beforeprint", "afterprint"]) addEventListener(name, this.#printing);
    for (const name of ["wheel", "pointerdown", "keydown"])
      addEventListener(name, this.#unpin, { passive: true });
    if (this.sources !== null && this.dataset === null && this.#reading === null) void this.#read();
    if (this.hasUpdated) this.#speak();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dark.removeEventListener("change", this.#themed);
    for (const name of ["beforeprint", "afterprint"]) removeEventListener(name, this.#printing);
    for (const name of ["wheel", "pointerdown", "keydown"]) removeEventListener(name, this.#unpin);
    this.#sizes.disconnect();
    this.#unpin();
    this.#seen?.disconnect();
    this.#seen = null;
    // What is only moved is back at once.
    queueMicrotask(() => {
      if (!this.isConnected) this.#drop();
    });
  }

  /** Brings a section into view, and keeps it there while answers still come, unless somebody scrolls. */
  reveal(name: string): void {
    const section = this.renderRoot.querySelector(`[data-name="${CSS.escape(name)}"]`);
    section?.scrollIntoView();
    if (this.renderRoot.querySelector("[busy]")) this.#pinned = section;
  }

  get view(): Partial<View> {
    return this.#state === null ? this.#wanted : chosen(this.#state.view);
  }

  set view(view: Partial<View>) {
    this.#wanted = view;
    this.#setting = true;
    this.#state?.show(view);
    this.#setting = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("sources") && this.sources !== null) {
      this.#drop();
      if (this.isConnected) void this.#read();
    }
    if (changed.has("dataset")) this.#show();
    else if (changed.has("spoken")) this.#speak();
    if (this.#state !== null && (changed.has("columns") || changed.has("dataset"))) {
      this.#state.columns = this.columns;
    }
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("theme")) this.#state?.themeChanged();
    this.#watch();
    this.#showLink();
  }

  /** Shows the Dataset of the moment, from its default view. */
  #show(): void {
    const { dataset } = this;
    if (dataset !== this.#own) this.#close();
    this.#error = null;
    this.#state = dataset && new ReportState(dataset, this.#language(dataset));
    this.#state?.show(this.#wanted);
    this.#state?.listen(changes => this.#changed(changes));
  }

  #changed(changes: readonly Change[]): void {
    this.requestUpdate();
    if (!this.#setting && changes.some(change => change in DEFAULT_VIEW)) this.#tellView("switch");
  }

  #tellView(cause: Cause): void {
    this.#wanted = this.view;
    this.#emit("siyu-view", { view: this.view, section: this.#current, cause });
  }

  async #read(before: Reading | null = null): Promise<void> {
    const { sources } = this;
    if (sources === null) return;
    const controller = new AbortController();
    this.#reading = controller;
    this.#error = null;
    const outer = this.options.signal;
    const signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal;
    try {
      const top = await topOf(sources, { ...this.options, signal }).catch(() => null);
      const look = (reading: Reading) => topOf(sources, { ...this.options, ...reading });
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
      this.columns = top && {
        ...{ top, look, before },
        reading: readingOf(this.options),
        keeps: !this.noStorage,
      };
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

  /** Another reading is asked for: of what is read here, unless somebody else sees to it. */
  readonly #remapped = (event: Event) => {
    // The sections are elements of their own; what surrounds this one hears of it too.
    queueMicrotask(() => {
      if (event.defaultPrevented || this.#own === null || this.sources === null) return;
      const before = readingOf(this.options);
      const { mapping, sheet, zeroAmount, dateOrder, amountIs, refundIs, ...rest } = this.options;
      this.options = { ...rest, ...(event as CustomEvent<{ reading: Reading }>).detail.reading };
      this.#drop();
      void this.#read(before);
    });
  };

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
        const inView = this.#pinned ?? sections.find(section => visible.has(section));
        const name = inView?.getAttribute("data-name") ?? "";
        if (name === this.#current) return;
        this.#current = name;
        this.requestUpdate();
        if (name !== "") this.#tellView("scroll");
      },
      { rootMargin: "-96px 0px -50% 0px" },
    );
    for (const section of sections) {
      this.#seen.observe(section);
      this.#sizes.observe(section);
    }
  }

  /** Where the links are a row that scrolls, the current one is in sight. */
  #showLink(): void {
    const link = this.renderRoot.querySelector<HTMLElement>('nav [aria-current="true"]');
    const nav = link?.closest("nav");
    if (!link || !nav || nav.scrollWidth <= nav.clientWidth) return;
    nav.scrollLeft = link.offsetLeft - nav.offsetLeft - (nav.clientWidth - link.clientWidth) / 2;
  }

  protected override render(): Content {
    const state = this.#state;
    if (state === null) return this.#waiting();
    const { language } = state;
    const only = partOf(this.only);
    if (only !== null)
      return html`<div class="report one" lang=${language.tag} @siyu-remap=${this.#remapped}>${imprint(state)}${only.show(state, true)}</div>`;
    return html`<div class="report" lang=${language.tag} @siyu-remap=${this.#remapped}>
      ${bar(state, {
        current: this.#current,
        open: this.#switches,
        toggle: () => {
          this.#switches = !this.#switches;
          this.requestUpdate();
        },
        go: name => this.#go(name),
      })}
      ${imprint(state)}
      <div class="sections">${PARTS.map(part => part.show(state, false))}</div>
    </div>`;
  }

  #go(name: string): void {
    this.#current = name;
    this.requestUpdate();
    this.reveal(name);
    this.#tellView("link");
  }

  #waiting(): Content {
    const language = this.#language(null);
    if (this.#error !== null) {
      return html`<p class="notice" role="alert" lang=${language.tag}>${inWords(this.#error, language)}</p>`;
    }
    if (this.sources === null) return nothing;
    return html`<p class="reading" role="status" lang=${language.tag}>${language.t("nav.reading")}</p>`;
  }
}

/** What stands above the report on paper: the files, the day, and the switches. */
function imprint(state: ReportState): Content {
  const { language, view } = state;
  const { t } = language;
  const days = SPANS[view.span];
  return html`<p class="imprint">${[
    t("nav.source", state.origin),
    `${t("nav.segments")}: ${t(`segments.${view.segments}` as Key)}`,
    `${t("value.attribution")}: ${t(`value.${view.attribution}` as Key)}`,
    `${t("overview.span")}: ${days === null ? t("overview.all") : t("overview.days", { days })}`,
  ].join(" · ")}</p>`;
}

/** The top of the first order file, so that its columns can be changed. Where it fails, opening says what is wrong. */
function topOf({ orders }: Sources, options: OpenOptions): Promise<Preview> {
  const first = Array.isArray(orders) && orders[0] instanceof Blob ? orders[0] : orders;
  const { onProgress: _, workers: __, memoryMb: ___, ...rest } = options;
  return preview(first as SourceInput, { ...rest, kind: "orders" });
}

function readingOf({ mapping, sheet, zeroAmount, dateOrder, amountIs, refundIs }: OpenOptions): Reading {
  const all = { mapping, sheet, zeroAmount, dateOrder, amountIs, refundIs };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The language of the nearest element around that says one, through the borders of shadow trees. */
function langAround(element: Element): string | null {
  const said = element.closest("[lang]")?.getAttribute("lang");
  if (said) return said;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? langAround(root.host) : null;
}
