// Nothing but reading the File, in a Worker, in the largest pieces that pay: the floor for whoever reads all of it.
const SOURCE = `
  onmessage = async ({ data: file }) => {
    let bytes = 0;
    for (let at = 0; at < file.size; at += ${16 << 20}) {
      bytes += (await file.slice(at, at + ${16 << 20}).arrayBuffer()).byteLength;
    }
    postMessage(bytes);
  };
`;

let worker;

export async function start() {
  worker = new Worker(URL.createObjectURL(new Blob([SOURCE], { type: "text/javascript" })));
}

export function analyse(file) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data: bytes }) =>
      bytes === file.size ? resolve({}) : reject(new Error(`read ${bytes} of ${file.size} bytes`));
    worker.postMessage(file);
  });
}

export async function tidy() {}
