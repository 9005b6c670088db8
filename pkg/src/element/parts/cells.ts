// Cells coloured by their number, as a drawing: for the pictures of tables that are on the page as HTML.

import type { EChartsCoreOption } from "echarts/core";
import { bars, hatching } from "./drawing.ts";
import { faded, type Palette } from "./palette.ts";

/** One cell; `null`: there is nothing to know there. */
export interface DrawnCell {
  text: string;
  /** 0 to 1: how strong its colour is. */
  heat: number;
  /** Its time is not over. */
  partial?: boolean;
}

/** Rows of cells, each with its name in front: bars of equal length, one beside the other. */
export function cellsDrawing(
  names: readonly string[],
  rows: readonly (readonly (DrawnCell | null)[])[],
  palette: Palette,
): EChartsCoreOption {
  const most = Math.max(1, ...rows.map(row => row.length));
  const fontSize = Math.min(12, 240 / most);
  return {
    ...bars(palette, {
      labels: names,
      axis: () => "",
      max: most,
      tip: () => ({ title: "", lines: [] }),
    }),
    series: Array.from({ length: most }, (_, at) => ({
      type: "bar",
      stack: "cells",
      barCategoryGap: 2,
      label: { show: true, color: palette.ink, fontFamily: palette.font, fontSize, lineHeight: 16 },
      data: rows.map(row => {
        const cell = row[at] ?? null;
        return {
          value: 1,
          itemStyle: {
            color: faded(palette.accent, cell === null ? 0 : 0.04 + 0.68 * cell.heat),
            borderColor: palette.paper,
            borderWidth: 1,
            ...(cell?.partial && { decal: hatching(palette) }),
          },
          label: { formatter: cell?.text ?? "" },
        };
      }),
    })),
  };
}
