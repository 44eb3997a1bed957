//! Constants and initial contents: what instantiation would compute, computed now where nothing
//! can be observed in between (core spec 4.5.4).

use super::plan::Draft;
use super::{ConstValue, GlobalPlan, InitStep, Instance, MemoryId, MemoryPlan, Ref, TableId};
use crate::decode::module::{ConstBinary, ConstOp, Module, SegmentMode};
use crate::error::{Error, Result};
use cranelift_entity::PrimaryMap;
use wasmc_abi::image::WASM_PAGE;

/// Evaluates a constant expression. Every global that it may read has a known value, since all
/// modules of the image are known.
pub(super) fn evaluate(
    expression: &[ConstOp],
    instance: &Instance,
    globals: &PrimaryMap<super::GlobalId, GlobalPlan>,
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

/// Evaluates an offset: an i32, read as unsigned.
pub(super) fn evaluate_offset(
    expression: &[ConstOp],
    instance: &Instance,
    globals: &PrimaryMap<super::GlobalId, GlobalPlan>,
) -> Result<u64> {
    match evaluate(expression, instance, globals)? {
        ConstValue::I32(value) => Ok(u64::from(value as u32)),
        _ => Err(ill_typed()),
    }
}

/// Evaluates an entry of a table.
pub(super) fn evaluate_ref(
    expression: &[ConstOp],
    instance: &Instance,
    globals: &PrimaryMap<super::GlobalId, GlobalPlan>,
) -> Result<Ref> {
    match evaluate(expression, instance, globals)? {
        ConstValue::Ref(value) => Ok(value),
        _ => Err(ill_typed()),
    }
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
/// defines itself, which nobody sees before it is instantiated, and none of them traps.
pub(super) fn is_static(program: &Draft<'_, '_>, steps: &[InitStep], defined: &Defined) -> bool {
    steps.iter().all(|step| match *step {
        InitStep::Elem(table, offset, elem) => {
            let len = program.elems[elem].entries.len() as u64;
            // What is not kept in the executable cannot be filled there either.
            const MOST: u64 = 1 << 20;
            let plan = &program.tables[table];
            table >= defined.tables && offset + len <= plan.min.min(MOST)
        }
        InitStep::Data(memory, offset, data) => {
            let len = program.data_bytes(data).len() as u64;
            let plan = &program.memories[memory];
            memory >= defined.memories && offset + len <= plan.min * WASM_PAGE
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

/// Whether the contents of a memory lie so far apart that a picture of it would be mostly zeros.
fn is_sparse(program: &Draft<'_, '_>, steps: &[InitStep]) -> bool {
    const SLACK: u64 = 1 << 20;
    let (mut low, mut high, mut sum) = (u64::MAX, 0, 0);
    for step in steps {
        if let InitStep::Data(_, offset, data) = *step {
            let len = program.data_bytes(data).len() as u64;
            if len > 0 {
                (low, high, sum) = (low.min(offset), high.max(offset + len), sum + len);
            }
        }
    }
    high.saturating_sub(low) > 4 * sum + SLACK
}

/// Applies segments that [`is_static`] accepted.
pub(super) fn apply(program: &mut Draft<'_, '_>, steps: &[InitStep], page: u64) {
    make_room(program, steps, page);
    for step in steps {
        match *step {
            InitStep::Elem(table, offset, elem) => {
                let source = std::mem::take(&mut program.elems[elem].entries);
                let entries = &mut program.tables[table].entries;
                let end = offset as usize + source.len();
                if entries.len() < end {
                    entries.resize(end, Ref::Null);
                }
                entries[offset as usize..end].copy_from_slice(&source);
                program.elems[elem].entries = source;
            }
            InitStep::Data(memory, offset, data) => {
                let bytes = program.data_bytes(data);
                let image = &mut program.memories[memory].image;
                if !bytes.is_empty() {
                    let at = (offset - image.offset) as usize;
                    image.bytes[at..at + bytes.len()].copy_from_slice(bytes);
                }
            }
            _ => {}
        }
    }
    for (_, memory) in &mut program.memories {
        trim(memory);
    }
}

/// Makes room for everything that the steps write, so that each write finds it.
fn make_room(program: &mut Draft<'_, '_>, steps: &[InitStep], page: u64) {
    for step in steps {
        if let InitStep::Data(memory, offset, data) = *step
            && !program.data_bytes(data).is_empty()
        {
            let image = &mut program.memories[memory].image;
            image.offset = image.offset.min(offset - offset % page);
        }
    }
    for step in steps {
        if let InitStep::Data(memory, offset, data) = *step {
            let len = program.data_bytes(data).len() as u64;
            let image = &mut program.memories[memory].image;
            let end = (offset + len).saturating_sub(image.offset) as usize;
            if len > 0 && image.bytes.len() < end {
                image.bytes.resize(end, 0);
            }
        }
    }
}

/// Zeros at the end need not be stored.
fn trim(memory: &mut MemoryPlan) {
    let used = memory
        .image
        .bytes
        .iter()
        .rposition(|&byte| byte != 0)
        .map_or(0, |last| last + 1);
    memory.image.bytes.truncate(used);
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
            InitStep::CheckMemory(..) | InitStep::CheckTable(..) | InitStep::Start(_) => {}
        }
    }
}
