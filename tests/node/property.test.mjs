// Whatever a file looks like, and however its bytes arrive and are shared out, the numbers are those of the shop that
// was made up. Buffers are used again and again on the way, so that a mistake there would be a wrong number and no
// error. A fixed number of shops here; for hours of looking:
// `SIYU_FUZZ_SECONDS=3600 SIYU_FUZZ_SEED=7 node --test tests/node/property.test.mjs`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { open } from "siyu";
import { forSeeds } from "./fuzz.mjs";
import { encoded, makeShop, textOf, truthOf } from "./made.mjs";
import { OddBlob } from "./odd-blob.mjs";
import { smallOpen } from "./small.mjs";

/** All that a dataset says, but for how the file was written. */
async function told(shop, ids) {
  const { report } = shop;
  for (const one of [report.orders, ...report.orders.sources]) {
    one.encoding = one.delimiter = one.name = null;
  }
  const { columns, ...customers } = await shop.customers();
  const said = {
    report,
    rfm: await shop.rfm(),
    ltv: await shop.ltv(),
    cohorts: await shop.cohorts(),
    customers: {
      ...customers,
      columns: Object.fromEntries(Object.entries(columns).map(([k, v]) => [k, [...v]])),
    },
    one: await Promise.all(ids.map(id => shop.customer(id))),
    aside: await shop.setAside({ limit: 20 }),
  };
  for (const one of said.aside.sources) one.name = null;
  shop.close();
  return said;
}

const cents = number => Math.round(number * 100);

/** Asserts that a dataset says what the shop is. */
function agrees({ report, rfm, ltv, cohorts, customers, one, aside }, truth) {
  const { orders } = report;
  for (const [name, count] of Object.entries(truth.counts)) assert.equal(orders[name], count, name);
  assert.deepEqual(
    Object.fromEntries(orders.exclusions.map(({ rule, rows }) => [rule, rows])),
    truth.excluded,
  );
  assert.deepEqual(
    orders.rejections.map(({ line, reason }) => ({ line, reason })),
    truth.rejections,
  );
  assert.deepEqual(
    aside.rows.map(({ line, reason }) => ({ line, reason })),
    truth.rejections.slice(0, 20),
  );

  assert.equal(rfm.population, truth.buyers.length);
  const segments = rfm.segments.filter(({ customers }) => customers > 0);
  assert.deepEqual(
    Object.fromEntries(segments.map(({ key, customers }) => [key, customers])),
    truth.segments,
  );
  assert.equal(
    rfm.grid.flat().reduce((a, b) => a + b),
    truth.buyers.length,
  );
  assert.deepEqual(
    [cents(rfm.value), cents(ltv.ownValue), cents(customers.value)],
    Array(3).fill(truth.total),
  );

  const { used, ...dropped } = truth.edges;
  assert.deepEqual(ltv.edges, { used, dropped });
  const { columns } = customers;
  const at = new Map(columns.id.map((id, index) => [id, index]));
  assert.equal(at.size, truth.buyers.length);
  for (const { id, recency, frequency, value } of truth.buyers) {
    const index = at.get(id);
    const received = truth.received.get(id) ?? 0;
    assert.deepEqual(
      [
        columns.recencyDays[index],
        columns.frequency[index],
        cents(columns.monetary[index]),
        cents(columns.relationshipValue[index]),
      ],
      [recency, frequency, value, value + received],
      id,
    );
  }
  for (const { id, orders } of one) {
    const { entries } = truth.buyers.find(buyer => buyer.id === id);
    const byId = (a, b) => (a.date < b.date || (a.date === b.date && a.id < b.id) ? -1 : 1);
    assert.deepEqual(
      orders.map(({ id, date, value }) => ({ id, date, value: cents(value) })).sort(byId),
      entries.map(({ id, date, value }) => ({ id, date, value })).sort(byId),
      id,
    );
  }
  for (const [row, cohort] of cohorts.cohorts.entries()) {
    for (const [column, offset] of cohorts.offsets.entries()) {
      const active = cohorts.cells.active[row][column];
      if (active === null) continue;
      const cell = truth.cohorts.get(`${cohort}+${offset}`) ?? { active: 0, cents: 0 };
      assert.deepEqual(
        [active, cents(cohorts.cells.value[row][column])],
        [cell.active, cell.cents],
        `${cohort} + ${offset}`,
      );
    }
  }
}

/** A way of writing the file. */
const written = chance => ({
  quotes: chance.of(["few", "some", "all"]),
  end: chance.of(["\n", "\r\n", "\r"]),
  delimiter: chance.of([",", ",", "\t", ";"]),
  dates: chance.of(["iso", "time", "dmy"]),
  comma: chance.is(0.2),
  // Files in UTF-16 and packed ones are read by one Worker, so they are fewer here.
  encoding: chance.of([
    "utf-8",
    "utf-8",
    "utf-8 with mark",
    "gb18030",
    "gb18030",
    "gb18030",
    "utf-16le",
    "utf-16be",
  ]),
});

/** The file as a caller may give it: bytes, a Blob of odd pieces, packed, or a Blob of a program's own. */
function given(bytes, chance, form) {
  switch (form) {
    case "bytes":
      return new Uint8Array(bytes);
    case "gzip":
      return new Uint8Array(gzipSync(bytes, { level: 1 }));
    case "odd":
      return new OddBlob(bytes, chance, chance.is(0.5));
    default: {
      const most = chance.size(50, bytes.length);
      const parts = [];
      for (let at = 0; at < bytes.length; ) {
        const length = 1 + chance.below(most);
        parts.push(bytes.subarray(at, at + length));
        at += length;
      }
      return new Blob(parts);
    }
  }
}

