// What every shadow root of the report begins with.

import { css } from "lit";

export const base = css`
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  [hidden] {
    display: none;
  }

  h2,
  h3,
  h4,
  p,
  dl,
  dd,
  ul,
  figure,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }

  ul {
    list-style: none;
  }

  h2,
  h3,
  h4 {
    line-height: 1.3;
    text-wrap: balance;
  }

  h2 {
    font-size: 20px;
    font-weight: 650;
    letter-spacing: -0.015em;
  }

  h3 {
    font-size: 15px;
    font-weight: 600;
  }

  h4 {
    font-size: 14px;
    font-weight: 600;
    margin-top: 8px;
  }

  a {
    color: var(--accent);
    text-underline-offset: 3px;
  }

  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
    border-radius: 6px;
  }

  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }

  .finding,
  .note {
    max-width: 88ch;
    text-wrap: pretty;
  }

  .note,
  .caveat {
    color: var(--soft);
    font-size: 13px;
  }

  .caveat {
    color: var(--second-text);
  }

  .notice {
    padding: 12px 16px;
    border-radius: 8px;
    background: var(--warn);
  }

  .warnings {
    display: grid;
    gap: 8px;
    padding: 12px 16px;
    border-radius: 8px;
    background: var(--warn);
    font-size: 13px;
  }

  code {
    font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace;
    font-size: 13px;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
`;
