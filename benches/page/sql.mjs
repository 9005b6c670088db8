// The questions, over three tables that either way of reading makes: `orders` (customer, moment, value; purchases
// above 0, refund records below), `customers` (customer, first, last, frequency, units of 1/10 000) and `parents`
// (customer, referrer).

/** A text as SQL writes it. */
export const quoted = text => `'${text.replaceAll("'", "''")}'`;

const AS_OF = "(SELECT max(moment)::DATE FROM orders)";

export const SCORES = `
  CREATE TEMP TABLE cuts AS
  WITH days AS (SELECT last - ${AS_OF} AS lateness, frequency, units FROM customers WHERE frequency > 0)
  SELECT quantile_cont(lateness, [0.2, 0.4, 0.6, 0.8]) AS r, quantile_cont(frequency, [0.2, 0.4, 0.6, 0.8]) AS f,
         quantile_cont(units, [0.2, 0.4, 0.6, 0.8]) AS m, count(*)::BIGINT AS n,
         sum(lateness)::BIGINT AS late, sum(frequency)::BIGINT AS orders, sum(units)::BIGINT AS units
  FROM days;
  CREATE TEMP TABLE scored AS
  SELECT c.units, 1 + (r[1] < lateness)::INTEGER + (r[2] < lateness)::INTEGER + (r[3] < lateness)::INTEGER
           + (r[4] < lateness)::INTEGER AS r,
         1 + (f[1] < frequency)::INTEGER + (f[2] < frequency)::INTEGER + (f[3] < frequency)::INTEGER
           + (f[4] < frequency)::INTEGER AS f,
         1 + (m[1] < c.units)::INTEGER + (m[2] < c.units)::INTEGER + (m[3] < c.units)::INTEGER
           + (m[4] < c.units)::INTEGER AS m,
         (lateness * n > late)::INTEGER + 2 * (frequency * n > orders)::INTEGER
           + 4 * (c.units::HUGEINT * n > cuts.units)::INTEGER AS octant
  FROM (SELECT frequency, units, last - ${AS_OF} AS lateness FROM customers WHERE frequency > 0) AS c, cuts`;

export const VALUES = `
  CREATE TEMP TABLE relations AS
  WITH brought AS (
    SELECT p.referrer, sum(units)::BIGINT AS units FROM parents AS p JOIN customers USING (customer) GROUP BY p.referrer
  )
  SELECT c.customer, c.units AS own, coalesce(b.units, 0) AS referred
  FROM customers AS c LEFT JOIN brought AS b ON b.referrer = c.customer`;

export const FACTS = `
  SELECT n::INTEGER AS customers, list_transform(r, x -> -x) AS recency, f AS frequency,
         list_transform(m, x -> x / 10000) AS monetary, own AS "ownValue", referred AS "referralValue"
  FROM cuts, (SELECT sum(own)::DOUBLE / 10000 AS own FROM relations),
       (SELECT coalesce(sum(units), 0)::DOUBLE / 10000 AS referred FROM parents JOIN customers USING (customer))`;

export const GRID = "SELECT r, f, count(*)::INTEGER AS customers FROM scored GROUP BY r, f";

export const OCTANTS = `
  SELECT octant, count(*)::INTEGER AS customers, sum(units)::DOUBLE / 10000 AS value FROM scored GROUP BY octant`;

export const COHORTS = `
  WITH
    active AS (SELECT (year(first) * 12 + month(first) - 1)::INTEGER AS cohort,
                      (year(moment) * 12 + month(moment) - 1)::INTEGER AS month, customer
               FROM orders JOIN customers USING (customer) WHERE value > 0),
    newest AS (SELECT year(${AS_OF}) * 12 + month(${AS_OF}) - 1 AS newest)
  SELECT printf('%04d-%02d', cohort // 12, cohort % 12 + 1) AS cohort, (newest - cohort + 1)::INTEGER AS observed,
         (month - cohort)::INTEGER AS age, count(DISTINCT customer)::INTEGER AS active
  FROM active, newest GROUP BY ALL ORDER BY ALL`;

export const COMBINATIONS = `
  SELECT concat(r, f, m) AS key, count(*)::INTEGER AS customers FROM scored GROUP BY ALL`;

export const TOP = `
  SELECT (own + referred)::DOUBLE / 10000 AS value FROM relations JOIN customers USING (customer)
  WHERE frequency > 0 ORDER BY value DESC LIMIT 100`;
