// `<siyu-people>`: the first customers of a list, more of them on demand, and all of them as a file.

import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { type Cell, csvFile, csvLines } from "../../lines.ts";
import { offer } from "../download.ts";
import { inWords } from "../errors.ts";
import type { Language } from "../language.ts";
import type { Content } from "../section.ts";
import { sectionStyles } from "../styles/index.ts";
import { type Column, table } from "./table.ts";

/** A list of customers that is read piece by piece. */
export interface People {
  /** Whose customers they are. */
  of: object;
  /** Lists of one shop with different keys are different lists. */
  key: string;
  /** The name of the list, for those who do not see it. */
  title: string;
  /** The file's name, without ending. */
  file: string;
  /** How many customers are on the list. */
  total: number;
  /** The first column holds the ids. */
  columns: readonly PeopleColumn[];
  /** So many rows from the list, a cell per column. */
  load: (offset: number, limit: number) => Promise<readonly (readonly Cell[])[]>;
  /** All of the list as a file; default: written here, from what `load` gives. */
  save?: () => Promise<Blob>;
}

export interface PeopleColumn {
  title: string;
  /** How a cell is written here; in files it stays as it is. Ids are texts. */
  write?: (value: number | null | undefined) => string;
  /** The same for texts. */
  tell?: (text: string) => string;
}

/** Rows at first, and rows that one scrolls through; more are for the file. */
export const FIRST = 5;
const MOST = 200;

/** Rows that are fetched and written at once for a file: few enough for the page to stay responsive. */
const PIECE = 2000;

export class SiyuPeople extends LitElement {
  static override styles = [
    ...sectionStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 8px;
        min-width: 0;
        min-height: var(--people-height, 0);
      }

      table {
        font-size: 13px;
      }

      thead th {
        padding-top: 0;
        font-size: 12px;
        border-bottom-color: var(--line);
        white-space: nowrap;
      }

      th,
      td {
        padding: 6px 0 6px clamp(12px, 2cqi, 24px);
      }

      tbody tr:last-child > * {
        border-bottom: 0;
      }

      /* The ids take what the numbers leave. */
      th:first-child {
        width: 100%;
        min-width: 72px;
        max-width: 0;
      }

      tbody th {
        overflow: hidden;
        text-overflow: ellipsis;
      }

      .all .scroll {
        max-height: 360px;
        overflow: auto;
      }

      .all thead th {
        position: sticky;
        top: 0;
        z-index: 1;
        background: var(--paper);
      }

      .more {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        margin: auto 0 0 -8px;
      }

      .more .ghost {
        color: var(--accent);
        font-weight: 500;
      }

      .more .note {
        flex-basis: 100%;
        padding-left: 8px;
        font-size: 12px;
      }
    `,
  ];
  static override properties = {
    language: { attribute: false },
    people: { attribute: false },
    rows: { state: true },
    open: { state: true },
    error: { state: true },
  };

  declare language: Language | null;
  declare people: People | null;
  declare rows: readonly (readonly Cell[])[];
  declare open: boolean;
  declare error: unknown;
  #shown: People | null = null;
  #turn = 0;

  constructor() {
    super();
    this.language = null;
    this.people = null;
    this.rows = [];
    this.open = false;
    this.error = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const { people } = this;
    if (!changed.has("people") || people === null) return;
    if (people.of === this.#shown?.of && people.key === this.#shown.key) return;
    this.#shown = people;
    this.open = false;
    void this.#load(FIRST);
  }

  async #load(rows: number): Promise<void> {
    const { people } = this;
    if (people === null) return;
    const turn = ++this.#turn;
    try {
      const loaded = await people.load(0, Math.min(rows, people.total));
      if (turn === this.#turn) [this.rows, this.error] = [loaded, null];
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    }
  }

  protected override render(): Content {
    const { people, language } = this;
    if (people === null || language === null) return nothing;
    if (this.error !== null) return html`<p class="notice" role="alert">${inWords(this.error, language)}</p>`;
    const { t } = language;
    const columns = people.columns.map(
      ({ title, write, tell }, at): Column<readonly Cell[]> => ({
        title,
        heading: at === 0,
        number: at > 0,
        cell: row => {
          const cell = row[at];
          if (typeof cell === "number" && write) return write(cell);
          return typeof cell === "string" && tell ? tell(cell) : String(cell ?? "");
        },
      }),
    );
    const rows = this.open ? this.rows : this.rows.slice(0, FIRST);
    return html`
      <div class=${this.open ? "all" : "first"}>${table(people.title, columns, rows)}</div>
      <div class="more">
        ${
          people.total > FIRST
            ? html`<button
              type="button"
              class="ghost"
              aria-expanded=${String(this.open)}
              @click=${() => this.#turnOver()}
            >
              ${this.open ? t("people.fewer") : t("people.all", { n: people.total })}
            </button>`
            : nothing
        }
        <button
          type="button"
          class="ghost"
          aria-label=${t("people.csv", { title: people.title })}
          @click=${() => this.#save()}
        >
          CSV
        </button>
        ${
          this.open && people.total > MOST
            ? html`<p class="note">${t("people.cut", { shown: MOST, n: people.total })}</p>`
            : nothing
        }
      </div>
    `;
  }

  async #turnOver(): Promise<void> {
    if (!this.open) await this.#load(MOST);
    this.open = !this.open;
  }

  async #save(): Promise<void> {
    const { people } = this;
    if (people === null) return;
    try {
      if (people.save) {
        offer(this, `${people.file}.csv`, await people.save());
        return;
      }
      const lots = [csvLines([people.columns.map(column => column.title)])];
      for (let at = 0; at < people.total; at += PIECE) {
        lots.push(csvLines(await people.load(at, Math.min(PIECE, people.total - at))));
      }
      offer(this, `${people.file}.csv`, csvFile(lots));
    } catch (error) {
      this.error = error;
    }
  }
}
