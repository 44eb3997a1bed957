//! A tree of files: `tree.c` under every way to grant a directory, in both ways to resolve paths.

use crate::group::{Context, Group, Module, Test};
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use wasmc_tests::image::run;
use wasmc_tests::limit::HANG_OF_PROGRAM;

/// What the whole program prints, and what it prints of a directory that it may only read.
const WHOLE: &str = include_str!("tree.expected");
const READ_ONLY: &str = include_str!("tree-read-only.expected");

/// One way to grant directories: options with `HOST` for the test's folder; the directory that the
/// program is told of; that directory on the host, below the folder.
struct Grant {
    name: &'static str,
    options: &'static str,
    guest: &'static str,
    host: &'static str,
}

/// All ways in which the program may write.
const GRANTS: &[Grant] = &[
    Grant {
        name: "relative",
        options: "--dir .",
        guest: "inner",
        host: "inner",
    },
    Grant {
        name: "the-working-directory",
        options: "--dir inner::.",
        guest: ".",
        host: "inner",
    },
    Grant {
        name: "absolute",
        options: "--dir HOST",
        guest: "HOST/inner",
        host: "inner",
    },
    Grant {
        name: "root",
        options: "--dir HOST::/",
        guest: "/inner",
        host: "inner",
    },
    Grant {
        name: "root-itself",
        options: "--dir HOST/inner::/",
        guest: "/",
        host: "inner",
    },
    Grant {
        name: "root-by-a-relative-path",
        options: "--dir HOST::/",
        guest: "inner",
        host: "inner",
    },
    // The longest name that fits wins, wherever it stands.
    Grant {
        name: "nested",
        options: "--dir HOST::/ --dir HOST/other::/inner",
        guest: "/inner",
        host: "other",
    },
    Grant {
        name: "nested-first",
        options: "--dir HOST/other::/inner --dir HOST::/",
        guest: "/inner",
        host: "other",
    },
    Grant {
        name: "overlapping",
        options: "--dir HOST/inner::/a --dir HOST::/b",
        guest: "/b/inner",
        host: "inner",
    },
    Grant {
        name: "beside-read-only",
        options: "--dir HOST/other::/other::ro --dir HOST/inner::/data",
        guest: "/data",
        host: "inner",
    },
];

/// Both ways to resolve paths: by `openat2`, and component by component.
const MODES: &[(&str, &str)] = &[("openat2", ""), ("walk", "--no-openat2 ")];

/// The tests.
pub fn group() -> Group {
    let mut tests = Vec::new();
    for (mode, option) in MODES {
        for grant in GRANTS {
            tests.push(Test {
                name: format!("tree/{}/{mode}", grant.name),
                run: Box::new(move |context, image| write(context, image, grant, option)),
            });
        }
        tests.push(Test {
            name: format!("tree/read-only/{mode}"),
            run: Box::new(move |context, image| read(context, image, option)),
        });
        tests.push(Test {
            name: format!("tree/none/{mode}"),
            run: Box::new(move |context, image| none(context, image, option)),
        });
        tests.push(Test {
            name: format!("tree/move/{mode}"),
            run: Box::new(move |context, image| move_across(context, image, option)),
        });
    }
    Group {
        module: Module::C("tests/guests/tree.c"),
        tests,
    }
}

/// A folder with two empty ones in it, and a file that nobody may reach beside it.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Result<Place> {
        let place = Place(tempfile::tempdir()?);
        fs::write(place.0.path().join("outside"), "secret")?;
        fs::create_dir_all(place.path().join("inner"))?;
        fs::create_dir_all(place.path().join("other"))?;
        Ok(place)
    }

    fn path(&self) -> std::path::PathBuf {
        self.0.path().join("granted")
    }

    fn text(&self) -> String {
        self.path().display().to_string()
    }
}

