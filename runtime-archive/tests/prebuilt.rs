//! The archives in the repository are those of the sources beside them.

use std::env;
use std::path::Path;
use wasmc_runtime_archive::prebuilt::{self, COMMAND, FOLDER, Origin};
use wasmc_runtime_archive::{ARCHIVES, TARGETS, Toolchains, build, sources};

fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().expect("the package lies in the workspace")
}

#[test]
fn archives_are_made_of_these_sources() {
    for archive in ARCHIVES {
        let digest = sources::digest(archive, root()).expect("the sources can be read");
        for target in TARGETS {
            let origin = Origin::read(archive, root(), target);
            let origin = origin.unwrap_or_else(|error| panic!("{error}"));
            assert!(
                origin.sources == digest,
                "{}/{FOLDER}/{}.a.gz was made of other sources; `{COMMAND}` makes it anew (commit what it \
                 writes; after a merge, run it again instead of resolving conflicts by hand)",
                archive.package,
                target.name
            );
            let bytes = prebuilt::read(archive, root(), target);
            bytes.unwrap_or_else(|error| panic!("{error}"));
        }
    }
}

/// Images of the suites are made with the archive that the build has just compiled, where it could:
/// what they show is true of the one in the repository because the bytes are the same.
#[test]
fn the_same_compiler_makes_the_same_bytes() {
    let cargo = env::var_os("CARGO").expect("cargo says where it is");
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let toolchains = Toolchains::new(&cargo, &rustc);
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("runtime");
    for (archive, target) in ARCHIVES
        .iter()
        .flat_map(|archive| TARGETS.iter().map(move |target| (archive, target)))
    {
        let package = archive.package;
        let origin = Origin::read(archive, root(), target);
        let origin = origin.unwrap_or_else(|error| panic!("{error}"));
        let Some(found) = toolchains.find(target) else {
            println!("{package} for {}: no compiler here builds it", target.name);
            continue;
        };
        match archive.compiler(&found) {
            Ok(compiler) if compiler == origin.compiler => {}
            Ok(compiler) => {
                println!(
                    "{package} for {}: not compared: made by {}, here is {compiler}",
                    target.name, origin.compiler,
                );
                continue;
            }
            Err(error) => {
                println!("{package} for {}: not compared: {error}", target.name);
                continue;
            }
        }
        let built =
            build(archive, root(), &scratch, &found).unwrap_or_else(|error| panic!("{error}"));
        let kept =
            prebuilt::read(archive, root(), target).unwrap_or_else(|error| panic!("{error}"));
        assert!(
            built == kept,
            "{package}/{FOLDER}/{}.a.gz differs from what the same compiler makes of the same sources; \
             `{COMMAND}` makes it anew",
            target.name
        );
    }
}
