//! Values of a script: as an image takes them ([`wasmc_abi::values`]), and as the text that it answers with.

use wasmc_abi::values::{HEADER_BYTES, Tag};
use wast::component::WastVal;

/// Bytes that are read from the front.
#[derive(Clone, Copy)]
pub struct Bytes<'a>(pub &'a [u8]);

/// A type.
#[derive(Clone, Copy)]
pub struct Ty<'a> {
    tag: Tag,
    flat: usize,
    body: Bytes<'a>,
}

impl<'a> Bytes<'a> {
    fn take(&mut self, len: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(len);
        self.0 = rest;
        taken
    }

    fn number(&mut self, bytes: usize) -> usize {
        let digits = self.take(bytes).iter().rev();
        digits.fold(0, |number, &byte| number << 8 | usize::from(byte))
    }

    fn name(&mut self) -> &'a str {
        let len = self.number(2);
        std::str::from_utf8(self.take(len)).expect("names are UTF-8")
    }

    /// The next type.
    pub fn ty(&mut self) -> Ty<'a> {
        let mut header = Bytes(self.take(HEADER_BYTES));
        let tag = Tag::from_number(header.number(1) as u8).expect("there are no other tags");
        header.take(1);
        let flat = header.number(2);
        header.take(4);
        let len = header.number(4);
        Ty {
            tag,
            flat,
            body: Bytes(self.take(len)),
        }
    }
}

impl<'a> Ty<'a> {
    /// The types of the parts of a tuple or a record.
    fn parts(self) -> Vec<Ty<'a>> {
        let mut rest = self.body;
        let count = rest.number(2);
        let part = |_| {
            if self.tag == Tag::Record {
                rest.name();
            }
            rest.ty()
        };
        (0..count).map(part).collect()
    }

    /// The names and the payloads of a variant.
    fn cases(self) -> Vec<(&'a str, Option<Ty<'a>>)> {
        let mut rest = self.body;
        let count = rest.number(2);
        rest.take(5);
        let case = |_| (rest.name(), (rest.number(1) != 0).then(|| rest.ty()));
        (0..count).map(case).collect()
    }

    /// The names of an enum or of flags.
    fn names(self) -> Vec<&'a str> {
        let mut rest = self.body;
        let count = rest.number(2);
        rest.take(1);
        (0..count).map(|_| rest.name()).collect()
    }
}

/// The arguments of a function whose types these are.
pub fn arguments(types: &[u8], values: &[&WastVal<'_>]) -> Result<Vec<u8>, String> {
    let params = Bytes(types).ty().parts();
    if params.len() != values.len() {
        return Err(format!(
            "{} arguments for {} parameters",
            values.len(),
            params.len()
        ));
    }
    let mut bytes = Vec::new();
    for (ty, value) in params.into_iter().zip(values) {
        encode(ty, value, &mut bytes)?;
    }
    Ok(bytes)
}

fn encode(ty: Ty<'_>, value: &WastVal<'_>, to: &mut Vec<u8>) -> Result<(), String> {
    let count = |len: usize| (len as u32).to_le_bytes();
    let case_of = |ty: Ty<'_>, name: &str| {
        let place = ty.cases().iter().position(|(it, _)| *it == name);
        place.ok_or_else(|| format!("there is no case {name}"))
    };
    match value {
        WastVal::Bool(it) => to.push((*it).into()),
        WastVal::U8(it) => to.push(*it),
        WastVal::S8(it) => to.push(*it as u8),
        WastVal::U16(it) => to.extend(it.to_le_bytes()),
        WastVal::S16(it) => to.extend(it.to_le_bytes()),
        WastVal::U32(it) => to.extend(it.to_le_bytes()),
        WastVal::S32(it) => to.extend(it.to_le_bytes()),
        WastVal::U64(it) => to.extend(it.to_le_bytes()),
        WastVal::S64(it) => to.extend(it.to_le_bytes()),
        WastVal::F32(it) => to.extend(it.bits.to_le_bytes()),
        WastVal::F64(it) => to.extend(it.bits.to_le_bytes()),
        WastVal::Char(it) => to.extend(u32::from(*it).to_le_bytes()),
        WastVal::String(it) => {
            to.extend(count(it.len()));
            to.extend(it.bytes());
        }
        WastVal::List(values) => {
            let mut body = ty.body;
            match ty.tag {
                Tag::FixedList => {
                    body.take(4);
                }
                _ => to.extend(count(values.len())),
            }
            let element = body.ty();
            for value in values {
                encode(element, value, to)?;
            }
        }
        WastVal::Map(entries) => {
            to.extend(count(entries.len()));
            let parts = { ty.body }.ty().parts();
            for (key, value) in entries {
                encode(parts[0], key, to)?;
                encode(parts[1], value, to)?;
            }
        }
        WastVal::Record(fields) => {
            for (ty, (_, value)) in ty.parts().into_iter().zip(fields) {
                encode(ty, value, to)?;
            }
        }
        WastVal::Tuple(values) => {
            for (ty, value) in ty.parts().into_iter().zip(values) {
                encode(ty, value, to)?;
            }
        }
        WastVal::Variant(name, payload) => {
            let case = case_of(ty, name)?;
            encode_case(ty, case, payload.as_deref(), to)?;
        }
        WastVal::Option(payload) => {
            let case = payload.is_some().into();
            encode_case(ty, case, payload.as_deref(), to)?;
        }
        WastVal::Result(Ok(payload)) => encode_case(ty, 0, payload.as_deref(), to)?,
        WastVal::Result(Err(payload)) => encode_case(ty, 1, payload.as_deref(), to)?,
        WastVal::Enum(name) => {
            let place = ty.names().iter().position(|it| it == name);
            let place = place.ok_or_else(|| format!("there is no case {name}"))?;
            to.extend(count(place));
        }
        WastVal::Flags(names) => {
            let all = ty.names();
            let mut words = vec![0_u32; ty.flat];
            for name in names {
                let place = all.iter().position(|it| it == name);
                let place = place.ok_or_else(|| format!("there is no flag {name}"))?;
                words[place / 32] |= 1 << (place % 32);
            }
            to.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        }
    }
    Ok(())
}

