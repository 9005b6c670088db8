//! Workbooks that other programs have written (tests/sheets/make.py), and what becomes of them when they are damaged.

#![allow(clippy::unwrap_used)] // a test may end at the first thing that is not as it should be

use std::cell::RefCell;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::rc::Rc;

use siyu_sheets::{Fault, Limits, SheetName, Workbook, Written};

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/sheets").join(name)).unwrap()
}

fn open(bytes: Vec<u8>) -> Result<Workbook, Fault> {
    Workbook::open(bytes, Rc::new(|_| {}))
}

fn csv(book: &mut Workbook, sheet: usize) -> (String, Written) {
    let mut text = Vec::new();
    let written = book.write(sheet, b',', Limits::default(), &mut |piece| text.extend(piece)).unwrap();
    (String::from_utf8(text).unwrap(), written)
}

#[test]
fn every_format_says_the_same() {
    for (name, sheet) in [("orders.xls", "Orders"), ("orders.xlsb", "Orders"), ("since-1904.xlsx", "Sheet")] {
        let mut book = open(bytes(name)).unwrap();
        assert_eq!(book.sheets(), [SheetName { name: sheet.into(), visible: true }]);
        let expected = "order_id,customer_id,paid_at,amount\n1,ann,2024-01-05 10:30:00,10\n\
            2,bob,2024-02-03,20.25\n3,ann,2024-03-04 18:00:01,30.5\n";
        let (text, written) = csv(&mut book, 0);
        assert_eq!(text.replace("2024-02-03 00:00:00", "2024-02-03"), expected, "{name}");
        assert_eq!(written, Written { rows: 4, long_numbers: 0 });
    }
    let (text, _) = csv(&mut open(bytes("orders.ods")).unwrap(), 0);
    assert_eq!(text.lines().nth(1), Some("1,ann,2024-01-05T10:30:00,10"));
}

#[test]
fn sheets_are_known_with_their_visibility() {
    let mut book = open(bytes("orders.xlsx")).unwrap();
    let shown: Vec<_> = book.sheets().iter().map(|sheet| (sheet.name.as_str(), sheet.visible)).collect();
    assert_eq!(shown, [("说明", true), ("订单", true), ("旧订单", false), ("会员", true)]);
    let (text, written) = csv(&mut book, 1);
    assert_eq!(text.lines().next(), Some("店铺订单报表"));
    assert_eq!(text.lines().nth(2), Some(""));
    assert_eq!(
        text.lines().nth(5),
        Some("202401050002,007,2024-01-06,19.99,交易成功,\"say \"\"hi\"\", please\"")
    );
    assert_eq!(written, Written { rows: 8, long_numbers: 1 });
    assert_eq!(book.write(4, b',', Limits::default(), &mut |_| {}), Err(Fault::NoSheet));
}

#[test]
fn what_cannot_be_read_says_why() {
    let fault = |name: &str| open(bytes(name)).err();
    assert_eq!(fault("encrypted.xlsx"), Some(Fault::Encrypted));
    assert_eq!(fault("encrypted.ods"), Some(Fault::Encrypted));
    assert_eq!(fault("bomb.xlsx"), Some(Fault::TooLarge));
    let mut far = open(bytes("far-columns.xlsx")).unwrap();
    assert_eq!(far.write(0, b',', Limits::default(), &mut |_| {}), Err(Fault::TooLarge));
    assert_eq!(fault("endless.ods"), Some(Fault::Unreadable));
    assert_eq!(open(b"PK\x03\x04".to_vec()).err(), Some(Fault::Unreadable));
    assert_eq!(open(Vec::new()).err(), Some(Fault::Unreadable));
}

/// `orders.ods` with another content.
fn ods(content: impl FnOnce(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes("orders.ods"))).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut text = String::new();
    archive.by_name("content.xml").unwrap().read_to_string(&mut text).unwrap();
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).unwrap();
        if part.name().unwrap() != "content.xml" {
            out.raw_copy_file(part).unwrap();
        }
    }
    out.start_file("content.xml", zip::write::SimpleFileOptions::default()).unwrap();
    out.write_all(content(text).as_bytes()).unwrap();
    out.finish().unwrap().into_inner()
}

