//! Descriptors: numbers that move, numbers that run out, and rights that only shrink.

use super::case::{Bench, Case, FIRST, OTHER, OUT, Open, READ_ONLY, ROOT};
use super::open::fdstat;
use crate::wasi::{errno, oflags, rights};
use anyhow::{Result, ensure};

/// Numbers that no descriptor has.
const NOBODY: &[u64] = &[6, 7, 1023, 1024, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

/// Functions that take a descriptor first, each with further arguments that make sense.
const FUNCTIONS: &[(&str, &[u64])] = &[
    ("fd_advise", &[0, 0, 0]),
    ("fd_allocate", &[0, 1]),
    ("fd_close", &[]),
    ("fd_datasync", &[]),
    ("fd_fdstat_get", &[OUT as u64]),
    ("fd_fdstat_set_flags", &[0]),
    ("fd_fdstat_set_rights", &[0, 0]),
    ("fd_filestat_get", &[OUT as u64]),
    ("fd_filestat_set_size", &[0]),
    ("fd_filestat_set_times", &[0, 0, 0]),
    ("fd_pread", &[OUT as u64, 0, 0, OUT as u64]),
    ("fd_prestat_get", &[OUT as u64]),
    ("fd_prestat_dir_name", &[OUT as u64, 100]),
    ("fd_pwrite", &[OUT as u64, 0, 0, OUT as u64]),
    ("fd_read", &[OUT as u64, 0, OUT as u64]),
    ("fd_readdir", &[OUT as u64, 100, 0, OUT as u64]),
    ("fd_renumber", &[3]),
    ("fd_seek", &[0, 0, OUT as u64]),
    ("fd_sync", &[]),
    ("fd_tell", &[OUT as u64]),
    ("fd_write", &[OUT as u64, 0, OUT as u64]),
    ("path_create_directory", &[OUT as u64, 1]),
    ("path_filestat_get", &[0, OUT as u64, 1, OUT as u64]),
    ("path_filestat_set_times", &[0, OUT as u64, 1, 0, 0, 0]),
    ("path_link", &[0, OUT as u64, 1, 3, OUT as u64, 1]),
    ("path_open", &[0, OUT as u64, 1, 0, 0, 0, 0, OUT as u64]),
    ("path_readlink", &[OUT as u64, 1, OUT as u64, 1, OUT as u64]),
    ("path_remove_directory", &[OUT as u64, 1]),
    ("path_rename", &[OUT as u64, 1, 3, OUT as u64, 1]),
    ("path_unlink_file", &[OUT as u64, 1]),
    ("sock_accept", &[0, OUT as u64]),
    ("sock_recv", &[OUT as u64, 0, 0, OUT as u64, OUT as u64]),
    ("sock_send", &[OUT as u64, 0, 0, OUT as u64]),
    ("sock_shutdown", &[1]),
];

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    let mut cases = vec![
        Case::new("renumber/over-itself/a-million-times", over_itself),
        Case::new("renumber/over-a-preopen/ten-thousand-times", over_a_preopen),
        Case::new("renumber/over-a-closed-number", over_closed),
        Case::new("renumber/over-the-streams", over_streams),
        Case::new("renumber/takes-the-preopen-along", takes_the_preopen_along),
        Case::new("exhaustion/open-until-none-is-left", exhaustion),
        Case::new(
            "exhaustion/exclusive-create-when-none-is-left",
            exhausted_create,
        ),
        Case::new("close/preopen-and-open-again", close_preopen),
        Case::new("close/streams", close_streams),
        Case::new("rights/cannot-be-added", rights_cannot_be_added),
        Case::new("rights/are-inherited-at-most", rights_are_inherited),
        Case::new("rights/link-cannot-gain", |bench| {
            cannot_gain(bench, "path_link")
        }),
        Case::new("rights/rename-cannot-gain", |bench| {
            cannot_gain(bench, "path_rename")
        }),
    ];
    for (function, rest) in FUNCTIONS {
        for nobody in NOBODY {
            cases.push(Case::new(
                format!("descriptor/{nobody:#x}/{function}"),
                move |bench| {
                    let args = [&[*nobody][..], rest].concat();
                    let errno = bench.guest.value(function, &args)?;
                    bench.dirty = false;
                    bench.expect(function, errno, errno::BADF)
                },
            ));
        }
    }
    for right in 0..30 {
        cases.push(Case::new(
            format!("rights/taken-away/{right}"),
            move |bench| taken_away(bench, right),
        ));
    }
    cases
}

