// Orders of several rows. The SQL that finds them is the quicker, the more the ids of the file are in order.

/** Where a row can end, in the order in which that is tested; `part`: in an order of several rows. */
export const FATES = `
  CREATE TYPE fate AS ENUM ('rejected', 'future-date', 'incomplete-order', 'conflicting-customer', 'no-customer',
    'no-time', 'part', 'no-amount', 'zero-amount', 'purchase', 'refund')`;

/**
 * Makes `singles` of the rows that are an order of their own, `parts` of all others and `combined` of their orders;
 * tells whether amounts are of the line or of the order. `null`, and nothing made, where each row is an order.
 */
export async function combine(query, future) {
  const [{ neighbours, compared, same, falls }] = await query(SEQUENCE);
  const sorted = compared === neighbours && (falls === 0 || falls === compared - same);
  if (sorted && same === 0) return null;
  await query(REPEATED(sorted));
  const [{ repeated }] = await query("SELECT count(*)::INTEGER AS repeated FROM repeated");
  if (repeated === 0) return null;
  await query(SINGLES);
  await query(PARTS(future));
  await query("DROP TABLE lines");
  const [{ several, repeating }] = await query(AMOUNTS);
  const amountIs = several > 0 && repeating * 100 >= several * 95 ? "order" : "line";
  if (amountIs === "line") await query(BLANK);
  await query(COMBINED(amountIs));
  return amountIs;
}

// Where ids only rise, or only fall, equal ones stand side by side. Numbers rise as texts do, shorter ones first.
const NEIGHBOURS = "(SELECT order_id, lag(order_id) OVER () AS before FROM lines)";
const SEQUENCE = `
  SELECT count(*)::INTEGER - 1 AS neighbours, count(order_id = before)::INTEGER AS compared,
         count_if(order_id = before)::INTEGER AS same,
         count_if(strlen(order_id) < strlen(before)
                  OR (strlen(order_id) = strlen(before) AND order_id < before))::INTEGER AS falls
  FROM ${NEIGHBOURS}`;

const REPEATED = sorted => `
  CREATE TABLE repeated AS
  ${
    sorted
      ? `SELECT DISTINCT order_id FROM ${NEIGHBOURS} WHERE order_id = before`
      : "SELECT order_id FROM lines WHERE order_id IS NOT NULL GROUP BY order_id HAVING count(*) > 1"
  }`;

const SINGLES = `
  CREATE TABLE singles AS
  SELECT rowid AS n, customer, date, units, referrer, fate FROM lines ANTI JOIN repeated USING (order_id)`;

// Blank cells are inherited from the order's first readable row. A negative row that is dated after its order is a
// refund of its own.
const PARTS = future => `
  CREATE TABLE parts AS
  WITH own AS MATERIALIZED (SELECT rowid AS n, * FROM lines SEMI JOIN repeated USING (order_id)),
  heads AS (
    SELECT order_id, count_if(fate = 'rejected') > 0 AS incomplete,
           arg_min_null(customer, n) FILTER (fate <> 'rejected') AS customer,
           arg_min_null(date, n) FILTER (fate <> 'rejected') AS date,
           min(date) FILTER (fate <> 'rejected') AS earliest,
           min(customer) FILTER (fate <> 'rejected') <> max(customer) FILTER (fate <> 'rejected') AS conflicting
    FROM own GROUP BY order_id
  ), filled AS (
    SELECT n, order_id, own.fate, units, referrer, incomplete, conflicting, earliest,
           coalesce(own.customer, heads.customer) AS customer, coalesce(own.date, heads.date) AS date
    FROM own JOIN heads USING (order_id)
  )
  SELECT n, order_id, customer, date, units, referrer, earliest, coalesce(units < 0 AND date > earliest, false) AS later,
         CASE WHEN fate = 'rejected' THEN fate
              WHEN date >= ${future} THEN 'future-date'::fate
              WHEN incomplete THEN 'incomplete-order'::fate
              WHEN conflicting THEN 'conflicting-customer'::fate
              WHEN customer IS NULL THEN 'no-customer'::fate
              WHEN date IS NULL THEN 'no-time'::fate
              WHEN later THEN 'refund'::fate
              ELSE 'part'::fate END AS fate
  FROM filled`;

// Whether later amounts repeat the first or are blank; refunds of a later day are no part of that.
const AMOUNTS = `
  SELECT count(*)::INTEGER AS several,
         count_if(most IS NULL OR (earliest IS NOT NULL AND least = most))::INTEGER AS repeating
  FROM (SELECT arg_min_null(units, n) AS earliest, min(units) AS least, max(units) AS most
        FROM parts WHERE fate <> 'rejected' AND NOT later GROUP BY order_id HAVING count(*) > 1)`;

const BLANK = "UPDATE parts SET fate = 'no-amount' WHERE fate = 'part' AND units IS NULL";

const COMBINED = amountIs => `
  CREATE TABLE combined AS
  SELECT n, customer, date, units, referrer, rows,
         CASE WHEN units IS NULL THEN 'no-amount'::fate WHEN units = 0 THEN 'zero-amount'::fate
              WHEN units > 0 THEN 'purchase'::fate ELSE 'refund'::fate END AS fate
  FROM (SELECT min(n) AS n, min(customer) AS customer, min(earliest) AS date, arg_min(referrer, n) AS referrer,
               ${amountIs === "line" ? "sum(units)::BIGINT" : "arg_min(units, n)"} AS units, count(*) AS rows
        FROM parts WHERE fate = 'part' GROUP BY order_id)`;
