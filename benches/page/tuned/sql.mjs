// The questions, over two tables that either way of reading makes: `customers` (customer, first, last, frequency, units
// of 1/10 000, months in which they bought) and `parents` (customer, referrer, units of the customer). What one answer
// says stands in the next question as a number.

/** A text as SQL writes it. */
export const quoted = text => `'${text.replaceAll("'", "''")}'`;

const month = date => `(year(${date}) * 12 + month(${date}) - 1)`;

/** The first and the last date among the orders, and the numbers of their months. */
export const SPAN = `
  SELECT min(date)::VARCHAR AS "from", max(date)::VARCHAR AS "asOf", ${month('"from"::DATE')}::INTEGER AS oldest,
         ${month('"asOf"::DATE')}::INTEGER AS newest
  FROM orders`;

/** Months as the bits of one value, from the oldest of the span on: how they are gathered, and how one is looked up. */
export function monthsOf({ oldest, newest }) {
  const bit = `${month("date")} - ${oldest}`;
  // As many as a BIGINT has; any other type takes several times as long.
  return newest - oldest < 63
    ? { gathered: `bit_or(1::BIGINT << (${bit}))`, has: bit => `(months >> ${bit}) & 1 = 1` }
    : { gathered: `bitstring_agg(${bit}, 0, ${newest - oldest})`, has: bit => `get_bit(months, ${bit}) = 1` };
}

/** The customers of `orders`. Without refunds each order is a purchase. */
export function customers(span, { refunds }) {
  const bought = refunds ? "FILTER (units > 0)" : "";
  return `
    CREATE TABLE customers AS
    SELECT customer, min(date) ${bought} AS first, max(date) ${bought} AS last, count(*) ${bought}::INTEGER AS frequency,
           sum(units)::BIGINT AS units, ${monthsOf(span).gathered} ${bought} AS months
    FROM orders
    GROUP BY customer`;
}

const MEASURES = asOf => `
  (SELECT (last - DATE '${asOf}')::INTEGER AS lateness, frequency, units FROM customers WHERE frequency > 0)`;

/** Cut points, and the sums that means are made of. */
export const CUTS = ({ asOf }) => `
  SELECT count(*)::INTEGER AS n, sum(lateness)::VARCHAR AS "rSum", sum(frequency)::VARCHAR AS "fSum",
         sum(units)::VARCHAR AS "mSum", quantile_cont(lateness, [0.2, 0.4, 0.6, 0.8]) AS r,
         quantile_cont(frequency, [0.2, 0.4, 0.6, 0.8]) AS f, quantile_cont(units, [0.2, 0.4, 0.6, 0.8]) AS m
  FROM ${MEASURES(asOf)}`;

/** Of whole numbers those above a cut point are those above the next whole number below it. */
const score = (measure, cuts) =>
  `1 + ${Array.from(cuts, cut => `(${measure} > ${Math.floor(cut)})::TINYINT`).join(" + ")}`;

function floored(sum, count) {
  const [whole, of] = [BigInt(sum), BigInt(count)];
  return whole / of - (whole % of < 0n ? 1n : 0n);
}

/** Customers and value per combination of scores and octant. */
export const SCORES = ({ asOf }, { n, r, f, m, rSum, fSum, mSum }) => `
  CREATE TABLE scored AS
  SELECT ${score("lateness", r)} AS r, ${score("frequency", f)} AS f, ${score("units", m)} AS m,
         (lateness > ${floored(rSum, n)})::TINYINT + 2 * (frequency > ${floored(fSum, n)})::TINYINT
           + 4 * (units > ${floored(mSum, n)})::TINYINT AS octant,
         count(*)::INTEGER AS customers, sum(units) AS units
  FROM ${MEASURES(asOf)}
  GROUP BY ALL`;

export const GRID = "SELECT r, f, sum(customers)::INTEGER AS customers FROM scored GROUP BY r, f";

export const OCTANTS = `
  SELECT octant, sum(customers)::INTEGER AS customers, sum(units)::DOUBLE / 10000 AS value FROM scored GROUP BY octant`;

export const VALUES = `
  SELECT (SELECT sum(units) FROM customers)::DOUBLE / 10000 AS "ownValue",
         (SELECT coalesce(sum(units), 0) FROM parents)::DOUBLE / 10000 AS "referralValue"`;

// Many customers bought in the same months, the first of which is their cohort.
export const COHORTS = span => `
  WITH patterns AS (
    SELECT months, ${month("first")}::INTEGER - ${span.oldest} AS cohort, count(*) AS customers
    FROM customers WHERE frequency > 0 GROUP BY ALL
  )
  SELECT cohort, bit::INTEGER - cohort AS age, sum(customers)::INTEGER AS active
  FROM patterns, range(${span.newest - span.oldest + 1}) AS bits(bit)
  WHERE ${monthsOf(span).has("bit::INTEGER")}
  GROUP BY ALL ORDER BY ALL`;

export const COMBINATIONS = `
  SELECT concat(r, f, m) AS key, sum(customers)::INTEGER AS customers FROM scored GROUP BY ALL`;

export const TOP = `
  WITH brought AS (SELECT referrer AS customer, sum(units)::BIGINT AS units FROM parents GROUP BY referrer)
  SELECT (c.units + coalesce(b.units, 0))::DOUBLE / 10000 AS value
  FROM customers AS c LEFT JOIN brought AS b USING (customer)
  WHERE frequency > 0 ORDER BY value DESC LIMIT 100`;
