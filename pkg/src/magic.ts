// What files begin with.

const begins =
  (...first: number[]) =>
  (head: Uint8Array): boolean =>
    first.every((byte, index) => head[index] === byte);

/** Gzip. */
export const isGzip = begins(0x1f, 0x8b);

/** A ZIP archive, which new workbooks are too. */
export const isZip = begins(0x50, 0x4b, 3, 4);

/** Old workbooks, and new ones that are encrypted. */
export const isCompound = begins(0xd0, 0xcf, 0x11, 0xe0);
