// Who brought whom, cleaned into a forest as docs/definitions.md has it, § 3.
import { cyclesAmong } from "../sql-whole.mjs";
import { quoted } from "./sql.mjs";

// One edge per pair, by date, equal dates in the order of the file: both in one number.
const EDGES = ({ from }) => `
  CREATE TABLE edges AS
  SELECT customer, pairs.referrer, turn, units,
         CASE WHEN customer = pairs.referrer THEN 'self' WHEN turn >> 32 > first - DATE '${from}' THEN 'late' ELSE 'good' END
           AS verdict
  FROM (SELECT customer, referrer, min(((date - DATE '${from}') << 32) | n) AS turn
        FROM orders WHERE referrer IS NOT NULL GROUP BY ALL) AS pairs
       JOIN customers USING (customer);
  CREATE TABLE cycles (customer VARCHAR, referrer VARCHAR)`;

const COUNTS = "SELECT verdict, count(*)::INTEGER AS edges FROM edges GROUP BY verdict";

const PARENTS = `
  CREATE OR REPLACE TABLE parents AS
  SELECT customer, arg_min(referrer, turn) AS referrer, any_value(units) AS units
  FROM edges ANTI JOIN cycles USING (customer, referrer) WHERE verdict = 'good'
  GROUP BY customer`;

// In a cycle are only such as brought somebody. Who is found on the way down from those of them whom nobody brought is
// in none.
const CYCLIC = `
  WITH RECURSIVE bringers AS MATERIALIZED (
    SELECT p.customer, p.referrer FROM parents AS p SEMI JOIN parents AS brought ON brought.referrer = p.customer
  ), below AS (
    SELECT b.customer FROM bringers AS b ANTI JOIN bringers AS above ON b.referrer = above.customer
    UNION ALL
    SELECT b.customer FROM bringers AS b JOIN below ON b.referrer = below.customer
  )
  SELECT (SELECT count(*) FROM parents)::INTEGER AS used,
         ((SELECT count(*) FROM bringers) - (SELECT count(*) FROM below))::INTEGER AS cyclic`;

const CANDIDATES = "SELECT customer, referrer FROM edges WHERE verdict = 'good' ORDER BY turn";

/** Makes the table of who was brought by whom; gives what became of the edges. */
export async function plant(query, span) {
  await query(EDGES(span));
  const counts = Object.fromEntries((await query(COUNTS)).map(({ verdict, edges }) => [verdict, edges]));
  const { self = 0, late = 0, good = 0 } = counts;
  await query(PARENTS);
  let [{ used, cyclic }] = await query(CYCLIC);
  let cycle = 0;
  if (cyclic > 0) {
    const closing = cyclesAmong(await query(CANDIDATES));
    cycle = closing.length;
    const pairs = closing.map(({ customer, referrer }) => `(${quoted(customer)}, ${quoted(referrer)})`);
    await query(`INSERT INTO cycles VALUES ${pairs.join(", ")}`);
    await query(PARENTS);
    [{ used, cyclic }] = await query(CYCLIC);
    if (cyclic > 0) throw new Error("a cycle is left");
  }
  return { used, self, late, secondParent: good - used - cycle, cycle };
}
