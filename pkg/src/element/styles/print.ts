// The report on paper: no controls, nothing that scrolls, breaks between rows and not in them.

import { css } from "lit";

export const print = css`
  @media print {
    section,
    .body,
    .pair,
    .sides,
    .split {
      display: block !important;
    }

    section {
      border: 0;
      box-shadow: none;
      padding: 24px 0 0;
    }

    section > * + *,
    .body > * + *,
    .pair > * + *,
    .sides > * + *,
    .split > * + * {
      margin-top: 20px;
    }

    section[aria-busy="true"] .body {
      opacity: 1;
    }

    :host,
    figure {
      display: block;
    }

    .content {
      display: block;
      margin-top: 12px;
    }

    header,
    h3,
    h4,
    figcaption,
    .finding {
      break-after: avoid;
    }

    siyu-chart,
    .tiles,
    .legend,
    .warnings,
    .card,
    .facts,
    .grid,
    figcaption,
    thead,
    tr,
    li {
      break-inside: avoid;
    }

    .tools,
    .more,
    .keys,
    .actions,
    .also,
    details,
    .choice,
    .segmented,
    .search {
      display: none !important;
    }

    .scroll,
    .twin {
      overflow: visible;
      max-height: none !important;
    }

    select {
      min-height: 0 !important;
      padding: 0;
      border: 0;
      background: none;
    }

    /* What has a place of its own is not repeated on the next page. */
    th,
    td {
      position: static !important;
      padding-block: 4px;
    }

    .cards {
      grid-template-columns: repeat(2, minmax(0, 1fr)) !important;
    }

    .cells {
      border-spacing: 1px !important;
    }

    .cells th,
    .cells td {
      min-width: 0 !important;
      height: auto !important;
      padding: 3px 1px !important;
      font-size: var(--print-size, 11px) !important;
      font-weight: 400 !important;
    }

    .cells .given {
      display: none;
    }
  }
`;
