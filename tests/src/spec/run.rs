//! Compiles the image of a script and takes its steps.

use super::plan::{Action, Call, Expect, Plan, Step, plan};
use super::value::Kind;
use crate::image::Machine;
use std::collections::HashMap;
use std::time::Duration;
use wasmc_abi::script::SLOT_BYTES;
use wasmc_abi::trap::Trap;
use wasmc_agent::driver::{Driver, Slot};
use wasmc_agent::plan::{Bytes, Exchange};
use wasmc_agent::tally::Tally;
use wasmc_compiler::options::{EntryPoint, WasmVersion};
use wasmc_compiler::{
    Compiled, Composition, InstanceId, ModuleId, Options, ScriptCall, ScriptItem, compile,
};

/// How the message of a call starts that was not made, since there is no running image.
pub const NOT_RUN: &str = "not run: ";

/// A script to run.
pub struct Script<'a> {
    /// Its file name.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The version of WebAssembly that it is about.
    pub wasm: WasmVersion,
    /// Whether its expectations are turned into wrong ones.
    pub flip: bool,
    /// The longest that a call may take.
    pub limit: Duration,
}

/// What came of a script.
#[derive(Debug, Default)]
pub struct Report {
    /// Assertions that hold, and everything that fails.
    pub tally: Tally,
    /// A line for each failure.
    pub failures: Vec<String>,
    /// The executable, if it was compiled.
    pub image: Vec<u8>,
    /// The calls that were made in it, and what they led to.
    pub exchanges: Vec<Exchange>,
}

impl Report {
    fn fail(&mut self, place: &str, what: &str, message: &str) {
        self.tally.failed += 1;
        self.failures.push(format!("{place}: {what}: {message}"));
    }
}

/// Runs a script.
pub fn run(machine: &Machine, script: &Script<'_>) -> Report {
    let mut report = Report::default();
    let mut plan = match plan(script) {
        Ok(plan) => plan,
        Err(error) => {
            report.fail(script.name, "script", &error);
            return report;
        }
    };
    let (compiled, refused) = compile_image(machine, script.wasm, &mut plan);
    if let Ok(compiled) = &compiled {
        report.image.clone_from(&compiled.bytes);
    }
    let mut image = Image::start(machine, compiled, script.limit);
    for step in &plan.steps {
        match take(step, &mut image, &plan.composition, &refused) {
            Ok(()) if step.asserts => report.tally.passed += 1,
            Ok(()) => {}
            Err(message) => report.fail(&step.place, step.what, &message),
        }
    }
    report.exchanges = std::mem::take(&mut image.exchanges);
    if let Err(message) = image.finish() {
        report.fail(script.name, "script", &message);
    }
    report
}

/// Compiles all modules into one image. Those that the compiler refuses, though the script does
/// not say so, are replaced by empty ones, so that the rest can still be tested; the messages are
/// given by module.
fn compile_image(
    machine: &Machine,
    wasm: WasmVersion,
    plan: &mut Plan,
) -> (Result<Compiled, String>, HashMap<ModuleId, String>) {
    let options = Options {
        entry: EntryPoint::Script,
        wasm,
        ..machine.options()
    };
    let empty = b"\0asm\x01\0\0\0";
    let mut refused = HashMap::new();
    loop {
        let error = match compile(&plan.composition, &options) {
            Ok(compiled) => return (Ok(compiled), refused),
            Err(error) => error.to_string(),
        };
        // Errors about a module start with its name.
        let blamed = plan.composition.modules.iter_mut().find(|(_, input)| {
            error
                .strip_prefix(input.name.as_str())
                .is_some_and(|rest| rest.starts_with(": "))
        });
        match blamed {
            Some((id, input)) if input.bytes != empty => {
                input.bytes = empty.to_vec();
                refused.insert(id, format!("the compiler refuses the module: {error}"));
            }
            _ => return (Err(format!("cannot compile the image: {error}")), refused),
        }
    }
}

/// The image of a script: running, or why it is not.
struct Image {
    driver: Result<Driver, String>,
    calls: Vec<ScriptCall>,
    numbers: HashMap<(InstanceId, Item), usize>,
    exchanges: Vec<Exchange>,
}

/// A [`ScriptItem`] as a key.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Item {
    Instantiate,
    Func(String),
    Global(String),
}

impl From<&ScriptItem> for Item {
    fn from(item: &ScriptItem) -> Item {
        match item {
            ScriptItem::Instantiate => Item::Instantiate,
            ScriptItem::Func(name) => Item::Func(name.clone()),
            ScriptItem::Global(name) => Item::Global(name.clone()),
            // Of components, which these scripts do not have.
            ScriptItem::Lifted(name) => Item::Func(name.clone()),
        }
    }
}

