// Written by `SIYU_WRITE_TYPES=1 cargo test types` from the Rust structs; do not edit.

/** Options of `open` and `preview`; everything left out is recognised from the file or has its default. */
export type OpenOptions = {
  /** Columns per field; what is left out is recognised. */
  mapping?: Mapping | null;
  /** The platform the orders come from; default: recognised from the headers (`"auto"`). */
  profile?: string | null;
  /** `,` `;` TAB or `|`; default: detected. */
  delimiter?: string | null;
  /** Which number comes first in dates like 3/4/2024; default: decided over the whole column. */
  dateOrder?: DateOrder | null;
  /** Whether amounts are per line or per order; default: decided over all orders of several rows. */
  amountIs?: AmountIs | null;
  /** Whether paid amounts still contain refunds; default: the profile's habit, else decided from totals. */
  refundIs?: RefundIs | null;
  /** What an order of amount 0 is; default `exclude`. */
  zeroAmount?: ZeroAmount | null;
  /** The one currency that is analysed; default: that of most rows. */
  currency?: string | null;
  /** Whether a customer id names one person over all shops; default `all`. */
  identity?: Identity | null;
  /** Whether the case of letters distinguishes customer ids; default: only ids with `@` are lower-cased. */
  idCase?: IdCase | null;
  /** What one purchase occasion is; default: per measure. */
  occasion?: Occasion | null;
  /** Share of value kept after costs, 0 < margin ≤ 1; default 1. Multiplies value in LTV only. */
  margin?: number | null;
  /** The date from which the history is complete (`YYYY-MM-DD`); default: the first date. */
  historyStart?: string | null;
  /** Changes of the zone's offset, as pairs (seconds since 1970 UTC, offset in seconds east), ascending; the
   * host computes them from an IANA name. Values with an offset are converted; default: kept as written.
   */
  zone?: Array<[number, number]> | null;
};

/** Explicit columns per kind of source. */
export type Mapping = {
  /** Columns of the orders. */
  orders?: { [key in string]: ColumnRef | null } | null;
  /** Columns of the members. */
  members?: { [key in string]: ColumnRef | null } | null;
  /** Columns of the referrals. */
  referrals?: { [key in string]: ColumnRef | null } | null;
};

/** A column of a source: its header text or its 0-based index. Of `customerId` also a list of these: their cells
 * together name the customer, as in `13800138000 / Ann`; where one of them is missing, nobody is named.
 */
export type ColumnRef = number | string | Array<ColumnRef>;

/** Platforms whose exports have their own headers and habits. */
export type Profile = "generic" | "taobao" | "youzan" | "douyin" | "jd" | "pinduoduo" | "xiaohongshu" | "shopify" | "woocommerce";

/** Which number comes first in dates like 3/4/2024. */
export type DateOrder = "dmy" | "mdy";

/** Whether the amount column holds the order's amount on each of its rows, or the row's part. */
export type AmountIs = "line" | "order";

/** Whether the paid amount still contains what was refunded. */
export type RefundIs = "separate" | "included";

/** What a paid order of amount 0 is. */
export type ZeroAmount = "exclude" | "count";

/** Whether a customer id names one person over all shops. */
export type Identity = "all" | "shop";

/** Whether the case of letters distinguishes customer ids. */
export type IdCase = "sensitive" | "insensitive";

/** What counts as one purchase occasion (`definitions § 0.2`). */
export type Occasion = "order" | "day";

/** The top of a source and what was recognised in it. */
export type Preview = {
  /** The header cells, trimmed. */
  headers: Array<string>;
  /** The first 20 rows as text, cell by cell; blank rows left out. */
  rows: Array<Array<string>>;
  /** The character encoding. */
  encoding: string;
  /** The byte between cells. */
  delimiter: string;
  /** The platform the file seems to come from. */
  profile: Profile;
  /** The columns that would be read, per field. */
  mapping: { [key in string]: MappedColumn };
  /** What `open` would make of these rows under the same options, one by one; empty for other kinds than orders, and
   * where a necessary column is missing.
   */
  parsed: Array<ParsedRow>;
  /** What stands in the way, for example `missing-column` with the field. */
  warnings: Array<Warning>;
};

/** What is made of a row of orders; what a cell does not say is null. */
export type ParsedRow = {
  /** The customer, as ids are compared: without what spreadsheets put around them, addresses in lower case. */
  customerId: string | null;
  /** Civil date of payment, `YYYY-MM-DD`. */
  paidAt: string | null;
  /** The row's amount, or price × quantity, in currency units. */
  amount: number | null;
  /** The refunded amount, as a positive number in currency units. */
  refund: number | null;
  /** The rule that sets the row aside, as far as the beginning of the source tells; null: it is used, or rejected. */
  rule: Rule | null;
  /** Why the row cannot be read; null: it can. */
  reason: Reason | null;
  /** Header of the cell that cannot be read. */
  column: string | null;
};

