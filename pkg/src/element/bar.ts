// What stands beside the report, or above it where that is narrow: the way to its sections, and the switches that
// several of them share.

import { html, nothing } from "lit";
import { choice } from "./parts/pieces.ts";
import { PARTS } from "./parts.ts";
import type { Content } from "./section.ts";
import type { ReportState, View } from "./state.ts";
import type { Key } from "./words/index.ts";

const SEGMENTS: readonly View["segments"][] = ["octants", "grid", "rfm11"];

/** In fewer words than the section has room for. */
const ATTRIBUTIONS: readonly (readonly [View["attribution"], Key])[] = [
  ["direct", "nav.direct"],
  ["pass-up", "nav.passUp"],
  ["path-equal", "nav.pathEqual"],
];

export interface BarOptions {
  /** The section in view. */
  current: string;
  /** The switches are in sight where they are folded away for want of room. */
  open: boolean;
  toggle: () => void;
  go: (name: string) => void;
}

export function bar(state: ReportState, { current, open, toggle, go }: BarOptions): Content {
  const { language } = state;
  const { t, date } = language;
  const link = (name: string, title: Key) => {
    const click = (event: Event) => {
      event.preventDefault();
      go(name);
    };
    const here = name === current ? "true" : nothing;
    return html`<li><a href=${`#${name}`} aria-current=${here} @click=${click}>${t(title)}</a></li>`;
  };
  return html`<div class="bar" part="bar">
    <nav aria-label=${t("nav.label")}>
      <ul>
        ${PARTS.map(({ name, title }) => link(name, title))}
      </ul>
    </nav>
    <button
      type="button"
      class="toggle"
      aria-expanded=${String(open)}
      aria-controls="switches"
      @click=${toggle}
    >
      ${t("nav.switches")}
    </button>
    <div id="switches" class=${open ? "switches open" : "switches"} role="group" aria-label=${t("nav.switches")}>
      ${asOf(state)}
      ${choice<View["segments"]>({
        id: "bar-segments",
        label: t("nav.segments"),
        value: state.view.segments,
        values: SEGMENTS.map(key => [key, t(`segments.${key}` as Key)] as const),
        change: segments => state.change({ segments }),
      })}
      ${choice<View["attribution"]>({
        id: "bar-attribution",
        label: t("value.attribution"),
        value: state.view.attribution,
        values: ATTRIBUTIONS.map(([key, words]) => [key, t(words)] as const),
        change: attribution => state.change({ attribution }),
      })}
      <p class="note">${t("nav.covers", { first: date(state.firstDate), last: date(state.lastDate) })}</p>
    </div>
  </div>`;
}

function asOf(state: ReportState): Content {
  const { firstDate, lastDate, language } = state;
  const { t, date } = language;
  const say = (input: HTMLInputElement, words: string) => {
    const status = input.closest(".as-of")?.querySelector('[role="status"]');
    if (status) status.textContent = words;
  };
  const changed = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const valid = input.value !== "" && input.checkValidity();
    say(input, valid ? "" : t("nav.badDate", { first: date(firstDate), last: date(lastDate) }));
    if (valid) state.change({ asOf: input.value === lastDate ? null : input.value });
  };
  const latest = (event: Event) => {
    const input = (event.target as HTMLElement).closest(".as-of")?.querySelector("input");
    if (!input) return;
    input.value = lastDate;
    say(input, "");
    state.change({ asOf: null });
  };
  return html`<div class="choice as-of">
    <label for="as-of">${t("nav.asOf")}</label>
    <div class="day">
      <input
        id="as-of"
        type="date"
        min=${firstDate}
        max=${lastDate}
        required
        .value=${state.asOf}
        @change=${changed}
      />
      ${
        state.view.asOf === null
          ? nothing
          : html`<button type="button" @click=${latest}>${t("nav.latest")}</button>`
      }
    </div>
    <span class="caveat" role="status"></span>
  </div>`;
}
