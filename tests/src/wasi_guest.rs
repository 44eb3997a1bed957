//! Compiles the guest that does what it is told, see [`wasmc_agent::guest`].

use crate::image::Machine;
use anyhow::{Result, ensure};
use std::collections::HashMap;
use std::fmt::Write as _;
use wasmc_abi::wasi::{Core, FUNCTIONS, WasiFunction};
use wasmc_agent::guest::{Image, WORDS};
use wasmc_compiler::options::EntryPoint;
use wasmc_compiler::{Composition, Input, Options, ScriptItem, compile};

/// Compiles the guest with further functions, in the text format; they may call every WASI function
/// by its name, `$fd_read` say.
///
/// # Errors
/// The further functions are wrong.
pub fn image(machine: &Machine, more: &str) -> Result<Image> {
    image_with(machine, more, machine.options())
}

/// The same with other options.
///
/// # Errors
/// The further functions are wrong.
pub fn image_with(machine: &Machine, more: &str, options: Options) -> Result<Image> {
    let (bytes, calls) = compile_text(text(FUNCTIONS, more)?, options)?;
    Ok(Image::new(machine.clone(), bytes, calls))
}

/// A guest that imports these functions alone.
///
/// # Errors
/// There is no such function.
pub fn image_of(machine: &Machine, names: &[&str], options: Options) -> Result<Image> {
    let (bytes, calls) = compile_with(names, options)?;
    Ok(Image::new(machine.clone(), bytes, calls))
}

/// The same as an executable, with the numbers of its exports.
///
/// # Errors
/// There is no such function.
pub fn compile_with(names: &[&str], options: Options) -> Result<(Vec<u8>, HashMap<String, usize>)> {
    let functions = FUNCTIONS.iter().filter(|it| names.contains(&it.name));
    let functions: Vec<_> = functions.copied().collect();
    ensure!(functions.len() == names.len(), "unknown among {names:?}");
    // What every guest has that closes files.
    let close = "(func $fd_close (param i32) (result i32) (i32.const 8))";
    let close = if names.contains(&"fd_close") {
        ""
    } else {
        close
    };
    compile_text(text(&functions, close)?, options)
}

/// The same for another machine: the executable, and the numbers of its exports.
///
/// # Errors
/// The further functions are wrong.
pub fn compile_guest(machine: &Machine, more: &str) -> Result<(Vec<u8>, HashMap<String, usize>)> {
    compile_text(text(FUNCTIONS, more)?, machine.options())
}

fn compile_text(text: String, options: Options) -> Result<(Vec<u8>, HashMap<String, usize>)> {
    let input = Input {
        name: "guest".into(),
        bytes: wat::parse_str(text)?,
    };
    compile_script(&input.into(), options)
}

/// Compiles a guest: the executable, and the numbers of its exports.
///
/// # Errors
/// It cannot be compiled.
pub fn compile_script(
    guest: &Composition,
    options: Options,
) -> Result<(Vec<u8>, HashMap<String, usize>)> {
    let options = Options {
        entry: EntryPoint::Script,
        ..options
    };
    let compiled = compile(guest, &options)?;
    let calls = compiled.script.iter().enumerate();
    let calls = calls.filter_map(|(number, call)| match &call.item {
        ScriptItem::Func(name) => Some((name.clone(), number)),
        _ => None,
    });
    Ok((compiled.bytes, calls.collect()))
}

/// The module: one page of memory, which can grow.
fn text(functions: &[WasiFunction], more: &str) -> Result<String> {
    let mut text = String::from("(module\n");
    for function in functions {
        let name = function.name;
        let params = function.params.iter().map(|param| match param {
            Core::I32 => " i32",
            Core::I64 => " i64",
        });
        let params: String = params.collect();
        let result = if function.returns_errno {
            "(result i32)"
        } else {
            ""
        };
        writeln!(
            text,
            "(import \"wasi_snapshot_preview1\" \"{name}\" (func ${name} (param{params}) {result}))"
        )?;
    }
    text.push_str("(memory (export \"memory\") 1 65536)\n");
    for function in functions {
        let name = function.name;
        writeln!(text, "(export \"{name}\" (func ${name}))")?;
    }
    text.push_str(&memory_functions());
    text.push_str(
        r#"
        (func (export "close_from") (param i32)
          (loop $next
            (drop (call $fd_close (local.get 0)))
            (local.set 0 (i32.add (local.get 0) (i32.const 1)))
            (br_if $next (i32.lt_u (local.get 0) (i32.const 1024)))))
        "#,
    );
    text.push_str(more);
    text.push_str(")\n");
    Ok(text)
}

/// What reads and writes the memory of a guest, from outside.
pub fn memory_functions() -> String {
    let words = " i64".repeat(WORDS);
    let mut text = format!("(func (export \"poke\") (param i32{words})\n");
    for word in 0..WORDS {
        let (offset, local) = (word * 8, word + 1);
        text += &format!("(i64.store offset={offset} (local.get 0) (local.get {local}))\n");
    }
    text += &format!(")\n(func (export \"peek\") (param i32) (result{words})\n");
    for word in 0..WORDS {
        text += &format!("(i64.load offset={} (local.get 0))\n", word * 8);
    }
    text.push_str(
        r#")
        (func (export "put") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
        (func (export "put64") (param i32 i64) (i64.store (local.get 0) (local.get 1)))
        (func (export "fill") (param i32 i32 i32)
          (memory.fill (local.get 0) (local.get 1) (local.get 2)))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        "#,
    );
    text
}
