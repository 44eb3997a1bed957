//! Comparisons that are known to hold: what they say of a value, and how often they can hold for a counter.

use super::range::{Range, mask};
use crate::optimize::values::{binary, constant, definition, either_order};
use cranelift_codegen::ir::condcodes::{CondCode, IntCC};
use cranelift_codegen::ir::{DataFlowGraph, InstructionData, Opcode, Type, Value};

/// What a round of a loop adds to a counter.
#[derive(Clone, Copy)]
pub enum Step {
    /// That much more.
    Up(u64),
    /// That much less.
    Down(u64),
}

impl Step {
    /// What makes the next value of this one, if that is a constant.
    pub fn of(dfg: &DataFlowGraph, counter: Value, next: Value) -> Option<Step> {
        let bits = dfg.value_type(counter).bits();
        let step = if let Some([left, right]) = binary(dfg, next, Opcode::Isub) {
            (left == counter).then(|| constant(dfg, right).map(i64::wrapping_neg))??
        } else {
            either_order(binary(dfg, next, Opcode::Iadd)?, |left, right| {
                (left == counter).then(|| constant(dfg, right))?
            })?
        };
        let step = step << (64 - bits) >> (64 - bits);
        match step {
            0 => None,
            1.. => Some(Step::Up(step.unsigned_abs())),
            _ => Some(Step::Down(step.unsigned_abs())),
        }
    }
}

/// A comparison with a constant that is known to hold.
pub struct Test {
    /// What is compared.
    pub value: Value,
    condition: IntCC,
    /// Without a sign, in the bits of the type.
    limit: u64,
}

impl Test {
    /// What the value that decides a branch says, where it is true or false.
    pub fn of(dfg: &DataFlowGraph, condition: Value, truth: bool) -> Option<Test> {
        let stated = match definition(dfg, condition) {
            Some(InstructionData::Unary {
                opcode: Opcode::Uextend,
                arg,
            }) if dfg.value_type(arg).bits() == 8 => return Test::of(dfg, arg, truth),
            Some(InstructionData::IntCompare { cond, args, .. }) => {
                let [left, right] = args.map(|arg| dfg.resolve_aliases(arg));
                match (constant(dfg, left), constant(dfg, right)) {
                    (None, Some(limit)) => (left, cond, limit),
                    (Some(limit), None) => (right, cond.swap_args(), limit),
                    _ => return None,
                }
            }
            _ => (condition, IntCC::NotEqual, 0),
        };
        let (value, stated, limit) = stated;
        let ty: Type = dfg.value_type(value);
        if !ty.is_int() || ty.bits() > 64 {
            return None;
        }
        Some(Test {
            value,
            condition: match truth {
                true => stated,
                false => stated.complement(),
            },
            limit: limit as u64 & mask(ty.bits()),
        })
    }

    /// What it says of the value, unless it looks at the sign.
    pub fn range(&self, bits: u32) -> Option<Range> {
        let all = Range::of_bits(bits);
        let limit = self.limit;
        Some(match self.condition {
            IntCC::Equal => Range::exactly(limit),
            IntCC::NotEqual if limit == 0 => Range { min: 1, ..all },
            IntCC::NotEqual => all,
            IntCC::UnsignedLessThan => Range::up_to(limit.saturating_sub(1)),
            IntCC::UnsignedLessThanOrEqual => Range::up_to(limit),
            IntCC::UnsignedGreaterThan => Range {
                min: limit.saturating_add(1).min(all.max),
                ..all
            },
            IntCC::UnsignedGreaterThanOrEqual => Range { min: limit, ..all },
            _ => return None,
        })
    }

    /// What it says of a value of this range, if it looks at the sign.
    pub fn signed_range(&self, bits: u32, range: Range) -> Option<Range> {
        let most = mask(bits) >> 1;
        let limit = self.limit as i64;
        let limit = limit << (64 - bits) >> (64 - bits);
        let (least, less) = match self.condition {
            IntCC::SignedGreaterThan => (limit.checked_add(1)?, false),
            IntCC::SignedGreaterThanOrEqual => (limit, false),
            IntCC::SignedLessThan => (limit.checked_sub(1)?, true),
            IntCC::SignedLessThanOrEqual => (limit, true),
            _ => return None,
        };
        let bound = u64::try_from(least).ok()?;
        match less {
            false => Some(Range {
                min: bound,
                max: most,
            }),
            true => (range.max <= most).then_some(Range::up_to(bound)),
        }
    }

    /// How often it can hold at most, round after round, for a counter that is in `first` in the first
    /// round: the value that is compared is the counter after `ahead` more steps.
    pub fn rounds(&self, first: Range, step: Step, ahead: u64, bits: u32) -> Option<u64> {
        let all = mask(bits);
        match (self.condition, step) {
            (IntCC::NotEqual, _) => {
                // It runs until it meets the limit, from one value that is known.
                (first.min == first.max).then_some(())?;
                let (distance, step) = match step {
                    Step::Up(step) => {
                        let start = first.min.wrapping_add(step * ahead);
                        (self.limit.wrapping_sub(start) & all, step)
                    }
                    Step::Down(step) => {
                        let start = first.min.wrapping_sub(step * ahead);
                        (start.wrapping_sub(self.limit) & all, step)
                    }
                };
                (distance % step == 0).then_some(distance / step)
            }
            (
                IntCC::UnsignedLessThan
                | IntCC::UnsignedLessThanOrEqual
                | IntCC::SignedLessThan
                | IntCC::SignedLessThanOrEqual,
                Step::Up(step),
            ) => {
                let all = self.without_sign(first, all)?;
                let last = match self.condition {
                    IntCC::UnsignedLessThan | IntCC::SignedLessThan => self.limit.checked_sub(1)?,
                    _ => self.limit,
                };
                // Neither what is compared nor the counter wraps before the condition fails.
                (last.checked_add(step)? <= all).then_some(())?;
                (first.max.checked_add(step)? <= all).then_some(())?;
                Some(match (first.min + step * ahead).cmp(&last) {
                    std::cmp::Ordering::Greater => 0,
                    _ => (last - (first.min + step * ahead)) / step + 1,
                })
            }
            (
                IntCC::UnsignedGreaterThan
                | IntCC::UnsignedGreaterThanOrEqual
                | IntCC::SignedGreaterThan
                | IntCC::SignedGreaterThanOrEqual,
                Step::Down(step),
            ) => {
                self.without_sign(first, all)?;
                let last = match self.condition {
                    IntCC::UnsignedGreaterThan | IntCC::SignedGreaterThan => {
                        self.limit.checked_add(1)?
                    }
                    _ => self.limit,
                };
                (last >= step && first.min >= step).then_some(())?;
                let start = first.max - step * ahead;
                Some(match start < last {
                    true => 0,
                    false => (start - last) / step + 1,
                })
            }
            _ => None,
        }
    }

    /// The largest value, if the comparison does not look at the sign, or meets none.
    fn without_sign(&self, first: Range, all: u64) -> Option<u64> {
        match self.condition {
            IntCC::SignedLessThan
            | IntCC::SignedLessThanOrEqual
            | IntCC::SignedGreaterThan
            | IntCC::SignedGreaterThanOrEqual => {
                let most = all >> 1;
                (self.limit <= most && first.max <= most).then_some(most)
            }
            _ => Some(all),
        }
    }
}
