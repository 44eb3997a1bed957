//! Random sequences of WASI calls, made by an image, against a model of the file system: errnos and data must
//! agree, and in the end the files. Nothing changes beside the granted directory, nor in
//! one that is for reading alone.

mod calls;
mod model;
mod place;
mod tree;

use crate::fuzz::choices::Choices;
use crate::fuzz::setting::Setting;
use crate::wasi_guest;
use anyhow::{Context, Result};
use calls::Calls;
use model::Model;
use place::Place;
use std::sync::OnceLock;
use wasmc_agent::guest::Image;
use wasmc_agent::paths::WAYS;
use wasmc_agent::process::Launch;

/// The most calls of a sequence.
const MOST_CALLS: usize = 300;

/// Makes a sequence of calls.
///
/// # Errors
/// The image and the model differ.
pub fn run(data: &[u8], setting: Setting<'_>) -> Result<()> {
    // For this machine, and for one that is emulated.
    static IMAGES: [OnceLock<Image>; 2] = [const { OnceLock::new() }; 2];
    let machine = setting.machine;
    let slot = &IMAGES[usize::from(machine.emulated())];
    let image = match slot.get() {
        Some(image) => image,
        None => {
            let made = wasi_guest::image(machine, "")?;
            slot.get_or_init(|| made)
        }
    };
    let mut choices = Choices::new(data);
    let model = Model::new();
    let place = Place::new(&model.tree)?;
    let way = choices.pick(WAYS).words;
    let guest = image.start(|command| {
        command.env("WASMC_OPTS", format!("{way} {}", place.words()));
    })?;
    let mut calls = Calls {
        guest,
        model,
        fault: setting.fault,
        log: Vec::new(),
    };
    for number in 0..MOST_CALLS {
        if choices.is_empty() {
            break;
        }
        let made = calls.make(&mut choices);
        made.with_context(|| format!("call {number}, after {}", calls.log.join("; ")))?;
    }
    let Calls {
        guest, model, log, ..
    } = calls;
    guest.finish()?;
    place.compare(&model.tree).with_context(|| log.join("; "))
}
