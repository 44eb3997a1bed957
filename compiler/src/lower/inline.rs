//! Calls that are inlined: the body of the callee is lowered in place of the call.
//!
//! The code outside the callee stays as it is: exceptions find the handlers around the call, and the
//! base register is that of the caller.

use super::builder::{Clauses, Frame, Lower, Operand};
use super::env::Env;
use super::stack::values;
use crate::decode::module::{FuncIndex, ValType};
use crate::decode::operator::Op;
use crate::inline::{Copy, CopyId};
use crate::program::FuncId;
use cranelift_frontend::Variable;
use std::collections::HashMap;
use std::mem::swap;

/// The callee, if the operator is a call that is inlined here.
pub fn callee(f: &Lower<'_>, op: &Op<'_>) -> Option<FuncId> {
    let Op::Call { function_index } = *op else {
        return None;
    };
    let callee = f.env.instance().functions[FuncIndex::from_u32(function_index)];
    let caller = f.env.function;
    let inlines = match callee == caller {
        true => nesting(f) < f.env.inlining.levels(callee),
        false => f.env.inlining.inlines(caller, callee),
    };
    (f.reachable && inlines).then_some(callee)
}

/// How often the body that is lowered has been inlined into itself.
fn nesting(f: &Lower<'_>) -> usize {
    let copies = f.origins.copies();
    let parent = |copy: &CopyId| copies[*copy].caller;
    std::iter::successors(f.copy, parent)
        .take_while(|&copy| copies[copy].function == f.env.function)
        .count()
}

/// Turns to the body of the callee, and returns what belongs to the caller.
pub fn enter<'a>(f: &mut Lower<'a>, callee: FuncId) -> Activation<'a> {
    let copy = f.origins.add(Copy {
        function: callee,
        caller: f.copy,
        call_offset: f.offset as u32,
    });
    let mut other = Activation {
        env: f.env.of(callee),
        copy: Some(copy),
        stack: Vec::new(),
        control: Vec::new(),
        locals: Vec::new(),
        offset: 0,
        clauses: HashMap::new(),
    };
    other.exchange(f);
    other
}

/// Turns back to the caller, and pushes the results of the callee.
pub fn leave<'a>(f: &mut Lower<'a>, caller: Activation<'a>, callee: FuncId) {
    let mut other = caller;
    other.exchange(f);
    f.go_to(f.offset);
    if f.reachable {
        let results = values(&other.stack);
        let sig = f.env.program.functions[callee].sig;
        f.push_all(&results, &f.env.program.types.func(sig).results);
    }
}

/// What belongs to one body, where several are lowered into one function.
pub struct Activation<'a> {
    env: Env<'a>,
    copy: Option<CopyId>,
    stack: Vec<Operand>,
    control: Vec<Frame>,
    locals: Vec<(Variable, ValType)>,
    offset: usize,
    clauses: HashMap<usize, Clauses>,
}

impl<'a> Activation<'a> {
    /// Exchanges this activation with the one that is lowered.
    fn exchange(&mut self, f: &mut Lower<'a>) {
        swap(&mut self.env, &mut f.env);
        swap(&mut self.copy, &mut f.copy);
        swap(&mut self.stack, &mut f.stack);
        swap(&mut self.control, &mut f.control);
        swap(&mut self.locals, &mut f.locals);
        swap(&mut self.offset, &mut f.offset);
        swap(&mut self.clauses, &mut f.clauses);
    }
}
