// What every section of the report is: a question to the Dataset, and how its answer is shown. The last answer stays
// until the next is there; an error stands in the place of the answer.

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { inWords } from "./errors.ts";
import type { Language } from "./language.ts";
import type { Change, ReportState, View } from "./state.ts";
import { sectionStyles } from "./styles/index.ts";
import type { Key } from "./words/index.ts";

/** The switches that the report's bar has, for all sections. */
const SHARED: readonly Change[] = ["asOf", "segments", "attribution"];

/** What a template can show. */
export type Content = TemplateResult | string | typeof nothing | null | readonly Content[];

/** The base of all sections. */
export abstract class Section<Answer> extends LitElement {
  static override styles = sectionStyles;
  static override properties = { state: { attribute: false }, alone: { attribute: false } };

  /** The state shared by the parts of a report. */
  declare state: ReportState | null;
  /** False where the report's bar stands around, with the switches that sections share. */
  declare alone: boolean;

  /** The name in addresses and tests. */
  protected abstract readonly name: string;
  protected abstract readonly heading: Key;
  /** The switches that the answer depends on; those of the bar concern no others, and the rest only redraw. */
  protected abstract readonly asks: readonly (keyof View)[];

  /** Puts the question, with `state.ask`. */
  protected abstract ask(state: ReportState): Promise<Answer>;
  /** Shows the answer. */
  protected abstract show(answer: Answer, state: ReportState, language: Language): Content;
  /** What stands at the right of the title: switches. */
  protected controls(_state: ReportState, _language: Language): Content {
    return nothing;
  }

  #answer: { of: ReportState; value: Answer } | null = null;
  #error: unknown = null;
  #busy = true;
  #turn = 0;
  /** In sight; `null`: not known yet. */
  seen: boolean | null = null;
  readonly #sight = new IntersectionObserver(entries => {
    this.seen = entries.at(-1)?.isIntersecting ?? false;
    if (this.seen) this.state?.turns.look();
  });
  #stop: (() => void) | null = null;

  constructor() {
    super();
    this.state = null;
    this.alone = true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sight.observe(this);
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = null;
    this.#sight.disconnect();
    this.seen = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("state")) this.#follow();
  }

  #follow(): void {
    this.#stop?.();
    this.#stop = this.state?.listen(changes => this.#changed(changes)) ?? null;
    void this.#ask();
  }

  #changed(changes: readonly Change[]): void {
    if (changes.some(change => (this.asks as readonly Change[]).includes(change))) void this.#ask();
    // The switches of the bar concern only those that ask with them.
    else if (changes.some(change => !SHARED.includes(change))) this.requestUpdate();
  }

  /** Puts the question again, after a switch of the section's own. */
  protected askAgain(): void {
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const { state } = this;
    if (state === null) return;
    const turn = ++this.#turn;
    this.#busy = true;
    // For the report around, which waits until all are as tall as they will be.
    this.setAttribute("busy", "");
    this.requestUpdate();
    const done = await state.turns.take(this);
    let [answer, error]: [Answer | null, unknown] = [null, null];
    // A later question has overtaken this one.
    if (turn !== this.#turn) {
      done();
      return;
    }
    try {
      answer = await this.ask(state);
    } catch (reason) {
      error = reason;
    } finally {
      done();
    }
    if (turn !== this.#turn) return;
    this.#answer = answer === null ? null : { of: state, value: answer };
    this.#error = error;
    this.#busy = false;
    this.requestUpdate();
    await this.updateComplete;
    if (turn === this.#turn) this.removeAttribute("busy");
  }

  protected override render(): Content {
    const { state } = this;
    if (state === null) return nothing;
    const { language } = state;
    return html`<section
      id=${this.name}
      part="section"
      lang=${language.tag}
      aria-labelledby="title"
      aria-busy=${String(this.#busy)}
    >
      <header>
        <h2 id="title" part="title">${language.t(this.heading)}</h2>
        ${this.controls(state, language)}
      </header>
      <div class="body">${this.#body(state, language)}</div>
    </section>`;
  }

  #body(state: ReportState, language: Language): Content {
    if (this.#error !== null) {
      return html`<p class="notice" role="alert">${inWords(this.#error, language)}</p>`;
    }
    return this.#answer?.of === state ? this.show(this.#answer.value, state, language) : nothing;
  }
}
