import { defineConfig } from "vite";

export default defineConfig({
  // Relative addresses: the page works in any folder of any static server.
  base: "./",
  build: {
    target: "es2022",
    // The page's policy allows no data: addresses, so nothing may be inlined as one.
    assetsInlineLimit: 0,
    // The polyfill fetches; every supported browser knows modulepreload.
    modulePreload: { polyfill: false },
    // The drawing library is one chunk; what all weighs together is budgeted in tools/sizes.mjs.
    chunkSizeWarningLimit: 600,
  },
  worker: { format: "es" },
});
