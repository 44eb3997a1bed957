//! A read-only directory: nothing in it can be changed, by any function, nor through another
//! directory. What it holds is one of the canaries.

use super::case::{A, B, Bench, Case, OTHER, Open, READ_ONLY, ROOT};
use super::operation::{OPERATIONS, Operation};
use crate::wasi::{FOLLOW, errno, rights};
use anyhow::{Result, ensure};

/// Paths of different kinds.
const PATHS: &[&str] = &[
    "file",
    "dir",
    "empty",
    "missing",
    "dir/missing",
    "to-file",
    "to-empty",
    "dangling",
    "out-file",
    "out-dir/secret",
    "file/",
    "empty/",
    "missing/",
    ".",
    "dir/..",
    "..",
];

/// Operations that change nothing; all others must fail.
const HARMLESS: &[&str] = &[
    "open",
    "open-nofollow",
    "open-directory",
    "stat",
    "lstat",
    "readlink",
];

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for path in PATHS {
        for operation in OPERATIONS {
            cases.push(Case::new(
                format!("read-only/{path}/{}", operation.name),
                move |bench| attempt(bench, path, operation),
            ));
        }
    }
    for (name, function, from, to) in [
        ("link/out-of-it", "path_link", READ_ONLY, ROOT),
        ("link/into-it", "path_link", ROOT, READ_ONLY),
        ("link/within", "path_link", READ_ONLY, READ_ONLY),
        ("rename/out-of-it", "path_rename", READ_ONLY, ROOT),
        ("rename/into-it", "path_rename", ROOT, READ_ONLY),
        ("rename/within", "path_rename", READ_ONLY, READ_ONLY),
    ] {
        cases.push(Case::new(format!("read-only/{name}"), move |bench| {
            let errno = move_file(bench, function, from, to)?;
            bench.expect_one_of(name, errno, &[errno::ROFS, errno::XDEV])
        }));
    }
    for (name, function) in [("link", "path_link"), ("rename", "path_rename")] {
        cases.push(Case::new(format!("preopens/{name}-across"), move |bench| {
            let errno = move_file(bench, function, ROOT, OTHER)?;
            bench.expect(name, errno, 0)?;
            ensure!(bench.world.path("other/new-name").exists(), "nothing came");
            Ok(())
        }));
        for path in [
            "../other/new-name",
            "../outside/new-name",
            "dir/../../other/new-name",
        ] {
            cases.push(Case::new(
                format!("preopens/{name}-by-path/{path}"),
                move |bench| {
                    let [from, from_len] = bench.put_path(A, b"file")?;
                    let [to, to_len] = bench.put_path(B, path.as_bytes())?;
                    let args: &[u64] = match function {
                        "path_link" => &[ROOT, 0, from, from_len, ROOT, to, to_len],
                        _ => &[ROOT, from, from_len, ROOT, to, to_len],
                    };
                    let errno = bench.guest.value(function, args)?;
                    bench.expect(name, errno, errno::NOTCAPABLE)?;
                    bench.world.check_twin()
                },
            ));
        }
    }
    cases.push(Case::new("read-only/opened-file", opened_file));
    cases.push(Case::new("read-only/opened-directory", opened_directory));
    cases.push(Case::new("link/follow-is-refused", |bench| {
        let [from, from_len] = bench.put_path(A, b"out-file")?;
        let [to, to_len] = bench.put_path(B, b"new-name")?;
        let args = [ROOT, FOLLOW, from, from_len, ROOT, to, to_len];
        let errno = bench.guest.value("path_link", &args)?;
        bench.expect("to follow", errno, errno::INVAL)?;
        bench.world.check_twin()
    }));
    for target in ["/etc/passwd", "/", "//x"] {
        cases.push(Case::new(
            format!("symlink/absolute-target/{target}"),
            move |bench| {
                let [target, len] = bench.put_path(A, target.as_bytes())?;
                let [at, at_len] = bench.put_path(B, b"new")?;
                let args = [target, len, ROOT, at, at_len];
                let errno = bench.guest.value("path_symlink", &args)?;
                bench.expect("an absolute target", errno, errno::NOTCAPABLE)?;
                bench.world.check_twin()
            },
        ));
    }
    for target in [
        "../outside/secret",
        "../../../../../../etc/passwd",
        "dir/../../outside/secret",
    ] {
        cases.push(Case::new(
            format!("symlink/made-and-followed/{target}"),
            move |bench| made_and_followed(bench, target),
        ));
    }
    cases
}

