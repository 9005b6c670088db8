// The Worker of browsers. It is one self-contained script, as a module and as a classic one.

import type { Reply, Request } from "./protocol.ts";
import { serve } from "./serve.ts";

const port = globalThis as unknown as {
  postMessage(reply: Reply): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Request>) => void): void;
};
const answer = serve(reply => port.postMessage(reply));
port.addEventListener("message", event => answer(event.data));
