// Writes orders.xlsb, by SheetJS (Apache-2.0), which is not installed here; later versions write cells in a form that
// Excel does not use and that is not read:
//   npm install --prefix /tmp/sheetjs xlsx@0.16.9 && NODE_PATH=/tmp/sheetjs/node_modules node tests/sheets/make.mjs
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(join(process.env.NODE_PATH ?? "", "here.js"));
const { utils, writeFile } = require("xlsx");

const date = serial => ({ t: "n", v: serial, z: "yyyy-mm-dd hh:mm:ss" });
const sheet = utils.aoa_to_sheet([
  ["order_id", "customer_id", "paid_at", "amount"],
  ["1", "ann", date(45296.4375), 10],
  ["2", "bob", date(45325), 20.25],
  ["3", "ann", date(45355.750011574077), 30.5],
]);
const book = utils.book_new();
utils.book_append_sheet(book, sheet, "Orders");
writeFile(book, fileURLToPath(new URL("orders.xlsb", import.meta.url)), { bookType: "xlsb" });
