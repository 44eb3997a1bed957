//! Constants and initial contents: what instantiation would compute, computed now where nothing
//! can be observed in between (core spec 4.5.4).

use super::draft::Draft;
use super::layout::MAX_STATIC_TABLE;
use super::plans::{
    ConstValue, GlobalId, GlobalPlan, InitStep, InitialContents, Instance, MemoryId, Ref, TableId,
};
use crate::decode::module::{ConstBinary, ConstOp, Module, SegmentMode};
use crate::error::{Error, Result};
use cranelift_entity::PrimaryMap;

/// Evaluates a constant expression. Every global that it may read has a known value, since all
/// modules of the image are known.
pub(super) fn evaluate(
    expression: &[ConstOp],
    instance: &Instance,
    globals: &PrimaryMap<GlobalId, GlobalPlan>,
) -> Result<ConstValue> {
    let mut stack = Vec::new();
    for op in expression {
        let value = match *op {
            ConstOp::I32(value) => ConstValue::I32(value),
            ConstOp::I64(value) => ConstValue::I64(value),
            ConstOp::F32(bits) => ConstValue::F32(bits),
            ConstOp::F64(bits) => ConstValue::F64(bits),
            ConstOp::V128(value) => ConstValue::V128(value),
            ConstOp::RefNull => ConstValue::Ref(Ref::Null),
            ConstOp::RefFunc(index) => ConstValue::Ref(Ref::Func(instance.functions[index])),
            ConstOp::Global(index) => globals[instance.globals[index]].value,
            ConstOp::I32Binary(op) => match (stack.pop(), stack.pop()) {
                (Some(ConstValue::I32(b)), Some(ConstValue::I32(a))) => ConstValue::I32(match op {
                    ConstBinary::Add => a.wrapping_add(b),
                    ConstBinary::Sub => a.wrapping_sub(b),
                    ConstBinary::Mul => a.wrapping_mul(b),
                }),
                _ => return Err(ill_typed()),
            },
            ConstOp::I64Binary(op) => match (stack.pop(), stack.pop()) {
                (Some(ConstValue::I64(b)), Some(ConstValue::I64(a))) => ConstValue::I64(match op {
                    ConstBinary::Add => a.wrapping_add(b),
                    ConstBinary::Sub => a.wrapping_sub(b),
                    ConstBinary::Mul => a.wrapping_mul(b),
                }),
                _ => return Err(ill_typed()),
            },
        };
        stack.push(value);
    }
    stack.pop().ok_or_else(ill_typed)
}

fn ill_typed() -> Error {
    Error::Internal("an ill-typed constant expression passed validation".into())
}

/// Evaluates an offset: an i32 or an i64, read as unsigned.
pub(super) fn evaluate_offset(
    expression: &[ConstOp],
    instance: &Instance,
    globals: &PrimaryMap<GlobalId, GlobalPlan>,
) -> Result<u64> {
    match evaluate(expression, instance, globals)? {
        ConstValue::I32(value) => Ok(u64::from(value as u32)),
        ConstValue::I64(value) => Ok(value as u64),
        _ => Err(ill_typed()),
    }
}

/// Evaluates an entry of a table.
pub(super) fn evaluate_ref(
    expression: &[ConstOp],
    instance: &Instance,
    globals: &PrimaryMap<GlobalId, GlobalPlan>,
) -> Result<Ref> {
    match evaluate(expression, instance, globals)? {
        ConstValue::Ref(value) => Ok(value),
        _ => Err(ill_typed()),
    }
}

/// Gives the entries of the tables that a module defines their initial values. Of tables that are not
/// kept in the executable, that is left to do.
pub(super) fn initial_entries(
    program: &mut Draft<'_, '_>,
    module: &Module<'_>,
    instance: &Instance,
) -> Result<Vec<InitStep>> {
    let mut steps = Vec::new();
    let defined = instance.tables.values().skip(module.imported_tables());
    for (&table, value) in defined.zip(&module.table_inits) {
        let Some(value) = value else { continue };
        let value = evaluate_ref(value, instance, &program.globals)?;
        let plan = &mut program.tables[table];
        if plan.min <= MAX_STATIC_TABLE {
            plan.entries = vec![value; plan.min as usize];
        } else {
            plan.written = true;
            steps.push(InitStep::Fill(table, value));
        }
    }
    Ok(steps)
}

/// The active segments of a module, offsets evaluated, in the order of instantiation.
pub(super) fn active_segments(
    program: &Draft<'_, '_>,
    module: &Module<'_>,
    instance: &Instance,
) -> Result<Vec<InitStep>> {
    let mut steps = Vec::new();
    for (index, segment) in &module.elements {
        if let SegmentMode::Active(table, offset) = &segment.mode {
            let offset = evaluate_offset(offset, instance, &program.globals)?;
            steps.push(InitStep::Elem(
                instance.tables[*table],
                offset,
                instance.elems[index],
            ));
        }
    }
    for (index, segment) in &module.data {
        if let SegmentMode::Active(memory, offset) = &segment.mode {
            let offset = evaluate_offset(offset, instance, &program.globals)?;
            steps.push(InitStep::Data(
                instance.memories[*memory],
                offset,
                instance.data[index],
            ));
        }
    }
    Ok(steps)
}