/** A column that is read. */
export type MappedColumn = {
  /** Its header text. */
  column: string;
  /** Its 0-based index. */
  index: number;
  /** The further columns of a combined key, 0-based; absent without any. */
  with?: Array<number>;
  /** How sure the recognition is, 0 to 1; 1 where the mapping says it. */
  confidence: number;
};

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

/** What was read of every kind of source. */
export type Report = {
  /** The orders. */
  orders: OrdersReport;
  /** The members, where a source was given. */
  members?: SourceReport;
  /** The referrals, where a source was given. */
  referrals?: SourceReport;
};

/** The account of the orders. */
export type OrdersReport = {
  /** Purchases and refund records. */
  orders: number;
  /** The sum of purchases and refund records, in currency units. */
  value: number;
  /** What refunds took off the used orders, in currency units: refunds beside orders and refund records. */
  refunded: number;
  /** Purchases. */
  purchases: number;
  /** Refund records. */
  refunds: number;
  /** Customers with a used row. */
  customers: number;
  /** Customers with a purchase. */
  buyers: number;
  /** How far a customer's id can be taken for a person. */
  identity: IdentityReport;
  /** The currency that was analysed; null where no column says it. */
  currency: string | null;
  /** Whether amounts stand per line or per order, in the first source. */
  amountIs: AmountIs | null;
  /** Whether paid amounts still contain refunds, in the first source. */
  refundIs: RefundIs | null;
  /** Rows: lines with at least one cell that is not blank, headers left out. */
  rows: number;
  /** Rows that count. */
  used: number;
  /** Readable rows that were set aside. */
  excluded: number;
  /** Rows with a cell that cannot be read. */
  rejected: number;
  /** First date among the used rows; null without one. */
  firstDate: string | null;
  /** Last date among the used rows and their refunds; null without one. */
  lastDate: string | null;
  /** Character encoding of the first source. */
  encoding: string;
  /** The byte between cells of the first source. */
  delimiter: string;
  /** The platform whose habits were applied to the first source. */
  profile: Profile | null;
  /** The columns of the first source that were read, per field. */
  mapping: { [key in string]: MappedColumn };
  /** How many rows each rule set aside, in the order in which the rules are tested; rules without rows are
   * left out.
   */
  exclusions: Array<Exclusion>;
  /** The first 1000 rejected rows. */
  rejections: Array<Rejection>;
  /** What a reader of the results should know. */
  warnings: Array<Warning>;
  /** Each source by itself. */
  sources: Array<ReadSource>;
};

/** What the customers' ids look like, in numbers of customers. Ids that name nobody for long make loyal customers
 * look like new ones.
 */
export type IdentityReport = {
  /** Ids that are partly hidden: they contain `*`, and several people may share one. */
  masked: number;
  /** Ids that are telephone numbers: `+` and 7 to 15 digits, or, as in China, 11 digits that begin with 1. */
  phones: number;
  /** Ids that are e-mail addresses. */
  emails: number;
  /** Buyers with purchases on at least two days. */
  returned: number;
  /** The day from which on nobody buys who bought before, though at least 100 customers returned before it and 100
   * after it: ids were probably replaced. The first such day; null without one.
   */
  replaced: string | null;
};

/** The account of one kind of source. `rows = used + excluded + rejected`. */
export type SourceReport = {
  /** Rows: lines with at least one cell that is not blank, headers left out. */
  rows: number;
  /** Rows that count. */
  used: number;
  /** Readable rows that were set aside. */
  excluded: number;
  /** Rows with a cell that cannot be read. */
  rejected: number;
  /** First date among the used rows; null without one. */
  firstDate: string | null;
  /** Last date among the used rows and their refunds; null without one. */
  lastDate: string | null;
  /** Character encoding of the first source. */
  encoding: string;
  /** The byte between cells of the first source. */
  delimiter: string;
  /** The platform whose habits were applied to the first source. */
  profile: Profile | null;
  /** The columns of the first source that were read, per field. */
  mapping: { [key in string]: MappedColumn };
  /** How many rows each rule set aside, in the order in which the rules are tested; rules without rows are
   * left out.
   */
  exclusions: Array<Exclusion>;
  /** The first 1000 rejected rows. */
  rejections: Array<Rejection>;
  /** What a reader of the results should know. */
  warnings: Array<Warning>;
  /** Each source by itself. */
  sources: Array<ReadSource>;
};

