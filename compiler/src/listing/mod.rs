//! The machine code of an image as text: `--emit asm`.
//!
//! Needs the code as it goes into the image. Gives each function in the syntax of assemblers, with labels and the
//! names of symbols, and above the instructions, in comments, the lines that they came from. `flow` tells
//! instructions from data, `x86_64` and `aarch64` read and print them, `names` says what they refer to, `origin`
//! where they came from.

mod aarch64;
mod flow;
mod names;
mod origin;
mod text;
mod x86_64;

use crate::composition::Composition;
use crate::machine::{Code, Placed};
use crate::options::Options;
use crate::program::{FuncId, Program};
use crate::target::Target;
use cranelift_entity::EntityRef;
use flow::{Item, Machine};
use names::Names;
use origin::Origins;
use rayon::prelude::*;
use std::fmt::Write;

/// Every function, in the order of the image.
pub fn write(
    program: &Program<'_>,
    composition: &Composition,
    code: &Code,
    options: &Options,
) -> Vec<u8> {
    let machine = match options.target {
        Target::X86_64 => &x86_64::MACHINE,
        Target::Aarch64 => &aarch64::MACHINE,
    };
    let origins = Origins::new(program, composition, &options.sources);
    let functions: Vec<_> = code.functions.iter().collect();
    let texts: Vec<String> = functions
        .into_par_iter()
        // Those all of whose calls are inlined have no code.
        .filter(|(_, placed)| placed.len > 0)
        .map(|(id, placed)| function(program, code, machine, &origins, id, placed))
        .collect();
    texts.join("\n").into_bytes()
}

fn function(
    program: &Program<'_>,
    code: &Code,
    machine: &Machine,
    origins: &Origins<'_>,
    id: FuncId,
    placed: &Placed,
) -> String {
    let mut names = Names::new(program, code, id.index());
    let items = flow::items(machine, &mut names, placed);
    let mut out = format!("{}:\n", names::quoted(&program.function_name(id)));
    let mut comments = origins.of(id, placed);
    for item in &items {
        if let Some(label) = names.label(item.start()) {
            let _ = writeln!(out, "{label}:");
        }
        match item {
            Item::Inst(inst) => {
                if let Some(comment) = comments.at(inst.start - placed.start) {
                    let _ = writeln!(out, "    # {comment}");
                }
                let text = (machine.print)(&names, inst);
                let (mnemonic, operands) = text.split_once(' ').unwrap_or((&text, ""));
                let line = format!("    {mnemonic:<7} {}", operands.trim_start());
                let _ = writeln!(out, "{}", line.trim_end());
            }
            Item::Table { start, targets } => {
                let table = names.place(*start);
                for &target in targets {
                    let _ = writeln!(out, "    .long   {}-{table}", names.place(target));
                }
            }
            Item::Bytes(range) => data(
                &mut out,
                &code.text[range.start as usize..range.end as usize],
            ),
        }
    }
    out
}

/// Constants, in pieces that are as large as possible.
fn data(out: &mut String, mut bytes: &[u8]) {
    if bytes.iter().all(|&byte| byte == 0) {
        let _ = writeln!(out, "    .zero   {}", bytes.len());
        return;
    }
    while !bytes.is_empty() {
        let (directive, size) = match bytes.len() {
            8.. => (".quad", 8),
            4..8 => (".long", 4),
            2..4 => (".short", 2),
            _ => (".byte", 1),
        };
        let (piece, rest) = bytes.split_at(size);
        let number = piece
            .iter()
            .rev()
            .fold(0, |number, &byte| number << 8 | u64::from(byte));
        let _ = writeln!(out, "    {directive:<7} {number:#x}");
        bytes = rest;
    }
}
