// What is converted on the page's thread lets others have their turn, by the amount of work between two of them: how
// long it takes depends on the machine, how much it is does not. Every turn is due here.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as flechette from "@uwdata/flechette";
import * as hyparquet from "hyparquet";
import { fixture } from "./helpers.mjs";
import { inner } from "./small.mjs";
import { zip } from "./zip.mjs";

/** Cells that are read or written between two turns. */
const MOST_CELLS = 4096;
/** Bytes that are unpacked between two turns. */
const MOST_BYTES = 1 << 18;

const { opened } = await inner(["src/formats.ts"], { "turn.ts": { TURN_MS: -1 } });

/** Converts a file and says how many cells were read of it at most between two turns, and in all. */
async function cellsPerTurn(bytes) {
  const seen = { now: 0, most: 0, all: 0, turns: 0 };
  const count = cells => {
    seen.now += cells;
    seen.all += cells;
    seen.most = Math.max(seen.most, seen.now);
  };
  const counted = column => ({
    length: column.length,
    at: row => {
      count(1);
      return column.at(row);
    },
  });
  const libraries = {
    hyparquet: {
      ...hyparquet,
      parquetRead: options => {
        count(Number(options.metadata.num_rows));
        return hyparquet.parquetRead(options);
      },
    },
    "@uwdata/flechette": {
      ...flechette,
      tableFromIPC: (...given) => {
        const table = flechette.tableFromIPC(...given);
        return {
          schema: table.schema,
          numRows: table.numRows,
          getChildAt: at => counted(table.getChildAt(at)),
        };
      },
    },
  };
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (...given) => {
    seen.now = 0;
    seen.turns++;
    return setTimeout(...given);
  };
  try {
    const source = { kind: "orders", name: "", modified: null, bytes: new Blob([bytes]) };
    const how = { libraries, delimiter: ",", top: false, progress: () => {} };
    const { sources } = await opened({ ...source, isText: false, packed: false, workbook: false }, how);
    return { ...seen, text: await sources[0].bytes.text() };
  } finally {
    globalThis.setTimeout = setTimeout;
  }
}

for (const name of ["many.parquet", "many-zstd.parquet", "many-plain.parquet", "many-snappy.parquet"]) {
  test(`${name}: a few thousand cells between two turns`, async () => {
    const { most, all, turns, text } = await cellsPerTurn(fixture(`columns/${name}`));
    assert.equal(text.split("\n").length, 5001);
    assert.ok(all > 0 && most <= MOST_CELLS, `${most} of ${all} cells in one turn`);
    // 20 000 cells are read, and then written.
    assert.ok(turns >= 8, `${turns} turns`);
  });
}

test("a batch of Arrow with all rows, and a dictionary of all customers: a few thousand cells between two turns", async () => {
  const ROWS = 60_000;
  const rows = Array.from({ length: ROWS }, (_, n) => n);
  const { int32, utf8, dictionary, float64 } = flechette;
  const table = flechette.tableFromArrays(
    {
      order_id: rows,
      customer_id: rows.map(n => `customer ${(n * 7) % 40_000}`),
      paid_at: rows.map(() => "2024-01-05"),
      amount: rows.map(n => n / 4),
    },
    { types: { order_id: int32(), customer_id: dictionary(utf8()), paid_at: utf8(), amount: float64() } },
  );
  const { most, all, turns, text } = await cellsPerTurn(flechette.tableToIPC(table, { format: "file" }));
  const lines = text.split("\n");
  assert.deepEqual([lines.length, lines.at(-1)], [ROWS + 1, "59999,customer 19993,2024-01-05,14999.75"]);
  // Of the four columns, one is looked up in the dictionary as well.
  assert.ok(all >= 5 * ROWS && most <= 1.25 * MOST_CELLS, `${most} of ${all} cells in one turn`);
  assert.ok(turns >= (4 * ROWS) / MOST_CELLS, `${turns} turns`);
});

