// The one error class of the package. Across the Worker's border errors travel as data, since a subclass of
// Error does not survive postMessage; here they become themselves again.

/** What kind of wrong happened. */
export type ErrorCode =
  | "empty-file"
  | "not-a-table"
  | "missing-column"
  | "missing-source"
  | "no-valid-orders"
  | "unsupported-format"
  | "unsupported-browser"
  | "encrypted-file"
  | "out-of-memory"
  | "out-of-range"
  | "bad-option"
  | "not-converged"
  | "closed"
  | "worker-lost"
  | "internal";

/** Machine-readable circumstances of an error; only what applies is present. */
export interface ErrorDetail {
  /** The option's name, with dots for nesting: `referral.share`. */
  option?: string;
  /** The values that would have been accepted. */
  allowed?: string[];
  /** The field that has no column: `customerId`. */
  field?: string;
  /** The header of the column concerned. */
  column?: string;
  /** The header cells that were found. */
  headers?: string[];
  /** The source concerned: `orders`, `members` or `referrals`. */
  source?: string;
  /** The name of the file that was being read, if it has one. */
  file?: string;
  /** Of `out-of-memory`: at least so many rows of these sources fit, where that is known. */
  rows?: number;
}

/** An error as data, the form in which it leaves the Worker. */
export interface ErrorData {
  code: ErrorCode;
  message: string;
  detail: ErrorDetail;
}

/**
 * Every error of this package: an impossible request, an unreadable source, or a fault of ours (`internal`).
 * `message` tells a person what to do; programs read `code` and `detail`. Bad rows are no errors: they are
 * listed in the report.
 */
export class SiyuError extends Error {
  /** What kind of wrong. */
  readonly code: ErrorCode;
  /** The circumstances: option, allowed values, field, headers, source. */
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message);
    this.name = "SiyuError";
    this.code = code;
    this.detail = detail;
  }

  /** The error that was sent as data. */
  static from(data: ErrorData): SiyuError {
    return new SiyuError(data.code, data.message, data.detail);
  }
}

/** `bad-option` with the option's name and what would be accepted. */
export function badOption(option: string, message: string, allowed?: string[]): SiyuError {
  return new SiyuError("bad-option", message, allowed ? { option, allowed } : { option });
}

/** The error as data, if it is one that was meant: ours, or one that the core threw as plain data. */
export function errorData(error: unknown): ErrorData | null {
  if (error instanceof SiyuError) return { code: error.code, message: error.message, detail: error.detail };
  if (typeof error === "object" && error !== null && !(error instanceof Error)) {
    const { code, message, detail } = error as Partial<ErrorData>;
    if (typeof code === "string" && typeof message === "string")
      return { code, message, detail: detail ?? {} };
  }
  return null;
}
