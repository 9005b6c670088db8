// Writes ZIP archives for tests: by the book, or as an entry's `changes` say.
import { deflateRawSync } from "node:zlib";

const fields = parts => Buffer.concat(parts.map(([size, value]) => numbered(size, value)));

function numbered(size, value) {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntLE(value >>> 0, 0, size);
  return bytes;
}

/** `entries`: `{ name, data, stored, encrypted, method, sum, offset }`; what is left out is as it should be. */
export function zip(entries) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const entry of entries) {
    const data = Buffer.from(entry.data ?? "");
    const packed = entry.stored ? data : deflateRawSync(data);
    const name = Buffer.from(entry.name);
    const method = entry.method ?? (entry.stored ? 0 : 8);
    const common = [
      [2, 20],
      [2, (entry.encrypted ? 1 : 0) | 0x800],
      [2, method],
      [4, 0],
      [4, entry.sum ?? sumOf(data)],
      [4, packed.length],
      [4, data.length],
      [2, name.length],
      [2, 0],
    ];
    const local = Buffer.concat([fields([[4, 0x04034b50], ...common]), name, packed]);
    const rest = [
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, entry.offset ?? at],
    ];
    directory.push(Buffer.concat([fields([[4, 0x02014b50], [2, 20], ...common, ...rest]), name]));
    parts.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = fields([
    [4, 0x06054b50],
    [4, 0],
    [2, entries.length],
    [2, entries.length],
    [4, central.length],
    [4, at],
    [2, 0],
  ]);
  return new Uint8Array(Buffer.concat([...parts, central, end]));
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
