//! The project polices itself: rules that no compiler checks.

mod imports;
mod rooms;

use imports::File;
use rooms::{PACKAGES, Package, TEST_PROGRAMS};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines at which a file is asking to be cut by subject.
const MOST_LINES: usize = 800;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every Rust file of the project, with its text.
fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for folder in [
        "abi",
        "benches",
        "cli",
        "compiler",
        "fuzz",
        "runtime-archive",
        "runtime-lib",
        "tests",
        "tls-lib",
    ] {
        walk(&root().join(folder), &mut files);
    }
    assert!(files.len() > 100, "the sources were not found");
    files
}

fn walk(folder: &Path, files: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() && !path.is_symlink() && !path.ends_with("target") {
            walk(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("sources are text");
            files.push((path, text));
        }
    }
}

/// Collects what is wrong, and fails with all of it.
fn check(rule: impl Fn(&Path, &str) -> Option<String>) {
    let wrong: Vec<String> = sources()
        .iter()
        .filter(|(path, _)| !path.ends_with("tests/tidy/main.rs"))
        .filter_map(|(path, text)| {
            rule(path, text).map(|what| format!("{}: {what}", path.display()))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Lines of code, with comments left out.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn no_file_outgrows_its_room() {
    check(|_, text| {
        let lines = text.lines().count();
        (lines > MOST_LINES).then(|| format!("{lines} lines, more than {MOST_LINES}"))
    });
}

#[test]
fn nothing_is_left_undone() {
    check(|_, text| {
        let marks = ["todo!(", "unimplemented!(", "dbg!("];
        let found = code(text).find(|line| marks.iter().any(|mark| line.contains(mark)));
        found.map(|line| format!("`{}`", line.trim()))
    });
}

#[test]
fn no_test_is_ignored_without_a_reason() {
    check(|_, text| {
        let found = code(text).find(|line| line.trim() == "#[ignore]");
        found.map(|_| "an ignored test without a reason".to_string())
    });
}

#[test]
fn rooms_import_only_from_those_that_they_may() {
    let mut wrong = Vec::new();
    for package in PACKAGES {
        let files = imports::read(&root().join(package.folder));
        for (room, others) in arrows(&files) {
            let allowed = package.rooms.iter().find(|(name, _)| *name == room);
            for (other, file) in others {
                if allowed.is_none_or(|(_, allowed)| !allowed.contains(&other)) {
                    wrong.push(format!(
                        "{}/{}: `{room}` may not import from `{other}` (tests/tidy/rooms.rs)",
                        package.folder,
                        file.path.display()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What each room of a crate imports from, with a file that does.
fn arrows(files: &[File]) -> BTreeMap<&str, BTreeMap<&str, &File>> {
    let mut arrows: BTreeMap<&str, BTreeMap<&str, &File>> = BTreeMap::new();
    for file in files {
        let others = file.imports.iter().map(|other| files[*other].room());
        for other in others.filter(|other| *other != file.room()) {
            arrows.entry(file.room()).or_default().insert(other, file);
        }
    }
    arrows
}

#[test]
fn the_table_of_rooms_is_that_of_the_crates() {
    for Package { folder, rooms, .. } in PACKAGES {
        let files = imports::read(&root().join(folder));
        let mut there: Vec<&str> = files.iter().map(File::room).collect();
        there.sort_unstable();
        there.dedup();
        let mut named: Vec<&str> = rooms.iter().map(|(name, _)| *name).collect();
        named.sort_unstable();
        assert_eq!(
            there, named,
            "{folder}: the rooms, and those in tests/tidy/rooms.rs"
        );
        let arrows = arrows(&files);
        for (room, allowed) in *rooms {
            let used = arrows.get(room);
            let unused = allowed
                .iter()
                .find(|other| used.is_none_or(|used| !used.contains_key(**other)));
            assert_eq!(
                unused, None,
                "{folder}: `{room}` does not import from this room any more; take it out of \
                 tests/tidy/rooms.rs"
            );
        }
    }
}

#[test]
fn no_circle_of_imports_grows() {
    let programs = fs::read_dir(root().join("tests")).expect("the folder is there");
    let programs = programs
        .map(|entry| entry.expect("the folder can be read").file_name())
        .map(|name| name.into_string().expect("names are text"))
        .filter(|name| root().join("tests").join(name).join("main.rs").exists())
        .map(|name| {
            let most = TEST_PROGRAMS.iter().find(|(program, _)| *program == name);
            (format!("tests/{name}"), most.map_or(0, |(_, most)| *most))
        });
    let packages = PACKAGES
        .iter()
        .map(|package| (package.folder.to_string(), package.circle));
    let wrong: Vec<String> = packages
        .chain(programs)
        .filter_map(|(folder, most)| {
            let files = imports::read(&root().join(&folder));
            let circle = imports::longest_circle(&files);
            let names = circle.iter().map(|it| files[*it].path.display().to_string());
            (circle.len() != most).then(|| {
                format!(
                    "{folder}: {} files import from each other in a circle, and tests/tidy/rooms.rs \
                     says {most}: {}",
                    circle.len(),
                    names.collect::<Vec<_>>().join(", ")
                )
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fuzz_target_is_one_of_cargo_fuzz() {
    let folder = root().join("fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("it is there");
    for target in wasmc_tests::fuzz::TARGETS {
        let name = target.name;
        let path = format!("fuzz_targets/{name}.rs");
        let text = fs::read_to_string(folder.join(&path)).unwrap_or_default();
        assert!(text.contains(&format!("fuzz(\"{name}\", data)")), "{path}");
        assert!(manifest.contains(&format!("path = \"{path}\"")), "{path}");
    }
    let targets = fs::read_dir(folder.join("fuzz_targets")).expect("the folder is there");
    assert_eq!(targets.count(), wasmc_tests::fuzz::TARGETS.len());
}

#[test]
fn every_wasi_function_is_documented() {
    let text = fs::read_to_string(root().join("docs/WASI.md")).expect("docs/WASI.md is there");
    let row = |name: &str| {
        text.lines()
            .find(|line| line.starts_with(&format!("| `{name}` |")))
    };
    let missing: Vec<_> = wasmc_abi::wasi::FUNCTIONS
        .iter()
        .map(|function| function.name)
        // Three cells, the last of which names a test.
        .filter(|name| row(name).is_none_or(|row| row.matches(" | ").count() != 2))
        .collect();
    assert!(missing.is_empty(), "docs/WASI.md: {missing:?}");
    let missing: Vec<_> = wasmc_abi::wasi02::FUNCTIONS
        .iter()
        .map(|it| format!("| `{}` `{}` |", it.interface, it.name))
        .filter(|head| !text.lines().any(|line| line.starts_with(head)))
        .collect();
    assert!(missing.is_empty(), "docs/WASI.md: {missing:?}");
}

#[test]
fn documented_tests_exist() {
    let read = |file: &str| fs::read_to_string(root().join(file)).expect(file);
    let text = read("docs/WASI.md") + &read("docs/SECURITY.md");
    let mut found = 0;
    for reference in text.split('`').filter(|it| it.contains(".rs::")) {
        let (file, test) = reference.split_once("::").expect("it contains one");
        let source = fs::read_to_string(root().join(file)).unwrap_or_default();
        assert!(source.contains(&format!("fn {test}()")), "{reference}");
        found += 1;
    }
    assert!(found > 40, "{found}");
}

#[test]
fn every_variable_of_the_runtime_is_documented() {
    let text = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).expect("it is there");
    let folder = root().join("runtime-lib/src");
    let mut files = Vec::new();
    walk(&folder, &mut files);
    let mut rows = Vec::new();
    for (path, source) in &files {
        let path = path.strip_prefix(&folder).expect("it is in there");
        let names: Vec<String> = code(source).filter_map(variable).collect();
        if !names.is_empty() {
            rows.push(format!("| `{}` | {} |", path.display(), names.join(", ")));
        }
    }
    assert!(rows.len() > 5, "{rows:?}");
    let missing: Vec<_> = rows.iter().filter(|row| !text.contains(*row)).collect();
    assert!(missing.is_empty(), "docs/ARCHITECTURE.md: {missing:?}");
    let heading = "| File of `runtime-lib/src` |";
    let table = text.split(heading).nth(1).expect("the table is there");
    let documented = table.lines().skip(2).take_while(|line| !line.is_empty());
    assert_eq!(documented.count(), rows.len(), "a row without variables");
}

/// The name of the variable that a line defines. Its type says that it changes: a value is a
/// constant unless its type has cells.
fn variable(line: &str) -> Option<String> {
    let line = line.trim_start().trim_start_matches("pub ");
    let (name, ty) = line.strip_prefix("static ")?.split_once(": ")?;
    let constant = ty.starts_with(['[', '&']) && !ty.contains("Atomic");
    // Kinds of streams and pollables are tables of functions.
    let functions = ["Input =", "Output =", "Source ="];
    let constant = constant || functions.iter().any(|it| ty.starts_with(it));
    (!constant).then(|| format!("`{name}`"))
}
