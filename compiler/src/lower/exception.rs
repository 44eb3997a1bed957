//! Exceptions (core spec 4.6.9), and the legacy instructions for them
//! (`exception-handling/legacy/Exceptions.md`).
//!
//! A call inside a `try_table` or a `try` is lowered to CLIF's `try_call`, which lists the handlers
//! around the call, innermost first. The machine code of the call stays the same. A handler is a block
//! with one parameter: the reference to the exception, which is the address of its object
//! ([`wasmc_abi::exception`]). `throw` gets this object from the runtime.

use super::builder::{Clauses, Frame, Handler, Handlers, Kind, Lower, Try};
use super::control::{self, args, block_type};
use super::env::clif_type;
use super::traps::to_clif;
use crate::decode::module::{FuncType, TagIndex};
use crate::decode::operator::{Op, Operators};
use crate::error::{Error, Result};
use crate::program::symbol::Builtin;
use crate::program::{TagId, payload};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, MemFlagsData, Value, types};
use std::collections::HashMap;
use wasmc_abi::exception::ObjectHeader;
use wasmc_abi::trap::Trap;
use wasmparser::{BlockType, Catch, FunctionBody, TryTable};

/// The clauses of each `try` of a body, by its offset in the module file.
///
/// # Errors
/// [`Error::Internal`] where constructs and their ends do not match: an operator that opens one and is
/// not listed here shows itself this way.
pub fn clauses(body: &FunctionBody<'_>) -> Result<HashMap<usize, Clauses>> {
    let internal = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
    let mut found = HashMap::new();
    // The outermost is the body.
    let mut open: Vec<Option<(usize, Vec<Option<u32>>)>> = vec![None];
    let mut operators = Operators::of(body).map_err(|error| internal(&error))?;
    while let Some((offset, op)) = operators.read().map_err(|error| internal(&error))? {
        match op {
            Op::Try { .. } => open.push(Some((offset, Vec::new()))),
            Op::Block { .. } | Op::Loop { .. } | Op::If { .. } | Op::TryTable { .. } => {
                open.push(None);
            }
            Op::Catch { tag_index } => {
                if let Some(Some((_, catches))) = open.last_mut() {
                    catches.push(Some(tag_index));
                }
            }
            Op::CatchAll => {
                if let Some(Some((_, catches))) = open.last_mut() {
                    catches.push(None);
                }
            }
            Op::Delegate { relative_depth } => {
                if let Some((offset, _)) = open.pop().ok_or_else(|| internal(&UNMATCHED))? {
                    found.insert(offset, Clauses::Delegate(relative_depth));
                }
            }
            Op::End => {
                if let Some((offset, catches)) = open.pop().ok_or_else(|| internal(&UNMATCHED))? {
                    found.insert(offset, Clauses::Catches(catches));
                }
            }
            // What opens or closes nothing. One more end than constructs is an error.
            _ => {}
        }
    }
    if !open.is_empty() {
        return Err(internal(&UNMATCHED));
    }
    Ok(found)
}

/// The message where a body has more ends than constructs, or fewer.
const UNMATCHED: &str = "constructs and their ends do not match";

/// The most handlers that a call lists.
const MAX_HANDLERS: usize = 64;
/// Where an exception object holds its tag.
const TAG_OFFSET: i32 = std::mem::offset_of!(ObjectHeader, tag) as i32;

fn tag(f: &Lower<'_>, index: u32) -> TagId {
    f.env.instance().tags[TagIndex::from_u32(index)]
}

/// Creates the block of a handler. Its parameter is the exception.
fn landing(f: &mut Lower<'_>) -> Block {
    let block = f.b.create_block();
    f.b.append_block_param(block, types::I64);
    f.b.set_cold_block(block);
    block
}

/// Puts handlers in front of others. Handlers that no exception can reach are left out: those behind
/// another for the same tag, or behind one for every tag.
fn in_front(new: impl IntoIterator<Item = Handler>, of: &Handlers) -> Handlers {
    let mut list: Vec<Handler> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for handler in new.into_iter().chain(of.iter().copied()) {
        if seen.contains(&None) {
            break;
        }
        if seen.insert(handler.tag) {
            list.push(handler);
        }
    }
    list.into()
}

