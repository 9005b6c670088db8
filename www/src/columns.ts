// What reads Parquet and Arrow, as much of it as is used: it is loaded before a file is accepted.

import { setCompressionCodec, tableFromIPC } from "@uwdata/flechette";
import { decompress } from "fzstd";
import { parquetMetadataAsync, parquetRead } from "hyparquet";
import { gunzip } from "hyparquet-compressors/src/gzip.js";
import type { Libraries } from "siyu";

/** For the package's option of this name. Brotli is left out: its dictionary alone weighs more than all of this. */
export const libraries: Libraries = {
  hyparquet: { parquetMetadataAsync, parquetRead },
  "hyparquet-compressors": {
    compressors: { GZIP: (bytes: Uint8Array, length: number) => gunzip(bytes, new Uint8Array(length)) },
    decompressZstd: decompress,
  },
  "@uwdata/flechette": { setCompressionCodec, tableFromIPC },
};
