"""Writes the workbooks of this folder, by programs that have nothing to do with ours.

    python3 -m venv /tmp/v && /tmp/v/bin/pip install openpyxl==3.1.5 xlwt==1.3.0 odfpy==1.4.1 msoffcrypto-tool==6.1.0
    /tmp/v/bin/python tests/sheets/make.py

The XLSB is written by make.mjs.
"""

import datetime as dt
import io
import os
import random
import zipfile

import msoffcrypto.format.ooxml
import openpyxl
import xlwt
from odf import number, opendocument, style, table, text

HERE = os.path.dirname(os.path.abspath(__file__))
MOMENT = dt.datetime(2024, 1, 5, 10, 30)


def path(name):
    return os.path.join(HERE, name)


def orders():
    """A workbook with titles, several sheets, and a cell of every kind."""
    book = openpyxl.Workbook()
    about = book.active
    about.title = "说明"
    about.append(["本表由店铺后台导出"])
    about.append(["作者", "店铺"])
    sheet = book.create_sheet("订单")
    sheet.append(["店铺订单报表"])
    sheet.append(["导出时间", dt.date(2024, 3, 1)])
    sheet.append([])
    sheet.append(["订单编号", "买家会员名", "订单付款时间", "买家实际支付金额", "订单状态", "备注"])
    sheet.append(["202401050001", "买家甲", MOMENT, 1234.5, "交易成功", "两行\n备注"])
    sheet.append(["202401050002", "007", dt.date(2024, 1, 6), "=10+9.99", "交易成功", 'say "hi", please'])
    sheet.append(["202401050003", "买家甲", "2024-02-03 08:00:00", 0.1 + 0.2, True, None])
    sheet.append(["202401050004", "买家乙", dt.datetime(2024, 2, 4, 23, 59, 59), "#DIV/0!", "交易成功", None])
    sheet.append([2024010500051234567, "买家丙", dt.datetime(2024, 2, 5, 12), 1000000, "交易成功", None])
    sheet["B5"].number_format = "@"
    sheet["D5"].number_format = "#,##0.00"
    sheet["C5"].number_format = 'yyyy"年"m"月"d"日" hh:mm'
    hidden = book.create_sheet("旧订单")
    hidden.append(["订单编号", "买家会员名", "订单付款时间", "买家实际支付金额"])
    hidden.append(["1", "隐", "2020-01-01", 1])
    hidden.sheet_state = "hidden"
    members = book.create_sheet("会员")
    members.append(["会员名", "入会时间"])
    members.append(["买家甲", dt.date(2023, 5, 1)])
    out = io.BytesIO()
    book.save(out)
    # openpyxl computes no formulas; programs that do keep what came of them.
    packed(out.getvalue(), "orders.xlsx", {"<f>10+9.99</f><v></v>": "<f>10+9.99</f><v>19.99</v>", "<f>10+9.99</f><v/>": "<f>10+9.99</f><v>19.99</v>", "<f>10+9.99</f><v />": "<f>10+9.99</f><v>19.99</v>"})


