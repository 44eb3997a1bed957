//! Modules that a compiler spends much time or memory on for their size. Each is a command.

use std::fmt::Write;

/// Makes the text of a module.
type Text = fn() -> String;

/// Names, and what makes the text of each.
pub const MODULES: [(&str, Text); 8] = [
    ("tags", || tags(1_000_000)),
    ("payload", || payload(1_000, 50)),
    ("nested-handlers", || nested_handlers(100_000)),
    ("nested-tags", || nested_tags(3_000)),
    ("br_table-arguments", || br_table(40, 1_000)),
    ("br_if-arguments", || br_if(60, 2_000)),
    ("loops-locals", || loops(500, 2_000)),
    ("globals", || globals(100_000)),
];

/// Many tags, none of which is thrown.
fn tags(count: usize) -> String {
    format!(
        "(module {} (func (export \"_start\")))",
        "(tag)".repeat(count)
    )
}

/// Exceptions with many values, thrown and caught many times in one function.
fn payload(values: usize, throws: usize) -> String {
    let types = "i64 ".repeat(values);
    let mut body = String::new();
    for _ in 0..throws {
        write!(
            body,
            "(block $h (result {types}) (try_table (catch $t $h) (call $f)) unreachable)
             {}",
            "drop ".repeat(values)
        )
        .expect("a string takes everything");
    }
    let arguments = "(local.get 0) ".repeat(values);
    format!(
        "(module (tag $t (param {types}))
           (func $f (call $g (i64.const 1)))
           (func $g (param i64) (throw $t {arguments}))
           (func (export \"_start\") {body}))"
    )
}

/// Handlers for one tag, each inside the one before, around one call.
fn nested_handlers(depth: usize) -> String {
    format!(
        "(module (tag $t) (func $f (throw $t))
           (func (export \"_start\") {}call $f{}))",
        "block try_table (catch $t 0) ".repeat(depth),
        " end end".repeat(depth)
    )
}

/// Handlers for as many tags, each inside the one before, around one call.
fn nested_tags(depth: usize) -> String {
    let mut open = String::new();
    for tag in 0..depth {
        write!(open, "block try_table (catch {tag} 0) ").expect("a string takes everything");
    }
    format!(
        "(module {} (func $f (throw 0)) (func (export \"_start\") {open}call $f{}))",
        "(tag)".repeat(depth),
        " end end".repeat(depth)
    )
}

/// `br_table` with many entries, all with the same target, which takes many values.
fn br_table(values: usize, entries: usize) -> String {
    let types = "i32 ".repeat(values);
    let push = "local.get 0 ".repeat(values);
    let drop = "drop ".repeat(values);
    let table = "0 ".repeat(entries);
    let one = format!("block (result {types}) {push} local.get 0 br_table {table} end {drop}");
    format!(
        "(module (func (export \"_start\") (local i32) {}))",
        one.repeat(20)
    )
}

/// `br_if` with many values, many times.
fn br_if(values: usize, count: usize) -> String {
    let types = "i32 ".repeat(values);
    let push = "local.get 0 ".repeat(values);
    let drop = "drop ".repeat(values);
    let branches = "local.get 0 br_if 0 ".repeat(count);
    format!(
        "(module (func (export \"_start\") (local i32)
           block (result {types}) {push} {branches} end {drop}))"
    )
}

/// Loops in a row, in each of which every local may change.
fn loops(count: usize, locals: usize) -> String {
    let declared = "i32 ".repeat(locals);
    let mut body = String::new();
    for index in 0..count {
        let local = 1 + index % locals;
        write!(
            body,
            "loop local.get 0 local.get {local} i32.add local.set {local} local.get {local} br_if 0 end "
        )
        .expect("a string takes everything");
    }
    let sum = (1..=locals).map(|local| format!("local.get {local} i32.add "));
    format!(
        "(module (func (export \"_start\") (local i32 {declared})
           {body} local.get 0 {} drop))",
        sum.collect::<String>()
    )
}

/// A function that writes and reads many globals.
fn globals(count: usize) -> String {
    let mut body = String::new();
    for global in 0..count {
        write!(
            body,
            "global.get {global} i32.const 1 i32.add global.set {global} "
        )
        .expect("a string takes everything");
    }
    format!(
        "(module {} (func (export \"_start\") {body}))",
        "(global (mut i32) (i32.const 0))".repeat(count)
    )
}
