//! Ranges beside what loops of 8 bits do: every value that a counter takes is in its range.

use super::super::flow::Flow;
use super::Ranges;
use cranelift_codegen::Context;
use cranelift_codegen::ir::condcodes::{CondCode, IntCC};
use cranelift_codegen::ir::{
    AbiParam, Block, Function, InstBuilder, Signature, UserFuncName, Value, types,
};
use cranelift_codegen::isa::TargetIsa;
use cranelift_codegen::settings;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};

/// A loop that goes on as long as `compared condition limit`.
#[derive(Clone, Copy, Debug)]
struct Loop {
    first: u8,
    step: u8,
    condition: IntCC,
    limit: u8,
    /// Whether the counter's next value is compared, not its last.
    next: bool,
    /// Whether the comparison stands at the beginning of the loop, and leaves it where it fails.
    early: bool,
    /// What another counter begins with and adds.
    other: (u8, u8),
}

const CONDITIONS: [IntCC; 10] = [
    IntCC::Equal,
    IntCC::NotEqual,
    IntCC::UnsignedLessThan,
    IntCC::UnsignedLessThanOrEqual,
    IntCC::UnsignedGreaterThan,
    IntCC::UnsignedGreaterThanOrEqual,
    IntCC::SignedLessThan,
    IntCC::SignedLessThanOrEqual,
    IntCC::SignedGreaterThan,
    IntCC::SignedGreaterThanOrEqual,
];
const EDGES: [u8; 9] = [0, 1, 2, 100, 126, 127, 128, 250, 255];
const STEPS: [u8; 7] = [1, 2, 3, 100, 128, 253, 255];

/// Whether a condition holds, as `icmp` says it.
fn holds(condition: IntCC, left: u8, right: u8) -> bool {
    let signed = (left as i8).cmp(&(right as i8));
    let order = left.cmp(&right);
    match condition {
        IntCC::Equal => order.is_eq(),
        IntCC::NotEqual => order.is_ne(),
        IntCC::UnsignedLessThan => order.is_lt(),
        IntCC::UnsignedLessThanOrEqual => order.is_le(),
        IntCC::UnsignedGreaterThan => order.is_gt(),
        IntCC::UnsignedGreaterThanOrEqual => order.is_ge(),
        IntCC::SignedLessThan => signed.is_lt(),
        IntCC::SignedLessThanOrEqual => signed.is_le(),
        IntCC::SignedGreaterThan => signed.is_gt(),
        IntCC::SignedGreaterThanOrEqual => signed.is_ge(),
    }
}

impl Loop {
    /// All loops of these numbers.
    fn all() -> impl Iterator<Item = Loop> {
        let numbers = EDGES.into_iter().flat_map(|first| {
            STEPS.into_iter().flat_map(move |step| {
                let limits = EDGES.into_iter();
                limits.map(move |limit| (first, step, limit))
            })
        });
        numbers.flat_map(|(first, step, limit)| {
            CONDITIONS.into_iter().flat_map(move |condition| {
                let forms = [(false, false), (false, true), (true, false), (true, true)];
                forms.into_iter().map(move |(next, early)| Loop {
                    first,
                    step,
                    condition,
                    limit,
                    next,
                    early,
                    other: (limit / 2, step.wrapping_mul(3)),
                })
            })
        })
    }

    /// The values of both counters at the beginning of each round, until they repeat.
    fn values(self) -> Vec<(u8, u8)> {
        let (mut counter, mut other) = (self.first, self.other.0);
        let mut seen = Vec::new();
        for _ in 0..=256 {
            seen.push((counter, other));
            let next = counter.wrapping_add(self.step);
            let compared = if self.next { next } else { counter };
            if !holds(self.condition, compared, self.limit) {
                break;
            }
            counter = next;
            other = other.wrapping_add(self.other.1);
        }
        seen
    }

