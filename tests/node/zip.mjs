// Writes ZIP archives for tests: by the book, or as an entry's `changes` say.
import { deflateRawSync } from "node:zlib";

const fields = parts => Buffer.concat(parts.map(([size, value]) => numbered(size, value)));

function numbered(size, value) {
  const bytes = Buffer.alloc(size);
  if (size === 8) {
    bytes.writeBigUInt64LE(BigInt(value));
    return bytes;
  }
  bytes.writeUIntLE(value >>> 0, 0, size);
  return bytes;
}

/**
 * `entries`: `{ name, data, stored, encrypted, method, sum, offset, long }`; what is left out is as it should be.
 * `long`: sizes and offset stand in the extra field of ZIP64, changed as it says. `end`: so does the place of the
 * directory.
 */
export function zip(entries, end) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const entry of entries) {
    const data = Buffer.from(entry.data ?? "");
    const packed = entry.stored ? data : deflateRawSync(data);
    const name = Buffer.from(entry.name);
    const method = entry.method ?? (entry.stored ? 0 : 8);
    const { long } = entry;
    const elsewhere = 0xffffffff;
    const extra = long
      ? fields([
          [2, 0xcafe],
          [2, 1],
          [1, 7],
          [2, 1],
          [2, 24],
          [8, long.size ?? data.length],
          [8, long.compressed ?? packed.length],
          [8, long.offset ?? at],
        ]).subarray(0, long.cut)
      : Buffer.alloc(0);
    const common = [
      [2, 20],
      [2, (entry.encrypted ? 1 : 0) | 0x800],
      [2, method],
      [4, 0],
      [4, entry.sum ?? sumOf(data)],
      [4, long ? elsewhere : packed.length],
      [4, long ? elsewhere : data.length],
      [2, name.length],
      [2, extra.length],
    ];
    const local = Buffer.concat([fields([[4, 0x04034b50], ...common]), name, extra, packed]);
    const rest = [
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, long ? elsewhere : (entry.offset ?? at)],
    ];
    directory.push(Buffer.concat([fields([[4, 0x02014b50], [2, 20], ...common, ...rest]), name, extra]));
    parts.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const long = [
    ...[
      [4, 0x06064b50],
      [8, 44],
      [2, 45],
      [2, 45],
      [4, 0],
      [4, 0],
    ],
    ...[
      [8, entries.length],
      [8, end?.count ?? entries.length],
    ],
    ...[
      [8, end?.length ?? central.length],
      [8, end?.offset ?? at],
    ],
    ...[
      [4, 0x07064b50],
      [4, 0],
      [8, end?.place ?? at + central.length],
      [4, 1],
    ],
  ];
  const short = [
    [4, 0x06054b50],
    [4, 0],
    ...[
      [2, end ? 0xffff : entries.length],
      [2, end ? 0xffff : entries.length],
    ],
    ...[
      [4, end ? 0xffffffff : central.length],
      [4, end ? 0xffffffff : at],
    ],
    [2, 0],
  ];
  return new Uint8Array(Buffer.concat([...parts, central, fields([...(end ? long : []), ...short])]));
}

/** CRC-32; Node has one only since 22. */
function sumOf(bytes) {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