/// The handlers inside a construct with these handlers of its own. A call lists no more than
/// [`MAX_HANDLERS`], or the table of a hostile module would be as large as the square of its code.
/// Where there would be more, one handler takes every exception, compares the tags of the construct's
/// own handlers, and throws the exception again from outside for all others.
fn inside(f: &mut Lower<'_>, own: &[Handler]) -> Handlers {
    let all = in_front(own.iter().copied(), &f.handlers);
    if all.len() <= MAX_HANDLERS || f.env.program.throw.is_none() {
        return all;
    }
    let body = f.b.create_block();
    f.b.ins().jump(body, &[]);
    let chooser = landing(f);
    f.b.switch_to_block(chooser);
    let exception = f.b.block_params(chooser)[0];
    let flags = MemFlagsData::trusted();
    let tag = f.b.ins().load(types::I32, flags, exception, TAG_OFFSET);
    let own = in_front(own.iter().copied(), &Handlers::from([]));
    for handler in &*own {
        match handler.tag {
            Some(wanted) => {
                let wanted = i64::from(wanted.as_u32());
                let same = f.b.ins().icmp_imm_u(IntCC::Equal, tag, wanted);
                let next = f.b.create_block();
                let exception = args(&[exception]);
                f.b.ins().brif(same, handler.landing, &exception, next, &[]);
                f.b.seal_block(next);
                f.b.switch_to_block(next);
            }
            None => {
                f.b.ins().jump(handler.landing, &args(&[exception]));
            }
        }
    }
    if own.last().is_none_or(|last| last.tag.is_some()) {
        raise(f, exception);
        f.reachable = true;
    }
    f.b.seal_block(body);
    f.b.switch_to_block(body);
    Handlers::from([Handler {
        tag: None,
        landing: chooser,
    }])
}

/// Loads the values that an exception of this tag carries.
fn carried(f: &mut Lower<'_>, exception: Value, tag: TagId) -> Vec<Value> {
    let program = f.env.program;
    let fields = payload::fields(program, tag);
    let params = &program.types.func(program.tags[tag].sig).params;
    params
        .iter()
        .zip(fields)
        .map(|(&ty, offset)| {
            let flags = MemFlagsData::trusted();
            f.b.ins().load(clif_type(ty), flags, exception, offset)
        })
        .collect()
}

/// `try_table`
pub fn try_table(f: &mut Lower<'_>, table: &TryTable) -> Result<()> {
    if !f.reachable {
        f.control.push(Frame::unreachable(f));
        return Ok(());
    }
    let FuncType { params, results } = block_type(f, table.ty)?;
    let mut catches = Vec::with_capacity(table.catches.len());
    for &catch in &table.catches {
        let tag = match catch {
            Catch::One { tag, .. } | Catch::OneRef { tag, .. } => Some(self::tag(f, tag)),
            Catch::All { .. } | Catch::AllRef { .. } => None,
        };
        let landing = landing(f);
        catches.push((Handler { tag, landing }, catch));
    }
    let own: Vec<_> = catches.iter().map(|&(handler, _)| handler).collect();
    let inside = inside(f, &own);
    let height = f.stack.len() - params.len();
    control::push(f, Kind::TryTable(catches.into()), &results, height);
    f.handlers = inside;
    Ok(())
}

/// Ends a construct. If it is a `try_table`, its handlers follow: each branches to a label.
pub fn end_try_table(f: &mut Lower<'_>) {
    let Some(Frame {
        kind: Kind::TryTable(catches),
        ..
    }) = f.control.last_mut()
    else {
        return;
    };
    let catches = std::mem::take(catches);
    control::leave(f);
    for &(Handler { tag, landing }, catch) in &*catches {
        let (label, wants_ref) = match catch {
            Catch::One { label, .. } | Catch::All { label } => (label, false),
            Catch::OneRef { label, .. } | Catch::AllRef { label } => (label, true),
        };
        // The body has ended, so nothing else branches to the handler.
        f.b.seal_block(landing);
        f.b.switch_to_block(landing);
        let exception = f.b.block_params(landing)[0];
        let mut values = tag.map_or(Vec::new(), |tag| carried(f, exception, tag));
        values.extend(wants_ref.then_some(exception));
        // The labels are counted outside the construct, which is still open here.
        control::jump_to_label(f, label + 1, &args(&values));
    }
}

