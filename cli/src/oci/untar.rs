//! Reading tar files that anybody may have written: however large their headers claim to be, only so
//! much of them is kept.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use tar::{Entries, Entry, EntryType, PaxExtensions};

/// The most bytes of a header that extends the next one (GNU `L`, pax `x`): a path has up to 4 KiB, an
/// extended attribute up to 64 KiB (path_resolution(7), xattr(7)).
const MAX_EXTENSION: u64 = 1 << 20;

/// The files of a tar file, with their paths. The library's own way to read them would hold whole
/// extension headers in memory.
pub struct Files<'a, R: Read>(Entries<'a, R>);

impl<'a, R: Read> Files<'a, R> {
    /// Those that the library finds.
    pub fn new(entries: Entries<'a, R>) -> Files<'a, R> {
        Files(entries.raw(true))
    }

    fn advance(&mut self) -> io::Result<Option<(PathBuf, Entry<'a, R>)>> {
        let mut path = None;
        for entry in self.0.by_ref() {
            let mut entry = entry?;
            match entry.header().entry_type() {
                EntryType::GNULongName => path = Some(long_name(&extension(&mut entry)?)),
                EntryType::XHeader => path = pax_path(&extension(&mut entry)?)?.or(path),
                // The targets of links, and what holds for all files, are of no interest.
                EntryType::GNULongLink | EntryType::XGlobalHeader => {}
                // Its first blocks are no data.
                EntryType::GNUSparse => return Err(invalid("it holds a sparse file")),
                _ => {
                    let path = match path {
                        Some(path) => path,
                        None => entry.path()?.into_owned(),
                    };
                    // Some tools write `./` in front.
                    let path = path
                        .strip_prefix("./")
                        .map(Path::to_path_buf)
                        .unwrap_or(path);
                    return Ok(Some((path, entry)));
                }
            }
        }
        Ok(None)
    }
}

impl<'a, R: Read> Iterator for Files<'a, R> {
    type Item = io::Result<(PathBuf, Entry<'a, R>)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}

/// The bytes of an extension header.
fn extension<R: Read>(entry: &mut Entry<'_, R>) -> io::Result<Vec<u8>> {
    if entry.size() > MAX_EXTENSION {
        return Err(invalid("a header in it is larger than 1 MiB"));
    }
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The path in a GNU header, which ends with a NUL.
fn long_name(bytes: &[u8]) -> PathBuf {
    let end = bytes.iter().position(|&byte| byte == 0);
    OsStr::from_bytes(&bytes[..end.unwrap_or(bytes.len())]).into()
}

/// The path in a pax header, if it has one (pax(1), "pax Extended Header").
fn pax_path(bytes: &[u8]) -> io::Result<Option<PathBuf>> {
    let mut path = None;
    for record in PaxExtensions::new(bytes) {
        let record = record?;
        match record.key_bytes() {
            b"path" => path = Some(OsStr::from_bytes(record.value_bytes()).into()),
            // Only files of 8 GiB or more need it.
            b"size" => return Err(invalid("it holds a file of 8 GiB or more")),
            _ => {}
        }
    }
    Ok(path)
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
