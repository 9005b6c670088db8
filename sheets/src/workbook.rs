//! A workbook of any of the formats, and its sheets.

use std::cell::Cell;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;

use calamine::{Data, DataType, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx};
use quick_xml::events::Event;
use quick_xml::name::QName;

use crate::fault::Fault;
use crate::writer::{Limits, Writer, Written};

/// The bytes of a file, shared by those who try to read it.
#[derive(Clone)]
struct Bytes(Rc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Hears how many bytes were read so far; what is read twice counts twice.
pub type Heard = Rc<dyn Fn(u64)>;

/// It hears of steps of this size.
const STEP: u64 = 1 << 16;

/// The file, for those who read it.
#[derive(Clone)]
struct File {
    cursor: Cursor<Bytes>,
    read: Rc<Cell<u64>>,
    heard: Heard,
}

impl Read for File {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let len = self.cursor.read(out)?;
        let before = self.read.get();
        let after = before + len as u64;
        self.read.set(after);
        if after / STEP > before / STEP {
            (self.heard)(after);
        }
        Ok(len)
    }
}

impl Seek for File {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.cursor.seek(to)
    }
}

enum Format {
    Xlsx(Box<Xlsx<File>>),
    Xlsb(Box<Xlsb<File>>),
    Xls(Box<Xls<File>>),
    Ods(Box<Ods<File>>),
}

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetName {
    /// Its name.
    pub name: String,
    /// Whether people see it.
    pub visible: bool,
}

/// An open workbook.
pub struct Workbook {
    format: Format,
    sheets: Vec<SheetName>,
}

/// How compound files begin: workbooks of the old format, and encrypted ones of the new formats.
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

impl Workbook {
    /// Opens a workbook, whose format is told by its content.
    pub fn open(bytes: Vec<u8>, heard: Heard) -> Result<Workbook, Fault> {
        let bytes = Bytes(Rc::new(bytes));
        let file = File { cursor: Cursor::new(bytes.clone()), read: Rc::default(), heard };
        let format = if bytes.0.starts_with(&COMPOUND) {
            if names_stream(&bytes.0, "EncryptedPackage") {
                return Err(Fault::Encrypted);
            }
            Format::Xls(Box::new(Xls::new(file)?))
        } else {
            refuse_bombs(file.clone())?;
            match (Xlsx::new(file.clone()), names_part(&bytes.0, b"xl/workbook.bin")) {
                (Ok(xlsx), _) => Format::Xlsx(Box::new(xlsx)),
                (Err(_), true) => Format::Xlsb(Box::new(Xlsb::new(file)?)),
                (Err(_), false) => {
                    refuse_endless(file.clone())?;
                    Format::Ods(Box::new(Ods::new(file)?))
                }
            }
        };
        let metadata = match &format {
            Format::Xlsx(book) => book.sheets_metadata(),
            Format::Xlsb(book) => book.sheets_metadata(),
            Format::Xls(book) => book.sheets_metadata(),
            Format::Ods(book) => book.sheets_metadata(),
        };
        let mut sheets = Vec::new();
        for sheet in metadata {
            if sheet.typ == SheetType::WorkSheet {
                let visible = sheet.visible == SheetVisible::Visible;
                sheets.push(SheetName { name: sheet.name.clone(), visible });
            }
        }
        Ok(Workbook { format, sheets })
    }

    /// The sheets with cells, in their order.
    pub fn sheets(&self) -> &[SheetName] {
        &self.sheets
    }

    /// Writes a sheet as CSV, piece by piece.
    pub fn write(
        &mut self,
        sheet: usize,
        delimiter: u8,
        limits: Limits,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Written, Fault> {
        let Some(SheetName { name, .. }) = self.sheets.get(sheet) else { return Err(Fault::NoSheet) };
        let mut writer = Writer::new(delimiter, limits, take);
        match &mut self.format {
            Format::Xlsx(book) => {
                let mut cells = book.worksheet_cells_reader(name)?;
                while let Some(cell) = cells.next_cell()? {
                    let (row, column) = cell.get_position();
                    if !writer.cell(row, column, cell.get_value())? {
                        break;
                    }
                }
            }
            Format::Xlsb(book) => {
                let mut cells = book.worksheet_cells_reader(name)?;
                while let Some(cell) = cells.next_cell()? {
                    let (row, column) = cell.get_position();
                    if !writer.cell(row, column, cell.get_value())? {
                        break;
                    }
                }
            }
            Format::Xls(book) => write_range(&book.worksheet_range(name)?, &mut writer)?,
            Format::Ods(book) => write_range(&book.worksheet_range(name)?, &mut writer)?,
        }
        writer.finish()
    }
}

fn write_range(range: &Range<Data>, writer: &mut Writer) -> Result<(), Fault> {
    let Some((first_row, first_column)) = range.start() else { return Ok(()) };
    for (row, column, value) in range.used_cells() {
        if value.is_empty() {
            continue;
        }
        let (row, column) =
            (first_row.saturating_add(row as u32), first_column.saturating_add(column as u32));
        if !writer.cell(row, column, value)? {
            break;
        }
    }
    Ok(())
}

/// No honest workbook unpacks to more.
const MOST_UNPACKED: u64 = 2 << 30;
/// Nor holds more files.
const MOST_PARTS: usize = 20_000;

/// Refuses an archive that says of itself that it unpacks to more than can be read. What lies about its size is
/// stopped by the limit of cells and that of the module's memory.
fn refuse_bombs(file: File) -> Result<(), Fault> {
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
fn refuse_endless(file: File) -> Result<(), Fault> {
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

/// Whether the directory of a compound file names a stream, in UTF-16.
fn names_stream(bytes: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wide.len()).any(|window| window == wide)
}

/// Whether the directory at the end of an archive names a part.
fn names_part(bytes: &[u8], name: &[u8]) -> bool {
    let end = &bytes[bytes.len().saturating_sub(1 << 16)..];
    end.windows(name.len()).any(|window| window == name)
}
