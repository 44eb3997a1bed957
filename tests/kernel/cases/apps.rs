//! Programs of the corpus.

use crate::cases::limits::USER;
use crate::maker::{Maker, expect, module, outcome};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use wasmc_agent::plan::Run;
use wasmc_tests::{Form, Tally, corpus, icepack, png, python, sightglass};

/// Those that run for more than a second here, which is minutes in a machine that is emulated
/// whole, by a part of their names.
const TOO_LONG: &[&str] = &["image-classification"];

/// Adds the cases.
pub fn add(to: &mut Maker<'_>, tally: &mut Tally) -> Result<()> {
    let Some(folder) = corpus::folder() else {
        tally.skip("apps", corpus::MISSING);
        return Ok(());
    };
    let read = |name: &str| fs::read(folder.join("apps").join(name));

    let image = to.compile(&module("python", read("python-3.12.0.wasm")?), |_| {})?;
    for (name, user) in [("root", None), ("user", Some(USER))] {
        let run = Run {
            image: image.clone(),
            args: vec!["-c".into(), python::PROGRAM.into()],
            user,
            ..Run::default()
        };
        to.ends(&format!("apps/python/{name}"), run, |ended| {
            expect(ended, 0, python::OUTPUT, &[])
        });
    }

    let image = to.compile(&module("resvg", read("resvg.wasm")?), |_| {})?;
    let sample = tempfile::tempdir()?;
    fs::copy(
        folder.join("apps/sample.svg"),
        sample.path().join("sample.svg"),
    )?;
    let run = Run {
        image,
        args: ["sample.svg", "out.png"].map(String::from).to_vec(),
        env: dir(),
        folder: Some(to.bundle.folder(sample.path())?),
        files: vec!["out.png".into()],
        ..Run::default()
    };
    to.ends("apps/resvg", run, |ended| {
        let image = ended
            .files
            .get("out.png")
            .context("it wrote no out.png")?
            .0
            .clone();
        let outcome = outcome(ended);
        ensure!(outcome.exited_with(0), "{}", outcome.describe());
        png::check(&image, 120, 80)
    });

    icepack(to, &folder)?;

    for program in sightglass::programs(&folder)? {
        if let Some(reason) = program.left_out() {
            tally.skip(&program.name, reason);
            continue;
        }
        let image = to.compile(&program.composition(&folder, Form::Module)?, |_| {})?;
        let place = tempfile::tempdir()?;
        let inputs = place.path().join("folder");
        program.copy_inputs(&inputs)?;
        let run = Run {
            image,
            env: dir(),
            folder: Some(to.bundle.folder(&inputs)?),
            ..Run::default()
        };
        let name = format!("apps/{}", program.name);
        let heavy = !TOO_LONG.iter().any(|part| name.contains(part)) && !name.contains("sqlite3");
        to.ends(&name, run, move |ended| {
            program.check(outcome(ended), false)
        });
        if heavy {
            to.heavy();
        }
    }
    Ok(())
}

fn dir() -> std::collections::BTreeMap<String, String> {
    [("WASMC_OPTS".to_string(), "--dir .".to_string())].into()
}

/// A program that throws exceptions: with a file that it takes, and with one that it does not.
fn icepack(to: &mut Maker<'_>, corpus: &Path) -> Result<()> {
    let apps = corpus.join("apps");
    let image = to.compile(
        &module("icepack", fs::read(apps.join("icepack.wasm"))?),
        |_| {},
    )?;
    let sample = tempfile::tempdir()?;
    fs::copy(apps.join("sample.asc"), sample.path().join("sample.asc"))?;
    let (bad, says) = icepack::BAD;
    fs::write(sample.path().join("bad.txt"), bad)?;
    let folder = to.bundle.folder(sample.path())?;
    let run = |input: &str| Run {
        image: image.clone(),
        args: [input, "out.bin"].map(String::from).to_vec(),
        env: dir(),
        folder: Some(folder.clone()),
        files: vec!["out.bin".into()],
        ..Run::default()
    };
    to.ends("apps/icepack/packs", run("sample.asc"), |ended| {
        let packed = ended.files.get("out.bin").context("it wrote no out.bin")?;
        let packed = packed.0.clone();
        let outcome = outcome(ended);
        ensure!(outcome.exited_with(0), "{}", outcome.describe());
        icepack::check(&packed)
    });
    to.ends("apps/icepack/throws", run("bad.txt"), move |ended| {
        expect(ended, 1, "", &[says])
    });
    Ok(())
}
