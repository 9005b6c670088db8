// A small static server for this machine only: serves the built page to a person (`npm start`) and to tests.
// It sets no policy headers, since the page must protect itself on any server.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/**
 * Serves a folder on the loopback interface. `port` 0 takes any free port; otherwise `tries` ports from there
 * on are tried. Returns `{ url, port, close }`.
 */
export async function serve(folder, { port = 0, tries = 1 } = {}) {
  const base = resolve(folder);
  const server = createServer((request, response) => answer(base, request, response));
  const taken = await listen(server, port, tries);
  return {
    url: `http://localhost:${taken}/`,
    port: taken,
    close: () =>
      new Promise(done => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function listen(server, first, tries) {
  for (let port = first; ; port += 1) {
    try {
      await new Promise((done, failed) => {
        server.once("error", failed);
        server.listen(port, "127.0.0.1", () => {
          server.off("error", failed);
          done();
        });
      });
      return server.address().port;
    } catch (error) {
      if (error.code !== "EADDRINUSE" || port - first + 1 >= tries) throw error;
    }
  }
}

function answer(base, request, response) {
  const refuse = (status, text) => {
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
  };
  if (request.method !== "GET" && request.method !== "HEAD")
    return refuse(405, "Only GET and HEAD are served");
  const path = locate(base, request.url ?? "/");
  if (path === null) return refuse(404, "Not found");
  response.writeHead(200, {
    "content-type": TYPES[extname(path).toLowerCase()] ?? "application/octet-stream",
    "content-length": statSync(path).size,
    "cache-control": "no-cache",
  });
  if (request.method === "HEAD") return response.end();
  createReadStream(path)
    .on("error", () => response.destroy())
    .pipe(response);
}

/** The file that a request means, or `null` where there is none inside the folder. */
function locate(base, url) {
  let name;
  try {
    name = decodeURIComponent(url.replace(/[?#].*$/s, ""));
  } catch {
    return null;
  }
  if (name.includes("\0")) return null;
  const path = normalize(join(base, name));
  if (path !== base && !path.startsWith(base + sep)) return null;
  const file = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, "index.html") : path;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}
