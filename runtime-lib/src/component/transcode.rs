//! Strings from one component to another, whose memory and encoding may be others (component model, CanonicalABI.md,
//! "Storing": `store_string_into_range`).
//!
//! An adapter has checked that both ranges lie in their memories, and that they are aligned. It runs between the two
//! components, and neither runs during a call. Guest memory is read and written by value, so that nothing here depends on
//! what it holds. A result is the number of code units read in the lower half, and that of those written in the upper half;
//! where there is one number, it is the one in the lower half.
#![allow(unsafe_code)]

use crate::trap;
use wasmc_abi::component::UTF16_TAG;
use wasmc_abi::trap::ComponentTrap;

/// Code units in a guest's memory.
#[derive(Clone, Copy)]
struct Units<T> {
    start: *mut T,
    len: u32,
}

impl<T: Copy> Units<T> {
    fn new(start: u64, len: u32) -> Self {
        Self {
            start: start as *mut T,
            len,
        }
    }

    fn get(self, index: u32) -> Option<T> {
        let unit = self.start.wrapping_add(index as usize);
        // SAFETY: the adapter has checked the range.
        (index < self.len).then(|| unsafe { unit.read_unaligned() })
    }

    /// Writes a unit; behind the end it does nothing.
    fn set(self, index: u32, value: T) {
        if index < self.len {
            let unit = self.start.wrapping_add(index as usize);
            // SAFETY: the adapter has checked the range.
            unsafe { unit.write_unaligned(value) };
        }
    }
}

fn invalid(trap: ComponentTrap) -> ! {
    trap::raise_component(trap, b"")
}

/// The character at an index, and the number of its units.
type Decoded = Option<(char, u32)>;

fn utf8(units: Units<u8>, index: u32) -> Decoded {
    let first = units.get(index)?;
    let (len, bits) = match first {
        0..0x80 => return Some((first.into(), 1)),
        0xc2..0xe0 => (2, first & 0x1f),
        0xe0..0xf0 => (3, first & 0x0f),
        0xf0..0xf5 => (4, first & 0x07),
        _ => invalid(ComponentTrap::InvalidUtf8),
    };
    let mut code = u32::from(bits);
    for at in 1..len {
        match units.get(index + at) {
            Some(unit @ 0x80..0xc0) => code = code << 6 | u32::from(unit & 0x3f),
            _ => invalid(ComponentTrap::InvalidUtf8),
        }
    }
    // Longer than need be, or a surrogate.
    let least = [0, 0, 0x80, 0x800, 0x1_0000];
    match char::from_u32(code).filter(|_| least.get(len as usize).is_some_and(|it| code >= *it)) {
        Some(character) => Some((character, len)),
        None => invalid(ComponentTrap::InvalidUtf8),
    }
}

fn utf16(units: Units<u16>, index: u32) -> Decoded {
    let first = u32::from(units.get(index)?);
    if !(0xd800..0xe000).contains(&first) {
        return Some((char::from_u32(first).unwrap_or('\0'), 1));
    }
    let second = units.get(index + 1).map(u32::from);
    match second {
        Some(second @ 0xdc00..0xe000) if first < 0xdc00 => {
            let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            Some((char::from_u32(code).unwrap_or('\0'), 2))
        }
        _ => invalid(ComponentTrap::InvalidUtf16),
    }
}

fn latin1(units: Units<u8>, index: u32) -> Decoded {
    units.get(index).map(|unit| (unit.into(), 1))
}

/// Writes a character as UTF-8; returns the number of units.
fn put_utf8(dest: Units<u8>, index: u32, character: char) -> u32 {
    let mut bytes = [0; 4];
    let bytes = character.encode_utf8(&mut bytes).as_bytes();
    for (offset, &byte) in (0..).zip(bytes) {
        dest.set(index + offset, byte);
    }
    bytes.len() as u32
}

/// Writes a character as UTF-16; returns the number of units.
fn put_utf16(dest: Units<u16>, index: u32, character: char) -> u32 {
    let mut units = [0; 2];
    let units = character.encode_utf16(&mut units);
    for (offset, &mut unit) in (0..).zip(units.iter_mut()) {
        dest.set(index + offset, unit);
    }
    units.len() as u32
}

/// Copies characters from `index` of the source on, to `at` of the destination, which is large enough. Returns where
/// the destination ends.
fn all<S: Copy, D: Copy>(
    source: Units<S>,
    decode: fn(Units<S>, u32) -> Decoded,
    dest: Units<D>,
    put: fn(Units<D>, u32, char) -> u32,
    mut at: u32,
) -> u32 {
    let mut index = 0;
    while let Some((character, len)) = decode(source, index) {
        at += put(dest, at, character);
        index += len;
    }
    at
}

/// UTF-8, as far as there is room; in the first pass, up to a character that takes several bytes.
fn some_utf8<S: Copy>(
    source: Units<S>,
    decode: fn(Units<S>, u32) -> Decoded,
    dest: Units<u8>,
    first_pass: u32,
) -> u64 {
    let (mut index, mut at) = (0, 0);
    while let Some((character, len)) = decode(source, index) {
        let several = first_pass != 0 && !character.is_ascii();
        if several || dest.len - at < character.len_utf8() as u32 {
            break;
        }
        at += put_utf8(dest, at, character);
        index += len;
    }
    pair(index, at)
}

