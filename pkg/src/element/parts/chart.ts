// `<siyu-chart>`: a drawing by ECharts, in the report's colours and for the width there is. The arrow keys
// step through its values, which are said as well; the figure around it has them all as a table.

import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { type Palette, paletteOf } from "./palette.ts";
import type { Frame } from "./picture.ts";

type Charts = typeof import("../charts.ts");

let loading: Promise<Charts> | undefined;
let loaded: Charts | null = null;

/** Loads the drawing library, once. */
export function loadCharts(): Promise<Charts> {
  loading ??= prepared().then(
    charts => {
      loaded = charts;
      return charts;
    },
    (error: unknown) => {
      // A failure may pass (a lost connection), so it is not kept.
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

async function prepared(): Promise<Charts> {
  const charts = await import("../charts.ts");
  const steps = charts.ready();
  while (!steps.next().done) await new Promise<void>(go => whenIdle(go));
  return charts;
}

/** What to draw, in given colours, for so many pixels. */
export type Drawing = (palette: Palette, width: number) => EChartsCoreOption;

/** Charts that want to be drawn, in the order in which they asked. */
const queue: { chart: Element; go: () => void }[] = [];
let drawing = false;

/** Resolves when it is a chart's turn: one at a time, each in a task of its own, those in sight first, the rest when idle. */
function turn(chart: Element): Promise<void> {
  return new Promise(go => {
    queue.push({ chart, go });
    if (drawing) return;
    drawing = true;
    setTimeout(next);
  });
}

function inSight(): number {
  return queue.findIndex(({ chart }) => {
    const { top, bottom } = chart.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
}

function next(): void {
  const at = inSight();
  if (at >= 0) go(at);
  else whenIdle(() => go(Math.max(0, inSight())));
}

function go(at: number): void {
  const [one] = queue.splice(at, 1);
  one?.go();
  drawing = queue.length > 0;
  if (drawing) setTimeout(next);
}

/** Not every browser says when it is idle; and one that never is must draw all the same. */
function whenIdle(act: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(act, { timeout: 1000 });
  else setTimeout(act, 50);
}

/** A drawing as a PNG for itself: with what the figure says around it. */
export async function pictured(
  place: Element,
  drawing: Drawing,
  height: number,
  frame: Frame,
): Promise<Blob | null> {
  const { picture } = await loadCharts();
  const palette = paletteOf(place);
  return picture(width => drawing(palette, width), height, palette, frame);
}

/** Values that the keys for pages pass over. */
const PAGE = 10;

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

    p {
      position: absolute;
      width: 1px;
      height: 1px;
      margin: 0;
      overflow: hidden;
      clip-path: inset(50%);
    }
  `;
  static override properties = {
    drawing: { attribute: false },
    label: { attribute: false },
    steps: { attribute: false },
    said: { state: true },
  };

  /** What to draw. */
  declare drawing: Drawing | null;
  /** What the drawing is, in words. */
  declare label: string;
  /** How many values the arrow keys step through. */
  declare steps: number;
  /** The value that the keys have come to, for those who do not see it. */
  declare said: string;

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
    this.said = "";
    this.addEventListener("keydown", event => this.#step(event));
    this.addEventListener("blur", () => this.#tip(-1));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.tabIndex = 0;
    this.setAttribute("role", "group");
    this.#sized.observe(this);
    addEventListener("beforeprint", this.#atOnce);
    addEventListener("afterprint", this.#atOnce);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sized.disconnect();
    removeEventListener("beforeprint", this.#atOnce);
    removeEventListener("afterprint", this.#atOnce);
    this.#chart?.dispose();
    this.#chart = null;
  }

  override updated(changed: PropertyValues<this>): void {
    this.setAttribute("aria-label", this.label);
    // What is said changes nothing of the drawing.
    if (changed.has("drawing")) void this.#draw();
  }

  protected override render(): TemplateResult {
    return html`<div aria-hidden="true"></div>
      <p aria-live="polite">${this.said}</p>`;
  }

  async #draw(): Promise<void> {
    if (this.drawing === null || this.#waits) return;
    this.#waits = true;
    this.setAttribute("aria-busy", "true");
    const { start } = await loadCharts().catch((error: unknown) => {
      this.#waits = false;
      this.removeAttribute("aria-busy");
      throw error;
    });
    await turn(this);
    if (this.#chart === null) {
      this.#begin(start);
      // Drawing is a task of its own.
      await turn(this);
    }
    this.#waits = false;
    this.removeAttribute("aria-busy");
    this.#paint();
  }

  /** Paper does not wait: in the colours and for the width of this moment. */
  readonly #atOnce = () => {
    if (loaded === null) return;
    if (this.#chart === null) this.#begin(loaded.start);
    this.#paint();
    this.#chart?.getZr().flush();
  };

  #paint(): void {
    const { clientWidth: width, clientHeight: height } = this;
    if (this.#chart === null || width === 0 || this.drawing === null) return;
    if (this.#chart.getWidth() !== width || this.#chart.getHeight() !== height) {
      this.#chart.resize({ width, height });
    }
    // What moves is drawn anew in every frame, which keeps the page from answering.
    const option = { animation: false, ...this.drawing(paletteOf(this), width) };
    this.#chart.setOption(option, { notMerge: true });
  }

  #begin(start: Charts["start"]): void {
    const host = this.renderRoot.querySelector("div");
    const { clientWidth: width, clientHeight: height } = this;
    if (this.isConnected && host !== null && width > 0) this.#chart = start(host, width, height);
  }

  #step(event: KeyboardEvent): void {
    const { steps } = this;
    const to: Record<string, number> = {
      ArrowLeft: this.#at - 1,
      ArrowRight: this.#at + 1,
      PageUp: this.#at - PAGE,
      PageDown: this.#at + PAGE,
      Home: 0,
      End: steps - 1,
    };
    const at = to[event.key];
    if (event.key === "Escape") this.#tip(-1);
    if (at === undefined || steps === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#tip(Math.min(steps - 1, Math.max(0, at)));
  }

  #tip(at: number): void {
    this.#at = at;
    this.said = at < 0 ? "" : this.#words(at);
    if (at < 0) this.#chart?.dispatchAction({ type: "hideTip" });
    else this.#chart?.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: at });
  }

  /** What the tooltip at a value says, in one line. */
  #words(at: number): string {
    const { tooltip } = (this.drawing?.(paletteOf(this), this.clientWidth) ?? {}) as {
      tooltip?: { formatter: (point: { dataIndex: number }) => string };
    };
    const text = tooltip?.formatter({ dataIndex: at }) ?? "";
    return text.replace(/^\{title\|(.*)\}/, "$1").replaceAll("\n", ", ");
  }
}
