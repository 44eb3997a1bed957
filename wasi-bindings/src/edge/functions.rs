//! The symbols of a package.

use super::{module, pascal, path, rust, shape, types};
use crate::model::{Core, HostFunction, Model, identifier, origin};
use anyhow::{Result, bail};
use std::fmt::Write;
use wit_parser::{Handle, SizeAlign, Type, TypeDefKind};

/// Writes the symbols of a package.
pub fn write(
    model: &Model,
    package: &str,
    functions: &[&HostFunction],
    out: &mut String,
) -> Result<()> {
    let mut sizes = SizeAlign::default();
    sizes.fill(&model.resolve);
    for function in functions {
        writeln!(out, "\n/// `{}`: `{}`.", function.interface, function.name)?;
        writeln!(out, "#[unsafe(export_name = {:?})]", function.symbol)?;
        symbol(model, &sizes, function, out)?;
    }
    for resource in &model.resources {
        if super::package(&resource.interface) != package {
            continue;
        }
        let name = pascal(&resource.name);
        writeln!(out, "\n/// Drops a `{}`.", resource.name)?;
        writeln!(out, "#[unsafe(export_name = {:?})]", resource.drop)?;
        let function = identifier(&format!("drop-{}", resource.name));
        let module = module(&resource.interface);
        writeln!(
            out,
            "extern \"C\" fn {function}(rep: u32) {{\n    \
             crate::wasi::p2::{module}::{function}(types::{package}::{name}::new(rep));\n}}"
        )?;
    }
    Ok(())
}

fn core(core: Core) -> &'static str {
    match core {
        Core::I32 => "u32",
        Core::I64 => "u64",
    }
}

fn result(function: &HostFunction) -> String {
    function
        .result
        .map_or_else(String::new, |it| format!(" -> {}", core(it)))
}

/// A name for the Rust function of a symbol: interfaces of one package have functions of one name.
fn own_name(function: &HostFunction) -> String {
    let name = function.symbol.strip_prefix("wasmc_wasi02_");
    name.unwrap_or(&function.symbol).to_owned()
}

fn symbol(
    model: &Model,
    sizes: &SizeAlign,
    function: &HostFunction,
    out: &mut String,
) -> Result<()> {
    anyhow::ensure!(
        !function.indirect,
        "{} has too many parameters",
        function.name
    );
    let mut values: Vec<_> = function
        .params
        .iter()
        .enumerate()
        .map(|(index, &it)| (format!("a{index}"), core(it)))
        .collect();
    let params: String = values
        .iter()
        .map(|(name, ty)| format!(", {name}: {ty}"))
        .collect();
    writeln!(
        out,
        "extern \"C\" fn {}(options: *const CanonOptions{params}){} {{\n    \
         // SAFETY: compiled code has made them for this call.\n    \
         let caller = unsafe {{ Caller::new(options) }};",
        own_name(function),
        result(function),
    )?;
    let numbers: Vec<_> = values.iter().map(number).collect();
    let area = function.has_result_area.then(|| values.pop()).flatten();
    let mut args = vec!["caller".to_owned()];
    let mut trace = Trace {
        function,
        shape: String::new(),
        names: String::new(),
        numbers,
    };
    for param in &function.declared.params {
        let before = values.len();
        args.push(param_value(model, &param.ty, &mut values)?);
        let flat = before - values.len();
        trace.shape += &shape::param(model, &param.ty, flat);
    }
    let call = format!(
        "crate::wasi::p2::{}::{}({})",
        module(&function.interface),
        identifier(&function.name),
        args.join(", ")
    );
    let Some(ty) = &function.declared.result else {
        // What ends the process is shown before it does.
        let returns = function.interface != "wasi:cli/exit";
        if !returns {
            trace.write(out)?;
        }
        writeln!(out, "    {call};")?;
        if returns {
            trace.write(out)?;
        }
        out.push_str("}\n");
        return Ok(());
    };
    let rust = rust(model, ty)?;
    let (shape, names) = shape::result(model, sizes, ty, area.is_some());
    trace.shape += &format!(">{shape}");
    trace.names = names;
    writeln!(out, "    let value: {rust} = {call};")?;
    match area {
        Some((area, _)) => {
            writeln!(
                out,
                "    caller.result::<{rust}, {}, {}>({area}, value);",
                sizes.size(ty).size_wasm32(),
                sizes.align(ty).align_wasm32(),
            )?;
            trace.write(out)?;
        }
        None => {
            writeln!(out, "    let result = {};", flat_result(model, ty)?)?;
            let result = function.result.map_or("u32", core);
            trace.numbers.push(number(&("result".to_owned(), result)));
            trace.write(out)?;
            out.push_str("    result\n");
        }
    }
    out.push_str("}\n");
    Ok(())
}

/// A core value, as 64 bits.
fn number((name, ty): &(String, &'static str)) -> String {
    match *ty {
        "u32" => format!("u64::from({name})"),
        _ => name.clone(),
    }
}

/// What `--trace-wasi` needs of a call.
struct Trace<'a> {
    function: &'a HostFunction,
    shape: String,
    /// Names of the errors.
    names: String,
    numbers: Vec<String>,
}

impl Trace<'_> {
    fn write(&self, out: &mut String) -> Result<()> {
        let HostFunction {
            interface, name, ..
        } = self.function;
        writeln!(
            out,
            "    if limits::traced() {{\n        \
             trace::call(caller.memory(), \"{interface}#{name} {} {}\", &[{}]);\n    }}",
            self.shape,
            self.names,
            self.numbers.join(", ")
        )?;
        Ok(())
    }
}

