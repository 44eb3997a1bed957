//! Which loops go over bytes.

use super::path::{Path, exits};
use super::shape::{Access, Body, ByteLoop, Count, Invariant, Linear};
use crate::optimize::values::{binary, constant, definition, either_order};
use cranelift_codegen::ir::condcodes::{CondCode, IntCC};
use cranelift_codegen::ir::{
    Block, DataFlowGraph, Function, Inst, InstructionData, Opcode, Value, types,
};
use cranelift_entity::EntitySet;

/// Where memories begin: a constant start is a multiple of this many bytes.
const PAGE: i64 = 4096;
/// The most additions that lead from a parameter to a value.
const MOST_ADDITIONS: usize = 4;

/// The loops over bytes of a function. No two of them share a block.
pub fn loops(function: &Function) -> Vec<ByteLoop> {
    let headers = headers(function).into_iter();
    headers
        .filter_map(|header| byte_loop(function, header))
        .collect()
}

/// The blocks that jumps and branches go back to.
fn headers(function: &Function) -> Vec<Block> {
    let dfg = &function.dfg;
    let mut before = EntitySet::with_capacity(dfg.num_blocks());
    let mut found = EntitySet::with_capacity(dfg.num_blocks());
    let mut headers = Vec::new();
    for block in function.layout.blocks() {
        before.insert(block);
        for (target, _) in exits(function, block) {
            let to = target.block(&dfg.value_lists);
            let has_parameters = !dfg.block_params(to).is_empty();
            let is_entry = function.layout.entry_block() == Some(to);
            if before.contains(to) && has_parameters && !is_entry && found.insert(to) {
                headers.push(to);
            }
        }
    }
    headers
}

fn byte_loop(function: &Function, header: Block) -> Option<ByteLoop> {
    let path = Path::around(function, header)?;
    let round = Round {
        function,
        path: &path,
        parameters: function.dfg.block_params(header),
    };
    let steps = round.steps()?;
    let body = round.body(&steps)?;
    let count = round.count(&steps, &body)?;
    let pointers = match &body {
        Body::Copy { load, store } => vec![load, store],
        Body::Set { store, .. } => vec![store],
        Body::Compare(loads) => loads.iter().collect(),
    };
    let mut directions = pointers.into_iter().map(|it| steps[it.index.position]);
    let direction = directions.next()?;
    let alike = matches!(direction, 1 | -1) && directions.all(|it| it == direction);
    alike.then_some(ByteLoop {
        header,
        steps,
        direction,
        count,
        body,
    })
}

/// A round of a loop.
struct Round<'a> {
    function: &'a Function,
    path: &'a Path,
    parameters: &'a [Value],
}

