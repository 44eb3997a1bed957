//! What is read.

use gimli::write::ConvertError;
use gimli::{EndianSlice, LittleEndian};

/// The bytes of a section that is read.
pub type Bytes<'a> = EndianSlice<'a, LittleEndian>;

/// Why the DWARF of a module cannot be taken over.
pub struct Unreadable;

impl From<ConvertError> for Unreadable {
    fn from(_: ConvertError) -> Unreadable {
        Unreadable
    }
}

impl From<gimli::read::Error> for Unreadable {
    fn from(_: gimli::read::Error) -> Unreadable {
        Unreadable
    }
}

impl From<gimli::write::Error> for Unreadable {
    fn from(_: gimli::write::Error) -> Unreadable {
        Unreadable
    }
}
