//! Paths: every operation on every path that could lead astray. A path that stays inside does what
//! it does without a sandbox, which the kernel shows in a twin of the directory; one that leads out
//! is refused.

use super::case::{Bench, Case};
use super::operation::{OPERATIONS, Operation, twin};
use super::world::{LINKS, SECRET};
use crate::wasi::{errno, from_linux};
use anyhow::{Context, Result, ensure};
use std::ffi::CString;

/// Where a path leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leads {
    /// It stays inside whatever is done.
    Inside,
    /// Its last component is a symlink that leads out: who follows it is refused.
    OutAtTheEnd,
    /// It leads out before its last component, or by it.
    Out,
    /// Its last component is a symlink that leads out, with a slash behind it: who does not follow it
    /// may find something else wrong with it first.
    OutWithSlash,
    /// It is no path to WASI: this errno, and the kernel never sees it.
    Refused(u32),
}

use Leads::{Inside, Out, OutAtTheEnd, OutWithSlash, Refused};

/// Paths by name.
fn paths() -> Vec<(String, Vec<u8>, Leads)> {
    let mut list: Vec<(String, Vec<u8>, Leads)> = TABLE
        .iter()
        .map(|(name, path, leads)| (name.to_string(), path.to_vec(), *leads))
        .collect();
    let mut add = |name: &str, path: Vec<u8>, leads| list.push((name.into(), path, leads));
    add("long/name-255", vec![b'n'; 255], Inside);
    add("long/name-256", vec![b'n'; 256], Inside);
    add(
        "long/name-256-in-the-middle",
        [&[b'n'; 256][..], b"/file"].concat(),
        Inside,
    );
    add(
        "long/dots-4094",
        [&b"./".repeat(2045)[..], b"file"].concat(),
        Inside,
    );
    add(
        "long/slashes-4095",
        [&b"dir"[..], &[b'/'; 4088], b"file"].concat(),
        Inside,
    );
    add(
        "long/slashes-4096",
        [&b"dir"[..], &[b'/'; 4089], b"file"].concat(),
        Refused(errno::NAMETOOLONG),
    );
    add(
        "long/path-8000",
        b"dir/".repeat(2000),
        Refused(errno::NAMETOOLONG),
    );
    add(
        "long/up-and-down",
        [&b"dir/../".repeat(500)[..], b"file"].concat(),
        Inside,
    );
    add("long/up-4095", b"../".repeat(1365), Out);
    add(
        "links/most",
        format!("link-{:02}", LINKS - 2).into(),
        Inside,
    );
    add(
        "links/too-many",
        format!("link-{:02}", LINKS - 1).into(),
        Inside,
    );
    list
}