fn file(bench: &mut Bench<'_>, dir: u64, path: &str) -> Result<u32> {
    let how = Open {
        base: rights::FD_READ,
        ..Open::default()
    };
    bench
        .open(dir, path.as_bytes(), how)?
        .map_err(|errno| anyhow::anyhow!("errno {errno}"))
}

/// As many descriptors on the host before as after.
fn keeps_descriptors(
    bench: &mut Bench<'_>,
    act: impl FnOnce(&mut Bench<'_>) -> Result<()>,
) -> Result<()> {
    let before = bench.guest.host_descriptors()?;
    act(bench)?;
    let after = bench.guest.host_descriptors()?;
    let wanted = if bench.inverted { before + 1 } else { before };
    ensure!(
        after == wanted,
        "{before} descriptors on the host, then {after}"
    );
    Ok(())
}

fn over_itself(bench: &mut Bench<'_>) -> Result<()> {
    keeps_descriptors(bench, |bench| {
        for fd in [3, 4, 5, 0, 1, 2] {
            let errnos = bench.guest.value("renumber_many", &[fd, fd, 166_667])?;
            ensure!(errnos == 0, "errnos: {errnos}");
        }
        Ok(())
    })?;
    let fd = file(bench, ROOT, "file")?;
    bench.guest.succeed("fd_close", &[fd.into()])
}

fn over_a_preopen(bench: &mut Bench<'_>) -> Result<()> {
    // A guest of its own: it loses a directory.
    let mut guest = bench.another(&bench.world.words())?;
    guest.write(super::case::A, b"dir")?;
    let before = guest.host_descriptors()?;
    let path = u64::from(super::case::A);
    let errnos = guest.value("reopen_many", &[4, 3, path, 3, 10_000])?;
    bench.expect("opening and renumbering", errnos, 0)?;
    let after = guest.host_descriptors()?;
    ensure!(
        before == after,
        "{before} descriptors on the host, then {after}"
    );
    let errno = guest.value("fd_prestat_get", &[4, OUT.into()])?;
    bench.expect("it is no preopen any more", errno, errno::BADF)?;
    guest.finish()
}

fn over_closed(bench: &mut Bench<'_>) -> Result<()> {
    let errno = bench.guest.value("fd_renumber", &[3, 7])?;
    bench.expect("a number that was never open", errno, errno::BADF)?;
    let errno = bench.guest.value("fd_renumber", &[7, 3])?;
    bench.expect("from a number that was never open", errno, errno::BADF)?;
    let fd = file(bench, ROOT, "file")?;
    bench.guest.succeed("fd_close", &[fd.into()])
}

/// A file under the number of a standard stream is a file, and the host's streams stay.
fn over_streams(bench: &mut Bench<'_>) -> Result<()> {
    let mut guest = bench.another(&bench.world.words())?;
    for stream in 0..3 {
        guest.write(super::case::A, b"file")?;
        let path = u64::from(super::case::A);
        let args = [3, 0, path, 4, 0, rights::FD_READ, 0, 0, OUT.into()];
        guest.succeed("path_open", &args)?;
        let fd = guest.read_u32(OUT)?;
        guest.succeed("fd_renumber", &[fd.into(), stream])?;
        guest.succeed("fd_filestat_get", &[stream, OUT.into()])?;
        let size = guest.read_u32(OUT + 32)?;
        bench.expect("size of the file", size, super::world::INSIDE.len() as u32)?;
        guest.succeed("fd_close", &[stream])?;
        let errno = guest.value("fd_filestat_get", &[stream, OUT.into()])?;
        bench.expect("closed", errno, errno::BADF)?;
    }
    // It still answers, so its standard streams are open.
    guest.finish()
}

fn takes_the_preopen_along(bench: &mut Bench<'_>) -> Result<()> {
    let mut guest = bench.another(&bench.world.words())?;
    guest.succeed("fd_renumber", &[READ_ONLY, OTHER])?;
    let errno = guest.value("fd_prestat_get", &[READ_ONLY, OUT.into()])?;
    bench.expect("the old number", errno, errno::BADF)?;
    guest.write(super::case::A, b"new")?;
    let path = u64::from(super::case::A);
    let errno = guest.value("path_create_directory", &[OTHER, path, 3])?;
    bench.expect("under another number", errno, errno::ROFS)?;
    guest.finish()
}

fn exhaustion(bench: &mut Bench<'_>) -> Result<()> {
    let mut numbers = Vec::new();
    for _ in 0..2 {
        keeps_descriptors(bench, |bench| {
            bench.guest.write(super::case::A, b"file")?;
            let path = u64::from(super::case::A);
            let opened = bench.guest.value("open_until", &[ROOT, path, 4, 100_000])?;
            numbers.push(opened);
            let args = [ROOT, 0, path, 4, 0, rights::FD_READ, 0, 0, OUT.into()];
            let errno = bench.guest.value("path_open", &args)?;
            bench.expect("one more", errno, errno::MFILE)?;
            bench.guest.value("close_from", &[FIRST.into()])?;
            Ok(())
        })?;
    }
    ensure!(numbers[0] == numbers[1], "opened {numbers:?}");
    ensure!((900..1024).contains(&numbers[0]), "opened {numbers:?}");
    Ok(())
}

fn exhausted_create(bench: &mut Bench<'_>) -> Result<()> {
    keeps_descriptors(bench, |bench| {
        bench.guest.write(super::case::A, b"file")?;
        let path = u64::from(super::case::A);
        bench.guest.value("open_until", &[ROOT, path, 4, 100_000])?;
        let how = Open {
            oflags: oflags::CREAT | oflags::EXCL,
            base: rights::FD_WRITE,
            ..Open::default()
        };
        for _ in 0..100 {
            let opened = bench.open(ROOT, b"missing", how)?;
            let errno = opened.err().unwrap_or(0);
            bench.expect_one_of("one more", errno, &[errno::MFILE, errno::EXIST])?;
        }
        bench.guest.value("close_from", &[FIRST.into()])?;
        Ok(())
    })
}

fn close_preopen(bench: &mut Bench<'_>) -> Result<()> {
    let mut guest = bench.another(&bench.world.words())?;
    guest.succeed("fd_close", &[ROOT])?;
    let errno = guest.value("fd_prestat_get", &[ROOT, OUT.into()])?;
    bench.expect("closed", errno, errno::BADF)?;
    guest.write(super::case::A, b"dir")?;
    let path = u64::from(super::case::A);
    let args = [OTHER, 0, path, 3, 2, 0, 0, 0, OUT.into()];
    guest.succeed("path_open", &args)?;
    ensure!(guest.read_u32(OUT)? == 3, "the lowest number is free");
    let errno = guest.value("fd_prestat_get", &[ROOT, OUT.into()])?;
    bench.expect("what was opened is no preopen", errno, errno::BADF)?;
    guest.finish()
}

fn close_streams(bench: &mut Bench<'_>) -> Result<()> {
    let mut guest = bench.another(&bench.world.words())?;
    // Once it answers, it has started.
    guest.value("grow", &[0])?;
    let before = guest.host_descriptors()?;
    for stream in 0..3 {
        guest.succeed("fd_close", &[stream])?;
        let errno = guest.value("fd_close", &[stream])?;
        bench.expect("closed twice", errno, errno::BADF)?;
    }
    ensure!(guest.host_descriptors()? == before, "the host's are closed");
    guest.finish()
}

fn rights_cannot_be_added(bench: &mut Bench<'_>) -> Result<()> {
    let fd = file(bench, ROOT, "file")?;
    let had = fdstat(bench, fd)?;
    for right in 0..64 {
        let more = had.base | 1 << right;
        let errno = bench
            .guest
            .value("fd_fdstat_set_rights", &[fd.into(), more, had.inheriting])?;
        let expected = if more == had.base {
            0
        } else {
            errno::NOTCAPABLE
        };
        bench.expect("base", errno, expected)?;
        let more = had.inheriting | 1 << right;
        let errno = bench
            .guest
            .value("fd_fdstat_set_rights", &[fd.into(), had.base, more])?;
        let expected = if more == had.inheriting {
            0
        } else {
            errno::NOTCAPABLE
        };
        bench.expect("inheriting", errno, expected)?;
    }
    ensure!(fdstat(bench, fd)? == had, "they changed");
    Ok(())
}

fn directory(bench: &mut Bench<'_>, path: &str) -> Result<u32> {
    let how = Open {
        oflags: oflags::DIRECTORY,
        base: rights::FD_READDIR,
        inheriting: u64::MAX,
        ..Open::default()
    };
    bench
        .open(ROOT, path.as_bytes(), how)?
        .map_err(|errno| anyhow::anyhow!("errno {errno}"))
}

/// Whatever is opened through a directory, and through what was opened, has no right more than the
/// directory hands on.
fn rights_are_inherited(bench: &mut Bench<'_>) -> Result<()> {
    let dir = directory(bench, "dir")?;
    let had = fdstat(bench, dir)?;
    let mut checked = 0;
    for right in 0..30 {
        if had.inheriting >> right & 1 == 0 {
            continue;
        }
        let dir = directory(bench, "dir")?;
        let less = had.inheriting & !(1 << right);
        bench
            .guest
            .succeed("fd_fdstat_set_rights", &[dir.into(), had.base, less])?;
        for (path, oflags) in [("file", 0), ("sub", oflags::DIRECTORY)] {
            let how = Open {
                oflags,
                base: if oflags == 0 {
                    u64::MAX
                } else {
                    rights::FD_READDIR
                },
                inheriting: u64::MAX,
                ..Open::default()
            };
            if let Ok(fd) = bench.open(dir.into(), path.as_bytes(), how)? {
                let got = fdstat(bench, fd)?;
                let gained = (got.base | got.inheriting) >> right & 1;
                ensure!(
                    gained == u64::from(bench.inverted),
                    "right {right} came back with {path}: {got:x?}"
                );
                bench.guest.succeed("fd_close", &[fd.into()])?;
                checked += 1;
            }
        }
        bench.guest.succeed("fd_close", &[dir.into()])?;
    }
    ensure!(checked > 20, "only {checked} were opened");
    Ok(())
}

/// A directory that hands on less than another: nothing may move from it to the other, where more
/// could be done with it.
fn cannot_gain(bench: &mut Bench<'_>, function: &str) -> Result<()> {
    let dir = directory(bench, "dir")?;
    let had = fdstat(bench, dir)?;
    let less = had.inheriting & !rights::FD_WRITE;
    bench
        .guest
        .succeed("fd_fdstat_set_rights", &[dir.into(), had.base, less])?;
    let [from, from_len] = bench.put_path(super::case::A, b"file")?;
    let [to, to_len] = bench.put_path(super::case::B, b"gained")?;
    let args: Vec<u64> = match function {
        "path_link" => vec![dir.into(), 0, from, from_len, OTHER, to, to_len],
        _ => vec![dir.into(), from, from_len, OTHER, to, to_len],
    };
    let errno = bench.guest.value(function, &args)?;
    bench.expect("to more rights", errno, errno::NOTCAPABLE)?;
    ensure!(!bench.world.path("other/gained").exists(), "it moved");
    // The other way round nothing is gained.
    let args: Vec<u64> = match function {
        "path_link" => vec![OTHER, 0, from, from_len, dir.into(), to, to_len],
        _ => vec![OTHER, from, from_len, dir.into(), to, to_len],
    };
    bench.guest.succeed(function, &args)
}

/// Without one right, what it stands for fails on a file and a directory, and the rest is as before.
fn taken_away(bench: &mut Bench<'_>, right: u32) -> Result<()> {
    let dir = directory(bench, "dir")?;
    let how = Open {
        base: !rights::FD_READDIR,
        ..Open::default()
    };
    let file = bench.open(ROOT, b"file", how)?;
    let file = file.map_err(|errno| anyhow::anyhow!("errno {errno}"))?;
    let [path, len] = bench.put_path(super::case::A, b"file")?;
    let [new, new_len] = bench.put_path(super::case::B, b"../dir/new")?;
    let (fd, dir) = (u64::from(file), u64::from(dir));
    let out = u64::from(OUT);
    let open = |oflags: u32| vec![dir, 0, path, len, oflags.into(), 0, 0, 0, out];
    let call: (u64, &str, Vec<u64>) = match right {
        0 => (fd, "fd_datasync", vec![fd]),
        1 => (fd, "fd_read", vec![fd, out, 0, out]),
        2 => (fd, "fd_seek", vec![fd, 1, 0, out]),
        3 => (fd, "fd_fdstat_set_flags", vec![fd, 0]),
        4 => (fd, "fd_sync", vec![fd]),
        5 => (fd, "fd_tell", vec![fd, out]),
        6 => (fd, "fd_write", vec![fd, out, 0, out]),
        7 => (fd, "fd_advise", vec![fd, 0, 0, 0]),
        8 => (fd, "fd_allocate", vec![fd, 0, 1]),
        9 => (
            dir,
            "path_create_directory",
            vec![dir, new + 7, new_len - 7],
        ),
        10 => (dir, "path_open", open(oflags::CREAT)),
        11 => (
            dir,
            "path_link",
            vec![dir, 0, path, len, ROOT, new + 7, new_len - 7],
        ),
        12 => (
            dir,
            "path_link",
            vec![ROOT, 0, path, len, dir, new + 7, new_len - 7],
        ),
        13 => (dir, "path_open", open(0)),
        14 => (dir, "fd_readdir", vec![dir, out, 100, 0, out + 512]),
        15 => (
            dir,
            "path_readlink",
            vec![dir, path, len, out, 100, out + 512],
        ),
        16 => (
            dir,
            "path_rename",
            vec![dir, path, len, ROOT, new + 7, new_len - 7],
        ),
        17 => (
            dir,
            "path_rename",
            vec![ROOT, path, len, dir, new + 7, new_len - 7],
        ),
        18 => (dir, "path_filestat_get", vec![dir, 0, path, len, out]),
        19 => (dir, "path_open", open(oflags::TRUNC)),
        20 => (
            dir,
            "path_filestat_set_times",
            vec![dir, 0, path, len, 0, 0, 0],
        ),
        21 => (fd, "fd_filestat_get", vec![fd, out]),
        22 => (fd, "fd_filestat_set_size", vec![fd, 0]),
        23 => (fd, "fd_filestat_set_times", vec![fd, 0, 0, 0]),
        24 => (
            dir,
            "path_symlink",
            vec![path, len, dir, new + 7, new_len - 7],
        ),
        25 => (dir, "path_remove_directory", vec![dir, path, len]),
        26 => (dir, "path_unlink_file", vec![dir, path, len]),
        27 => return poll_without(bench, fd),
        // Those of sockets, which no file has.
        _ => return no_socket(bench, fd, right),
    };
    let (on, function, args) = call;
    let had = fdstat(bench, on as u32)?;
    ensure!(had.base >> right & 1 == 1, "it never had that right");
    let less = had.base & !(1 << right);
    bench
        .guest
        .succeed("fd_fdstat_set_rights", &[on, less, had.inheriting])?;
    let errno = bench.guest.value(function, &args)?;
    // Where POSIX knows such a descriptor, its errno is right.
    bench.expect_one_of(function, errno, &[errno::NOTCAPABLE, errno::BADF])?;
    let before = bench
        .guest
        .value("fd_fdstat_set_rights", &[on, had.base, had.inheriting])?;
    bench.expect("asked back", before, errno::NOTCAPABLE)?;
    bench.world.check_twin()
}

/// Polling gives an event that holds the errno.
fn poll_without(bench: &mut Bench<'_>, fd: u64) -> Result<()> {
    let had = fdstat(bench, fd as u32)?;
    let less = had.base & !(1 << 27);
    bench
        .guest
        .succeed("fd_fdstat_set_rights", &[fd, less, had.inheriting])?;
    let mut subscription = [0; 48];
    subscription[8] = 1;
    subscription[16] = fd as u8;
    bench.guest.write(OUT, &subscription)?;
    let (events, count) = (OUT + 0x100, OUT + 0x200);
    let args = [OUT.into(), events.into(), 1, count.into()];
    bench.guest.succeed("poll_oneoff", &args)?;
    ensure!(bench.guest.read_u32(count)? == 1, "no event");
    let errno = bench.guest.read_u32(events + 8)? & 0xffff;
    bench.expect_one_of("event", errno, &[errno::NOTCAPABLE, errno::BADF])
}

fn no_socket(bench: &mut Bench<'_>, fd: u64, right: u32) -> Result<()> {
    let (function, args) = match right {
        28 => ("sock_shutdown", vec![fd, 1]),
        _ => ("sock_accept", vec![fd, 0, OUT.into()]),
    };
    let errno = bench.guest.value(function, &args)?;
    const NOTSOCK: u32 = 57;
    bench.expect_one_of(function, errno, &[NOTSOCK, errno::NOTCAPABLE, errno::BADF])
}
