// Rows that are read again: those set aside, and those that order ids come from; and the files made of a dataset.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { open } from "siyu";
import { CSV, failsWith } from "./helpers.mjs";

const MIXED = `\ufefforder_id,customer_id,paid_at,amount,status,note
1,ann,2024-01-05,10,paid,"two
lines"

2,ann,2024-01-32,10,paid,
3,bob,2024-01-07,ten,paid,=1+1
4,,2024-01-08,10,paid,nobody
5,bob,2024-01-09,10,cancelled,"say ""no"""
6,bob,2024-01-10,10,paid,,
7,cid,2024-01-11,10,cancelled,＝2
8,cid,2024-01-12,10,paid,x,surplus
9,cid,2024-01-13,10,paid,"never closed
`;

const text = async blob => new TextDecoder("utf-8", { ignoreBOM: true }).decode(await blob.arrayBuffer());
const lines = async blob => (await text(blob)).split("\r\n");

describe("rows that were set aside", () => {
  test("are there as they stand in their file, a page at a time", async () => {
    const shop = await open({ orders: MIXED });
    const { orders } = shop.report;
    assert.deepEqual([orders.rows, orders.used, orders.excluded, orders.rejected], [9, 2, 3, 4]);

    const cancelled = await shop.setAside({ rule: "status" });
    assert.equal(cancelled.total, 2);
    assert.deepEqual(cancelled.sources, [
      { source: 0, name: "", headers: ["order_id", "customer_id", "paid_at", "amount", "status", "note"] },
    ]);
    assert.deepEqual(
      cancelled.rows.map(({ line, cells }) => [line, cells[0], cells[5]]),
      [
        [8, "5", 'say "no"'],
        [10, "7", "＝2"],
      ],
    );
    assert.deepEqual(
      cancelled.rows.map(({ reason, column, value }) => [reason, column, value]),
      [
        [null, null, null],
        [null, null, null],
      ],
    );

    const rejected = await shop.setAside();
    // The same as the report says of its first thousand.
    const told = rejected.rows.map(({ line, column, reason }) => ({ line, column, reason }));
    assert.deepEqual(
      told,
      orders.rejections.map(({ line, column, reason }) => ({ line, column, reason })),
    );
    assert.deepEqual(
      rejected.rows.map(({ value }) => value),
      ["2024-01-32", "ten", null, null],
    );
    assert.deepEqual(rejected.rows[2].cells.slice(5), ["x", "surplus"]);

    const second = await shop.setAside({ offset: 1, limit: 1 });
    assert.deepEqual([second.total, second.offset, second.rows.map(({ line }) => line)], [4, 1, [6]]);
    assert.deepEqual(await shop.setAside({ rule: "zero-amount" }), {
      total: 0,
      offset: 0,
      sources: [],
      rows: [],
    });
    shop.close();
  });

  test("of several files, encodings and kinds", async () => {
    // 订单编号,… in GB18030.
    const gbk = new Uint8Array([
      ...[0xb6, 0xa9, 0xb5, 0xa5, 0xb1, 0xe0, 0xba, 0xc5, 0x2c],
      ...new TextEncoder().encode("customer_id,paid_at,amount\nB1,ann,2024-02-01,x\nB2,,2024-02-02,5\n"),
      ...[0x42, 0x33, 0x2c, 0xc0, 0xee, 0x2c],
      ...new TextEncoder().encode("2024-02-03,6\n"),
    ]);
    const members = "customer_id;joined_at\nann;2024-01-01\n;2024-01-02\nbob;never\n";
    const shop = await open({ orders: [new Blob([CSV, "6,ann,2024-04-01,x\n"]), gbk], members });
    const rejected = await shop.setAside();
    assert.deepEqual(
      rejected.rows.map(({ source, line, cells }) => [source, line, cells[0]]),
      [
        [0, 7, "6"],
        [1, 2, "B1"],
      ],
    );
    assert.deepEqual(
      rejected.sources.map(({ headers }) => headers[0]),
      ["order_id", "订单编号"],
    );
    const nobody = await shop.setAside({ rule: "no-customer" });
    assert.deepEqual(
      nobody.rows.map(({ source, line, cells }) => [source, line, cells[0]]),
      [[1, 3, "B2"]],
    );
    assert.equal((await shop.setAside({ kind: "members" })).rows[0].cells[0], "bob");
    assert.equal((await shop.setAside({ kind: "members", rule: "no-customer" })).rows[0].line, 3);
    assert.equal((await shop.customer("李")).orders[0].id, "B3");
    shop.close();
  });

  test("in a large file that several Workers read", async () => {
    const row = n =>
      `${n},c${n % 1000},2024-01-${n % 7 === 0 ? "99" : "10"},${n % 5},${n % 11 ? "paid" : "cancelled"}\n`;
    const blocks = ["order_id,customer_id,paid_at,amount,status\n"];
    for (let n = 0; n < 700_000; n += 10_000) {
      blocks.push(Array.from({ length: 10_000 }, (_, at) => row(n + at)).join(""));
    }
    const shop = await open({ orders: new Blob(blocks) }, { workers: 3 });
    const numbers = Array.from({ length: 700_000 }, (_, n) => n);
    const cancelled = numbers.filter(n => n % 7 && n % 11 === 0);
    const page = await shop.setAside({ rule: "status", offset: 50_000, limit: 1000 });
    assert.equal(page.total, cancelled.length);
    assert.deepEqual(
      page.rows.map(({ line, cells }) => [line, cells[0]]),
      cancelled.slice(50_000, 51_000).map(n => [n + 2, String(n)]),
    );
    const rejected = await shop.setAside({ offset: 99_999, limit: 1 });
    assert.deepEqual([rejected.total, rejected.rows[0].cells[0]], [100_000, String(99_999 * 7)]);
    const { orders } = await shop.customer("c999");
    const expected = numbers.filter(n => n % 1000 === 999 && n % 7 && n % 5 && n % 11);
    assert.deepEqual(
      orders.map(({ id }) => id),
      expected.map(String),
    );
    assert.equal((await lines(await shop.export("rejections", "csv"))).length, 100_002);
    shop.close();
  });

  test("wrong questions are named", async () => {
    const shop = await open({ orders: CSV });
    await failsWith(
      shop.setAside({ limit: 1001 }),
      "bad-option",
      /^limit must be a whole number from 1 to 1000/,
    );
    await failsWith(shop.setAside({ offset: -1 }), "bad-option", /^offset/);
    await failsWith(shop.setAside({ kind: "events" }), "bad-option", /orders, members, referrals/);
    await failsWith(shop.setAside({ rules: "status" }), "bad-option", /“rules”/);
    assert.equal((await shop.setAside({ rule: "no such rule" })).total, 0);
    shop.close();
  });
});

