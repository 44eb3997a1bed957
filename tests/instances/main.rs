//! Modules that are instantiated several times in one image: every instance has memories, globals,
//! tables and segments of its own, and the links of its own.
//!
//! `cargo test --test instances -- [FILTER] [--target aarch64] [-O0] [-C memory=checked] [--negative-control]`.

use anyhow::{Context, Result, ensure};
use std::process::ExitCode;
use std::time::Duration;
use wasmc_abi::script::SLOT_BYTES;
use wasmc_abi::trap::Trap;
use wasmc_compiler::options::EntryPoint;
use wasmc_compiler::{
    Composition, Input, InstanceId, ModuleId, Options, ScriptCall, ScriptItem, compile,
};
use wasmc_tests::driver::Driver;
use wasmc_tests::limit::HANG;
use wasmc_tests::{Args, Machine, Tally, on_targets};

/// The longest that a call may take.
const LIMIT: Duration = HANG;

/// A module with state of every kind.
const STATE: &str = include_str!("state.wat");
/// A module that imports all of it.
const USER: &str = include_str!("user.wat");

fn main() -> Result<ExitCode> {
    on_targets("instances", |args, machine| {
        let mut tally = Tally::default();
        for (name, test) in TESTS {
            if args.wants(name) {
                tally.report(name, &test(machine, args));
            }
        }
        tally
    })
}

type Test = fn(&Machine, &Args) -> Result<()>;

const TESTS: [(&str, Test); 7] = [
    ("memories", memories),
    ("globals", globals),
    ("tables", tables),
    ("segments", segments),
    ("start functions", start_functions),
    ("links", links),
    ("segments in what is imported", imported),
];

/// An image that runs.
struct Image {
    driver: Driver,
    calls: Vec<ScriptCall>,
    negative_control: bool,
}

impl Image {
    /// Compiles a composition, starts it, and instantiates everything.
    fn start(machine: &Machine, args: &Args, composition: &Composition) -> Result<Image> {
        let options = Options {
            entry: EntryPoint::Script,
            ..machine.options()
        };
        let compiled = compile(composition, &options)?;
        let mut driver = Driver::start(machine, &compiled.bytes, LIMIT)?;
        for (number, call) in compiled.script.iter().enumerate() {
            if call.item == ScriptItem::Instantiate {
                let status = driver.call(number, &mut [])?;
                ensure!(status == 0, "the instantiation of {} traps", call.instance);
            }
        }
        Ok(Image {
            driver,
            calls: compiled.script,
            negative_control: args.negative_control,
        })
    }

    /// Calls an export that takes and returns 32-bit integers.
    fn call(&mut self, instance: InstanceId, export: &str, args: &[i32]) -> Result<i32> {
        let (status, result) = self.try_call(instance, export, args)?;
        ensure!(status == 0, "{export}{args:?} of {instance} traps");
        Ok(result)
    }

    /// The same where it may trap: with the status.
    fn try_call(&mut self, instance: InstanceId, export: &str, args: &[i32]) -> Result<(u32, i32)> {
        let wanted = ScriptItem::Func(export.into());
        let mut calls = self.calls.iter();
        let number = calls
            .position(|call| call.instance == instance && call.item == wanted)
            .with_context(|| format!("{instance} has no export {export}"))?;
        let mut slots = vec![[0; SLOT_BYTES]; args.len().max(1)];
        for (slot, arg) in slots.iter_mut().zip(args) {
            slot[..4].copy_from_slice(&arg.to_le_bytes());
        }
        let status = self.driver.call(number, &mut slots)?;
        let [a, b, c, d, ..] = slots[0];
        Ok((status, i32::from_le_bytes([a, b, c, d])))
    }

    /// Calls an export, and compares its result.
    fn expect(
        &mut self,
        instance: InstanceId,
        export: &str,
        args: &[i32],
        expected: i32,
    ) -> Result<()> {
        let got = self.call(instance, export, args)?;
        let expected = expected ^ i32::from(self.negative_control);
        ensure!(
            got == expected,
            "{export}{args:?} of {instance}: expected {expected}, got {got}"
        );
        Ok(())
    }
}

/// Adds a module in the text format.
fn add(composition: &mut Composition, name: &str, text: &str) -> Result<ModuleId> {
    Ok(composition.add(Input {
        name: name.into(),
        bytes: wat::parse_str(text)?,
    }))
}

/// Two instances of one module.
fn two(machine: &Machine, args: &Args) -> Result<(Image, [InstanceId; 2])> {
    let mut composition = Composition::default();
    let module = add(&mut composition, "state", STATE)?;
    let instances = [(); 2].map(|()| composition.instantiate(module, Vec::new()));
    Ok((Image::start(machine, args, &composition)?, instances))
}

fn memories(machine: &Machine, args: &Args) -> Result<()> {
    let (mut image, [a, b]) = two(machine, args)?;
    for instance in [a, b] {
        image.expect(instance, "load", &[16], 0x0403_0201)?;
        image.expect(instance, "size", &[], 1)?;
    }
    image.call(a, "store", &[16, 5])?;
    image.call(b, "store", &[20, 6])?;
    image.expect(a, "grow", &[2], 1)?;
    image.call(a, "store", &[0x2fffc, 7])?;
    image.expect(a, "load", &[16], 5)?;
    image.expect(a, "load", &[20], 0)?;
    image.expect(a, "load", &[0x2fffc], 7)?;
    image.expect(a, "size", &[], 3)?;
    image.expect(b, "load", &[16], 0x0403_0201)?;
    image.expect(b, "load", &[20], 6)?;
    image.expect(b, "size", &[], 1)?;
    image.driver.finish()
}

