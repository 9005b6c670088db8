// What is used of ECharts, and nothing else of it. This module is a file of its own in the package, loaded when the
// first chart is drawn, or ahead of that by `preload`.

import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import type { EChartsCoreOption } from "echarts/core";
import { type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { Palette } from "./parts/palette.ts";
import { drawn, type Frame } from "./parts/picture.ts";

// Canvas: it needs no `style` attributes, which a strict policy refuses, and its picture is at hand as PNG.
const PARTS = [BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer];

/**
 * What makes the library ready, in steps that are each short enough not to keep the page from answering: it draws
 * once what nobody sees, so that the browser has its code compiled and its letters measured before the first chart.
 */
export function* ready(): Generator<void, void, void> {
  // Here and not at the top: bundlers take this package's modules to do nothing by themselves.
  use(PARTS);
  yield;
  const chart = start(document.createElement("div"), 320, 200);
  yield;
  const axes = { animation: false, xAxis: { type: "category", data: ["0"] }, yAxis: { type: "value" } };
  chart.setOption(axes);
  yield;
  chart.setOption({ series: [{ type: "line", data: [1] }] });
  yield;
  chart.setOption({ series: [{ type: "bar", data: [1] }] });
  yield;
  chart.dispose();
}

/** A drawing in an element, once the library is ready. */
export function start(host: HTMLElement, width: number, height: number): EChartsType {
  return init(host, null, { renderer: "canvas", width, height });
}

/** A drawing that is nowhere to be seen, with words around it, as a PNG. */
export function picture(
  option: (width: number) => EChartsCoreOption,
  height: number,
  palette: Palette,
  frame: Frame,
): Promise<Blob | null> {
  return drawn(start, option, height, palette, frame);
}
