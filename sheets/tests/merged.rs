//! Merged cells, in workbooks that other programs have written (tests/sheets/merged.py), and in hostile ones.

#![allow(clippy::unwrap_used)] // a test may end at the first thing that is not as it should be

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use std::path::Path;
use std::rc::Rc;

use siyu_sheets::{Fault, Limits, Workbook};

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/sheets").join(name)).unwrap()
}

fn csv(book: &mut Workbook, sheet: usize, limits: Limits) -> Result<String, Fault> {
    let mut text = Vec::new();
    book.write(sheet, b',', limits, &mut |piece| text.extend(piece))?;
    Ok(String::from_utf8(text).unwrap())
}

fn every_format(sheet: usize, expected: &str) {
    for name in ["merged.xlsx", "merged.xls"] {
        let mut book = Workbook::open(bytes(name), Rc::new(|_| {})).unwrap();
        let text = csv(&mut book, sheet, Limits::default()).unwrap();
        assert_eq!(text.replace(" 00:00:00", ""), expected, "{name}");
        // Asked for once more they are as they were.
        let top = csv(&mut book, sheet, Limits { rows: 4, ..Limits::default() }).unwrap();
        assert!(text.starts_with(&top) && top.lines().count() == 4, "{name}");
    }
}

#[test]
fn what_an_order_says_once_stands_in_all_its_rows() {
    every_format(
        0,
        "店铺订单报表\n,,,商品,,,\n\
        订单编号,买家会员名,订单付款时间,商品名称,数量,备注,订单金额\n\
        20240101,买家甲,2024-01-01,商品0,1,,10.5\n\
        20240101,买家甲,2024-01-01,商品1,1,,\n\
        20240101,买家甲,2024-01-01,商品2,1,,\n\
        20240102,买家乙,2024-01-02,商品0,1,,21\n\
        20240103,买家甲,2024-01-03,商品0,1,,31.5\n\
        20240103,买家甲,2024-01-03,商品1,1,,\n\
        20240104,买家丙,2024-01-04,商品0,礼物,,42\n\n\
        以上为全部订单,,,,,,\n",
    );
}

#[test]
fn what_may_be_an_amount_counts_once() {
    every_format(
        1,
        "日期,客户,商品,金额\n\
        2024-01-05,ann,pen,60\n2024-01-05,ann,ink,\n2024-01-06,bob,pen,1200.5\n2024-01-06,bob,ink,\n",
    );
}

#[test]
fn numbers_that_are_names_stand_in_all_rows_that_have_none_of_their_own() {
    every_format(
        2,
        "order_id,customer_id,paid_at,amount\n7,13812345678,2024-01-05,1\n7,13812345678,2024-01-05,2\n\
        8,13812345678,2024-01-05,4\n9,13900000000,2024-01-06,8\n",
    );
}