/** One file among several. */
export type ReadSource = {
  /** Its name, where it has one. */
  name: string;
  /** Its character encoding. */
  encoding: string;
  /** Its rows. */
  rows: number;
};

/** Rows that one rule set aside. */
export type Exclusion = {
  /** The rule. */
  rule: Rule;
  /** How many rows. */
  rows: number;
  /** What their amounts say was paid, in currency units, each order counted once where amounts stand per order; of
   * fully refunded orders what it was before. Absent where rows have no amounts.
   */
  value?: number;
};

/** Why readable rows are not counted, in the order in which they are tested. */
export type Rule = "future-date" | "status" | "other-currency" | "incomplete-order" | "conflicting-customer" | "superseded" | "no-customer" | "no-time" | "no-amount" | "fully-refunded" | "zero-amount";

/** One row that could not be read: its first bad cell. */
export type Rejection = {
  /** Physical line on which the row starts; the header stands on line 1. */
  line: number;
  /** Header of the cell's column; null where the row as a whole is broken. */
  column: string | null;
  /** What stands in the cell, shortened. */
  value: string;
  /** Why it cannot be read. */
  reason: Reason;
};

/** Why a row could not be read. */
export type Reason = "bad-date" | "ambiguous-date" | "date-out-of-range" | "bad-amount" | "amount-out-of-range" | "too-many-cells" | "unclosed-quote" | "row-too-long";

/** A calendar period that cohorts and series are cut into. */
export type Period = "day" | "week" | "month" | "quarter" | "year";

/** A period as options give it: `start` is its first day, `end` the first day after it. */
export type DateRange = {
  /** The first day, `YYYY-MM-DD`. */
  start: string;
  /** The first day that is not in the period any more, `YYYY-MM-DD`. */
  end: string;
};

/** A share of customers. */
export type Rate = {
  /** Customers who did it. */
  n: number;
  /** Customers who could have. */
  N: number;
  /** `n / N`; `null` where `N` is 0. */
  rate: number | null;
  /** 95 % Wilson interval `[low, high]`; `null` where `N` is 0. */
  interval: [number, number] | null;
  /** Whether the days asked about begin before the history does, or end after the as-of date. */
  partial: boolean;
};

/** Options of `overview`. */
export type OverviewOptions = {
  /** The day looked back from, `YYYY-MM-DD`; default: the last date of the shop. */
  asOf?: string | null;
  /** The days to sum up; default: everything up to the as-of date. */
  period?: DateRange | null;
};

/** The answer of `overview`. */
export type Overview = {
  /** The same month by month, up to the as-of date. */
  byMonth: ByMonth;
  /** The numbers of the preceding period of equal length; `null` when no period was asked for. */
  previous: PeriodNumbers | null;
  /** The options in force. */
  options: OverviewOptions;
  /** The day looked back from. */
  asOf: string;
  /** What to know before trusting the numbers: `hindsight`, `not-enough-data`. */
  warnings: Array<Warning>;
  /** Version of this shape. */
  schemaVersion: number;
  /** Purchases and refund records summed. */
  value: number;
  /** Purchases. */
  purchases: number;
  /** Customers with a purchase or refund record. */
  customers: number;
  /** Customers with a purchase. */
  buyers: number;
  /** `value / purchases`; `null` without purchases. */
  valuePerOrder: number | null;
  /** `value / buyers`; `null` without buyers. */
  valuePerBuyer: number | null;
  /** Buyers with two occasions or more in the period / buyers. Occasions are days unless the shop's setting
   * says otherwise.
   */
  repeatRate: Rate;
  /** Buyers who had bought in the 365 days before the period / buyers. */
  returningShare: Rate;
};

/** What happened in a period, up to the as-of date. Money is in currency units. */
export type PeriodNumbers = {
  /** Purchases and refund records summed. */
  value: number;
  /** Purchases. */
  purchases: number;
  /** Customers with a purchase or refund record. */
  customers: number;
  /** Customers with a purchase. */
  buyers: number;
  /** `value / purchases`; `null` without purchases. */
  valuePerOrder: number | null;
  /** `value / buyers`; `null` without buyers. */
  valuePerBuyer: number | null;
  /** Buyers with two occasions or more in the period / buyers. Occasions are days unless the shop's setting
   * says otherwise.
   */
  repeatRate: Rate;
  /** Buyers who had bought in the 365 days before the period / buyers. */
  returningShare: Rate;
};

/** The period month by month: every month from its first to its last, as parallel arrays. A month that lies
 * partly outside the period has only the days inside.
 */
