import { defineConfig, type Plugin } from "vite";

// The page names its Worker and its libraries itself, as it has to load them before a file is accepted. What the
// package would take where nothing is named would be written a second time, for nobody.
const named: Plugin = {
  name: "named-by-the-page",
  enforce: "pre",
  resolveId: (source, importer) =>
    importer?.endsWith("/dist/formats.js") && !source.startsWith(".") ? { id: source, external: true } : null,
  transform: (code, id) =>
    id.endsWith("/dist/index.js") ? code.replace(/new Worker\(new URL\([^)]*\)\s*,[^)]*\)/, "null") : null,
};

// Nothing here asks for rows by their values, and columns of structures and shapes are left out.
const UNUSED: Record<string, string> = {
  bloom: `export const bloomEligibleColumns = () => new Set();
    export const readBloomFilter = () => undefined, hashParquetValue = readBloomFilter, sbbfContains = () => true;`,
  variant: "export const decodeVariantColumn = column => column;",
  wkb: "export const wkbToGeojson = () => null;",
};
const unused: Plugin = {
  name: "unused-of-parquet",
  enforce: "pre",
  load: id => UNUSED[/\/hyparquet\/src\/(\w+)\.js$/.exec(id)?.[1] ?? ""] ?? null,
};

export default defineConfig({
  plugins: [named, unused],
  // Relative addresses: the page works in any folder of any static server.
  base: "./",
  build: {
    target: "es2022",
    // A hundredth smaller than what Vite does by itself, most of it in the drawing library.
    minify: "terser",
    // How long plugins take says something about the machine, and nothing about the page.
    rolldownOptions: { checks: { pluginTimings: false } },
    terserOptions: { ecma: 2020, module: true, compress: { passes: 2 } },
    // The page's policy allows no data: addresses, so nothing may be inlined as one.
    assetsInlineLimit: 0,
    // The polyfill fetches; every supported browser knows modulepreload.
    modulePreload: { polyfill: false },
    // The drawing library is one chunk; what all weighs together is budgeted in tools/sizes.mjs.
    chunkSizeWarningLimit: 600,
  },
  worker: { format: "es" },
});
