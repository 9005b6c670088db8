// A static server on the loopback interface, for pages that need modules, wasm and Workers by URL.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

/**
 * Serves folders by URL prefix: `{ "/": [folder], "/npm/": [first choice, second choice] }`; the longest prefix
 * wins. Resolves with the origin and a function that stops the server.
 */
export async function serve(mounts) {
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  const server = createServer(async (request, response) => {
    try {
      const { pathname } = new URL(request.url, "http://localhost");
      const file = await find(mounts, prefixes, decodeURIComponent(pathname));
      if (file === null) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
      createReadStream(file).pipe(response);
    } catch {
      response.writeHead(400).end();
    }
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    stop() {
      server.closeAllConnections();
      return new Promise(resolve => server.close(resolve));
    },
  };
}

async function find(mounts, prefixes, pathname) {
  const prefix = prefixes.find(candidate => pathname.startsWith(candidate));
  if (prefix === undefined) return null;
  const rest = pathname.slice(prefix.length) || "index.html";
  for (const folder of mounts[prefix]) {
    const file = normalize(join(folder, rest));
    if (!file.startsWith(folder + sep)) continue;
    const found = await stat(file).catch(() => null);
    if (found?.isFile()) return file;
  }
  return null;
}