impl Round<'_> {
    fn dfg(&self) -> &DataFlowGraph {
        &self.function.dfg
    }

    /// What the round adds to each parameter.
    fn steps(&self) -> Option<Vec<i64>> {
        let passed = self.path.again.iter().enumerate();
        let steps = passed.map(|(position, &value)| {
            if value == self.parameters[position] {
                return Some(0);
            }
            let linear = self.linear(value)?;
            (linear.position == position).then_some(linear.offset)
        });
        steps.collect()
    }

    /// A value that is a parameter plus a constant.
    fn linear(&self, value: Value) -> Option<Linear> {
        let dfg = self.dfg();
        let ty = dfg.value_type(value);
        if ty != types::I32 && ty != types::I64 {
            return None;
        }
        let unused = 64 - ty.bits();
        let mut value = dfg.resolve_aliases(value);
        let mut offset = 0i64;
        for _ in 0..=MOST_ADDITIONS {
            if let Some(position) = self.parameters.iter().position(|&it| it == value) {
                // Modulo the size of the type.
                let offset = offset << unused >> unused;
                return Some(Linear { position, offset });
            }
            let (addend, rest) = if let Some([left, right]) = binary(dfg, value, Opcode::Isub) {
                (constant(dfg, right)?.wrapping_neg(), left)
            } else {
                either_order(binary(dfg, value, Opcode::Iadd)?, |left, right| {
                    Some((constant(dfg, right)?, left))
                })?
            };
            offset = offset.wrapping_add(addend);
            value = rest;
        }
        None
    }

    fn invariant(&self, value: Value, steps: &[i64]) -> Option<Invariant> {
        let value = self.dfg().resolve_aliases(value);
        if let Some(bits) = constant(self.dfg(), value) {
            return Some(Invariant::Constant(self.dfg().value_type(value), bits));
        }
        if let Some(position) = self.parameters.iter().position(|&it| it == value) {
            return (steps[position] == 0).then_some(Invariant::Parameter(position));
        }
        let outside = !self.path.defines(self.function, value);
        outside.then_some(Invariant::Value(value))
    }

    /// What the round does, if it is nothing else but this.
    fn body(&self, steps: &[i64]) -> Option<Body> {
        let mut loads = Vec::new();
        let mut stores = Vec::new();
        for inst in self.path.insts(self.function) {
            let data = &self.dfg().insts[inst];
            let opcode = data.opcode();
            match opcode {
                Opcode::Uload8 if stores.is_empty() => loads.push(self.access(inst, steps)?),
                Opcode::Istore8 => stores.push(self.access(inst, steps)?),
                Opcode::Jump | Opcode::Brif => {}
                _ => {
                    let effects = opcode.can_load()
                        || opcode.can_store()
                        || opcode.can_trap()
                        || opcode.is_call()
                        || opcode.other_side_effects();
                    if effects {
                        return None;
                    }
                }
            }
        }
        let stored = |store: &Access| match self.dfg().insts[store.inst] {
            InstructionData::Store { args, .. } => Some(self.dfg().resolve_aliases(args[0])),
            _ => None,
        };
        match (loads.as_slice(), stores.as_slice()) {
            (&[load], &[store]) => {
                let copies = stored(&store)? == self.dfg().first_result(load.inst);
                copies.then_some(Body::Copy { load, store })
            }
            (&[], &[store]) => Some(Body::Set {
                store,
                byte: self.invariant(stored(&store)?, steps)?,
            }),
            (&[left, right], &[]) => Some(Body::Compare([left, right])),
            _ => None,
        }
    }

    /// An access at `start + extend(index)`.
    fn access(&self, inst: Inst, steps: &[i64]) -> Option<Access> {
        let dfg = self.dfg();
        let (address, offset) = match dfg.insts[inst] {
            InstructionData::Load { arg, offset, .. } => (arg, offset),
            InstructionData::Store { args, offset, .. } => (args[1], offset),
            _ => return None,
        };
        if i32::from(offset) != 0 {
            return None;
        }
        let terms = binary(dfg, address, Opcode::Iadd)?;
        let (start, index) = either_order(terms, |start, index| {
            let index = match definition(dfg, index)? {
                InstructionData::Unary {
                    opcode: Opcode::Uextend,
                    arg,
                } if dfg.value_type(arg) == types::I32 => self.linear(arg)?,
                _ => return None,
            };
            Some((self.invariant(start, steps)?, index))
        })?;
        let begins_page = match start {
            Invariant::Constant(_, bits) => bits % PAGE == 0,
            Invariant::Parameter(_) | Invariant::Value(_) => true,
        };
        begins_page.then_some(Access { inst, start, index })
    }

    /// How long the loop goes on, if nothing else ends it but, for a comparison, bytes that differ.
    fn count(&self, steps: &[i64], body: &Body) -> Option<Count> {
        let mut found = None;
        let mut compared = false;
        for &(value, truth) in &self.path.conditions {
            let (condition, left, right) = self.comparison(value, truth)?;
            match condition {
                IntCC::NotEqual if found.is_none() => {
                    let right =
                        right.map_or(Some((Invariant::zero(self.dfg(), left), left)), |right| {
                            either_order([left, right], |counter, end| {
                                self.linear(counter)?;
                                Some((self.invariant(end, steps)?, counter))
                            })
                        });
                    let (end, counter) = right?;
                    let counter = self.linear(counter)?;
                    if !matches!(steps[counter.position], 1 | -1) {
                        return None;
                    }
                    found = Some(Count { counter, end });
                }
                IntCC::Equal if !compared => {
                    let Body::Compare(loads) = body else {
                        return None;
                    };
                    let loads = loads.map(|it| self.dfg().first_result(it.inst));
                    either_order(loads, |x, y| (left == x && right == Some(y)).then_some(()))?;
                    compared = true;
                }
                _ => return None,
            }
        }
        let wanted = matches!(body, Body::Compare(_));
        found.filter(|_| compared == wanted)
    }

    /// What is compared where a value is true or false. Without a right side it is compared with 0.
    fn comparison(&self, value: Value, truth: bool) -> Option<(IntCC, Value, Option<Value>)> {
        let dfg = self.dfg();
        let mut value = dfg.resolve_aliases(value);
        if let Some(InstructionData::Unary {
            opcode: Opcode::Uextend,
            arg,
        }) = definition(dfg, value)
            && dfg.value_type(arg) == types::I8
        {
            value = dfg.resolve_aliases(arg);
        }
        match definition(dfg, value) {
            Some(InstructionData::IntCompare { cond, args, .. }) => {
                let [left, right] = args.map(|arg| dfg.resolve_aliases(arg));
                let condition = if truth { cond } else { cond.complement() };
                Some((condition, left, Some(right)))
            }
            _ => truth.then_some((IntCC::NotEqual, value, None)),
        }
    }
}

impl Invariant {
    fn zero(dfg: &DataFlowGraph, like: Value) -> Invariant {
        Invariant::Constant(dfg.value_type(like), 0)
    }
}
