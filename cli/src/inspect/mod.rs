//! `wasmc inspect`: what a module, a component, an executable or an image is made of, and what it may do.

mod component;
mod executable;
mod image;
mod module;
mod profile;
mod syscalls;
mod text;

use crate::args::InspectArgs;
use crate::input;
use crate::oci::reference::Reference;
use crate::oci::source::Place;
use crate::output::Output;
use crate::report;
use crate::stdout;
use anyhow::{Context, Result};
use component::Component;
use executable::Executable;
use image::Image;
use module::Module;
use serde::Serialize;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// What there is to look at.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Report {
    /// A module.
    Module(Box<Module>),
    /// A component.
    Component(Box<Component>),
    /// An executable.
    Executable(Box<Executable>),
    /// An image.
    Image(Image),
}

/// Does what the command line says.
///
/// # Errors
/// The file is neither a module, an executable that `wasmc` has made nor an image, or cannot be read.
pub fn inspect(args: &InspectArgs) -> Result<()> {
    let report = look(&args.file, args.insecure_registry)?;
    if let Some(path) = &args.seccomp_profile {
        let executables: Vec<_> = match &report {
            Report::Module(_) | Report::Component(_) => Vec::new(),
            Report::Executable(executable) => vec![&**executable],
            Report::Image(image) => image.executables().collect(),
        };
        let profile = profile::profile(&executables)
            .with_context(|| format!("`{}` holds no executable that wasmc has made", args.file))?;
        let output = Output::named(path)?;
        output.check([Path::new(&args.file)].into_iter(), None)?;
        return output.write(profile.as_bytes(), false);
    }
    let text = match (&report, args.json) {
        (report, true) => serde_json::to_string_pretty(report)? + "\n",
        (Report::Module(report), false) => text::module(report),
        (Report::Component(report), false) => text::component(report),
        (Report::Executable(report), false) => text::executable(report),
        (Report::Image(report), false) => text::image(report),
    };
    // What a file says of itself may come from anywhere.
    stdout::print(report::printable(&text).as_bytes())
}

/// What an image is made of, as JSON.
///
/// # Errors
/// It cannot be read.
pub fn image_as_json(place: &Place) -> Result<String> {
    Ok(serde_json::to_string(&image::inspect(place, false)?)?)
}

fn look(file: &str, insecure: bool) -> Result<Report> {
    let image = |place: &Place| image::inspect(place, insecure).map(Report::Image);
    if let Some(place) = Place::with_prefix(file) {
        return image(&place.map_err(anyhow::Error::msg)?);
    }
    let path = Path::new(file);
    let there = match fs::metadata(path) {
        Ok(there) => there,
        Err(error) => match registry_name(file) {
            Some(name) => return image(&Place::Registry(name)),
            None => return Err(error).with_context(|| format!("cannot read `{file}`")),
        },
    };
    if there.is_dir() {
        return image(&Place::Layout(path.into(), None));
    }
    let cannot_read = || format!("cannot read `{file}`");
    let mut start = [0; 4];
    let mut opened = File::open(path).with_context(cannot_read)?;
    let read = opened.read(&mut start).with_context(cannot_read)?;
    if executable::is_elf(&start[..read]) {
        let bytes = fs::read(path).with_context(cannot_read)?;
        let report = executable::inspect(&bytes, &format!("`{file}`"))?;
        return Ok(Report::Executable(Box::new(report)));
    }
    if let Some(module) = input::read_if_module(path)? {
        if wasmc_compiler::component::is_component(&module.bytes) {
            let report = component::inspect(&module)?;
            return Ok(Report::Component(Box::new(report)));
        }
        return Ok(Report::Module(Box::new(module::inspect(&module)?)));
    }
    image(&Place::Archive(path.into(), None))
        .with_context(|| format!("`{file}` is neither a module, an executable nor an image"))
}

/// The name of an image, where it says in which registry: a misspelt file name is none.
fn registry_name(text: &str) -> Option<Reference> {
    let (host, _) = text.split_once('/')?;
    let is_host = host.contains(['.', ':']) || host == "localhost";
    is_host.then(|| text.parse().ok())?
}
