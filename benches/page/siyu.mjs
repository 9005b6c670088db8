// Siyu by its public name, with its defaults.
import { open } from "siyu";

let shop;
/** Workers that are started and wait. */
let spare;

const newWorker = () => new Worker(new URL("/pkg/dist/worker.js", location.href), { type: "module" });

/** Compiles the module, which later datasets share, and starts the Worker of the next one. */
export async function start() {
  shop = await open({
    orders: new File(["order_id,customer_id,paid_at,amount\n1,a,2024-01-01,1.00\n"], "tiny.csv"),
  });
  await tidy();
}

export async function analyse(file) {
  shop = await open({ orders: file }, { worker: () => spare.pop() ?? newWorker() });
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
    cohorts: Object.fromEntries(
      cohorts.cohorts.map((label, index) => [
        label,
        cohorts.cells.active[index].filter(cell => cell !== null),
      ]),
    ),
    ownValue: ltv.ownValue,
    referralValue: ltv.referralValue,
  };
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

export async function tidy() {
  shop.close();
  spare ??= [];
  while (spare.length < navigator.hardwareConcurrency) spare.push(newWorker());
}