    /// The loop as CLIF, its first block, the block at its end, and its counters.
    fn function(self, isa: &dyn TargetIsa) -> (Function, [Block; 2], [Value; 2]) {
        let mut signature = Signature::new(isa.default_call_conv());
        signature.params.push(AbiParam::new(types::I8));
        let mut function = Function::with_name_signature(UserFuncName::default(), signature);
        let mut context = FunctionBuilderContext::new();
        let mut b = FunctionBuilder::new(&mut function, &mut context);
        let [entry, header, body, out] = [(); 4].map(|()| b.create_block());
        b.append_block_params_for_function_params(entry);
        let counter = b.append_block_param(header, types::I8);
        let other = b.append_block_param(header, types::I8);
        b.switch_to_block(entry);
        let first = b.ins().iconst(types::I8, i64::from(self.first));
        let other_first = b.ins().iconst(types::I8, i64::from(self.other.0));
        b.ins().jump(header, &[first.into(), other_first.into()]);
        b.switch_to_block(header);
        let step = b.ins().iconst(types::I8, i64::from(self.step));
        let next = b.ins().iadd(counter, step);
        let compared = if self.next { next } else { counter };
        let limit = b.ins().iconst(types::I8, i64::from(self.limit));
        if self.early {
            // Leaves where it fails: the branch has the opposite sense.
            let fails = b.ins().icmp(self.condition.complement(), compared, limit);
            b.ins().brif(fails, out, &[], body, &[]);
        } else {
            b.ins().jump(body, &[]);
        }
        b.switch_to_block(body);
        let other_step = b.ins().iconst(types::I8, i64::from(self.other.1));
        let other_next = b.ins().iadd(other, other_step);
        let again = [next.into(), other_next.into()];
        if self.early {
            b.ins().jump(header, &again);
        } else {
            let holds = b.ins().icmp(self.condition, compared, limit);
            b.ins().brif(holds, header, &again, out, &[]);
        }
        b.switch_to_block(out);
        b.ins().return_(&[]);
        b.seal_all_blocks();
        b.finalize(isa.frontend_config());
        (function, [header, body], [counter, other])
    }
}

fn isa() -> std::sync::Arc<dyn TargetIsa> {
    let flags = settings::Flags::new(settings::builder());
    let builder = cranelift_codegen::isa::lookup("x86_64-linux".parse().expect("a triple"));
    builder.expect("x86-64").finish(flags).expect("its flags")
}

#[test]
fn counters_stay_in_their_ranges() {
    let isa = isa();
    let mut bounded = 0;
    for case in Loop::all() {
        let (function, [header, body], counters) = case.function(isa.as_ref());
        let mut context = Context::for_function(function);
        context.compute_cfg();
        context.compute_domtree();
        let flow = Flow {
            isa: isa.as_ref(),
            cfg: &context.cfg,
            domtree: &context.domtree,
        };
        let mut ranges = Ranges::new(&context.func, flow);
        let values = case.values();
        let [first, second] = counters.map(|counter| ranges.of(counter, header));
        for &(counter, other) in &values {
            let inside =
                |range: super::Range, value| (range.min..=range.max).contains(&u64::from(value));
            assert!(inside(first, counter), "{case:?}: {counter}, {first:?}");
            assert!(
                inside(second, other),
                "{case:?}: the other: {other}, {second:?}"
            );
        }
        // In the body of a loop that leaves early, its condition holds.
        let in_body = ranges.of(counters[0], body);
        for &(counter, _) in &values {
            let compared = if case.next {
                counter.wrapping_add(case.step)
            } else {
                counter
            };
            if !case.early || holds(case.condition, compared, case.limit) {
                let value = u64::from(counter);
                assert!(
                    (in_body.min..=in_body.max).contains(&value),
                    "{case:?}: {in_body:?}"
                );
            }
        }
        bounded += u32::from(first.max < 255) + u32::from(second.max < 255);
    }
    // They say something, too.
    assert!(bounded > 10_000, "{bounded}");
}
