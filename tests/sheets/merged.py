"""Writes workbooks in which cells are merged, by programs that have nothing to do with ours.

    python3 -m venv /tmp/v && /tmp/v/bin/pip install xlsxwriter==3.3.1 xlwt==1.3.0
    /tmp/v/bin/python tests/sheets/merged.py

Each is written twice: merged.xlsx by XlsxWriter, merged.xls by xlwt.
"""

import datetime as dt
import os

import xlsxwriter
import xlwt

HERE = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(HERE, name)


def report(merge, write):
    """A report as systems of Chinese merchants write it: what an order says once goes over the rows of its products."""
    merge(0, 0, 0, 6, "店铺订单报表")
    # A header of two lines.
    for column, title in ((0, "订单编号"), (1, "买家会员名"), (2, "订单付款时间"), (6, "订单金额")):
        merge(1, column, 2, column, title)
    merge(1, 3, 1, 5, "商品")
    for column, title in ((3, "商品名称"), (4, "数量"), (5, "备注")):
        write(2, column, title)
    row = 3
    for order, (buyer, products) in enumerate((("买家甲", 3), ("买家乙", 1), ("买家甲", 2)), 1):
        last = row + products - 1
        for column, value in ((0, f"2024010{order}"), (1, buyer), (2, dt.date(2024, 1, order)), (6, order * 10.5)):
            if products > 1:
                merge(row, column, last, column, value)
            else:
                write(row, column, value)
        for product in range(products):
            write(row + product, 3, f"商品{product}")
            write(row + product, 4, 1)
        row += products
    # An order of one product whose cells are two rows high, and one over two columns and two rows.
    for column, value in ((0, "20240104"), (1, "买家丙"), (2, dt.date(2024, 1, 4)), (3, "商品0"), (6, 42.0)):
        merge(row, column, row + 1, column, value)
    merge(row, 4, row + 1, 5, "礼物")
    merge(row + 2, 0, row + 3, 6, "以上为全部订单")


def ledger(merge, write):
    """One that is kept by hand: nothing but merged cells says which lines belong together."""
    for column, title in enumerate(("日期", "客户", "商品", "金额")):
        write(0, column, title)
    for row, (day, buyer, amount) in enumerate(((5, "ann", 60), (6, "bob", 1200.5))):
        row = 1 + row * 2
        merge(row, 0, row + 1, 0, dt.date(2024, 1, day))
        merge(row, 1, row + 1, 1, buyer)
        write(row, 2, "pen")
        write(row + 1, 2, "ink")
        merge(row, 3, row + 1, 3, amount)


def numbered(merge, write):
    """Numbers that name orders and customers; below a number in the first place one cell was not cleared."""
    for column, title in enumerate(("order_id", "customer_id", "paid_at", "amount")):
        write(0, column, title)
    merge(1, 0, 3, 0, 7)
    merge(1, 1, 3, 1, 13812345678)
    merge(1, 2, 3, 2, "2024-01-05")
    for row, amount in enumerate((1, 2, 4), 1):
        write(row, 3, amount)
    write(3, 0, 8)
    write(4, 0, 9)
    write(4, 1, "13900000000")
    write(4, 2, "2024-01-06")
    write(4, 3, 8)


SHEETS = (("订单", report), ("台账", ledger), ("numbers", numbered))


def with_xlsxwriter():
    book = xlsxwriter.Workbook(path("merged.xlsx"), {"default_date_format": "yyyy-mm-dd"})
    book.set_properties({"created": dt.datetime(2024, 1, 1)})
    for name, fill in SHEETS:
        sheet = book.add_worksheet(name)
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        plain = book.add_format({"valign": "vcenter"})

        def merge(*where, sheet=sheet, date=date, plain=plain):
            sheet.merge_range(*where, date if isinstance(where[4], dt.date) else plain)

        fill(merge, sheet.write)
    book.close()


def with_xlwt():
    book = xlwt.Workbook(encoding="utf-8")
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for name, fill in SHEETS:
        sheet = book.add_sheet(name, cell_overwrite_ok=True)

        def style(value):
            return [date] if isinstance(value, dt.date) else []

        def merge(row, column, last, end, value, sheet=sheet):
            sheet.write_merge(row, last, column, end, value, *style(value))

        def write(row, column, value, sheet=sheet):
            sheet.write(row, column, value, *style(value))

        fill(merge, write)
    book.save(path("merged.xls"))


if __name__ == "__main__":
    with_xlsxwriter()
    with_xlwt()
