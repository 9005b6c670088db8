"""Writes the Parquet and Arrow files of this folder, by Apache Arrow's own library in C++.

    python3 -m venv /tmp/v && /tmp/v/bin/pip install pyarrow==26.0.1 tzdata
    /tmp/v/bin/python tests/columns/make.py
"""

import datetime as dt
import os
from decimal import Decimal

import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

HERE = os.path.dirname(os.path.abspath(__file__))
D = Decimal


def path(name):
    return os.path.join(HERE, name)


def orders():
    """Five orders with a column of every kind that has a cell, and some that have none."""
    utc = pa.timestamp("us", tz="UTC")
    shanghai = pa.timestamp("ms", tz="Asia/Shanghai")
    moments = [dt.datetime(2024, 1, 5, 10, 30), dt.datetime(2024, 1, 20, 0, 0, 0, 1), dt.datetime(2024, 2, 3, 23, 59, 59, 999999), dt.datetime(1969, 12, 31, 23, 59, 59, 500000), dt.datetime(2024, 3, 1)]
    instants = [moment.replace(tzinfo=dt.timezone.utc) for moment in moments]
    columns = {
        "order_id": pa.array([9007199254740993, 9223372036854775807, -9007199254740993, 4, 5], pa.int64()),
        "customer_id": pa.array(["ann", "bob", "ann", "买家, \"甲\"", "bob"]).dictionary_encode(),
        "paid_at": pa.array(moments, pa.timestamp("us")),
        "amount": pa.array([D("10.00"), D("20.00"), D("30.50"), D("40.00"), D("50.25")], pa.decimal128(12, 2)),
        "exact": pa.array([D("123456789012345678901234567.8901"), D("-0.0001"), None, D("0"), D("-7.5")], pa.decimal128(38, 4)),
        "small": pa.array([D("1.5"), D("-0.1"), D("99999.9"), None, D("0")], pa.decimal128(6, 1)),
        "unsigned": pa.array([18446744073709551615, 0, 1, None, 2], pa.uint64()),
        "byte": pa.array([255, 0, 1, None, 2], pa.uint8()),
        "count": pa.array([-1, 2147483647, None, 3, 4], pa.int32()),
        "word": pa.array([4294967295, 0, None, 3, 4], pa.uint32()),
        "single": pa.array([0.1, 19.99, None, 16777216.0, 1e-7], pa.float32()),
        "double": pa.array([0.1, float("nan"), None, 1e21, 1234567.891], pa.float64()),
        "yes": pa.array([True, False, None, True, False]),
        "day": pa.array([dt.date(2024, 1, 5), dt.date(1969, 12, 31), None, dt.date(1, 1, 1), dt.date(9999, 12, 31)]),
        "day_ms": pa.array([dt.date(2024, 1, 5), dt.date(1969, 12, 31), None, dt.date(1, 1, 1), dt.date(9999, 12, 31)], pa.date64()),
        "clock": pa.array([dt.time(10, 30), dt.time(0, 0, 0, 1), None, dt.time(23, 59, 59), dt.time(1)], pa.time64("us")),
        "seconds": pa.array([dt.datetime(2024, 1, 5, 10, 30), None, dt.datetime(1969, 12, 31), None, None], pa.timestamp("s")),
        "nanos": pa.array([1704450600000000001, None, -1, None, None], pa.timestamp("ns")),
        "instant": pa.array(instants, utc),
        "shanghai": pa.array([instants[0], None, instants[2], None, None], shanghai),
        "text": pa.array(["two\nlines", "", None, "0012", "a;b"]),
        "large": pa.array(["x", None, "y", "z", "é"], pa.large_string()),
        "nothing": pa.nulls(5),
        "list": pa.array([[1, 2], [], None, [3], [4]]),
        "struct": pa.array([{"a": 1}, None, {"a": 2}, {"a": 3}, {"a": 4}]),
    }
    return pa.table(columns)


def many(rows):
    """Enough for several row groups, pages and batches."""
    numbers = range(rows)
    return pa.table(
        {
            "order_id": pa.array([10**17 + n for n in numbers], pa.int64()),
            "customer_id": pa.array([f"c{n * 7919 % 997}" if n % 10 else None for n in numbers]),
            "paid_at": pa.array([dt.date(2024, 1, 1) + dt.timedelta(days=n % 300) for n in numbers]),
            "amount": pa.array([D(n % 1000) / 100 for n in numbers], pa.decimal128(9, 2)),
        }
    )