/// Paths that can be written down: the tree is that of `world.rs`.
const TABLE: &[(&str, &[u8], Leads)] = &[
    ("plain/file", b"file", Inside),
    ("plain/file-in-dir", b"dir/file", Inside),
    ("plain/directory", b"dir", Inside),
    ("plain/empty-directory", b"empty", Inside),
    ("plain/missing", b"missing", Inside),
    ("plain/missing-in-dir", b"dir/missing", Inside),
    ("plain/missing-in-missing", b"missing/missing", Inside),
    ("plain/below-a-file", b"file/missing", Inside),
    ("dot/alone", b".", Inside),
    ("dot/twice", b"./.", Inside),
    ("dot/slash", b"./", Inside),
    ("dot/before-file", b"./file", Inside),
    ("dot/before-missing", b"./missing", Inside),
    ("dot/after-directory", b"dir/.", Inside),
    ("dot/after-empty-directory", b"empty/.", Inside),
    ("dot/after-file", b"file/.", Inside),
    ("dot/after-missing", b"missing/.", Inside),
    ("dot/after-link-to-directory", b"to-empty/.", Inside),
    ("dot/after-link-to-file", b"to-file/.", Inside),
    ("dot/three-dots", b"...", Inside),
    ("dot/hidden", b".hidden", Inside),
    ("dot/two-and-more", b"..file", Inside),
    ("dot/slash-in-the-middle", b"dir/./file", Inside),
    ("slash/after-file", b"file/", Inside),
    ("slash/after-directory", b"dir/", Inside),
    ("slash/after-empty-directory", b"empty/", Inside),
    ("slash/after-missing", b"missing/", Inside),
    ("slash/many-after-empty-directory", b"empty///", Inside),
    ("slash/many-after-file", b"file///", Inside),
    ("slash/many-after-missing", b"missing///", Inside),
    ("slash/many-in-the-middle", b"dir////file", Inside),
    ("slash/after-link-to-file", b"to-file/", Inside),
    ("slash/after-link-to-directory", b"to-empty/", Inside),
    ("slash/after-dangling-link", b"dangling/", Inside),
    ("slash/after-loop", b"loop-a/", Inside),
    ("slash/after-link-with-slash", b"to-dir-slash/", Inside),
    ("slash/dot-slash-after-directory", b"empty/./", Inside),
    ("slash/dot-slash-after-file", b"file/./", Inside),
    ("up/and-down-again", b"dir/../file", Inside),
    ("up/to-the-root", b"dir/..", Inside),
    ("up/to-the-root-slash", b"dir/../", Inside),
    ("up/to-a-directory", b"dir/sub/..", Inside),
    ("up/twice-to-the-root", b"dir/sub/../..", Inside),
    ("up/through-a-file", b"file/../file", Inside),
    ("up/through-missing", b"missing/../file", Inside),
    ("up/from-a-linked-directory", b"to-dir/../file", Inside),
    ("up/from-deep", b"dir/sub/deep/../../file", Inside),
    ("up/missing-at-the-root", b"dir/../missing", Inside),
    ("up/alone", b"..", Out),
    ("up/slash", b"../", Out),
    ("up/dot", b"../.", Out),
    ("up/twice", b"../..", Out),
    ("up/to-a-secret", b"../outside/secret", Out),
    ("up/to-a-missing-file", b"../outside/missing", Out),
    ("up/and-in-again", b"../root/file", Out),
    ("up/dot-first", b"./../outside/secret", Out),
    ("up/by-a-directory", b"dir/../../outside/secret", Out),
    (
        "up/by-a-linked-directory",
        b"to-dir/../../outside/secret",
        Out,
    ),
    ("up/by-slashes", b"dir//..//..//outside//secret", Out),
    ("up/deep", b"dir/sub/deep/../../../../outside/secret", Out),
    ("up/at-the-end", b"dir/../..", Out),
    (
        "up/through-missing-and-out",
        b"missing/../../outside/secret",
        Inside,
    ),
    (
        "up/through-a-file-and-out",
        b"file/../../outside/secret",
        Inside,
    ),
    ("symlink/to-file", b"to-file", Inside),
    ("symlink/to-directory", b"to-dir", Inside),
    ("symlink/to-empty-directory", b"to-empty", Inside),
    ("symlink/through-directory", b"to-dir/file", Inside),
    (
        "symlink/missing-through-directory",
        b"to-dir/missing",
        Inside,
    ),
    ("symlink/target-with-slash", b"to-dir-slash", Inside),
    (
        "symlink/target-with-slash-of-a-file",
        b"to-file-slash",
        Inside,
    ),
    ("symlink/target-with-dot-of-a-file", b"to-file-dot", Inside),
    (
        "symlink/through-a-file-with-slash",
        b"to-file-slash/file",
        Inside,
    ),
    ("symlink/dangling", b"dangling", Inside),
    ("symlink/dangling-deep", b"dangling-deep", Inside),
    ("symlink/dangling-slash", b"dangling-slash", Inside),
    ("symlink/through-dangling", b"dangling/file", Inside),
    ("symlink/loop", b"loop-a", Inside),
    ("symlink/through-a-loop", b"loop-a/file", Inside),
    ("symlink/to-itself", b"self", Inside),
    ("symlink/through-itself", b"self/self", Inside),
    ("symlink/to-dot", b"dot", Inside),
    ("symlink/through-dot", b"dot/dot/dot/file", Inside),
    ("symlink/round", b"round", Inside),
    ("symlink/slashes", b"slashes", Inside),
    ("symlink/up-inside", b"dir/up-in", Inside),
    ("symlink/up-to-the-root", b"dir/up-root", Inside),
    (
        "symlink/through-up-to-the-root",
        b"dir/up-root/file",
        Inside,
    ),
    ("symlink/back", b"dir/sub/back", Inside),
    ("symlink/through-back", b"dir/sub/back/file", Inside),
    ("symlink/up", b"up", OutAtTheEnd),
    ("symlink/up-with-slash", b"up-slash", OutAtTheEnd),
    ("symlink/up-twice", b"up-twice", OutAtTheEnd),
    ("symlink/through-up", b"up/outside/secret", Out),
    ("symlink/through-up-and-in", b"up/root/file", Out),
    (
        "symlink/through-up-with-slash",
        b"up-slash/outside/secret",
        Out,
    ),
    ("symlink/out-to-file", b"out-file", OutAtTheEnd),
    ("symlink/out-to-directory", b"out-dir", OutAtTheEnd),
    ("symlink/out-to-missing", b"out-new", OutAtTheEnd),
    ("symlink/out-deep", b"out-deep", OutAtTheEnd),
    ("symlink/out-and-in", b"out-and-in", OutAtTheEnd),
    ("symlink/out-by-a-chain", b"chain", OutAtTheEnd),
    (
        "symlink/out-by-a-chain-of-directories",
        b"chain-dir",
        OutAtTheEnd,
    ),
    ("symlink/out-from-a-directory", b"dir/up-out", OutAtTheEnd),
    ("symlink/through-out", b"out-dir/secret", Out),
    ("symlink/missing-through-out", b"out-dir/missing", Out),
    ("symlink/through-out-slash", b"out-dir/", OutWithSlash),
    ("symlink/through-out-dot", b"out-dir/.", Out),
    ("symlink/through-out-and-back", b"out-dir/../root/file", Out),
    ("symlink/through-a-chain", b"dir/chain/secret", Out),
    (
        "symlink/through-the-root",
        b"dir/up-root/../outside/secret",
        Out,
    ),
    ("absolute/file", b"/etc/passwd", Refused(errno::NOTCAPABLE)),
    ("absolute/root", b"/", Refused(errno::NOTCAPABLE)),
    ("absolute/slashes", b"//file", Refused(errno::NOTCAPABLE)),
    (
        "absolute/proc",
        b"/proc/self/root/etc/passwd",
        Refused(errno::NOTCAPABLE),
    ),
    ("absolute/up", b"/..", Refused(errno::NOTCAPABLE)),
    ("absolute/symlink-to-file", b"absolute-file", OutAtTheEnd),
    ("absolute/symlink-to-missing", b"absolute-new", OutAtTheEnd),
    ("absolute/symlink-inside", b"absolute-inside", OutAtTheEnd),
    (
        "absolute/symlink-to-directory",
        b"absolute-dir",
        OutAtTheEnd,
    ),
    ("absolute/through-symlink", b"absolute-dir/secret", Out),
    (
        "absolute/symlink-to-the-root",
        b"absolute-root",
        OutAtTheEnd,
    ),
    (
        "absolute/through-the-root",
        b"absolute-root/etc/passwd",
        Out,
    ),
    ("absolute/symlink-to-proc", b"proc", OutAtTheEnd),
    ("absolute/through-proc", b"proc/etc/passwd", Out),
    ("bytes/empty", b"", Refused(errno::NOENT)),
    ("bytes/nul", b"\0", Refused(errno::INVAL)),
    ("bytes/nul-after-file", b"file\0", Refused(errno::INVAL)),
    (
        "bytes/nul-in-the-middle",
        b"file\0/../../outside/secret",
        Refused(errno::INVAL),
    ),
    ("bytes/not-utf-8", b"\xff\xfe", Refused(errno::ILSEQ)),
    (
        "bytes/overlong-slash",
        b"..\xc0\xafoutside\xc0\xafsecret",
        Refused(errno::ILSEQ),
    ),
    (
        "bytes/overlong-dots",
        b"\xc0\xae\xc0\xae/outside/secret",
        Refused(errno::ILSEQ),
    ),
    ("bytes/surrogate", b"\xed\xa0\x80", Refused(errno::ILSEQ)),
    ("bytes/truncated", b"file\xe2\x82", Refused(errno::ILSEQ)),
    ("bytes/backslash", b"..\\outside\\secret", Inside),
    ("bytes/space", b" ", Inside),
    ("bytes/newline", b"a\nb", Inside),
    ("bytes/unicode", "smörgåsbord/…".as_bytes(), Inside),
    (
        "bytes/full-width-dots",
        "\u{ff0e}\u{ff0e}\u{2215}outside\u{2215}secret".as_bytes(),
        Inside,
    ),
    ("bytes/control", b"\x1b[2J", Inside),
];

