// The report around its sections: the row of links and the date.

import { css } from "lit";
import { base } from "./base.ts";
import { controls } from "./controls.ts";
import { tokens } from "./tokens.ts";

export const reportStyles = [
  tokens,
  base,
  controls,
  css`
    .report {
      display: flex;
      flex-direction: column;
      gap: 24px;
    }

    .top {
      position: sticky;
      top: 0;
      z-index: 2;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 0 24px;
      padding: 8px 0;
      background: var(--page);
      box-shadow: 0 1px 0 var(--line);
    }

    nav {
      min-width: 0;
      overflow-x: auto;
      scrollbar-width: none;
      margin-left: -12px;
    }

    nav ul {
      display: flex;
      gap: 4px;
    }

    nav a {
      display: block;
      padding: 6px 12px;
      border-radius: 8px;
      color: var(--soft);
      font-size: 14px;
      font-weight: 500;
      text-decoration: none;
      white-space: nowrap;
    }

    nav a:hover,
    nav a[aria-current="true"] {
      background: color-mix(in srgb, var(--ink) 6%, transparent);
      color: var(--ink);
    }

    nav a:focus-visible {
      outline-offset: -2px;
    }

    .as-of {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
    }

    .as-of input,
    .as-of button {
      min-height: 32px;
      font-size: 13px;
    }

    .reading {
      padding: 32px;
      color: var(--soft);
    }

    @container (max-width: 640px) {
      .report {
        gap: 16px;
      }

      .top {
        padding: 4px 16px 8px;
      }

      .top nav {
        width: 100%;
      }
    }

    @media print {
      .top {
        display: none;
      }
    }
  `,
];
