//! The canonical text of types, by which the compiler compares an import with what images provide. Names of types do not
//! count, those of resources aside.

use crate::model::resource_path;
use anyhow::Result;
use wit_parser::{Function, Handle, Resolve, Type, TypeDefKind};

/// The type of a function: `func(NAME: TYPE, …) -> TYPE`.
pub fn function(resolve: &Resolve, function: &Function) -> Result<String> {
    let params = function
        .params
        .iter()
        .map(|param| Ok(format!("{}: {}", param.name, of(resolve, &param.ty)?)))
        .collect::<Result<Vec<_>>>()?
        .join(", ");
    Ok(match &function.result {
        Some(result) => format!("func({params}) -> {}", of(resolve, result)?),
        None => format!("func({params})"),
    })
}

/// A type.
pub fn of(resolve: &Resolve, ty: &Type) -> Result<String> {
    Ok(match ty {
        Type::Bool => "bool".to_owned(),
        Type::U8 => "u8".to_owned(),
        Type::U16 => "u16".to_owned(),
        Type::U32 => "u32".to_owned(),
        Type::U64 => "u64".to_owned(),
        Type::S8 => "s8".to_owned(),
        Type::S16 => "s16".to_owned(),
        Type::S32 => "s32".to_owned(),
        Type::S64 => "s64".to_owned(),
        Type::F32 => "f32".to_owned(),
        Type::F64 => "f64".to_owned(),
        Type::Char => "char".to_owned(),
        Type::String => "string".to_owned(),
        Type::ErrorContext => anyhow::bail!("error contexts are of WASI 0.3"),
        Type::Id(id) => defined(resolve, &resolve.types[*id].kind)?,
    })
}

fn defined(resolve: &Resolve, kind: &TypeDefKind) -> Result<String> {
    let of = |ty: &Type| of(resolve, ty);
    let named = |name: &str, ty: &Option<Type>| match ty {
        Some(ty) => Ok(format!("{name}({})", of(ty)?)),
        None => Ok(name.to_owned()),
    };
    Ok(match kind {
        TypeDefKind::Type(ty) => of(ty)?,
        TypeDefKind::Record(record) => {
            let fields = record.fields.iter();
            let fields = fields.map(|it| Ok(format!("{}: {}", it.name, of(&it.ty)?)));
            format!("record{{{}}}", list(fields)?)
        }
        TypeDefKind::Flags(flags) => {
            format!(
                "flags{{{}}}",
                list(flags.flags.iter().map(|it| Ok(it.name.clone())))?
            )
        }
        TypeDefKind::Enum(cases) => {
            format!(
                "enum{{{}}}",
                list(cases.cases.iter().map(|it| Ok(it.name.clone())))?
            )
        }
        TypeDefKind::Variant(variant) => {
            let cases = variant.cases.iter().map(|it| named(&it.name, &it.ty));
            format!("variant{{{}}}", list(cases)?)
        }
        TypeDefKind::Tuple(tuple) => format!("tuple<{}>", list(tuple.types.iter().map(of))?),
        TypeDefKind::Option(ty) => format!("option<{}>", of(ty)?),
        TypeDefKind::List(ty) => format!("list<{}>", of(ty)?),
        TypeDefKind::Result(result) => match (&result.ok, &result.err) {
            (None, None) => "result".to_owned(),
            (Some(ok), None) => format!("result<{}>", of(ok)?),
            (None, Some(err)) => format!("result<_, {}>", of(err)?),
            (Some(ok), Some(err)) => format!("result<{}, {}>", of(ok)?, of(err)?),
        },
        TypeDefKind::Handle(handle) => {
            let path = resource_path(resolve, handle)?;
            match handle {
                Handle::Own(_) => format!("own<{path}>"),
                Handle::Borrow(_) => format!("borrow<{path}>"),
            }
        }
        other => anyhow::bail!("{} is not of WASI 0.2", other.as_str()),
    })
}

fn list(texts: impl Iterator<Item = Result<String>>) -> Result<String> {
    Ok(texts.collect::<Result<Vec<_>>>()?.join(", "))
}
