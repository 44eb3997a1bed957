//! Names in dumps, where Cranelift prints numbers.

use crate::program::Program;
use crate::program::symbol::{Symbol, wasi_functions};
use cranelift_codegen::ir::{Function, UserExternalName, UserExternalNameRef};
use cranelift_entity::EntityRef;
use wasmc_abi::wasi02::{FUNCTIONS, RESOURCES};

/// The text of a function with `%name` for the names of symbols: Cranelift prints them as their
/// two numbers, `u0:7`, or as their position in the function's list, `userextname2`.
pub fn resolve(text: &str, function: &Function, program: &Program<'_>) -> String {
    let in_name = |c: char| c.is_ascii_alphanumeric() || c == ':';
    let mut resolved = String::with_capacity(text.len());
    for part in text.split_inclusive(|c| !in_name(c)) {
        let word = part.trim_end_matches(|c| !in_name(c));
        match parse(word, function).and_then(|name| Symbol::from_name(&name)) {
            Some(symbol) => {
                resolved.push('%');
                resolved.push_str(&describe(symbol, program));
                resolved.push_str(&part[word.len()..]);
            }
            None => resolved.push_str(part),
        }
    }
    resolved
}

fn parse(word: &str, function: &Function) -> Option<UserExternalName> {
    if let Some(position) = word.strip_prefix("userextname") {
        let position = UserExternalNameRef::new(position.parse().ok()?);
        return function.params.user_named_funcs().get(position).cloned();
    }
    let (namespace, index) = word.strip_prefix('u')?.split_once(':')?;
    Some(UserExternalName {
        namespace: namespace.parse().ok()?,
        index: index.parse().ok()?,
    })
}

/// How dumps call a symbol.
fn describe(symbol: Symbol, program: &Program<'_>) -> String {
    match symbol {
        Symbol::Func(id) => program.function_name(id),
        Symbol::Builtin(builtin) => builtin.symbol().to_string(),
        Symbol::Wasi(position) => wasi_functions()
            .nth(position)
            .map_or_else(String::new, |function| function.symbol.to_string()),
        Symbol::Host(position) => FUNCTIONS[position].symbol.to_string(),
        Symbol::HostDrop(position) => RESOURCES[position].drop.to_string(),
        Symbol::ResourceUses => "resource uses".to_string(),
        Symbol::State => wasmc_abi::symbols::STATE.to_string(),
        Symbol::Table(id) => id.to_string(),
        Symbol::Data(id) => id.to_string(),
        Symbol::Elem(id) => id.to_string(),
        Symbol::FuncRefs => "function references".to_string(),
        Symbol::TextOffset(id) => format!("offset of {}", program.function_name(id)),
        Symbol::LiftRecord(id) => format!("record of {id}"),
        Symbol::Text => wasmc_abi::symbols::TEXT.to_string(),
        Symbol::ImportName(id) => format!("name of {}", program.function_name(id)),
        Symbol::InvokeRecord => "invoke record".to_string(),
        Symbol::Filter => "filter".to_string(),
    }
}
