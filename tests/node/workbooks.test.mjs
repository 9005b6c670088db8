// Workbooks, written by other programs (tests/sheets/make.py).
import assert from "node:assert/strict";
import { File } from "node:buffer";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { open, preview } from "siyu";
import { CSV, failsWith, fixture } from "./helpers.mjs";
import { zip } from "./zip.mjs";

const book = name => fixture(`sheets/${name}`);
const SHEETS = ["说明", "订单", "旧订单", "会员"];

test("every format gives the same rows", async () => {
  for (const name of ["orders.xls", "orders.xlsb", "orders.ods", "since-1904.xlsx"]) {
    const shop = await open({ orders: new File([book(name)], name) });
    const { rows, used, firstDate, lastDate, sources } = shop.report.orders;
    assert.deepEqual([rows, used, firstDate, lastDate], [3, 3, "2024-01-05", "2024-03-04"], name);
    const sheet = name === "since-1904.xlsx" ? "Sheet" : "Orders";
    assert.deepEqual(sources, [{ name, encoding: "utf-8", rows: 3, sheet, sheets: [sheet] }]);
    const { columns } = await shop.customers();
    assert.deepEqual(
      [columns.id, [...columns.monetary]],
      [
        ["ann", "bob"],
        [40.5, 20.25],
      ],
      name,
    );
    shop.close();
  }
});

test("the sheet with the orders, titles above its header, and a cell of every kind", async () => {
  const shown = await preview(book("orders.xlsx"));
  assert.deepEqual([shown.sheet, shown.sheets], ["订单", SHEETS]);
  assert.deepEqual(shown.headers, [
    "订单编号",
    "买家会员名",
    "订单付款时间",
    "买家实际支付金额",
    "订单状态",
    "备注",
  ]);
  assert.deepEqual(shown.rows, [
    ["202401050001", "买家甲", "2024-01-05 10:30:00", "1234.5", "交易成功", "两行 备注"],
    ["202401050002", "007", "2024-01-06", "19.99", "交易成功", 'say "hi", please'],
    ["202401050003", "买家甲", "2024-02-03 08:00:00", "0.3", "TRUE", ""],
    ["202401050004", "买家乙", "2024-02-04 23:59:59", "#N/A", "交易成功", ""],
    ["2024010500051235000", "买家丙", "2024-02-05 12:00:00", "1000000", "交易成功", ""],
  ]);
  const shop = await open({ orders: book("orders.xlsx") });
  const { rows, used, exclusions, warnings, profile, mapping } = shop.report.orders;
  assert.deepEqual([rows, used, exclusions], [5, 4, [{ rule: "no-amount", rows: 1, value: 0 }]]);
  assert.equal(profile, "taobao");
  assert.equal(mapping.customerId.column, "买家会员名");
  const counted = code => warnings.find(warning => warning.code === code)?.count;
  assert.deepEqual([counted("long-numbers"), counted("missing-tokens")], [1, 1]);
  assert.deepEqual((await shop.customers()).columns.id, ["买家甲", "007", "买家丙"]);
  assert.equal((await shop.overview()).value, 1001254.79);
  shop.close();
});

test("what is merged over the rows of an order is said by all of them, but amounts count once", async () => {
  for (const name of ["merged.xlsx", "merged.xls"]) {
    const read = async sheet => {
      const shop = await open({ orders: book(name) }, { sheet });
      const { rows, used, amountIs, exclusions } = shop.report.orders;
      const { id, frequency, monetary } = (await shop.customers()).columns;
      shop.close();
      return {
        rows,
        used,
        amountIs,
        exclusions,
        people: id.map((who, at) => [who, frequency[at], monetary[at]]),
      };
    };
    // The header has two lines; the last row is a note.
    const set = rule => [{ rule, rows: 1, value: 0 }];
    assert.deepEqual(await read("订单"), {
      ...{ rows: 8, used: 7, amountIs: "order", exclusions: set("no-customer") },
      people: [
        ["买家甲", 2, 42],
        ["买家乙", 1, 21],
        ["买家丙", 1, 42],
      ],
    });
    // Without order ids each row is an order, and what has no amount is none.
    assert.deepEqual(await read("台账"), {
      ...{ rows: 4, used: 2, amountIs: "line", exclusions: [{ rule: "no-amount", rows: 2, value: 0 }] },
      people: [
        ["ann", 1, 60],
        ["bob", 1, 1200.5],
      ],
    });
    assert.deepEqual((await read("numbers")).people, [
      ["13812345678", 2, 7],
      ["13900000000", 1, 8],
    ]);
    assert.deepEqual((await preview(book(name))).rows[1].slice(0, 4), [
      "20240101",
      "买家甲",
      "2024-01-01",
      "商品1",
    ]);
  }
});