describe("the ids of a customer's orders", () => {
  test("come from the rows that made them", async () => {
    const shop = await open({ orders: CSV });
    const { orders } = await shop.customer("bob");
    assert.deepEqual(orders, [
      { id: "2", date: "2024-01-20", value: 20 },
      { id: "5", date: "2024-03-01", value: 50.25 },
    ]);
    assert.deepEqual(
      (await shop.customer("bob", { asOf: "2024-02-01" })).orders.map(({ id }) => id),
      ["2"],
    );
    assert.equal((await shop.customer("bob", { orderIds: false })).orders[0].id, null);
    shop.close();
  });

  test("of orders with several rows, refunds, and ids in wrappings", async () => {
    const orders = [
      "order_id,customer_id,paid_at,amount",
      '="007",ann,2024-01-05,10',
      '="007",,2024-01-05,5',
      "'8,bob,2024-01-06,1",
      '="007",ann,2024-03-01,-3',
      '="006",ann,2024-01-01,2',
    ].join("\n");
    const shop = await open({ orders });
    const { orders: own } = await shop.customer("ann");
    assert.deepEqual(
      own.map(({ id, value }) => [id, value]),
      [
        ["006", 2],
        ["007", 15],
        ["007", -3],
      ],
    );
    assert.equal((await shop.customer("bob")).orders[0].id, "8");
    shop.close();
  });

  test("are null where the file has none", async () => {
    const shop = await open({ orders: "customer_id,paid_at,amount\nann,2024-01-05,10\n" });
    assert.deepEqual((await shop.customer("ann")).orders, [{ id: null, date: "2024-01-05", value: 10 }]);
    shop.close();
  });
});