fn globals(machine: &Machine, args: &Args) -> Result<()> {
    let (mut image, [a, b]) = two(machine, args)?;
    image.call(a, "set", &[5])?;
    image.expect(a, "get", &[], 5)?;
    image.expect(b, "get", &[], 42)?;
    image.call(b, "set", &[6])?;
    image.expect(a, "get", &[], 5)?;
    image.expect(b, "get", &[], 6)?;
    image.driver.finish()
}

/// A table of fixed size, and one that grows; their functions belong to the instance too.
fn tables(machine: &Machine, args: &Args) -> Result<()> {
    let (mut image, [a, b]) = two(machine, args)?;
    for table in ["fixed", "growing"] {
        let call = |what: &str| format!("{table} {what}");
        for instance in [a, b] {
            image.expect(instance, &call("call"), &[0], 42)?;
            image.expect(instance, &call("is null"), &[1], 1)?;
        }
        image.call(a, &call("copy"), &[0, 1])?;
        image.expect(a, &call("is null"), &[1], 0)?;
        image.expect(b, &call("is null"), &[1], 1)?;
    }
    image.call(a, "set", &[7])?;
    image.expect(a, "fixed call", &[1], 7)?;
    image.expect(a, "growing call", &[1], 7)?;
    image.expect(b, "fixed call", &[0], 42)?;
    image.expect(b, "growing call", &[0], 42)?;
    image.expect(b, "grow table", &[5], 2)?;
    image.expect(a, "table size", &[], 2)?;
    image.expect(b, "table size", &[], 7)?;
    image.driver.finish()
}

/// A segment that one instance drops stays in the other.
fn segments(machine: &Machine, args: &Args) -> Result<()> {
    let (mut image, [a, b]) = two(machine, args)?;
    image.call(a, "drop", &[])?;
    for (export, trap) in [
        ("init data", Trap::MemoryOutOfBounds),
        ("init table", Trap::TableOutOfBounds),
    ] {
        let (status, _) = image.try_call(a, export, &[1])?;
        ensure!(
            status == trap as u32,
            "{export} of a dropped segment: {status}"
        );
    }
    image.call(b, "init data", &[32])?;
    image.expect(b, "load", &[32], 0x6c6c_6568)?;
    image.call(b, "init table", &[1])?;
    image.expect(b, "fixed call", &[1], 42)?;
    image.expect(a, "load", &[32], 0)?;
    image.expect(a, "fixed is null", &[1], 1)?;
    image.driver.finish()
}

fn start_functions(machine: &Machine, args: &Args) -> Result<()> {
    let (mut image, [a, b]) = two(machine, args)?;
    image.expect(a, "starts", &[], 1)?;
    image.expect(b, "starts", &[], 1)?;
    image.driver.finish()
}

/// Two instances of a module that imports, each linked with an instance of its own, and a third one
/// that is linked with the first one's.
fn three(machine: &Machine, args: &Args) -> Result<(Image, [InstanceId; 2], [InstanceId; 3])> {
    let mut composition = Composition::default();
    let state = add(&mut composition, "state", STATE)?;
    let user = add(&mut composition, "user", USER)?;
    let [a, b] = [(); 2].map(|()| composition.instantiate(state, Vec::new()));
    let users = [a, b, a].map(|it| composition.instantiate(user, vec![("state".into(), it)]));
    Ok((Image::start(machine, args, &composition)?, [a, b], users))
}

fn links(machine: &Machine, args: &Args) -> Result<()> {
    let (mut image, [a, b], [first, second, third]) = three(machine, args)?;
    // A function, a global, a memory, a table: of the instance that each is linked with.
    image.call(first, "set", &[5])?;
    image.call(second, "set", &[6])?;
    image.expect(a, "get", &[], 5)?;
    image.expect(b, "get", &[], 6)?;
    image.expect(third, "global", &[], 5)?;
    image.expect(second, "global", &[], 6)?;
    image.call(third, "store", &[24, 8])?;
    image.expect(a, "load", &[24], 8)?;
    image.expect(first, "load", &[24], 8)?;
    image.expect(b, "load", &[24], 0)?;
    image.expect(third, "call", &[0], 5)?;
    image.expect(second, "call", &[0], 6)?;
    // What each has itself.
    for (instance, count) in [(first, 1), (second, 1), (first, 2), (third, 1)] {
        image.expect(instance, "count", &[], count)?;
    }
    image.driver.finish()
}

/// Active segments are copied into the memory and the table that each instance is linked with, in
/// the order of instantiation.
fn imported(machine: &Machine, args: &Args) -> Result<()> {
    let (mut image, [a, b], [first, second, third]) = three(machine, args)?;
    image.expect(a, "load", &[64], 0x7265_7375)?;
    image.expect(b, "load", &[64], 0x7265_7375)?;
    // The entry is the function of the instance that came last.
    image.call(third, "count", &[])?;
    image.expect(a, "fixed call", &[2], 2)?;
    image.expect(first, "count", &[], 1)?;
    image.expect(b, "fixed call", &[2], 1)?;
    image.expect(second, "count", &[], 2)?;
    image.driver.finish()
}
