// What reads Parquet and Arrow, as much of it as is used: it is loaded before a file is accepted.

import { setCompressionCodec, tableFromIPC } from "@uwdata/flechette";
import { parquetMetadataAsync, parquetRead, snappyUncompress } from "hyparquet";
import type { Libraries } from "siyu";

/** For the package's option of this name. What unpacks Brotli is left out: its dictionary alone weighs
 * more than all of this. */
export const libraries: Libraries = {
  hyparquet: { parquetMetadataAsync, parquetRead, snappyUncompress },
  "hyparquet-compressors": { compressors: {} },
  "@uwdata/flechette": { setCompressionCodec, tableFromIPC },
};
