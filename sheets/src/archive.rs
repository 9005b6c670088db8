//! What is looked at in an archive before and beside its reader.

use std::io::{BufReader, Read};

use quick_xml::events::Event;
use quick_xml::name::QName;

use crate::fault::Fault;
use crate::file::File;

/// No honest workbook unpacks to more.
const MOST_UNPACKED: u64 = 2 << 30;
/// Nor holds more files.
const MOST_PARTS: usize = 20_000;

/// Refuses an archive that says of itself that it unpacks to more than can be read. What lies about its size is
/// stopped by the limit of cells and that of the module's memory.
pub fn refuse_bombs(file: File) -> Result<(), Fault> {
    let mut archive = zip::ZipArchive::new(file).map_err(|_| Fault::Unreadable)?;
    if archive.len() > MOST_PARTS {
        return Err(Fault::TooLarge);
    }
    let mut unpacked = 0;
    for part in 0..archive.len() {
        unpacked += archive.by_index_raw(part).map_err(|_| Fault::Unreadable)?.size().min(MOST_UNPACKED);
    }
    if unpacked > MOST_UNPACKED { Err(Fault::TooLarge) } else { Ok(()) }
}

/// Refuses an ODS file whose reader would look for the end of a table, or of an annotation, for ever.
///
/// It does that where the file ends inside of either. It reads the parts of a table (rows, cells) to their own ends,
/// whatever stands in between, the end of the table too; so the last of those must stand behind all parts and behind
/// the beginnings of all tables. The same parser is asked, since the tags in a comment are none.
pub fn refuse_endless(file: File) -> Result<(), Fault> {
    let mut archive = zip::ZipArchive::new(file).map_err(|_| Fault::Unreadable)?;
    let content = archive.by_name("content.xml").map_err(|_| Fault::Unreadable)?;
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(content));
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut buffer = Vec::new();
    let (mut in_table, mut in_annotation) = (false, false);
    let mut see = |name: QName, begins: bool| match name.into_inner() {
        "table:table" => in_table = begins,
        "table:table-row" | "table:table-cell" | "table:covered-table-cell" => in_table = true,
        "office:annotation" => (in_table, in_annotation) = (true, begins),
        _ => {}
    };
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| Fault::Unreadable)? {
            Event::Start(tag) => see(tag.name(), true),
            Event::End(tag) => see(tag.name(), false),
            Event::Eof => break,
            _ => {}
        }
    }
    if in_table || in_annotation { Err(Fault::Unreadable) } else { Ok(()) }
}

/// Whether any sheet of an XLSX file has a region of several rows that are merged. The reader tells of regions when it
/// has read a whole sheet, of which they are the end; to look for their tags takes a fraction of that time.
pub fn merges_downwards(file: File) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(file) else { return false };
    let mut sheets = Vec::new();
    for name in archive.file_names().flatten() {
        if name.contains("sheets/") && name.ends_with(".xml") {
            sheets.push(name.into_owned());
        }
    }
    sheets.iter().any(|name| names(&mut archive, name, b"mergeCell", is_high))
}

/// Whether an ODS file has a password. Its reader says so too, but is asked only where the tables have an end, which
/// nobody finds in what is encrypted.
pub fn is_encrypted(file: File) -> bool {
    zip::ZipArchive::new(file)
        .is_ok_and(|mut archive| names(&mut archive, "META-INF/manifest.xml", b"encryption-data", |_| true))
}

/// Longer than the tags that are looked for.
const TAG: usize = 64;

/// Whether a word stands in a part, with what is wanted behind it.
fn names(archive: &mut zip::ZipArchive<File>, part: &str, word: &[u8], is: fn(&[u8]) -> bool) -> bool {
    let Ok(part) = archive.by_name(part) else { return false };
    let mut part = part.take(MOST_UNPACKED);
    let mut bytes = vec![0; 1 << 16];
    let mut end = 0;
    while let Ok(read @ 1..) = part.read(&mut bytes[end..]) {
        end += read;
        let mut at = 0;
        while let Some(last) = bytes[..end].get(at + word.len() - 1) {
            if bytes[at..].starts_with(word) && is(&bytes[at + word.len()..end]) {
                return true;
            }
            // Where it cannot end, it does not begin in any of the places before.
            at += if word.contains(last) { 1 } else { word.len() };
        }
        // A tag may go on in what is read next.
        let from = end.saturating_sub(TAG);
        bytes.copy_within(from..end, 0);
        end -= from;
    }
    false
}

/// Whether this is the rest of a tag as `<mergeCell ref="A2:A4"/>`, in which the two rows differ.
fn is_high(rest: &[u8]) -> bool {
    let (mut rows, mut at) = ([0_u32; 2], 0);
    for byte in rest {
        match byte {
            b's' | b'>' => break,
            b':' => at = 1,
            b'0'..=b'9' => rows[at] = rows[at].wrapping_mul(10).wrapping_add(u32::from(byte - b'0')),
            _ => {}
        }
    }
    at == 1 && rows[0] != rows[1]
}
