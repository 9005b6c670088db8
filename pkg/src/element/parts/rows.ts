// `<siyu-rows>`: a table of any length, of which only the rows in sight exist. It scrolls in a box of its own, under a
// heading that stays; where all rows together would be taller than browsers can lay out, the way of the scrollbar is
// stretched over them. The arrow keys move along the rows, and Enter opens one.
//
// Written here and not taken from a library: with rows of one height the arithmetic is four lines, while the usual
// libraries keep a size for each row, which at a million takes longer than a frame may.

import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { Content } from "../section.ts";
import { sectionStyles } from "../styles/index.ts";
import { vars } from "../vars.ts";

/** One column; rows are known by their place in the list. */
export interface RowColumn {
  name: string;
  title: string;
  cell: (at: number) => Content;
  /** Numbers stand at the right. */
  number?: boolean;
  /** The cell that names its row. */
  heading?: boolean;
  /** It cannot be sorted by. */
  fixed?: boolean;
}

/** Where rows come from. */
export interface RowSource {
  readonly total: number;
  /** Whether a row is here. */
  has(at: number): boolean;
  /** These rows are in sight; what is missing is asked for, and `onArrival` is called when it is here. */
  want(from: number, to: number): void;
  onArrival: (() => void) | null;
}

/** Less than any browser's tallest element. */
const TALLEST = 8_000_000;

/** Height of a row; where the table is narrow, a second line stands under the name. */
const ROW = 44;
const ROW_OF_TWO = 56;
const NARROW = 600;

/** Rows that are printed. */
const ON_PAPER = 50;

export class SiyuRows extends LitElement {
  static override styles = [
    ...sectionStyles,
    css`
      :host {
        container-type: inline-size;
      }

      .box {
        max-height: min(616px, 80vh);
        overflow: auto;
        overscroll-behavior-x: contain;
        border: 1px solid var(--line);
        border-radius: 8px;
      }

      .length {
        height: var(--length);
        min-width: 100%;
      }

      .sight {
        position: sticky;
        top: 0;
        height: var(--sight);
        overflow: clip;
      }

      table {
        table-layout: fixed;
        border-collapse: separate;
        border-spacing: 0;
      }

      table:focus-visible {
        outline: none;
      }

      tbody {
        transform: translateY(var(--shift));
      }

      th,
      td {
        overflow: hidden;
        text-overflow: ellipsis;
        vertical-align: middle;
      }

      th:first-child,
      td:first-child {
        padding-left: 16px;
      }

      th:last-child,
      td:last-child {
        padding-right: 16px;
      }

      thead th {
        position: relative;
        z-index: 1;
        height: 44px;
        padding-block: 4px;
        background: var(--paper);
        line-height: 1.25;
      }

      tbody th,
      tbody td {
        height: var(--row);
        padding-block: 0;
      }

      tbody tr {
        cursor: pointer;
      }

      tbody th {
        max-width: none;
      }

      table:focus-visible .at > * {
        background: var(--tint);
        box-shadow:
          inset 0 2px var(--accent),
          inset 0 -2px var(--accent);
      }

      table:focus-visible .at > :first-child {
        box-shadow:
          inset 2px 2px var(--accent),
          inset 0 -2px var(--accent);
      }

      table:focus-visible .at > :last-child {
        box-shadow:
          inset -2px 2px var(--accent),
          inset 0 -2px var(--accent);
      }

      .pending {
        display: inline-block;
        width: 64%;
        height: 8px;
        border-radius: 4px;
        background: var(--line);
      }

      .id {
        width: auto;
      }

      .segment {
        width: 176px;
      }

      .scores {
        width: 88px;
      }

      .recencyDays,
      .frequency {
        width: 88px;
      }

      .firstPurchase,
      .lastPurchase {
        width: 148px;
      }

      .ownValue,
      .referralValue,
      .relationshipValue {
        width: 128px;
      }

      .nil {
        color: var(--soft);
      }

      .under {
        display: none;
        color: var(--soft);
        font-size: 12px;
        font-weight: 400;
        overflow: hidden;
        text-overflow: ellipsis;
        line-height: 1.3;
      }

      @container (max-width: 1160px) {
        .recencyDays,
        .firstPurchase {
          display: none;
        }
      }

      @container (max-width: 900px) {
        .ownValue,
        .referralValue,
        .scores {
          display: none;
        }
      }

      @container (max-width: 600px) {
        .segment,
        .frequency,
        .lastPurchase {
          display: none;
        }

        .under {
          display: block;
        }

        .relationshipValue {
          width: 118px;
        }
      }

      @media print {
        .box {
          max-height: none;
          overflow: visible;
          border: 0;
        }

        .length,
        .sight {
          position: static;
          height: auto;
          overflow: visible;
        }

        tbody {
          transform: none;
        }

        tbody th,
        tbody td {
          height: 28px;
        }
      }
    `,
  ];
  static override properties = {
    caption: { attribute: false },
    columns: { attribute: false },
    source: { attribute: false },
    sort: { attribute: false },
  };

