// Shops that are made up from a seed, their files in every way of writing, and what must come of them, computed from
// what was made up and not from the files: slowly, in whole cents, by nothing but the definitions.

/** Deterministic numbers (Mulberry32). */
export class Chance {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let word = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number below `end`. */
  below(end) {
    return Math.floor(this.next() * end);
  }

  /** A whole number from `least` to `most`, small ones as often as large ones. */
  size(least, most) {
    return Math.floor(least * (most / least) ** this.next());
  }

  is(probability) {
    return this.next() < probability;
  }

  of(list) {
    return list[this.below(list.length)];
  }
}

const DAY_0 = Date.UTC(2023, 0, 1) / 864e5;
const FIRST_OF_MONTH = Array.from({ length: 24 }, (_, month) => Date.UTC(2023, month, 1) / 864e5);

/** Days since 1970 as `YYYY-MM-DD`. */
export const dateOf = day => new Date(day * 864e5).toISOString().slice(0, 10);

/**
 * A shop: orders of one to four rows. `rising`: for how long order ids stand in order, `always`, `long` or `never`.
 * `early`: for long, all days are of the first twelve of their month. `wide`: how long the longest remark is. `breaks`:
 * remarks hold quotes, delimiters and line breaks.
 */
export function makeShop(chance, { orders, customers, rising, early, wide, breaks }) {
  const rows = [];
  /** Where what was believed of the file turns out wrong, if it does. */
  const late = orders * 0.7;
  const person = () => `c${chance.below(customers)}`;
  let stretch = { left: 0, most: 1 };
  const remark = () => {
    // Long rows and short ones stand in stretches, so that parts of one size hold few rows or many.
    if (stretch.left-- <= 0) stretch = { left: chance.size(10, 500), most: chance.size(1, wide) };
    let text = "";
    const length = chance.below(stretch.most);
    while (text.length < length) {
      if (breaks && chance.is(0.2))
        text += chance.of(['"', '""', ",", ";", "\t", "\n", "\r\n", "\r", '\n"', "\n9,9,"]);
      text += chance.of(["茶", "tea", " ", "㐂", "丂|", "中文", "€"]) + "x".repeat(chance.below(length / 8));
    }
    return text.trim();
  };
  for (let n = 0; n < orders; n++) {
    const order = {
      id: String(1e6 + (rising === "never" ? (n * 7919) % 1_000_003 : n)),
      customer: person(),
      day:
        early && n < late ? FIRST_OF_MONTH[chance.below(24)] + chance.below(12) : DAY_0 + chance.below(700),
      referrer: chance.is(0.3) ? (chance.is(0.1) ? `out${chance.below(9)}` : person()) : "",
      rows: [],
    };
    const row = changes => {
      const { id, customer, day, referrer } = order;
      const cents = 1 + chance.below(30_000);
      const made = {
        id,
        customer,
        day,
        cents,
        status: "paid",
        remark: remark(),
        referrer,
        bad: null,
        ...changes,
      };
      order.rows.push(made);
    };
    const fate = chance.next();
    const lines = chance.is(0.2) ? 2 + chance.below(2) : 1;
    if (fate < 0.02) row({ customer: "" });
    else if (fate < 0.04) row({ cents: 0 });
    else if (fate < 0.06) for (let line = 0; line < lines; line++) row({ status: "cancelled" });
    else for (let line = 0; line < lines; line++) row({});
    if (fate > 0.97) row({ bad: chance.of(["amount", "date", "surplus"]) });
    // Dated after its order, it is a refund.
    else if (fate > 0.95) row({ day: order.day + 1 + chance.below(30), cents: -1 - chance.below(5000) });
    rows.push(order.rows);
  }
  if (rising === "long") [rows[0], rows[Math.floor(late)]] = [rows[Math.floor(late)], rows[0]];
  if (rising !== "never") return rows.flat();
  // An order's rows lie apart.
  const apart = rows.flat();
  for (let swaps = apart.length / 4; swaps > 0; swaps--) {
    const [a, b] = [chance.below(apart.length), chance.below(apart.length)];
    [apart[a], apart[b]] = [apart[b], apart[a]];
  }
  return apart;
}

