//! Structured control (core spec 4.6.8 Blocks, 4.6.9).
//!
//! A label is a CLIF block whose parameters are the label's operands. What cannot be reached is
//! not lowered; its blocks are still counted, as [`Kind::Unreachable`].

use super::builder::{Frame, Kind, Lower};
use super::env::clif_type;
use super::stack::values;
use super::traps::to_clif;
use crate::decode::module::{FuncType, TypeIndex, ValType};
use crate::error::{Error, Result};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, BlockArg, BlockCall, InstBuilder, JumpTableData, Value};
use std::collections::{BTreeMap, BTreeSet};
use wasmc_abi::trap::Trap;
use wasmparser::{BlockType, BrTable};

/// A `br_table` of this many targets or fewer becomes compares: a jump through a table costs more
/// as soon as it is mispredicted.
const MAX_COMPARES: u32 = 4;

/// Where a `br_table` hands on nothing but locals, of which it is not known here which ones, and has fewer
/// entries times locals than this, each entry leads to its target directly: a jump less.
const MANY_COPIES: usize = 1 << 16;

impl Frame {
    /// The frame of a construct that cannot be reached.
    pub fn unreachable(f: &Lower<'_>) -> Frame {
        Frame {
            kind: Kind::Unreachable,
            end: Block::from_u32(0),
            results: Box::default(),
            height: f.stack.len(),
            end_reached: false,
            handlers_outside: f.handlers.clone(),
        }
    }
}

/// Opens a construct with a label of its own.
pub fn push(f: &mut Lower<'_>, kind: Kind, results: &[ValType], height: usize) {
    let end = block_with_params(f, results);
    f.control.push(Frame {
        kind,
        end,
        results: results.into(),
        height,
        end_reached: false,
        handlers_outside: f.handlers.clone(),
    });
}

fn block_with_params(f: &mut Lower<'_>, params: &[ValType]) -> Block {
    let block = f.b.create_block();
    for &ty in params {
        f.b.append_block_param(block, clif_type(ty));
    }
    block
}

/// Values as arguments of a block.
pub fn args(values: &[Value]) -> Vec<BlockArg> {
    values.iter().copied().map(BlockArg::from).collect()
}

/// Parameters and results of a block type.
pub fn block_type(f: &Lower<'_>, ty: BlockType) -> Result<FuncType> {
    Ok(match ty {
        BlockType::Empty => FuncType::default(),
        BlockType::Type(ty) => {
            let ty = f
                .env
                .module()
                .value_type(ty)
                .map_err(|refusal| Error::Internal(refusal.to_string()))?;
            FuncType {
                params: Box::default(),
                results: Box::new([ty]),
            }
        }
        BlockType::FuncType(index) => f
            .env
            .program
            .types
            .func(f.env.module().types[TypeIndex::from_u32(index)])
            .clone(),
    })
}

/// Opens the function.
pub fn push_function(f: &mut Lower<'_>, results: &[ValType]) {
    push(f, Kind::Function, results, 0);
}

/// Returns the results, if the end can be reached.
pub fn finish_function(f: &mut Lower<'_>) {
    if f.reachable {
        let results = values(&std::mem::take(&mut f.stack));
        f.b.ins().return_(&results);
    }
}

/// `block`
pub fn block(f: &mut Lower<'_>, ty: BlockType) -> Result<()> {
    if !f.reachable {
        f.control.push(Frame::unreachable(f));
        return Ok(());
    }
    let FuncType { params, results } = block_type(f, ty)?;
    let height = f.stack.len() - params.len();
    push(f, Kind::Block, &results, height);
    Ok(())
}

/// `loop`
pub fn loop_(f: &mut Lower<'_>, ty: BlockType) -> Result<()> {
    if !f.reachable {
        f.control.push(Frame::unreachable(f));
        return Ok(());
    }
    let FuncType { params, results } = block_type(f, ty)?;
    let header = block_with_params(f, &params);
    let entering = f.pop_canonical(params.len());
    f.b.ins().jump(header, &args(&entering));
    f.b.switch_to_block(header);
    let height = f.stack.len();
    f.push_block_params(header, &params);
    let kind = Kind::Loop(header, params.len());
    push(f, kind, &results, height);
    Ok(())
}

/// `if`
pub fn if_(f: &mut Lower<'_>, ty: BlockType) -> Result<()> {
    if !f.reachable {
        f.control.push(Frame::unreachable(f));
        return Ok(());
    }
    let FuncType { params, results } = block_type(f, ty)?;
    let condition = f.pop();
    let (then, else_) = (f.b.create_block(), f.b.create_block());
    match hint(f) {
        Some(true) => f.b.set_cold_block(else_),
        Some(false) => f.b.set_cold_block(then),
        None => {}
    }
    f.b.ins().brif(condition, then, &[], else_, &[]);
    f.b.seal_block(then);
    f.b.seal_block(else_);
    f.b.switch_to_block(then);
    let height = f.stack.len() - params.len();
    let kind = Kind::If(else_, f.stack[height..].to_vec());
    push(f, kind, &results, height);
    Ok(())
}

