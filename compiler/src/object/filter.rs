//! The filter of system calls: which calls the functions can make that are linked, as a program in
//! classic BPF (`Documentation/networking/filter.rst` of the kernel, seccomp(2)).

use super::data::used;
use crate::machine::Code;
use crate::options::Seccomp;
use crate::program::Program;
use crate::program::symbol::{Symbol, wasi_functions};
use crate::target::Target;
use std::collections::{BTreeMap, BTreeSet};
use wasmc_abi::calls::{ALWAYS, BUILTINS, Check, Function, PARENT, Rule, Test, WASI, WASI02};
use wasmc_abi::filter::{FilterHeader, Instruction, MOST_INSTRUCTIONS};
use wasmc_abi::wasi02;

/// Instructions (`linux/bpf_common.h`).
const LOAD: u16 = 0x20;
const JUMP: u16 = 0x05;
const JUMP_EQUAL: u16 = 0x15;
const JUMP_AT_LEAST: u16 = 0x35;
const RETURN: u16 = 0x06;

/// Results (`linux/seccomp.h`).
const ALLOW: u32 = 0x7fff_0000;
const LOG: u32 = 0x7ffc_0000;
/// A signal, whose handler says which call it was.
const TRAP: u32 = 0x0003_0000;

/// Offsets in `struct seccomp_data`, in bytes.
const NUMBER: u32 = 0;
const ARCHITECTURE: u32 = 4;
const ARGUMENTS: u32 = 16;

/// A call that does nothing: what a tracer turns calls into that it wants to skip (ptrace(2)).
const SKIPPED: u32 = u32::MAX;
/// `AT_FDCWD`.
const WORKING_DIRECTORY: u32 = -100_i32 as u32;
/// Descriptors below this are the standard streams.
const STREAMS: u32 = 3;
/// Stands for the number of the process until the runtime knows it.
const PROCESS: u32 = 0;

/// Names of the system calls that the filter allows, sorted.
pub fn names(code: &Code) -> Vec<String> {
    let rules = rules(code);
    let names: BTreeSet<&str> = rules.iter().map(|rule| rule.call.name).collect();
    names.into_iter().map(String::from).collect()
}

/// What the functions do that are linked.
fn rules(code: &Code) -> Vec<Rule> {
    let mut rules = ALWAYS.to_vec();
    let mut add = |functions: &[Function], name: &str| {
        let found = functions.iter().filter(|function| function.name == name);
        let groups = found.flat_map(|function| function.rules);
        rules.extend(groups.copied().flatten());
    };
    for symbol in used(code) {
        match symbol {
            Symbol::Builtin(builtin) => add(BUILTINS, builtin.symbol()),
            Symbol::Wasi(index) => {
                let function = wasi_functions().nth(index);
                function.into_iter().for_each(|it| add(WASI, it.name));
            }
            Symbol::Host(index) => add(WASI02, wasi02::FUNCTIONS[index].symbol),
            Symbol::HostDrop(index) => add(WASI02, wasi02::RESOURCES[index].drop),
            _ => {}
        }
    }
    rules
}

/// The filter with its header.
pub fn filter(program: &Program<'_>, code: &Code, target: Target) -> Vec<u8> {
    assemble(program, &rules(code), target)
}

/// The filter of the workers of a server, which holds beside the one above: without what the parent alone does.
pub fn worker_filter(program: &Program<'_>, code: &Code, target: Target) -> Vec<u8> {
    let mut rules = rules(code);
    rules.retain(|rule| !PARENT.contains(rule));
    assemble(program, &rules, target)
}

fn assemble(program: &Program<'_>, rules: &[Rule], target: Target) -> Vec<u8> {
    let refusal = match program.seccomp() {
        Seccomp::On => TRAP,
        Seccomp::Log => LOG,
        Seccomp::Off => ALLOW,
    };
    let assembler = Assembler {
        refusal,
        opens: program.opens(),
    };
    let program = assembler.program(rules, target);
    assert!(program.len() <= MOST_INSTRUCTIONS, "the lists bound it");
    let process = program.iter().position(|it| it.is_process);
    let header = FilterHeader {
        count: program.len() as u32,
        process: process.expect("every filter allows a signal to itself") as u32,
    };
    let mut bytes = header.to_bytes().to_vec();
    bytes.extend(program.iter().flat_map(|step| step.instruction.to_bytes()));
    bytes
}

/// One instruction.
#[derive(Clone, Copy)]
struct Step {
    instruction: Instruction,
    /// Whether its constant is to be the number of the process.
    is_process: bool,
}

fn step(code: u16, value: u32) -> Step {
    branch(code, value, 0, 0)
}

