// Charts in SVG, drawn anew for the width there is, so that their words stay of one size. Every chart has its
// numbers beside it as a table, so the drawing itself is one image to those who do not see it.

import { h, s } from "./dom.ts";

/** One layer of the columns, from the baseline upwards. */
export interface Layer {
  name: string;
  values: readonly number[];
  class: string;
}

/** A chart of columns, one per label, with layers stacked. */
export interface ColumnChart {
  title: string;
  labels: readonly string[];
  layers: readonly Layer[];
  /** How the axis writes a value. */
  axis: (value: number) => string;
  /** How the tooltip writes a value. */
  exact: (value: number) => string;
  /** The last column stands for a time that is not over. */
  lastIsPartial?: boolean;
}

const HEIGHT = 224;
const BOTTOM = 24;
const TOP = 12;

/** The chart, with a legend where there are several layers. */
export function columnChart(chart: ColumnChart): HTMLElement {
  const host = h("div", { class: "chart" });
  let drawn = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry?.contentRect.width ?? 0);
    if (width === drawn || width === 0) return;
    drawn = width;
    host.replaceChildren(draw(chart, width));
  }).observe(host);
  if (chart.layers.length < 2) return host;
  const legend = chart.layers.map(layer =>
    h("li", {}, h("span", { class: `swatch ${layer.class}` }), layer.name),
  );
  return h("div", {}, host, h("ul", { class: "legend" }, ...legend));
}

function draw(chart: ColumnChart, width: number): SVGElement {
  const { labels, layers } = chart;
  const totals = labels.map((_, at) => layers.reduce((sum, layer) => sum + (layer.values[at] ?? 0), 0));
  const ticks = niceTicks(Math.min(0, ...totals), Math.max(0, ...totals));
  const [low, high] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const words = ticks.map(chart.axis);
  const left = Math.max(...words.map(textWidth)) + 12;
  const y = (value: number) => TOP + ((high - value) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM);
  const slot = (width - left) / Math.max(1, labels.length);
  const thick = Math.max(1, Math.min(40, slot * 0.72));

  const grid = ticks.flatMap((tick, at) => [
    s("line", { class: tick === 0 ? "zero" : "grid", x1: left, x2: width, y1: y(tick), y2: y(tick) }),
    s("text", { x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, words[at]),
  ]);
  const columns = labels.map((label, at) => {
    const x = left + slot * at + (slot - thick) / 2;
    let base = 0;
    const parts = layers.map(layer => {
      const next = base + (layer.values[at] ?? 0);
      const [top, end] = [y(Math.max(base, next)), y(Math.min(base, next))];
      base = next;
      return s("rect", { class: layer.class, x, width: thick, y: top, height: Math.max(0, end - top) });
    });
    const lines = layers.map(layer => `${layer.name}: ${chart.exact(layer.values[at] ?? 0)}`);
    const partial = chart.lastIsPartial && at === labels.length - 1;
    const hit = s("rect", {
      class: "hit",
      x: left + slot * at,
      width: slot,
      y: TOP,
      height: HEIGHT - TOP - BOTTOM,
    });
    const tip = s("title", {}, [label, ...lines].join("\n"));
    return s("g", { class: partial ? "column partial" : "column" }, ...parts, hit, tip);
  });
  const widest = Math.max(0, ...labels.map(textWidth)) + 12;
  const every = Math.max(1, Math.ceil(widest / slot));
  const names = labels.map((label, at) =>
    at % every === 0
      ? s(
          "text",
          {
            x: clamp(left + slot * (at + 0.5), widest / 2, width - widest / 2 + 6),
            y: HEIGHT - 6,
            "text-anchor": "middle",
          },
          label,
        )
      : null,
  );
  return s(
    "svg",
    { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": chart.title },
    ...grid,
    ...columns,
    ...names,
  );
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** About how wide a text is at 12 px: full-width characters take twice the place. */
function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += character > "\u2e7f" ? 12 : 6.8;
  return width;
}

/** Three to six round values that cover a range. */
export function niceTicks(low: number, high: number): number[] {
  const span = high - low;
  if (!(span > 0)) return [0, 1];
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5].find(factor => factor * power >= rough) ?? 10) * power;
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
}
