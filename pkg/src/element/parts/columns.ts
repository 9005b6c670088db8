// `<siyu-columns>`: which column is which, each with a value from the file, and what the file leaves open. Changes
// are collected and can be undone one by one; then `siyu-remap` asks for another reading.

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { SheetPreview as Preview } from "../../insides.ts";
import type { Language } from "../language.ts";
import {
  assigned,
  bare,
  columnsOf,
  FIELDS,
  KEYED,
  MOST_KEYS,
  ofSheet,
  type Reading,
  SETTINGS,
  type Setting,
  settled,
} from "../reading.ts";
import { isKeeping } from "../saved-key.ts";
import type { Look } from "../state.ts";
import { sectionStyles } from "../styles/index.ts";
import type { Key } from "../words/index.ts";
import type { keyHelp } from "./key.ts";
import { loadForm } from "./more.ts";
import { choice, fold, sureness } from "./pieces.ts";

/** Without one of these there is no order. */
const NECESSARY = ["customerId", "paidAt", "amount"];

/** What comes with its first use: the first rows, what can be saved, what was saved before, and advice. */
type Shown = "rows" | "saved" | "proposals" | "help";

const NO_COLUMN = "";
const AUTO = "";

/** What a setting's values are called; its default first. */
const SETTING_WORDS: Record<Setting, readonly [Key, ...Key[]]> = {
  zeroAmount: ["data.zeroExclude", "data.zeroCount"],
  dateOrder: ["data.auto", "data.dmy", "data.mdy"],
  amountIs: ["data.auto", "data.amountIsLine", "data.amountIsOrder"],
  refundIs: ["data.auto", "data.refundIsSeparate", "data.refundIsIncluded"],
};

const SETTING_TITLES: Record<Setting, Key> = {
  zeroAmount: "data.zeroAmount",
  dateOrder: "data.dateOrder",
  amountIs: "data.amountIs",
  refundIs: "data.refundIs",
};

/** What stands in these columns: of the first row in which all say something. */
function sampleOf({ rows }: Preview, columns: readonly number[]): string {
  const cells = rows.map(row => columns.map(at => row[at] ?? ""));
  return (
    cells
      .find(texts => !texts.includes(""))
      ?.map(bare)
      .join(" / ") ?? ""
  );
}

export class SiyuColumns extends LitElement {
  static override styles = [
    ...sectionStyles,
    css`
      :host {
        container-type: inline-size;
      }

      .columns,
      .body {
        display: flex;
        flex-direction: column;
        gap: 16px;
      }

      .columns:has(.actions) {
        margin-bottom: 8px;
      }

      table {
        table-layout: fixed;
      }

      th,
      td {
        vertical-align: middle;
        white-space: normal;
        overflow-wrap: anywhere;
        padding: 6px 12px;
      }

      th:first-child {
        width: 24%;
      }

      th:nth-child(2) {
        width: 38%;
      }

      td code {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        line-height: 1.4;
      }

      select {
        width: 100%;
        min-height: 32px;
        text-overflow: ellipsis;
      }

      select + select {
        margin-top: 4px;
      }

      .also:not(:focus) {
        border-style: dashed;
        color: var(--soft);
      }

      tr:has(+ .help) > * {
        border-bottom: 0;
      }

      tr.changed th,
      tr.missing th {
        color: var(--second-text);
      }

      tr.changed select:not(.also),
      tr.missing select {
        border-color: var(--second);
      }

      .settings {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
        gap: 16px;
        padding: 16px 0 8px;
      }

      .settings .choice {
        flex-direction: column;
        align-items: stretch;
        gap: 4px;
      }

      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
      }

      @container (max-width: 480px) {
        th,
        td {
          padding: 6px 4px;
          font-size: 13px;
        }

        td select {
          padding: 0 22px 0 8px;
          font-size: 13px;
        }
      }
    `,
  ];
  static override properties = {
    language: { attribute: false },
    top: { attribute: false },
    mapping: { attribute: false },
    reading: { attribute: false },
    earlier: { attribute: false },
    due: { attribute: false },
    look: { attribute: false },
    keeps: { attribute: false },
    past: { state: true },
    opened: { state: true },
    help: { state: true },
  };

  declare language: Language | null;
  /** The beginning of the order file. */
  declare top: Preview | null;
  /** The columns in force, where a file was read with them; else those that `top` recognised. */
  declare mapping: Preview["mapping"] | null;
  /** What is decided. */
  declare reading: Reading;
  /** What was decided before the last reading. */
  declare earlier: Reading | null;
  /** Nothing is read yet: there is a button for it even without a change. */
  declare due: boolean;
  /** Looks at the first rows under a reading; `null`: nobody can. */
  declare look: Look | null;
  /** Whether choices may be kept in this browser. */
  declare keeps: boolean;
  /** What the reading was before each change made here. */
  declare past: readonly Reading[];
  /** Which of what comes with its first use is shown. */
  declare opened: readonly Shown[];
  /** Writes what there is to say of the customer's columns; `null`: nothing so far. */
  declare help: typeof keyHelp | null;
  #draft: Reading = {};