test("another sheet, by name or number, for each kind", async () => {
  const bytes = book("orders.xlsx");
  const hidden = await open({ orders: bytes }, { sheet: "旧订单" });
  assert.deepEqual((await hidden.customers()).columns.id, ["隐"]);
  hidden.close();
  assert.equal((await preview(bytes, { sheet: 2 })).sheet, "旧订单");
  assert.equal((await preview(bytes, { sheet: { members: 0 } })).sheet, "订单");
  assert.equal((await preview(bytes, { kind: "members", sheet: { orders: 0 } })).sheet, "会员");
  const shop = await open({ orders: bytes, members: bytes }, { sheet: { orders: "订单", members: "会员" } });
  assert.equal(shop.report.members.sources[0].sheet, "会员");
  shop.close();
  // The other workbook has no such sheet, and is read as by default.
  const both = await open({ orders: [bytes, book("orders.xls"), CSV] }, { sheet: "旧订单" });
  assert.deepEqual(
    both.report.orders.sources.map(({ sheet }) => sheet),
    ["旧订单", "Orders", undefined],
  );
  both.close();
  const missing = await failsWith(
    open({ orders: bytes }, { sheet: "May" }),
    "bad-option",
    /no sheet "May".*说明/,
  );
  assert.deepEqual(missing.detail, { option: "sheet", allowed: SHEETS });
  await failsWith(preview(bytes, { sheet: 4 }), "bad-option", /no sheet 4/);
  for (const sheet of [-1, 1.5, true, { order: "May" }, { orders: {} }]) {
    await failsWith(open({ orders: bytes }, { sheet }), "bad-option", /name of a sheet/);
  }
});

test("workbooks that are packed once more", async () => {
  for (const [name, bytes] of [
    ["orders.xls.gz", gzipSync(book("orders.xls"))],
    ["export.zip", zip([{ name: "orders.ods", data: book("orders.ods") }])],
  ]) {
    const shop = await open({ orders: new File([bytes], name) });
    assert.equal(shop.report.orders.used, 3, name);
    shop.close();
  }
});

/** A workbook of one sheet with so many orders, as small programs write them. */
function workbook(orders) {
  const cell = text => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const row = cells => `<row>${cells.map(cell).join("")}</row>`;
  const rows = [row(["order_id", "customer_id", "paid_at", "amount"])];
  for (let n = 0; n < orders; n++) {
    rows.push(
      row([n, `c${(n * 7919) % 5003}`, `2024-0${1 + (n % 9)}-1${(n * 31) % 10}`, (n * 104729) % 9973]),
    );
  }
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const sheets = `<sheets><sheet name="Orders" sheetId="1" r:id="rId1"/></sheets>`;
  const relations = (type, target) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${links}/${type}" Target="${target}"/></Relationships>`;
  return zip([
    { name: "_rels/.rels", data: relations("officeDocument", "xl/workbook.xml") },
    { name: "xl/workbook.xml", data: `<workbook xmlns="${main}" xmlns:r="${links}">${sheets}</workbook>` },
    { name: "xl/_rels/workbook.xml.rels", data: relations("worksheet", "worksheets/sheet1.xml") },
    {
      name: "xl/worksheets/sheet1.xml",
      data: `<worksheet xmlns="${main}"><sheetData>${rows.join("")}</sheetData></worksheet>`,
    },
  ]);
}

