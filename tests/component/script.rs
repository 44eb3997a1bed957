//! Runs a script: its components become images, its assertions calls.

use crate::left_out;
use crate::value;
use std::collections::HashMap;
use wasmc_abi::script::MAX_SLOTS;
use wasmc_abi::trap::{ComponentTrap, Trap};
use wasmc_agent::driver::{Driver, Slot};
use wasmc_agent::limit::HANG;
use wasmc_compiler::decode::module::Types;
use wasmc_compiler::decode::{Structure, decode};
use wasmc_compiler::options::{EntryPoint, WasmVersion};
use wasmc_compiler::{Compiled, Input, Options, ScriptItem, compile, component};
use wasmc_tests::spec::encode;
use wasmc_tests::{Machine, Tally};
use wast::lexer::Lexer;
use wast::parser::{self, ParseBuffer};
use wast::{QuoteWat, Wast, WastArg, WastDirective, WastExecute, WastInvoke, WastRet};

/// What came of a script.
#[derive(Default)]
pub struct Report {
    /// Assertions that hold, everything that fails, and what is left out.
    pub tally: Tally,
    /// A line for each failure.
    pub failures: Vec<String>,
    /// The entries of the list that were met.
    pub left_out: Vec<String>,
}

/// Bytes of the length in front of what a buffer holds.
const LENGTH: usize = 4;

/// Why a component has no image that has no core module.
const NO_CODE: &str = "the component has no code";

/// What a step led to.
type Step = Result<(), String>;

struct Script<'a> {
    machine: &'a Machine,
    /// Whether expectations are turned into wrong ones.
    flip: bool,
    /// Components that were defined, by their names.
    definitions: HashMap<String, Vec<u8>>,
    /// Instances by their names; that without a name is the last one.
    instances: HashMap<String, Instance>,
    last: String,
}

/// An instance: running, or why it is not.
struct Instance {
    calls: Vec<ScriptItem>,
    /// The types of the functions that it exports, by their names.
    types: HashMap<String, Vec<u8>>,
    driver: Result<Driver, String>,
}

/// Runs a script.
pub fn run(machine: &Machine, name: &str, text: &str, flip: bool) -> Report {
    let mut report = Report::default();
    let mut lexer = Lexer::new(text);
    lexer.allow_confusing_unicode(true);
    let buffer = match ParseBuffer::new_with_lexer(lexer) {
        Ok(buffer) => buffer,
        Err(error) => return unreadable(name, &error.to_string()),
    };
    let wast = match parser::parse::<Wast<'_>>(&buffer) {
        Ok(wast) => wast,
        Err(error) => return unreadable(name, &error.to_string()),
    };
    let mut script = Script {
        machine,
        flip,
        definitions: HashMap::new(),
        instances: HashMap::new(),
        last: String::new(),
    };
    for directive in wast.directives {
        let span = directive.span();
        let (line, _) = span.linecol_in(text);
        let line = line + 1;
        let asserts = is_assertion(&directive);
        if let Some((place, _)) = left_out::reason(name, line) {
            report.left_out.push(place.to_string());
            report.tally.skipped += usize::from(asserts);
            continue;
        }
        match script.take(directive) {
            Ok(()) => report.tally.passed += usize::from(asserts),
            Err(message) => {
                report.tally.failed += 1;
                report.failures.push(format!("{name}:{line}: {message}"));
            }
        }
    }
    report
}

fn unreadable(name: &str, error: &str) -> Report {
    if let Some((place, _)) = left_out::reason(name, 0) {
        return Report {
            left_out: vec![place.to_string()],
            ..Report::default()
        };
    }
    Report {
        tally: Tally {
            failed: 1,
            ..Tally::default()
        },
        failures: vec![format!("{name}: {error}")],
        left_out: Vec::new(),
    }
}

fn is_assertion(directive: &WastDirective<'_>) -> bool {
    !matches!(
        directive,
        WastDirective::Module(_)
            | WastDirective::ModuleDefinition(_)
            | WastDirective::ModuleInstance { .. }
            | WastDirective::Register { .. }
            | WastDirective::Invoke(_)
    )
}

