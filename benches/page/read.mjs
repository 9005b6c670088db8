import { inWorker } from "./in-worker.mjs";

// Nothing but reading the File, in a Worker, in the largest pieces that pay: the floor for whoever reads all of it.
const SOURCE = `
  onunhandledrejection = ({ reason }) => {
    throw reason;
  };
  onmessage = async ({ data: file }) => {
    let bytes = 0;
    for (let at = 0; at < file.size; at += ${16 << 20}) {
      bytes += (await file.slice(at, at + ${16 << 20}).arrayBuffer()).byteLength;
    }
    if (bytes !== file.size) throw new Error("a part of the file is missing");
    postMessage({});
  };
`;

const url = URL.createObjectURL(new Blob([SOURCE], { type: "text/javascript" }));

export const { start, analyse, details, tidy } = inWorker(() => new Worker(url));
