// What all drawings have in common: quiet axes, a tooltip drawn on the canvas (never HTML), room for labels.

import type { EChartsCoreOption } from "echarts/core";
import type { Language } from "../language.ts";
import { faded, type Palette } from "./palette.ts";

/** One line of a tooltip. */
export interface TipLine {
  name: string;
  value: string;
}

export interface CartesianOptions {
  labels: readonly string[];
  /** How the value axis writes. */
  axis: (value: number) => string;
  /** The heading and the lines of the tooltip at a label. */
  tip: (at: number) => { title: string; lines: readonly TipLine[] };
  /** Lines touch the sides; columns stand between them. */
  lines?: boolean;
  /** The least distance between two ticks of the value axis. */
  minInterval?: number;
  /** Where the value axis ends, in four steps; default: where the values do. */
  max?: number;
  /** The values are shares. */
  share?: boolean;
  /** Only every so many-th label is written; default: as many as fit. */
  every?: number;
}

/** Axes, grid and tooltip; add `series`. */
export function cartesian(palette: Palette, options: CartesianOptions): EChartsCoreOption {
  const text = { color: palette.soft, fontFamily: palette.font, fontSize: 12 };
  return {
    textStyle: { fontFamily: palette.font },
    grid: { left: 4, right: options.lines ? 24 : 4, top: 12, bottom: 4, containLabel: true },
    xAxis: {
      type: "category",
      data: options.labels,
      boundaryGap: !options.lines,
      axisLine: { lineStyle: { color: palette.strong } },
      axisTick: { show: false },
      axisLabel: {
        ...text,
        hideOverlap: true,
        lineHeight: 16,
        interval: options.every ? options.every - 1 : "auto",
      },
    },
    yAxis: {
      type: "value",
      splitNumber: 4,
      minInterval: options.minInterval ?? 0,
      ...(options.max && { max: options.max, interval: options.max / 4 }),
      // No share is above all of them, as a round end of the axis would have it.
      ...(options.share && { max: ({ max }: { max: number }) => (max > 0.8 ? 1 : null) }),
      axisLabel: { ...text, formatter: options.axis },
      splitLine: { lineStyle: { color: palette.line } },
    },
    tooltip: tooltip(palette, options.tip, options.lines ?? false),
  };
}

/** Pixels from one written month to the next. */
const MONTH = 44;

/**
 * Labels for months one after the other, where a chart has so many pixels: every one, second, third, sixth or twelfth
 * of the year, so that each January is there, with the year below it.
 */
export function monthLabels(months: readonly string[], { monthOnly }: Language, width: number): string[] {
  const fit = Math.max(1, (width - 64) / MONTH);
  const step = [1, 2, 3, 6, 12].find(count => months.length / count <= fit) ?? 12;
  let said = "";
  return months.map(month => {
    const [year = "", number = ""] = month.split("-");
    if ((Number(number) - 1) % step !== 0) return "";
    const name = step === 12 ? "" : monthOnly(month);
    if (year === said) return name;
    said = year;
    return step === 12 ? year : `${name}\n${year}`;
  });
}

export interface BarsOptions {
  /** The names of the bars, from the top. */
  labels: readonly string[];
  /** How the value axis writes. */
  axis: (value: number) => string;
  tip: CartesianOptions["tip"];
  /** Where the value axis ends, without lines on the way; default: where the values do. */
  max?: number;
  /** Room for the names, in pixels; longer ones are cut. */
  room?: number;
}

/** Axes, grid and tooltip of lying bars, the first at the top; add `series`. */
export function bars(palette: Palette, options: BarsOptions): EChartsCoreOption {
  const text = { color: palette.soft, fontFamily: palette.font, fontSize: 12 };
  return {
    textStyle: { fontFamily: palette.font },
    grid: { left: 4, right: 24, top: 4, bottom: 4, containLabel: true },
    xAxis: {
      type: "value",
      splitNumber: 3,
      axisLabel: { ...text, formatter: options.axis, hideOverlap: true },
      splitLine: { show: options.max === undefined, lineStyle: { color: palette.line } },
      ...(options.max && { max: options.max }),
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: options.labels,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...text, color: palette.ink, width: options.room ?? 112, overflow: "truncate" },
    },
    tooltip: tooltip(palette, options.tip, false),
  };
}

function tooltip(palette: Palette, tip: CartesianOptions["tip"], lines: boolean) {
  return {
    trigger: "axis",
    renderMode: "richText",
    confine: true,
    axisPointer: lines
      ? { type: "line", lineStyle: { color: palette.strong } }
      : { type: "shadow", shadowStyle: { color: faded(palette.ink, 0.05) } },
    backgroundColor: palette.ink,
    borderWidth: 0,
    padding: [8, 12],
    textStyle: {
      color: palette.paper,
      fontFamily: palette.font,
      fontSize: 13,
      lineHeight: 20,
      rich: { title: { color: faded(palette.paper, 0.72), fontSize: 12, lineHeight: 20 } },
    },
    formatter: (points: unknown) => {
      const [first] = Array.isArray(points) ? points : [points];
      const { title, lines: told } = tip((first as { dataIndex: number }).dataIndex);
      const body = told.map(({ name, value }) => plain(`${name}  ${value}`));
      return [`{title|${plain(title)}}`, ...body].join("\n");
    },
  };
}

/** Braces and bars are the rich text's own. */
function plain(text: string): string {
  return text.replace(/[{}|]/g, " ");
}

/** Hatching, for a time that is not over: the same sign in every drawing and table. */
export function hatching(palette: Palette) {
  return {
    symbol: "rect",
    color: faded(palette.paper, 0.55),
    dashArrayX: [1, 0],
    dashArrayY: [2, 4],
    rotation: -Math.PI / 4,
  };
}