/** Asserts that a shop is read as what it is, written plainly and read by one Worker, and written and read anyhow. */
async function holds(chance, shop, ways) {
  const rows = makeShop(chance, shop);
  const options = { amountIs: "line" };
  const plain = textOf(rows, {}, chance);
  const truth = truthOf(rows, plain.lines);
  for (const buyer of truth.buyers) for (const entry of buyer.entries) entry.date = dateOfEntry(entry);
  const ids = [0, 1, 2].map(() => chance.of(truth.buyers).id);
  const wanted = await told(await open({ orders: plain.text }, { ...options, workers: 1 }), ids);
  agrees(wanted, truth);
  for (const { opening, workers, how, form } of ways) {
    const { text } = textOf(rows, how, chance);
    const orders = given(encoded(text, how.encoding), chance, form);
    const asked = { ...options, ...(workers && { workers }), delimiter: how.delimiter };
    if (chance.is(0.2)) await abandoned(opening, { orders }, asked, chance);
    const said = await told(await opening({ orders }, asked), ids);
    // How the cells were written shows in what is told of rows that were set aside, and rows are identical to an
    // earlier one where they are written so.
    for (const { report, aside } of [said, wanted]) {
      for (const row of [...report.orders.rejections, ...aside.rows]) row.value = row.cells = null;
      report.orders.warnings = report.orders.warnings.filter(({ code }) => code !== "identical-rows");
    }
    const unlike = difference(said, wanted);
    assert.equal(unlike, null, `${workers} Workers, ${form}, ${JSON.stringify(how)}: ${unlike}`);
  }
}

/** The first place where two values are unlike, in words; `null` where they are alike. */
function difference(one, other, path = "") {
  if (Object.is(one, other)) return null;
  const isNested = value => typeof value === "object" && value !== null;
  if (!isNested(one) || !isNested(other))
    return `${path}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`;
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const unlike = difference(one[name], other[name], `${path}.${name}`);
    if (unlike !== null) return unlike;
  }
  return null;
}

/** Has it opened, and changes its mind at some moment. */
async function abandoned(opening, sources, options, chance) {
  const controller = new AbortController();
  const reason = new Error("enough");
  let left = chance.below(4);
  const onProgress = () => {
    if (left-- === 0) controller.abort(reason);
  };
  const opened = opening(sources, { ...options, onProgress, signal: controller.signal });
  if (chance.is(0.5)) setTimeout(() => controller.abort(reason), chance.below(60));
  const shop = await opened.catch(error => assert.equal(error, reason));
  shop?.close();
}

const dateOfEntry = ({ day }) => new Date(day * 864e5).toISOString().slice(0, 10);

const someShop = chance => ({
  customers: chance.size(2, 3000),
  rising: chance.of(["always", "always", "always", "long", "never"]),
  early: chance.is(0.3),
  breaks: chance.is(0.5),
});

/** Thresholds that have a small file read in many pieces and parts. */
function small(chance) {
  const part = chance.size(300, 40_000);
  const piece = chance.of([100, 777, 4096, 65_536]);
  return {
    "pieces.ts": { FIRST_PIECE: chance.size(1, 5000), PIECE: piece, LEAST_STREAMED: chance.of([1, 2 ** 30]) },
    "team.ts": {
      LEAST_PART: 1,
      // The core settles how a source is read when it has seen 64 KB.
      FIRST_PART: (1 << 16) + chance.size(1, 20_000),
      SMALL_PART: part,
      LARGE_PART: part + chance.size(1, 10_000),
      LONGEST_LINE: chance.size(100, 1 << 20),
      LOOK: chance.size(16, 1 << 16),
    },
    "push.ts": { BITE: chance.size(50, 1 << 19) },
    // The beginning, by which Workers settle how parts are read, is decoded at once.
    "encoding.ts": { STEP: chance.size(1 << 17, 1 << 20) },
    "packed.ts": { STEP: chance.size(50, 1 << 16) },
  };
}

test("small files in many pieces and parts", async () => {
  await forSeeds(10, async chance => {
    const shop = { ...someShop(chance), orders: chance.size(1500, 9000), wide: chance.size(20, 400) };
    const openings = [await smallOpen(small(chance)), await smallOpen(small(chance))];
    const way = opening => ({
      opening,
      workers: chance.of([1, 2, 2, 3, 3, 5]),
      how: written(chance),
      form: chance.of(["bytes", "gzip", "odd", "pieces", "pieces", "pieces"]),
    });
    await holds(chance, shop, openings.map(way));
  });
});

test("files that are large enough to be shared out as they are", async () => {
  await forSeeds(2, async chance => {
    const wide = chance.size(1500, 6000);
    const shop = { ...someShop(chance), rising: "always", orders: Math.ceil((190 * 2 ** 20) / wide), wide };
    const way = workers => ({
      opening: open,
      workers,
      how: { ...written(chance), encoding: chance.of(["utf-8", "utf-8", "gb18030"]) },
      form: chance.of(["bytes", "pieces"]),
    });
    await holds(chance, shop, [undefined, 2 + chance.below(2)].map(way));
  });
});
