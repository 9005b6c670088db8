//! A workbook of any of the formats, and its sheets.

use std::cell::Cell;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;

use calamine::{Data, DataType, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx};

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

/// Refuses an ODS file with a table or an annotation that does not end: its reader would look for the end for ever.
fn refuse_endless(file: File) -> Result<(), Fault> {
    let mut archive = zip::ZipArchive::new(file).map_err(|_| Fault::Unreadable)?;
    let mut content = archive.by_name("content.xml").map_err(|_| Fault::Unreadable)?;
    let mut balance = Balance::default();
    let mut piece = vec![0; 1 << 16];
    loop {
        match content.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => piece.iter().take(length).for_each(|&byte| balance.see(byte)),
            Err(_) => return Err(Fault::Unreadable),
        }
    }
    if balance.open.iter().any(|&open| open > 0) { Err(Fault::Unreadable) } else { Ok(()) }
}

/// Elements that must end.
const ENDING: [&[u8]; 2] = [b"table:table", b"office:annotation"];

/// How many more of the elements begin than end.
#[derive(Default)]
struct Balance {
    open: [i64; ENDING.len()],
    /// The beginning of the tag that is read, if one is.
    tag: Option<Vec<u8>>,
    /// The quote that ends the value that is read, if one is.
    quote: Option<u8>,
    last: u8,
}

impl Balance {
    fn see(&mut self, byte: u8) {
        match &mut self.tag {
            None if byte == b'<' => self.tag = Some(Vec::new()),
            None => {}
            Some(_) if self.quote.is_some() => self.quote = self.quote.filter(|&quote| quote != byte),
            Some(tag) if byte == b'>' => {
                let ends = tag.first() == Some(&b'/');
                let name = tag.get(usize::from(ends)..).unwrap_or_default();
                let length = name.iter().position(|byte| matches!(byte, b' ' | b'/' | b'\t' | b'\r' | b'\n'));
                let name = name.get(..length.unwrap_or(name.len())).unwrap_or_default();
                for (open, ending) in self.open.iter_mut().zip(ENDING) {
                    if name == ending && self.last != b'/' {
                        *open += if ends { -1 } else { 1 };
                    }
                }
                self.tag = None;
            }
            Some(tag) => {
                // A comment may hold anything.
                if matches!(byte, b'"' | b'\'') && tag.first() != Some(&b'!') {
                    self.quote = Some(byte);
                }
                if tag.len() < 32 {
                    tag.push(byte);
                }
            }
        }
        self.last = byte;
    }
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
