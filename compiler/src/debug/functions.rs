//! The functions of a module, as far as its debug information is about them.

use super::unusable::Unusable;
use wasmparser::{KnownCustom, Name, NameSectionReader, Parser, Payload, TypeRef};

/// A function of a module.
pub struct Function {
    /// From the name section, or by its index.
    pub name: String,
    /// Its body in the module file, in bytes; in order.
    pub range: std::ops::Range<u64>,
    /// Its address in DWARF.
    pub address: u64,
}

/// Reads the functions that have a body, in order.
pub fn read(module: &[u8]) -> Result<Vec<Function>, Unusable> {
    let mut functions = Vec::new();
    let mut code_start = 0;
    let mut imported = 0;
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionStart {
                unchecked_range, ..
            } => code_start = unchecked_range.start,
            Payload::CodeSectionEntry(body) => functions.push(Function {
                name: format!("func[{}]", imported + functions.len()),
                address: body.range().start - code_start,
                range: body.range(),
            }),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    // Errors in custom sections make no module invalid.
                    let _ = take_names(&mut functions, imported, names);
                }
            }
            _ => {}
        }
    }
    Ok(functions)
}

fn take_names(
    functions: &mut [Function],
    imported: usize,
    names: NameSectionReader<'_>,
) -> wasmparser::Result<()> {
    for subsection in names {
        let Name::Function(map) = subsection? else {
            continue;
        };
        for naming in map {
            let naming = naming?;
            let defined = (naming.index as usize).checked_sub(imported);
            if let Some(function) = defined.and_then(|defined| functions.get_mut(defined))
                && !naming.name.is_empty()
            {
                function.name = naming.name.to_string();
            }
        }
    }
    Ok(())
}
