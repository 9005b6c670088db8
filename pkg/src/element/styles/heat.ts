// Tables whose cells are coloured by their number: `--heat` is 0 to 1.

import { css } from "lit";

export const heat = css`
  .cells {
    width: auto;
    border-collapse: separate;
    border-spacing: 2px;
  }

  .cells th,
  .cells td {
    padding: 4px 5px;
    border-bottom: 0;
    font-size: 13px;
  }

  .cells td,
  .cells th:not(:first-child) {
    text-align: right;
  }

  .cells thead th {
    font-size: 12px;
  }

  .cells tbody td {
    min-width: 48px;
    height: 30px;
    vertical-align: middle;
    border-radius: 4px;
  }

  .cells tbody th,
  .cells tfoot th {
    white-space: nowrap;
    vertical-align: middle;
  }

  .cells tfoot th,
  .cells tfoot td {
    padding-top: 8px;
    font-weight: 600;
  }

  .cells tbody th,
  .cells thead th:first-child,
  .cells tfoot th {
    position: sticky;
    left: 0;
    background: var(--paper);
    padding-left: 0;
  }

  .heat {
    background-color: color-mix(
      in oklab,
      var(--accent) calc(4% + var(--heat) * (var(--heat-most) - 4%)),
      var(--paper)
    );
  }

  .partial.heat {
    background-image: repeating-linear-gradient(
      135deg,
      transparent 0 4px,
      color-mix(in srgb, var(--paper) 40%, transparent) 4px 6px
    );
  }

  .unknown {
    background: radial-gradient(var(--line) 1px, transparent 1px) center / 8px 8px;
  }

  .corner {
    color: var(--soft);
    font-size: 12px;
  }
`;