test("members who never bought are listed", async () => {
  const members = "customer_id,joined_at\nann,2024-01-01\nnew,2024-02-01\nlate,2024-06-01\n";
  const shop = await open({ orders: CSV, members });
  const { total, columns } = await shop.prospects({ asOf: "2024-03-01" });
  assert.deepEqual([total, columns], [1, { id: ["new"], joinedAt: ["2024-02-01"] }]);
  shop.close();
});

describe("files", () => {
  test("customers as CSV that no program takes for formulas", async () => {
    const orders = `order_id,customer_id,paid_at,amount\n1,"=cmd,x",2024-01-05,10\n2,＋ann,2024-01-06,20.5\n3,bob,2024-01-06,1\n`;
    const shop = await open({ orders });
    const seen = [];
    const file = await shop.export("customers", "csv", {
      columns: ["id", "segment", "monetary"],
      sort: "-monetary",
      titles: { id: "Customer" },
      names: { "general-retain": "Lost" },
      onProgress: progress => seen.push(progress),
    });
    assert.equal(
      await text(file),
      "\ufeffCustomer,segment,monetary\r\n'＋ann,important-develop,20.5\r\n\"'=cmd,x\",Lost,10\r\nbob,general-develop,1\r\n",
    );
    assert.deepEqual(seen.at(-1), { rows: 3, totalRows: 3 });
    shop.close();
  });

  test("a segment, rows set aside, the report", async () => {
    const shop = await open({ orders: MIXED });
    await failsWith(shop.export("segment", "csv"), "bad-option", /which segment/);
    const { segments } = await shop.rfm();
    const [first] = segments.filter(({ customers }) => customers > 0);
    const segment = await shop.export("segment", "csv", {
      filter: { segment: { key: [first.key] } },
      columns: ["id"],
    });
    assert.equal((await lines(segment)).length, first.customers + 2);

    assert.deepEqual(await lines(await shop.export("rejections", "csv", { rule: "status" })), [
      "\ufeffline,order_id,customer_id,paid_at,amount,status,note",
      '8,5,bob,2024-01-09,10,cancelled,"say ""no"""',
      "10,7,cid,2024-01-11,10,cancelled,'＝2",
      "",
    ]);
    const rejected = await lines(await shop.export("rejections", "csv"));
    assert.equal(rejected[0], "\ufeffline,reason,column,order_id,customer_id,paid_at,amount,status,note");
    assert.equal(rejected[2], "6,bad-amount,amount,3,bob,2024-01-07,ten,paid,'=1+1");

    const report = await text(await shop.export("report", "json"));
    assert.equal(JSON.parse(report).orders.rejected, 4);
    assert.ok(!report.includes("2024-01-32"));
    const all = await text(await shop.export("report", "json", { values: true }));
    assert.deepEqual(JSON.parse(all), JSON.parse(JSON.stringify(shop.report)));

    await failsWith(shop.export("customers", "xlsx"), "bad-option", /csv/);
    await failsWith(shop.export("everything", "csv"), "bad-option", /customers, segment, report, rejections/);
    await failsWith(shop.export("report", "json", { sort: "id" }), "bad-option", /“sort”/);
    await failsWith(shop.export("customers", "csv", { rule: "status" }), "bad-option", /“rule”/);
    shop.close();
  });

  test("other questions are answered while one is written", async () => {
    const orders = ["order_id,customer_id,paid_at,amount"];
    for (let n = 0; n < 60_000; n++) orders.push(`${n},c${n},2024-01-0${(n % 9) + 1},${n % 100}.5`);
    const shop = await open({ orders: orders.join("\n") });
    const order = [];
    const file = shop.export("customers", "csv", { columns: ["id"] }).then(blob => {
      order.push("file");
      return blob;
    });
    await shop.rfm().then(() => order.push("answer"));
    assert.equal((await lines(await file)).length, 60_002);
    assert.deepEqual(order, ["answer", "file"]);
    shop.close();
  });
});