/// A workbook of one sheet, as small programs write it.
fn workbook(rows: &str, after: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{links}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let sheets = r#"<sheets><sheet name="Orders" sheetId="1" r:id="rId1"/></sheets>"#;
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // As it is: how much of the sheet was read is how much of the file was.
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in [
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/workbook.xml", format!(r#"<workbook xmlns="{main}" xmlns:r="{links}">{sheets}</workbook>"#)),
        (
            "xl/worksheets/sheet1.xml",
            format!(
                r#"<worksheet xmlns="{main}" xmlns:x="{main}"><sheetData>{rows}</sheetData>{after}</worksheet>"#
            ),
        ),
    ] {
        out.start_file(name, options).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Rows of two cells, of which only the first row has the first.
fn rows(count: u32) -> String {
    let mut rows = String::new();
    for row in 1..=count {
        let name = if row == 1 { r#"<c r="A1" t="inlineStr"><is><t>ann</t></is></c>"# } else { "" };
        write!(rows, r#"<row r="{row}">{name}<c r="B{row}"><v>1</v></c></row>"#).unwrap();
    }
    rows
}

fn read(bytes: Vec<u8>, limits: Limits) -> Result<String, Fault> {
    csv(&mut Workbook::open(bytes, Rc::new(|_| {})).unwrap(), 0, limits)
}

#[test]
fn a_region_is_found_however_its_tag_is_written() {
    let plain = "ann,1\n,1\n,1\n";
    for (after, expected) in [
        (r#"<mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>"#, "ann,1\nann,1\n,1\n"),
        (r#"<x:mergeCells><x:mergeCell ref='A1:A3'></x:mergeCell></x:mergeCells>"#, "ann,1\nann,1\nann,1\n"),
        // To the right, of one cell, and damaged.
        (r#"<mergeCells><mergeCell ref="A1:B1"/></mergeCells>"#, plain),
        (r#"<mergeCells><mergeCell ref="A1"/></mergeCells>"#, plain),
        (r#"<mergeCells><mergeCell ref="A1:"/><mergeCell ref="A1:A3"/></mergeCells>"#, plain),
        (r#"<mergeCells><mergeCell ref="A1:A3"/>"#, plain),
    ] {
        assert_eq!(read(workbook(&rows(3), after), Limits::default()).as_deref(), Ok(expected), "{after}");
    }
}

/// Rows of text, given as CSV.
fn texts(csv: &str) -> String {
    let mut rows = String::new();
    for (row, line) in csv.lines().enumerate() {
        write!(rows, r#"<row r="{}">"#, row + 1).unwrap();
        for (column, text) in ('A'..).zip(line.split(',')).filter(|(_, text)| !text.is_empty()) {
            let cell = format!("{column}{}", row + 1);
            write!(rows, r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#).unwrap();
        }
        rows.push_str("</row>");
    }
    rows
}

#[test]
fn a_header_of_two_lines_is_told_from_others() {
    let regions = r#"<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="A3:A4"/><mergeCell ref="C1:D1"/><mergeCell ref="C3:D3"/></mergeCells>"#;
    for (rows, expected) in [
        // Of two lines; the first order, too, has a cell over two columns.
        (
            "id,who,goods\n,,name,price\n1st,ann,pen\n,bob,ink,2",
            ",who,goods\nid,,name,price\n1st,ann,pen,\n1st,bob,ink,2\n",
        ),
        // Of a high line.
        ("id,who,goods\n\n1st,ann,pen\n,bob,ink,2", "id,who,goods\n\n1st,ann,pen\n1st,bob,ink,2\n"),
    ] {
        assert_eq!(read(workbook(&texts(rows), regions), Limits::default()).as_deref(), Ok(expected));
    }
}

#[test]
fn a_region_is_found_wherever_its_tag_stands() {
    for shift in 0..100 {
        // About where a first piece of 64 KB ends.
        let after = format!(
            r#"<!--{}--><mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>"#,
            " ".repeat((1 << 16) - 550 + shift * 5)
        );
        let text = read(workbook(&rows(3), &after), Limits::default());
        assert_eq!(text.as_deref(), Ok("ann,1\nann,1\n,1\n"), "{shift}");
    }
}

#[test]
fn rows_that_hold_nothing_are_given_nothing() {
    let far = r#"<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>"#;
    let text = read(workbook(&rows(3), far), Limits { cells: 50, ..Limits::default() });
    assert_eq!(text.as_deref(), Ok("ann,1\nann,1\nann,1\n"));
}

#[test]
fn what_rows_are_given_counts_as_cells() {
    let down = r#"<mergeCells><mergeCell ref="A1:A1000"/></mergeCells>"#;
    let limits = |cells| Limits { cells, ..Limits::default() };
    // A row costs its cell, its line and, in this sheet, a gap; each but the first was given a cell.
    assert!(read(workbook(&rows(1000), ""), limits(2500)).is_ok());
    assert_eq!(read(workbook(&rows(1000), down), limits(2500)), Err(Fault::TooLarge));
    assert!(read(workbook(&rows(1000), down), limits(3500)).is_ok());
    // What is long costs more, and what is longer is not written again and again.
    let long = |length| rows(1000).replace("ann", &"a".repeat(length));
    assert_eq!(read(workbook(&long(1000), down), limits(10_000)), Err(Fault::TooLarge));
    assert!(
        read(workbook(&long(1100), down), limits(2500)).unwrap().lines().skip(1).all(|line| line == ",1")
    );
}

#[test]
fn many_regions_take_little_time() {
    // In the wrong order, one in another, and all over rows that have cells.
    let mut regions = String::new();
    for row in (1..=100_000).rev() {
        write!(regions, r#"<mergeCell ref="A{row}:C100000"/>"#).unwrap();
    }
    let book = workbook(&rows(1000), &format!("<mergeCells>{regions}</mergeCells>"));
    let text = read(book, Limits::default()).unwrap();
    assert!(text.lines().count() == 1000 && text.lines().all(|line| line == "ann,1"));
}

#[test]
fn looking_for_regions_is_not_told_as_progress() {
    let book = workbook(&rows(10_000), r#"<mergeCells><mergeCell ref="A1:A2"/></mergeCells>"#);
    let size = book.len() as u64;
    let heard = Rc::new(Cell::new(0));
    let hears = heard.clone();
    let mut book = Workbook::open(book, Rc::new(move |read| hears.set(read))).unwrap();
    csv(&mut book, 0, Limits::default()).unwrap();
    assert!(heard.get() > size / 2 && heard.get() < size * 3 / 2, "{} of {size}", heard.get());
}
