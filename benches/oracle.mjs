// The same answer by the plainest means: every step spelt out after the definitions, exact integers, no haste.
import { readFileSync, statSync } from "node:fs";

const DAY = 86_400_000;

const SEGMENTS = [
  ...["general-retain", "general-develop", "general-keep", "general-value"],
  ...["important-retain", "important-develop", "important-keep", "important-value"],
];

const NOTHING = [
  "",
  "-",
  "—",
  "NA",
  "N/A",
  "#N/A",
  "NULL",
  "null",
  "None",
  "nan",
  "\\N",
  "(空)",
  "（空）",
  "无",
];

/** The answer for a file of the bench layout. */
export function solve(path) {
  const { orders, ...accounts } = readOrders(path);
  const customers = groupByCustomer(orders);
  const asOf = orders.reduce((latest, { day }) => Math.max(latest, day), -Infinity);
  const { edges, parents } = forest(orders, customers);
  for (const customer of customers) {
    customer.recency = asOf - customer.last;
    customer.parent = parents.get(customer.id);
  }
  const buyers = customers.filter(({ frequency }) => frequency > 0);
  return {
    ...accounts,
    edges,
    customers: buyers.length,
    ...rfm(buyers),
    ...cohorts(buyers, asOf),
    ...ltv(customers),
  };
}

/** The used orders and refund records, and what became of every row. */
function readOrders(path) {
  const [header, ...lines] = readFileSync(path, "utf8").split("\n");
  if (header !== "order_id,customer_id,paid_at,amount,referrer_id")
    throw new Error(`unknown layout: ${header}`);
  const lastDay = Math.floor(statSync(path).mtimeMs / DAY) + 1;
  const exclusions = {};
  const exclude = (rule, rows) => {
    if (rows > 0) exclusions[rule] = (exclusions[rule] ?? 0) + rows;
  };
  const groups = new Map();
  let [rows, rejected] = [0, 0];
  for (const line of lines) {
    if (line === "") continue;
    const row = readRow(line, rows++);
    const key = row.id ?? row.number;
    if (!groups.has(key)) groups.set(key, { rows: [], incomplete: false });
    const group = groups.get(key);
    if (row.bad) {
      rejected += 1;
      group.incomplete = true;
    } else if (row.day > lastDay) exclude("future-date", 1);
    else group.rows.push(row);
  }
  const amountIs = whatAmountsAre([...groups.values()].map(({ rows }) => rows));
  const orders = [];
  for (const group of groups.values()) orders.push(...ordersOf(group, amountIs, exclude));
  const used = rows - rejected - Object.values(exclusions).reduce((sum, count) => sum + count, 0);
  const purchases = orders.filter(({ units }) => units > 0).length;
  const refunds = orders.length - purchases;
  return { orders, rows, used, rejected, exclusions, purchases, refunds, amountIs };
}

function readRow(line, number) {
  const [id, customer, at, amount, referrer] = line
    .split(",")
    .map(cell => (NOTHING.includes(cell) ? undefined : cell));
  const time = at === undefined ? undefined : Date.parse(`${at.replace(" ", "T")}Z`);
  const real = at === undefined || new Date(time || 0).toISOString().startsWith(at.slice(0, 10));
  const units = amount === undefined ? undefined : Math.round(Number(amount) * 10_000);
  return {
    ...{ number, id, customer, at, referrer, units, bad: !real || Number.isNaN(units) },
    day: at === undefined ? undefined : Math.floor(time / DAY),
  };
}

/** Later amounts of an order are left out of the count where they are refunds of another day. */
function whatAmountsAre(groups) {
  const several = groups
    .map(rows => rows.filter(row => !isLaterRefund(row, rows)))
    .filter(({ length }) => length > 1);
  const repeating = several.filter(([first, ...later]) =>
    later.every(({ units }) => units === undefined || units === first.units),
  );
  return several.length > 0 && repeating.length * 100 >= several.length * 95 ? "order" : "line";
}

function firstDay(rows) {
  return Math.min(...rows.map(({ day }) => day ?? rows[0].day ?? Infinity));
}

function isLaterRefund({ day, units }, rows) {
  return units < 0 && (day ?? rows[0].day) > firstDay(rows);
}