/// `else`
pub fn else_(f: &mut Lower<'_>) {
    leave(f);
    let frame = f
        .control
        .last_mut()
        .expect("validation has checked the nesting");
    if let Kind::If(else_, params) = &mut frame.kind {
        f.b.switch_to_block(*else_);
        f.stack.append(params);
        frame.kind = Kind::Block;
        f.reachable = true;
    }
}

/// `end`
pub fn end(f: &mut Lower<'_>) {
    if ends_copy(f) {
        return;
    }
    leave(f);
    let frame = f.control.pop().expect("validation has checked the nesting");
    let mut reached = frame.end_reached;
    match frame.kind {
        // An `if` without `else` hands its parameters on.
        Kind::If(else_, params) => {
            f.warm.insert(frame.end);
            f.b.switch_to_block(else_);
            let params: Vec<_> = params
                .into_iter()
                .map(|operand| f.canonical(operand.value))
                .collect();
            f.b.ins().jump(frame.end, &args(&params));
            reached = true;
        }
        Kind::Loop(header, _) => f.b.seal_block(header),
        Kind::Function | Kind::Block | Kind::TryTable(_) | Kind::Try(_) => {}
        Kind::Unreachable => return,
    }
    f.handlers = frame.handlers_outside;
    if reached {
        if !f.warm.contains(frame.end) {
            f.b.set_cold_block(frame.end);
        }
        f.b.seal_block(frame.end);
        f.b.switch_to_block(frame.end);
        f.push_block_params(frame.end, &frame.results);
        f.reachable = true;
    }
}

/// Ends an inlined body which nothing leaves before its end: its results stay on the stack, and what
/// follows the call follows in the same block.
fn ends_copy(f: &mut Lower<'_>) -> bool {
    let straight = |frame: &Frame| matches!(frame.kind, Kind::Function) && !frame.end_reached;
    if f.copy.is_none() || !f.reachable || !f.control.last().is_some_and(straight) {
        return false;
    }
    if let Some(frame) = f.control.pop() {
        f.handlers = frame.handlers_outside;
    }
    f.peek_canonical(f.stack.len());
    true
}

/// Falls through to the end of the innermost construct; what follows starts below its operands.
pub fn leave(f: &mut Lower<'_>) {
    if f.reachable {
        let frame = f.control.len() - 1;
        let (end, results) = (f.control[frame].end, f.control[frame].results.len());
        let results = f.pop_canonical(results);
        f.b.ins().jump(end, &args(&results));
        f.warm.insert(end);
        f.control[frame].end_reached = true;
        f.reachable = false;
    }
    let height = f
        .control
        .last()
        .expect("validation has checked the nesting")
        .height;
    f.stack.truncate(height);
}

/// Whether the branch that is lowered is mostly taken, where the module says so.
fn hint(f: &Lower<'_>) -> Option<bool> {
    f.env.module().branch_hints.get(&f.offset).copied()
}

/// Block and number of operands of a label; the branch to it is about to be made.
fn label(f: &mut Lower<'_>, depth: u32) -> (Block, usize) {
    let (block, count) = unlikely_label(f, depth);
    f.warm.insert(block);
    (block, count)
}

/// The same where the branch is hardly ever taken. What only such branches reach is cold.
fn unlikely_label(f: &mut Lower<'_>, depth: u32) -> (Block, usize) {
    let index = f.control.len() - 1 - depth as usize;
    let frame = &mut f.control[index];
    match frame.kind {
        Kind::Loop(header, params) => (header, params),
        Kind::Function
        | Kind::Block
        | Kind::If(..)
        | Kind::TryTable(_)
        | Kind::Try(_)
        | Kind::Unreachable => {
            frame.end_reached = true;
            (frame.end, frame.results.len())
        }
    }
}

/// Jumps to a label from where code hardly ever comes.
pub fn jump_to_label(f: &mut Lower<'_>, depth: u32, args: &[BlockArg]) {
    let (target, _) = unlikely_label(f, depth);
    f.b.ins().jump(target, args);
}

/// `br`
pub fn br(f: &mut Lower<'_>, depth: u32) {
    let (target, count) = label(f, depth);
    let values = f.peek_canonical(count);
    f.b.ins().jump(target, &args(&values));
    f.reachable = false;
}