test("progress moves while a workbook is converted, and goes on from there", async () => {
  const bytes = workbook(150_000);
  const seen = [];
  const shop = await open({ orders: [bytes, CSV] }, { onProgress: progress => seen.push(progress) });
  assert.equal(shop.report.orders.rows, 150_005);
  shop.close();
  const total = bytes.length + CSV.length;
  assert.ok(seen.every(({ totalBytes }) => totalBytes === total));
  assert.ok(
    seen.every(({ bytes: done, rows }, at) => {
      const before = seen[at - 1] ?? { bytes: 0, rows: 0 };
      return done >= before.bytes && rows >= before.rows && done <= total;
    }),
  );
  const converting = new Set(seen.filter(({ rows }) => rows === 0).map(({ bytes: done }) => done));
  assert.ok(converting.size >= 3, `${[...converting]} of ${total}`);
  assert.ok([...converting].every(done => done <= total / 2));
  assert.deepEqual([seen.at(-1).phase, seen.at(-1).bytes], ["merge", total]);
});

test("a delimiter is for text", async () => {
  const shop = await open({ orders: [book("orders.xls"), CSV.replaceAll(",", ";")] }, { delimiter: ";" });
  assert.equal(shop.report.orders.rows, 8);
  shop.close();
});

test("workbooks that cannot be read, and what is said of them", async () => {
  for (const name of ["encrypted.xlsx", "encrypted.ods"]) {
    await failsWith(open({ orders: book(name) }), "encrypted-file", /has a password.*without the password/);
    await failsWith(preview(book(name)), "encrypted-file");
  }
  await failsWith(open({ orders: book("bomb.xlsx") }), "unsupported-format", /too large.*as CSV/);
  await failsWith(open({ orders: book("far-columns.xlsx") }), "unsupported-format", /50 million cells/);
});

test("damaged workbooks: an error with a code, whatever is wrong with them", async () => {
  for (const name of ["orders.xlsx", "orders.xls", "orders.ods", "orders.xlsb"]) {
    const whole = book(name);
    for (const share of [0.05, 0.5, 0.9, 0.99]) {
      const error = await open({ orders: whole.subarray(0, whole.length * share) }).then(
        shop => shop.close(),
        thrown => thrown,
      );
      // The end of an old workbook may hold nothing of importance.
      if (error === undefined) continue;
      assert.match(
        error.code,
        /^(unsupported-format|not-a-table|empty-file|missing-column)$/,
        `${name} ${share}: ${error.message}`,
      );
    }
  }
});

test("workbooks that the reader stumbles over, or would never be done with", async () => {
  const other = await open({ orders: CSV });
  for (const name of ["panic.xls", "panic.xlsb", "endless.ods"]) {
    await failsWith(open({ orders: book(name) }), "unsupported-format", /damaged/);
    await failsWith(preview(book(name)), "unsupported-format", /damaged/);
  }
  assert.equal((await other.overview()).value, 150.75);
  other.close();
});

test("a small workbook that says it has cells far away is refused, instead of taking memory for all between them", async () => {
  const bytes = book("orders.xls");
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const opened = async () => {
    const shop = await open({ orders: bytes });
    shop.close();
    return shop.report.orders.rows;
  };
  // The last amount: a record of its kind and length, in row 3 and column 3.
  const at = bytes.findLastIndex((_, n) => n + 8 <= bytes.length && view.getUint32(n, true) === 0x000a027e);
  assert.deepEqual([view.getUint16(at + 4, true), view.getUint16(at + 6, true)], [3, 3]);
  view.setUint16(at + 4, 9999, true);
  view.setUint16(at + 6, 200, true);
  // 2 million cells may be.
  assert.equal(await opened(), 4);
  view.setUint16(at + 4, 65535, true);
  view.setUint16(at + 6, 255, true);
  await failsWith(opened(), "unsupported-format", /damaged/);
});

test("the module comes from where the option says", async () => {
  const path = createRequire(import.meta.url).resolve("siyu/siyu_sheets_bg.wasm");
  for (const sheetsWasm of [readFileSync(path), new URL(`file://${path}`), path]) {
    const shop = await open({ orders: book("orders.xls") }, { sheetsWasm });
    assert.equal(shop.report.orders.used, 3);
    shop.close();
  }
  await failsWith(
    open({ orders: book("orders.xls") }, { sheetsWasm: new Uint8Array(8) }),
    "internal",
    /siyu_sheets_bg\.wasm.*“sheetsWasm”/,
  );
});