fn branch(code: u16, value: u32, jump_true: usize, jump_false: usize) -> Step {
    let near = |distance| u8::try_from(distance).expect("a condition jumps over few instructions");
    Step {
        instruction: Instruction {
            code,
            jump_true: near(jump_true),
            jump_false: near(jump_false),
            value,
        },
        is_process: false,
    }
}

struct Assembler {
    /// The result for all other calls.
    refusal: u32,
    /// Whether the image has descriptors beside its standard streams.
    opens: bool,
}

impl Assembler {
    fn program(&self, rules: &[Rule], target: Target) -> Vec<Step> {
        // AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64 (`linux/audit.h`). A process of one machine can make
        // calls of another, whose numbers mean something else.
        let architecture = match target {
            Target::X86_64 => 0xc000_003e,
            Target::Aarch64 => 0xc000_00b7,
        };
        let mut calls: BTreeMap<u32, Vec<&'static [Check]>> = BTreeMap::new();
        for rule in rules {
            let number = match target {
                Target::X86_64 => rule.call.x86_64,
                Target::Aarch64 => rule.call.aarch64,
            };
            let alternatives = calls.entry(number).or_default();
            if !alternatives.contains(&rule.checks) {
                alternatives.push(rule.checks);
            }
        }
        calls.insert(SKIPPED, vec![&[]]);
        let mut program = vec![
            step(LOAD, ARCHITECTURE),
            branch(JUMP_EQUAL, architecture, 1, 0),
            step(RETURN, self.refusal),
            step(LOAD, NUMBER),
        ];
        let calls: Vec<_> = calls.into_iter().collect();
        program.extend(self.search(&calls));
        program
    }

    /// Finds a number by halves: the kernel runs the program for each number that there is when it is
    /// installed.
    fn search(&self, calls: &[(u32, Vec<&[Check]>)]) -> Vec<Step> {
        if let [(number, alternatives)] = calls {
            let refused = step(RETURN, self.refusal);
            let mut program = self.alternatives(alternatives);
            program.insert(0, branch(JUMP_EQUAL, *number, 1, 0));
            program.insert(1, refused);
            return program;
        }
        let (low, high) = calls.split_at(calls.len() / 2);
        let middle = high.first().map_or(0, |(number, _)| *number);
        let (low, high) = (self.search(low), self.search(high));
        let mut program = match u8::try_from(low.len()) {
            Ok(distance) => vec![branch(JUMP_AT_LEAST, middle, distance.into(), 0)],
            Err(_) => vec![
                branch(JUMP_AT_LEAST, middle, 0, 1),
                step(JUMP, low.len() as u32),
            ],
        };
        program.extend(low);
        program.extend(high);
        program
    }

    /// Allows a call if all checks of one of the alternatives hold.
    fn alternatives(&self, alternatives: &[&[Check]]) -> Vec<Step> {
        let mut program = Vec::new();
        for checks in alternatives {
            let mut one = vec![step(RETURN, ALLOW)];
            for check in checks.iter().rev() {
                let mut with = self.check(check, one.len());
                with.extend(one);
                one = with;
            }
            program.extend(one);
            if checks.is_empty() {
                return program;
            }
        }
        program.push(step(RETURN, self.refusal));
        program
    }

    /// Goes on if the check holds, and else skips the `rest` of the alternative too.
    fn check(&self, check: &Check, rest: usize) -> Vec<Step> {
        let argument = ARGUMENTS + 8 * check.argument;
        let mut program = vec![step(LOAD, argument)];
        match check.test {
            Test::OneOf(values) => program.extend(one_of(values, rest)),
            Test::Long(values) => {
                // The upper half first (both machines are little-endian).
                program = vec![
                    step(LOAD, argument + 4),
                    branch(JUMP_EQUAL, 0, 0, 1 + values.len() + rest),
                    step(LOAD, argument),
                ];
                program.extend(one_of(values, rest));
            }
            Test::Descriptor if self.opens => {
                program.push(branch(JUMP_EQUAL, WORKING_DIRECTORY, rest, 0));
            }
            Test::Descriptor => program.push(branch(JUMP_AT_LEAST, STREAMS, rest, 0)),
            Test::Process => program.push(Step {
                is_process: true,
                ..branch(JUMP_EQUAL, PROCESS, 0, rest)
            }),
        }
        program
    }
}

/// Goes on if the value that is loaded is one of these, and else skips the `rest`.
fn one_of(values: &[u32], rest: usize) -> Vec<Step> {
    let last = values.len() - 1;
    let compare = |(index, &value): (usize, &u32)| {
        let missed = if index == last { rest } else { 0 };
        branch(JUMP_EQUAL, value, last - index, missed)
    };
    values.iter().enumerate().map(compare).collect()
}
