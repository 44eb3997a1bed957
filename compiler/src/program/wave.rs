//! Arguments of a component's function, as text (WAVE, of the project wasm-tools) → as the runtime reads them
//! ([`wasmc_abi::values`]).

use wasm_wave::ast::{Node, NodeType};
use wasm_wave::parser::ParserError;
use wasm_wave::untyped::UntypedFuncCall;
use wasmc_abi::values::{Bytes, Tag, Ty};

/// Reads a call, `name(value, value)`, of a function whose types these are. Parameters that are options may be missing at
/// the end, and fields that are options anywhere.
///
/// # Errors
/// What is wrong with the text, in one line.
pub fn arguments(types: &[u8], call: &str) -> Result<Vec<u8>, String> {
    // The parser knows fewer names than components have.
    let (_, parameters) = call.split_at(call.find('(').unwrap_or(call.len()));
    let parameters = if parameters.is_empty() {
        "()"
    } else {
        parameters
    };
    let call = format!("f{parameters}");
    let parsed = UntypedFuncCall::parse(&call).map_err(|error| at(&error, &call))?;
    let given: Vec<&Node> = match parsed.params_node() {
        Some(node) => node
            .as_tuple()
            .map_err(|error| at(&error, &call))?
            .collect(),
        None => Vec::new(),
    };
    let params: Vec<_> = Bytes(types).ty().parts().map(|(_, ty, _)| ty).collect();
    let needed = params.iter().rposition(|ty| ty.tag != Tag::Option);
    let needed = needed.map_or(0, |last| last + 1);
    if given.len() < needed || given.len() > params.len() {
        return Err(format!(
            "it takes {}, not {}",
            values(params.len()),
            given.len()
        ));
    }
    let mut writer = Writer {
        text: &call,
        bytes: Vec::new(),
    };
    for (index, ty) in params.into_iter().enumerate() {
        match given.get(index) {
            Some(node) => writer.value(ty, node)?,
            None => writer.number(0),
        }
    }
    Ok(writer.bytes)
}

fn values(count: usize) -> String {
    match count {
        0 => "no values".into(),
        1 => "1 value".into(),
        count => format!("{count} values"),
    }
}

/// An error with the text that it is about.
fn at(error: &ParserError, text: &str) -> String {
    let kind = error.kind();
    let place = text.get(error.span()).unwrap_or_default();
    match (error.detail(), place) {
        (Some(detail), _) => format!("{kind}: {detail}"),
        (None, "") => kind.to_string(),
        (None, place) => format!("{kind}: `{place}`"),
    }
}

struct Writer<'a> {
    text: &'a str,
    bytes: Vec<u8>,
}

