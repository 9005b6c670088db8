// Libraries that are not part of the package: whoever has Parquet or Arrow files installs what reads them.

/** A module, or a function that loads it. */
export type Library = object | (() => Promise<object>);

/** The libraries by their names. */
export interface Libraries {
  hyparquet?: Library;
  "hyparquet-compressors"?: Library;
  "@uwdata/flechette"?: Library;
}

/** Their names. */
export const LIBRARIES: readonly (keyof Libraries)[] = [
  "hyparquet",
  "hyparquet-compressors",
  "@uwdata/flechette",
];
