// The design in variables, set on <siyu-report> and inherited by all its parts. Each takes a public `--siyu-…`
// variable of the surroundings first. Two colours carry meaning, teal and orange: they keep apart for every kind of
// colour vision and without any, in light and in dark. Distances are multiples of 8 px.

import { css } from "lit";

const light = css`
  color-scheme: light;
  --page: var(--siyu-page, #f7f7f5);
  --paper: var(--siyu-paper, #ffffff);
  --ink: var(--siyu-ink, #171b1f);
  --soft: var(--siyu-soft, #5b656e);
  --line: var(--siyu-line, #e7e8e4);
  --strong: var(--siyu-strong, #868e94);
  --accent: var(--siyu-accent, #0b6e74);
  --accent-ink: var(--siyu-accent-ink, #ffffff);
  --second: var(--siyu-second, #cc7524);
  --second-text: var(--siyu-second-text, #95490a);
  --tint: var(--siyu-tint, #eaf2f2);
  --warn: var(--siyu-warn, #fdf4e4);
  --heat-most: 72%;
  --shadow: 0 1px 2px rgb(20 30 30 / 4%);
`;

const dark = css`
  color-scheme: dark;
  --page: var(--siyu-page, #0e1113);
  --paper: var(--siyu-paper, #16191c);
  --ink: var(--siyu-ink, #e9ecee);
  --soft: var(--siyu-soft, #9da7b0);
  --line: var(--siyu-line, #282d32);
  --strong: var(--siyu-strong, #68727b);
  --accent: var(--siyu-accent, #3fa3aa);
  --accent-ink: var(--siyu-accent-ink, #08191a);
  --second: var(--siyu-second, #f2b880);
  --second-text: var(--siyu-second-text, #efab6b);
  --tint: var(--siyu-tint, #1b272a);
  --warn: var(--siyu-warn, #2b2317);
  --heat-most: 52%;
  --shadow: none;
`;

export const tokens = css`
  :host {
    ${light}
    --radius: var(--siyu-radius, 12px);
    --font: var(
      --siyu-font,
      system-ui,
      -apple-system,
      "Segoe UI",
      "PingFang SC",
      "Hiragino Sans GB",
      "Microsoft YaHei",
      "Noto Sans SC",
      "Noto Sans CJK SC",
      sans-serif
    );
    display: block;
    container-type: inline-size;
    font: 15px / 1.5 var(--font);
    color: var(--ink);
  }

  @media (prefers-color-scheme: dark) {
    :host(:not([theme="light"])) {
      ${dark}
    }
  }

  :host([theme="dark"]) {
    ${dark}
  }

  /* Paper is white; what is drawn for it is drawn before. */
  :host([printing]) {
    ${light}
    --page: #fff;
    --warn: #fff;
    --tint: #f4f7f7;
    width: 700px;
    print-color-adjust: exact;
    -webkit-print-color-adjust: exact;
  }
`;
