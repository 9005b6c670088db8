// The order matters: load, lock, and only then accept a file. See lock.ts.

import { App } from "./app.ts";
import { preferredLanguage, setLanguage } from "./i18n.ts";
import { load, lock } from "./lock.ts";

const query = new URLSearchParams(location.search);
setLanguage(preferredLanguage(query));

const asked = query.get("sample");
const sampleLanguage = asked === "zh" || asked === "en" ? asked : null;

const host = document.getElementById("app");
if (host) {
  const app = new App(host);
  try {
    const { engine, sample } = await load(sampleLanguage);
    lock();
    app.start(engine);
    if (sample) void app.open([sample]);
  } catch (error) {
    lock();
    app.fail(error);
  }
}