/** A shop's file as text, and the line on which each row begins. */
export function textOf(
  rows,
  { quotes = "few", end = "\n", delimiter = ",", dates = "iso", comma = false },
  chance,
) {
  const quoted = cell => {
    const needed = /["\r\n]/.test(cell) || cell.includes(delimiter);
    const wanted = quotes === "all" || (quotes === "some" && chance.is(0.3));
    return needed || wanted ? `"${cell.replaceAll('"', '""')}"` : cell;
  };
  const dated = day => {
    const [year, month, date] = dateOf(day).split("-");
    if (dates === "dmy") return `${date}/${month}/${year}`;
    return dates === "time" ? `${year}-${month}-${date} 10:2${date % 10}:00` : `${year}-${month}-${date}`;
  };
  const money = cents => (cents / 100).toFixed(2).replace(".", comma ? "," : ".");
  const header = ["order_id", "customer_id", "paid_at", "amount", "status", "product", "referrer_id"];
  const lines = [];
  const parts = [header.join(delimiter)];
  let line = 2;
  for (const { id, customer, day, cents, status, remark, referrer, bad } of rows) {
    const at = bad === "date" ? "soon" : dated(day);
    const amount = bad === "amount" ? "much" : money(cents);
    const cells = [
      id,
      customer,
      at,
      amount,
      status,
      remark,
      referrer,
      ...(bad === "surplus" ? ["surplus"] : []),
    ];
    parts.push(cells.map(quoted).join(delimiter));
    lines.push(line);
    line += 1 + (remark.match(/\r\n|\r|\n/g)?.length ?? 0);
  }
  return { text: parts.join(end) + (chance.is(0.5) ? end : ""), lines };
}

let gb18030;

/** Bytes of a text; Node writes UTF-8 and UTF-16 only, so GB18030 is what its decoder takes for the text. */
export function encoded(text, encoding) {
  switch (encoding) {
    case "utf-8":
      return Buffer.from(text);
    case "utf-8 with mark":
      return Buffer.from(`\ufeff${text}`);
    case "utf-16le":
      return Buffer.from(`\ufeff${text}`, "utf16le");
    case "utf-16be":
      return Buffer.from(`\ufeff${text}`, "utf16le").swap16();
    default: {
      gb18030 ??= tableOf(new TextDecoder("gb18030"));
      return Buffer.concat(text.split(/([\x80-\uffff])/).map(part => gb18030.get(part) ?? Buffer.from(part)));
    }
  }
}

function tableOf(decoder) {
  const table = new Map();
  const note = bytes => {
    const text = decoder.decode(Uint8Array.from(bytes));
    if (text.length === 1 && text !== "\ufffd" && !table.has(text)) table.set(text, Buffer.from(bytes));
  };
  for (let lead = 0x81; lead < 0xff; lead++)
    for (let trail = 0x40; trail < 0xff; trail++) note([lead, trail]);
  for (let second = 0x30; second < 0x3a; second++) {
    for (let third = 0x81; third < 0xff; third++) {
      for (let last = 0x30; last < 0x3a; last++) note([0x81, second, third, last]);
    }
  }
  return table;
}

/** What must come of a shop with `amountIs: "line"`. */
export function truthOf(rows, lines) {
  const orders = new Map();
  for (const [at, row] of rows.entries()) {
    if (!orders.has(row.id)) orders.set(row.id, { first: at, rows: [] });
    orders.get(row.id).rows.push(row);
  }
  const excluded = {};
  const exclude = (rule, count) => {
    if (count > 0) excluded[rule] = (excluded[rule] ?? 0) + count;
  };
  const rejections = rows.flatMap(({ bad, day, remark }, at) =>
    bad === null
      ? []
      : [
          {
            line: lines[at],
            reason: { amount: "bad-amount", date: "bad-date", surplus: "too-many-cells" }[bad],
            day,
            remark,
          },
        ],
  );
  const entries = [];
  const named = new Map();
  for (const [id, { first, rows: all }] of orders) {
    const good = all.filter(({ bad }) => bad === null);
    const left = good.filter(({ status }) => status !== "cancelled");
    exclude("status", good.length - left.length);
    if (left.length === 0) continue;
    const [{ customer, referrer }] = good;
    if (good.length < all.length) exclude("incomplete-order", left.length);
    else if (customer === "") exclude("no-customer", left.length);
    else if (left.every(({ cents }) => cents === 0)) exclude("zero-amount", left.length);
    else {
      const day = Math.min(...left.map(row => row.day));
      const own = left.filter(row => row.day === day);
      const value = own.reduce((sum, { cents }) => sum + cents, 0);
      entries.push({ id, customer, day, value, first, purchase: true });
      for (const late of left.filter(row => row.day > day)) {
        entries.push({ id, customer, day: late.day, value: late.cents, first, purchase: false });
      }
      const pair = `${referrer} ${customer}`;
      const known = named.get(pair);
      if (referrer !== "" && (!known || day < known.day || (day === known.day && first < known.first))) {
        named.set(pair, { referrer, customer, day, first });
      }
    }
  }
  const excludedRows = Object.values(excluded).reduce((sum, count) => sum + count, 0);
  const people = new Map();
  for (const entry of entries) {
    if (!people.has(entry.customer)) people.set(entry.customer, []);
    people.get(entry.customer).push(entry);
  }
  const days = entries.map(({ day }) => day);
  const lastDay = days.reduce((a, b) => Math.max(a, b));
  return {
    counts: {
      rows: rows.length,
      used: rows.length - rejections.length - excludedRows,
      excluded: excludedRows,
      rejected: rejections.length,
      firstDate: dateOf(days.reduce((a, b) => Math.min(a, b))),
      lastDate: dateOf(lastDay),
      orders: entries.length,
      purchases: entries.filter(({ purchase }) => purchase).length,
      refunds: entries.filter(({ purchase }) => !purchase).length,
      customers: people.size,
      buyers: people.size,
    },
    excluded,
    rejections: rejections.slice(0, 1000).map(({ line, reason }) => ({ line, reason })),
    ...peopleOf(people, [...named.values()], lastDay),
  };
}

function peopleOf(people, edges, lastDay) {
  const buyers = [...people].map(([id, entries]) => {
    const bought = entries.filter(({ purchase }) => purchase);
    const days = bought.map(({ day }) => day);
    return {
      id,
      entries: [...entries].sort((a, b) => a.day - b.day || a.first - b.first),
      first: Math.min(...days),
      recency: lastDay - Math.max(...days),
      frequency: bought.length,
      value: entries.reduce((sum, { value }) => sum + value, 0),
    };
  });
  return {
    buyers,
    total: buyers.reduce((sum, { value }) => sum + value, 0),
    segments: segmentsOf(buyers),
    cohorts: cohortsOf(buyers),
    ...referralsOf(buyers, edges),
  };
}

/** Customers per octant: above or below the means, which are compared without dividing. */
function segmentsOf(buyers) {
  const n = BigInt(buyers.length);
  const sum = of => buyers.reduce((all, buyer) => all + BigInt(of(buyer)), 0n);
  const [recency, frequency, value] = ["recency", "frequency", "value"].map(name =>
    sum(buyer => buyer[name]),
  );
  const counts = {};
  for (const buyer of buyers) {
    const r = BigInt(buyer.recency) * n < recency;
    const f = BigInt(buyer.frequency) * n > frequency;
    const m = BigInt(buyer.value) * n > value;
    const key = `${m ? "important" : "general"}-${r ? (f ? "value" : "develop") : f ? "keep" : "retain"}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** By month of the first purchase: how many people, how many of them bought, and for how much, in later months. */
function cohortsOf(buyers) {
  const month = day => {
    const date = new Date(day * 864e5);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  };
  const cells = new Map();
  for (const { first, entries } of buyers) {
    const cohort = dateOf(first).slice(0, 7);
    const seen = new Set();
    for (const { day, value, purchase } of entries) {
      if (day < first) continue;
      const key = `${cohort}+${month(day) - month(first)}`;
      const cell = cells.get(key) ?? { active: 0, cents: 0 };
      cells.set(key, cell);
      cell.cents += value;
      if (purchase && !seen.has(key)) {
        seen.add(key);
        cell.active++;
      }
    }
  }
  return cells;
}

function referralsOf(buyers, edges) {
  const of = new Map(buyers.map(buyer => [buyer.id, buyer]));
  const parent = new Map();
  const counts = { used: 0, "self-referral": 0, late: 0, "second-parent": 0, cycle: 0 };
  for (const { referrer, customer, day } of [...edges].sort((a, b) => a.day - b.day || a.first - b.first)) {
    const isAbove = (above, below) => {
      for (let at = below; at !== undefined; at = parent.get(at)) if (at === above) return true;
      return false;
    };
    if (referrer === customer) counts["self-referral"]++;
    else if (day > of.get(customer).first) counts.late++;
    else if (parent.has(customer)) counts["second-parent"]++;
    else if (isAbove(customer, referrer)) counts.cycle++;
    else {
      counts.used++;
      parent.set(customer, referrer);
    }
  }
  const received = new Map();
  for (const [id, above] of parent) received.set(above, (received.get(above) ?? 0) + of.get(id).value);
  return { edges: counts, received };
}
