// The list of segments and the one that is open.

import { css } from "lit";

export const segmentsSheet = css`
  .split {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 32px;
    align-items: start;
  }

  .stack-16 {
    display: flex;
    flex-direction: column;
    gap: 16px;
  }

  .segments th,
  .segments td {
    padding: 10px 12px;
    vertical-align: middle;
  }

  .segments tbody th {
    padding-left: 12px;
    border-radius: 8px 0 0 8px;
  }

  .segments thead th:first-child {
    padding-left: 12px;
  }

  .segments tbody td:last-child {
    padding-right: 12px;
    border-radius: 0 8px 8px 0;
  }

  .segments thead th:last-child {
    padding-right: 12px;
  }

  .segments tbody th,
  .segments tbody td {
    border-bottom-color: transparent;
  }

  .segments thead td {
    border-bottom-color: var(--strong);
  }

  .segment {
    cursor: pointer;
  }

  .segments tbody .segment.open > * {
    background: var(--tint);
  }

  .pick {
    min-height: 24px;
    margin-block: -2px;
    padding: 0;
    border: 0;
    background: none;
    font-weight: 500;
    text-align: left;
    white-space: nowrap;
  }

  .open .pick {
    font-weight: 650;
  }

  .of {
    display: inline-block;
    min-width: 52px;
    color: var(--soft);
    font-size: 13px;
  }

  .twins {
    width: 100%;
    min-width: 72px;
  }

  .twins .bar + .bar {
    margin-top: 2px;
  }

  .twins .bar {
    height: 6px;
  }

  .halves {
    display: inline-flex;
    gap: 3px;
    margin-left: 8px;
    font-size: 10px;
    vertical-align: 1px;
  }

  .half {
    padding: 0 4px;
    border: 1px solid var(--line);
    border-radius: 3px;
    color: var(--soft);
    text-decoration: none;
  }

  .half.high {
    border-color: var(--accent);
    color: var(--accent);
    font-weight: 650;
  }

  .detail {
    display: flex;
    flex-direction: column;
    gap: 16px;
    min-width: 0;
    padding: 20px 24px 12px;
    border: 1px solid var(--line);
    border-radius: 10px;
    font-size: 14px;
  }

  .detail h3 {
    font-size: 17px;
  }

  .do {
    padding-left: 12px;
    border-left: 2px solid var(--accent);
  }

  .do strong {
    font-weight: 600;
  }

  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 16px;
    padding: 12px 0;
    border-block: 1px solid var(--line);
  }

  /* Three beside each other, unless an amount is longer than its place. */
  .facts > * {
    flex: 1 0 calc(33% - 16px);
  }

  .facts dt {
    color: var(--soft);
    font-size: 12px;
  }

  .facts dd {
    font-size: 15px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  .grid {
    width: 100%;
    table-layout: fixed;
  }

  .cells.grid tbody td {
    height: 44px;
    min-width: 48px;
    text-align: center;
  }

  .cells.grid tfoot th {
    padding-top: 4px;
    color: var(--soft);
    font-size: 12px;
    font-weight: 500;
    text-align: center;
  }

  .grid .axis {
    width: 36px;
  }

  .cells.grid tbody th {
    color: var(--soft);
    font-size: 12px;
  }

  .ringed {
    outline: 2px solid var(--second);
    outline-offset: -2px;
  }

  .axes {
    font-size: 12px;
  }

  @container (min-width: 980px) {
    .split {
      grid-template-columns: minmax(0, 1.4fr) minmax(340px, 1fr);
      gap: 40px;
    }

    .detail {
      position: sticky;
      top: 72px;
    }
  }

  /* List, open segment, and the scores behind them: all in sight. */
  @container (min-width: 1320px) {
    .body {
      display: grid;
      grid-template-columns: minmax(0, 2.6fr) minmax(0, 1fr);
      align-items: start;
      gap: 40px;
    }

    .body > .pair {
      grid-template-columns: minmax(0, 1fr);
      gap: 32px;
    }

    .pair table:not(.cells) * {
      padding-inline: 0 12px;
    }

    .pair table:not(.cells) :last-child {
      padding-right: 0;
    }
  }

  @container (max-width: 640px) {
    .segments th,
    .segments td {
      padding-inline: 6px;
    }

    .segments tbody th {
      white-space: normal;
    }

    .segments .twins {
      width: 20%;
      min-width: 40px;
      padding-inline: 0;
    }

    .segments thead th:first-child {
      width: 44%;
    }

    .pick {
      white-space: normal;
    }

    .segments .halves {
      display: flex;
      margin: 2px 0 0;
    }

    .of {
      display: block;
    }

    .detail {
      padding: 16px 16px 8px;
    }
  }
`;
