// From rows to customers as docs/definitions.md has it, § 0.1 and § 3, for the columns and the ways of writing dates
// and amounts that the bench's files have: unreadable cells, words for nothing, orders of several rows, what they
// inherit, refunds, every row in one account, referrals cleaned into a forest.
// As little is done as the file needs: what is found to be absent while it is read costs nothing later.
import { quoted } from "./sql.mjs";

const NOTHING = [
  ...["", "-", "—", "NA", "N/A", "#N/A", "NULL", "null", "None", "nan", "\\N", "(空)", "（空）", "无"],
]
  .map(word => `'${word}'`)
  .join(", ");

/** Makes the tables that the questions of sql.mjs need; gives the accounts. */
export async function build(query, file) {
  await query(GROUPED(quoted(file.name), new Date(file.lastModified).toISOString().slice(0, 10)));
  const [{ several, repeating }] = await query(AMOUNTS);
  const amountIs = several > 0 && repeating * 100 >= several * 95 ? "order" : "line";
  await query(VERDICTS(amountIs));
  await query(ORDERS);
  const accounts = await account(query);
  await query(CUSTOMERS);
  const edges = await plant(query);
  return { ...accounts, amountIs, edges };
}

// One row per order, and what is to be known of its rows. Rows are numbered by one thread, even where there are more,
// which meets them in the order of the file: any_value is that of the first row that has one.
const CELL = "{ n: n, day: readable.moment::DATE, moment: readable.moment, paid: readable.paid }";
const GROUPED = (name, modified) => `
  CREATE TEMP TABLE grouped AS
  WITH cells AS (
    SELECT row_number() OVER () AS n, *, TRY_CAST(paid_at AS TIMESTAMP) AS moment, TRY_CAST(amount AS DECIMAL(18, 4)) AS paid
    FROM read_csv(${name}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
      nullstr = [${NOTHING}],
      columns = { 'order_id': 'VARCHAR', 'customer_id': 'VARCHAR', 'paid_at': 'VARCHAR', 'amount': 'VARCHAR',
                  'referrer_id': 'VARCHAR' })
  ), judged AS (
    SELECT *, (moment IS NULL AND paid_at IS NOT NULL) OR (paid IS NULL AND amount IS NOT NULL) AS rejected,
           coalesce(moment >= DATE '${modified}' + 2, false) AS future
    FROM cells
  ), readable AS (
    SELECT n, order_id, rejected, NOT rejected AND future AS future,
           CASE WHEN NOT rejected AND NOT future THEN customer_id END AS customer,
           CASE WHEN NOT rejected AND NOT future THEN moment END AS moment,
           CASE WHEN NOT rejected AND NOT future THEN paid END AS paid,
           CASE WHEN NOT rejected AND NOT future THEN referrer_id END AS referrer
    FROM judged
  )
  SELECT count(*)::INTEGER AS lines, sum(rejected::INTEGER)::INTEGER AS rejected,
         sum(future::INTEGER)::INTEGER AS future, count(paid)::INTEGER AS paying, min(n) AS n,
         min(customer) AS customer, max(customer) AS other, min(readable.moment) AS moment, sum(paid) AS total,
         first(paid) AS earliest, any_value(paid) AS paid, min(paid) AS least, max(paid) AS most,
         any_value(referrer) AS referrer, any_value(${CELL}) FILTER (readable.paid >= 0) AS other_paid,
         list(${CELL}) FILTER (readable.paid < 0) AS negative
  FROM readable
  GROUP BY coalesce(order_id, n::VARCHAR || ' ')`;

// Whether later amounts repeat the first or are blank; refunds of a later day are no part of that.
const LATER = "list_filter(negative, x -> x.day > moment::DATE)";
const AMOUNTS = `
  SELECT count(*)::INTEGER AS several,
         coalesce(sum((paying = 0 OR (earliest IS NOT NULL AND least = most))::INTEGER), 0)::INTEGER AS repeating
  FROM (SELECT lines - rejected - future - coalesce(len(${LATER}), 0) AS lines, paying, earliest, most,
               CASE WHEN len(${LATER}) > 0 AND paying - len(${LATER}) = 1 THEN most ELSE least END AS least
        FROM grouped WHERE lines > 1)
  WHERE lines > 1`;

// What the first row says that is no refund of a later day.
const FIRST_PAID = `list_sort(list_filter(
    list_append(list_filter(negative, x -> x.day <= moment::DATE), other_paid), x -> x IS NOT NULL))[1].paid`;

// Each order's value and the first rule that sets it aside, if any. `rest` are its rows but for refunds of a later
// day, which are records of their own, and for lines without an amount.
const VERDICTS = amountIs => `
  CREATE OR REPLACE TEMP VIEW verdicts AS
  SELECT *, CASE WHEN rejected > 0 THEN 'incomplete-order' WHEN customer <> other THEN 'conflicting-customer'
                 WHEN customer IS NULL THEN 'no-customer' WHEN moment IS NULL THEN 'no-time'
                 WHEN paying = 0 THEN 'no-amount' WHEN value = 0 THEN 'zero-amount' END AS rule
  FROM (SELECT customer, other, moment, n, referrer, rejected, future, paying, other_paid,
               lines - rejected - future AS rows, ${amountIs === "line" ? "rows - paying" : "0"} AS blank,
               CASE WHEN negative IS NOT NULL THEN ${LATER} END AS refunds, coalesce(len(refunds), 0) AS late,
               CASE WHEN late = 0 THEN ${amountIs === "line" ? "total" : "paid"}
                    ELSE ${amountIs === "line" ? "total - list_sum(list_transform(refunds, x -> x.paid))" : FIRST_PAID}
               END AS value
        FROM grouped)`;

