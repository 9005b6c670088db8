// From rows to customers as docs/definitions.md has it, § 0.1 and § 3, for the columns and the ways of writing dates
// and amounts that the bench's files have: unreadable cells, words for nothing, orders of several rows, what they
// inherit, refunds, every row in one account, referrals cleaned into a forest.
// The file is read once, into a narrow table in its order. Rows that are an order of their own stay where they are;
// only the rows of larger orders are grouped (several.mjs). What a file does not have costs it nothing.

import { plant } from "./referrals.mjs";
import { combine, FATES } from "./several.mjs";
import { customers, quoted, SPAN } from "./sql.mjs";

const NOTHING = [
  ...["", "-", "—", "NA", "N/A", "#N/A", "NULL", "null", "None", "nan", "\\N", "(空)", "（空）", "无"],
]
  .map(quoted)
  .join(", ");

/** Makes the tables that the questions of sql.mjs need; gives the accounts, and the span of the orders. */
export async function build(query, file) {
  const future = `DATE '${new Date(file.lastModified).toISOString().slice(0, 10)}' + 2`;
  await query(FATES);
  await query(LINES(quoted(file.name), future));
  const amountIs = await combine(query, future);
  const accounts = account(await query(amountIs === null ? SINGLE_ACCOUNTS : ACCOUNTS));
  await query(amountIs === null ? SINGLE_ORDERS(accounts) : ORDERS);
  const [span] = await query(SPAN);
  await query(customers(span, { refunds: accounts.refunds > 0 }));
  const edges = await plant(query, span);
  return { facts: { ...accounts, amountIs: amountIs ?? "line", edges }, span };
}

// Each row, and what becomes of it if it is an order of its own. Money is in units of 1/10 000, as it is in `customers`:
// to convert the sums takes as long as to add them up.
const LINES = (name, future) => `
  CREATE TABLE lines AS
  SELECT order_id, customer, date, units, referrer,
         CASE WHEN (date IS NULL AND paid_at IS NOT NULL) OR (units IS NULL AND amount IS NOT NULL)
                THEN 'rejected'::fate
              WHEN date >= ${future} THEN 'future-date'::fate
              WHEN customer IS NULL THEN 'no-customer'::fate
              WHEN date IS NULL THEN 'no-time'::fate
              WHEN units IS NULL THEN 'no-amount'::fate
              WHEN units = 0 THEN 'zero-amount'::fate
              WHEN units > 0 THEN 'purchase'::fate
              ELSE 'refund'::fate END AS fate
  FROM (SELECT order_id, customer_id AS customer, TRY_CAST(paid_at AS TIMESTAMP)::DATE AS date, paid_at,
               (TRY_CAST(amount AS DECIMAL(18, 4)) * 10000)::BIGINT AS units, amount, referrer_id AS referrer
        FROM read_csv(${name}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
          nullstr = [${NOTHING}],
          columns = { 'order_id': 'VARCHAR', 'customer_id': 'VARCHAR', 'paid_at': 'VARCHAR', 'amount': 'VARCHAR',
                      'referrer_id': 'VARCHAR' }))`;

const SINGLE_ACCOUNTS = `
  SELECT fate::VARCHAR AS fate, count(*)::INTEGER AS rows, rows AS orders FROM lines GROUP BY fate`;

const ACCOUNTS = `
  SELECT fate::VARCHAR AS fate, sum(rows)::INTEGER AS rows, count(*)::INTEGER AS orders
  FROM (SELECT fate, 1 AS rows FROM singles
        UNION ALL SELECT fate, 1 FROM parts WHERE fate <> 'part'
        UNION ALL SELECT fate, rows FROM combined)
  GROUP BY fate`;

const USED = "WHERE fate >= 'purchase'::fate";

// A condition that holds for every row takes as long as one that does not.
const SINGLE_ORDERS = ({ rows, used }) => `
  CREATE VIEW orders AS
  SELECT rowid AS n, customer, date, units, referrer FROM lines ${used < rows ? USED : ""}`;

const ORDERS = `
  CREATE VIEW orders AS
  SELECT n, customer, date, units, referrer FROM singles ${USED}
  UNION ALL SELECT n, customer, date, units, referrer FROM combined ${USED}
  UNION ALL SELECT n, customer, date, units, NULL FROM parts WHERE fate = 'refund'`;

/** Rows, and how many of them each rule set aside. */
function account(fates) {
  const accounts = { rows: 0, used: 0, rejected: 0, exclusions: {}, purchases: 0, refunds: 0 };
  for (const { fate, rows, orders } of fates) {
    accounts.rows += rows;
    if (fate === "purchase" || fate === "refund") {
      accounts.used += rows;
      accounts[`${fate}s`] += orders;
    } else if (fate === "rejected") accounts.rejected += rows;
    else accounts.exclusions[fate] = rows;
  }
  return accounts;
}