fn attempt(bench: &mut Bench<'_>, path: &str, operation: &Operation) -> Result<()> {
    bench.dir = READ_ONLY;
    let shown = (operation.attack)(bench, path.as_bytes())?;
    bench.dirty = false;
    if HARMLESS.contains(&operation.name) {
        // `paths.rs` says what it returns.
        let fails = path.contains("out-dir") || path == "..";
        return bench.expect("it leads out", (fails && shown.is_ok()).into(), 0);
    }
    match shown {
        Ok(_) => bench.expect("it succeeds", 1, 0),
        Err(errno) => {
            let known = [
                errno::ROFS,
                errno::NOTCAPABLE,
                errno::NOENT,
                errno::EXIST,
                errno::NOTDIR,
                errno::ISDIR,
                errno::LOOP,
                errno::BUSY,
                errno::INVAL,
            ];
            bench.expect_one_of(operation.name, errno, &known)
        }
    }
}

fn move_file(bench: &mut Bench<'_>, function: &str, from: u64, to: u64) -> Result<u32> {
    let [old, old_len] = bench.put_path(A, b"dir/file")?;
    let [new, new_len] = bench.put_path(B, b"new-name")?;
    let args: &[u64] = match function {
        "path_link" => &[from, 0, old, old_len, to, new, new_len],
        _ => &[from, old, old_len, to, new, new_len],
    };
    bench.guest.value(function, args)
}

/// A file that was opened for reading there.
fn opened_file(bench: &mut Bench<'_>) -> Result<()> {
    let how = Open {
        base: !rights::NEEDS_WRITE,
        inheriting: u64::MAX,
        ..Open::default()
    };
    let fd = bench.open(READ_ONLY, b"file", how)?;
    let fd = u64::from(fd.map_err(|errno| anyhow::anyhow!("errno {errno}"))?);
    bench
        .guest
        .write(B, &[A.to_le_bytes(), 4u32.to_le_bytes()].concat())?;
    let (vector, out) = (u64::from(B), u64::from(super::case::OUT));
    for (function, args) in [
        ("fd_write", vec![fd, vector, 1, out]),
        ("fd_pwrite", vec![fd, vector, 1, 0, out]),
        ("fd_allocate", vec![fd, 0, 100]),
        ("fd_filestat_set_size", vec![fd, 0]),
        ("fd_filestat_set_times", vec![fd, 0, 0, 5]),
    ] {
        let errno = bench.guest.value(function, &args)?;
        let known = [errno::ROFS, errno::BADF, errno::NOTCAPABLE];
        bench.expect_one_of(function, errno, &known)?;
    }
    Ok(())
}

/// A directory that was opened there is read-only as well.
fn opened_directory(bench: &mut Bench<'_>) -> Result<()> {
    let how = Open {
        oflags: crate::wasi::oflags::DIRECTORY,
        base: rights::FD_READDIR,
        inheriting: u64::MAX,
        ..Open::default()
    };
    let fd = bench.open(READ_ONLY, b"dir", how)?;
    let fd = u64::from(fd.map_err(|errno| anyhow::anyhow!("errno {errno}"))?);
    let [path, len] = bench.put_path(A, b"file")?;
    let [new, new_len] = bench.put_path(B, b"new")?;
    for (function, args) in [
        ("path_unlink_file", vec![fd, path, len]),
        ("path_create_directory", vec![fd, new, new_len]),
        ("path_remove_directory", vec![fd, new, new_len]),
        ("path_rename", vec![fd, path, len, ROOT, new, new_len]),
        ("path_symlink", vec![path, len, fd, new, new_len]),
        ("path_filestat_set_times", vec![fd, 0, path, len, 0, 0, 5]),
        ("fd_filestat_set_times", vec![fd, 0, 0, 5]),
    ] {
        let errno = bench.guest.value(function, &args)?;
        bench.expect_one_of(function, errno, &[errno::ROFS, errno::NOENT])?;
    }
    Ok(())
}

/// A symlink that leads out may be made, since only who follows it is refused.
fn made_and_followed(bench: &mut Bench<'_>, target: &str) -> Result<()> {
    let [text, len] = bench.put_path(A, target.as_bytes())?;
    let [at, at_len] = bench.put_path(B, b"dir/new")?;
    bench
        .guest
        .succeed("path_symlink", &[text, len, ROOT, at, at_len])?;
    for operation in OPERATIONS.iter().filter(|operation| operation.follows) {
        for path in ["dir/new", "dir/new/../../outside/secret", "to-dir/new"] {
            let shown = (operation.attack)(bench, path.as_bytes())?;
            let errno = shown.err().unwrap_or(0);
            let known = [errno::NOTCAPABLE, errno::NOENT];
            // From `dir`, one `..` stays inside: nothing is there.
            bench.expect_one_of(operation.name, errno, &known)?;
        }
    }
    Ok(())
}