/// `br_if`
pub fn br_if(f: &mut Lower<'_>, depth: u32) {
    let condition = f.pop();
    let hint = hint(f);
    let (target, count) = match hint {
        Some(false) => unlikely_label(f, depth),
        Some(true) | None => label(f, depth),
    };
    let values = f.peek_canonical(count);
    let next = f.b.create_block();
    if hint == Some(true) {
        f.b.set_cold_block(next);
    }
    f.b.ins().brif(condition, target, &args(&values), next, &[]);
    f.b.seal_block(next);
    f.b.switch_to_block(next);
}

/// `br_on_null`
pub fn br_on_null(f: &mut Lower<'_>, depth: u32) {
    let reference = f.pop_typed();
    let (target, count) = label(f, depth);
    let values = args(&f.peek_canonical(count));
    let next = f.b.create_block();
    f.b.ins().brif(reference.value, next, &[], target, &values);
    f.b.seal_block(next);
    f.b.switch_to_block(next);
    f.push_typed(reference.value, reference.ty.non_null());
}

/// `br_on_non_null`
pub fn br_on_non_null(f: &mut Lower<'_>, depth: u32) {
    let reference = f.pop_typed();
    let (target, count) = label(f, depth);
    let mut values = f.peek_canonical(count - 1);
    values.push(reference.value);
    let next = f.b.create_block();
    f.b.ins()
        .brif(reference.value, target, &args(&values), next, &[]);
    f.b.seal_block(next);
    f.b.switch_to_block(next);
}

/// `br_table`
pub fn br_table(f: &mut Lower<'_>, table: &BrTable<'_>) -> Result<()> {
    let index = f.pop();
    let (default, count) = label(f, table.default());
    let values = args(&f.peek_canonical(count));
    let mut targets = Vec::with_capacity(table.len() as usize);
    for depth in table.targets() {
        let depth = depth.map_err(|error| Error::Internal(error.to_string()))?;
        targets.push(label(f, depth).0);
    }
    // Cranelift guards its jump tables against speculation; compares have no table to read beyond.
    if table.len() <= MAX_COMPARES {
        for (number, target) in targets.into_iter().enumerate() {
            if target == default {
                continue;
            }
            let next = f.b.create_block();
            let equal = f.b.ins().icmp_imm_u(IntCC::Equal, index, number as i64);
            f.b.ins().brif(equal, target, &values, next, &[]);
            f.b.seal_block(next);
            f.b.switch_to_block(next);
        }
        f.b.ins().jump(default, &values);
    } else {
        // The default is the last entry of the machine's table, but Cranelift makes landing pads of
        // the others only: another entry for it makes it one of them.
        let pad = f.env.landing_pads.then_some(default);
        let trampolines = match values.is_empty() && targets.len() * f.locals.len() < MANY_COPIES {
            true => BTreeMap::new(),
            false => trampolines(f, targets.iter().copied().chain([default])),
        };
        let pool = &mut f.b.func.dfg.value_lists;
        // Each needs arguments of its own: locals are added to them.
        let mut call = |target| match trampolines.get(&target) {
            Some(&trampoline) => BlockCall::new(trampoline, [], pool),
            None => BlockCall::new(target, values.iter().copied(), pool),
        };
        let entries: Vec<_> = targets.into_iter().chain(pad).map(&mut call).collect();
        let data = JumpTableData::new(call(default), &entries);
        let table = f.b.create_jump_table(data);
        f.b.ins().br_table(index, table);
        for (target, trampoline) in trampolines {
            f.b.seal_block(trampoline);
            f.b.switch_to_block(trampoline);
            f.b.ins().jump(target, &values);
        }
    }
    f.reachable = false;
    Ok(())
}

/// A block for each target that occurs more than once, which is to jump there. Arguments and locals at
/// each entry of a table would be the product of two numbers that grow with the function.
fn trampolines(f: &mut Lower<'_>, targets: impl Iterator<Item = Block>) -> BTreeMap<Block, Block> {
    let mut seen = BTreeSet::new();
    let mut trampolines = BTreeMap::new();
    for target in targets {
        if !seen.insert(target) {
            let new = || f.b.create_block();
            trampolines.entry(target).or_insert_with(new);
        }
    }
    trampolines
}

/// `return`
pub fn return_(f: &mut Lower<'_>) {
    if f.copy.is_some() {
        return br(f, f.control.len() as u32 - 1);
    }
    let results = f.control[0].results.len();
    let values = f.pop_canonical(results);
    f.b.ins().return_(&values);
    f.reachable = false;
}

/// `unreachable`
pub fn unreachable(f: &mut Lower<'_>) {
    f.b.ins().trap(to_clif(Trap::Unreachable));
    f.reachable = false;
}
