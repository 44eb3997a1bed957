//! Results of guests as text (WAVE, of the project wasm-tools), checked as the canonical ABI says (CanonicalABI.md,
//! "Loading" and "Flat Lifting").

use super::output::Output;
use crate::component::Handles;
use crate::trap;
use crate::wasi::p2::caller::Caller;
use crate::wasi::p2::text::Text;
use wasmc_abi::trap::ComponentTrap;
use wasmc_abi::values::{Tag, Ty};

/// Where a value comes from.
#[derive(Clone, Copy)]
pub enum From {
    /// The memory, at an address that has been checked together with the size of the type.
    Memory(u32),
    /// The one flat value that a result can have.
    Flat(u64),
}

/// Writes values of a guest.
pub struct Lift<'a, 'b> {
    /// The guest.
    pub caller: Caller,
    /// Where the text goes.
    pub out: &'a mut Output<'b>,
}

impl Lift<'_, '_> {
    /// Writes a value.
    pub fn value(&mut self, ty: Ty<'static>, from: From) {
        match ty.tag {
            Tag::Bool => {
                let text: &[u8] = if self.bits(from, 1) as u8 == 0 {
                    b"false"
                } else {
                    b"true"
                };
                self.out.bytes(text);
            }
            Tag::U8 => self.out.number((self.bits(from, 1) as u8).into()),
            Tag::U16 => self.out.number((self.bits(from, 2) as u16).into()),
            Tag::U32 => self.out.number((self.bits(from, 4) as u32).into()),
            Tag::U64 => self.out.number(self.bits(from, 8).into()),
            Tag::S8 => self.out.number((self.bits(from, 1) as i8).into()),
            Tag::S16 => self.out.number((self.bits(from, 2) as i16).into()),
            Tag::S32 => self.out.number((self.bits(from, 4) as i32).into()),
            Tag::S64 => self.out.number((self.bits(from, 8) as i64).into()),
            Tag::F32 => self.out.float32(f32::from_bits(self.bits(from, 4) as u32)),
            Tag::F64 => self.out.float64(f64::from_bits(self.bits(from, 8))),
            Tag::Char => {
                let Some(char) = char::from_u32(self.bits(from, 4) as u32) else {
                    trap::raise_component(ComponentTrap::InvalidChar, b"")
                };
                self.out.bytes(b"'");
                self.out.char(char);
                self.out.bytes(b"'");
            }
            Tag::String => {
                let (at, len) = self.pair(from);
                let text = Text::new(self.caller, at, len);
                self.out.bytes(b"\"");
                text.each_char(|char| self.out.char(char));
                self.out.bytes(b"\"");
            }
            Tag::List => {
                let (at, len) = self.pair(from);
                let element = { ty.body }.ty();
                self.elements(element, at, len);
            }
            Tag::FixedList => {
                let mut body = ty.body;
                let len = body.u32();
                let element = body.ty();
                match from {
                    From::Memory(at) => self.elements(element, at, len),
                    // One element, or none.
                    From::Flat(_) => {
                        self.out.bytes(b"[");
                        if len != 0 {
                            self.value(element, from);
                        }
                        self.out.bytes(b"]");
                    }
                }
            }
            Tag::Record | Tag::Tuple => self.parts(ty, from),
            Tag::Variant | Tag::Option | Tag::Result => self.variant(ty, from),
            Tag::Enum => {
                let (count, bytes, mut names) = ty.names();
                let case = self.bits(from, bytes) as u32;
                if case >= count {
                    trap::raise_component(ComponentTrap::InvalidDiscriminant, b"");
                }
                for _ in 0..case {
                    names.name();
                }
                self.out.case(names.name());
            }
            Tag::Flags => {
                let (count, bytes, mut names) = ty.names();
                let mut between: &[u8] = b"";
                self.out.bytes(b"{");
                for index in 0..count {
                    let name = names.name();
                    let word = match from {
                        From::Memory(at) if bytes > 4 => From::Memory(at + index / 32 * 4),
                        from => from,
                    };
                    if self.bits(word, bytes.min(4)) >> (index % 32) & 1 != 0 {
                        self.out.bytes(between);
                        self.out.bytes(name);
                        between = b", ";
                    }
                }
                self.out.bytes(b"}");
            }
            Tag::Own => {
                let number = { ty.body }.u32();
                let handle = self.bits(from, 4) as u32;
                let handles: Handles = self.caller.handles();
                handles.take_own(number, handle);
                self.out.bytes(b"resource");
            }
            // A result has none (Explainer.md, "Type Validation").
            Tag::Borrow => self.out.bytes(b"resource"),
        }
    }

