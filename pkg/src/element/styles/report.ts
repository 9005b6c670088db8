// The report around its sections: the way to them and the switches, at the side where there is room.

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
      --scroll-top: 64px;
      display: flex;
      flex-direction: column;
      gap: 16px;
    }

    /* Sections ask for the width of their own column. */
    .sections,
    .report.one {
      container-type: inline-size;
    }

    .sections {
      display: flex;
      flex-direction: column;
      gap: 24px;
      min-width: 0;
    }

    .bar {
      position: sticky;
      top: 0;
      z-index: 2;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0 8px;
      padding: 8px 16px;
      background: var(--page);
      box-shadow: 0 1px 0 var(--line);
    }

    nav {
      flex: 1;
      min-width: 0;
      overflow-x: auto;
      scrollbar-width: none;
      margin-left: -12px;
      /* More of them lie behind the edge. */
      mask-image: linear-gradient(to left, transparent, #000 24px);
    }


    nav ul {
      display: flex;
      gap: 4px;
      width: max-content;
      padding-right: 24px;
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

    nav a:hover {
      color: var(--ink);
    }

    nav a[aria-current="true"] {
      background: color-mix(in srgb, var(--ink) 7%, transparent);
      color: var(--ink);
    }

    nav a:focus-visible {
      outline-offset: -2px;
    }

    .toggle {
      flex: none;
      min-height: 32px;
      font-size: 13px;
    }

    .toggle[aria-expanded="true"] {
      background: var(--tint);
      border-color: var(--accent);
    }

    .switches {
      display: none;
    }

    .switches.open {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 1fr));
      gap: 12px 16px;
      width: 100%;
      padding: 12px 0 8px;
    }

    .switches .choice {
      display: flex;
      flex-direction: column;
      align-items: stretch;
      gap: 4px;
      font-size: 13px;
    }

    .switches select,
    .switches input,
    .switches button {
      min-height: 32px;
      font-size: 13px;
    }

    .day {
      display: flex;
      flex-wrap: wrap;
      gap: 4px;
    }

    .day input {
      flex: 1;
      min-width: 132px;
      padding: 0 8px;
    }

    .caveat:empty {
      display: none;
    }

    .reading {
      padding: 32px;
      color: var(--soft);
    }

    @container (min-width: 1040px) {
      .report:not(.one) {
        --scroll-top: 16px;
        display: grid;
        grid-template-columns: 208px minmax(0, 1fr);
        align-items: start;
        gap: 32px;
      }

      .bar {
        top: 16px;
        flex-direction: column;
        flex-wrap: nowrap;
        align-items: stretch;
        gap: 24px;
        max-height: calc(100vh - 32px);
        padding: 0 4px 4px 0;
        overflow-y: auto;
        background: none;
        box-shadow: none;
      }

      nav {
        flex: none;
        margin: 0;
        mask-image: none;
      }

      nav ul {
        flex-direction: column;
        gap: 2px;
        width: auto;
        padding: 0;
      }

      .toggle {
        display: none;
      }

      .switches,
      .switches.open {
        display: flex;
        flex-direction: column;
        gap: 16px;
        padding: 24px 12px 0;
        border-top: 1px solid var(--line);
      }
    }

    .imprint {
      display: none;
    }

    @media print {
      .bar {
        display: none;
      }

      .imprint,
      .sections,
      .report,
      .report:not(.one) {
        display: block;
      }

      .imprint {
        padding-bottom: 8px;
        border-bottom: 1px solid var(--strong);
        font-size: 12px;
      }
    }
  `,
];
