//! What values can be: bounds of integers without a sign.
//!
//! They come from three sources: the instruction that computes a value, the branches that were taken on
//! every way to a block, and the number of times that a loop runs. A bound holds wherever it is asked
//! for at that block; where nothing is known, it is that of the type.

mod range;
mod test;
#[cfg(test)]
mod tests;

use super::flow::{Edge, Flow, PARAMETERS, arguments, condition};
use super::values::{constant, definition, terminators};
use cranelift_codegen::ir::{
    Block, DataFlowGraph, Function, InstructionData, Opcode, Value, ValueDef,
};
use cranelift_entity::EntitySet;
use range::{Range, mask, operation};
use rustc_hash::FxBuildHasher;
use std::collections::HashMap;
use test::{Step, Test};

/// How far a value is followed through the instructions that compute it.
const DEPTH: u32 = 5;
/// How many blocks are looked at for branches on the way to a block.
const BLOCKS: usize = 8;

/// The ranges of a function's values.
pub struct Ranges<'a> {
    function: &'a Function,
    flow: Flow<'a>,
    /// The values that branches compare with a constant.
    tested: EntitySet<Value>,
    known: HashMap<(Value, Block), Range, FxBuildHasher>,
    /// How often a loop goes back to its first block, at most.
    rounds: HashMap<Block, Option<u64>, FxBuildHasher>,
}

impl<'a> Ranges<'a> {
    /// Nothing is known yet.
    pub fn new(function: &'a Function, flow: Flow<'a>) -> Self {
        Ranges {
            function,
            flow,
            tested: tested(function),
            known: HashMap::default(),
            rounds: HashMap::default(),
        }
    }

    /// The range of an integer of at most 64 bits, where a block uses it.
    pub fn of(&mut self, value: Value, block: Block) -> Range {
        self.find(value, block, DEPTH)
    }