/// Runs the program in a folder; what it prints.
fn print(
    context: &Context,
    image: &Path,
    place: &Place,
    options: &str,
    args: &[&str],
) -> Result<Vec<u8>> {
    let mut command = context.machine.command(image);
    command
        .current_dir(place.path())
        .env("WASMC_OPTS", options)
        .args(args);
    let outcome = run(&mut command, HANG_OF_PROGRAM)?;
    ensure!(
        outcome.exited_with(0),
        "it ended with {}",
        outcome.describe()
    );
    Ok(outcome.stdout)
}

fn write(context: &Context, image: &Path, grant: &Grant, option: &str) -> Result<()> {
    let place = Place::new()?;
    let fill = |text: &str| text.replace("HOST", &place.text());
    let options = format!("{option}{}", fill(grant.options));
    let printed = print(context, image, &place, &options, &[&fill(grant.guest)])?;
    context.compare(&printed, WHOLE)?;

    // What it left is where it should be, and nothing is anywhere else.
    let mut left = Vec::new();
    names(&place.path(), Path::new(""), &mut left)?;
    let mut wanted: Vec<String> = ["dd/", "dd/e/", "hard", "seek"]
        .map(|name| format!("{}/{name}", grant.host))
        .to_vec();
    wanted.extend(["inner/".to_string(), "other/".to_string()]);
    wanted.sort();
    ensure!(left == wanted, "it left {left:?}, not {wanted:?}");
    let text = fs::read_to_string(place.path().join(grant.host).join("hard"))?;
    ensure!(text == "third", "`hard` holds {text:?}");
    Ok(())
}

/// The names of all that is below a folder, in order; folders with a slash behind them.
fn names(folder: &Path, prefix: &Path, list: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = prefix.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            list.push(format!("{}/", name.display()));
            names(&entry.path(), &name, list)?;
        } else {
            list.push(name.display().to_string());
        }
    }
    list.sort();
    Ok(())
}

fn read(context: &Context, image: &Path, option: &str) -> Result<()> {
    let place = Place::new()?;
    let old = place.path().join("inner/old");
    fs::write(&old, "as it was")?;
    symlink("../outside", place.path().join("inner/way"))?;
    // The directory around it may be written to: what counts is the way that leads there.
    let options = format!("{option}--dir .::/all --dir inner::/all/data::ro");
    let printed = print(context, image, &place, &options, &["/all/data", "--read"])?;
    context.compare(&printed, READ_ONLY)?;
    let text = fs::read_to_string(&old)?;
    ensure!(text == "as it was", "`old` holds {text:?}");
    let count = fs::read_dir(place.path().join("inner"))?.count();
    ensure!(count == 2, "{count} names in the folder, not 2");
    Ok(())
}

fn none(context: &Context, image: &Path, option: &str) -> Result<()> {
    let place = Place::new()?;
    fs::write(place.path().join("old"), "as it was")?;
    let printed = print(context, image, &place, option, &["."])?;
    let text = String::from_utf8_lossy(&printed);
    let first = context.compare(text.lines().next().unwrap_or_default().as_bytes(), {
        "write a: Capabilities insufficient"
    });
    let count = fs::read_dir(place.path())?.count();
    ensure!(count == 3, "{count} names in the folder, not 3");
    first
}

/// A file goes from one granted directory to another one where both may be written to, and not
/// otherwise.
fn move_across(context: &Context, image: &Path, option: &str) -> Result<()> {
    for (from, to, outcome) in [
        ("", "", "move: ok"),
        ("::ro", "", "move: Read-only file system"),
        ("", "::ro", "move: Read-only file system"),
    ] {
        let place = Place::new()?;
        fs::write(place.path().join("inner/file"), "moves")?;
        let options = format!("{option}--dir inner::/from{from} --dir other::.{to}");
        let printed = print(context, image, &place, &options, &["/from", "file"])?;
        context
            .compare(&printed, outcome)
            .with_context(|| format!("from{from}, to{to}"))?;
        let moved = place.path().join("other/file").exists();
        ensure!(moved == (outcome == "move: ok"), "moved: {moved}");
    }
    Ok(())
}
