import { css } from "lit";

export const controls = css`
  button,
  select,
  input[type="text"],
  input[type="date"] {
    font: inherit;
    font-size: 14px;
    min-height: 36px;
    padding: 0 12px;
    border: 1px solid var(--strong);
    border-radius: 8px;
    color: var(--ink);
    background: var(--paper);
  }

  button {
    display: inline-flex;
    align-items: center;
    cursor: pointer;
    white-space: nowrap;
  }

  button:hover,
  select:hover {
    border-color: var(--accent);
  }

  button:disabled {
    opacity: 0.45;
    cursor: default;
  }

  .primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--accent-ink);
    font-weight: 600;
  }

  select {
    padding: 0 28px 0 10px;
    min-width: 0;
    max-width: 100%;
    text-overflow: ellipsis;
    appearance: none;
    background:
      linear-gradient(45deg, transparent 50%, var(--soft) 50%) calc(100% - 16px) 55% / 6px 6px no-repeat,
      linear-gradient(-45deg, transparent 50%, var(--soft) 50%) calc(100% - 10px) 55% / 6px 6px no-repeat,
      var(--paper);
  }

  .ghost {
    min-height: 28px;
    padding: 0 8px;
    border-color: transparent;
    border-radius: 6px;
    background: transparent;
    color: var(--soft);
    font-size: 13px;
  }

  .ghost:hover,
  .ghost[aria-pressed="true"] {
    border-color: transparent;
    background: var(--tint);
    color: var(--ink);
  }

  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 24px;
    min-width: 0;
  }

  .choice {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    max-width: 100%;
    font-size: 14px;
  }

  .choice > label,
  .choice > span {
    color: var(--soft);
  }

  .choice > label {
    white-space: nowrap;
  }

  .segmented {
    display: inline-flex;
    flex-wrap: wrap;
    padding: 2px;
    border-radius: 8px;
    background: color-mix(in srgb, var(--ink) 6%, transparent);
    font-size: 13px;
  }

  .segmented legend {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }

  .segmented label {
    position: relative;
    display: inline-flex;
    cursor: pointer;
  }

  .segmented input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }

  .segmented span {
    padding: 4px 12px;
    border-radius: 6px;
    color: var(--soft);
    white-space: nowrap;
  }

  .segmented input:checked + span {
    background: var(--paper);
    box-shadow: 0 1px 2px rgb(0 0 0 / 12%);
    color: var(--ink);
    font-weight: 500;
  }

  .segmented input:focus-visible + span {
    outline: 2px solid var(--accent);
  }

  summary {
    cursor: pointer;
    color: var(--accent);
    font-size: 14px;
    padding: 8px 0;
  }
`;