  /** Names the table for those who do not see it. */
  declare caption: string;
  declare columns: readonly RowColumn[];
  declare source: RowSource | null;
  /** The column sorted by, with `-` in front for descending. */
  declare sort: string;

  #at = -1;
  /** Height of the box and of its heading. */
  #tall = 0;
  #head = ROW;
  #rowHeight = ROW;
  /** The first rows are shown as they stand on paper. */
  #paper = false;
  readonly #sized = new ResizeObserver(() => this.requestUpdate());

  constructor() {
    super();
    this.caption = "";
    this.columns = [];
    this.source = null;
    this.sort = "";
  }

  readonly #forPaper = (event: Event) => {
    this.#paper = event.type === "beforeprint";
    this.requestUpdate();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sized.observe(this);
    for (const name of ["beforeprint", "afterprint"]) addEventListener(name, this.#forPaper);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sized.disconnect();
    for (const name of ["beforeprint", "afterprint"]) removeEventListener(name, this.#forPaper);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("source")) return;
    const before = changed.get("source") as RowSource | null | undefined;
    if (before) before.onArrival = null;
    if (this.source) this.source.onArrival = () => this.requestUpdate();
    this.#at = -1;
    this.#box?.scrollTo({ top: 0 });
  }

  override updated(): void {
    const box = this.#box;
    const head = this.renderRoot.querySelector("thead")?.offsetHeight ?? ROW;
    const tall = box?.clientHeight ?? 0;
    const height = this.clientWidth <= NARROW ? ROW_OF_TWO : ROW;
    // What was drawn for another size is drawn again.
    if (tall === this.#tall && head === this.#head && height === this.#rowHeight) return;
    this.#tall = tall;
    this.#head = head;
    this.#rowHeight = height;
    this.requestUpdate();
  }

  get #box(): HTMLElement | null {
    return this.renderRoot?.querySelector<HTMLElement>(".box") ?? null;
  }

  /** How far the scrollbar goes, how far the rows go, and the rows' pixels per pixel of the scrollbar. */
  #reach(): { length: number; body: number; scale: number } {
    const rows = (this.source?.total ?? 0) * this.#rowHeight;
    const body = Math.max(0, this.#tall - this.#head);
    const length = Math.min(rows, TALLEST);
    const scale = length > body ? (rows - body) / (length - body) : 1;
    return { length: length + this.#head, body, scale };
  }

  protected override render(): Content {
    const { source } = this;
    if (source === null) return nothing;
    const { length, body, scale } = this.#reach();
    const top = this.#paper ? 0 : (this.#box?.scrollTop ?? 0) * scale;
    const first = Math.max(0, Math.min(source.total - 1, Math.floor(top / this.#rowHeight)));
    const inSight = Math.ceil((body || 12 * this.#rowHeight) / this.#rowHeight) + 1;
    const last = Math.min(source.total, first + (this.#paper ? ON_PAPER : inSight));
    if (source.total > 0) source.want(first, last);
    const places = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
    return html`<div class="box" part="table" @scroll=${() => this.requestUpdate()}>
      <div class="length" ${vars({ "--length": `${length}px` })}>
        <div class="sight" ${vars({ "--sight": this.#tall > 0 ? `${this.#tall}px` : "auto" })}>
          <table
            role="grid"
            tabindex="0"
            aria-rowcount=${source.total + 1}
            aria-label=${this.caption}
            aria-activedescendant=${this.#at >= first && this.#at < last ? `row-${this.#at}` : nothing}
            @keydown=${(event: KeyboardEvent) => this.#key(event)}
            @focus=${() => this.#go(this.#at < 0 ? first : this.#at)}
          >
            <thead>
              <tr aria-rowindex="1">
                ${this.columns.map(column => this.#heading(column))}
              </tr>
            </thead>
            <tbody ${vars({ "--shift": `${first * this.#rowHeight - top}px`, "--row": `${this.#rowHeight}px` })}>
              ${places.map(at => this.#row(at, source))}
            </tbody>
          </table>
        </div>
      </div>
    </div>`;
  }

  #heading({ name, title, number, fixed }: RowColumn): TemplateResult {
    const classes = number ? `${name} number` : name;
    if (fixed) return html`<th scope="col" class=${classes}>${title}</th>`;
    const sorted = this.sort === name ? "ascending" : this.sort === `-${name}` ? "descending" : "none";
    // A first click shows the largest number, or texts from the beginning.
    const next = sorted === "descending" || (sorted === "none" && !number) ? name : `-${name}`;
    const arrow =
      sorted === "none"
        ? nothing
        : html`<span aria-hidden="true">${sorted === "ascending" ? " ↑" : " ↓"}</span>`;
    return html`<th scope="col" class=${classes} aria-sort=${sorted}>
      <button id=${`sort-${name}`} type="button" class="sort" @click=${() => this.#tell("sort", next)}
        ><span>${title}${arrow}</span></button
      >
    </th>`;
  }

  #row(at: number, source: RowSource): TemplateResult {
    const here = source.has(at);
    const cells = this.columns.map(({ name, number, heading, cell }) => {
      const classes = number ? `${name} number` : name;
      const content = here ? cell(at) : html`<span class="pending"></span>`;
      return heading
        ? html`<th scope="row" class=${classes}>${content}</th>`
        : html`<td class=${classes}>${content}</td>`;
    });
    return html`<tr
      id=${`row-${at}`}
      aria-rowindex=${at + 2}
      class=${at === this.#at ? "at" : nothing}
      @click=${() => this.#open(at)}
    >
      ${cells}
    </tr>`;
  }

  #key(event: KeyboardEvent): void {
    // The keys of the headings are their own.
    if (event.target !== event.currentTarget || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.#reach().body / this.#rowHeight) - 1);
    const last = (this.source?.total ?? 0) - 1;
    const steps: Record<string, number> = {
      ArrowDown: this.#at + 1,
      ArrowUp: this.#at - 1,
      PageDown: this.#at + page,
      PageUp: this.#at - page,
      Home: 0,
      End: last,
    };
    const to = steps[event.key];
    if (to === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (to === undefined) this.#open(this.#at);
    else this.#go(Math.max(0, Math.min(last, to)));
  }

  /** Makes a row the current one, and brings it into sight. */
  #go(at: number): void {
    const box = this.#box;
    const { body, scale } = this.#reach();
    if (box === null || at < 0) return;
    this.#at = at;
    const [top, row] = [box.scrollTop * scale, at * this.#rowHeight];
    if (row < top) box.scrollTop = Math.floor(row / scale);
    else if (row + this.#rowHeight > top + body)
      box.scrollTop = Math.ceil((row + this.#rowHeight - body) / scale);
    this.requestUpdate();
  }

  #open(at: number): void {
    if (at < 0 || !this.source?.has(at)) return;
    this.#at = at;
    this.requestUpdate();
    this.#tell("open", at);
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
