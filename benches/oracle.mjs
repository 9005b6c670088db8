// The same answer by the plainest means: every step spelt out after the definitions, exact integers, no haste.
import { readFileSync } from "node:fs";

const SEGMENTS = [
  ...["general-retain", "general-develop", "general-keep", "general-value"],
  ...["important-retain", "important-develop", "important-keep", "important-value"],
];

/** The answer for a file of the bench layout. */
export function solve(path) {
  const orders = readOrders(path);
  const customers = groupByCustomer(orders);
  const asOf = customers.reduce((latest, { last }) => Math.max(latest, last), -Infinity);
  for (const customer of customers) customer.recency = asOf - customer.last;
  const byId = new Map(customers.map(customer => [customer.id, customer]));
  return {
    customers: customers.length,
    ...rfm(customers),
    ...cohorts(customers, asOf),
    ...ltv(customers, byId),
  };
}

function readOrders(path) {
  const [header, ...lines] = readFileSync(path, "utf8").split("\n");
  if (header !== "order_id,customer_id,paid_at,amount,referrer_id")
    throw new Error(`unknown layout: ${header}`);
  const orders = new Map();
  for (const line of lines) {
    if (line === "") continue;
    const [id, customer, at, amount, referrer] = line.split(",");
    const day = Date.parse(`${at.slice(0, 10)}T00:00:00Z`) / 86_400_000;
    const cents = Number(amount.replace(".", ""));
    const order = orders.get(id);
    if (order === undefined) {
      orders.set(id, { customer, day, month: monthIndex(at), cents, referrer });
    } else {
      order.cents += cents;
      if (day < order.day) Object.assign(order, { day, month: monthIndex(at) });
    }
  }
  return [...orders.values()];
}

function monthIndex(at) {
  return Number(at.slice(0, 4)) * 12 + Number(at.slice(5, 7)) - 1;
}

function groupByCustomer(orders) {
  const groups = new Map();
  for (const order of orders) {
    if (!groups.has(order.customer)) groups.set(order.customer, []);
    groups.get(order.customer).push(order);
  }
  return [...groups].map(([id, own]) => {
    const days = own.map(order => order.day);
    const first = Math.min(...days);
    // Sorting is stable, so equal dates keep the order of the file.
    const edges = own
      .filter(({ referrer }) => referrer !== "" && referrer !== id)
      .sort((a, b) => a.day - b.day);
    return {
      id,
      last: Math.max(...days),
      frequency: own.length,
      cents: own.reduce((sum, order) => sum + order.cents, 0),
      cohort: Math.min(...own.map(order => order.month)),
      months: new Set(own.map(order => order.month)),
      parent: edges.find(edge => edge.day <= first)?.referrer,
    };
  });
}

/** Type 7: linear interpolation at (n − 1)p. */
function quantiles(values) {
  const sorted = Float64Array.from(values).sort();
  return [1, 2, 3, 4].map(fifths => {
    const whole = Math.floor(((sorted.length - 1) * fifths) / 5);
    const part = (((sorted.length - 1) * fifths) % 5) / 5;
    const low = sorted[whole];
    const high = sorted[Math.min(whole + 1, sorted.length - 1)];
    return low + (high - low) * part;
  });
}

function rfm(customers) {
  const measures = {
    recency: customer => -customer.recency,
    frequency: customer => customer.frequency,
    monetary: customer => customer.cents,
  };
  const cuts = {};
  const sums = {};
  for (const [name, of] of Object.entries(measures)) {
    cuts[name] = quantiles(customers.map(of));
    sums[name] = customers.reduce((sum, customer) => sum + of(customer), 0);
  }
  const grid = [1, 2, 3, 4, 5].map(() => [0, 0, 0, 0, 0]);
  const segments = Object.fromEntries(SEGMENTS.map(key => [key, { customers: 0, value: 0 }]));
  const scores = {};
  for (const customer of customers) {
    const [r, f, m] = Object.entries(measures).map(
      ([name, of]) => 1 + cuts[name].filter(cut => cut < of(customer)).length,
    );
    const [late, often, much] = Object.entries(measures).map(
      ([name, of]) => of(customer) * customers.length > sums[name],
    );
    grid[r - 1][f - 1] += 1;
    const segment = segments[SEGMENTS[Number(late) + 2 * Number(often) + 4 * Number(much)]];
    segment.customers += 1;
    segment.value += customer.cents;
    scores[`${r}${f}${m}`] = (scores[`${r}${f}${m}`] ?? 0) + 1;
  }
  for (const segment of Object.values(segments)) segment.value /= 100;
  const cutPoints = {
    recency: cuts.recency.map(cut => -cut),
    frequency: cuts.frequency,
    monetary: cuts.monetary.map(cut => cut / 100),
  };
  return { cutPoints, grid, segments, scores };
}

function cohorts(customers, asOf) {
  const newest = monthIndex(new Date(asOf * 86_400_000).toISOString());
  const cells = new Map();
  for (const { cohort, months } of customers) {
    if (!cells.has(cohort)) cells.set(cohort, new Array(newest - cohort + 1).fill(0));
    for (const month of months) cells.get(cohort)[month - cohort] += 1;
  }
  const label = month => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
  return { cohorts: Object.fromEntries([...cells].map(([cohort, active]) => [label(cohort), active])) };
}

function ltv(customers, byId) {
  const referred = new Map();
  for (const { parent, cents } of customers) {
    if (parent !== undefined) referred.set(parent, (referred.get(parent) ?? 0) + cents);
  }
  const relation = ({ id, cents }) => cents + (referred.get(id) ?? 0);
  let brought = 0;
  for (const [id, cents] of referred) if (byId.has(id)) brought += cents;
  return {
    ownValue: customers.reduce((sum, { cents }) => sum + cents, 0) / 100,
    referralValue: brought / 100,
    top: customers
      .map(relation)
      .sort((a, b) => b - a)
      .slice(0, 100)
      .map(cents => cents / 100),
  };
}
