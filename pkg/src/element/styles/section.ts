// A section's card, its title row, and the numbers and figures in it.

import { css } from "lit";

export const section = css`
  :host {
    display: block;
    min-width: 0;
    scroll-margin-top: var(--scroll-top, 16px);
  }

  section {
    display: flex;
    flex-direction: column;
    gap: 24px;
    padding: 32px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--paper);
    box-shadow: var(--shadow);
  }

  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 24px;
    min-height: 36px;
  }

  .body {
    display: flex;
    flex-direction: column;
    gap: 24px;
    min-height: 64px;
  }

  section[aria-busy="true"] .body {
    opacity: 0.5;
  }

  /* Before the first answer: where it will stand. */
  .body:empty {
    --bar: linear-gradient(var(--line) 0 0) no-repeat;
    min-height: 320px;
    background:
      var(--bar) 0 0 / 48% 16px,
      var(--bar) 0 48px / 100% 112px,
      var(--bar) 0 184px / 48% 136px,
      var(--bar) 100% 184px / 48% 136px;
  }

  .stack-8 {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
  }

  /* Figures side by side: their captions are one row, their drawings another. */
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr));
    gap: 40px;
  }

  .pair > * {
    grid-row: span 2;
    min-width: 0;
  }

  .pair > siyu-figure {
    grid-template-rows: subgrid;
  }

  .tiles {
    display: flex;
    flex-wrap: wrap;
    gap: 1px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--line);
    overflow: hidden;
  }

  .tile {
    display: flex;
    flex: 1 1 168px;
    flex-direction: column;
    gap: 4px;
    min-width: 0;
    padding: 16px;
    background: var(--paper);
  }

  .tile dt {
    color: var(--soft);
    font-size: 13px;
  }

  .tile .figure {
    container-type: inline-size;
    font-weight: 600;
    line-height: 28px;
    letter-spacing: -0.02em;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .tile .figure span {
    font-size: clamp(12px, calc(100cqi / var(--figures) / 0.7), 22px);
  }

  .tile .note {
    font-size: 12px;
    line-height: 1.4;
  }

  .notes {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr));
    gap: 8px 40px;
  }

  .meter {
    display: block;
    margin: 18px 0 6px;
    border-radius: 2px;
    background: var(--line);
  }

  .change {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    color: var(--soft);
    white-space: nowrap;
  }

  .change.up {
    color: var(--accent);
  }

  .change.down {
    color: var(--second-text);
  }

  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    font-size: 13px;
    color: var(--soft);
  }

  .legend li {
    display: inline-flex;
    align-items: center;
    gap: 8px;
  }

  .swatch {
    width: 10px;
    height: 10px;
    border-radius: 2px;
  }

  .swatch.line {
    height: 2px;
    width: 16px;
    border-radius: 1px;
  }

  .swatch.faint {
    background: var(--strong);
  }

  .swatch.cell {
    width: 24px;
    height: 16px;
    --heat: 0.6;
  }

  .swatch.first {
    background: var(--accent);
  }

  .swatch.second {
    background: var(--second);
  }

  @container (max-width: 640px) {
    section {
      padding: 24px 16px;
      border-left: 0;
      border-right: 0;
      border-radius: 0;
    }

    .tile {
      flex-basis: 40%;
      padding: 12px;
    }
  }

  @media (prefers-reduced-motion: no-preference) {
    .body {
      transition: opacity 120ms;
    }
  }

  @media (forced-colors: active) {
    .bar,
    .part,
    .swatch,
    .heat {
      forced-color-adjust: none;
    }
  }
`;
