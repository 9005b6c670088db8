//! Workbooks that other programs have written (tests/sheets/make.py), and what becomes of them when they are damaged.

#![allow(clippy::unwrap_used)] // a test may end at the first thing that is not as it should be

use std::cell::RefCell;
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
    assert_eq!(fault("bomb.xlsx"), Some(Fault::TooLarge));
    let mut far = open(bytes("far-columns.xlsx")).unwrap();
    assert_eq!(far.write(0, b',', Limits::default(), &mut |_| {}), Err(Fault::TooLarge));
    assert_eq!(fault("endless.ods"), Some(Fault::Unreadable));
    assert_eq!(open(b"PK\x03\x04".to_vec()).err(), Some(Fault::Unreadable));
    assert_eq!(open(Vec::new()).err(), Some(Fault::Unreadable));
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