export type ByMonth = {
  /** `YYYY-MM`. */
  month: Array<string>;
  /** Purchases and refund records summed, in currency units. */
  value: Array<number>;
  /** Purchases. */
  purchases: Array<number>;
  /** Customers with a purchase. */
  buyers: Array<number>;
  /** Customers with their first purchase ever. */
  newBuyers: Array<number>;
};

/** Options of `rfm` (`definitions § 1`). */
export type RfmOptions = {
  /** The day looked back from, `YYYY-MM-DD`; default: the last date. */
  asOf?: string | null;
  /** The segments that customers are put into; default `octants`. `grid` and `rfm11` need 5 levels. */
  segments?: Preset | null;
  /** How values become scores; default `quantile`, or `thresholds` where these are given. */
  scoring?: Scoring | null;
  /** How many scores there are, 2–10; default 5, or one more than the thresholds given. */
  levels?: number | null;
  /** Cut points, `levels − 1` for each of recency (days), frequency (occasions) and monetary (currency
   * units, rounded to 1/10 000), in any order. Only with `scoring: "thresholds"`.
   */
  thresholds?: ByMeasure<Array<number>> | null;
  /** What the octants call high; default `mean`. Only with `segments: "octants"`. */
  split?: Split | null;
  /** What one purchase occasion is; default: the shop's setting, else `order`. */
  occasion?: Occasion | null;
  /** What M is; default `sum`. */
  monetary?: Monetary | null;
  /** Only records dated in the last so many days (≥ 1) before and on `asOf` count, for R, F and M alike;
   * default: all records.
   */
  lookbackDays?: number | null;
};

/** One value for each of R, F and M. */
export type ByMeasure<T> = {
  /** R, recency. */
  recency: T;
  /** F, frequency. */
  frequency: T;
  /** M, monetary value. */
  monetary: T;
};

/** A ready-made set of segments. */
export type Preset = "octants" | "grid" | "rfm11";

/** How values become scores. */
export type Scoring = "quantile" | "thresholds";

/** What the octants call high; strictly better in every case. */
export type Split = SplitBy | ByMeasure<number>;

/** What the octants call high, where the population decides. */
export type SplitBy = "mean" | "score-mean" | "median";

/** What M is. */
export type Monetary = "sum" | "mean";

/** The answer of `rfm`. */
export type Rfm = {
  /** The options in force, every default filled in. */
  options: RfmOptions;
  /** The day looked back from, `YYYY-MM-DD`. */
  asOf: string;
  /** `hindsight`; `empty-population`; `no-contrast` (`field`: everybody is on one side of the octants' split);
   * `empty-levels` (`field`, `count`: scores that nobody has, listed in `emptyLevels`); `prospects-unknown`
   * (rfm11 without a members source).
   */
  warnings: Array<Warning>;
  /** The version of this shape. */
  schemaVersion: number;
  /** Customers with a purchase in the window: the denominator of every share. */
  population: number;
  /** Their value, refund records included, in currency units: the denominator of every value share. */
  value: number;
  /** Their purchase occasions. */
  orders: number;
  /** Cut points between scores 1 and 2, 2 and 3, …: recency in days (so descending), frequency in occasions;
   * monetary in currency units. Empty where there is no population to take quantiles of.
   */
  cutPoints: ByMeasure<Array<number>>;
  /** The scores that somebody has, ascending. */
  scoresReached: ByMeasure<Array<number>>;
  /** The scores that nobody has, and why. */
  emptyLevels: ByMeasure<Array<EmptyLevel>>;
  /** Where the octants' high and low part: days, occasions and currency units, or mean scores with
   * `split: "score-mean"`; null for other segments and without a population.
   */
  splitAt: ByMeasure<number> | null;
  /** Every segment of the preset, always in the same order. */
  segments: Array<Segment>;
  /** `grid[r − 1][f − 1]`: customers with recency score r and frequency score f. */
  grid: Array<Array<number>>;
};

/** One segment. Everything but `customers` is null for `prospects`, who are outside the population. */
export type Segment = {
  /** The stable name. */
  key: string;
  /** How many customers are in it. */
  customers: number;
  /** Their part of the population, 0–1; null without a population. */
  share: number | null;
  /** Their value, refund records included, in currency units. */
  value: number | null;
  /** Their part of the population's value; null where that is 0. */
  valueShare: number | null;
  /** Their purchase occasions. */
  orders: number | null;
  /** Mean days since the last purchase; null without customers. */
  recencyMean: number | null;
  /** Mean purchase occasions; null without customers. */
  frequencyMean: number | null;
  /** Mean of M, in currency units; null without customers. */
  monetaryMean: number | null;
  /** Value per purchase occasion, in currency units; null without any. */
  valuePerOrder: number | null;
};

