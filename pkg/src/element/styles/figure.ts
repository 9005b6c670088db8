import { css } from "lit";

export const figure = css`
  :host {
    display: grid;
    min-width: 0;
  }

  /* Its rows can be those of what is around. */
  :host,
  figure {
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    row-gap: 16px;
  }

  figure {
    display: grid;
    grid-row: inherit;
    grid-template-rows: inherit;
    min-width: 0;
  }

  .content {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 16px;
  }

  figcaption {
    display: grid;
    grid-template-columns: 1fr auto;
    align-content: start;
    gap: 4px 16px;
  }

  /* However long, it does not make the figure wide. */
  .finding {
    grid-column: 1 / -1;
    contain: inline-size;
    color: var(--soft);
    font-size: 13px;
  }

  .tools {
    display: flex;
    flex: none;
    gap: 2px;
    margin: -4px -8px 0 0;
  }

  .twin {
    max-height: 480px;
    overflow-y: auto;
  }
`;
