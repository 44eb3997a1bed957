//! What is read.

use crate::decode::module::Module;
use gimli::write::ConvertError;
use gimli::{EndianSlice, LittleEndian, SectionId};

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

/// The sections of a module.
///
/// # Errors
/// They cannot be read.
pub fn dwarf<'data>(
    module: &Module<'data>,
) -> Result<gimli::read::Dwarf<Bytes<'data>>, Unreadable> {
    gimli::read::Dwarf::load(|id: SectionId| {
        let bytes = module.dwarf.get(id.name()).copied();
        Ok(EndianSlice::new(bytes.unwrap_or_default(), LittleEndian))
    })
}