const ACCOUNTS = `
  SELECT rule, sum(rows)::INTEGER AS rows, sum(blank)::INTEGER AS blank, sum(late)::INTEGER AS late,
         sum(rejected)::INTEGER AS rejected, sum(future)::INTEGER AS future,
         sum((value > 0)::INTEGER)::INTEGER AS purchases, sum((value < 0)::INTEGER)::INTEGER AS refunds
  FROM verdicts GROUP BY rule`;

const ORDERS = `
  CREATE TEMP TABLE orders AS
  SELECT customer, moment, value, n, referrer FROM verdicts WHERE rule IS NULL`;

const LATER_REFUNDS = `
  INSERT INTO orders
  SELECT customer, refund.moment, refund.paid, n, NULL
  FROM (SELECT customer, n, unnest(refunds) AS refund FROM verdicts
        WHERE late > 0 AND (rule IS NULL OR rule = 'zero-amount'))`;

const CUSTOMERS = `
  CREATE TEMP TABLE customers AS
  SELECT customer, min(moment) FILTER (value > 0)::DATE AS first, max(moment) FILTER (value > 0)::DATE AS last,
         count(*) FILTER (value > 0)::INTEGER AS frequency, (sum(value) * 10000)::BIGINT AS units
  FROM orders
  GROUP BY customer`;

/** Rows, and how many of them each rule set aside. */
async function account(query) {
  const accounts = { rows: 0, used: 0, rejected: 0, exclusions: {}, purchases: 0, refunds: 0 };
  const exclude = (rule, rows) => {
    if (rows > 0) accounts.exclusions[rule] = (accounts.exclusions[rule] ?? 0) + rows;
  };
  let later = 0;
  for (const { rule, rows, blank, late, rejected, future, purchases, refunds } of await query(ACCOUNTS)) {
    accounts.rows += rows + rejected + future;
    accounts.rejected += rejected;
    exclude("future-date", future);
    if (rule !== null && rule !== "zero-amount") {
      exclude(rule, rows);
      continue;
    }
    exclude("no-amount", blank);
    if (rule === null) accounts.used += rows - blank;
    else exclude(rule, rows - blank - late);
    if (rule === "zero-amount") accounts.used += late;
    later += late;
    accounts.purchases += purchases;
    accounts.refunds += refunds + late;
  }
  if (later > 0) await query(LATER_REFUNDS);
  return accounts;
}

// Who names whom, by date, equal dates in the order of the file; one edge per pair.
const DAY = "((moment::DATE - DATE '0001-01-01')::BIGINT << 32)";
const EDGES = `
  CREATE TEMP TABLE edges AS
  SELECT customer, referrer, min(${DAY} | n) AS turn FROM orders WHERE referrer IS NOT NULL GROUP BY ALL;
  CREATE TEMP TABLE cycles (customer VARCHAR, referrer VARCHAR)`;

const JUDGED = `
  SELECT customer, referrer, turn, customer = referrer AS self,
         coalesce((turn >> 32) > (first - DATE '0001-01-01'), false) AS late
  FROM edges JOIN customers USING (customer)`;

const COUNTS = `
  SELECT sum(self::INTEGER)::INTEGER AS self, sum((late AND NOT self)::INTEGER)::INTEGER AS late,
         sum((NOT late AND NOT self)::INTEGER)::INTEGER AS good FROM (${JUDGED})`;

const PARENTS = `
  CREATE OR REPLACE TEMP TABLE parents AS
  SELECT customer, arg_min(referrer, turn) AS referrer
  FROM (${JUDGED}) WHERE NOT self AND NOT late AND (customer, referrer) NOT IN (FROM cycles)
  GROUP BY customer`;

// Whoever is found on the way down from those whom nobody brought is in no cycle.
const REACHED = `
  WITH RECURSIVE below AS (
    SELECT p.customer FROM parents AS p ANTI JOIN parents AS above ON p.referrer = above.customer
    UNION ALL
    SELECT p.customer FROM parents AS p JOIN below ON p.referrer = below.customer
  )
  SELECT (SELECT count(*) FROM parents)::INTEGER AS used, count(*)::INTEGER AS reached FROM below`;

const CANDIDATES = `SELECT customer, referrer FROM (${JUDGED}) WHERE NOT self AND NOT late ORDER BY turn`;

/** Makes the table of who was brought by whom; gives what became of the edges. */
async function plant(query) {
  await query(EDGES);
  const [{ self, late, good }] = await query(COUNTS);
  await query(PARENTS);
  let [{ used, reached }] = await query(REACHED);
  let cycle = 0;
  if (reached < used) {
    const closing = cyclesAmong(await query(CANDIDATES));
    cycle = closing.length;
    const pairs = closing.map(({ customer, referrer }) => `(${quoted(customer)}, ${quoted(referrer)})`);
    await query(`INSERT INTO cycles VALUES ${pairs.join(", ")}`);
    await query(PARENTS);
    [{ used, reached }] = await query(REACHED);
    if (reached < used) throw new Error("a cycle is left");
  }
  return { used, self: self ?? 0, late: late ?? 0, secondParent: (good ?? 0) - used - cycle, cycle };
}

/** The edges that would close a cycle, each in turn; rare, so it need not be a query. */
export function cyclesAmong(edges) {
  const parents = new Map();
  return edges.filter(({ customer, referrer }) => {
    if (parents.has(customer)) return false;
    for (let above = referrer; above !== undefined; above = parents.get(above))
      if (above === customer) return true;
    parents.set(customer, referrer);
    return false;
  });
}
