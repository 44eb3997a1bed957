//! The programs of wasi-testsuite, and the attacks, each with paths resolved in both ways.

use crate::maker::{Maker, outcome};
use anyhow::{Context, Result};
use std::fs;
use wasmc_agent::plan::{Action, Run};
use wasmc_agent::{attacks, paths::WAYS};
use wasmc_tests::{Tally, corpus, wasi_guest, wasi_suite};

/// Of how many attacks a machine tries one: it is emulated in every instruction.
const SAMPLE: usize = 10;

/// Adds the programs.
pub fn add_programs(to: &mut Maker<'_>, tally: &mut Tally) -> Result<()> {
    let folder = corpus::folder().map(|folder| folder.join("wasi-p1"));
    let Some(folder) = folder.filter(|folder| folder.is_dir()) else {
        tally.skip("wasi", corpus::MISSING);
        return Ok(());
    };
    for program in wasi_suite::all(&folder)? {
        let bytes = fs::read(&program.module)?;
        let image = to.compile(&crate::maker::module(&program.name, bytes), |_| {})?;
        let place = tempfile::tempdir()?;
        let root = place.path().join("root");
        let has_root = program.copy_root(&root)?;
        let folder = match has_root {
            true => Some(to.bundle.folder(&root)?),
            false => None,
        };
        for way in WAYS {
            let mut words = way.words.to_string();
            if has_root {
                words.push_str(" --dir .::/");
            }
            let mut env = program.manifest.env.clone();
            for name in program.manifest.env.keys() {
                // By name only, so that no value needs quotes here.
                words.push_str(&format!(" --env {name}"));
            }
            env.insert("WASMC_OPTS".into(), words);
            let run = Run {
                image: image.clone(),
                args: program.manifest.args.clone(),
                env,
                folder: folder.clone(),
                ..Run::default()
            };
            let manifest = program.manifest.clone();
            to.ends(
                &format!("wasi/{}/{}", program.name, way.name),
                run,
                move |ended| wasi_suite::answers(&manifest, &outcome(ended)),
            );
        }
    }
    Ok(())
}

/// Adds the attacks.
pub fn add_attacks(to: &mut Maker<'_>) -> Result<()> {
    let (bytes, calls) = wasi_guest::compile_guest(to.machine, attacks::GUEST)
        .context("cannot compile the guest")?;
    let image = to.bundle.image(bytes);
    for (number, way) in WAYS.iter().enumerate() {
        let action = Action::Attacks {
            image: image.clone(),
            calls: calls.clone(),
            way: number,
            every: SAMPLE,
        };
        let name = format!("attacks/{}", way.name);
        to.counts(&name, attacks::all().len() / SAMPLE, action);
    }
    Ok(())
}