/** A score that nobody has. */
export type EmptyLevel = {
  /** The score. */
  score: number;
  /** Why nobody has it. */
  reason: EmptyReason;
};

/** Why nobody has a score. */
export type EmptyReason = "ties" | "gap";

/** Options of `ltv`. */
export type LtvOptions = {
  /** The day looked back from, `YYYY-MM-DD`; default: the last date of the shop. */
  asOf?: string | null;
  /** How referrals are cleaned and credited. */
  referral?: ReferralOptions | null;
};

/** How referrals are cleaned and credited. */
export type ReferralOptions = {
  /** Who is credited; default `direct`. */
  attribution?: Attribution | null;
  /** The share that goes up one step, 0 to 1; default 0.5. Only with `pass-up`. */
  share?: number | null;
  /** What to do with referrals dated after the first purchase of the referred; default `drop`. */
  lateReferral?: LateReferral | null;
};

/** Who is credited with the value of people who were brought. */
export type Attribution = "direct" | "pass-up" | "path-equal";

/** What to do with a referral dated after the first purchase of the one who was referred. */
export type LateReferral = "drop" | "keep";

/** The answer of `ltv`. Money is in currency units and contains the shop's margin. */
export type Ltv = {
  /** Purchases and refund records of all customers, times margin. */
  ownValue: number;
  /** What people receive for those whom they brought, summed. */
  referralValue: number;
  /** What people hand up to those who brought them, summed. */
  passedOn: number;
  /** Own value + referral value − passed on. */
  relationshipValue: number;
  /** How much of `relationshipValue` counts twice: 0 where the attribution only shares value out. */
  doubleCounted: number;
  /** Customers with a purchase or refund record up to the as-of date. */
  customers: number;
  /** What became of the referrals. */
  edges: EdgeCounts;
  /** People who brought somebody or were brought, and never bought. */
  neverBought: number;
  /** The longest chain of referrals; 0 without any. */
  maxDepth: number;
  /** `heldByTop[k]`, k from 0 to 100: the part of all buyers' own value that the k % with the most of it hold;
   * rounded up to whole buyers. Empty where that value is not above 0.
   */
  heldByTop: Array<number>;
  /** The options in force. */
  options: LtvOptions;
  /** The day looked back from. */
  asOf: string;
  /** What to know before trusting the numbers: `hindsight`, `no-referrals`. */
  warnings: Array<Warning>;
  /** Version of this shape. */
  schemaVersion: number;
};

/** What became of the referrals dated up to the as-of date, and of those without a date. */
export type EdgeCounts = {
  /** Referrals that link two people of the forest. */
  used: number;
  /** Referrals that were set aside. */
  dropped: DroppedEdges;
};

/** How many referrals were set aside, by the first reason that applied. */
export type DroppedEdges = {
  /** Somebody brought themselves. */
  "self-referral": number;
  /** Dated after the first purchase of the one who was referred; the same day is in time. */
  late: number;
  /** Somebody else had brought them before. */
  "second-parent": number;
  /** The one who was referred already stands above the referrer. */
  cycle: number;
};

/** Options of `cohorts`. */
export type CohortOptions = {
  /** The day looked back from, `YYYY-MM-DD`; default: the last date of the shop. */
  asOf?: string | null;
  /** The period of the first purchase that makes a cohort, and of the calendar age; default `month`. */
  period?: Period | null;
  /** How age is counted; default `calendar`. */
  age?: Age | null;
  /** Days in one window of an `elapsed` age, 1 to 3650; default 30. Not with `calendar`. */
  windowDays?: number | null;
  /** What makes somebody a repeater; default: the shop's setting, else `day`. */
  occasion?: Occasion | null;
};

/** How the age of a cohort is counted. */
export type Age = "calendar" | "elapsed";

/** The answer of `cohorts`. */
export type Cohorts = {
  /** Labels of the cohorts: every period from the first to the last first purchase, empty ones too. */
  cohorts: Array<string>;
  /** Customers acquired per cohort, up to the as-of date. */
  sizes: Array<number>;
  /** Ages: 0, 1, 2 … in periods (`calendar`) or windows (`elapsed`). */
  offsets: Array<number>;
  /** The measures, each cohorts × offsets. */
  cells: Cells;
  /** `elapsed` only: customers whose window lies wholly in the past, cohorts × offsets. */
  eligible: Array<Array<number>> | null;
  /** How much of each cell lies in the past; `null`: nothing. */
  observed: Array<Array<Observed | null>>;
  /** All cohorts together. */
  totals: CohortTotals;
  /** The options in force. */
  options: CohortOptions;
  /** The day looked back from. */
  asOf: string;
  /** What to know before trusting the numbers: `hindsight`. */
  warnings: Array<Warning>;
  /** Version of this shape. */
  schemaVersion: number;
};