fn pair(read: u32, written: u32) -> u64 {
    u64::from(written) << 32 | u64::from(read)
}

macro_rules! transcoders {
    ($($(#[$doc:meta])* $builtin:ident $name:ident ($source:ident, $len:ident, $dest:ident, $room:ident, $more:ident) $body:block)*) => {$(
        $(#[$doc])*
        #[unsafe(export_name = wasmc_abi::builtin!($builtin))]
        pub extern "C" fn $name($source: u64, $len: u32, $dest: u64, $room: u32, $more: u32) -> u64 $body
    )*};
}

transcoders! {
    /// UTF-8, checked.
    CopyUtf8 copy_utf8(source, len, dest, _room, _more) {
        let source = Units::new(source, len);
        u64::from(all(source, utf8, Units::new(dest, len), put_utf8, 0))
    }
    /// UTF-16, checked.
    CopyUtf16 copy_utf16(source, len, dest, _room, _more) {
        let source = Units::new(source, len);
        u64::from(all(source, utf16, Units::new(dest, len), put_utf16, 0))
    }
    /// Latin-1.
    CopyLatin1 copy_latin1(source, len, dest, _room, _more) {
        let (source, dest) = (Units::<u8>::new(source, len), Units::new(dest, len));
        for index in 0..len {
            dest.set(index, source.get(index).unwrap_or(0));
        }
        u64::from(len)
    }
    /// Latin-1 to UTF-16.
    Latin1ToUtf16 latin1_to_utf16(source, len, dest, _room, _more) {
        let source = Units::new(source, len);
        u64::from(all(source, latin1, Units::new(dest, len), put_utf16, 0))
    }
    /// Latin-1 to UTF-8, as far as there is room.
    Latin1ToUtf8 latin1_to_utf8(source, len, dest, room, first_pass) {
        some_utf8(Units::new(source, len), latin1, Units::new(dest, room), first_pass)
    }
    /// UTF-16 to UTF-8, as far as there is room.
    Utf16ToUtf8 utf16_to_utf8(source, len, dest, room, first_pass) {
        some_utf8(Units::new(source, len), utf16, Units::new(dest, room), first_pass)
    }
    /// UTF-8 to UTF-16.
    Utf8ToUtf16 utf8_to_utf16(source, len, dest, _room, _more) {
        let source = Units::new(source, len);
        u64::from(all(source, utf8, Units::new(dest, len), put_utf16, 0))
    }
    /// UTF-16 to Latin-1 if all of it fits, else as it is, with a tag.
    Utf16ToCompactProbablyUtf16 utf16_to_compact_probably_utf16(source, len, dest, _room, _more) {
        let source = Units::<u16>::new(source, len);
        let wide = Units::<u16>::new(dest, len);
        all(source, utf16, wide, put_utf16, 0);
        let fits = |index| source.get(index).is_none_or(|unit| unit < 0x100);
        if !(0..len).all(fits) {
            return u64::from(len | UTF16_TAG);
        }
        let narrow = Units::<u8>::new(dest, len);
        for index in 0..len {
            narrow.set(index, source.get(index).unwrap_or(0) as u8);
        }
        u64::from(len)
    }
    /// UTF-8 to Latin-1, as far as it fits.
    Utf8ToLatin1 utf8_to_latin1(source, len, dest, _room, _more) {
        let (source, dest) = (Units::new(source, len), Units::<u8>::new(dest, len));
        let (mut index, mut at) = (0, 0);
        while let Some((character, units)) = utf8(source, index) {
            let Ok(byte) = u8::try_from(u32::from(character)) else {
                break;
            };
            dest.set(at, byte);
            index += units;
            at += 1;
        }
        pair(index, at)
    }
    /// UTF-16 to Latin-1, as far as it fits.
    Utf16ToLatin1 utf16_to_latin1(source, len, dest, _room, _more) {
        let (source, dest) = (Units::<u16>::new(source, len), Units::<u8>::new(dest, len));
        let mut index = 0;
        while let Some(unit @ 0..0x100) = source.get(index) {
            dest.set(index, unit as u8);
            index += 1;
        }
        pair(index, index)
    }
    /// The rest of UTF-8, behind Latin-1 that becomes UTF-16.
    Utf8ToCompactUtf16 utf8_to_compact_utf16(source, len, dest, room, latin1_bytes) {
        let wide = Units::new(dest, room);
        widen(dest, wide, latin1_bytes);
        u64::from(all(Units::new(source, len), utf8, wide, put_utf16, latin1_bytes))
    }
    /// The rest of UTF-16, likewise.
    Utf16ToCompactUtf16 utf16_to_compact_utf16(source, len, dest, room, latin1_bytes) {
        let wide = Units::new(dest, room);
        widen(dest, wide, latin1_bytes);
        u64::from(all(Units::new(source, len), utf16, wide, put_utf16, latin1_bytes))
    }
}

/// Makes UTF-16 of the Latin-1 that a range begins with.
fn widen(dest: u64, wide: Units<u16>, latin1_bytes: u32) {
    let narrow = Units::<u8>::new(dest, latin1_bytes.min(wide.len));
    for index in (0..narrow.len).rev() {
        wide.set(index, narrow.get(index).unwrap_or(0).into());
    }
}