function ordersOf({ rows, incomplete }, amountIs, exclude) {
  if (rows.length === 0) return [];
  const [first] = rows;
  const customer = first.customer;
  const names = new Set(rows.map(row => row.customer).filter(name => name !== undefined));
  const day = firstDay(rows);
  const paying = rows.filter(({ units }) => units !== undefined);
  const later = rows.filter(row => isLaterRefund(row, rows));
  let rule;
  if (incomplete) rule = "incomplete-order";
  else if (names.size > 1) rule = "conflicting-customer";
  else if (customer === undefined) rule = "no-customer";
  else if (day === Infinity) rule = "no-time";
  else if (paying.length === 0) rule = "no-amount";
  if (rule !== undefined) {
    exclude(rule, rows.length);
    return [];
  }
  const own = paying.filter(row => !later.includes(row));
  const units = amountIs === "order" ? own[0].units : own.reduce((sum, row) => sum + row.units, 0);
  const orders = later.map(row => ({ customer, day: row.day, month: monthIndex(row.at), units: row.units }));
  const blank = amountIs === "line" ? rows.length - paying.length : 0;
  exclude("no-amount", blank);
  if (units === 0) exclude("zero-amount", rows.length - blank - later.length);
  else {
    const at = rows.reduce((least, row) => (row.at !== undefined && row.at < least ? row.at : least), "9");
    const { referrer } = rows.find(row => row.referrer !== undefined) ?? {};
    orders.unshift({ customer, day, month: monthIndex(at), units, referrer });
  }
  return orders;
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
    const bought = own.filter(({ units }) => units > 0);
    const days = bought.map(order => order.day);
    return {
      id,
      first: Math.min(...days),
      last: Math.max(...days),
      frequency: bought.length,
      units: own.reduce((sum, order) => sum + order.units, 0),
      cohort: Math.min(...bought.map(order => order.month)),
      months: new Set(bought.map(order => order.month)),
    };
  });
}

/** Who was brought by whom: by date, equal dates in the order of the file, each edge in turn. */
function forest(orders, customers) {
  const first = new Map(customers.map(customer => [customer.id, customer.first]));
  const pairs = new Map();
  // Sorting is stable.
  for (const { customer, referrer, day } of [...orders].sort((a, b) => a.day - b.day)) {
    const pair = `${customer} ${referrer}`;
    if (referrer !== undefined && !pairs.has(pair)) pairs.set(pair, { customer, referrer, day });
  }
  const edges = { used: 0, self: 0, late: 0, secondParent: 0, cycle: 0 };
  const parents = new Map();
  const leadsTo = (from, to) => {
    for (let person = from; person !== undefined; person = parents.get(person))
      if (person === to) return true;
    return false;
  };
  for (const { customer, referrer, day } of pairs.values()) {
    if (customer === referrer) edges.self += 1;
    else if (day > first.get(customer)) edges.late += 1;
    else if (parents.has(customer)) edges.secondParent += 1;
    else if (leadsTo(referrer, customer)) edges.cycle += 1;
    else {
      edges.used += 1;
      parents.set(customer, referrer);
    }
  }
  return { edges, parents };
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
    monetary: customer => customer.units,
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
    segment.value += customer.units;
    scores[`${r}${f}${m}`] = (scores[`${r}${f}${m}`] ?? 0) + 1;
  }
  for (const segment of Object.values(segments)) segment.value /= 10_000;
  const cutPoints = {
    recency: cuts.recency.map(cut => -cut),
    frequency: cuts.frequency,
    monetary: cuts.monetary.map(cut => cut / 10_000),
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

function ltv(customers) {
  const referred = new Map();
  for (const { parent, units } of customers) {
    if (parent !== undefined) referred.set(parent, (referred.get(parent) ?? 0) + units);
  }
  const sum = values => [...values].reduce((total, value) => total + value, 0) / 10_000;
  return {
    ownValue: sum(customers.map(({ units }) => units)),
    referralValue: sum(referred.values()),
    top: customers
      .filter(({ frequency }) => frequency > 0)
      .map(({ id, units }) => units + (referred.get(id) ?? 0))
      .sort((a, b) => b - a)
      .slice(0, 100)
      .map(units => units / 10_000),
  };
}
