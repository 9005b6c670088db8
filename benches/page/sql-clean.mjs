// From rows to customers where nothing can be wrong with a row.
import { quoted } from "./sql.mjs";

/** Makes the tables that the questions of sql.mjs need. */
export async function build(query, file) {
  await query(TABLES(quoted(file.name), await orderIdType(file)));
  return {};
}

/** Integers group faster than texts, so whoever knows the file would say so. */
async function orderIdType(file) {
  const sample = await file.beginning();
  return /^\d+$/.test(sample.split("\n")[1].split(",")[0]) ? "BIGINT" : "VARCHAR";
}

// Rows of one order id are one order; then one row per customer, with the earliest order that names a referrer
// other than the customer, which counts unless it is dated after the first purchase.
const TABLES = (name, orderId) => `
  CREATE TEMP TABLE orders AS
  SELECT any_value(customer_id) AS customer, min(paid_at) AS moment, sum(amount) AS value,
         any_value(referrer_id) AS referrer
  FROM read_csv(${name}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = { 'order_id': '${orderId}', 'customer_id': 'VARCHAR', 'paid_at': 'TIMESTAMP',
                'amount': 'DECIMAL(12, 2)', 'referrer_id': 'VARCHAR' })
  GROUP BY order_id;
  CREATE TEMP TABLE customers AS
  SELECT customer, min(moment)::DATE AS first, max(moment)::DATE AS last, count(*)::INTEGER AS frequency,
         (sum(value) * 10000)::BIGINT AS units,
         arg_min(referrer, moment) FILTER (referrer <> customer) AS referrer,
         min(moment) FILTER (referrer <> customer)::DATE AS named
  FROM orders
  GROUP BY customer;
  CREATE TEMP TABLE parents AS SELECT customer, referrer FROM customers WHERE named <= first`;
