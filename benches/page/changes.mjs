// Changed options on a shop that is open: what the report asks when a switch is turned, each question timed from here to
// its answer. Every time with another past day, so that no answer is one that was given before.
import * as siyu from "./siyu.mjs";

const PAGE = { sort: "-relationshipValue", limit: 100 };
const referral = attribution => ({ referral: { attribution } });

/**
 * `changes`: what is changed and what is asked then. `before`: what had been asked for the same day, by which the Worker
 * knows what it would know; nothing where the day itself is changed.
 */
const AS_OF = { change: "as-of date", before: [] };
const DEFAULTS = [
  ["rfm", { segments: "octants" }],
  ["ltv", referral("direct")],
  ["cohorts", { period: "month" }],
  ["customers", PAGE],
];
const other = (change, label, ask, options) => ({ change, before: DEFAULTS, label, ask, options });

export const CHANGES = [
  { ...AS_OF, label: "overview", ask: "overview", options: {} },
  { ...AS_OF, label: "rfm", ask: "rfm", options: {} },
  { ...AS_OF, label: "cohorts", ask: "cohorts", options: {} },
  { ...AS_OF, label: "ltv", ask: "ltv", options: {} },
  { ...AS_OF, label: "repurchase", ask: "repurchase", options: {} },
  { ...AS_OF, label: "customers", ask: "customers", options: PAGE },
  other("segments", "rfm, grid", "rfm", { segments: "grid" }),
  other("segments", "rfm, rfm11", "rfm", { segments: "rfm11" }),
  other("segments", "rfm, split by median", "rfm", { split: "median" }),
  other("segments", "customers of a segment", "customers", {
    ...{ ...PAGE, rfm: { segments: "rfm11" }, filter: { segment: { key: ["champions"] } } },
  }),
  other("attribution", "ltv, pass-up", "ltv", referral("pass-up")),
  other("attribution", "ltv, path-equal", "ltv", referral("path-equal")),
  other("attribution", "customers, pass-up", "customers", { ...PAGE, ltv: referral("pass-up") }),
  other("cohort period", "quarter", "cohorts", { period: "quarter" }),
  other("cohort period", "week", "cohorts", { period: "week" }),
  other("customers sort", "by value", "customers", { ...PAGE, sort: "-monetary" }),
  other("customers sort", "by recency", "customers", { ...PAGE, sort: "recencyDays" }),
  other("customers sort", "by frequency, then value", "customers", { ...PAGE, sort: "-frequency,-monetary" }),
  other("customers sort", "by id", "customers", { ...PAGE, sort: "id" }),
];

let shop;

export async function start() {
  await siyu.start();
}

/** Reads the picked file; gives how many bought. */
export async function open(file) {
  shop = await siyu.read(file);
  return (await shop.rfm()).population;
}

export const names = () => CHANGES.map(({ change, label }) => ({ change, question: label }));

/** Asks one of them as of the last day less so many; the milliseconds, and the answer as text. */
export async function ask(at, daysBack) {
  const { before, ask, options } = CHANGES[at];
  const asOf = new Date(Date.parse(shop.report.orders.lastDate) - daysBack * 864e5)
    .toISOString()
    .slice(0, 10);
  for (const [measure, defaults] of before) await shop[measure]({ ...defaults, asOf });
  const began = performance.now();
  const answer = await shop[ask]({ ...options, asOf });
  const ms = performance.now() - began;
  return { ms, text: JSON.stringify(answer, plainly) };
}

export const tidy = () => siyu.tidy();

/** Typed arrays as lists. */
const plainly = (_, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
