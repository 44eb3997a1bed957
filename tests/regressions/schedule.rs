//! Random blocks with many values, whose loads, stores and divisions must keep their order: what a
//! trap leaves in the memory shows it.

use crate::case::{Call, Case, Expect};
use std::fmt::Write;
use wasmc_abi::trap::Trap;
use wasmc_tests::random::Random;

/// Modules, functions in each, and calls of each function.
const MODULES: u64 = 8;
const FUNCTIONS: usize = 8;
const CALLS: usize = 6;
/// Variables of a function, of which the first two are its parameters.
const VARIABLES: usize = 26;
/// Steps of a function.
const STEPS: usize = 90;
/// Numbers in the memory that are used.
const CELLS: usize = 64;
/// Numbers in the memory that there are.
const MEMORY: u64 = (64 << 10) / 8;

/// What makes all variables different at first.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// One instruction, with the variables that it uses.
#[derive(Clone, Copy)]
enum Step {
    /// `to = memory[address % CELLS]`
    Load { to: usize, address: usize },
    /// `to = memory[address % (2 * MEMORY)]`, which may be out of bounds.
    WildLoad { to: usize, address: usize },
    /// `memory[address % CELLS] = from`
    Store { address: usize, from: usize },
    /// `to = x / (y % 16)`, which may be a division by zero.
    Divide { to: usize, x: usize, y: usize },
    /// `to = x operator y`
    Operator {
        operator: usize,
        to: usize,
        x: usize,
        y: usize,
    },
}

/// An operator: its name, and what it computes.
type Operator = (&'static str, fn(u64, u64) -> u64);

const OPERATORS: [Operator; 6] = [
    ("add", u64::wrapping_add),
    ("sub", u64::wrapping_sub),
    ("mul", u64::wrapping_mul),
    ("xor", |x, y| x ^ y),
    ("rotl", |x, y| x.rotate_left((y % 64) as u32)),
    ("shr_u", |x, y| x >> (y % 64)),
];

/// One test for each module.
pub fn cases() -> Vec<Case> {
    (0..MODULES).map(case).collect()
}

fn case(seed: u64) -> Case {
    let mut random = Random::new(seed);
    let mut text = String::from("(module (memory 1)\n");
    let mut memory = vec![0; CELLS];
    let mut calls = Vec::new();
    for function in 0..FUNCTIONS {
        let steps: Vec<Step> = (0..STEPS).map(|_| step(&mut random)).collect();
        write(&mut text, function, &steps);
        for _ in 0..CALLS {
            let args = [random.u64(), random.u64()];
            let expect = match run(&steps, args, &mut memory) {
                Ok(value) => Expect::value(value),
                Err(trap) => Expect::Trap(trap),
            };
            calls.push(Call {
                export: format!("run {function}"),
                args: args.map(u128::from).to_vec(),
                expect,
            });
            calls.push(Call {
                export: "digest".into(),
                args: Vec::new(),
                expect: Expect::value(memory.iter().fold(0, |sum, &cell| digest(sum, cell))),
            });
        }
    }
    text += "(func (export \"digest\") (result i64) (local i64)\n";
    for cell in 0..CELLS {
        // A string takes everything, here and below.
        let _ = writeln!(
            text,
            "(local.set 0 (i64.add (i64.mul (local.get 0) (i64.const 31))
                                   (i64.load (i32.const {}))))",
            cell * 8
        );
    }
    text += "local.get 0))";
    Case::new(format!("schedule/{seed}"), text, calls)
}

fn digest(sum: u64, value: u64) -> u64 {
    sum.wrapping_mul(31).wrapping_add(value)
}

fn step(random: &mut Random) -> Step {
    let mut variable = || random.below(VARIABLES);
    let (to, x, y) = (variable(), variable(), variable());
    match random.below(64) {
        0 => Step::WildLoad { to, address: x },
        1 => Step::Divide { to, x, y },
        2..20 => Step::Load { to, address: x },
        20..28 => Step::Store {
            address: x,
            from: y,
        },
        _ => Step::Operator {
            operator: random.below(OPERATORS.len()),
            to,
            x,
            y,
        },
    }
}

/// What a function computes, with `memory` changed as far as it gets.
fn run(steps: &[Step], args: [u64; 2], memory: &mut [u64]) -> Result<u64, Trap> {
    let mut variables = [0; VARIABLES];
    variables[..2].copy_from_slice(&args);
    for variable in 2..VARIABLES {
        let scaled = variables[variable - 1].wrapping_mul(SPREAD);
        variables[variable] = scaled.wrapping_add(variables[variable - 2]);
    }
    for &step in steps {
        match step {
            Step::Load { to, address } => {
                variables[to] = memory[variables[address] as usize % CELLS];
            }
            Step::WildLoad { to, address } => {
                let cell = variables[address] % (2 * MEMORY);
                if cell >= MEMORY {
                    return Err(Trap::MemoryOutOfBounds);
                }
                variables[to] = memory.get(cell as usize).copied().unwrap_or(0);
            }
            Step::Store { address, from } => {
                memory[variables[address] as usize % CELLS] = variables[from];
            }
            Step::Divide { to, x, y } => {
                let quotient = variables[x].checked_div(variables[y] % 16);
                variables[to] = quotient.ok_or(Trap::IntegerDivideByZero)?;
            }
            Step::Operator { operator, to, x, y } => {
                variables[to] = OPERATORS[operator].1(variables[x], variables[y]);
            }
        }
    }
    Ok(variables.iter().fold(0, |sum, &value| digest(sum, value)))
}

fn write(text: &mut String, function: usize, steps: &[Step]) {
    let _ = writeln!(
        text,
        "(func (export \"run {function}\") (param i64 i64) (result i64) (local{})",
        " i64".repeat(VARIABLES - 2)
    );
    for variable in 2..VARIABLES {
        let _ = writeln!(
            text,
            "(local.set {variable} (i64.add (i64.mul (local.get {}) (i64.const {SPREAD}))
                                            (local.get {})))",
            variable - 1,
            variable - 2
        );
    }
    let address = |variable: usize, cells: u64| {
        format!(
            "(i32.wrap_i64 (i64.shl (i64.and (local.get {variable}) (i64.const {})) (i64.const 3)))",
            cells - 1
        )
    };
    for &step in steps {
        let line = match step {
            Step::Load { to, address: from } => {
                let address = address(from, CELLS as u64);
                format!("(local.set {to} (i64.load {address}))")
            }
            Step::WildLoad { to, address: from } => {
                let address = address(from, 2 * MEMORY);
                format!("(local.set {to} (i64.load {address}))")
            }
            Step::Store { address: to, from } => {
                let address = address(to, CELLS as u64);
                format!("(i64.store {address} (local.get {from}))")
            }
            Step::Divide { to, x, y } => format!(
                "(local.set {to} (i64.div_u (local.get {x}) (i64.and (local.get {y}) (i64.const 15))))"
            ),
            Step::Operator { operator, to, x, y } => {
                let name = OPERATORS[operator].0;
                format!("(local.set {to} (i64.{name} (local.get {x}) (local.get {y})))")
            }
        };
        let _ = writeln!(text, "{line}");
    }
    text.push_str("i64.const 0\n");
    for variable in 0..VARIABLES {
        let _ = writeln!(text, "i64.const 31 i64.mul local.get {variable} i64.add");
    }
    text.push_str(")\n");
}
