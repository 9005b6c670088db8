// A rival whose whole job is one message to a Worker and one back.

export function inWorker(make) {
  let worker;
  return {
    async start() {
      worker = make();
    },
    analyse: file =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(file);
      }),
    details: async () => ({}),
    async tidy() {
      worker.terminate();
      worker = make();
    },
  };
}
