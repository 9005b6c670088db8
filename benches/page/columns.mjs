// The answers over plain columns, for the rivals in JavaScript: typed arrays, no objects per customer.

const SEGMENTS = [
  ...["general-retain", "general-develop", "general-keep", "general-value"],
  ...["important-retain", "important-develop", "important-keep", "important-value"],
];

/** What readers fill in: orders by column, customers by code, who brought them and when. */
export class Columns {
  constructor() {
    this.orders = {
      customer: new Int32Array(1 << 16),
      day: new Int32Array(1 << 16),
      units: new Float64Array(1 << 16),
    };
    this.count = 0;
    this.customers = 0;
    this.named = new Map();
  }

  /** Adds an order; amounts in 1/10 000. */
  add(customer, day, units) {
    const { orders, count } = this;
    if (count === orders.customer.length) {
      for (const [name, column] of Object.entries(orders)) {
        orders[name] = new column.constructor(count * 2);
        orders[name].set(column);
      }
    }
    this.orders.customer[count] = customer;
    this.orders.day[count] = day;
    this.orders.units[count] = units;
    if (customer >= this.customers) this.customers = customer + 1;
    this.count = count + 1;
  }

  /** An order names who brought its customer; of several the earliest counts. */
  name(customer, referrer, day) {
    if (customer === referrer) return;
    const known = this.named.get(customer);
    if (known === undefined || known.day > day) this.named.set(customer, { referrer, day });
  }

  answer() {
    const people = this.people();
    return { customers: this.customers, ...rfm(people), cohorts: this.cohorts(people), ...this.ltv(people) };
  }

  people() {
    const { customers, count, orders } = this;
    const first = new Int32Array(customers).fill(2 ** 31 - 1);
    const last = new Int32Array(customers);
    const frequency = new Float64Array(customers);
    const units = new Float64Array(customers);
    for (let at = 0; at < count; at++) {
      const customer = orders.customer[at];
      const day = orders.day[at];
      if (day < first[customer]) first[customer] = day;
      if (day > last[customer]) last[customer] = day;
      frequency[customer] += 1;
      units[customer] += orders.units[at];
    }
    const asOf = last.reduce((latest, day) => Math.max(latest, day), 0);
    return { first, lateness: Float64Array.from(last, day => day - asOf), frequency, units, asOf };
  }

  cohorts({ first, asOf }) {
    const { customers, count, orders } = this;
    const oldest = monthOf(first.reduce((least, day) => Math.min(least, day), asOf));
    const months = monthOf(asOf) - oldest + 1;
    const months_ = new Int32Array(asOf + 1).map((_, day) => monthOf(day) - oldest);
    const seen = new Uint8Array(customers * months);
    const active = Array.from({ length: months }, (_, cohort) => new Array(months - cohort).fill(0));
    for (let at = 0; at < count; at++) {
      const customer = orders.customer[at];
      const month = months_[orders.day[at]];
      if (seen[customer * months + month] === 1) continue;
      seen[customer * months + month] = 1;
      const cohort = months_[first[customer]];
      active[cohort][month - cohort] += 1;
    }
    const label = month => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
    const filled = active.map((cells, cohort) => [label(oldest + cohort), cells]);
    return Object.fromEntries(filled.filter(([, [size]]) => size > 0));
  }

  ltv({ first, units }) {
    let referred = 0;
    for (const [customer, { day }] of this.named) if (day <= first[customer]) referred += units[customer];
    return {
      ownValue: units.reduce((sum, value) => sum + value, 0) / 10_000,
      referralValue: referred / 10_000,
    };
  }
}

const monthOf = day => {
  const date = new Date(day * 86_400_000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/** Days since 1970 of a civil date. */
export function dayOf(year, month, day) {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/** Type 7: linear interpolation at (n − 1)p. */
function quantiles(values) {
  const sorted = values.slice().sort();
  return [1, 2, 3, 4].map(fifths => {
    const whole = Math.floor(((sorted.length - 1) * fifths) / 5);
    const part = (((sorted.length - 1) * fifths) % 5) / 5;
    return sorted[whole] + (sorted[Math.min(whole + 1, sorted.length - 1)] - sorted[whole]) * part;
  });
}

function rfm({ lateness, frequency, units }) {
  const columns = [lateness, frequency, units];
  const cuts = columns.map(quantiles);
  const sums = columns.map(column => column.reduce((sum, value) => sum + value, 0));
  const grid = [1, 2, 3, 4, 5].map(() => [0, 0, 0, 0, 0]);
  const segments = Object.fromEntries(SEGMENTS.map(key => [key, { customers: 0, value: 0 }]));
  const score = (at, value) => {
    const [a, b, c, d] = cuts[at];
    return (a < value) + (b < value) + (c < value) + (d < value);
  };
  for (let customer = 0; customer < units.length; customer++) {
    grid[score(0, lateness[customer])][score(1, frequency[customer])] += 1;
    let octant = 0;
    for (let at = 0; at < 3; at++) if (columns[at][customer] * units.length > sums[at]) octant |= 1 << at;
    const segment = segments[SEGMENTS[octant]];
    segment.customers += 1;
    segment.value += units[customer];
  }
  for (const segment of Object.values(segments)) segment.value /= 10_000;
  const cutPoints = {
    recency: cuts[0].map(cut => (cut === 0 ? 0 : -cut)),
    frequency: cuts[1],
    monetary: cuts[2].map(cut => cut / 10_000),
  };
  return { cutPoints, grid, segments };
}
