"""Writes the archives of this folder, by programs that have nothing to do with ours: Python's own gzip, Info-ZIP
(`zip`), and openpyxl.

    python3 -m venv /tmp/v && /tmp/v/bin/pip install openpyxl==3.1.5
    /tmp/v/bin/python tests/archives/make.py
"""

import datetime as dt
import gzip
import os
import shutil
import subprocess
import tempfile

import openpyxl

HERE = os.path.dirname(os.path.abspath(__file__))
HEADER = "order_id,customer_id,paid_at,amount\n"
LINES = [
    "1,ann,2024-01-05,10.00\n",
    "2,bob,2024-01-20,20.00\n",
    "3,ann,2024-02-03,30.50\n",
    "4,cid,2024-02-10,40.00\n",
    "5,bob,2024-03-01,50.25\n",
]


def path(name):
    return os.path.join(HERE, name)


def concatenated(name, zeros):
    """What `cat january.csv.gz february.csv.gz march.csv.gz` gives, and a tape filled up with zeros."""
    with open(path(name), "wb") as out:
        for month, part in [("january", HEADER + "".join(LINES[:2])), ("february", LINES[2]), ("march", "".join(LINES[3:]))]:
            with gzip.GzipFile(f"{month}.csv", "wb", fileobj=out, mtime=1704067200) as member:
                member.write(part.encode())
        out.write(bytes(zeros))


def zip64():
    """By Info-ZIP, told to use ZIP64 though nothing needs it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, lines in [("one.csv", LINES[:3]), ("two.csv", LINES[3:])]:
            with open(os.path.join(folder, name), "w") as out:
                out.write(HEADER + "".join(lines))
            os.utime(os.path.join(folder, name), (1704067200, 1704067200))
        command = ["zip", "-X", "-q", "-fz", "zip64.zip", "one.csv", "two.csv"]
        subprocess.run(command, cwd=folder, env={**os.environ, "TZ": "UTC"}, check=True)
        shutil.copy(os.path.join(folder, "zip64.zip"), path("zip64.zip"))


def members():
    """The sheet that is neither orders nor members comes first, and looks more like orders than the members do."""
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "Notes"
    notes.append(["customer_id", "amount", "status", "product"])
    notes.append(["ann", 1, "open", "tea"])
    sheet = book.create_sheet("Members")
    sheet.append(["customer_id", "joined_at"])
    sheet.append(["ann", dt.date(2023, 12, 1)])
    book.save(path("members.xlsx"))


concatenated("concatenated.csv.gz", 0)
concatenated("padded.csv.gz", 512)
zip64()
members()
