//! Reads types and values that are written down.

use super::tag::{HEADER_BYTES, Tag};

/// Bytes that are read from the front. What is missing reads as zeros: the compiler writes all.
#[derive(Clone, Copy, Debug)]
pub struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    /// The next bytes.
    pub fn take(&mut self, len: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at_checked(len).unwrap_or((self.0, &[]));
        self.0 = rest;
        taken
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        self.take(N).try_into().unwrap_or([0; N])
    }

    /// The next byte.
    pub fn u8(&mut self) -> u8 {
        u8::from_le_bytes(self.array())
    }

    /// The next 16 bits.
    pub fn u16(&mut self) -> u16 {
        u16::from_le_bytes(self.array())
    }

    /// The next 32 bits.
    pub fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.array())
    }

    /// The next 64 bits.
    pub fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.array())
    }

    /// The next name.
    pub fn name(&mut self) -> &'a [u8] {
        let len = self.u16();
        self.take(len.into())
    }

    /// The next type.
    pub fn ty(&mut self) -> Ty<'a> {
        let mut header = Bytes(self.take(HEADER_BYTES));
        let (tag, align, flat) = (header.u8(), header.u8(), header.u16());
        let (size, len) = (header.u32(), header.u32());
        Ty {
            // The compiler writes no other tags.
            tag: Tag::from_number(tag).unwrap_or(Tag::Bool),
            align: align.into(),
            flat,
            size,
            body: Bytes(self.take(len as usize)),
        }
    }
}

/// A type.
#[derive(Clone, Copy, Debug)]
pub struct Ty<'a> {
    /// What it is.
    pub tag: Tag,
    /// Alignment in memory.
    pub align: u32,
    /// Number of its flat values.
    pub flat: u16,
    /// Bytes in memory.
    pub size: u32,
    /// What else there is to say.
    pub body: Bytes<'a>,
}

/// Cases of a variant.
#[derive(Clone, Copy, Debug)]
pub struct Cases<'a> {
    /// How many.
    pub count: u32,
    /// Bytes of the number of a case in memory.
    pub discriminant: u32,
    /// Where payloads lie in memory.
    pub payload: u32,
    rest: Bytes<'a>,
}

impl<'a> Ty<'a> {
    /// The cases of a variant, an option or a result.
    pub fn cases(self) -> Cases<'a> {
        let mut rest = self.body;
        let count = rest.u16().into();
        let discriminant = rest.u8().into();
        let payload = rest.u32();
        Cases {
            count,
            discriminant,
            payload,
            rest,
        }
    }

    /// The parts of a tuple or a record, with the offset of each in memory, and its name if it has one.
    pub fn parts(self) -> impl Iterator<Item = (&'a [u8], Ty<'a>, u32)> {
        let mut rest = self.body;
        let named = self.tag == Tag::Record;
        let mut end = 0_u32;
        (0..rest.u16()).map(move |_| {
            let name = if named { rest.name() } else { &[] };
            let ty = rest.ty();
            let at = end.next_multiple_of(ty.align.max(1));
            end = at + ty.size;
            (name, ty, at)
        })
    }

    /// The names of an enum or of flags, and their bytes in memory.
    pub fn names(self) -> (u32, u32, Bytes<'a>) {
        let mut rest = self.body;
        let count = rest.u16().into();
        let bytes = rest.u8().into();
        (count, bytes, rest)
    }
}

impl<'a> Cases<'a> {
    /// The name and the payload of a case.
    pub fn get(mut self, case: u32) -> (&'a [u8], Option<Ty<'a>>) {
        let mut found = (&[][..], None);
        for _ in 0..=case.min(self.count) {
            let name = self.rest.name();
            let payload = (self.rest.u8() != 0).then(|| self.rest.ty());
            found = (name, payload);
        }
        found
    }
}
