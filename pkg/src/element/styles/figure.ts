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
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: 16px;
  }

  figcaption > div:first-child {
    min-width: 0;
  }

  .finding {
    margin-top: 4px;
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