impl Script<'_> {
    fn take(&mut self, directive: WastDirective<'_>) -> Step {
        match directive {
            WastDirective::Module(mut module) => {
                let name = name_of(&module);
                let bytes = encode(&mut module)?;
                self.definitions.insert(name.clone(), bytes.clone());
                self.instantiate(name, &bytes)
            }
            WastDirective::ModuleDefinition(mut module) => {
                let name = name_of(&module);
                let bytes = encode(&mut module)?;
                compose(&bytes)?;
                self.definitions.insert(name, bytes);
                Ok(())
            }
            WastDirective::ModuleInstance {
                instance, module, ..
            } => {
                let module = module.map_or("", |id| id.name());
                let bytes = self.definitions.get(module).cloned();
                let bytes = bytes.ok_or_else(|| format!("there is no component ${module}"))?;
                let name = instance.map_or(String::new(), |id| id.name().to_string());
                self.instantiate(name, &bytes)
            }
            WastDirective::AssertMalformed {
                mut module,
                message,
                ..
            }
            | WastDirective::AssertInvalid {
                mut module,
                message,
                ..
            } => self.refused(&mut module, message),
            WastDirective::Invoke(invoke) => self.call(&invoke).map(drop),
            WastDirective::AssertReturn {
                exec: WastExecute::Invoke(invoke),
                results,
                ..
            } => self.returns(&invoke, &results),
            WastDirective::AssertTrap {
                exec: WastExecute::Invoke(invoke),
                message,
                ..
            } => {
                let expected = match self.flip {
                    true => "no such trap",
                    false => message,
                };
                match self.call(&invoke)? {
                    Returned::Trap(trap) if is_message(&trap, expected) => Ok(()),
                    Returned::Trap(trap) => {
                        Err(format!("expected the trap \"{message}\", got \"{trap}\""))
                    }
                    Returned::Text(_) => Err(format!("returned, but should trap: {message}")),
                }
            }
            WastDirective::AssertTrap {
                exec: WastExecute::Wat(mut wat),
                message,
                ..
            } => {
                let bytes = wat.encode().map_err(|error| error.message())?;
                match self.instantiate(String::new(), &bytes) {
                    Err(error) if !self.flip && error.contains(message) => Ok(()),
                    Err(error) => Err(format!("expected \"{message}\": {error}")),
                    Ok(()) => Err("instantiated, but should trap".into()),
                }
            }
            _ => Err("a directive that is not known".into()),
        }
    }

    /// Checks that a component is refused, for the reason that the script gives.
    fn refused(&self, module: &mut QuoteWat<'_>, message: &str) -> Step {
        let error = match encode(module) {
            Err(error) => error,
            Ok(bytes) => match compose(&bytes) {
                Ok(_) if self.flip => return Err("accepted".into()),
                Ok(_) => return Err(format!("accepted, but should be refused: {message}")),
                Err(error) => error,
            },
        };
        match self.flip {
            true => Err(format!("refused: {error}")),
            false if says(&error, message) => Ok(()),
            false => Err(format!("expected \"{message}\": {error}")),
        }
    }

    fn instantiate(&mut self, name: String, bytes: &[u8]) -> Step {
        self.last.clone_from(&name);
        let mut instance = self.start(bytes);
        let mut result = match &instance.driver {
            Err(error) if error == NO_CODE => Ok(()),
            driver => driver.as_ref().map(drop).map_err(Clone::clone),
        };
        let initial = instance.calls.iter().enumerate();
        let initial: Vec<usize> = initial
            .filter(|(_, item)| **item == ScriptItem::Instantiate)
            .map(|(number, _)| number)
            .collect();
        for number in initial {
            if result.is_ok() {
                result = match instance.make(number, &mut [Slot::default()]) {
                    Ok(Returned::Text(_)) => Ok(()),
                    Ok(Returned::Trap(trap)) => Err(format!("instantiation trapped: {trap}")),
                    Err(error) => Err(error),
                };
            }
        }
        self.instances.insert(name, instance);
        result
    }

    fn start(&self, bytes: &[u8]) -> Instance {
        let options = Options {
            entry: EntryPoint::Script,
            ..self.machine.options()
        };
        let compiled = compose(bytes).and_then(|composition| {
            if composition.instances.is_empty() {
                return Err(NO_CODE.into());
            }
            let compiled = compile(&composition, &options).map_err(|error| error.to_string())?;
            Ok((compiled, composition.component))
        });
        let (compiled, error) = match compiled {
            Ok(compiled) => (Some(compiled), String::new()),
            Err(error) => (None, error),
        };
        let Some((Compiled { bytes, script, .. }, component)) = compiled else {
            return Instance {
                calls: Vec::new(),
                types: HashMap::new(),
                driver: Err(error),
            };
        };
        let exports = component.into_iter().flat_map(|it| it.exports);
        let types = exports.filter_map(|it| Some((it.full_name(), it.types?)));
        let driver = Driver::start(self.machine, &bytes, HANG);
        Instance {
            types: types.collect(),
            calls: script.into_iter().map(|call| call.item).collect(),
            driver: driver.map_err(|error| format!("{error:#}")),
        }
    }

    fn call(&mut self, invoke: &WastInvoke<'_>) -> Result<Returned, String> {
        let name = invoke.module.map_or(self.last.as_str(), |id| id.name());
        let instance = self.instances.get_mut(name);
        let instance = instance.ok_or_else(|| format!("there is no instance ${name}"))?;
        let item = ScriptItem::Lifted(invoke.name.to_string());
        let number = instance.calls.iter().position(|it| *it == item);
        let number = match (&instance.driver, number) {
            (Err(error), _) => return Err(format!("not run: {error}")),
            (Ok(_), None) => return Err(format!("there is no export {}", invoke.name)),
            (Ok(_), Some(number)) => number,
        };
        let args = invoke.args.iter().map(|arg| match arg {
            WastArg::Component(value) => Ok(value),
            _ => Err("a core value".to_string()),
        });
        let args = args.collect::<Result<Vec<_>, String>>()?;
        let args = value::arguments(&instance.types[invoke.name], &args)?;
        let mut slots = vec![Slot::default(); MAX_SLOTS];
        let buffer = slots.as_flattened_mut();
        if LENGTH + args.len() > buffer.len() {
            return Err("the arguments are longer than the buffer".into());
        }
        buffer[..LENGTH].copy_from_slice(&(args.len() as u32).to_le_bytes());
        buffer[LENGTH..LENGTH + args.len()].copy_from_slice(&args);
        instance.make(number, &mut slots)
    }

    fn returns(&mut self, invoke: &WastInvoke<'_>, results: &[WastRet<'_>]) -> Step {
        let found = match self.call(invoke)? {
            Returned::Text(text) => text,
            Returned::Trap(trap) => return Err(format!("trapped: {trap}")),
        };
        let expected = match results {
            [] => String::new(),
            [WastRet::Component(value)] => value::text(value),
            _ => return Err("a core value, or several".into()),
        };
        match (found == expected, self.flip) {
            (true, false) => Ok(()),
            (true, true) => Err("returned as expected".into()),
            (false, _) => Err(format!("expected {expected}, got {found}")),
        }
    }
}

