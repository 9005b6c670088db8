//! The bytes of a workbook, and how far they are read.

use std::cell::Cell;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;

/// The bytes of a file, shared by those who try to read it.
#[derive(Clone)]
pub struct Bytes(pub Rc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Hears how many bytes were read so far; what is read twice counts twice.
pub type Heard = Rc<dyn Fn(u64)>;

/// It hears of steps of this size.
const STEP: u64 = 1 << 16;

/// How far a file is read.
pub struct Progress {
    read: Cell<u64>,
    quiet: Cell<bool>,
    heard: Heard,
}

impl Progress {
    /// What is read meanwhile is not told: it is read once more for what takes the time, and would look as if all of
    /// that were done.
    pub fn quietly<T>(&self, work: impl FnOnce() -> T) -> T {
        self.quiet.set(true);
        let result = work();
        self.quiet.set(false);
        result
    }
}

/// The file, for those who read it.
#[derive(Clone)]
pub struct File {
    cursor: Cursor<Bytes>,
    pub progress: Rc<Progress>,
}

impl File {
    /// At its beginning.
    pub fn new(bytes: Bytes, heard: Heard) -> File {
        let progress = Rc::new(Progress { read: Cell::new(0), quiet: Cell::new(false), heard });
        File { cursor: Cursor::new(bytes), progress }
    }
}

impl Read for File {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let len = self.cursor.read(out)?;
        let Progress { read, quiet, heard } = &*self.progress;
        let before = read.get();
        let after = before + len as u64;
        if quiet.get() {
            return Ok(len);
        }
        read.set(after);
        if after / STEP > before / STEP {
            heard(after);
        }
        Ok(len)
    }
}

impl Seek for File {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.cursor.seek(to)
    }
}
