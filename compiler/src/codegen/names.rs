//! Names in dumps, where Cranelift prints numbers.

use crate::program::Program;
use crate::program::symbol::Symbol;
use cranelift_codegen::ir::{Function, UserExternalName, UserExternalNameRef};
use cranelift_entity::EntityRef;

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
                resolved.push_str(&program.symbol_name(symbol));
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
