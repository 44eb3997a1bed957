//! The project polices itself: rules that no compiler checks.

use std::fs;
use std::path::{Path, PathBuf};

/// Lines at which a file is asking to be cut by subject.
const MOST_LINES: usize = 800;

/// The stages of the compiler, each with those that it may import from.
const STAGES: &[(&str, &[&str])] = &[
    ("decode", &[]),
    ("program", &["decode"]),
    ("lower", &["decode", "program"]),
    ("machine", &["program", "lower"]),
    ("object", &["decode", "program", "machine"]),
    ("link", &[]),
];

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
        "runtime-archive",
        "runtime-lib",
        "tests",
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
fn stages_import_only_from_stages_before_them() {
    check(|path, text| {
        let relative = path.strip_prefix(root().join("compiler/src")).ok()?;
        let stage = relative.components().next()?.as_os_str().to_str()?;
        let (_, allowed) = STAGES.iter().find(|(name, _)| *name == stage)?;
        STAGES
            .iter()
            .map(|(name, _)| *name)
            .filter(|other| *other != stage && !allowed.contains(other))
            .find(|other| code(text).any(|line| line.contains(&format!("crate::{other}"))))
            .map(|other| format!("`{stage}` may not import from `{other}`"))
    });
}

#[test]
fn every_unsafe_block_says_who_guarantees_it() {
    check(|_, text| {
        let blocks = code(text)
            .filter(|line| {
                line.contains("unsafe {") || line.trim_start().starts_with("unsafe impl")
            })
            .count();
        let reasons = text.matches("SAFETY:").count();
        (blocks > reasons).then(|| format!("{blocks} unsafe blocks, {reasons} SAFETY lines"))
    });
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
}

#[test]
fn documented_tests_exist() {
    let text = fs::read_to_string(root().join("docs/WASI.md")).expect("docs/WASI.md is there");
    let mut found = 0;
    for reference in text.split('`').filter(|it| it.contains(".rs::")) {
        let (file, test) = reference.split_once("::").expect("it contains one");
        let source = fs::read_to_string(root().join(file)).unwrap_or_default();
        assert!(source.contains(&format!("fn {test}()")), "{reference}");
        found += 1;
    }
    assert!(found > 20, "{found}");
}
