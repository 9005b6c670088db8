// While files are read: how far, how fast, and the way out.

import type { Progress } from "siyu";
import { h } from "../dom.ts";
import { speak, t } from "../i18n.ts";

/** The screen, and the function that moves it on. */
export interface ReadingScreen {
  element: HTMLElement;
  update: (progress: Progress | null) => void;
}

export function readingScreen(names: readonly string[], cancel: () => void): ReadingScreen {
  const bar = h("progress", { max: 1, "aria-labelledby": "reading" });
  const doing = h("p", { class: "finding", role: "status" }, t("reading.look"));
  const read = h("dd", {});
  const rows = h("dd", {});
  const rate = h("dd", {});
  const [only] = names;
  const name = names.length === 1 && only !== undefined ? only : t("reading.files", { count: names.length });
  let began: number | null = null;
  return {
    element: h(
      "div",
      { class: "reading" },
      h("h1", { id: "reading", tabindex: -1 }, t("reading.title", { name })),
      doing,
      bar,
      h("dl", { class: "measures" }, read, rows, rate),
      h("button", { type: "button", onclick: cancel }, t("reading.cancel")),
    ),
    update(progress) {
      if (progress === null) return;
      began ??= performance.now();
      const { phase, bytes: done, totalBytes } = progress;
      const { bytes, int } = speak();
      const elapsed = (performance.now() - began) / 1000;
      bar.value = totalBytes > 0 ? done / totalBytes : 0;
      doing.textContent = t(phase === "read" ? "reading.read" : "reading.merge");
      read.textContent = t("reading.bytes", { done: bytes(done), total: bytes(totalBytes) });
      rows.textContent = t("reading.rows", { rows: progress.rows });
      // The first moments say nothing about the rate.
      if (elapsed > 0.3) rate.textContent = t("reading.rate", { rate: int(progress.rows / elapsed) });
    },
  };
}
