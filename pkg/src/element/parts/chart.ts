// `<siyu-chart>`: a drawing by ECharts, in the report's colours and for the width there is. It is one image to those
// who do not see it; the figure around it has the numbers as a table. The arrow keys step through its values.

import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { type Palette, paletteOf } from "./palette.ts";

type Charts = typeof import("../charts.ts");

let loading: Promise<Charts> | undefined;

/** Loads the drawing library, once. */
export function loadCharts(): Promise<Charts> {
  loading ??= import("../charts.ts").catch((error: unknown) => {
    // A failure may pass (a lost connection), so it is not kept.
    loading = undefined;
    throw error;
  });
  return loading;
}

/** What to draw, in given colours, for so many pixels. */
export type Drawing = (palette: Palette, width: number) => EChartsCoreOption;

/** Charts that want to be drawn, in the order in which they asked. */
const queue: { chart: Element; go: () => void }[] = [];
let drawing = false;

/** Resolves when it is a chart's turn: one at a time, each in a task of its own, those in sight first. */
function turn(chart: Element): Promise<void> {
  return new Promise(go => {
    queue.push({ chart, go });
    if (drawing) return;
    drawing = true;
    setTimeout(next);
  });
}

function next(): void {
  const inSight = queue.findIndex(({ chart }) => {
    const { top, bottom } = chart.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
  const [first] = queue.splice(Math.max(0, inSight), 1);
  first?.go();
  drawing = queue.length > 0;
  if (drawing) setTimeout(next);
}

/** A drawing that is nowhere to be seen, as a PNG: for figures that are tables. */
export async function pictured(place: Element, drawing: Drawing, height: number): Promise<Blob> {
  const { start } = await loadCharts();
  const chart = start(document.createElement("div"), 960, height);
  const palette = paletteOf(place);
  chart.setOption({ animation: false, ...drawing(palette, 960) });
  const blob = pngOf(chart, palette);
  chart.dispose();
  return blob;
}

function pngOf(chart: EChartsType, { paper }: Palette): Blob {
  const url = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: paper });
  // Not by `fetch`: a policy may forbid even that of data.
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), character => character.charCodeAt(0));
  return new Blob([bytes], { type: "image/png" });
}

export class SiyuChart extends LitElement {
  static override styles = css`
    :host {
      display: block;
      position: relative;
      height: var(--chart-height, 264px);
      min-width: 0;
      border-radius: 4px;
    }

    :host(:focus-visible) {
      outline: 2px solid var(--accent);
      outline-offset: 4px;
    }

    div {
      position: absolute;
      inset: 0;
    }
  `;
  static override properties = {
    drawing: { attribute: false },
    label: { attribute: false },
    steps: { attribute: false },
  };

  /** What to draw. */
  declare drawing: Drawing | null;
  /** What the drawing is, in words. */
  declare label: string;
  /** How many values the arrow keys step through. */
  declare steps: number;

  #chart: EChartsType | null = null;
  #at = -1;
  /** A drawing is under way; it will take what is to be drawn when its turn comes. */
  #waits = false;
  readonly #sized = new ResizeObserver(() => this.#draw());

  constructor() {
    super();
    this.drawing = null;
    this.label = "";
    this.steps = 0;
    this.addEventListener("keydown", event => this.#step(event));
    this.addEventListener("blur", () => this.#tip(-1));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.tabIndex = 0;
    this.setAttribute("role", "img");
    this.#sized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sized.disconnect();
    this.#chart?.dispose();
    this.#chart = null;
  }

  override updated(_changed: PropertyValues<this>): void {
    this.setAttribute("aria-label", this.label);
    void this.#draw();
  }

  protected override render(): TemplateResult {
    return html`<div></div>`;
  }

  async #draw(): Promise<void> {
    if (this.drawing === null || this.#waits) return;
    this.#waits = true;
    const { start } = await loadCharts().catch((error: unknown) => {
      this.#waits = false;
      throw error;
    });
    await turn(this);
    if (this.#chart === null) {
      this.#begin(start);
      // Drawing is a task of its own.
      await turn(this);
    }
    this.#waits = false;
    const { clientWidth: width, clientHeight: height } = this;
    if (this.#chart === null || width === 0 || this.drawing === null) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (this.#chart.getWidth() !== width || this.#chart.getHeight() !== height) {
      this.#chart.resize({ width, height });
    }
    const option = { animation: !still, animationDuration: 240, ...this.drawing(paletteOf(this), width) };
    this.#chart.setOption(option, { notMerge: true });
  }

  #begin(start: Charts["start"]): void {
    const host = this.renderRoot.querySelector("div");
    const { clientWidth: width, clientHeight: height } = this;
    if (this.isConnected && host !== null && width > 0) this.#chart = start(host, width, height);
  }

  /** The drawing as a PNG on the report's paper, in twice the size; `null` before it is drawn. */
  async png(): Promise<Blob | null> {
    return this.#chart && pngOf(this.#chart, paletteOf(this));
  }

  #step(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined || this.steps === 0) {
      if (event.key === "Escape") this.#tip(-1);
      return;
    }
    event.preventDefault();
    this.#tip(Math.min(this.steps - 1, Math.max(0, this.#at + by)));
  }

  #tip(at: number): void {
    this.#at = at;
    if (at < 0) this.#chart?.dispatchAction({ type: "hideTip" });
    else this.#chart?.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: at });
  }
}