  constructor() {
    super();
    this.language = null;
    this.top = null;
    this.mapping = null;
    this.reading = {};
    this.earlier = null;
    this.due = false;
    this.look = null;
    this.keeps = true;
    this.past = [];
    this.opened = [];
    this.help = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("reading") && !changed.has("top")) return;
    this.#draft = this.reading;
    this.past = [];
    // What was kept before is proposed at once.
    if (this.keeps && isKeeping()) void this.#open("proposals");
    // There may be something to say of hidden cells, and of what was chosen.
    if (String(this.top?.rows).includes("*") || this.reading.mapping) void this.#open("help");
    if (this.due) void this.#open("rows");
  }

  async #open(shown: Shown): Promise<void> {
    this.help = (await loadForm()).keyHelp;
    if (!this.opened.includes(shown)) this.opened = [...this.opened, shown];
  }

  #change(next: Reading): void {
    this.past = [...this.past, this.#draft];
    this.#draft = next;
    if (this.look !== null) void this.#open("rows");
  }

  #undo(): void {
    const last = this.past.at(-1);
    if (last === undefined) return;
    this.past = this.past.slice(0, -1);
    this.#draft = last;
  }

  #ask(reading: Reading): void {
    const detail = { reading };
    this.dispatchEvent(
      new CustomEvent("siyu-remap", { detail, bubbles: true, composed: true, cancelable: true }),
    );
  }

  protected override render(): TemplateResult | typeof nothing {
    const { language, top } = this;
    if (language === null || top === null) return nothing;
    const { t } = language;
    const mapping = this.mapping ?? top.mapping;
    const shown = FIELDS.filter(field => NECESSARY.includes(field) || mapping[field]);
    const rest = FIELDS.filter(field => !shown.includes(field));
    const settings = html`<div class="settings">
      ${(Object.keys(SETTINGS) as Setting[]).map(setting => this.#setting(setting, language))}
    </div>`;
    const submit = (event: Event) => {
      event.preventDefault();
      this.#ask(this.#draft);
    };
    const used = (event: CustomEvent<{ reading: Reading }>) => this.#ask(event.detail.reading);
    const saved = (proposes: boolean) =>
      html`<siyu-saved
        .language=${language}
        .headers=${top.headers}
        .reading=${this.#draft}
        ?proposes=${proposes}
        @siyu-saved=${used}
      ></siyu-saved>`;
    const decided = Object.keys(this.reading).length > 0;
    return html`${this.opened.includes("proposals") && !decided ? saved(true) : nothing}
      <form class="columns" @submit=${submit}>
      ${this.#sheet(top, language)}
      ${this.#table(shown, mapping, top, language)}
      ${fold(
        t("data.change"),
        html`<div class="body">
          ${rest.length > 0 ? this.#table(rest, mapping, top, language) : nothing}${settings}
        </div>`,
      )}
      ${this.#actions(this.#isReadable(mapping, top), language)}
    </form>
    ${this.look === null ? nothing : this.#folded("rows", t("data.firstRows"), this.#rows(mapping, top))}
    ${this.keeps ? this.#folded("saved", t("data.saved"), saved(false)) : nothing}`;
  }

  /** What is loaded and shown when it is opened first. */
  #folded(shown: Shown, summary: string, content: TemplateResult): TemplateResult {
    const open = this.opened.includes(shown);
    const turned = (event: Event) => {
      if ((event.target as HTMLDetailsElement).open) void this.#open(shown);
    };
    return html`<details ?open=${open} @toggle=${turned}>
      <summary>${summary}</summary>
      ${open ? content : nothing}
    </details>`;
  }

  #rows(mapping: Preview["mapping"], top: Preview): TemplateResult {
    return html`<siyu-first-rows
      .language=${this.language}
      .look=${this.look}
      .reading=${this.#draft}
      .count=${this.#isReadable(mapping, top) ? top.rows.length : 0}
    ></siyu-first-rows>`;
  }

  /** Another sheet has columns of its own, so it is read at once. */
  #sheet({ sheet, sheets = [] }: Preview, { t }: Language): TemplateResult | typeof nothing {
    if (sheet === undefined || sheets.length < 2) return nothing;
    return choice<string>({
      id: "sheet",
      label: t("data.sheet"),
      value: sheet,
      values: sheets.map(name => [name, name] as const),
      change: name => this.#ask(ofSheet(this.reading, name)),
    });
  }

  /** Whether no necessary column is missing. */
  #isReadable(mapping: Preview["mapping"], top: Preview): boolean {
    return !NECESSARY.some(field => this.#misses(field, mapping, top));
  }

  /** Whether a necessary column is missing; price and quantity are an amount, too. */
  #misses(field: string, mapping: Preview["mapping"], { headers }: Preview): boolean {
    const lacks = (one: string) => columnsOf(this.#draft, headers, mapping, one).length === 0;
    return NECESSARY.includes(field) && lacks(field) && (field !== "amount" || lacks("price"));
  }

  #table(
    fields: readonly string[],
    mapping: Preview["mapping"],
    top: Preview,
    language: Language,
  ): TemplateResult {
    const { t } = language;
    return html`<table>
      <caption>
        ${t("data.columns")}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t("data.field")}</th>
          <th scope="col">${t("data.column")}</th>
          <th scope="col">${t("data.sample")}</th>
        </tr>
      </thead>
      <tbody>
        ${fields.map(field => this.#row(field, mapping, top, language))}
      </tbody>
    </table>`;
  }

  #row(field: string, mapping: Preview["mapping"], top: Preview, language: Language): TemplateResult {
    const { t, named } = language;
    const { headers } = top;
    const at = columnsOf(this.#draft, headers, mapping, field);
    const changed = String(at) !== String(columnsOf(this.reading, headers, mapping, field));
    const missing = this.#misses(field, mapping, top);
    const sample = sampleOf(top, at);
    const isDecided = this.#draft.mapping?.orders?.[field] !== undefined;
    const confidence = (isDecided ? null : mapping[field]?.confidence) ?? 1;
    const pick = (columns: readonly number[]) => this.#change(assigned(this.#draft, headers, field, columns));
    const id = `column-${field}`;
    const select = (column: number | undefined, place: number) => {
      const picked = (event: Event) => {
        const { value } = event.target as HTMLSelectElement;
        const next = [...at];
        next.splice(place, 1, ...(value === NO_COLUMN ? [] : [Number(value)]));
        pick(next);
      };
      const more = place > 0;
      return html`<select
        id=${more ? nothing : id}
        class=${more && column === undefined ? "also" : nothing}
        aria-label=${more ? `${named("field", field)} ${t("data.also")}` : nothing}
        @change=${picked}
      >
        <option value=${NO_COLUMN} .selected=${column === undefined}>
          ${t(more && column === undefined ? "data.also" : "data.noColumn")}
        </option>
        ${headers.map(
          (header, index) =>
            html`<option
              value=${index}
              .selected=${index === column}
              ?disabled=${index !== column && at.includes(index)}
            >${header || `#${index + 1}`}</option>`,
        )}
      </select>`;
    };
    const free = at.length === 0 || (field === KEYED && at.length < MOST_KEYS) ? [undefined] : [];
    return html`<tr class=${changed ? "changed" : missing ? "missing" : nothing}>
      <th scope="row"><label for=${id}>${named("field", field)}</label></th>
      <td>${[...at, ...free].map(select)}</td>
      <td>
        <code title=${sample}>${sample}</code>
        ${at.length === 0 ? nothing : sureness(confidence, language)}
      </td>
    </tr>
    ${field === KEYED ? this.help?.(top, at, isDecided, language, pick) : nothing}`;
  }

  #setting(setting: Setting, { t }: Language): TemplateResult {
    const words = SETTING_WORDS[setting];
    return choice<string>({
      id: `setting-${setting}`,
      label: t(SETTING_TITLES[setting]),
      value: this.#draft[setting] ?? AUTO,
      values: [AUTO, ...SETTINGS[setting]].map((value, at) => [value, t(words[at] ?? words[0])] as const),
      change: value => this.#change(settled(this.#draft, setting, value === AUTO ? null : value)),
    });
  }

  #actions(readable: boolean, { t }: Language): TemplateResult | typeof nothing {
    const { earlier, past } = this;
    const count = past.length;
    if (count === 0 && earlier !== null) {
      return html`<div class="actions">
        <span class="note">${t("data.changed")}</span>
        <button type="button" @click=${() => this.#ask(earlier)}>${t("data.undo")}</button>
      </div>`;
    }
    if (count === 0 && !this.due) return nothing;
    return html`<div class="actions">
      <button type="submit" class="primary" ?disabled=${!readable}>${t("data.again")}</button>
      ${
        count === 0
          ? nothing
          : html`<button type="button" @click=${() => this.#undo()}>${t("data.undo")}</button>
            <span class="note" role="status">${t("data.changes", { count })}</span>`
      }
    </div>`;
  }
}