#[test]
fn tags_in_comments_are_none() {
    let end = "</table:table></office:spreadsheet>";
    let expected = csv(&mut open(bytes("orders.ods")).unwrap(), 0).0;
    for comment in [
        "<!-- > <table:table> <office:annotation> -->",
        "<![CDATA[> <table:table>]]>",
        "<?x > <table:table> ?>",
    ] {
        let spread = ods(|text| text.replace(end, &format!("</table:table>{comment}</office:spreadsheet>")));
        assert_eq!(csv(&mut open(spread).unwrap(), 0).0, expected, "{comment}");
    }
    for comment in ["<!-- > </table:table> -->", "<![CDATA[> </table:table>]]>", "<?x > </table:table> ?>"] {
        let endless = ods(|text| text.replace(end, &format!("{comment}</office:spreadsheet>")));
        assert_eq!(open(endless).err(), Some(Fault::Unreadable), "{comment}");
    }
}

#[test]
fn errors_and_times_as_libreoffice_writes_them() {
    let cell = r#"<table:table-cell office:value-type="float" office:value="30.5"/>"#;
    for (instead, text) in [
        (
            r##"<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>"##,
            "#N/A",
        ),
        (
            r#"<table:table-cell office:value-type="time" office:time-value="PT10H30M00S"><text:p>10:30</text:p></table:table-cell>"#,
            "10:30:00",
        ),
    ] {
        let spread = ods(|content| content.replace(cell, instead));
        let (read, _) = csv(&mut open(spread).unwrap(), 0);
        assert!(read.ends_with(&format!("3,ann,2024-03-04T18:00:01,{text}\n")), "{read}");
    }
}

#[test]
fn an_end_inside_of_what_is_read_to_its_own_end_is_none() {
    let cell = r#"<table:table-cell office:value-type="float" office:value="30.5"/>"#;
    let end = "</table:table-row></table:table>";
    for inside in [
        "<table:table-cell></table:table></table:table-cell></table:table-row>",
        r#"<table:table-cell office:value-type="string"><office:annotation></table:table></office:annotation></table:table-cell></table:table-row>"#,
        r#"<table:table-cell office:value-type="string"><office:annotation></table:table-cell></table:table-row></table:table>"#,
        "<table:table-cell><table:table/></table:table-cell></table:table-row>",
    ] {
        let endless = ods(|text| text.replace(&format!("{cell}{end}"), inside));
        assert_eq!(open(endless).err(), Some(Fault::Unreadable), "{inside}");
    }
    // A table in a cell, and an annotation, that end where they should.
    let within = r#"<table:table-cell office:value-type="string"><office:annotation><text:p>x</text:p></office:annotation><text:p>y</text:p></table:table-cell>"#;
    let spread = ods(|text| text.replace(&format!("{cell}{end}"), &format!("{within}{end}")));
    assert!(csv(&mut open(spread).unwrap(), 0).0.ends_with(",y\n"));
}

#[test]
fn files_that_are_cut_off_end_in_a_fault() {
    // Files cut off elsewhere, and bytes changed, end the module at worst, which the package expects.
    for name in ["orders.xlsx", "orders.xlsb", "orders.ods"] {
        let whole = bytes(name);
        for end in (0..whole.len()).step_by(97) {
            assert_eq!(open(whole[..end].to_vec()).err(), Some(Fault::Unreadable), "{name} {end}");
        }
    }
}

#[test]
fn how_much_was_read_is_told_on_the_way() {
    for name in ["orders.xlsx", "orders.xlsb"] {
        let heard = Rc::new(RefCell::new(Vec::new()));
        let hears = heard.clone();
        let mut book =
            Workbook::open(bytes(name), Rc::new(move |read| hears.borrow_mut().push(read))).unwrap();
        // These are small, and read a little again each time.
        for _ in 0..1000 {
            csv(&mut book, 0);
        }
        let heard = heard.borrow();
        assert!(heard.len() > 1 && heard.is_sorted(), "{name}: {heard:?}");
    }
}
