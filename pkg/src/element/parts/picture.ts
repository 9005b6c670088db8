// A chart as a picture that stands for itself: title, finding, legend and source are drawn around it. Part of the
// drawing library's file, since only those need it who have a chart.

import type { EChartsCoreOption, EChartsType } from "echarts/core";
import type { Palette } from "./palette.ts";

/** What stands around a drawing. */
export interface Frame {
  title: string;
  finding: string;
  legend: readonly Sign[];
  /** The files, and the day. */
  source: string;
}

/** A line of the legend. */
export interface Sign {
  color: string;
  /** How thick it is, in pixels. */
  height: number;
  /** Hatched, as a time that is not over. */
  partial: boolean;
  words: string;
}

/** Pixels of the drawing, and around it. */
const WIDTH = 960;
const MARGIN = 32;

/** Physical pixels per pixel. */
const SCALE = 2;

type Start = (host: HTMLElement, width: number, height: number) => EChartsType;

/** The whole picture as a PNG; `null` where the browser makes none. */
export function drawn(
  start: Start,
  option: (width: number) => EChartsCoreOption,
  height: number,
  palette: Palette,
  { title, finding, legend, source }: Frame,
): Promise<Blob | null> {
  const chart = start(document.createElement("div"), WIDTH, height);
  chart.setOption({ animation: false, ...option(WIDTH) });
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (pen === null) return Promise.resolve(null);
  const write = {
    title: `600 20px ${palette.font}`,
    text: `14px ${palette.font}`,
    small: `12px ${palette.font}`,
  };

  pen.font = write.text;
  const sentences = wrapped(pen, finding, WIDTH);
  const top = MARGIN + 28 + sentences.length * 22 + 16;
  const below = top + height + (legend.length > 0 ? 40 : 8);
  canvas.width = (WIDTH + 2 * MARGIN) * SCALE;
  canvas.height = (below + 36 + MARGIN / 2) * SCALE;
  // Resizing has forgotten all settings.
  pen.scale(SCALE, SCALE);
  pen.fillStyle = palette.paper;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.textBaseline = "middle";

  const put = (font: string, color: string, text: string, x: number, y: number) => {
    pen.font = font;
    pen.fillStyle = color;
    pen.fillText(text, x, y);
  };
  put(write.title, palette.ink, title, MARGIN, MARGIN + 12);
  sentences.forEach((line, at) => {
    put(write.text, palette.soft, line, MARGIN, MARGIN + 40 + at * 22);
  });

  const picture = chart.getRenderedCanvas({ pixelRatio: SCALE, backgroundColor: palette.paper });
  pen.drawImage(picture, MARGIN, top, WIDTH, height);
  chart.dispose();

  let x = MARGIN;
  for (const { color, height: thick, partial, words } of legend) {
    const y = top + height + 24;
    pen.fillStyle = color;
    const wide = thick < 4 ? 16 : 10;
    pen.fillRect(x, y - thick / 2, wide, thick);
    pen.fillStyle = palette.paper;
    for (let at = 2; partial && at < wide; at += 4) pen.fillRect(x + at, y - thick / 2, 1.5, thick);
    put(write.text, palette.soft, words, x + wide + 8, y);
    x += wide + 8 + pen.measureText(words).width + 24;
  }

  pen.fillStyle = palette.line;
  pen.fillRect(MARGIN, below + 12, WIDTH, 1);
  put(write.small, palette.soft, wrapped(pen, source, WIDTH - 64)[0] ?? "", MARGIN, below + 32);
  pen.textAlign = "right";
  put(write.small, palette.soft, "Siyu", MARGIN + WIDTH, below + 32);
  return new Promise(done => canvas.toBlob(done, "image/png"));
}

/** A text in lines that fit; Chinese breaks between any two characters, but not before a full stop or comma. */
function wrapped(pen: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/(?<=\s)|(?=[\u3400-\u9fff“‘（])/)) {
    if (line !== "" && pen.measureText(line + word.trimEnd()).width > width) {
      lines.push(line);
      line = "";
    }
    line += word;
  }
  return line === "" ? lines : [...lines, line];
}