/// Where the answer differs from the kernel's on purpose: how the path's name starts, the operation,
/// the kernel's answer, ours.
const DIFFERENT: &[(&str, &str, u32, u32)] = &[
    // A slash behind what is no directory is the first thing that is wrong; symlinks are none.
    ("slash/", "symlink", errno::EXIST, errno::NOTDIR),
    ("slash/", "link-to", errno::EXIST, errno::NOTDIR),
    ("slash/", "link-from", errno::PERM, errno::NOTDIR),
    ("slash/", "link-from", errno::NOENT, errno::NOTDIR),
    ("slash/", "link-from", errno::LOOP, errno::NOTDIR),
    ("slash/", "rename-to", errno::BUSY, errno::NOTDIR),
    ("dot/slash", "rename-to", errno::BUSY, errno::NOTDIR),
    (
        "up/to-the-root-slash",
        "rename-to",
        errno::BUSY,
        errno::NOTDIR,
    ),
    // A last `..` is resolved first, and is `.` to the operation itself.
    ("up/", "remove-directory", NOTEMPTY, errno::INVAL),
];

/// `ENOTEMPTY`.
const NOTEMPTY: u32 = 55;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, path, leads) in paths() {
        for operation in OPERATIONS {
            let (subject, path) = (name.clone(), path.clone());
            cases.push(Case::new(
                format!("path/{name}/{}", operation.name),
                move |bench| attack(bench, &subject, &path, leads, operation),
            ));
        }
    }
    cases
}

