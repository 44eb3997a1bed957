//! Arguments for guests, from values as they are written down ([`wasmc_abi::values`]; CanonicalABI.md, "Storing" and "Flat
//! Lowering").

use crate::wasi::p2::caller::Caller;
use wasmc_abi::values::{Bytes, MAX_FLAT_PARAMS, Tag, Ty};

/// Flat values, each in 64 bits. What is narrower is extended with zeros, as flat values are where cases of a variant share
/// them.
pub struct Flat {
    values: [u64; MAX_FLAT_PARAMS],
    len: usize,
}

impl Flat {
    /// None.
    pub fn new() -> Self {
        Self {
            values: [0; MAX_FLAT_PARAMS],
            len: 0,
        }
    }

    /// Appends a value.
    pub fn push(&mut self, value: u64) {
        if let Some(slot) = self.values.get_mut(self.len) {
            *slot = value;
        }
        self.len += 1;
    }

    /// The values.
    pub fn values(&self) -> &[u64] {
        self.values.get(..self.len).unwrap_or(&self.values)
    }
}

/// Passes values to a guest.
pub struct Lower {
    /// The guest.
    pub caller: Caller,
    /// The values that are not passed yet.
    pub values: Bytes<'static>,
}

impl Lower {
    /// The bits of the next value, of a type without parts.
    fn bits(&mut self, tag: Tag) -> u64 {
        match tag {
            Tag::Bool | Tag::U8 => self.values.u8().into(),
            // A flat value has 32 bits, with the sign.
            Tag::S8 => (self.values.u8() as i8 as i32 as u32).into(),
            Tag::U16 => self.values.u16().into(),
            Tag::S16 => (self.values.u16() as i16 as i32 as u32).into(),
            Tag::U64 | Tag::S64 | Tag::F64 => self.values.u64(),
            _ => self.values.u32().into(),
        }
    }

    /// Puts a string or a list into the memory; returns its address and its length.
    fn pair(&mut self, ty: Ty<'static>) -> (u32, u32) {
        if ty.tag == Tag::String {
            let len = self.values.u32();
            let text = self.values.take(len as usize);
            return self.caller.text(text).parts();
        }
        let count = self.values.u32();
        let element = { ty.body }.ty();
        let bytes = u64::from(count) * u64::from(element.size);
        let at = self.caller.allocate(element.align, bytes);
        for index in 0..count {
            self.store(element, at + index * element.size);
        }
        (at, count)
    }

    /// Appends the flat values of the next value.
    pub fn flat(&mut self, ty: Ty<'static>, to: &mut Flat) {
        match ty.tag {
            Tag::String | Tag::List => {
                let (at, len) = self.pair(ty);
                to.push(at.into());
                to.push(len.into());
            }
            Tag::Record | Tag::Tuple => {
                for (_, part, _) in ty.parts() {
                    self.flat(part, to);
                }
            }
            Tag::FixedList => {
                let mut body = ty.body;
                let count = body.u32();
                let element = body.ty();
                for _ in 0..count {
                    self.flat(element, to);
                }
            }
            Tag::Variant | Tag::Option | Tag::Result => {
                let end = to.len + usize::from(ty.flat);
                let case = self.values.u32();
                to.push(case.into());
                if let (_, Some(payload)) = ty.cases().get(case) {
                    self.flat(payload, to);
                }
                while to.len < end {
                    to.push(0);
                }
            }
            Tag::Flags => {
                for _ in 0..ty.flat {
                    let word = self.values.u32();
                    to.push(word.into());
                }
            }
            tag => {
                let bits = self.bits(tag);
                to.push(bits);
            }
        }
    }

    /// Puts the next value into the memory, at an address that was allocated for it.
    pub fn store(&mut self, ty: Ty<'static>, at: u32) {
        match ty.tag {
            Tag::String | Tag::List => {
                let (address, len) = self.pair(ty);
                self.put(at, address.into(), 4);
                self.put(at + 4, len.into(), 4);
            }
            Tag::Record | Tag::Tuple => {
                for (_, part, offset) in ty.parts() {
                    self.store(part, at + offset);
                }
            }
            Tag::FixedList => {
                let mut body = ty.body;
                let count = body.u32();
                let element = body.ty();
                for index in 0..count {
                    self.store(element, at + index * element.size);
                }
            }
            Tag::Variant | Tag::Option | Tag::Result => {
                let cases = ty.cases();
                let case = self.values.u32();
                self.put(at, case.into(), cases.discriminant);
                if let (_, Some(payload)) = cases.get(case) {
                    self.store(payload, at + cases.payload);
                }
            }
            Tag::Flags => {
                let (_, bytes, _) = ty.names();
                for word in 0..bytes.div_ceil(4) {
                    let bits = self.values.u32();
                    self.put(at + 4 * word, bits.into(), bytes.min(4));
                }
            }
            tag => {
                let bits = self.bits(tag);
                self.put(at, bits, ty.size);
            }
        }
    }

    fn put(&self, at: u32, bits: u64, bytes: u32) {
        let memory = self.caller.memory();
        let [first, second, third, fourth, ..] = bits.to_le_bytes();
        // `allocate` has checked the range.
        let _ = match bytes {
            1 => memory.write(at, [first]),
            2 => memory.write(at, [first, second]),
            4 => memory.write(at, [first, second, third, fourth]),
            _ => memory.write_u64(at, bits),
        };
    }
}
