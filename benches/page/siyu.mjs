// Siyu by its public name, with its defaults.
import { open } from "siyu";

let shop;
/** Workers that are started and wait. */
const spare = [];
/** Workers whose end is put off until they have been looked at. */
let ended = [];

const newWorker = () => new Worker(new URL("/pkg/dist/worker.js", location.href), { type: "module" });

/** Compiles the module, which later datasets share, and starts the Worker of the next one. */
export async function start() {
  shop = await open({
    orders: new File(["order_id,customer_id,paid_at,amount\n1,a,2024-01-01,1.00\n"], "tiny.csv"),
  });
  await tidy();
}

/** Reads a file; with `keep` Workers stay when they have nothing more to do, until `tidy`. */
export async function read(file, { workers, keep = false } = {}) {
  const worker = () => {
    const one = spare.pop() ?? newWorker();
    if (keep) one.terminate = () => ended.push(one);
    return one;
  };
  shop = await open({ orders: file }, { worker, ...(workers && { workers }) });
  return shop;
}

/** The questions of the job. */
export async function ask() {
  const rfm = await shop.rfm();
  const cohorts = await shop.cohorts({ period: "month" });
  const ltv = await shop.ltv({ referral: { attribution: "direct" } });
  const { rows, used, rejected, exclusions, purchases, refunds, amountIs } = shop.report.orders;
  const { dropped, ...edges } = ltv.edges;
  return {
    ...{ rows, used, rejected, purchases, refunds, amountIs },
    exclusions: Object.fromEntries(exclusions.map(({ rule, rows }) => [rule, rows])),
    edges: {
      used: edges.used,
      self: dropped["self-referral"],
      late: dropped.late,
      secondParent: dropped["second-parent"],
      cycle: dropped.cycle,
    },
    customers: rfm.population,
    cutPoints: rfm.cutPoints,
    grid: rfm.grid,
    segments: Object.fromEntries(
      rfm.segments.map(({ key, customers, value }) => [key, { customers, value }]),
    ),
    // Months in which nobody was new are no cohorts to the others.
    cohorts: Object.fromEntries(
      cohorts.cohorts
        .map((label, index) => [label, cohorts.cells.active[index].filter(cell => cell !== null)])
        .filter(([, active]) => active[0] > 0),
    ),
    ownValue: ltv.ownValue,
    referralValue: ltv.referralValue,
  };
}

export async function analyse(file, { workers } = {}) {
  await read(file, { workers });
  return ask();
}

/** The number of customers per combination of scores, and the hundred most valuable relations. */
export async function details() {
  const { columns } = await shop.customers({ columns: ["rScore", "fScore", "mScore"] });
  const scores = {};
  columns.rScore.forEach((r, index) => {
    const key = `${r}${columns.fScore[index]}${columns.mScore[index]}`;
    scores[key] = (scores[key] ?? 0) + 1;
  });
  const best = await shop.customers({
    columns: ["relationshipValue"],
    sort: "-relationshipValue",
    limit: 100,
  });
  return { scores, top: Array.from(best.columns.relationshipValue) };
}

/** Ends what was read, and has Workers ready for the next reading. */
export async function tidy(workers = navigator.hardwareConcurrency) {
  shop.close();
  for (const worker of ended) Worker.prototype.terminate.call(worker);
  ended = [];
  prepare(workers);
}

/** Has so many Workers ready. */
export function prepare(workers) {
  while (spare.length < workers) spare.push(newWorker());
}