    /// The bits of a value of so many bytes.
    fn bits(&self, from: From, bytes: u32) -> u64 {
        let at = match from {
            From::Flat(bits) => return bits,
            From::Memory(at) => at,
        };
        let memory = self.caller.memory();
        // Nothing is lifted that has not been checked.
        match bytes {
            1 => memory.read(at).map(|[byte]| byte.into()).unwrap_or(0),
            2 => memory.read_u16(at).map(u64::from).unwrap_or(0),
            4 => memory.read_u32(at).map(u64::from).unwrap_or(0),
            _ => memory.read_u64(at).unwrap_or(0),
        }
    }

    /// Address and length of a string or a list.
    fn pair(&self, from: From) -> (u32, u32) {
        match from {
            From::Memory(at) => {
                let second = From::Memory(at + 4);
                (self.bits(from, 4) as u32, self.bits(second, 4) as u32)
            }
            // It has two flat values, so no result is one.
            From::Flat(_) => (0, 0),
        }
    }

    fn elements(&mut self, element: Ty<'static>, at: u32, len: u32) {
        if at & (element.align - 1) != 0 {
            trap::raise_component(ComponentTrap::UnalignedPointer, b"");
        }
        let bytes = len.checked_mul(element.size);
        if bytes.is_none_or(|bytes| self.caller.memory().check(at, bytes).is_err()) {
            trap::raise_component(ComponentTrap::ListOutOfBounds, b"");
        }
        self.out.bytes(b"[");
        for index in 0..len {
            if index != 0 {
                self.out.bytes(b", ");
            }
            self.value(element, From::Memory(at + index * element.size));
        }
        self.out.bytes(b"]");
    }

    fn parts(&mut self, ty: Ty<'static>, from: From) {
        let (open, close): (&[u8], &[u8]) = match ty.tag {
            Tag::Record => (b"{", b"}"),
            _ => (b"(", b")"),
        };
        self.out.bytes(open);
        let mut between: &[u8] = b"";
        for (name, part, offset) in ty.parts() {
            let from = match from {
                From::Memory(at) => From::Memory(at + offset),
                flat => flat,
            };
            // Fields that are `none` are left out.
            if ty.tag == Tag::Record && part.tag == Tag::Option && self.case(part, from) == 0 {
                continue;
            }
            self.out.bytes(between);
            between = b", ";
            if !name.is_empty() {
                self.out.bytes(name);
                self.out.bytes(b": ");
            }
            self.value(part, from);
        }
        if ty.tag == Tag::Record && between.is_empty() {
            self.out.bytes(b":");
        }
        self.out.bytes(close);
    }

    /// The number of a case.
    fn case(&self, ty: Ty<'static>, from: From) -> u32 {
        match ty.cases().discriminant {
            1 => u32::from(self.bits(from, 1) as u8).max(flat_case(from)),
            bytes => self.bits(from, bytes) as u32,
        }
    }

    fn variant(&mut self, ty: Ty<'static>, from: From) {
        let cases = ty.cases();
        let case = self.case(ty, from);
        if case >= cases.count {
            trap::raise_component(ComponentTrap::InvalidDiscriminant, b"");
        }
        let (name, payload) = cases.get(case);
        match ty.tag {
            Tag::Variant => self.out.case(name),
            _ => self.out.bytes(name),
        }
        if let Some(payload) = payload {
            self.out.bytes(b"(");
            let from = match from {
                From::Memory(at) => From::Memory(at + cases.payload),
                // A variant with one flat value has no payload with any.
                From::Flat(_) => From::Flat(0),
            };
            self.value(payload, from);
            self.out.bytes(b")");
        }
    }
}

/// The number of a case that is a flat value, all of whose bits count.
fn flat_case(from: From) -> u32 {
    match from {
        From::Flat(bits) => bits as u32,
        From::Memory(_) => 0,
    }
}