/** What each cohort did at each age; `null` where `observed` is `null`. */
export type Cells = {
  /** Customers with a purchase. */
  active: Array<Array<number | null>>;
  /** Customers with an occasion other than their first. */
  repeaters: Array<Array<number | null>>;
  /** `active` / size of the cohort (`elapsed`: / eligible); `null` for an empty cohort. */
  retention: Array<Array<number | null>>;
  /** Purchases. */
  orders: Array<Array<number | null>>;
  /** Purchases and refund records summed, in currency units. */
  value: Array<Array<number | null>>;
  /** `value` / `orders`; `null` without orders. */
  valuePerOrder: Array<Array<number | null>>;
  /** Value up to the cell's end per acquired customer; `null` unless the cell is `full`. */
  cumulativeValue: Array<Array<number | null>>;
  /** Share of the cohort (`elapsed`: of the eligible) with two occasions or more by the cell's end. */
  cumulativeRepurchase: Array<Array<number | null>>;
};

/** All cohorts together, per offset. `calendar`: over the `full` cells, so cohorts weigh by their size;
 * `elapsed`: over all eligible customers. `null` where there are none.
 */
export type CohortTotals = {
  /** Customers who count at the offset; the denominator of the shares. */
  customers: Array<number>;
  /** Customers with a purchase. */
  active: Array<number | null>;
  /** Customers with an occasion other than their first. */
  repeaters: Array<number | null>;
  /** `active` / `customers`. */
  retention: Array<number | null>;
  /** Purchases. */
  orders: Array<number | null>;
  /** Purchases and refund records summed, in currency units. */
  value: Array<number | null>;
  /** `value` / `orders`. */
  valuePerOrder: Array<number | null>;
  /** Value up to the end of the offset per customer. */
  cumulativeValue: Array<number | null>;
  /** Share of `customers` with two occasions or more by the end of the offset. */
  cumulativeRepurchase: Array<number | null>;
};

/** How much of a cell lies in the past. */
export type Observed = "full" | "partial";

/** Options of `repurchase`. */
export type RepurchaseOptions = {
  /** The day looked back from, `YYYY-MM-DD`; default: the last date of the shop. */
  asOf?: string | null;
  /** The period of the three rates that have one; default: the 365 days up to the as-of date. */
  period?: DateRange | null;
  /** What one purchase occasion is; default: the shop's setting, else `day`. */
  occasion?: Occasion | null;
  /** Days since the first purchase, 1 to 3650, at most 50 of them; default 30, 60, 90, 180, 365. */
  within?: Array<number> | null;
};

/** The answer of `repurchase`. */
export type Repurchase = {
  /** Customers with two occasions or more in the period / with one or more. */
  repeatRate: Rate;
  /** Buyers of the preceding period of equal length who bought again in this / all of the preceding. */
  returnRate: Rate;
  /** Buyers of the period who had bought in the 365 days before it / buyers of the period. */
  returningShare: Rate;
  /** Per number of days: among buyers whose first purchase lies at least so long back, the share whose second
   * occasion came within these days. Over the whole history.
   */
  within: { [key in string]: Rate };
  /** The share of buyers without a second occasion, by days since the first; `null` without buyers. */
  survival: Survival | null;
  /** The steps from the 1st to the 11th occasion. */
  steps: Array<Step>;
  /** The options in force. */
  options: RepurchaseOptions;
  /** The day looked back from. */
  asOf: string;
  /** What to know before trusting the numbers: `hindsight`, `not-enough-data`. */
  warnings: Array<Warning>;
  /** Version of this shape. */
  schemaVersion: number;
};

/** The way from one purchase occasion to the next, over the whole history. */
export type Step = {
  /** The number of the occasion, from 1. */
  from: number;
  /** The number of the next. */
  to: number;
  /** Customers with the next occasion. */
  n: number;
  /** Customers with this occasion. */
  N: number;
  /** `n / N`, as observed: those who came lately have had little time. `null` where `N` is 0. */
  rate: number | null;
  /** 95 % Wilson interval `[low, high]`; `null` where `N` is 0. */
  interval: [number, number] | null;
  /** The share that makes the step within 365 days, estimated by Kaplan–Meier so that those who came lately
   * count for as long as they were watched; `null` where nobody was watched so long and some are left.
   */
  kmAt365: number | null;
  /** Days between the two, of those who made the step; `null` where nobody did. */
  gapQuantiles: GapQuantiles | null;
};

