// What files begin with.

const begins =
  (...first: number[]) =>
  (head: Uint8Array): boolean =>
    first.every((byte, index) => head[index] === byte);

/** Gzip. */
export const isGzip = begins(0x1f, 0x8b);

/** A ZIP archive, which new workbooks are too. */
export const isZip = begins(0x50, 0x4b, 3, 4);

/** A ZIP archive without a file. */
export const isEmptyZip = begins(0x50, 0x4b, 5, 6);

/** Parquet. */
export const isParquet = begins(0x50, 0x41, 0x52, 0x31);

/** Arrow: a file, or a stream, whose first message is announced by this. */
export const isArrow = (head: Uint8Array): boolean =>
  begins(0x41, 0x52, 0x52, 0x4f, 0x57, 0x31)(head) || begins(0xff, 0xff, 0xff, 0xff)(head);

/** Old workbooks, and new ones that are encrypted. */
export const isCompound = begins(0xd0, 0xcf, 0x11, 0xe0);
