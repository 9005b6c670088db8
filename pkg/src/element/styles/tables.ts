import { css } from "lit";

export const tables = css`
  .scroll {
    overflow-x: auto;
    max-width: 100%;
    animation: more linear;
    animation-timeline: scroll(self inline);
  }

  /* A shade at the edge, as long as there is more behind it. */
  @keyframes more {
    0%,
    90% {
      box-shadow: inset -16px 0 16px -16px var(--strong);
    }
  }

  table {
    border-collapse: collapse;
    width: 100%;
    font-size: 14px;
    font-variant-numeric: tabular-nums;
  }

  caption {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }

  th,
  td {
    padding: 8px 12px;
    border-bottom: 1px solid var(--line);
    text-align: left;
    vertical-align: baseline;
    white-space: nowrap;
    font-weight: 400;
  }

  thead th {
    white-space: normal;
    vertical-align: bottom;
    color: var(--soft);
    font-size: 13px;
    font-weight: 500;
    border-bottom-color: var(--strong);
  }

  tbody th {
    font-weight: 500;
  }

  table:not(.cells) tbody tr:hover > * {
    background-color: color-mix(in srgb, var(--tint) 60%, transparent);
  }

  th:first-child,
  td:first-child {
    padding-left: 0;
  }

  th:last-child,
  td:last-child {
    padding-right: 0;
  }

  .number {
    text-align: right;
  }

  th.bars:last-child {
    padding-right: calc(var(--bars) + 12px);
    --bars: clamp(24px, 6cqi, 72px);
  }

  .words {
    white-space: normal;
    min-width: 16ch;
  }

  td.words,
  th.id {
    overflow-wrap: anywhere;
  }

  th.id {
    max-width: 32ch;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  /* Large enough to hit, and lines stay as far apart as they are. */
  .sort {
    min-height: 24px;
    margin-block: -4px;
    text-align: inherit;
    white-space: normal;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
  }

  .sort:hover {
    color: var(--accent);
  }

  [aria-sort="ascending"],
  [aria-sort="descending"] {
    color: var(--ink);
  }

  .barred {
    --bars: clamp(24px, 6cqi, 72px);
    display: inline-grid;
    grid-template-columns: auto var(--bars);
    align-items: center;
    gap: 12px;
  }

  .bar {
    display: block;
    width: calc(var(--part) * 100%);
    min-width: 1px;
    height: 8px;
    border-radius: 2px;
    background: var(--accent);
  }

  .bar.second {
    background: var(--second);
  }

  @container (max-width: 640px) {
    th,
    td {
      padding-inline: 8px;
    }

    .words {
      min-width: 10ch;
    }
  }
`;
