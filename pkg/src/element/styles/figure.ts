import { css } from "lit";

export const figure = css`
  :host {
    display: block;
    min-width: 0;
  }

  figure {
    display: flex;
    flex-direction: column;
    gap: 16px;
    min-width: 0;
  }

  figcaption {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 4px 16px;
  }

  .finding {
    grid-column: 1 / -1;
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

  @media print {
    .tools {
      display: none;
    }
  }
`;
