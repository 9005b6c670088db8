// The usual way in JavaScript: a parser that gives each row as strings, ids in a Map.
/* global Papa -- of the script below, which is none to import. */
importScripts("/node_modules/papaparse/papaparse.min.js");
const ready = import("./columns.mjs");

// A rejected promise would be no error of the Worker.
self.onunhandledrejection = ({ reason }) => {
  throw reason;
};

self.onmessage = async ({ data: file }) => {
  const { Columns, dayOf } = await ready;
  const columns = new Columns();
  const people = new Map();
  const orders = new Map();
  const code = id => {
    const known = people.get(id);
    if (known !== undefined) return known;
    people.set(id, people.size);
    return people.size - 1;
  };
  const named = [];
  let header = true;
  const read = ({ data }) => {
    for (const [id, customer, at, amount, referrer] of data) {
      if (header || id === "") {
        header = false;
        continue;
      }
      if (orders.has(id)) throw new Error("an order of several rows");
      orders.set(id, true);
      const day = dayOf(Number(at.slice(0, 4)), Number(at.slice(5, 7)), Number(at.slice(8, 10)));
      const person = code(customer);
      columns.add(person, day, Math.round(Number(amount) * 10_000));
      if (referrer !== "") named.push([person, referrer, day]);
    }
  };
  const complete = () => {
    for (const [person, referrer, day] of named) columns.name(person, people.get(referrer) ?? referrer, day);
    postMessage(columns.answer());
  };
  Papa.parse(file, { chunk: read, complete, delimiter: ",", newline: "\n", fastMode: true });
};
