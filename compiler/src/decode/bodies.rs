//! Function bodies: validation, and what they do to things that others share. In parallel.

use super::invalid;
use super::module::{
    Body, DataIndex, ElemIndex, FuncIndex, GlobalIndex, MemoryIndex, Module, TableIndex, Uses,
};
use crate::composition::Input;
use crate::error::Result;
use cranelift_entity::EntityRef;
use rayon::prelude::*;
use wasmparser::{
    BinaryReaderError, FuncToValidate, FuncValidatorAllocations, FunctionBody, Operator,
    ValidatorResources,
};

/// Validates every body (core spec 3.4.1) and takes it into the module. Of several errors, the one
/// that stands first in the file is reported.
pub fn validate<'data>(
    module: &mut Module<'data>,
    bodies: Vec<(FuncToValidate<ValidatorResources>, FunctionBody<'data>)>,
    input: &Input,
) -> Result<()> {
    let results: Vec<(Body<'data>, std::result::Result<Uses, BinaryReaderError>)> = bodies
        .into_par_iter()
        .map_init(
            FuncValidatorAllocations::default,
            |allocations, (to_validate, code)| {
                let index = FuncIndex::new(to_validate.index as usize);
                let range = code.range().start as usize..code.range().end as usize;
                let uses = validate_body(to_validate, &code, allocations);
                (Body { index, code, range }, uses)
            },
        )
        .collect();
    module.bodies.reserve_exact(results.len());
    // The name section may follow the code, but it has been read by now.
    for (body, uses) in results {
        let uses =
            uses.map_err(|error| invalid(input, Some(module.describe(body.index)), &error))?;
        merge(&mut module.uses, uses);
        module.bodies.push(body);
    }
    Ok(())
}

fn validate_body(
    to_validate: FuncToValidate<ValidatorResources>,
    code: &FunctionBody<'_>,
    allocations: &mut FuncValidatorAllocations,
) -> std::result::Result<Uses, BinaryReaderError> {
    let mut validator = to_validate.into_validator(std::mem::take(allocations));
    let mut uses = Uses::default();
    let mut reader = code.get_binary_reader();
    validator.read_locals(&mut reader)?;
    let mut operators = wasmparser::OperatorsReader::new(reader);
    while !operators.eof() {
        let (operator, offset) = operators.read_with_offset()?;
        validator.op(offset, &operator)?;
        note(&mut uses, &operator);
    }
    operators.finish()?;
    *allocations = validator.into_allocations();
    Ok(uses)
}

/// Notes what an instruction does to a table, a memory, a global or a segment.
fn note(uses: &mut Uses, operator: &Operator<'_>) {
    let table = |index: &u32| TableIndex::new(*index as usize);
    match operator {
        Operator::TableSet { table: index }
        | Operator::TableFill { table: index }
        | Operator::TableCopy {
            dst_table: index, ..
        }
        | Operator::TableInit { table: index, .. } => _ = uses.written_tables.insert(table(index)),
        Operator::TableGrow { table: index } => _ = uses.grown_tables.insert(table(index)),
        Operator::MemoryGrow { mem } => {
            _ = uses.grown_memories.insert(MemoryIndex::new(*mem as usize));
        }
        Operator::GlobalSet { global_index } => {
            *uses
                .written_globals
                .entry(GlobalIndex::new(*global_index as usize))
                .or_default() += 1;
        }
        Operator::DataDrop { data_index } => {
            _ = uses
                .dropped_data
                .insert(DataIndex::new(*data_index as usize));
        }
        Operator::ElemDrop { elem_index } => {
            _ = uses
                .dropped_elems
                .insert(ElemIndex::new(*elem_index as usize));
        }
        // Nothing else writes what functions share, linear memory aside.
        _ => {}
    }
}

fn merge(into: &mut Uses, from: Uses) {
    into.written_tables.extend(from.written_tables);
    into.grown_tables.extend(from.grown_tables);
    into.grown_memories.extend(from.grown_memories);
    into.dropped_data.extend(from.dropped_data);
    into.dropped_elems.extend(from.dropped_elems);
    for (global, count) in from.written_globals {
        *into.written_globals.entry(global).or_default() += count;
    }
}