def packed(content, name, changes):
    """The same archive with texts replaced, and the same bytes every time."""
    source = zipfile.ZipFile(io.BytesIO(content))
    with zipfile.ZipFile(path(name), "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            data = source.read(entry)
            for before, after in changes.items():
                data = data.replace(before.encode(), after.encode())
            if entry == "docProps/core.xml":
                continue
            target.writestr(zipfile.ZipInfo(entry, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


SIMPLE = [
    ("order_id", "customer_id", "paid_at", "amount"),
    ("1", "ann", MOMENT, 10.0),
    ("2", "bob", dt.datetime(2024, 2, 3), 20.25),
    ("3", "ann", dt.datetime(2024, 3, 4, 18, 0, 1), 30.5),
]


def since_1904():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in SIMPLE:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    packed(out.getvalue(), "since-1904.xlsx", {})


def old():
    book = xlwt.Workbook()
    sheet = book.add_sheet("Orders")
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
    for at, row in enumerate(SIMPLE):
        for column, value in enumerate(row):
            is_date = isinstance(value, dt.datetime)
            sheet.write(at, column, value, date) if is_date else sheet.write(at, column, value)
    book.save(path("orders.xls"))


def open_document():
    book = opendocument.OpenDocumentSpreadsheet()
    sheet = table.Table(name="Orders")
    for row in SIMPLE:
        line = table.TableRow()
        for value in row:
            if isinstance(value, dt.datetime):
                cell = table.TableCell(valuetype="date", datevalue=value.isoformat())
            elif isinstance(value, float):
                cell = table.TableCell(valuetype="float", value=value)
            else:
                cell = table.TableCell(valuetype="string")
                cell.addElement(text.P(text=value))
            line.addElement(cell)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    book.save(path("orders.ods"))


def encrypted():
    plain = open(path("since-1904.xlsx"), "rb")
    with open(path("encrypted.xlsx"), "wb") as out:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("secret", out)
    # As LibreOffice does it: parts of the same names, of which the manifest says how they are encrypted.
    source = zipfile.ZipFile(path("orders.ods"))
    data = """<manifest:encryption-data manifest:checksum-type="SHA1/1K" manifest:checksum="x">
      <manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc" manifest:initialisation-vector="x"/>
      <manifest:key-derivation manifest:key-derivation-name="PBKDF2" manifest:iteration-count="100000" manifest:salt="x"/>
    </manifest:encryption-data>"""
    noise = random.Random(1)
    with zipfile.ZipFile(path("encrypted.ods"), "w") as target:
        for entry in source.namelist():
            content = source.read(entry)
            if entry == "META-INF/manifest.xml":
                whole = 'manifest:full-path="content.xml" manifest:media-type="text/xml"'
                text = content.decode()
                assert f"{whole}/>" in text, text
                content = text.replace(f"{whole}/>", f"{whole}>{data}</manifest:file-entry>").encode()
            elif entry == "content.xml":
                content = noise.randbytes(len(content))
            target.writestr(zipfile.ZipInfo(entry, (2024, 1, 1, 0, 0, 0)), content)


def bombs():
    """A workbook that says it unpacks to three gigabytes, and one that names a cell in every last column."""
    source = zipfile.ZipFile(path("since-1904.xlsx"))
    blank = b" " * (1 << 20)
    with zipfile.ZipFile(path("bomb.xlsx"), "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for entry in source.namelist():
            target.writestr(zipfile.ZipInfo(entry, (2024, 1, 1, 0, 0, 0)), source.read(entry), zipfile.ZIP_DEFLATED)
        with target.open(zipfile.ZipInfo("xl/media/a", (2024, 1, 1, 0, 0, 0)), "w") as part:
            pass
    # Written by hand: only what the directory says is looked at.
    raw = bytearray(open(path("bomb.xlsx"), "rb").read())
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (0xF0000000).to_bytes(4, "little")
    open(path("bomb.xlsx"), "wb").write(raw)
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 5000))
    with zipfile.ZipFile(path("far-columns.xlsx"), "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for entry in source.namelist():
            data = source.read(entry)
            if entry == "xl/worksheets/sheet1.xml":
                head = data[: data.index(b"<sheetData>") + len("<sheetData>")]
                data = head + rows.encode() + b"</sheetData></worksheet>"
            target.writestr(zipfile.ZipInfo(entry, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def large(rows, name):
    """For measuring; not kept here."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("orders")
    sheet.append(["order_id", "customer_id", "paid_at", "amount", "product", "channel"])
    pick = random.Random(1)
    for at in range(rows):
        when = dt.datetime(2023, 1, 1) + dt.timedelta(seconds=at * 600)
        customer = f"c{pick.randrange(rows // 4):07}"
        sheet.append([f"{20230000000 + at}", customer, when, pick.randrange(100, 90000) / 100, f"product {pick.randrange(50)}", "app"])
    book.save(name)


if __name__ == "__main__":
    import sys

    if len(sys.argv) > 1:
        large(int(sys.argv[1]), sys.argv[2])
    else:
        orders()
        since_1904()
        old()
        open_document()
        encrypted()
        bombs()
