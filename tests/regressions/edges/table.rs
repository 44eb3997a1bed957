//! Tables with 64-bit indices beside one with 32-bit indices: every instruction at every edge.

use super::limits::{fits, operands};
use crate::case::{Call, Case, Expect};
use std::fmt::Write;
use wasmc_abi::trap::Trap;

/// A table.
struct Table {
    name: &'static str,
    address: &'static str,
    /// Whether it is written.
    written: bool,
    /// What calls of its entries return; `None`: null.
    entries: Vec<Option<u32>>,
}

/// What calls of the functions in the element segment return.
const SEGMENT: [u32; 3] = [10, 11, 12];

/// The module, but for what there is for each table.
const MODULE: &str = "(module
    (type $f (func (result i32)))
    (func $x (type $f) (i32.const 10))
    (func $y (type $f) (i32.const 11))
    (func $z (type $f) (i32.const 12))
    (table $constant i64 4 4 funcref)
    (table $fixed i64 12 12 funcref)
    (table $grows i64 2 funcref)
    (table $narrow 12 12 funcref)
    (elem (table $constant) (offset i64.const 0) func $x $y $z)
    (elem (table $grows) (offset i64.const 1) func $y)
    (elem $e func $x $y $z)
    (func (export \"grow\") (param i64) (result i64)
      (table.grow $grows (ref.null func) (local.get 0)))\n";

/// Every instruction, in an order in which each sees what those before have written.
pub fn case() -> Case {
    let function = |which: u32| Some(SEGMENT[which as usize]);
    let mut grows = vec![None; 12];
    grows[1] = function(1);
    let mut tables = [
        Table {
            name: "constant",
            address: "i64",
            written: false,
            entries: [function(0), function(1), function(2), None].into(),
        },
        Table {
            name: "fixed",
            address: "i64",
            written: true,
            entries: vec![None; 12],
        },
        Table {
            name: "grows",
            address: "i64",
            written: true,
            entries: grows,
        },
        Table {
            name: "narrow",
            address: "i32",
            written: true,
            entries: vec![None; 12],
        },
    ];
    let mut module = MODULE.to_string();
    let mut calls = Calls(Vec::new());
    let largest = u64::MAX;
    for (delta, old) in [
        (largest, largest),
        (1 << 63, largest),
        (1 << 32, largest),
        (largest - 1, largest),
        (0, 2),
        (10, 2),
        (0, 12),
        (largest - 11, largest),
    ] {
        calls.add("grow", [delta], Expect::value(old));
    }
    for table in &tables {
        accessors(&mut module, table);
        let size = table.entries.len() as u64;
        calls.add(&format!("size {}", table.name), [], Expect::value(size));
        calls.all_entries(table);
    }
    for to in 1..tables.len() {
        writers(&mut module, &tables[to]);
        write(&mut calls, &mut tables[to]);
        for from in 0..tables.len() {
            copier(&mut module, &tables[to], &tables[from]);
            copy(&mut calls, &mut tables, to, from);
        }
    }
    module += ")";
    Case::new("edges/tables", module, calls.0)
}

struct Calls(Vec<Call>);

impl Calls {
    fn add<const N: usize>(&mut self, export: &str, args: [u64; N], expect: Expect) {
        self.0.push(Call {
            export: export.into(),
            args: args.map(u128::from).into(),
            expect,
        });
    }

    /// A call that returns nothing, or traps.
    fn write<const N: usize>(&mut self, export: &str, args: [u64; N], inside: bool) {
        let expect = match inside {
            true => Expect::Values(Vec::new()),
            false => Expect::Trap(Trap::TableOutOfBounds),
        };
        self.add(export, args, expect);
    }

    /// Reads and calls every entry, and what is not there.
    fn all_entries(&mut self, table: &Table) {
        let size = table.entries.len() as u64;
        for index in (0..size).chain(operands(table.address, size)) {
            let entry = usize::try_from(index)
                .ok()
                .and_then(|it| table.entries.get(it));
            let (null, call) = match entry {
                Some(Some(value)) => (Expect::value(0_u32), Expect::value(*value)),
                Some(None) => (
                    Expect::value(1_u32),
                    Expect::Trap(Trap::UninitializedElement),
                ),
                None => (
                    Expect::Trap(Trap::TableOutOfBounds),
                    Expect::Trap(Trap::UndefinedElement),
                ),
            };
            self.add(&format!("null {}", table.name), [index], null);
            self.add(&format!("call {}", table.name), [index], call);
        }
    }
}

fn accessors(module: &mut String, Table { name, address, .. }: &Table) {
    // A string takes everything.
    let _ = writeln!(
        module,
        "(func (export \"size {name}\") (result {address}) (table.size ${name}))
         (func (export \"null {name}\") (param {address}) (result i32)
           (ref.is_null (table.get ${name} (local.get 0))))
         (func (export \"call {name}\") (param {address}) (result i32)
           (call_indirect ${name} (type $f) (local.get 0)))"
    );
}

fn writers(
    module: &mut String,
    Table {
        name,
        address,
        written,
        ..
    }: &Table,
) {
    assert!(written, "nothing writes this table");
    let value = "(table.get $constant (i64.extend_i32_u (local.get 1)))";
    let _ = writeln!(
        module,
        "(func (export \"set {name}\") (param {address} i32)
           (table.set ${name} (local.get 0) {value}))
         (func (export \"fill {name}\") (param {address} i32 {address})
           (table.fill ${name} (local.get 0) {value} (local.get 2)))
         (func (export \"init {name}\") (param {address} i32 i32)
           (table.init ${name} $e (local.get 0) (local.get 1) (local.get 2)))"
    );
}

fn copier(module: &mut String, to: &Table, from: &Table) {
    let count = match [to.address, from.address].contains(&"i32") {
        true => "i32",
        false => "i64",
    };
    let _ = writeln!(
        module,
        "(func (export \"copy {0} {1}\") (param {2} {3} {count})
           (table.copy ${0} ${1} (local.get 0) (local.get 1) (local.get 2)))",
        to.name, from.name, to.address, from.address
    );
}

fn write(calls: &mut Calls, table: &mut Table) {
    let size = table.entries.len() as u64;
    let name = table.name;
    for (which, start) in (0_u64..).zip(operands(table.address, size)) {
        let which = which % 3;
        let value = Some(SEGMENT[which as usize]);
        let inside = start < size;
        calls.write(&format!("set {name}"), [start, which], inside);
        if inside {
            table.entries[start as usize] = value;
        }
        for count in operands(table.address, size) {
            let inside = fits(start, count, size);
            calls.write(&format!("fill {name}"), [start, which, count], inside);
            if inside {
                table.entries[start as usize..][..count as usize].fill(value);
            }
        }
        for (from, count) in [
            (0, 3),
            (1, 2),
            (3, 0),
            (4, 0),
            (1, 3),
            (u32::MAX as usize, 1),
        ] {
            let inside = fits(start, count, size) && from as u64 + count <= 3;
            calls.write(&format!("init {name}"), [start, from as u64, count], inside);
            if inside {
                let entries = SEGMENT[from..][..count as usize].iter().copied().map(Some);
                let at = start as usize;
                table.entries.splice(at..at + count as usize, entries);
            }
        }
        calls.all_entries(table);
    }
}

fn copy(calls: &mut Calls, tables: &mut [Table], to: usize, from: usize) {
    let export = format!("copy {} {}", tables[to].name, tables[from].name);
    let sizes = [to, from].map(|table| tables[table].entries.len() as u64);
    let narrow = [to, from]
        .map(|table| tables[table].address)
        .contains(&"i32");
    for start in operands(tables[to].address, sizes[0]) {
        for source in operands(tables[from].address, sizes[1]) {
            for count in operands(if narrow { "i32" } else { "i64" }, 3) {
                let inside = fits(start, count, sizes[0]) && fits(source, count, sizes[1]);
                calls.write(&export, [start, source, count], inside);
                if inside {
                    let entries =
                        tables[from].entries[source as usize..][..count as usize].to_vec();
                    tables[to].entries[start as usize..][..count as usize]
                        .copy_from_slice(&entries);
                }
            }
        }
    }
    calls.all_entries(&tables[to]);
}
