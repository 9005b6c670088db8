//! A workbook of any of the formats, and its sheets.

use std::rc::Rc;

use calamine::{Data, DataType, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx};

use crate::archive::{is_encrypted, merges_downwards, refuse_bombs, refuse_endless};
use crate::fault::Fault;
use crate::file::{Bytes, File, Heard, Progress};
use crate::merged::Merged;
use crate::writer::{Limits, Writer, Written};

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
    /// Of each sheet, once they were looked for.
    merged: Vec<Option<Merged>>,
    progress: Rc<Progress>,
}

/// How compound files begin: workbooks of the old format, and encrypted ones of the new formats.
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

impl Workbook {
    /// Opens a workbook, whose format is told by its content.
    pub fn open(bytes: Vec<u8>, heard: Heard) -> Result<Workbook, Fault> {
        let bytes = Bytes(Rc::new(bytes));
        let file = File::new(bytes.clone(), heard);
        let progress = file.progress.clone();
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
                (Err(_), false) if is_encrypted(file.clone()) => return Err(Fault::Encrypted),
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
        // Of others they are known already, or not told by their readers.
        let may_merge = match &format {
            Format::Xlsx(_) => merges_downwards(File::new(bytes, Rc::new(|_| {}))),
            _ => true,
        };
        let merged = vec![(!may_merge).then(Merged::default); sheets.len()];
        Ok(Workbook { format, sheets, merged, progress })
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
        let format = &mut self.format;
        let merged = self.merged[sheet].get_or_insert_with(|| self.progress.quietly(|| merged(format, name)));
        let mut writer = Writer::new(delimiter, limits, merged.clone(), take);
        match format {
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

/// The merged regions of a sheet. Where they cannot be read, the cells still can.
fn merged(format: &mut Format, sheet: &str) -> Merged {
    Merged::new(match format {
        Format::Xlsx(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
        Format::Xls(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
        Format::Xlsb(_) | Format::Ods(_) => Vec::new(),
    })
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
