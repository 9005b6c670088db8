// The bytes of files in pieces that lie in the same memory one after the other (pkg/src/pieces.ts), whatever the
// stream delivers and whoever stops in the middle; and what is made of packed ones (pkg/src/packed.ts).
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { forSeeds } from "./fuzz.mjs";
import { OddBlob } from "./odd-blob.mjs";
import { inner } from "./small.mjs";

const bytesOf = (chance, length) => Uint8Array.from({ length }, () => chance.below(256));

/** The whole of what comes in pieces; each is overwritten as soon as the next is there, as it may be. */
async function whole(pieces) {
  const copies = [];
  for await (const piece of pieces) copies.push(Buffer.from(piece));
  return new Uint8Array(Buffer.concat(copies));
}

/** A Blob of the platform or of a program's own. */
function blobOf(bytes, chance) {
  if (chance.is(0.5)) return new OddBlob(bytes, chance, chance.is(0.5));
  const parts = [];
  for (let at = 0; at < bytes.length; at += parts.at(-1).length) {
    parts.push(bytes.slice(at, at + 1 + chance.below(chance.size(1, 5000))));
  }
  return new Blob(parts);
}

const thresholds = [
  { FIRST_PIECE: 1, PIECE: 7, LEAST_STREAMED: 1 },
  { FIRST_PIECE: 10, PIECE: 256, LEAST_STREAMED: 1000 },
  { FIRST_PIECE: 100, PIECE: 4096, LEAST_STREAMED: 1 },
];
const kinds = [];
for (const one of thresholds) {
  kinds.push(
    await inner(["src/pieces.ts", "src/packed.ts", "src/encoding.ts"], {
      "pieces.ts": one,
      "packed.ts": { STEP: one.FIRST_PIECE },
    }),
  );
}

test("a file in pieces is the file", async () => {
  await forSeeds(150, async chance => {
    const { pieces } = chance.of(kinds);
    const bytes = bytesOf(chance, chance.size(1, 12_000) - 1);
    assert.deepEqual(await whole(pieces(blobOf(bytes, chance))), bytes);
  });
});

test("parts of a file, one after the other, with gaps, given up in the middle", async () => {
  await forSeeds(100, async chance => {
    const { Onward } = chance.of(kinds);
    const onward = new Onward();
    const bytes = bytesOf(chance, chance.size(10, 12_000));
    const blob = blobOf(bytes, chance);
    let [reading, from] = [1, 0];
    for (let left = 30; left > 0 && from < bytes.length; left--) {
      if (chance.is(0.1)) [reading, from] = [reading + 1, chance.below(bytes.length)];
      else if (chance.is(0.3)) from += chance.below(bytes.length - from);
      const to = from + 1 + chance.below(Math.min(bytes.length - from, 4000));
      if (chance.is(0.2)) {
        for await (const _ of onward.read(reading, blob, from, to)) if (chance.is(0.3)) break;
        // The same part is asked for again only in another reading.
        reading++;
      }
      assert.deepEqual(await whole(onward.read(reading, blob, from, to)), bytes.slice(from, to));
      from = to;
    }
  });
});

test("what is packed comes out as it went in, with its encoding", async () => {
  await forSeeds(60, async chance => {
    const { contents, firstEncoding } = chance.of(kinds);
    const name = chance.of(["utf-16le", "utf-16be"]);
    const text = Buffer.from(
      "\ufeff".repeat(chance.below(2)) + "id,amount\n1,2\n".repeat(chance.size(1, 300)),
      "utf16le",
    );
    const bytes = new Uint8Array(name === "utf-16le" ? text : text.swap16());
    const source = {
      bytes: blobOf(new Uint8Array(gzipSync(bytes, { level: chance.below(10) })), chance),
      packed: true,
    };
    assert.deepEqual(await whole(contents(source)), bytes);
    assert.equal((await firstEncoding(source)).name, name);
  });
});
