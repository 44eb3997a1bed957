//! Loops that copy, set and compare memory byte by byte: overlaps, the ends of pages and of the memory, indices
//! that wrap around, what is in the memory after a trap.

use crate::case::{Call, Case, Expect, Value};
use wasmc_abi::trap::Trap;

/// Bytes of the memory.
const MEMORY: u32 = 1 << 16;
/// Bytes that are filled before each loop, and summed up behind it.
const WINDOW: u32 = 192;
/// Where these begin: at the start, around the end of a page, at the end of the memory.
const WINDOWS: [u32; 3] = [0, 4096 - WINDOW / 2, MEMORY - WINDOW];
/// Where the first pointer begins in a window.
const STARTS: [u32; 4] = [3, 50, 93, 150];
/// How far behind it the second one begins.
const DISTANCES: [i32; 10] = [-33, -8, -7, -1, 0, 1, 7, 8, 9, 40];
const ROUNDS: [u32; 8] = [1, 7, 8, 9, 10, 17, 31, 45];

/// What a loop does with the bytes that its pointers `$d` and `$s` lead to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Copy,
    Set,
    Compare,
}

/// How a loop goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// It counts down, and asks at its end.
    Down,
    /// It counts 64 bits up to a limit, and asks at its beginning.
    Up,
    /// It goes on until a pointer reaches its end.
    Pointer,
    /// Backward: pointers are moved first.
    Backward,
    /// Backward: pointers are moved last.
    BackwardLast,
}

const ACTIONS: [(&str, Action); 3] = [
    ("copy", Action::Copy),
    ("set", Action::Set),
    ("compare", Action::Compare),
];
const FORMS: [(&str, Form); 5] = [
    ("down", Form::Down),
    ("up", Form::Up),
    ("pointer", Form::Pointer),
    ("backward", Form::Backward),
    ("backward, pointers last", Form::BackwardLast),
];

/// One test for each action and form.
pub fn cases() -> Vec<Case> {
    let all = ACTIONS
        .iter()
        .flat_map(|&action| FORMS.map(|form| case(action, form)));
    all.collect()
}

fn case((action_name, action): (&str, Action), (form_name, form): (&str, Form)) -> Case {
    let step = if is_backward(form) { -1 } else { 1 };
    let act = match action {
        Action::Copy => "(i32.store8 (local.get $d) (i32.load8_u (local.get $s)))",
        Action::Set => "(i32.store8 (local.get $d) (local.get $byte))",
        Action::Compare => {
            "(br_if $out (i32.ne (i32.load8_u (local.get $d)) (i32.load8_u (local.get $s))))"
        }
    };
    let advance = format!(
        "(local.set $d (i32.add (local.get $d) (i32.const {step})))
         (local.set $s (i32.add (local.get $s) (i32.const {step})))"
    );
    let body = match form {
        Form::Down | Form::BackwardLast => format!(
            "{act} {advance} (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))"
        ),
        Form::Backward => format!(
            "{advance} {act} (br_if $again (local.tee $n (i32.add (local.get $n) (i32.const -1))))"
        ),
        Form::Up => format!(
            "(br_if $out (i64.eq (local.get $i) (local.get $limit))) {act} {advance}
             (local.set $i (i64.add (i64.const 1) (local.get $i))) (br $again)"
        ),
        Form::Pointer => {
            format!("{act} {advance} (br_if $again (i32.ne (local.get $end) (local.get $d)))")
        }
    };
    let text = format!(
        "(module (memory 1 1)
            (func $fill (param $at i32) (local $i i32)
                (loop $again
                    (i32.store8 (i32.add (local.get $at) (local.get $i))
                        (i32.rem_u (i32.mul (local.get $i) (local.get $i)) (i32.const 3)))
                    (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const {WINDOW})))))
            (func $sum (export \"sum\") (param $at i32) (result i64) (local $i i32) (local $sum i64)
                (loop $again
                    (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 1099511628211))
                        (i64.load8_u (i32.add (local.get $at) (local.get $i)))))
                    (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const {WINDOW}))))
                (local.get $sum))
            (func $run (export \"run\") (param $at i32) (param $d i32) (param $s i32) (param $n i32)
                (result i64 i32 i32) (local $byte i32) (local $end i32) (local $i i64)
                (local $limit i64)
                (call $fill (local.get $at))
                (local.set $byte (i32.add (local.get $n) (i32.const 0x1f0)))
                (local.set $limit (i64.extend_i32_u (local.get $n)))
                (local.set $end (i32.add (local.get $d) (local.get $n)))
                (block $out (loop $again {body}))
                (call $sum (local.get $at)) (local.get $d) (local.get $s)))"
    );
    let mut memory = vec![0u8; MEMORY as usize];
    let mut calls = Vec::new();
    for window in WINDOWS {
        for start in STARTS {
            for distance in DISTANCES {
                for rounds in ROUNDS {
                    let first = window + start;
                    let second = first.wrapping_add_signed(distance);
                    let pointers = [first, second];
                    let ended = run(&mut memory, window, action, form, pointers, rounds);
                    let args = [window, first, second, rounds].map(u128::from).to_vec();
                    let sum = Value::exactly(sum(&memory, window));
                    let expect = match ended {
                        Some([d, s]) => {
                            Expect::Values(vec![sum, Value::exactly(d), Value::exactly(s)])
                        }
                        None => Expect::Trap(Trap::MemoryOutOfBounds),
                    };
                    calls.push(Call {
                        export: "run".into(),
                        args,
                        expect,
                    });
                    if ended.is_none() {
                        calls.push(Call {
                            export: "sum".into(),
                            args: vec![window.into()],
                            expect: Expect::Values(vec![sum]),
                        });
                    }
                }
            }
        }
    }
    Case::new(
        format!("byte loops/{action_name}, {form_name}"),
        text,
        calls,
    )
}

fn is_backward(form: Form) -> bool {
    matches!(form, Form::Backward | Form::BackwardLast)
}

/// Does byte by byte what the function does. The pointers behind the loop, or `None` if it traps.
fn run(
    memory: &mut [u8],
    window: u32,
    action: Action,
    form: Form,
    [mut d, mut s]: [u32; 2],
    rounds: u32,
) -> Option<[u32; 2]> {
    for index in 0..WINDOW {
        memory[(window + index) as usize] = (index * index % 3) as u8;
    }
    let step = if is_backward(form) { -1 } else { 1 };
    for _ in 0..rounds {
        if form == Form::Backward {
            d = d.wrapping_add_signed(step);
            s = s.wrapping_add_signed(step);
        }
        match action {
            Action::Copy => {
                let byte = *memory.get(s as usize)?;
                *memory.get_mut(d as usize)? = byte;
            }
            Action::Set => *memory.get_mut(d as usize)? = (rounds + 0x1f0) as u8,
            Action::Compare => {
                if memory.get(d as usize)? != memory.get(s as usize)? {
                    break;
                }
            }
        }
        if form != Form::Backward {
            d = d.wrapping_add_signed(step);
            s = s.wrapping_add_signed(step);
        }
    }
    Some([d, s])
}

fn sum(memory: &[u8], window: u32) -> u64 {
    let bytes = &memory[window as usize..(window + WINDOW) as usize];
    bytes.iter().fold(0, |sum: u64, &byte| {
        sum.wrapping_mul(0x100_0000_01b3).wrapping_add(byte.into())
    })
}
