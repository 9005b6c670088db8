// The Worker of Node.

import { parentPort } from "node:worker_threads";

import { serve } from "./serve.ts";

const answer = serve(reply => parentPort?.postMessage(reply));
parentPort?.on("message", answer);