fn encode_case(
    ty: Ty<'_>,
    case: usize,
    payload: Option<&WastVal<'_>>,
    to: &mut Vec<u8>,
) -> Result<(), String> {
    to.extend((case as u32).to_le_bytes());
    match (ty.cases()[case].1, payload) {
        (Some(ty), Some(payload)) => encode(ty, payload, to),
        (None, None) => Ok(()),
        _ => Err("a payload is missing, or one too many".into()),
    }
}

/// The text of a value.
pub fn text(value: &WastVal<'_>) -> String {
    let list = |values: &[WastVal<'_>]| values.iter().map(text).collect::<Vec<_>>().join(", ");
    let case = |name: &str, payload: &Option<Box<WastVal<'_>>>| match payload {
        Some(payload) => format!("{name}({})", text(payload)),
        None => name.to_string(),
    };
    match value {
        WastVal::Bool(it) => it.to_string(),
        WastVal::U8(it) => it.to_string(),
        WastVal::S8(it) => it.to_string(),
        WastVal::U16(it) => it.to_string(),
        WastVal::S16(it) => it.to_string(),
        WastVal::U32(it) => it.to_string(),
        WastVal::S32(it) => it.to_string(),
        WastVal::U64(it) => it.to_string(),
        WastVal::S64(it) => it.to_string(),
        WastVal::F32(it) => float(f32::from_bits(it.bits)),
        WastVal::F64(it) => float(f64::from_bits(it.bits)),
        WastVal::Char('\'') => "'\\''".into(),
        WastVal::Char('"') => "'\"'".into(),
        WastVal::Char(it) => format!("'{}'", it.escape_debug()),
        WastVal::String(it) => {
            let escaped = it.chars().map(|it| match it {
                '\'' => "'".to_string(),
                it => it.escape_debug().to_string(),
            });
            format!("\"{}\"", escaped.collect::<String>())
        }
        WastVal::List(values) => format!("[{}]", list(values)),
        WastVal::Map(entries) => {
            let entries = entries.iter();
            let entries = entries.map(|(key, value)| format!("({}, {})", text(key), text(value)));
            format!("[{}]", entries.collect::<Vec<_>>().join(", "))
        }
        WastVal::Tuple(values) => format!("({})", list(values)),
        WastVal::Record(fields) => {
            let fields = fields.iter();
            let fields = fields.map(|(name, value)| format!("{name}: {}", text(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        WastVal::Variant(name, payload) => case(name, payload),
        WastVal::Option(None) => "none".into(),
        WastVal::Option(payload) => case("some", payload),
        WastVal::Result(Ok(payload)) => case("ok", payload),
        WastVal::Result(Err(payload)) => case("err", payload),
        WastVal::Enum(name) => (*name).to_string(),
        WastVal::Flags(names) => format!("{{{}}}", names.join(", ")),
    }
}

fn float<T: std::fmt::Display>(value: T) -> String {
    value.to_string().replace("NaN", "nan")
}