/** Quartiles of a number of days, type 7 of Hyndman & Fan (linear between order statistics). */
export type GapQuantiles = {
  /** A quarter took so many days or fewer. */
  p25: number;
  /** The median. */
  p50: number;
  /** Three quarters took so many days or fewer. */
  p75: number;
};

/** The share that has not done it yet, by days, as parallel arrays; a step function from one day to the next. */
export type Survival = {
  /** Days since the start: 0, then each number of days after which somebody did it. */
  days: Array<number>;
  /** The share that had not done it by the end of that day (Kaplan & Meier, J. Am. Stat. Assoc. 53, 1958). */
  estimate: Array<number>;
  /** Lower end of the 95 % interval (Greenwood's variance of log(−log S)); `null` where the estimate is 1 or 0. */
  lower: Array<number | null>;
  /** Upper end of the interval; `null` as above. */
  upper: Array<number | null>;
  /** The first day on which half or more had done it; `null` where it did not come to that. */
  median: number | null;
};

/** What can be asked of the list of customers. */
export type CustomersOptions = {
  /** The day looked back from, `YYYY-MM-DD`; default: the last date. */
  asOf?: string | null;
  /** The columns wanted; default: all. */
  columns?: Array<Column> | null;
  /** Which customers; default: all who bought. */
  filter?: CustomerFilter | null;
  /** Column to sort by, with `-` in front for descending: `"-monetary"`; further ones behind commas decide among
   * equals. Texts go by their bytes, what is missing comes last either way, equals stay in canonical order.
   * Default: canonical order (first appearance).
   */
  sort?: string | null;
  /** How many customers of the sorted list to pass over; default 0. */
  offset?: number | null;
  /** How many customers to return at most; default: all. */
  limit?: number | null;
  /** The RFM question behind scores and segments; its `asOf` is the one above. */
  rfm?: RfmOptions | null;
  /** The LTV question behind the values; its `asOf` is the one above. */
  ltv?: LtvOptions | null;
  /** How many days up to the as-of date the columns `recentValue` and `change` look at, 1 to 36500; default 90. */
  recentDays?: number | null;
};

/** Which customers are listed; all conditions that are given must hold. */
export type CustomerFilter = {
  /** These ids; ids that nobody has are passed over. */
  ids?: Array<string> | null;
  /** Customers in one of these segments of the RFM question. */
  segment?: SegmentFilter | null;
  /** Customers whose id contains this text; A to Z are the same as a to z. */
  search?: string | null;
  /** Per column of numbers: the customers in whose row it lies within these bounds. What is missing lies in none. */
  ranges?: { [key in string]: Bounds } | null;
};

/** Segments by key. */
export type SegmentFilter = {
  /** The keys of the segments. */
  key: Array<string>;
};

/** The ends of a range, both of which belong to it. */
export type Bounds = {
  /** The least number; default: any. */
  from?: number | null;
  /** The greatest number; default: any. */
  to?: number | null;
};

/** A column of the list. */
export type Column = "id" | "recencyDays" | "frequency" | "monetary" | "rScore" | "fScore" | "mScore" | "segment" | "firstPurchase" | "lastPurchase" | "ownValue" | "referralValue" | "passedOn" | "relationshipValue" | "recentValue" | "change" | "cohort";

/** The answer of `customers`. */
export type Customers = {
  /** The options in force, every default filled in. */
  options: CustomersOptions;
  /** The day looked back from, `YYYY-MM-DD`. */
  asOf: string;
  /** `hindsight`. */
  warnings: Array<Warning>;
  /** The version of this shape. */
  schemaVersion: number;
  /** How many customers passed the filter, before offset and limit. */
  total: number;
  /** Their value inside the RFM question's look-back, refund records included, in currency units. */
  value: number;
  /** The page, column by column. */
  columns: CustomerColumns;
};

