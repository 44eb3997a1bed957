//! The types of an exported function, as the runtime reads them ([`wasmc_abi::values`]).

use super::host::Host;
use wasmc_abi::values::{NOT_FLAT, Tag};
use wasmtime_environ::component::{
    CanonicalAbiInfo, ComponentTypes, InterfaceType, TypeFuncIndex, VariantInfo,
};

/// The types of a function: the tuple of its parameters, whether there is a result, and its type. `None`: a type of
/// WASI 0.3 is among them, or a resource that nothing provides.
pub fn of_function(host: &Host<'_>, ty: TypeFuncIndex) -> Option<Vec<u8>> {
    let mut encoder = Encoder {
        host,
        types: host.types,
        bytes: Vec::new(),
    };
    let ty = &host.types[ty];
    let mut known = encoder.ty(InterfaceType::Tuple(ty.params));
    let result = host.types[ty.results].types.first();
    encoder.bytes.push(result.is_some().into());
    if let Some(result) = result {
        known &= encoder.ty(*result);
    }
    known.then_some(encoder.bytes)
}

struct Encoder<'a> {
    host: &'a Host<'a>,
    types: &'a ComponentTypes,
    bytes: Vec<u8>,
}

impl Encoder<'_> {
    /// Appends a type; returns whether it can be written down.
    fn ty(&mut self, ty: InterfaceType) -> bool {
        let types = self.types;
        let abi = types.canonical_abi(&ty);
        let simple = match ty {
            InterfaceType::Bool => Tag::Bool,
            InterfaceType::S8 => Tag::S8,
            InterfaceType::U8 => Tag::U8,
            InterfaceType::S16 => Tag::S16,
            InterfaceType::U16 => Tag::U16,
            InterfaceType::S32 => Tag::S32,
            InterfaceType::U32 => Tag::U32,
            InterfaceType::S64 => Tag::S64,
            InterfaceType::U64 => Tag::U64,
            InterfaceType::Float32 => Tag::F32,
            InterfaceType::Float64 => Tag::F64,
            InterfaceType::Char => Tag::Char,
            InterfaceType::String => Tag::String,
            InterfaceType::Record(ty) => {
                let ty = &types[ty];
                return self.node(Tag::Record, abi, |it| {
                    it.number16(ty.fields.len());
                    let mut known = true;
                    for field in &ty.fields {
                        it.name(&field.name);
                        known &= it.ty(field.ty);
                    }
                    known
                });
            }
            InterfaceType::Tuple(ty) => return self.tuple(&types[ty].types, abi),
            InterfaceType::List(ty) => {
                let element = types[ty].element;
                return self.node(Tag::List, abi, |it| it.ty(element));
            }
            InterfaceType::Map(ty) => {
                let ty = &types[ty];
                let entry = &ty.entry_abi;
                let parts = [ty.key, ty.value];
                return self.node(Tag::List, abi, |it| it.tuple(&parts, entry));
            }
            InterfaceType::FixedLengthList(ty) => {
                let ty = &types[ty];
                return self.node(Tag::FixedList, abi, |it| {
                    it.bytes.extend(ty.size.to_le_bytes());
                    it.ty(ty.element)
                });
            }
            InterfaceType::Variant(ty) => {
                let ty = &types[ty];
                let cases = ty.cases.iter().map(|(name, ty)| (name.as_str(), *ty));
                return self.variant(Tag::Variant, abi, &ty.info, cases.collect());
            }
            InterfaceType::Option(ty) => {
                let ty = &types[ty];
                let cases = vec![("none", None), ("some", Some(ty.ty))];
                return self.variant(Tag::Option, abi, &ty.info, cases);
            }
            InterfaceType::Result(ty) => {
                let ty = &types[ty];
                let cases = vec![("ok", ty.ok), ("err", ty.err)];
                return self.variant(Tag::Result, abi, &ty.info, cases);
            }
            InterfaceType::Enum(ty) => {
                let names = types[ty].names.iter();
                return self.names(Tag::Enum, abi, names.map(String::as_str).collect());
            }
            InterfaceType::Flags(ty) => {
                let names = types[ty].names.iter();
                return self.names(Tag::Flags, abi, names.map(String::as_str).collect());
            }
            InterfaceType::Own(table) | InterfaceType::Borrow(table) => {
                let tag = match ty {
                    InterfaceType::Own(_) => Tag::Own,
                    _ => Tag::Borrow,
                };
                // A function with a resource that nothing provides cannot be called from outside.
                let Ok(number) = self.host.resource_of(table) else {
                    return false;
                };
                return self.node(tag, abi, |it| {
                    it.bytes.extend(number.to_le_bytes());
                    true
                });
            }
            InterfaceType::Future(_)
            | InterfaceType::Stream(_)
            | InterfaceType::ErrorContext(_) => {
                return false;
            }
        };
        self.node(simple, abi, |_| true)
    }

    /// Appends the header of a type, and its body.
    fn node(
        &mut self,
        tag: Tag,
        abi: &CanonicalAbiInfo,
        body: impl FnOnce(&mut Self) -> bool,
    ) -> bool {
        let flat = abi.flat_count.map_or(NOT_FLAT, u16::from);
        self.bytes.push(tag as u8);
        self.bytes.push(abi.align32 as u8);
        self.bytes.extend(flat.to_le_bytes());
        self.bytes.extend(abi.size32.to_le_bytes());
        let at = self.bytes.len();
        self.bytes.extend([0; 4]);
        let known = body(self);
        let len = (self.bytes.len() - at - 4) as u32;
        self.bytes[at..at + 4].copy_from_slice(&len.to_le_bytes());
        known
    }

    fn tuple(&mut self, parts: &[InterfaceType], abi: &CanonicalAbiInfo) -> bool {
        self.node(Tag::Tuple, abi, |it| {
            it.number16(parts.len());
            let mut known = true;
            for part in parts {
                known &= it.ty(*part);
            }
            known
        })
    }

    fn variant(
        &mut self,
        tag: Tag,
        abi: &CanonicalAbiInfo,
        info: &VariantInfo,
        cases: Vec<(&str, Option<InterfaceType>)>,
    ) -> bool {
        self.node(tag, abi, |it| {
            it.number16(cases.len());
            it.bytes.push(u32::from(info.size) as u8);
            it.bytes.extend(info.payload_offset32.to_le_bytes());
            let mut known = true;
            for (name, payload) in cases {
                it.name(name);
                it.bytes.push(payload.is_some().into());
                if let Some(payload) = payload {
                    known &= it.ty(payload);
                }
            }
            known
        })
    }

    fn names(&mut self, tag: Tag, abi: &CanonicalAbiInfo, names: Vec<&str>) -> bool {
        self.node(tag, abi, |it| {
            it.number16(names.len());
            it.bytes.push(abi.size32.min(u8::MAX.into()) as u8);
            for name in names {
                it.name(name);
            }
            true
        })
    }

    fn number16(&mut self, number: usize) {
        // The binary format allows fewer.
        let number = u16::try_from(number).unwrap_or(u16::MAX);
        self.bytes.extend(number.to_le_bytes());
    }

    fn name(&mut self, name: &str) {
        self.number16(name.len());
        self.bytes.extend(name.bytes());
    }
}
