// A bench file as shops really export it: the same rows, some of them with what can be wrong or unusual about a row.
// Both rivals must give one answer for it, and one account of every row.

const LATER = 12 * 86_400_000;

const row = ({ id, customer, at, amount, referrer }) => [id, customer, at, amount, referrer].join(",");
const later = at => new Date(Date.parse(`${at.replace(" ", "T")}Z`) + LATER).toISOString().slice(0, 19);

/** What becomes of an order: its rows, given the order and the one before it, of another customer. */
const FLAWS = {
  noSuchDay: order => [row({ ...order, at: "2024-02-30 10:00:00" }), row(order)],
  noNumber: order => [row({ ...order, amount: "12.x" })],
  nobody: order => [row({ ...order, customer: "NA" })],
  noTime: order => [row({ ...order, at: "" })],
  noAmount: order => [row({ ...order, amount: "-" })],
  nothingPaid: order => [row({ ...order, amount: "0.00" })],
  twoCustomers: (order, other) => [row(order), row({ ...order, customer: other.customer })],
  discount: order => [row(order), row({ ...order, amount: "-0.50" })],
  allGivenBack: order => [row(order), row({ ...order, amount: `-${order.amount}` })],
  refundLater: order => [row(order), row({ ...order, at: later(order.at), amount: "-1.25" })],
  refundAbove: order => [row({ ...order, at: later(order.at), amount: "-1.25" }), row(order)],
  refundAlone: order => [row({ ...order, amount: `-${order.amount}` })],
  twoLines: order => [row(order), row({ ...order, amount: "3.125" })],
  inherits: order => [row(order), row({ ...order, customer: "", at: "", amount: "7.00" })],
  blankLine: order => [row(order), row({ ...order, amount: "" })],
  twice: order => [row(order), row(order)],
  farFuture: order => [row({ ...order, at: "2199-01-01 00:00:00" })],
  longAgo: order => [row({ ...order, at: "1969-11-30 12:00:00" })],
  bringsThemselves: order => [row({ ...order, referrer: order.customer })],
  broughtByStranger: order => [row({ ...order, referrer: "stranger" })],
};

/** In orders of these, amounts stand on the order and are repeated in each of its lines. */
const REPEATED = {
  ...{ noSuchDay: FLAWS.noSuchDay, nobody: FLAWS.nobody, twice: FLAWS.twice, blankLine: FLAWS.blankLine },
  ...{ refundLater: FLAWS.refundLater, refundAbove: FLAWS.refundAbove, nothingPaid: FLAWS.nothingPaid },
  nameless: order => [row({ ...order, id: "" }), row({ ...order, id: "-" })],
  thrice: order => [row(order), row(order), row({ ...order, customer: "", amount: "" })],
};

/** The text of a bench file with every kind of flaw, many times over. With `repeated` amounts are the order's. */
export function flawed(text, { repeated = false } = {}) {
  const [header, ...lines] = text.trimEnd().split("\n");
  const orders = lines.map(line => {
    const [id, customer, at, amount, referrer] = line.split(",");
    return { id, customer, at, amount, referrer };
  });
  const circle = circles(orders);
  const kinds = Object.values(repeated ? REPEATED : FLAWS);
  const rows = orders.flatMap((order, index) => {
    if (circle.has(order)) return [row({ ...order, referrer: circle.get(order) })];
    const kind = index % 7 === 0 ? kinds[(index / 7) % kinds.length] : undefined;
    return kind === undefined ? [row(order)] : kind(order, orders[index + 1] ?? orders[0]);
  });
  return `${[header, ...rows].join("\n")}\n`;
}

/** First orders whose customers name each other, by two and by three: per order, who is named. */
function circles(orders) {
  const firsts = new Map();
  for (const order of orders) if (!firsts.has(order.customer)) firsts.set(order.customer, order);
  const named = new Map();
  const ring = members => {
    for (const [at, order] of members.entries())
      named.set(order, members[(at + 1) % members.length].customer);
  };
  const all = [...firsts.values()];
  for (let at = 0; at + 5 <= all.length; at += 50) {
    ring(all.slice(at, at + 2));
    ring(all.slice(at + 2, at + 5));
  }
  return named;
}
