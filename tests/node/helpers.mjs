import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** The bytes of a file in tests/. */
export function fixture(name) {
  return new Uint8Array(readFileSync(new URL(`../${name}`, import.meta.url)));
}

/** The core's modules, compiled. */
export function coreModules() {
  const names = ["siyu_bg.wasm", "siyu_more_bg.wasm"];
  return names.map(name => new WebAssembly.Module(fixture(`../pkg/dist/${name}`)));
}

/** Three customers, five purchases. */
export const CSV = `order_id,customer_id,paid_at,amount
1,ann,2024-01-05,10.00
2,bob,2024-01-20,20.00
3,ann,2024-02-03,30.50
4,cid,2024-02-10,40.00
5,bob,2024-03-01,50.25
`;

/** The same as rows. */
export const ROWS = CSV.trim()
  .split("\n")
  .slice(1)
  .map(line => {
    const [order_id, customer_id, paid_at, amount] = line.split(",");
    return { order_id, customer_id, paid_at, amount: Number(amount) };
  });

/** Asserts that a promise rejects with a SiyuError of this code; resolves with the error. */
export async function failsWith(promise, code, message) {
  try {
    await promise;
  } catch (error) {
    assert.equal(error?.name, "SiyuError", `a SiyuError, not ${error?.stack ?? error}`);
    assert.equal(error.code, code, error.message);
    if (message !== undefined) assert.match(error.message, message);
    return error;
  }
  assert.fail(`it should have failed with ${code}`);
}
