//! Values of a script: as an image takes them ([`wasmc_abi::values`]), and as the text that it answers with.

use wasmc_abi::values::{Bytes, Tag, Ty};
use wast::component::WastVal;

/// The types of the parts of a tuple or a record.
fn parts(ty: Ty<'_>) -> Vec<Ty<'_>> {
    ty.parts().map(|(_, ty, _)| ty).collect()
}

/// The number of a case of a variant.
fn case_of(ty: Ty<'_>, name: &str) -> Result<u32, String> {
    let cases = ty.cases();
    let place = (0..cases.count).find(|&case| cases.get(case).0 == name.as_bytes());
    place.ok_or_else(|| format!("there is no case {name}"))
}

/// The number of a name of an enum or of flags.
fn name_of(ty: Ty<'_>, name: &str) -> Result<u32, String> {
    let (count, _, mut names) = ty.names();
    let place = (0..count).find(|_| names.name() == name.as_bytes());
    place.ok_or_else(|| format!("there is no name {name}"))
}

/// The arguments of a function whose types these are.
pub fn arguments(types: &[u8], values: &[&WastVal<'_>]) -> Result<Vec<u8>, String> {
    let params = parts(Bytes(types).ty());
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
            let parts = parts({ ty.body }.ty());
            for (key, value) in entries {
                encode(parts[0], key, to)?;
                encode(parts[1], value, to)?;
            }
        }
        WastVal::Record(fields) => {
            for (ty, (_, value)) in parts(ty).into_iter().zip(fields) {
                encode(ty, value, to)?;
            }
        }
        WastVal::Tuple(values) => {
            for (ty, value) in parts(ty).into_iter().zip(values) {
                encode(ty, value, to)?;
            }
        }
        WastVal::Variant(name, payload) => {
            let case = case_of(ty, name)?;
            encode_case(ty, case, payload.as_deref(), to)?;
        }
        WastVal::Option(payload) => {
            let case = payload.is_some();
            encode_case(ty, case.into(), payload.as_deref(), to)?;
        }
        WastVal::Result(Ok(payload)) => encode_case(ty, 0, payload.as_deref(), to)?,
        WastVal::Result(Err(payload)) => encode_case(ty, 1, payload.as_deref(), to)?,
        WastVal::Enum(name) => to.extend(name_of(ty, name)?.to_le_bytes()),
        WastVal::Flags(names) => {
            let mut words = vec![0_u32; ty.flat.into()];
            for name in names {
                let place = name_of(ty, name)?;
                words[place as usize / 32] |= 1 << (place % 32);
            }
            to.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        }
    }
    Ok(())
}

fn encode_case(
    ty: Ty<'_>,
    case: u32,
    payload: Option<&WastVal<'_>>,
    to: &mut Vec<u8>,
) -> Result<(), String> {
    to.extend(case.to_le_bytes());
    match (ty.cases().get(case).1, payload) {
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
        WastVal::Char(it) => format!("'{}'", escaped(*it)),
        WastVal::String(it) => format!("\"{}\"", it.chars().map(escaped).collect::<String>()),
        WastVal::List(values) => format!("[{}]", list(values)),
        WastVal::Map(entries) => {
            let entries = entries.iter();
            let entries = entries.map(|(key, value)| format!("({}, {})", text(key), text(value)));
            format!("[{}]", entries.collect::<Vec<_>>().join(", "))
        }
        WastVal::Tuple(values) => format!("({})", list(values)),
        WastVal::Record(fields) => {
            let fields = fields.iter();
            let present = fields.filter(|(_, value)| !matches!(value, WastVal::Option(None)));
            let fields = present.map(|(name, value)| format!("{name}: {}", text(value)));
            match fields.collect::<Vec<_>>().join(", ") {
                fields if fields.is_empty() => "{:}".into(),
                fields => format!("{{{fields}}}"),
            }
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

/// A character of WAVE, of a string or between quotes.
fn escaped(it: char) -> String {
    match it {
        '\'' => "\\'".into(),
        it if it.is_control() && !"\t\r\n".contains(it) => it.escape_unicode().to_string(),
        it => it.escape_debug().to_string(),
    }
}

fn float<T: std::fmt::Display>(value: T) -> String {
    value.to_string().replace("NaN", "nan")
}