test("the sum of what a ZIP archive holds as it is: 128 KB between two turns", async () => {
  const data = `order_id,customer_id,paid_at,amount\n${"1,ann,2024-01-05,10.00\n".repeat(60_000)}`;
  const { turns } = await cellsPerTurn(zip([{ name: "a.csv", data, stored: true }]));
  assert.ok(turns >= data.length / (1 << 17), `${turns} turns`);
});

const LENGTH = 3_000_000;

/** Bytes without a zero in it, in which each 50 are followed by a copy of the first four of them. */
function sample() {
  const bytes = new Uint8Array(LENGTH);
  let state = 7;
  for (let at = 0; at < LENGTH; at++) {
    state = (state * 48271) % 2147483647;
    bytes[at] = at % 54 < 50 ? 1 + (state % 255) : bytes[at - 50];
  }
  return bytes;
}

/** The same as literals and copies, each written in the way of a format. */
function packed(head, literals, copy) {
  const content = sample();
  const bytes = [...head];
  for (let at = 0; at < LENGTH; at += 54) {
    const part = content.subarray(at, at + 50);
    bytes.push(...literals(part.length, at + 54 < LENGTH), ...part);
    if (at + 54 <= LENGTH) bytes.push(...copy);
    else bytes.push(...literals(LENGTH - at - part.length), ...content.subarray(at + part.length));
  }
  return { content, bytes: Uint8Array.from(bytes) };
}

/** Sees how far a buffer is filled at each turn, and how much further than at the last. */
function stepping() {
  const seen = { most: 0, turns: 0 };
  let before = 0;
  const watch = out => ({
    ifDue: async () => {
      let now = before;
      while (now < out.length && out[now] !== 0) now++;
      seen.most = Math.max(seen.most, now - before);
      seen.turns++;
      before = now;
    },
  });
  return { seen, watch };
}

const stepwise = ({ most, turns }) =>
  assert.ok(most <= MOST_BYTES && turns >= Math.floor(LENGTH / MOST_BYTES), `${most} bytes, ${turns} turns`);

test("a page, and a buffer, packed by LZ4 is unpacked in steps, also where it is one block", async () => {
  const { unpackLz4, unpackLz4Block } = await inner(["src/lz4.ts"]);
  const literals = length => (length >= 15 ? [0xf0, length - 15] : length > 0 ? [length << 4] : []);
  const { content, bytes } = packed([], literals, [50, 0]);
  let turns = 0;
  assert.deepEqual(await unpackLz4Block(bytes, LENGTH, { ifDue: async () => void turns++ }), content);
  stepwise({ most: 0, turns });
  const { seen, watch } = stepping();
  const size = new Uint8Array(Uint32Array.of(bytes.length).buffer);
  const frame = Uint8Array.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0, ...size, ...bytes, 0, 0, 0, 0]);
  const out = new Uint8Array(LENGTH);
  assert.deepEqual(await unpackLz4(frame, LENGTH, watch(out), out), content);
  stepwise(seen);
});

test("what is packed by Zstandard is unpacked block by block", async () => {
  const { unpackZstd } = await inner(["src/zstd.ts"]);
  const content = sample();
  const STEP = 1 << 17;
  // Blocks as they are, and at last one of a single byte again and again.
  const parts = [[0x28, 0xb5, 0x2f, 0xfd, 0, 0x50]];
  const block = (kind, length, isLast, content) => {
    const head = (length << 3) | (kind << 1) | (isLast ? 1 : 0);
    parts.push([head & 255, (head >> 8) & 255, head >> 16], content);
  };
  const end = LENGTH - STEP;
  content.fill(7, end);
  for (let at = 0; at < end; at += STEP) {
    const part = content.subarray(at, Math.min(at + STEP, end));
    block(0, part.length, false, part);
  }
  block(1, STEP, true, [7]);
  const bytes = new Uint8Array(Buffer.concat(parts.map(part => Uint8Array.from(part))));
  const { seen, watch } = stepping();
  const out = new Uint8Array(LENGTH);
  assert.deepEqual(await unpackZstd(bytes, LENGTH, watch(out), out), content);
  stepwise(seen);
});