impl Writer<'_> {
    fn value(&mut self, ty: Ty<'_>, node: &Node) -> Result<(), String> {
        let text = self.text;
        let wrong = |error: ParserError| {
            let place = text.get(node.span()).unwrap_or_default();
            let error = at(&error, text);
            match error.contains(place) {
                true => format!("{error} is not {}", article(ty.tag)),
                false => format!("`{place}` is not {}: {error}", article(ty.tag)),
            }
        };
        match ty.tag {
            Tag::Bool => self.bytes.push(node.as_bool().map_err(wrong)?.into()),
            Tag::S8 => self.plain(node.as_number::<i8>(text).map_err(wrong)?.to_le_bytes()),
            Tag::U8 => self.plain(node.as_number::<u8>(text).map_err(wrong)?.to_le_bytes()),
            Tag::S16 => self.plain(node.as_number::<i16>(text).map_err(wrong)?.to_le_bytes()),
            Tag::U16 => self.plain(node.as_number::<u16>(text).map_err(wrong)?.to_le_bytes()),
            Tag::S32 => self.plain(node.as_number::<i32>(text).map_err(wrong)?.to_le_bytes()),
            Tag::U32 => self.plain(node.as_number::<u32>(text).map_err(wrong)?.to_le_bytes()),
            Tag::S64 => self.plain(node.as_number::<i64>(text).map_err(wrong)?.to_le_bytes()),
            Tag::U64 => self.plain(node.as_number::<u64>(text).map_err(wrong)?.to_le_bytes()),
            Tag::F32 => self.plain(node.as_number::<f32>(text).map_err(wrong)?.to_le_bytes()),
            Tag::F64 => self.plain(node.as_number::<f64>(text).map_err(wrong)?.to_le_bytes()),
            Tag::Char => self.number(node.as_char(text).map_err(wrong)?.into()),
            Tag::String => {
                let value = node.as_str(text).map_err(wrong)?;
                self.number(value.len() as u32);
                self.bytes.extend(value.bytes());
            }
            Tag::List | Tag::FixedList => self.list(ty, node)?,
            Tag::Tuple => {
                let parts: Vec<&Node> = node.as_tuple().map_err(wrong)?.collect();
                let types: Vec<_> = ty.parts().map(|(_, ty, _)| ty).collect();
                if parts.len() != types.len() {
                    return Err(format!(
                        "`{}` has {}, its tuple has {}",
                        self.slice(node),
                        values(parts.len()),
                        values(types.len())
                    ));
                }
                for (ty, part) in types.into_iter().zip(parts) {
                    self.value(ty, part)?;
                }
            }
            Tag::Record => self.record(ty, node)?,
            Tag::Variant => {
                let (name, payload) = node.as_variant(text).map_err(wrong)?;
                self.case(ty, name, payload)?;
            }
            Tag::Enum => {
                let name = node.as_enum(text).map_err(wrong)?;
                let place = self.place(ty, name)?;
                self.number(place);
            }
            Tag::Option => match node.ty() {
                NodeType::OptionSome | NodeType::OptionNone => {
                    let payload = node.as_option().map_err(wrong)?;
                    let name = if payload.is_some() { "some" } else { "none" };
                    self.case(ty, name, payload)?;
                }
                // `some` may be left out.
                _ => self.case(ty, "some", Some(node))?,
            },
            Tag::Result => match node.ty() {
                NodeType::ResultOk | NodeType::ResultErr => {
                    match node.as_result().map_err(wrong)? {
                        Ok(payload) => self.case(ty, "ok", payload)?,
                        Err(payload) => self.case(ty, "err", payload)?,
                    }
                }
                // `ok` may be left out.
                _ => self.case(ty, "ok", Some(node))?,
            },
            Tag::Flags => {
                let mut words = vec![0_u32; ty.flat.into()];
                for name in node.as_flags(text).map_err(wrong)? {
                    let place = self.place(ty, name)?;
                    if let Some(word) = words.get_mut(place as usize / 32) {
                        *word |= 1 << (place % 32);
                    }
                }
                words.into_iter().for_each(|word| self.number(word));
            }
            Tag::Own | Tag::Borrow => {
                return Err("it takes a resource, which no text can stand for".into());
            }
        }
        Ok(())
    }

    fn slice(&self, node: &Node) -> &str {
        self.text.get(node.span()).unwrap_or_default()
    }

    fn plain<const N: usize>(&mut self, bytes: [u8; N]) {
        self.bytes.extend(bytes);
    }

    fn number(&mut self, number: u32) {
        self.plain(number.to_le_bytes());
    }

    fn list(&mut self, ty: Ty<'_>, node: &Node) -> Result<(), String> {
        let text = self.text;
        let mut body = ty.body;
        let expected = (ty.tag == Tag::FixedList).then(|| body.u32());
        let element = body.ty();
        let wrong = |error: ParserError| at(&error, text);
        let elements: Vec<&Node> = node.as_list().map_err(wrong)?.collect();
        match expected {
            Some(expected) if elements.len() != expected as usize => {
                return Err(format!(
                    "`{}` has {}, its list has {}",
                    self.slice(node),
                    values(elements.len()),
                    values(expected as usize)
                ));
            }
            Some(_) => {}
            None => self.number(elements.len() as u32),
        }
        for it in elements {
            self.value(element, it)?;
        }
        Ok(())
    }

    fn record(&mut self, ty: Ty<'_>, node: &Node) -> Result<(), String> {
        let text = self.text;
        let given = node.as_record(text).map_err(|error| at(&error, text))?;
        let mut given: Vec<_> = given.collect();
        for (name, ty, _) in ty.parts() {
            let place = given.iter().position(|(it, _)| it.as_bytes() == name);
            match place {
                Some(place) => {
                    let (_, node) = given.remove(place);
                    self.value(ty, node)?;
                }
                None if ty.tag == Tag::Option => self.number(0),
                None => {
                    let name = String::from_utf8_lossy(name);
                    return Err(format!("`{}` has no field `{name}`", self.slice(node)));
                }
            }
        }
        match given.first() {
            Some((name, _)) => Err(format!("its record has no field `{name}`")),
            None => Ok(()),
        }
    }

    fn case(&mut self, ty: Ty<'_>, name: &str, payload: Option<&Node>) -> Result<(), String> {
        let cases = ty.cases();
        let place = (0..cases.count).find(|&case| cases.get(case).0 == name.as_bytes());
        let place = place.ok_or_else(|| format!("its variant has no case `{name}`"))?;
        self.number(place);
        match (cases.get(place).1, payload) {
            (Some(ty), Some(payload)) => self.value(ty, payload),
            (None, None) => Ok(()),
            (Some(_), None) => Err(format!(
                "the case `{name}` has a value, as in `{name}(...)`"
            )),
            (None, Some(_)) => Err(format!("the case `{name}` has no value")),
        }
    }

    /// The number of the name of an enum or of flags.
    fn place(&self, ty: Ty<'_>, name: &str) -> Result<u32, String> {
        let (count, _, mut names) = ty.names();
        let place = (0..count).find(|_| names.name() == name.as_bytes());
        place.ok_or_else(|| format!("its type has no name `{name}`"))
    }
}

/// How messages call a type.
fn article(tag: Tag) -> &'static str {
    match tag {
        Tag::Bool => "a bool",
        Tag::S8 => "an s8",
        Tag::U8 => "a u8",
        Tag::S16 => "an s16",
        Tag::U16 => "a u16",
        Tag::S32 => "an s32",
        Tag::U32 => "a u32",
        Tag::S64 => "an s64",
        Tag::U64 => "a u64",
        Tag::F32 => "an f32",
        Tag::F64 => "an f64",
        Tag::Char => "a char",
        Tag::String => "a string",
        Tag::List | Tag::FixedList => "a list",
        Tag::Record => "a record",
        Tag::Tuple => "a tuple",
        Tag::Variant => "a variant",
        Tag::Enum => "an enum",
        Tag::Option => "an option",
        Tag::Result => "a result",
        Tag::Flags => "flags",
        Tag::Own | Tag::Borrow => "a resource",
    }
}
