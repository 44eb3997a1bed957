//! Where the code of a function came from.

use crate::program::FuncId;
use cranelift_entity::{PrimaryMap, entity_impl};

/// A body that was inlined into a function, at one place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CopyId(u32);
entity_impl!(CopyId, "copy");

impl CopyId {
    /// How many copies a function may have: each has a trap code of its own.
    pub const MOST: u32 = 180;

    /// The code of the first copy, above those of explicit traps.
    const FIRST_CODE: u8 = 64;

    /// The trap code, as CLIF's user has it, of accesses to memories in the copy. They need it, because an
    /// access may become part of another instruction, which has another origin.
    ///
    /// # Panics
    /// Where there are too many copies.
    pub fn access_code(self) -> u8 {
        assert!(self.0 < Self::MOST);
        Self::FIRST_CODE + self.0 as u8
    }

    /// The inverse of [`CopyId::access_code`].
    pub fn from_access_code(code: u8) -> Option<CopyId> {
        let number = u32::from(code.checked_sub(Self::FIRST_CODE)?);
        (number < Self::MOST).then_some(CopyId(number))
    }
}

/// An inlined body.
#[derive(Clone, Copy, Debug)]
pub struct Copy {
    /// The function that was called.
    pub function: FuncId,
    /// The copy in which the call stood; `None`: the function's own body.
    pub caller: Option<CopyId>,
    /// Offset of the call in the module file, in bytes.
    pub call_offset: u32,
}

/// Where an instruction came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The copy; `None`: the function's own body.
    pub copy: Option<CopyId>,
    /// Offset in the module file, in bytes.
    pub offset: u32,
}

/// Where all code of a function came from.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    copies: PrimaryMap<CopyId, Copy>,
    /// Origins inside copies, by their locations.
    inside: Vec<Origin>,
}

/// Locations from here on are positions in [`Origins::inside`]; those below are offsets.
const INSIDE: u32 = 1 << 31;

impl Origins {
    /// Adds a copy.
    pub fn add(&mut self, copy: Copy) -> CopyId {
        self.copies.push(copy)
    }

    /// The copies, callers first.
    pub fn copies(&self) -> &PrimaryMap<CopyId, Copy> {
        &self.copies
    }

    /// The number by which CLIF knows an origin.
    pub fn location(&mut self, origin: Origin) -> u32 {
        if origin.copy.is_none() {
            return origin.offset;
        }
        if self.inside.last() != Some(&origin) {
            self.inside.push(origin);
        }
        INSIDE + (self.inside.len() - 1) as u32
    }

    /// The inverse of [`Origins::location`].
    pub fn origin(&self, location: u32) -> Origin {
        let inside = match self.copies.is_empty() {
            true => None,
            false => location.checked_sub(INSIDE),
        };
        let inside = inside.and_then(|position| self.inside.get(position as usize));
        inside.copied().unwrap_or(Origin {
            copy: None,
            offset: location,
        })
    }
}
