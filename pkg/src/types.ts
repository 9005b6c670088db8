// Written by `SIYU_WRITE_TYPES=1 cargo test types` from the Rust structs; do not edit.

/** Something a reader of the result should know before trusting it. */
export type Warning = {
  /** The warning's stable name, for example `hindsight`, `no-contrast`, `left-censored`. */
  code: string;
  /** How many cells, rows or customers it concerns; the code says which. */
  count?: number;
  /** How many orders it concerns. */
  orders?: number;
  /** The money it concerns, in currency units. */
  value?: number;
  /** The measure or column it concerns. */
  field?: string;
};

/** A calendar period that cohorts and series are cut into. */
export type Period = "day" | "week" | "month" | "quarter" | "year";

/** What counts as one purchase occasion (`definitions § 0.2`). */
export type Occasion = "order" | "day";

/** Options of `open` and `preview`; everything left out is recognised from the file or has its default. */
export type OpenOptions = {
  /** Columns per field; what is left out is recognised. */
  mapping?: Mapping;
  /** The platform the orders come from; default: recognised from the headers (`"auto"`). */
  profile?: string;
  /** `,` `;` TAB or `|`; default: detected. */
  delimiter?: string;
  /** Which number comes first in dates like 3/4/2024; default: decided over the whole column. */
  dateOrder?: DateOrder;
  /** Whether amounts are per line or per order; default: decided over all orders of several rows. */
  amountIs?: AmountIs;
  /** Whether paid amounts still contain refunds; default: the profile's habit, else decided from totals. */
  refundIs?: RefundIs;
  /** What an order of amount 0 is; default `exclude`. */
  zeroAmount?: ZeroAmount;
  /** The one currency that is analysed; default: that of most rows. */
  currency?: string;
  /** Whether a customer id names one person over all shops; default `all`. */
  identity?: Identity;
  /** Whether the case of letters distinguishes customer ids; default: only ids with `@` are lower-cased. */
  idCase?: IdCase;
  /** What one purchase occasion is; default: per measure. */
  occasion?: Occasion;
  /** Share of value kept after costs, 0 < margin ≤ 1; default 1. Multiplies value in LTV only. */
  margin?: number;
  /** The date from which the history is complete (`YYYY-MM-DD`); default: the first date. */
  historyStart?: string;
  /** Changes of the zone's offset, as pairs (seconds since 1970 UTC, offset in seconds east), ascending; the
   * host computes them from an IANA name. Values with an offset are converted; default: kept as written.
   */
  zone?: Array<[number, number]>;
};

/** Explicit columns per kind of source. */
export type Mapping = {
  /** Columns of the orders. */
  orders?: { [key in string]: ColumnRef | null };
  /** Columns of the members. */
  members?: { [key in string]: ColumnRef | null };
  /** Columns of the referrals. */
  referrals?: { [key in string]: ColumnRef | null };
};

/** A column of a source: its header text or its 0-based index. */
export type ColumnRef = number | string;

/** Which number comes first in dates like 3/4/2024. */
export type DateOrder = "dmy" | "mdy";