/// `try`
pub fn try_(f: &mut Lower<'_>, ty: BlockType) -> Result<()> {
    if !f.reachable {
        f.control.push(Frame::unreachable(f));
        return Ok(());
    }
    let FuncType { params, results } = block_type(f, ty)?;
    let clauses = f.clauses.get(&f.offset).cloned();
    let clauses = clauses.ok_or_else(|| Error::Internal("a try without an end".into()))?;
    let (inside, catches) = match clauses {
        Clauses::Delegate(depth) => (handlers_inside(f, depth), Vec::new()),
        Clauses::Catches(tags) => {
            let mut handlers = Vec::with_capacity(tags.len());
            for index in tags {
                let tag = index.map(|index| tag(f, index));
                let landing = landing(f);
                handlers.push(Handler { tag, landing });
            }
            (inside(f, &handlers), handlers)
        }
    };
    let height = f.stack.len() - params.len();
    let kind = Kind::Try(Try {
        catches,
        next: 0,
        caught: None,
    });
    control::push(f, kind, &results, height);
    f.handlers = inside;
    Ok(())
}

/// The handlers of the instructions directly inside the construct of a label.
fn handlers_inside(f: &Lower<'_>, depth: u32) -> Handlers {
    let index = f.control.len() - 1 - depth as usize;
    match f.control.get(index + 1) {
        Some(inner) => inner.handlers_outside.clone(),
        None => f.handlers.clone(),
    }
}

/// `catch`, `catch_all`
pub fn catch(f: &mut Lower<'_>) {
    control::leave(f);
    let outside = match f.control.last() {
        Some(Frame {
            kind: Kind::Try(_),
            handlers_outside,
            ..
        }) => handlers_outside.clone(),
        _ => return,
    };
    f.handlers = outside;
    let Some(Frame {
        kind: Kind::Try(this),
        ..
    }) = f.control.last_mut()
    else {
        return;
    };
    let Handler { tag, landing } = this.catches[this.next];
    this.next += 1;
    let exception = f.b.block_params(landing)[0];
    this.caught = Some(exception);
    // The body has ended, so nothing else branches to the handler.
    f.b.seal_block(landing);
    f.b.switch_to_block(landing);
    f.reachable = true;
    if let Some(tag) = tag {
        let values = carried(f, exception, tag);
        let program = f.env.program;
        f.push_all(&values, &program.types.func(program.tags[tag].sig).params);
    }
}

/// `throw`
pub fn throw(f: &mut Lower<'_>, index: u32) {
    let tag = tag(f, index);
    let program = f.env.program;
    let count = program.types.func(program.tags[tag].sig).params.len();
    let values = f.pop_canonical(count);
    let number = f.b.ins().iconst(types::I32, i64::from(tag.as_u32()));
    let exception = f.call_builtin(Builtin::ExceptionNew, &[number])[0];
    for (value, offset) in values.into_iter().zip(payload::fields(program, tag)) {
        f.b.ins()
            .store(MemFlagsData::trusted(), value, exception, offset);
    }
    // A handler in this function is reached with a jump.
    let here = f
        .handlers
        .iter()
        .find(|handler| handler.tag.is_none_or(|it| it == tag));
    if let Some(&Handler { landing, .. }) = here {
        f.b.ins().jump(landing, &args(&[exception]));
        f.reachable = false;
    } else {
        raise(f, exception);
    }
}

/// `throw_ref`
pub fn throw_ref(f: &mut Lower<'_>) {
    let exception = f.pop_typed();
    if exception.ty.is_nullable() {
        let trap = to_clif(Trap::NullExceptionReference);
        f.b.ins().trapz(exception.value, trap);
    }
    raise(f, exception.value);
}

/// `rethrow`
pub fn rethrow(f: &mut Lower<'_>, depth: u32) -> Result<()> {
    let frame = &f.control[f.control.len() - 1 - depth as usize];
    let Kind::Try(Try {
        caught: Some(exception),
        ..
    }) = frame.kind
    else {
        return Err(Error::Internal("a rethrow outside a catch".into()));
    };
    raise(f, exception);
    Ok(())
}

/// Lets the runtime find the handler of an exception and continue there.
fn raise(f: &mut Lower<'_>, exception: Value) {
    let throw = f.env.program.throw.expect("the program throws");
    let callee = f.callee(throw);
    f.call(callee, &[exception]);
    f.b.ins().trap(to_clif(Trap::Unreachable));
    f.reachable = false;
}
