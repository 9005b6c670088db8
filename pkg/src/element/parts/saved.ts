// `<siyu-saved>`: readings that are kept for files with the same headers, and those that fit the file at hand.

import { css, html, LitElement, nothing } from "lit";
import { offer } from "../download.ts";
import type { Language } from "../language.ts";
import type { Reading } from "../reading.ts";
import { fitting, keep, kept, type Saved, understood, withSaved, written } from "../saved.ts";
import { storage } from "../saved-key.ts";
import type { Content } from "../section.ts";
import { sectionStyles } from "../styles/index.ts";
import type { Key } from "../words/index.ts";

/** Larger files are none that was exported here. */
const LARGEST = 1 << 20;

export class SiyuSaved extends LitElement {
  static override styles = [
    ...sectionStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
        min-width: 0;
      }

      :host([proposes]) {
        margin-bottom: 16px;
      }

      .ghost:first-child {
        margin-left: -8px;
      }

      label {
        display: flex;
        align-items: center;
        cursor: pointer;
      }

      label:has(:focus-visible) {
        outline: 2px solid var(--accent);
      }

      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
      }

      input[type="text"] {
        flex: 1 1 180px;
        min-width: 0;
      }

      input::placeholder {
        color: var(--soft);
        opacity: 1;
      }

      ul {
        display: grid;
        gap: 4px;
        margin: 0;
        padding: 0;
        list-style: none;
      }

      .name {
        flex: 1 1 0;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];
  static override properties = {
    language: { attribute: false },
    headers: { attribute: false },
    reading: { attribute: false },
    proposes: { type: Boolean },
    all: { state: true },
    said: { state: true },
  };

  declare language: Language | null;
  /** Those of the file at hand. */
  declare headers: readonly string[];
  /** What would be saved. */
  declare reading: Reading;
  /** Only those that fit are shown, to be used. */
  declare proposes: boolean;
  declare all: readonly Saved[];
  declare said: Key | null;

  constructor() {
    super();
    this.language = null;
    this.headers = [];
    this.reading = {};
    this.proposes = false;
    const keeping = storage();
    this.all = keeping === null ? [] : kept(keeping);
    this.said = null;
  }

  #keep(all: readonly Saved[], said: Key): void {
    const keeping = storage();
    const done = keeping !== null && keep(keeping, all);
    this.said = done ? said : "data.savedNot";
    if (done) this.all = all;
  }

  readonly #save = (event: Event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const name = String(new FormData(form).get("name") ?? "")
      .trim()
      .slice(0, 80);
    if (name === "") return;
    const one = { name, headers: [...this.headers], reading: this.reading };
    this.#keep(withSaved(this.all, one), "data.savedDone");
    form.reset();
  };

  readonly #import = async (event: Event) => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (file === undefined) return;
    const found = file.size > LARGEST ? null : understood(await file.text());
    if (found === null) this.said = "data.savedStrange";
    else this.#keep(found.reduceRight(withSaved, [...this.all]), "data.savedDone");
  };

  #use({ reading }: Saved): void {
    this.dispatchEvent(new CustomEvent("siyu-saved", { detail: { reading } }));
  }

  protected override render(): Content {
    const { language, all, said } = this;
    if (language === null) return "";
    const { t } = language;
    const fits = fitting(all, this.headers);
    const use = (one: Saved) =>
      html`<button type="button" @click=${() => this.#use(one)}>${t("data.savedUse", { name: one.name })}</button>`;
    if (this.proposes) {
      if (fits.length === 0) return nothing;
      return html`<p class="line" role="status">${t("data.savedFits")} ${fits.map(use)}</p>`;
    }
    const file = () => new Blob([written(all)], { type: "application/json" });
    return html`
      <p class="note">${t("data.savedWhat")}</p>
      <form class="line" @submit=${this.#save}>
        <input type="text" name="name" maxlength="80" required aria-label=${t("data.savedName")} placeholder=${t("data.savedName")} />
        <button type="submit">${t("data.save")}</button>
      </form>
      ${
        all.length === 0
          ? nothing
          : html`<ul>
              ${all.map(
                one =>
                  html`<li class="line">
                    <span class="name" title=${one.name}>${one.name}</span>
                    ${fits.includes(one) ? use(one) : html`<span class="note">${t("data.savedOther")}</span>`}
                    <button
                      type="button"
                      class="ghost"
                      aria-label=${t("data.savedDelete", { name: one.name })}
                      @click=${() =>
                        this.#keep(
                          all.filter(other => other !== one),
                          "data.savedGone",
                        )}
                    >
                      ✕
                    </button>
                  </li>`,
              )}
            </ul>`
      }
      <div class="line">
        ${
          all.length === 0
            ? nothing
            : html`<button type="button" class="ghost" @click=${() => offer(this, "siyu-columns.json", file())}>
                ${t("data.savedExport")}
              </button>`
        }
        <label class="ghost"
          >${t("data.savedImport")}<input type="file" accept="application/json,.json" class="unseen" @change=${this.#import}
        /></label>
        <span class="note" role="status">${said === null ? "" : t(said)}</span>
      </div>
    `;
  }
}
