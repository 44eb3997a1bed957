//! Random calls of everything that a component can import from WASI 0.2, and of resources between two components: handles
//! of any number, pointers and lengths of any kind, a `realloc` that misbehaves. Each call returns or traps; the image
//! lives on, and nothing outside of the granted directory changes.

mod calls;
mod place;

use crate::fuzz::choices::Choices;
use crate::fuzz::setting::{Fault, Setting};
use crate::image::Machine;
use anyhow::{Context, Result, bail, ensure};
use calls::{Call, Kind, slots};
use place::Place;
use std::sync::OnceLock;
use wasmc_abi::trap::{ComponentTrap, Trap};
use wasmc_agent::driver::{Driver, Slot};
use wasmc_agent::limit::HANG;
use wasmc_agent::paths::WAYS;
use wasmc_agent::process::Launch;
use wasmc_compiler::options::EntryPoint;
use wasmc_compiler::{Input, Options, ScriptItem, compile, component};

/// A component for one machine.
struct Image {
    bytes: Vec<u8>,
    calls: Vec<Call>,
    /// Positions of the calls, as often as each is to be made.
    weights: Vec<usize>,
    /// The calls that instantiate it.
    instantiate: Vec<usize>,
}

/// Calls that one process makes.
const MOST_CALLS: usize = 100;

/// Makes a sequence of calls.
///
/// # Errors
/// The image ended, a call came to an end that none may have, or something outside has changed.
pub fn run(data: &[u8], setting: Setting<'_>) -> Result<()> {
    let mut choices = Choices::new(data);
    let kind = match choices.below(8) {
        0 => Kind::Handles,
        _ => Kind::Host,
    };
    let image = image(kind, setting.machine)?;
    let way = choices.pick(WAYS).words;
    let start = || -> Result<(Driver, Place)> {
        let place = Place::new()?;
        let words = format!("{way} {}", place.words());
        let mut driver = Driver::start_with(setting.machine, &image.bytes, HANG, |command| {
            command.env("WASMC_OPTS", &words);
        })?;
        for number in &image.instantiate {
            let status = driver.call(*number, &mut [Slot::default()])?;
            ensure!(status == 0, "instantiation ends with the status {status}");
        }
        for (name, args) in kind.first() {
            let call = image.calls.iter().find(|call| call.is(name));
            let call = call.with_context(|| format!("there is no {name}"))?;
            let status = driver.call(call.number, &mut slots(args))?;
            ensure!(status == 0, "{name} ends with the status {status}");
        }
        Ok((driver, place))
    };
    let (mut driver, mut place) = start()?;
    let mut log = Vec::new();
    while !choices.is_empty() {
        let call = &image.calls[*choices.pick(&image.weights)];
        let (mut slots, text) = call.arguments(&mut choices);
        log.push(text);
        let status = driver.call(call.number, &mut slots);
        let status = match status {
            Ok(status) if setting.fault == Fault::None => status,
            Ok(_) => bail!("a planted bug"),
            Err(error) => return Err(error.context(recent(&log))),
        };
        if status != 0 && code(status).is_none() {
            return Err(anyhow::anyhow!("unknown status {status}").context(recent(&log)));
        }
        // After some traps an instance cannot be entered or left any more.
        let closed = matches!(
            code(status),
            Some(Some(
                ComponentTrap::CannotEnterComponent | ComponentTrap::CannotLeaveComponent
            ))
        );
        if closed || log.len() == MOST_CALLS {
            driver.finish().context(recent(&log))?;
            place.check().context(recent(&log))?;
            (driver, place) = start()?;
            log.clear();
        }
    }
    driver.finish().context(recent(&log))?;
    place.check().context(recent(&log))
}

/// The trap of a status, which may be one of the core specification.
fn code(status: u32) -> Option<Option<ComponentTrap>> {
    let code = u8::try_from(status).ok()?;
    let core = Trap::from_code(code).map(|_| None);
    core.or(ComponentTrap::from_code(code).map(Some))
}

/// The calls before an error.
fn recent(log: &[String]) -> String {
    const SHOWN: usize = 12;
    let from = log.len().saturating_sub(SHOWN);
    format!("call {}, after {}", log.len(), log[from..].join("; "))
}

fn image(kind: Kind, machine: &Machine) -> Result<&'static Image> {
    // For this machine, and for one that is emulated.
    static IMAGES: [[OnceLock<Image>; 2]; 2] = [const { [const { OnceLock::new() }; 2] }; 2];
    let slot = &IMAGES[kind as usize][usize::from(machine.emulated())];
    if let Some(image) = slot.get() {
        return Ok(image);
    }
    let input = Input {
        name: "component".into(),
        bytes: wat::parse_str(kind.text())?,
    };
    let options = Options {
        entry: EntryPoint::Script,
        ..machine.options()
    };
    let compiled = compile(&component::compose(&input)?, &options)?;
    let (mut calls, mut weights, mut instantiate) = (Vec::new(), Vec::new(), Vec::new());
    for (number, call) in compiled.script.into_iter().enumerate() {
        match call.item {
            ScriptItem::Instantiate => instantiate.push(number),
            ScriptItem::Func(name) => {
                let (call, times) = kind.call(number, &name, call.params);
                weights.extend(std::iter::repeat_n(calls.len(), times));
                calls.push(call);
            }
            ScriptItem::Global(_) | ScriptItem::Lifted(_) => {}
        }
    }
    Ok(slot.get_or_init(|| Image {
        bytes: compiled.bytes,
        calls,
        weights,
        instantiate,
    }))
}