    fn dfg(&self) -> &'a DataFlowGraph {
        &self.function.dfg
    }

    fn find(&mut self, value: Value, block: Block, depth: u32) -> Range {
        let value = self.dfg().resolve_aliases(value);
        let all = Range::of_bits(self.dfg().value_type(value).bits());
        if depth == 0 {
            return all;
        }
        if let Some(range) = self.at_once(value) {
            return match range {
                Range { min, max } if min == max => range,
                _ => range.and(self.branches(value, block, None, range)),
            };
        }
        if let Some(&known) = self.known.get(&(value, block)) {
            return known;
        }
        // What a value that depends on itself may assume.
        self.known.insert((value, block), all);
        let computed = match self.dfg().value_def(value) {
            ValueDef::Result(..) => self.computed(value, block, depth - 1).unwrap_or(all),
            ValueDef::Param(of, position) => self.passed(of, position, depth - 1).unwrap_or(all),
            ValueDef::Union(..) => all,
        };
        let range = computed.and(self.branches(value, block, None, computed));
        self.known.insert((value, block), range);
        range
    }

    /// By the instruction that computes it, if its operands do not matter: for these, nothing is kept.
    fn at_once(&self, value: Value) -> Option<Range> {
        let dfg = self.dfg();
        let bits = dfg.value_type(value).bits();
        match dfg.value_def(value) {
            ValueDef::Result(inst, _) => match dfg.insts[inst] {
                InstructionData::UnaryImm {
                    opcode: Opcode::Iconst,
                    imm,
                } => Some(Range::exactly(imm.bits() as u64 & mask(bits))),
                InstructionData::Load { opcode, .. } => Some(Range::of_bits(match opcode {
                    Opcode::Uload8 => 8,
                    Opcode::Uload16 => 16,
                    Opcode::Uload32 => 32,
                    _ => bits,
                })),
                InstructionData::IntCompare { .. } | InstructionData::FloatCompare { .. } => {
                    Some(Range::up_to(1))
                }
                InstructionData::Unary { .. }
                | InstructionData::Binary { .. }
                | InstructionData::Ternary { .. } => None,
                _ => Some(Range::of_bits(bits)),
            },
            ValueDef::Param(block, _) if Some(block) == self.function.layout.entry_block() => {
                Some(Range::of_bits(bits))
            }
            ValueDef::Param(..) => None,
            ValueDef::Union(..) => Some(Range::of_bits(bits)),
        }
    }

    /// By the instruction that computes it.
    fn computed(&mut self, value: Value, block: Block, depth: u32) -> Option<Range> {
        let dfg = self.dfg();
        let bits = dfg.value_type(value).bits();
        if !dfg.value_type(value).is_int() || bits > 64 {
            return None;
        }
        let mut find = |value| self.find(value, block, depth);
        match definition(dfg, value)? {
            InstructionData::Unary { opcode, arg } => match opcode {
                Opcode::Uextend => Some(find(arg)),
                Opcode::Ireduce => Some(find(arg)).filter(|it| it.max <= mask(bits)),
                Opcode::Clz | Opcode::Ctz | Opcode::Popcnt => Some(Range::up_to(bits.into())),
                _ => None,
            },
            InstructionData::Binary { opcode, args } => {
                let [left, right] = args;
                operation(opcode, bits, constant(dfg, right), find(left), &mut || {
                    find(right)
                })
            }
            InstructionData::Ternary {
                opcode: Opcode::Select,
                args: [_, left, right],
            } => Some(find(left).or(find(right))),
            _ => None,
        }
    }

    /// By what is passed to a block.
    fn passed(&mut self, block: Block, position: usize, depth: u32) -> Option<Range> {
        let mut range: Option<Range> = None;
        let mut backward = None;
        let flow = self.flow;
        for edge in flow.edges(block) {
            if flow.is_backward(edge, block) {
                // Of a loop with several ways back, nothing is known.
                if backward.replace(edge).is_some() {
                    return None;
                }
                continue;
            }
            for argument in arguments(self.dfg(), edge.branch, block, position)? {
                let passed = self.find(argument, edge.from, depth);
                range = Some(range.map_or(passed, |range| range.or(passed)));
            }
        }
        let first = range?;
        match backward {
            Some(edge) => self.counted(block, position, first, edge, depth),
            None => Some(first),
        }
    }

    /// A parameter of the first block of a loop: by what it is first, and by what it becomes.
    fn counted(
        &mut self,
        header: Block,
        position: usize,
        first: Range,
        latch: Edge,
        depth: u32,
    ) -> Option<Range> {
        let dfg = self.dfg();
        let counter = dfg.block_params(header)[position];
        let bits = dfg.value_type(counter).bits();
        let &[next] = arguments(dfg, latch.branch, header, position)?.as_slice() else {
            return None;
        };
        if next == counter {
            return Some(first);
        }
        // The condition for another round bounds what is passed on, however it came about.
        let all = Range::of_bits(bits);
        let own = self.find(next, latch.from, depth);
        let again = own.and(self.branches(next, latch.from, Some((latch, header)), own));
        let bounded = first.or(again).and(all);
        Some(match self.stepped(header, counter, next, first, latch) {
            Some(stepped) => bounded.and(stepped),
            None => bounded,
        })
    }

    /// By the step of each round and the number of rounds.
    fn stepped(
        &mut self,
        header: Block,
        counter: Value,
        next: Value,
        first: Range,
        latch: Edge,
    ) -> Option<Range> {
        let bits = self.dfg().value_type(counter).bits();
        let step = Step::of(self.dfg(), counter, next)?;
        let rounds = self.rounds(header, latch)?;
        match step {
            Step::Up(step) => {
                let max = first.max.checked_add(step.checked_mul(rounds)?)?;
                (max <= mask(bits)).then_some(Range {
                    min: first.min,
                    max,
                })
            }
            Step::Down(step) => Some(Range {
                min: first.min.checked_sub(step.checked_mul(rounds)?)?,
                max: first.max,
            }),
        }
    }

    /// How often a loop goes back to its first block, at most.
    fn rounds(&mut self, header: Block, latch: Edge) -> Option<u64> {
        if let Some(&known) = self.rounds.get(&header) {
            return known;
        }
        self.rounds.insert(header, None);
        let mut rounds: Option<u64> = None;
        let counters = self.dfg().block_params(header).iter().enumerate();
        for (position, &counter) in counters.take(PARAMETERS) {
            if self.dfg().value_type(counter).is_int()
                && let Some(found) = self.rounds_by(header, position, counter, latch)
            {
                rounds = Some(rounds.map_or(found, |rounds| rounds.min(found)));
            }
        }
        self.rounds.insert(header, rounds);
        rounds
    }

    fn rounds_by(
        &mut self,
        header: Block,
        position: usize,
        counter: Value,
        latch: Edge,
    ) -> Option<u64> {
        let dfg = self.dfg();
        let bits = dfg.value_type(counter).bits();
        let &[next] = arguments(dfg, latch.branch, header, position)?.as_slice() else {
            return None;
        };
        let step = Step::of(dfg, counter, next)?;
        let mut first: Option<Range> = None;
        let flow = self.flow;
        for edge in flow.edges(header) {
            if edge.from == latch.from {
                continue;
            }
            for argument in arguments(dfg, edge.branch, header, position)? {
                let passed = self.find(argument, edge.from, DEPTH / 2);
                first = Some(first.map_or(passed, |first| first.or(passed)));
            }
        }
        let first = first?;
        let mut rounds: Option<u64> = None;
        let out = Some((latch, header));
        self.each_condition(latch.from, out, Some(header), |value, truth| {
            let found = Test::of(dfg, value, truth).and_then(|test| {
                let ahead = match test.value {
                    it if it == counter => 0,
                    it if it == next => 1,
                    _ => return None,
                };
                test.rounds(first, step, ahead, bits)
            });
            rounds = [rounds, found].into_iter().flatten().min();
        });
        rounds
    }

    /// Calls back with the values that are known to be true or false at a block: those of an edge out of
    /// it, and those of the edges on every way to it, from `until` on.
    fn each_condition(
        &self,
        mut block: Block,
        out: Option<(Edge, Block)>,
        until: Option<Block>,
        mut found: impl FnMut(Value, bool),
    ) {
        let mut add = |edge: Edge, to| {
            if let Some((value, truth)) = condition(self.function, edge.branch, to) {
                found(value, truth);
            }
        };
        if let Some((edge, to)) = out {
            add(edge, to);
        }
        for _ in 0..BLOCKS {
            if until == Some(block) {
                break;
            }
            if let Some(edge) = self.flow.only_edge(block) {
                add(edge, block);
            }
            match self.flow.domtree.idom(block) {
                Some(before) => block = before,
                None => break,
            }
        }
    }

    /// By the branches on the way to a block, and on an edge out of it, for a value that has a range
    /// already.
    fn branches(
        &self,
        value: Value,
        block: Block,
        out: Option<(Edge, Block)>,
        computed: Range,
    ) -> Range {
        if !self.tested.contains(value) {
            return computed;
        }
        let dfg = self.dfg();
        let bits = dfg.value_type(value).bits();
        let mut range = computed;
        let mut signed = Vec::new();
        self.each_condition(block, out, None, |condition, truth| {
            match Test::of(dfg, condition, truth) {
                Some(test) if test.value == value => match test.range(bits) {
                    Some(found) => range = range.and(found),
                    None => signed.push(test),
                },
                _ => {}
            }
        });
        // A comparison with a sign bounds what is known to have none, perhaps by another of them.
        for test in signed.iter().chain(&signed) {
            range = range.and(test.signed_range(bits, range).unwrap_or(range));
        }
        range
    }
}

/// The values that branches compare with a constant.
fn tested(function: &Function) -> EntitySet<Value> {
    let mut tested = EntitySet::with_capacity(function.dfg.num_values());
    for branch in terminators(function) {
        if let InstructionData::Brif { arg, .. } = function.dfg.insts[branch]
            && let Some(test) = Test::of(&function.dfg, arg, true)
        {
            tested.insert(test.value);
        }
    }
    tested
}
