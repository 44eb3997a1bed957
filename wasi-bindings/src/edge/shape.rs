//! How `--trace-wasi` shows the calls of a function: the text that `runtime-lib/src/wasi/trace/p2.rs` reads.

use crate::model::{Model, origin};
use wit_parser::{Int, SizeAlign, Type, TypeDefKind};

/// The letters of a parameter with so many flat values.
pub fn param(model: &Model, ty: &Type, flat: usize) -> String {
    match letter(model, ty) {
        '*' => "n".repeat(flat),
        letter => letter.to_string(),
    }
}

/// The letters of a result, and the names of its errors.
pub fn result(model: &Model, sizes: &SizeAlign, ty: &Type, in_memory: bool) -> (String, String) {
    let bytes = |ty: Option<&Type>| match ty.map_or(1, |ty| sizes.size(ty).size_wasm32()) {
        1 => 1,
        8 => 8,
        _ => 4,
    };
    let of = |ty: Option<&Type>| ty.map_or('_', |ty| letter(model, ty));
    if !in_memory {
        return match kind(model, ty) {
            Some(TypeDefKind::Result(_)) => ("?".to_owned(), String::new()),
            _ => (format!("={}", letter(model, ty)), String::new()),
        };
    }
    match kind(model, ty) {
        Some(TypeDefKind::Result(it)) => {
            let payload = sizes.payload_offset(Int::U8, [it.ok.as_ref(), it.err.as_ref()]);
            let (ok, err) = (it.ok.as_ref(), it.err.as_ref());
            let names = err.map_or_else(String::new, |ty| names(model, ty));
            let err = match names.is_empty() {
                true => of(err),
                false => 'c',
            };
            let text = format!("R{}{}{}{err}", payload.size_wasm32(), bytes(ok), of(ok));
            (text, names)
        }
        Some(TypeDefKind::Option(it)) => {
            let payload = sizes.payload_offset(Int::U8, [Some(it)]);
            let text = format!(
                "O{}{}{}_",
                payload.size_wasm32(),
                bytes(Some(it)),
                of(Some(it))
            );
            (text, String::new())
        }
        _ => (
            format!("@{}{}", bytes(Some(ty)), letter(model, ty)),
            String::new(),
        ),
    }
}

/// What a named type is.
fn kind<'a>(model: &'a Model, ty: &Type) -> Option<&'a TypeDefKind> {
    let Type::Id(id) = *ty else { return None };
    Some(&model.resolve.types[origin(&model.resolve, id)].kind)
}

fn letter(model: &Model, ty: &Type) -> char {
    match ty {
        Type::Bool | Type::U8 | Type::U16 | Type::U32 | Type::U64 => 'n',
        Type::S8 | Type::S16 | Type::S32 | Type::S64 => 's',
        Type::String => 'p',
        _ => match kind(model, ty) {
            Some(TypeDefKind::Type(ty)) => letter(model, ty),
            Some(TypeDefKind::Handle(_) | TypeDefKind::Enum(_)) => 'n',
            Some(TypeDefKind::Flags(_)) => 'x',
            Some(TypeDefKind::List(Type::U8)) => 'w',
            Some(TypeDefKind::List(_)) => 'l',
            _ => '*',
        },
    }
}

/// The names of the cases of an error, with spaces between them.
fn names(model: &Model, ty: &Type) -> String {
    let names: Vec<&str> = match kind(model, ty) {
        Some(TypeDefKind::Enum(it)) => it.cases.iter().map(|it| it.name.as_str()).collect(),
        Some(TypeDefKind::Variant(it)) => it.cases.iter().map(|it| it.name.as_str()).collect(),
        _ => Vec::new(),
    };
    names.join(" ")
}
