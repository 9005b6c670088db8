// Bytes of every encoding that exports have.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, preview } from "siyu";
import { CSV, failsWith, fixture } from "./helpers.mjs";

const CHINESE =
  "订单编号,买家会员名,订单付款时间,买家实际支付金额\n1,买家甲,2026-01-02,100.00\n2,李雷,2026-02-02,5.50\n";

function utf16(text, littleEndian) {
  const bytes = new Uint8Array(text.length * 2 + 2);
  const view = new DataView(bytes.buffer);
  for (const [index, unit] of [0xfeff, ...Array.from(text, c => c.charCodeAt(0))].entries()) {
    view.setUint16(index * 2, unit, littleEndian);
  }
  return bytes;
}

async function ids(orders, options) {
  const shop = await open({ orders }, options);
  const { columns } = await shop.customers();
  const { encoding, warnings } = shop.report.orders;
  shop.close();
  return { ids: columns.id, encoding, mixed: warnings.find(({ code }) => code === "mixed-encodings")?.count };
}

const found = encoding => ({ ids: ["买家甲", "李雷"], encoding, mixed: undefined });

test("UTF-8 with and without byte order mark", async () => {
  assert.deepEqual(await ids(new TextEncoder().encode(CHINESE)), found("utf-8"));
  assert.deepEqual(await ids(new TextEncoder().encode(`\ufeff${CHINESE}`)), found("utf-8"));
});

test("UTF-16 of both byte orders, by its mark", async () => {
  assert.deepEqual(await ids(utf16(CHINESE, true)), found("utf-16le"));
  assert.deepEqual(await ids(utf16(CHINESE, false)), found("utf-16be"));
});

test("Taobao's GB18030, with a character that GBK lacks", async () => {
  const bytes = fixture("formats/taobao_ExportOrderList_gb18030.csv");
  const shop = await open({ orders: bytes });
  const { encoding, profile, rows, used, excluded, rejected } = shop.report.orders;
  assert.deepEqual({ encoding, profile }, { encoding: "gb18030", profile: "taobao" });
  assert.equal(rows, used + excluded + rejected);
  assert.deepEqual((await shop.customers()).columns.id, ["买家甲", "买家㐂"]);
  assert.equal((await shop.overview()).value, 1514.5);
  shop.close();
  const shown = await preview(bytes);
  assert.equal(shown.encoding, "gb18030");
  assert.equal(shown.profile, "taobao");
  assert.equal(shown.mapping.customerId.column, "买家会员名");
});

test("GB18030 that shows only far into a file", async () => {
  const plain = Array.from({ length: 60_000 }, (_, n) => `${n + 10},c${n},2026-01-01,1.00\n`).join("");
  const head = new TextEncoder().encode(`order_id,customer_id,paid_at,amount\n${plain}`);
  const tail = [0xc0, 0xee, 0xc0, 0xd7]; // 李雷
  const bytes = new Uint8Array([
    ...head,
    ...new TextEncoder().encode("1,"),
    ...tail,
    ...new TextEncoder().encode(",2026-01-01,1\n"),
  ]);
  const shop = await open({ orders: bytes });
  assert.equal(shop.report.orders.encoding, "gb18030");
  assert.equal(shop.report.orders.used, 60_001);
  assert.equal((await shop.customers({ filter: { ids: ["李雷"] } })).total, 1);
  shop.close();
});

test("one broken byte does not turn UTF-8 into mojibake", async () => {
  const bytes = new TextEncoder().encode(CHINESE);
  bytes[bytes.length - 2] = 0xff;
  const shop = await open({ orders: bytes });
  const { encoding, warnings, rows, rejected } = shop.report.orders;
  assert.equal(encoding, "utf-8");
  assert.deepEqual(
    warnings.filter(({ code }) => code === "mixed-encodings"),
    [{ code: "mixed-encodings", count: 1 }],
  );
  assert.deepEqual([rows, rejected], [2, 1]);
  assert.deepEqual((await shop.customers()).columns.id, ["买家甲"]);
  shop.close();
});

