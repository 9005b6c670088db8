// Loading the libraries that others install.

import { SiyuError } from "./errors.ts";
import type { Libraries } from "./libraries.ts";

/** What is asked of each library, and which files it is for. */
const NEEDED: Record<keyof Libraries, [needed: string, files: string]> = {
  hyparquet: ["parquetRead", "Parquet"],
  "hyparquet-compressors": ["compressors", "files that are packed in this way"],
  "@uwdata/flechette": ["tableFromIPC", "Arrow"],
};

/** A library: what the option says, or what is installed. What cannot be loaded, or is another one, is an error. */
export async function library<T>(libraries: Libraries, name: keyof Libraries): Promise<T> {
  const [needed, files] = NEEDED[name];
  try {
    const given = libraries[name];
    let module: object;
    // Bundlers know the libraries by these calls, and in a `try` none of them fails where one is not installed.
    if (typeof given === "function") module = await given();
    else if (given) module = given;
    else if (name === "hyparquet") module = await import("hyparquet");
    else if (name === "@uwdata/flechette") module = await import("@uwdata/flechette");
    else module = await import("hyparquet-compressors");
    // What is no module of the standard comes as one export.
    const all = { ...(module as { default?: object }).default, ...module };
    if (!(needed in all)) throw new Error(`no ${needed} in it`);
    return all as T;
  } catch (error) {
    const reason = String((error as Error)?.message ?? error).slice(0, 200);
    throw new SiyuError(
      "unsupported-format",
      `To read ${files}, install ${name} beside this package (npm install ${name}), or name it by the option “libraries”. (${reason})`,
    );
  }
}