def coded(table):
    """The same with dictionaries: of customers, and in a structure that is no cell."""
    customers = table.column("customer_id").combine_chunks().dictionary_encode()
    inside = pa.StructArray.from_arrays([customers, pa.array(range(len(table)))], ["coded", "plain"])
    return table.set_column(1, "customer_id", customers).add_column(0, "inside", inside)


def few():
    """Five orders and no more columns than are needed."""
    return orders().select(["order_id", "customer_id", "paid_at", "amount"])


def groups(name, table, sizes):
    """Row groups of so many rows each, where programs write what they have at the time, be it nothing."""
    at = 0
    with pq.ParquetWriter(path(name), table.schema) as out:
        for size in sizes:
            out.write_table(table.slice(at, size), row_group_size=max(size, 1))
            at += size


def twice(table):
    """Two columns of one name, behind one that has several columns of the file."""
    inside = pa.array([{"a": n, "b": [n]} for n in range(len(table))])
    return table.add_column(0, "inside", inside).append_column("amount", pa.array([f"{n}.25" for n in range(len(table))]))


def stream(name, table, compression=None, rows=None):
    options = ipc.IpcWriteOptions(compression=compression)
    with ipc.new_stream(path(name), table.schema, options=options) as out:
        out.write_table(table, max_chunksize=rows)


def file(name, table, compression=None, rows=None):
    options = ipc.IpcWriteOptions(compression=compression)
    with ipc.new_file(path(name), table.schema, options=options) as out:
        out.write_table(table, max_chunksize=rows)


def growing(name):
    """A stream whose dictionary grows, and is then replaced."""
    word = pa.dictionary(pa.int8(), pa.string())
    schema = pa.schema([("order_id", pa.string()), ("customer_id", word), ("paid_at", pa.string()), ("amount", pa.string())])
    options = ipc.IpcWriteOptions(emit_dictionary_deltas=True)
    with ipc.new_stream(path(name), schema, options=options) as out:
        for ids, names, codes in [(["1", "2"], ["ann", "bob"], [0, 1]), (["3"], ["ann", "bob", "cid"], [2]), (["4", "5"], ["dan", "eve"], [1, 0])]:
            customers = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), pa.array(names))
            size = len(ids)
            out.write_batch(pa.record_batch([pa.array(ids), customers, pa.array(["2024-01-05"] * size), pa.array(["1.00"] * size)], schema=schema))


table = orders()
for name, options in {
    "snappy": {},
    "plain": {"compression": "none", "use_dictionary": False, "data_page_version": "2.0"},
    "gzip": {"compression": "gzip"},
    "zstd": {"compression": "zstd", "version": "2.4"},
    "lz4": {"compression": "lz4"},
    "brotli": {"compression": "brotli", "data_page_version": "2.0"},
    "old": {"version": "1.0", "use_deprecated_int96_timestamps": True},
    "delta": {"use_dictionary": False, "column_encoding": {"order_id": "DELTA_BINARY_PACKED", "text": "DELTA_LENGTH_BYTE_ARRAY", "large": "DELTA_BYTE_ARRAY", "single": "BYTE_STREAM_SPLIT"}},
}.items():
    # Nanoseconds are more than the old versions know.
    columns = table.drop_columns(["nanos"]) if name in ("old", "zstd") else table
    pq.write_table(columns, path(f"{name}.parquet"), **options)
for name, options in {
    # Whole columns in a page: tables and trees of Zstandard, and long lots of numbers of a dictionary.
    "many-zstd": {"compression": "zstd", "compression_level": 19},
    "many-plain": {"compression": "zstd", "compression_level": 1, "use_dictionary": False, "data_page_version": "2.0"},
    "many-snappy": {"use_dictionary": False},
}.items():
    pq.write_table(many(5000), path(f"{name}.parquet"), max_rows_per_page=5000, **options)
pq.write_table(many(5000), path("many.parquet"), row_group_size=1700, data_page_size=512, write_batch_size=64)
groups("empty.parquet", few(), [0])
groups("groups.parquet", few(), [0, 2, 0, 3, 0])
pq.write_table(twice(few()), path("twice.parquet"))
file("plain.arrow", table)
file("lz4.arrow", table, "lz4", 2)
stream("plain.arrows", table, None, 2)
stream("zstd.arrows", table, "zstd")
growing("growing.arrows")
stream("many.arrows", many(5000), "lz4", 300)
file("many-zstd.arrow", coded(many(5000)), "zstd", 2000)