test("a character cut off at the end of the file", async () => {
  const whole = new TextEncoder().encode(`${CHINESE}3,王`);
  const { ids: known, mixed } = await ids(whole.subarray(0, whole.length - 1));
  assert.deepEqual(known, ["买家甲", "李雷"]);
  assert.equal(mixed, 1);
});

test("the option encoding overrides, but not for text", async () => {
  const big5 = new Uint8Array([...new TextEncoder().encode(CSV.replace("ann,2024-01-05", "")), 0x0a]);
  assert.deepEqual((await ids(big5, { encoding: "big5" })).encoding, "big5");
  assert.deepEqual((await ids(CHINESE, { encoding: "big5" })).encoding, "utf-8");
  assert.deepEqual((await ids(new TextEncoder().encode(CSV), { encoding: "GBK" })).encoding, "gb18030");
  const error = await failsWith(
    open({ orders: big5 }, { encoding: "klingon" }),
    "bad-option",
    /not “klingon”/,
  );
  assert.deepEqual(error.detail, { option: "encoding" });
});

test("UTF-16 of both byte orders without a mark", async () => {
  assert.deepEqual(await ids(utf16(CHINESE, true).subarray(2)), found("utf-16le"));
  assert.deepEqual(await ids(utf16(CHINESE, false).subarray(2)), found("utf-16be"));
  assert.equal((await preview(utf16(CHINESE, true).subarray(2))).encoding, "utf-16le");
});

test("Japanese and Western files by choice", async () => {
  const table = (header, name) => [
    ...new TextEncoder().encode("id,"),
    ...header,
    ...new TextEncoder().encode(",paid_at,amount\n1,"),
    ...name,
    ...new TextEncoder().encode(",2026-01-02,5\n"),
  ];
  // 顧客 and 表 (whose second byte is a backslash in ASCII) in Shift-JIS.
  const japanese = new Uint8Array(table([0x8c, 0xda, 0x8b, 0x71], [0x95, 0x5c]));
  const mapping = { orders: { customerId: 1 } };
  const read = await ids(japanese, { encoding: "Shift_JIS", mapping });
  assert.deepEqual(read, { ids: ["表"], encoding: "shift_jis", mixed: undefined });
  const shown = await preview(japanese, { encoding: "sjis", mapping });
  assert.deepEqual([shown.headers[1], shown.rows[0][1]], ["顧客", "表"]);
  const western = new Uint8Array(table([0x6e, 0xb0], [0x4a, 0x6f, 0x73, 0xe9, 0x80]));
  const latin = await ids(western, { encoding: "windows-1252", mapping });
  assert.deepEqual(latin, { ids: ["José€"], encoding: "windows-1252", mixed: undefined });
});

test("the golden folders of encodings, decoded here", async () => {
  const read = name => new TextDecoder().decode(fixture(`golden/${name}`));
  for (const folder of ["shift-jis", "windows-1252", "utf-16le", "utf-16be"]) {
    const { files, options } = JSON.parse(read(`${folder}/options.json`));
    const { customers } = JSON.parse(read(`${folder}/expected.json`));
    const [{ encoding }] = files;
    const chosen = folder.startsWith("utf") ? {} : { encoding };
    const shop = await open({ orders: fixture(`golden/${folder}/orders.csv`) }, { ...options, ...chosen });
    const { columns } = await shop.customers();
    const found = columns.id.map((id, at) => [id, [[columns.firstPurchase[at], columns.monetary[at]]]]);
    assert.deepEqual(Object.fromEntries(found), customers, folder);
    assert.equal(shop.report.orders.encoding, encoding);
    shop.close();
  }
});

test("what begins like a spreadsheet or an archive and is none", async () => {
  const of = (...bytes) => open({ orders: new Uint8Array(bytes) });
  await failsWith(of(0x50, 0x4b, 3, 4), "unsupported-format", /archive is damaged/);
  await failsWith(of(0xd0, 0xcf, 0x11, 0xe0), "unsupported-format", /spreadsheet is damaged.*CSV or XLSX/);
  await failsWith(of(0x1f, 0x8b, 8), "unsupported-format", /damaged/);
  await failsWith(of(...new TextEncoder().encode("Rar!"), 0x1a, 7), "unsupported-format", /Unpack it/);
});