/// How a parameter is lifted from its flat values, which are taken from the front.
fn param_value(
    model: &Model,
    ty: &Type,
    values: &mut Vec<(String, &'static str)>,
) -> Result<String> {
    let mut take = || {
        anyhow::ensure!(!values.is_empty(), "too few values");
        Ok(values.remove(0).0)
    };
    if let Type::String = ty {
        return Ok(format!("Text::new(caller, {}, {})", take()?, take()?));
    }
    if let Type::Id(id) = ty {
        let id = origin(&model.resolve, *id);
        match &model.resolve.types[id].kind {
            TypeDefKind::Type(Type::String) => {
                return Ok(format!("Text::new(caller, {}, {})", take()?, take()?));
            }
            TypeDefKind::Handle(Handle::Borrow(resource)) => {
                let resource = path(model, origin(&model.resolve, *resource))?;
                return Ok(format!(
                    "{resource}::borrowed(caller.handles(), {})",
                    take()?
                ));
            }
            TypeDefKind::Handle(Handle::Own(resource)) => {
                let resource = path(model, origin(&model.resolve, *resource))?;
                return Ok(format!("{resource}::taken(caller.handles(), {})", take()?));
            }
            TypeDefKind::List(Type::U8) => {
                return Ok(format!("caller.range({}, {})", take()?, take()?));
            }
            TypeDefKind::List(element) if borrows(model, element) => {
                return Ok(format!("caller.borrows({}, {})", take()?, take()?));
            }
            TypeDefKind::List(element) => {
                let mut sizes = SizeAlign::default();
                sizes.fill(&model.resolve);
                return Ok(format!(
                    "caller.elements({}, {}, {}, {})",
                    take()?,
                    take()?,
                    sizes.size(element).size_wasm32(),
                    sizes.align(element).align_wasm32(),
                ));
            }
            TypeDefKind::Option(element) if !is_passed_flat(model, ty) => {
                let given = take()?;
                let value = types::lift(model, element, values)?;
                return Ok(format!(
                    "match {given} {{ 0 => None, 1 => Some({value}), _ => no_case() }}"
                ));
            }
            TypeDefKind::Result(it) if it.ok.is_none() && it.err.is_none() => {
                return Ok(format!(
                    "match {} {{ 0 => Ok(()), 1 => Err(()), _ => no_case() }}",
                    take()?
                ));
            }
            _ => {}
        }
    }
    if is_passed_flat(model, ty) {
        let count = types::flat(model, ty)?.len();
        anyhow::ensure!(values.len() >= count, "too few values");
        let flat: Vec<_> = values.drain(..count).collect();
        let flat: Vec<_> = flat.iter().map(number).collect();
        return Ok(format!("[{}]", flat.join(", ")));
    }
    types::lift(model, ty, values)
}

/// Whether a parameter is passed on as its flat values, each as 64 bits: it has strings or handles inside.
pub fn is_passed_flat(model: &Model, ty: &Type) -> bool {
    let Type::Id(id) = *ty else { return false };
    match &model.resolve.types[origin(&model.resolve, id)].kind {
        TypeDefKind::Option(ty) => has_more(model, ty),
        TypeDefKind::Result(it) => it.ok.is_some() || it.err.is_some(),
        TypeDefKind::Variant(it) => {
            let mut parts = it.cases.iter().filter_map(|case| case.ty.as_ref());
            parts.any(|ty| has_more(model, ty))
        }
        TypeDefKind::Type(ty) => is_passed_flat(model, ty),
        _ => false,
    }
}

/// Whether a part of a parameter is more than numbers.
fn has_more(model: &Model, ty: &Type) -> bool {
    let Type::Id(id) = *ty else {
        return matches!(ty, Type::String);
    };
    match &model.resolve.types[origin(&model.resolve, id)].kind {
        TypeDefKind::Handle(_) => true,
        TypeDefKind::Type(ty) => has_more(model, ty),
        _ => is_passed_flat(model, &Type::Id(id)),
    }
}

fn borrows(model: &Model, ty: &Type) -> bool {
    let Type::Id(id) = *ty else { return false };
    let kind = &model.resolve.types[origin(&model.resolve, id)].kind;
    matches!(kind, TypeDefKind::Handle(Handle::Borrow(_)))
}

/// A result of one flat value.
fn flat_result(model: &Model, ty: &Type) -> Result<String> {
    Ok(match ty {
        Type::Bool => "u32::from(value)".to_owned(),
        Type::U8 | Type::U16 => "u32::from(value)".to_owned(),
        Type::U32 | Type::U64 => "value".to_owned(),
        Type::Id(id) => {
            let id = origin(&model.resolve, *id);
            match &model.resolve.types[id].kind {
                TypeDefKind::Type(ty) => flat_result(model, ty)?,
                TypeDefKind::Handle(Handle::Own(_)) => "value.owned(caller.handles())".to_owned(),
                TypeDefKind::Enum(_) => "value as u32".to_owned(),
                TypeDefKind::Result(_) => "u32::from(value.is_err())".to_owned(),
                other => bail!("{} is returned flat", other.as_str()),
            }
        }
        other => bail!("{other:?} is returned flat"),
    })
}
