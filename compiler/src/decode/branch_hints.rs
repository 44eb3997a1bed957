//! Branch hints: which way an `if` or `br_if` mostly goes, in the custom section
//! `metadata.code.branch_hint` (core spec, appendix Custom Sections and Annotations).

use super::module::{Body, FuncIndex};
use cranelift_entity::EntityRef;
use std::collections::HashMap;
use wasmparser::{BranchHint, BranchHintSectionReader, KnownCustom, Payload};

/// The hints of a function: they count from where its body begins.
pub struct FunctionHints {
    function: FuncIndex,
    hints: Vec<BranchHint>,
}

/// Reads the section if it is that of hints; none if it is malformed, which makes no module invalid.
pub fn read(payload: &Payload<'_>) -> Vec<FunctionHints> {
    let Payload::CustomSection(section) = payload else {
        return Vec::new();
    };
    match section.as_known() {
        KnownCustom::BranchHints(functions) => read_all(functions).unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn read_all(functions: BranchHintSectionReader<'_>) -> wasmparser::Result<Vec<FunctionHints>> {
    functions
        .into_iter()
        .map(|function| {
            let function = function?;
            Ok(FunctionHints {
                function: FuncIndex::new(function.func as usize),
                hints: function.hints.into_iter().collect::<Result<_, _>>()?,
            })
        })
        .collect()
}

/// Whether each hinted branch is mostly taken, by the offset of its instruction in the module file, in
/// bytes. What names no instruction is never asked for.
pub fn place(hints: &[FunctionHints], bodies: &[Body<'_>]) -> HashMap<usize, bool> {
    let mut placed = HashMap::new();
    for FunctionHints { function, hints } in hints {
        let Ok(body) = bodies.binary_search_by_key(function, |body| body.index) else {
            continue;
        };
        let range = &bodies[body].range;
        let hints = hints.iter().map(|hint| {
            let offset = range.start.saturating_add(hint.func_offset as usize);
            (offset, hint.taken)
        });
        placed.extend(hints.filter(|(offset, _)| range.contains(offset)));
    }
    placed
}
