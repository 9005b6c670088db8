// What each stage of the main job costs on one thread, without a browser: processor time of the core that is built.
//
//   node tools/stages.mjs orders.csv [runs]
//
// For what it costs below that: node --cpu-prof --cpu-prof-interval 200 tools/stages.mjs …, after a build that keeps
// the names of functions (`wasm-bindgen --keep-debug`).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Advice, main, root } from "./lib.mjs";

/** As large as the pieces that a Worker gives to the core. */
const BITE = 1 << 19;

/** What the Worker's script asks the core by, made of the sources as the build does it. */
async function core() {
  const { rolldown } = await import("rolldown");
  const bundle = await rolldown({ input: join(root, "pkg/src/core.ts") });
  const { output } = await bundle.generate({ format: "es" });
  await bundle.close();
  return import(`data:text/javascript,${encodeURIComponent(output[0].code.replace("{ more: { make } }", "{ more: { make }, \"./siyu_bg.js\": new Proxy({}, {get:()=>()=>{}}) }"))}`);
}

function readOnce({ memory, Next }, bytes, opening) {
  opening.begin("orders", "", undefined, "utf-8", false, bytes.length);
  for (let at = 0; at < bytes.length; at += BITE) {
    const bite = bytes.subarray(at, at + BITE);
    const place = opening.space(bite.length);
    new Uint8Array(memory.buffer, place, bite.length).set(bite);
    const next = opening.push(bite.length);
    if (next !== Next.GoOn) return next;
  }
  return opening.end();
}

async function stages() {
  const [file, runs = "7"] = process.argv.slice(2);
  if (file === undefined) throw new Advice("Name a file of orders: node tools/stages.mjs orders.csv");
  const { start, Opening, Next } = await core();
  const memory = start(
    [process.env.WASM].map(
      name => new WebAssembly.Module(readFileSync(name)),
    ),
  );
  const bytes = readFileSync(file);
  const best = {};
  for (let run = 0; run < Number(runs); run++) {
    const opening = new Opening({}, undefined, { orders: 1, members: 0, referrals: 0 }, 0.5);
    let dataset;
    const steps = {
      read() {
        for (let next = Next.ReadAgain; next !== Next.GoOn; ) {
          next = readOnce({ memory, Next }, bytes, opening);
          if (next === Next.Decode) throw new Advice("The file is not UTF-8.");
        }
      },
      tables() {
        dataset = opening.finish();
      },
      rfm: () => dataset.ask("rfm", {}),
      cohorts: () => dataset.ask("cohorts", {}),
      ltv: () => dataset.ask("ltv", {}),
    };
    let all = 0;
    for (const [name, step] of Object.entries(steps)) {
      const before = process.cpuUsage();
      step();
      const { user, system } = process.cpuUsage(before);
      all += user + system;
      best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, user + system);
    }
    best.all = Math.min(best.all ?? Number.POSITIVE_INFINITY, all);
    dataset.free();
  }
  for (const [name, us] of Object.entries(best)) {
    console.log(`${name.padEnd(10)}${(us / 1e3).toFixed(0).padStart(8)} ms`);
  }
  console.log(`${"memory".padEnd(10)}${(memory.buffer.byteLength / 1e6).toFixed(0).padStart(8)} MB`);
}

await main(stages);