/** One array per column that was asked for, all of one length. */
export type CustomerColumns = {
  /** The customer's id. */
  id: string[];
  /** Days from the last purchase to the as-of date, whatever the look-back. */
  recencyDays: Int32Array;
  /** Purchase occasions inside the look-back. */
  frequency: Uint32Array;
  /** M in currency units (sum, or mean per occasion, as the RFM question says); NaN outside its look-back. */
  monetary: Float64Array;
  /** Recency score, 1 to the number of levels; 0 outside the look-back. */
  rScore: Uint8Array;
  /** Frequency score, 1 to the number of levels; 0 outside the look-back. */
  fScore: Uint8Array;
  /** Monetary score, 1 to the number of levels; 0 outside the look-back. */
  mScore: Uint8Array;
  /** Key of the RFM segment; empty outside the look-back. */
  segment: string[];
  /** Date of the first purchase, `YYYY-MM-DD`. */
  firstPurchase: string[];
  /** Date of the last purchase up to the as-of date, `YYYY-MM-DD`. */
  lastPurchase: string[];
  /** Own value in currency units, margin included (`definitions § 2`). */
  ownValue: Float64Array;
  /** Value received for those the customer brought, in currency units (`definitions § 3`). */
  referralValue: Float64Array;
  /** Value handed up to the customer's referrer, in currency units (`definitions § 3`). */
  passedOn: Float64Array;
  /** Own value + referral value − passed on, in currency units. */
  relationshipValue: Float64Array;
  /** Value of the last `recentDays`, refund records included, in currency units. */
  recentValue: Float64Array;
  /** `recentValue` less the value of as many days before, in currency units. */
  change: Float64Array;
  /** Calendar month of the first purchase, `YYYY-MM`. */
  cohort: string[];
};

/** Options of `prospects`. */
export type ProspectsOptions = {
  /** The day looked back from, `YYYY-MM-DD`; default: the last date. */
  asOf?: string | null;
  /** How many to pass over; default 0. */
  offset?: number | null;
  /** How many to return at most; default: all. */
  limit?: number | null;
};

/** The answer of `prospects`. */
export type Prospects = {
  /** How many members up to the as-of date had not bought by then. */
  total: number;
  /** Some of them, in order of first appearance. */
  columns: ProspectColumns;
  /** The options in force. */
  options: ProspectsOptions;
  /** The day looked back from, `YYYY-MM-DD`. */
  asOf: string;
  /** `prospects-unknown`: there is no members source. */
  warnings: Array<Warning>;
  /** The version of this shape. */
  schemaVersion: number;
};

/** The page, column by column. */
export type ProspectColumns = {
  /** The member's id. */
  id: Array<string>;
  /** Date of joining, `YYYY-MM-DD`; `null` where the source has none. */
  joinedAt: Array<string | null>;
};

/** What can be asked of one customer. */
export type CustomerOptions = {
  /** The customer's id, as `customers` gives it. */
  id?: string | null;
  /** The day looked back from, `YYYY-MM-DD`; default: the last date. */
  asOf?: string | null;
  /** The RFM question behind scores and segment; its `asOf` is the one above. */
  rfm?: RfmOptions | null;
  /** The LTV question behind the values; its `asOf` is the one above. */
  ltv?: LtvOptions | null;
};

/** The answer of `customer`. Values are in currency units and contain the shop's margin, orders do not. */
export type Customer = {
  /** The customer's id. */
  id: string;
  /** Purchases and refunds up to the as-of date, by date. */
  orders: Array<Purchase>;
  /** Days from the last purchase to the as-of date; `null` without a purchase. */
  recencyDays: number | null;
  /** Purchase occasions inside the RFM question's look-back. */
  frequency: number;
  /** R, F and M scores, from 1; `null` without a purchase inside the look-back. */
  scores: ByMeasure<number> | null;
  /** Key of the RFM segment; `null` as above. */
  segment: string | null;
  /** What scores and segment rest on; `null` as above. */
  why: ByMeasure<Why> | null;
  /** Own value (`definitions § 2`). */
  ownValue: number;
  /** Value received for those the customer brought (`definitions § 3`). */
  referralValue: number;
  /** Value handed up to the customer's referrer (`definitions § 3`). */
  passedOn: number;
  /** Own value + referral value − passed on. */
  relationshipValue: number;
  /** Who brought the customer; `null`: nobody. */
  referrer: string | null;
  /** Whom the customer brought, in order of first appearance. */
  referred: Array<string>;
  /** The options in force, every default filled in. */
  options: CustomerOptions;
  /** The day looked back from, `YYYY-MM-DD`. */
  asOf: string;
  /** `hindsight`. */
  warnings: Array<Warning>;
  /** The version of this shape. */
  schemaVersion: number;
};

/** A purchase, or a refund that came later. */
export type Purchase = {
  /** The order's id as its row has it; `null` where the source has none. */
  id: string | null;
  /** `YYYY-MM-DD`. */
  date: string;
  /** What was paid, in currency units; below 0: a refund. */
  value: number;
};

/** What a score rests on. */
export type Why = {
  /** The customer's own: days since the last purchase, occasions, currency units. */
  value: number;
  /** Where the octants' halves part; `null` for other segments. */
  split: number | null;
  /** Whether the customer is in the better half; `null` for other segments. */
  high: boolean | null;
};
