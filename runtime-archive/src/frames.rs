//! The unwind tables of an object file, for some of its functions (Linux Standard Base core 5.0, 10.6).
//!
//! What catches panics is left out of them: nothing unwinds in an image, and an address of a function
//! that does would have to be relocated when an image starts.

use object::{
    File, Object, ObjectSection, ObjectSymbol, RelocationFlags, RelocationTarget, SectionIndex,
    SymbolIndex,
};
use std::collections::{HashMap, HashSet};
use std::error::Error;

/// Name of the section.
pub const SECTION: &[u8] = b".eh_frame";

/// Encoding of addresses: as a distance from the field, 32 bits (`DW_EH_PE_pcrel`, `DW_EH_PE_sdata4`).
const DISTANCE: u8 = 0x1b;
/// Each entry is a multiple of this many bytes.
const ALIGN: usize = 8;

/// A table.
pub struct Table {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The fields that hold where functions are.
    pub fields: Vec<Field>,
}

/// A field of a table that holds the address of a function.
pub struct Field {
    /// Where it is.
    pub offset: u64,
    /// What it refers to, in the object file that the table is taken from.
    pub symbol: SymbolIndex,
    /// What is added to the address of the symbol.
    pub addend: i64,
    /// Size and encoding.
    pub flags: RelocationFlags,
}

/// A common entry: what it says of the functions that refer to it.
struct Common {
    /// Where it is in the new table.
    start: usize,
    /// Whether the entries that refer to it have data of their own.
    augmented: bool,
}

/// The table for the functions in the sections that are `kept`; `None` where the file has no table.
///
/// # Errors
/// It has something that static libraries of Rust do not have.
pub fn of_functions(
    object: &File<'_>,
    kept: &HashSet<SectionIndex>,
) -> Result<Option<Table>, Box<dyn Error>> {
    let Some(section) = object.section_by_name_bytes(SECTION) else {
        return Ok(None);
    };
    let relocations: HashMap<u64, object::Relocation> = section.relocations().collect();
    let data = section.data()?;
    let mut table = Table {
        bytes: Vec::new(),
        fields: Vec::new(),
    };
    let mut commons: HashMap<usize, Common> = HashMap::new();
    let mut at = 0;
    while at + 4 <= data.len() {
        let bytes = Reader { data, at }.word()? as usize;
        let (start, end) = (at + 4, at + 4 + bytes);
        at = end;
        if bytes == 0 {
            continue;
        }
        let mut reader = Reader {
            data: data.get(..end).ok_or("an entry is cut off")?,
            at: start,
        };
        let back = reader.word()? as usize;
        if back == 0 {
            commons.insert(start - 4, take_common(reader, &mut table.bytes)?);
            continue;
        }
        let common = commons.get(&(start - back));
        let common = common.ok_or("an entry without a common one")?;
        let relocation = relocations.get(&(reader.at as u64));
        let relocation = relocation.ok_or("an entry for no function")?;
        let RelocationTarget::Symbol(symbol) = relocation.target() else {
            return Err("a relocation without a symbol".into());
        };
        let function = object.symbol_by_index(symbol)?.section_index();
        if !function.is_some_and(|section| kept.contains(&section)) {
            continue;
        }
        table.fields.push(Field {
            offset: table.bytes.len() as u64 + 8,
            symbol,
            addend: relocation.addend(),
            flags: relocation.flags(),
        });
        take_function(reader, common, &mut table.bytes)?;
    }
    Ok((!table.fields.is_empty()).then_some(table))
}

/// Takes a common entry over, behind its length and its mark.
fn take_common(mut old: Reader<'_>, new: &mut Vec<u8>) -> Result<Common, Box<dyn Error>> {
    let version = old.byte()?;
    let mut augmentation = Vec::new();
    loop {
        match old.byte()? {
            0 => break,
            letter => augmentation.push(letter),
        }
    }
    let known = augmentation.iter().all(|it| b"zRPLS".contains(it));
    if version != 1 || !known {
        return Err("an unwind table of another kind".into());
    }
    let factors = old.at;
    old.unsigned()?;
    old.unsigned()?;
    old.byte()?;
    let factors = &old.data[factors..old.at];
    let augmented = augmentation.first() == Some(&b'z');
    if augmented {
        let bytes = old.unsigned()?;
        old.at += bytes;
    }
    let start = new.len();
    new.extend([0; 8]);
    let signal = augmentation.contains(&b'S');
    new.extend([version, b'z', b'R']);
    new.extend(signal.then_some(b'S'));
    new.push(0);
    new.extend(factors);
    new.extend([1, DISTANCE]);
    new.extend(old.rest()?);
    finish(new, start);
    Ok(Common { start, augmented })
}

/// Takes the entry of a function over, behind its length and its distance from the common entry.
fn take_function(
    mut old: Reader<'_>,
    common: &Common,
    new: &mut Vec<u8>,
) -> Result<(), Box<dyn Error>> {
    let start = new.len();
    new.extend([0; 4]);
    new.extend(((start + 4 - common.start) as u32).to_le_bytes());
    new.extend([0; 4]);
    old.word()?;
    new.extend(old.word()?.to_le_bytes());
    new.push(0);
    if common.augmented {
        let bytes = old.unsigned()?;
        old.at += bytes;
    }
    new.extend(old.rest()?);
    finish(new, start);
    Ok(())
}

/// Fills the entry that begins at `start` with `DW_CFA_nop`, and writes its length.
fn finish(table: &mut Vec<u8>, start: usize) {
    table.resize(table.len().next_multiple_of(ALIGN), 0);
    let bytes = (table.len() - start - 4) as u32;
    table[start..start + 4].copy_from_slice(&bytes.to_le_bytes());
}

/// Reads an entry from front to back.
struct Reader<'data> {
    data: &'data [u8],
    at: usize,
}

impl<'data> Reader<'data> {
    fn byte(&mut self) -> Result<u8, Box<dyn Error>> {
        let byte = self.data.get(self.at).ok_or("an entry is cut off")?;
        self.at += 1;
        Ok(*byte)
    }

    fn word(&mut self) -> Result<u32, Box<dyn Error>> {
        let bytes = [self.byte()?, self.byte()?, self.byte()?, self.byte()?];
        Ok(u32::from_le_bytes(bytes))
    }

    /// ULEB128 (DWARF 5, 7.6); of SLEB128, only where it ends.
    fn unsigned(&mut self) -> Result<usize, Box<dyn Error>> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
            if shift > 28 {
                return Err("a number that is too large".into());
            }
        }
    }

    /// What follows.
    fn rest(self) -> Result<&'data [u8], Box<dyn Error>> {
        Ok(self.data.get(self.at..).ok_or("an entry is cut off")?)
    }
}