test("cancelling while a workbook is read", async () => {
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  await assert.rejects(open({ orders: book("orders.xls") }, { signal }), reason);
  const controller = new AbortController();
  const opening = open({ orders: book("far-columns.xlsx") }, { signal: controller.signal });
  setTimeout(() => controller.abort(reason), 20);
  await assert.rejects(opening, reason);
});

test("rows that were set aside are found again in what is packed, with the line of the sheet", async () => {
  const asked = async orders => {
    const shop = await open({ orders });
    const { rows, sources } = await shop.setAside({ rule: "no-amount" });
    shop.close();
    return {
      line: rows.map(({ line }) => line),
      id: rows.map(({ cells }) => cells[0]),
      headers: sources[0].headers,
    };
  };
  const { headers } = await preview(book("orders.xlsx"));
  const expected = { line: [8], id: ["202401050004"], headers };
  assert.deepEqual(await asked(book("orders.xlsx")), expected);
  const packed = zip([{ name: "orders.xlsx", data: book("orders.xlsx") }]);
  assert.deepEqual(await asked(packed), expected);
  const text =
    "orders of May\n\norder_id,customer_id,paid_at,amount\n1,ann,2024-01-05,1\n2,bob,2024-01-06,\n";
  assert.deepEqual(await asked(new Uint8Array(gzipSync(text))), {
    line: [5],
    id: ["2"],
    headers: ["order_id", "customer_id", "paid_at", "amount"],
  });
});

test("other sheets that could be read as well are counted, unless one was asked for", async () => {
  const said = async (name, options) => {
    const shop = await open({ orders: book(name) }, options);
    const { warnings } = shop.report.orders;
    shop.close();
    return warnings.find(({ code }) => code === "sheets-left-out")?.count;
  };
  assert.equal(await said("merged.xlsx", {}), 2);
  assert.equal(await said("merged.xlsx", { sheet: "订单" }), undefined);
  // Its other sheets hold text, no table, and orders that people do not see.
  assert.equal(await said("orders.xlsx", {}), undefined);
});

/** A workbook of the orders in CSV, whose main part stands at a path. */
function workbookAt(path) {
  const [folder, name] = path.includes("/") ? path.split("/") : ["", path];
  const inside = folder === "" ? "" : `${folder}/`;
  const cells = line => line.split(",").map(cell => `<c t="inlineStr"><is><t>${cell}</t></is></c>`);
  const rows = CSV.trim().split("\n");
  const xml = (root, namespace, content) =>
    `<?xml version="1.0"?><${root} xmlns="http://schemas.openxmlformats.org/${namespace}" xmlns:r="${RELATIONS}">${content}</${root}>`;
  const relation = (type, target) =>
    xml(
      "Relationships",
      "package/2006/relationships",
      `<Relationship Id="rId1" Type="${RELATIONS}/${type}" Target="${target}"/>`,
    );
  return zip([
    { name: "[Content_Types].xml", data: xml("Types", "package/2006/content-types", "") },
    { name: "_rels/.rels", data: relation("officeDocument", path) },
    {
      name: path,
      data: xml("workbook", MAIN, '<sheets><sheet name="Orders" sheetId="1" r:id="rId1"/></sheets>'),
    },
    { name: `${inside}_rels/${name}.rels`, data: relation("worksheet", "/xl/worksheets/sheet1.xml") },
    {
      name: "xl/worksheets/sheet1.xml",
      data: xml(
        "worksheet",
        MAIN,
        `<sheetData>${rows.map(row => `<row>${cells(row).join("")}</row>`).join("")}</sheetData>`,
      ),
    },
  ]);
}

const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN = "spreadsheetml/2006/main";

test("a workbook whose main part has another name or place, which it says itself", async () => {
  for (const path of ["xl/workbook.xml", "xl/workbook2.xml", "xl/book.xml", "workbook.xml"]) {
    const bytes = workbookAt(path);
    const shop = await open({ orders: bytes });
    assert.deepEqual([shop.report.orders.used, (await shop.overview()).value], [5, 150.75], path);
    shop.close();
    assert.equal((await preview(bytes)).sheet, "Orders", path);
  }
});
