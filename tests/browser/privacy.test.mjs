// Nothing leaves the page. Every way out is tried: from a page without a policy, to see that the attempt would
// be noticed, and from this page after start-up, and from a Worker made there.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { format, openFiles, ready, rows, start, tile } from "./page.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.close());

/** A server that writes down every request, on a given port or any. */
async function listener(port = 0) {
  const heard = [];
  const server = createServer((request, response) => {
    heard.push(request.url);
    response
      .writeHead(200, { "access-control-allow-origin": "*", "content-type": "text/html" })
      .end("<p></p>");
  });
  server.on("upgrade", (request, socket) => {
    heard.push(request.url);
    socket.destroy();
  });
  await new Promise(done => server.listen(port, "127.0.0.1", done));
  const { port: taken } = server.address();
  // A failed test must not keep the process alive.
  server.unref();
  return {
    url: `http://localhost:${taken}`,
    heard,
    close: () =>
      new Promise(done => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
}

/** What a Worker tries; it answers with what happened to each attempt. Runs in the browser. */
function inWorker() {
  self.onmessage = async ({ data: to }) => {
    const done = {};
    const outcome = (name, work) =>
      new Promise((yes, no) => work(yes, no)).then(
        () => {
          done[name] = "sent";
        },
        () => {
          done[name] = "refused";
        },
      );
    await outcome("fetch", (yes, no) => fetch(`${to}/worker-fetch`).then(yes, no));
    await outcome("xhr", (yes, no) => {
      const request = new XMLHttpRequest();
      request.onload = yes;
      request.onerror = no;
      request.open("GET", `${to}/worker-xhr`);
      request.send();
    });
    await outcome("importScripts", yes => {
      importScripts(`${to}/worker-import`);
      yes();
    });
    await outcome("import", (yes, no) => import(`${to}/worker-dynamic-import`).then(yes, no));
    await outcome("socket", (_, no) => {
      new WebSocket(`${to.replace("http", "ws")}/worker-socket`).onerror = no;
    });
    await outcome("events", (yes, no) => {
      const source = new EventSource(`${to}/worker-events`);
      source.onopen = yes;
      source.onerror = no;
    });
    await outcome("worker", (yes, no) => {
      const worker = new Worker(`${to}/worker-worker`);
      worker.onerror = no;
      worker.onmessage = yes;
    });
    postMessage(done);
  };
}

/** What the page tries. Runs in the browser. */
async function inPage([to, workerText]) {
  const settle = (element, attribute, name) =>
    new Promise(done => {
      element.onload = element.onerror = done;
      element[attribute] = `${to}/${name}`;
      document.head.append(element);
    });
  const event = (target, names) =>
    new Promise(done => {
      for (const name of names) target.addEventListener(name, done);
    });
  const done = { rtc: typeof RTCPeerConnection };
  done.fetch = await fetch(`${to}/fetch`, { mode: "no-cors" }).then(
    () => "sent",
    () => "refused",
  );
  navigator.sendBeacon(`${to}/beacon`, "x");
  await settle(new Image(), "src", "image");
  await settle(document.createElement("script"), "src", "script");
  const style = document.createElement("link");
  style.rel = "stylesheet";
  await settle(style, "href", "style");
  try {
    const socket = new WebSocket(`${to.replace("http", "ws")}/socket`);
    await event(socket, ["open", "error"]);
  } catch {
    // Refused at once, which is as good.
  }
  const source = new EventSource(`${to}/events`);
  await event(source, ["open", "error"]);
  source.close();
  const form = document.createElement("form");
  const frame = document.createElement("iframe");
  frame.name = "elsewhere";
  frame.src = `${to}/frame`;
  document.body.append(frame, form);
  form.action = `${to}/form`;
  form.target = "elsewhere";
  form.submit();
  const worker = new Worker(URL.createObjectURL(new Blob([workerText], { type: "text/javascript" })));
  const answer = event(worker, ["message", "error"]);
  worker.postMessage(to);
  done.worker = (await answer).data;
  return done;
}

const workerText = `(${inWorker})()`;

test("what is tried here would be noticed where it is allowed", async () => {
  const elsewhere = await listener();
  const page = await site.browser.newPage();
  await page.goto(`${elsewhere.url}/control`);
  const done = await page.evaluate(inPage, [elsewhere.url, workerText]);
  assert.equal(done.fetch, "sent");
  assert.equal(done.worker.fetch, "sent");
  for (const path of ["fetch", "beacon", "image", "script", "style", "socket", "events", "frame"]) {
    assert.ok(elsewhere.heard.includes(`/${path}`), `the page's ${path} was not heard`);
  }
  for (const path of ["fetch", "xhr", "import", "dynamic-import", "socket", "events", "worker"]) {
    assert.ok(elsewhere.heard.includes(`/worker-${path}`), `the Worker's ${path} was not heard`);
  }
  await page.close();
  await elsewhere.close();
});

test("after start-up nothing leaves, whatever is tried, and the report needs nothing", async () => {
  const { page, seen, close } = await ready(site);
  const loaded = seen.requests.length;
  assert.ok(loaded > 0);

  // From here on this listener answers on the page's own address too.
  await site.server.close();
  const own = await listener(site.port);
  const elsewhere = await listener();

  // Reading and all measures, with the page's own server gone.
  await openFiles(page, format("taobao_ExportOrderList_gb18030.csv"));
  assert.equal(await tile(page, "overview", "Orders"), "3");
  for (const preset of ["grid", "rfm11", "octants"]) await page.getByLabel("Convention").selectOption(preset);
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("heading", { name: "客户分层" }).waitFor();
  assert.equal((await rows(page, "#customers")).length, 2);
  assert.deepEqual(seen.requests.slice(loaded), [], "requests while a file was read");
  assert.equal((await page.workers()).length, 1);

  const refused = { fetch: "refused", xhr: "refused", importScripts: "refused", import: "refused" };
  const inWorkers = { ...refused, socket: "refused", events: "refused", worker: "refused" };
  for (const to of [own.url, elsewhere.url]) {
    const done = await page.evaluate(inPage, [to, workerText]);
    assert.equal(done.fetch, "refused");
    assert.equal(done.rtc, "undefined");
    assert.deepEqual(done.worker, inWorkers);
  }

  // Whatever was sent before this has arrived before this.
  const fence = await site.browser.newPage();
  await fence.goto(`${own.url}/fence`);
  await fence.goto(`${elsewhere.url}/fence`);
  const strays = heard => heard.filter(path => path !== "/fence" && path !== "/favicon.ico");
  assert.deepEqual(strays(own.heard), []);
  assert.deepEqual(strays(elsewhere.heard), []);
  await fence.close();
  await close();
  await own.close();
  await elsewhere.close();
});