impl Image {
    fn start(machine: &Machine, compiled: Result<Compiled, String>, limit: Duration) -> Image {
        let (driver, calls) = match compiled {
            Ok(compiled) => {
                let driver = Driver::start(machine, &compiled.bytes, limit);
                (
                    driver.map_err(|error| format!("{error:#}")),
                    compiled.script,
                )
            }
            Err(error) => (Err(error), Vec::new()),
        };
        let numbers = calls.iter().enumerate();
        let numbers =
            numbers.map(|(number, call)| ((call.instance, Item::from(&call.item)), number));
        Image {
            driver,
            numbers: numbers.collect(),
            calls,
            exchanges: Vec::new(),
        }
    }

    /// Makes a call: what it leads to, as a trap or as results.
    fn call(&mut self, place: &str, call: &Call) -> Result<Returned<'_>, String> {
        let driver = match &mut self.driver {
            Ok(driver) => driver,
            Err(error) => return Err(format!("{NOT_RUN}{error}")),
        };
        let number = self.numbers.get(&(call.instance, Item::from(&call.item)));
        let number = *number.ok_or_else(|| format!("there is no export {:?}", call.item))?;
        let callee = &self.calls[number];
        let given = call.args.iter().map(|arg| arg.kind);
        if !given.eq(callee.params.iter().map(|&ty| Kind::of(ty))) {
            return Err(format!(
                "the script passes other arguments than {:?}",
                callee.params
            ));
        }
        let mut slots: Vec<Slot> = call.args.iter().map(|arg| arg.slot).collect();
        slots.resize(
            callee.params.len().max(callee.results.len()),
            [0; SLOT_BYTES],
        );
        let before = Bytes(slots.as_flattened().to_vec());
        let returned = driver.call(number, &mut slots);
        if let Ok(status) = returned {
            self.exchanges.push(Exchange {
                call: number,
                before,
                status,
                after: Bytes(slots.as_flattened().to_vec()),
            });
        }
        match returned {
            Ok(0) => Ok(Returned::Values(callee, slots)),
            Ok(status) => match u8::try_from(status).ok().and_then(Trap::from_code) {
                Some(trap) => Ok(Returned::Trap(trap)),
                None => Err(format!("the image sends the unknown status {status}")),
            },
            Err(error) => {
                self.driver = Err(format!("the image ended at {place}"));
                Err(format!("{error:#}"))
            }
        }
    }

    fn finish(self) -> Result<(), String> {
        match self.driver {
            Ok(driver) => driver.finish().map_err(|error| format!("{error:#}")),
            // The steps have said so.
            Err(_) => Ok(()),
        }
    }
}

/// What a call led to.
enum Returned<'image> {
    Values(&'image ScriptCall, Vec<Slot>),
    Trap(Trap),
}

/// Takes a step.
fn take(
    step: &Step,
    image: &mut Image,
    composition: &Composition,
    refused: &HashMap<ModuleId, String>,
) -> Result<(), String> {
    let (call, expect) = match &step.action {
        Action::Decided(result) => return result.clone(),
        Action::Call(call, expect) => (call, expect),
    };
    if let Some(error) = refused.get(&composition.instances[call.instance].module) {
        return Err(error.clone());
    }
    match (image.call(&step.place, call)?, expect) {
        (Returned::Values(..), Expect::Return) => Ok(()),
        (Returned::Values(callee, slots), Expect::Values(expected)) => {
            if expected.len() != callee.results.len() {
                return Err(format!(
                    "the script expects other results than {:?}",
                    callee.results
                ));
            }
            let mut results = callee.results.iter().zip(&slots).zip(expected).enumerate();
            results.try_for_each(|(index, ((ty, slot), expected))| {
                expected
                    .check(Kind::of(*ty), slot)
                    .map_err(|error| format!("result {index}: {error}"))
            })
        }
        (Returned::Values(..), Expect::Trap(message)) => {
            Err(format!("returned, but should trap: {message}"))
        }
        (Returned::Trap(trap), Expect::Trap(message)) if is_message(trap, message) => Ok(()),
        (Returned::Trap(trap), Expect::Trap(message)) => Err(format!(
            "expected the trap \"{message}\", got \"{}\"",
            trap.message()
        )),
        (Returned::Trap(trap), _) => Err(format!("trapped: {}", trap.message())),
    }
}

/// Whether a trap is the one that the script means: as in the reference interpreter, the expected
/// text must be a prefix of the message.
fn is_message(trap: Trap, expected: &str) -> bool {
    // There the message ends with the index, which here is no part of it.
    let expected = match expected.strip_prefix("uninitialized element ") {
        Some(index) if index.parse::<u32>().is_ok() => Trap::UninitializedElement.message(),
        _ => expected,
    };
    !expected.is_empty() && trap.message().starts_with(expected)
}
