// Small pieces that sections share: numbers with headings, switches, warnings, folds, legends.

import { html, nothing, svg } from "lit";
import type { Warning } from "../../types.ts";
import type { Language } from "../language.ts";
import type { Content } from "../section.ts";
import { vars } from "../vars.ts";
import type { Key } from "../words/index.ts";

/** A headed number; what it means or how it changed below it. */
export type Tile = readonly [label: string, value: string, ...notes: Content[]];

/** Headed numbers side by side, all as large as the longest of them allows. */
export function tiles(all: readonly (Tile | false)[], sum = "") {
  const shown = all.filter(tile => tile !== false);
  // In widths of a figure; points and commas take half of that.
  const widths = shown.map(([, value]) => value.length - (value.match(/[.,]/g)?.length ?? 0) / 2);
  return html`<dl class=${`tiles ${sum}`} ${vars({ "--figures": Math.max(1, ...widths) })}>
    ${shown.map(
      ([label, value, ...notes]) =>
        html`<div class="tile" part="tile">
          <dt>${label}</dt>
          <dd class="figure"><span>${value}</span></dd>
          ${notes.map(note => (note ? html`<dd class="note">${note}</dd>` : nothing))}
        </div>`,
    )}
  </dl>`;
}

/** A change with its direction, which is not said by colour alone; `words`: against what. */
export function change(growth: number | null, words: string, { percent, signedPercent }: Language) {
  if (growth === null || !Number.isFinite(growth)) return nothing;
  const direction = growth > 0.0005 ? "up" : growth < -0.0005 ? "down" : "same";
  const arrow = { up: "↑", down: "↓", same: "→" }[direction];
  return html`<span class=${`change ${direction}`} title=${words}
    ><span aria-hidden="true">${arrow} ${percent(Math.abs(growth))}</span
    ><span class="unseen">${signedPercent(growth)}</span></span
  >`;
}

/** A line without axes. What is not over yet is left out by the caller. */
export function sparkline(values: readonly number[]) {
  if (values.length < 3) return nothing;
  const [low, high] = [Math.min(0, ...values), Math.max(...values)];
  const y = (value: number) => (28 - ((value - low) / (high - low || 1)) * 26).toFixed(2);
  const x = (at: number) => ((at / (values.length - 1)) * 100).toFixed(2);
  const points = values.map((value, at) => `${x(at)},${y(value)}`).join(" ");
  return html`<svg class="spark" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<polygon points=${`0,30 ${points} 100,30`}></polygon><polyline points=${points}></polyline>`}
  </svg>`;
}

/** What is said from which confidence on. */
const SURENESS: readonly (readonly [number, readonly [string, Key]])[] = [
  [1, ["✓", "data.chosen"]],
  [0.85, ["✓", "data.sure"]],
  [0.7, ["≈", "data.likely"]],
];

interface Choice<V extends string> {
  id: string;
  label: string;
  value: V;
  values: readonly (readonly [V, string])[];
  change: (value: V) => void;
}

/** A labelled choice among a few values. */
export function choice<V extends string>({ id, label, value, values, change: changed }: Choice<V>) {
  const picked = (event: Event) => changed((event.target as HTMLSelectElement).value as V);
  return html`<div class="choice">
    <label for=${id}>${label}</label>
    <select id=${id} @change=${picked}>
      ${values.map(([key, text]) => html`<option value=${key} .selected=${key === value}>${text}</option>`)}
    </select>
  </div>`;
}

/** A choice whose few values are all in sight. */
export function segmented<V extends string>({ id, label, value, values, change: changed }: Choice<V>) {
  return html`<fieldset class="segmented">
    <legend>${label}</legend>
    ${values.map(
      ([key, text]) =>
        html`<label
          ><input
            type="radio"
            name=${id}
            .checked=${key === value}
            @change=${() => changed(key)}
          /><span>${text}</span></label
        >`,
    )}
  </fieldset>`;
}

/** Something that is folded away until asked for. */
export function fold(summary: string, content: Content) {
  return html`<details>
    <summary>${summary}</summary>
    ${content}
  </details>`;
}

/** What the colours of a drawing stand for. */
export function legend(items: readonly (readonly [string, string])[]) {
  return html`<ul class="legend">
    ${items.map(([swatch, words]) => html`<li><span class=${`swatch ${swatch}`}></span>${words}</li>`)}
  </ul>`;
}

/** How sure it is that a column was recognised rightly: by a sign and in words, and in numbers for who asks. */
export function sureness(confidence: number, { t, percent }: Language) {
  const [sign, key] = SURENESS.find(([least]) => confidence >= least)?.[1] ?? ["?", "data.check"];
  return html`<span class=${key === "data.check" ? "caveat" : "note"} title=${percent(confidence, 0)}
    ><span aria-hidden="true">${sign}</span> ${t(key)}</span
  >`;
}

/** A list of warnings, or nothing where there are none. `hidden`: codes that are said elsewhere. */
export function warningList(
  warnings: readonly Warning[],
  language: Language,
  hidden: readonly string[] = [],
): Content {
  const shown = warnings.filter(warning => !hidden.includes(warning.code));
  if (shown.length === 0) return nothing;
  return html`<ul class="warnings">
    ${shown.map(warning => html`<li>${inWords(warning, language)}</li>`)}
  </ul>`;
}

function inWords(warning: Warning, { named, told, money }: Language): string {
  const field = warning.field ?? "";
  const measure = named("measure", field);
  const values = {
    count: warning.count ?? 0,
    orders: warning.orders ?? 0,
    value: money(warning.value),
    field: measure === field ? named("field", field) : measure,
  };
  return told("warning", warning.code, values) ?? warning.code;
}