/// Whether the segments can be applied before anything runs: they touch only what the module
/// defines itself, which no other module sees before it is instantiated, and none of them traps.
pub(super) fn is_static(program: &Draft<'_, '_>, steps: &[InitStep], defined: &Defined) -> bool {
    steps.iter().all(|step| match *step {
        InitStep::Elem(table, offset, elem) => {
            let len = program.elems[elem].entries.len() as u64;
            let plan = &program.tables[table];
            table >= defined.tables && offset.saturating_add(len) <= plan.min.min(MAX_STATIC_TABLE)
        }
        InitStep::Data(memory, offset, data) => {
            let len = program.data_bytes(data).len() as u64;
            let plan = &program.memories[memory];
            memory >= defined.memories && offset.saturating_add(len) <= plan.bytes(plan.min)
        }
        _ => false,
    }) && !is_sparse(program, steps)
}

/// The first table and memory that the module defines itself.
pub(super) struct Defined {
    /// Lower ids are imports'.
    pub tables: TableId,
    /// Lower ids are imports'.
    pub memories: MemoryId,
}

/// Whether the segments of a memory lie so far apart that most bytes of its initial contents would be
/// zeros.
fn is_sparse(program: &Draft<'_, '_>, steps: &[InitStep]) -> bool {
    const SLACK: u64 = 1 << 20;
    let ranges = steps.iter().filter_map(|step| match *step {
        InitStep::Data(_, offset, data) => {
            let len = program.data_bytes(data).len() as u64;
            (len > 0).then_some(offset..offset + len)
        }
        _ => None,
    });
    let low = ranges.clone().map(|range| range.start).min();
    let high = ranges.clone().map(|range| range.end).max();
    let (Some(low), Some(high)) = (low, high) else {
        return false;
    };
    let sum: u64 = ranges.map(|range| range.end - range.start).sum();
    high - low > 4 * sum + SLACK
}

/// Applies segments that [`is_static`] accepted.
pub(super) fn apply(program: &mut Draft<'_, '_>, steps: &[InitStep], page: u64) {
    for step in steps {
        match *step {
            InitStep::Elem(table, offset, elem) => {
                let source = &program.elems[elem].entries;
                let entries = &mut program.tables[table].entries;
                let end = offset as usize + source.len();
                if entries.len() < end {
                    entries.resize(end, Ref::Null);
                }
                entries[offset as usize..end].copy_from_slice(source);
            }
            InitStep::Data(memory, ..) => {
                // Further segments of the memory are in it already.
                if program.memories[memory].contents.is_none() {
                    program.memories[memory].contents =
                        initial_contents(program, steps, memory, page);
                }
            }
            InitStep::CheckMemory(..)
            | InitStep::CheckTable(..)
            | InitStep::Fill(..)
            | InitStep::Start(_) => {}
        }
    }
}

/// The contents of a memory after all steps; `None`: zeros.
fn initial_contents(
    program: &Draft<'_, '_>,
    steps: &[InitStep],
    memory: MemoryId,
    page: u64,
) -> Option<InitialContents> {
    let segments = steps.iter().filter_map(|step| match *step {
        InitStep::Data(into, offset, data) if into == memory => {
            Some((offset, program.data_bytes(data)))
        }
        _ => None,
    });
    let segments = segments.filter(|(_, bytes)| !bytes.is_empty());
    let first = segments.clone().map(|(offset, _)| offset).min()?;
    let start = first - first % page;
    let mut bytes = Vec::new();
    for (offset, segment) in segments {
        let at = (offset - start) as usize;
        let end = at + segment.len();
        if bytes.len() < end {
            bytes.resize(end, 0);
        }
        bytes[at..end].copy_from_slice(segment);
    }
    // Zeros at the end need not be stored.
    let used = bytes.iter().rposition(|&byte| byte != 0)? + 1;
    bytes.truncate(used);
    Some(InitialContents {
        offset: start,
        bytes,
    })
}

/// Marks what the remaining steps need at run time.
pub(super) fn keep(program: &mut Draft<'_, '_>, steps: &[InitStep]) {
    for step in steps {
        match *step {
            InitStep::Elem(table, _, elem) => {
                program.elems[elem].kept = true;
                program.tables[table].written = true;
            }
            InitStep::Data(_, _, data) => program.data[data].kept = true,
            InitStep::CheckMemory(..)
            | InitStep::CheckTable(..)
            | InitStep::Fill(..)
            | InitStep::Start(_) => {}
        }
    }
}
