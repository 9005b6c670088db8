// Loading the libraries that others install.

import { SiyuError } from "./errors.ts";
import type { Libraries } from "./libraries.ts";

/** How bundlers know the libraries: each by a form of its own, and none of them fails where it is not installed. */
const IMPORTS: Record<keyof Libraries, () => Promise<object>> = {
  hyparquet: async () => {
    try {
      return await import("hyparquet");
    } catch (error) {
      throw missing("hyparquet", "Parquet", error);
    }
  },
  "hyparquet-compressors": async () => {
    try {
      return await import("hyparquet-compressors");
    } catch (error) {
      throw missing("hyparquet-compressors", "files that are packed in this way", error);
    }
  },
  "@uwdata/flechette": async () => {
    try {
      return await import("@uwdata/flechette");
    } catch (error) {
      throw missing("@uwdata/flechette", "Arrow", error);
    }
  },
};

/** A library: what the option says, or what is installed. */
export async function library<T>(libraries: Libraries, name: keyof Libraries): Promise<T> {
  const given = libraries[name] ?? IMPORTS[name];
  const module = (typeof given === "function" ? await given() : given) as { default?: object };
  // What is no module of the standard comes as one export.
  return { ...module.default, ...module } as T;
}

function missing(name: string, what: string, error: unknown): SiyuError {
  const reason = String((error as Error)?.message ?? error).slice(0, 200);
  return new SiyuError(
    "unsupported-format",
    `To read ${what}, install ${name} beside this package (npm install ${name}), or name it by the option “libraries”. (${reason})`,
  );
}