impl Instance {
    fn make(&mut self, number: usize, slots: &mut [Slot]) -> Result<Returned, String> {
        let driver = self.driver.as_mut().map_err(|error| error.clone())?;
        match driver.call(number, slots) {
            Ok(0) => {
                let (length, text) = slots.as_flattened().split_at(LENGTH);
                let length = length.try_into().map_or(0, u32::from_le_bytes) as usize;
                let text = text.get(..length).unwrap_or_default();
                Ok(Returned::Text(String::from_utf8_lossy(text).into_owned()))
            }
            Ok(status) => {
                let code = u8::try_from(status).unwrap_or(0);
                let core = Trap::from_code(code).map(Trap::message);
                let message = core.or(ComponentTrap::from_code(code).map(ComponentTrap::message));
                let message = message.ok_or_else(|| format!("the status {status} is unknown"))?;
                Ok(Returned::Trap(message.to_string()))
            }
            Err(error) => {
                let message = format!("{error:#}");
                self.driver = Err(message.clone());
                Err(message)
            }
        }
    }
}

/// What a call led to.
enum Returned {
    Text(String),
    Trap(String),
}

fn compose(bytes: &[u8]) -> Result<wasmc_compiler::Composition, String> {
    let input = Input {
        name: "component".into(),
        bytes: bytes.to_vec(),
    };
    let composition = component::compose(&input).map_err(|error| error.to_string())?;
    for module in composition.modules.values() {
        let structure = decode(module, WasmVersion::V3, &mut Types::default());
        let valid = structure.and_then(Structure::finish);
        valid.map_err(|error| error.to_string())?;
    }
    // Whatever comes of it: most export nothing that they import.
    let _ = component::plug(&input, std::slice::from_ref(&input));
    Ok(composition)
}

fn name_of(module: &QuoteWat<'_>) -> String {
    module
        .name()
        .map_or(String::new(), |id| id.name().to_string())
}

/// Whether a trap is the one that the script means, which may name an index and more.
fn is_message(trap: &str, expected: &str) -> bool {
    let expected = expected.strip_prefix("wasm trap: ").unwrap_or(expected);
    // What else the reference calls them.
    let expected = match expected {
        "wasm `unreachable` instruction executed" => Trap::Unreachable.message(),
        "string pointer/length out of bounds of memory" => {
            ComponentTrap::StringOutOfBounds.message()
        }
        "incomplete utf-8 byte sequence" => ComponentTrap::InvalidUtf8.message(),
        expected => expected,
    };
    let letters = |text: &str| {
        text.chars()
            .filter(|it| !it.is_ascii_digit())
            .collect::<String>()
    };
    let (trap, expected) = (letters(trap), letters(expected).trim().replace("  ", " "));
    expected.starts_with(&trap) || trap.starts_with(&expected)
}

/// Whether an error is the one that the script means.
fn says(error: &str, expected: &str) -> bool {
    error.contains(expected)
}