/// What may be found wrong with a symlink that leads out and has a slash behind it.
const OUT_WITH_SLASH: &[u32] = &[errno::NOTCAPABLE, errno::ISDIR, errno::EXIST, errno::NOTDIR];

fn attack(
    bench: &mut Bench<'_>,
    name: &str,
    path: &[u8],
    leads: Leads,
    operation: &Operation,
) -> Result<()> {
    let shown = (operation.attack)(bench, path)?;
    let got = match &shown {
        Ok(bytes) => {
            ensure!(bytes != SECRET, "it read what is outside");
            errno::SUCCESS
        }
        Err(errno) => *errno,
    };
    let refused: &[u32] = match leads {
        Refused(errno) => &[errno],
        OutWithSlash => OUT_WITH_SLASH,
        Out => &[errno::NOTCAPABLE],
        OutAtTheEnd if operation.follows => &[errno::NOTCAPABLE],
        OutAtTheEnd | Inside => &[],
    };
    if !refused.is_empty() {
        bench.expect_one_of("refused", got, refused)?;
        bench.dirty = false;
        return bench.world.check_twin();
    }
    let path = CString::new(path).context("a path with a NUL has no twin")?;
    let model = (operation.model)(&twin(bench)?, &path);
    let expected = match &model {
        Ok(_) => errno::SUCCESS,
        Err(errno) => from_linux(errno.raw_os_error()),
    };
    let different = DIFFERENT.iter().find(|(start, by, kernel, _)| {
        name.starts_with(start) && *by == operation.name && *kernel == expected
    });
    // Both are right then: some of these paths are no different.
    let mut also = different.map_or(expected, |(_, _, _, ours)| *ours);
    // WASI 0.2 hides where an absolute link leads (`readlink-at`).
    if bench.image.is_component() && operation.name == "readlink" && name.starts_with("absolute/") {
        also = errno::NOTCAPABLE;
    }
    bench.expect_one_of("unlike the kernel", got, &[expected, also])?;
    if let (Ok(shown), Ok(model)) = (&shown, &model) {
        ensure!(shown == model, "it shows {shown:?}, not {model:?}");
    }
    bench.dirty = got == 0;
    bench.world.check_twin()
}
