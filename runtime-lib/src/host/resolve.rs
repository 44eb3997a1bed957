//! The only place where a path of a program meets the host's file system.
//!
//! A path is resolved beneath the directory that the program names, and never above it: neither by
//! `..`, nor by a symlink, nor while somebody else moves directories about. Two ways lead there:
//!
//! - `openat2` with `RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS` (openat2(2), Linux 5.6): the kernel
//!   does it all;
//! - where the kernel does not have it, or a seccomp profile refuses it, [`Walk`]: one component
//!   after the other, each opened with `O_NOFOLLOW` and without a slash in its name.
//!
//! Operations on a directory's entry (create, remove, rename, ...) ask for its [`Parent`] and then
//! act on a single name, which is neither `..` nor holds a slash.

use super::descriptor::Dir;
use super::errno::{Errno, Result};
use core::ffi::CStr;
use core::sync::atomic::{AtomicBool, Ordering};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{Mode, OFlags, ResolveFlags, openat, openat2, readlinkat_raw};
use rustix::io::Errno as HostErrno;

/// Longest path, its NUL included (`PATH_MAX`, path_resolution(7)).
const PATH_MAX: usize = 4096;

/// Symlinks that are followed in one path (path_resolution(7)).
const MAX_LINKS: u32 = 40;

/// How often `openat2` is asked again after EAGAIN: a `..` met a directory that was being moved.
const MAX_RETRIES: u32 = 8;

/// Whether `openat2` is of no use here.
static WITHOUT_OPENAT2: AtomicBool = AtomicBool::new(false);

/// Stops `openat2` from being used.
pub fn avoid_openat2() {
    WITHOUT_OPENAT2.store(true, Ordering::Relaxed);
}

/// A relative path: neither empty nor absolute, UTF-8, without NUL.
pub struct Path {
    /// The path and a NUL.
    bytes: [u8; PATH_MAX],
    len: usize,
}

impl Path {
    /// A path of `len` bytes, which `copy` puts into a buffer of as many.
    pub fn new(len: usize, copy: impl FnOnce(&mut [u8]) -> Result) -> Result<Self> {
        let mut path = Self {
            bytes: [0; PATH_MAX],
            len,
        };
        let Some(bytes) = path.bytes.get_mut(..len).filter(|_| len < PATH_MAX) else {
            return Err(Errno::NAMETOOLONG);
        };
        copy(bytes)?;
        let Some(&first) = bytes.first() else {
            return Err(Errno::NOENT);
        };
        if bytes.contains(&0) {
            return Err(Errno::INVAL);
        }
        if core::str::from_utf8(bytes).is_err() {
            return Err(Errno::ILSEQ);
        }
        if first == b'/' {
            return Err(Errno::NOTCAPABLE);
        }
        Ok(path)
    }

    /// The path as the kernel takes it.
    pub fn as_c_str(&self) -> &CStr {
        c_str(&self.bytes)
    }

    /// The path, without the NUL.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// The path if it is one plain name, which needs no resolving.
    fn single(&self) -> Option<&CStr> {
        let bytes = self.as_bytes();
        (!bytes.contains(&b'/') && bytes != b"..").then(|| self.as_c_str())
    }
}

/// The bytes up to the first NUL.
fn c_str(bytes: &[u8]) -> &CStr {
    CStr::from_bytes_until_nul(bytes).unwrap_or_default()
}

/// Opens what a path leads to. `flags` may hold anything but `O_NOFOLLOW`, which `follow` decides.
pub fn open(dir: Dir, path: &Path, follow: bool, flags: OFlags, mode: Mode) -> Result<OwnedFd> {
    open_beneath(dir.descriptor.host()?, path.as_c_str(), follow, flags, mode)
}

fn open_beneath(
    root: BorrowedFd<'_>,
    path: &CStr,
    follow: bool,
    flags: OFlags,
    mode: Mode,
) -> Result<OwnedFd> {
    // openat2 refuses other flags next to O_PATH, and a mode where nothing is created.
    let flags = flags | OFlags::CLOEXEC;
    let flags = if flags.contains(OFlags::PATH) {
        flags
    } else {
        flags | OFlags::NOCTTY
    };
    let mode = if flags.contains(OFlags::CREATE) {
        mode
    } else {
        Mode::empty()
    };
    if !WITHOUT_OPENAT2.load(Ordering::Relaxed) {
        let how = if follow {
            flags
        } else {
            flags | OFlags::NOFOLLOW
        };
        match open_by_kernel(root, path, how, mode) {
            Err(HostErrno::NOSYS) => avoid_openat2(),
            // The kernel refuses this path, or openat2 as such.
            Err(HostErrno::PERM) if !kernel_resolves(root) => avoid_openat2(),
            // The path leads out.
            Err(HostErrno::XDEV) => return Err(Errno::NOTCAPABLE),
            // A directory on the path is being moved all the time.
            Err(HostErrno::AGAIN) => {}
            Err(errno) => return Err(errno.into()),
            Ok(fd) => return Ok(fd),
        }
    }
    walk(root, path, follow, flags, mode)
}

/// Opens what a path leads to without `openat2`. Apart, for the sake of its large stack frame.
#[cold]
#[inline(never)]
fn walk(
    root: BorrowedFd<'_>,
    path: &CStr,
    follow: bool,
    flags: OFlags,
    mode: Mode,
) -> Result<OwnedFd> {
    Walk::new(root, path)?.open(follow, flags, mode)
}

fn open_by_kernel(
    root: BorrowedFd<'_>,
    path: &CStr,
    flags: OFlags,
    mode: Mode,
) -> rustix::io::Result<OwnedFd> {
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
    let mut retries = 0;
    loop {
        match openat2(root, path, flags, mode, resolve) {
            Err(HostErrno::INTR) => {}
            Err(HostErrno::AGAIN) if retries < MAX_RETRIES => retries += 1,
            result => return result,
        }
    }
}

/// Whether `openat2` can open a directory that is open already.
fn kernel_resolves(root: BorrowedFd<'_>) -> bool {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    open_by_kernel(root, c".", flags, Mode::empty()).is_ok()
}

/// A directory and the name of an entry in it, which may or may not exist.
pub struct Parent<'a> {
    root: BorrowedFd<'a>,
    opened: Option<OwnedFd>,
    /// The name: no slash, not `..`; `.` is the directory itself.
    pub name: &'a CStr,
    /// Whether a slash follows it in the path: then only a directory will do.
    pub slash: bool,
}

impl AsFd for Parent<'_> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.opened.as_ref().map_or(self.root, OwnedFd::as_fd)
    }
}

/// Finds the directory whose entry a path names; the entry itself is not looked at. The caller means to
/// change the directory, so among embedded files it fails with `EROFS`.
pub fn parent<'a>(dir: Dir, path: &'a mut Path) -> Result<Parent<'a>> {
    let root = dir.descriptor.host()?;
    let flags = OFlags::PATH | OFlags::DIRECTORY;
    let bytes = path.as_bytes();
    let end = bytes
        .iter()
        .rposition(|&byte| byte != b'/')
        .map_or(0, |last| last + 1);
    let slash = end < path.len;
    let start = bytes
        .iter()
        .take(end)
        .rposition(|&byte| byte == b'/')
        .map_or(0, |at| at + 1);
    if bytes.get(start..end) == Some(b"..") {
        // Its own directory, as an entry of itself, so that no system call ever sees the `..`.
        let opened = open_beneath(root, path.as_c_str(), true, flags, Mode::empty())?;
        return Ok(Parent {
            root,
            opened: Some(opened),
            name: c".",
            slash,
        });
    }
    // Cut the path into two: the directory's up to `start`, and the name.
    if let Some(byte) = path.bytes.get_mut(end) {
        *byte = 0;
    }
    let opened = if start == 0 {
        None
    } else {
        if let Some(byte) = path.bytes.get_mut(start - 1) {
            *byte = 0;
        }
        Some(open_beneath(
            root,
            path.as_c_str(),
            true,
            flags,
            Mode::empty(),
        )?)
    };
    let name = c_str(path.bytes.get(start..).unwrap_or_default());
    Ok(Parent {
        root,
        opened,
        name,
        slash,
    })
}

/// What a path leads to, for asking about it only. The descriptor is an `O_PATH` one.
pub fn locate(dir: Dir, path: &Path, follow: bool) -> Result<OwnedFd> {
    open(dir, path, follow, OFlags::PATH, Mode::empty())
}

/// `fstat` of what a path leads to.
pub fn stat(dir: Dir, path: &Path, follow: bool) -> Result<rustix::fs::Stat> {
    use rustix::fs::{AtFlags, FileType, fstat, statat};
    // One system call instead of three where the path is a name, and no symlink to be followed.
    if let Some(name) = path.single() {
        let stat = statat(dir.descriptor.host()?, name, AtFlags::SYMLINK_NOFOLLOW)?;
        if !follow || FileType::from_raw_mode(stat.st_mode) != FileType::Symlink {
            return Ok(stat);
        }
    }
    Ok(fstat(locate(dir, path, follow)?)?)
}

/// Bytes of the path that is still to be walked: it grows with every symlink.
const REST_MAX: usize = 2 * PATH_MAX;

/// Resolves a path without the kernel's help.
///
/// `current` is the directory that has been reached. `trail` holds the names that lead there from
/// the root, none of which was a symlink when it was opened. A `..` takes the last name off the
/// trail, and the directory is opened again from the root: the kernel's own `..` could lead anywhere
/// if somebody has moved the directory meanwhile.
struct Walk<'a> {
    root: BorrowedFd<'a>,
    /// The directory that was reached; `None`: the root.
    current: Option<OwnedFd>,
    /// Whether `current` is not the end of `trail`, because a `..` has cut it.
    stale: bool,
    /// Names, each NUL-terminated.
    trail: [u8; PATH_MAX],
    trail_len: usize,
    /// What is left of the path from `next` on; a NUL stands at the very end.
    rest: [u8; REST_MAX],
    next: usize,
    links: u32,
}

/// One step of a walk.
enum Step {
    /// The path is at its end: it was the current directory.
    Here,
    /// `rest[start..]` holds a name and a NUL; whether it is the last one, and whether slashes
    /// follow it.
    Name {
        start: usize,
        last: bool,
        slash: bool,
    },
}

impl<'a> Walk<'a> {
    fn new(root: BorrowedFd<'a>, path: &CStr) -> Result<Self> {
        let mut walk = Self {
            root,
            current: None,
            stale: false,
            trail: [0; PATH_MAX],
            trail_len: 0,
            rest: [0; REST_MAX],
            next: REST_MAX - 1,
            links: 0,
        };
        let bytes = path.to_bytes();
        walk.next = walk
            .next
            .checked_sub(bytes.len())
            .ok_or(Errno::NAMETOOLONG)?;
        let room = walk.rest.get_mut(walk.next..).unwrap_or_default();
        for (to, from) in room.iter_mut().zip(bytes) {
            *to = *from;
        }
        Ok(walk)
    }

    /// Opens what the path leads to.
    fn open(mut self, follow: bool, flags: OFlags, mode: Mode) -> Result<OwnedFd> {
        loop {
            let (start, slash) = match self.step()? {
                Step::Here => {
                    return Ok(openat(self.directory()?, c".", flags, mode)?);
                }
                Step::Name {
                    start, last: false, ..
                } => {
                    self.enter(start)?;
                    continue;
                }
                Step::Name {
                    start,
                    last: true,
                    slash,
                } => (start, slash),
            };
            if slash && flags.contains(OFlags::CREATE) {
                // As open(2) has it: a path that ends in a slash creates no file.
                return Err(Errno::ISDIR);
            }
            let follow = follow || slash;
            let flags = if slash {
                flags | OFlags::DIRECTORY
            } else {
                flags
            };
            // O_PATH would open the symlink itself.
            if follow && flags.contains(OFlags::PATH) && self.expand(start, slash)? {
                continue;
            }
            match self.open_last(start, flags | OFlags::NOFOLLOW, mode) {
                Err(errno @ (HostErrno::LOOP | HostErrno::NOTDIR)) => {
                    let exclusive = OFlags::CREATE | OFlags::EXCL;
                    if !follow || flags.contains(exclusive) || !self.expand(start, slash)? {
                        return Err(errno.into());
                    }
                }
                result => return Ok(result?),
            }
        }
    }

    fn open_last(&self, start: usize, flags: OFlags, mode: Mode) -> rustix::io::Result<OwnedFd> {
        loop {
            let name = c_str(self.rest.get(start..).unwrap_or_default());
            let directory = self.current.as_ref().map_or(self.root, OwnedFd::as_fd);
            match openat(directory, name, flags, mode) {
                Err(HostErrno::INTR) => {}
                result => return result,
            }
        }
    }

    /// Takes the next component off the path; `.` and `..` are dealt with here.
    fn step(&mut self) -> Result<Step> {
        loop {
            self.skip_slashes();
            let start = self.next;
            let rest = self.rest.get(start..REST_MAX - 1).unwrap_or_default();
            if rest.is_empty() {
                return Ok(Step::Here);
            }
            let len = rest
                .iter()
                .position(|&byte| byte == b'/')
                .unwrap_or(rest.len());
            let slash = len < rest.len();
            let name = rest.get(..len).unwrap_or_default();
            let (dot, dots) = (name == b".", name == b"..");
            // The slash, or the NUL at the very end.
            if let Some(byte) = self.rest.get_mut(start + len) {
                *byte = 0;
            }
            self.next = start + len + usize::from(slash);
            self.skip_slashes();
            if dot {
                continue;
            }
            if dots {
                self.leave()?;
                continue;
            }
            // `leave` may have cut the trail before this name.
            self.directory()?;
            let last = self.next >= REST_MAX - 1;
            return Ok(Step::Name { start, last, slash });
        }
    }

    fn skip_slashes(&mut self) {
        while self.rest.get(self.next) == Some(&b'/') {
            self.next += 1;
        }
    }

    /// The directory that was reached.
    fn directory(&mut self) -> Result<BorrowedFd<'_>> {
        if self.stale {
            self.stale = false;
            self.current = None;
            let mut at = 0;
            while at < self.trail_len {
                let name = c_str(self.trail.get(at..).unwrap_or_default());
                at += name.count_bytes() + 1;
                let directory = self.current.as_ref().map_or(self.root, OwnedFd::as_fd);
                self.current = Some(open_directory(directory, name)?);
            }
        }
        Ok(self.current.as_ref().map_or(self.root, OwnedFd::as_fd))
    }

    /// Goes into the directory whose name is at `start`, or follows the symlink of that name.
    fn enter(&mut self, start: usize) -> Result {
        let name = c_str(self.rest.get(start..).unwrap_or_default());
        let directory = self.current.as_ref().map_or(self.root, OwnedFd::as_fd);
        match open_directory(directory, name) {
            Ok(fd) => {
                let len = name.count_bytes() + 1;
                let room = self.trail.get_mut(self.trail_len..).unwrap_or_default();
                if room.len() < len {
                    return Err(Errno::NAMETOOLONG);
                }
                for (to, from) in room.iter_mut().zip(name.to_bytes_with_nul()) {
                    *to = *from;
                }
                self.trail_len += len;
                self.current = Some(fd);
                Ok(())
            }
            // A symlink is no directory to O_NOFOLLOW.
            Err(errno @ (HostErrno::NOTDIR | HostErrno::LOOP)) => {
                if self.expand(start, true)? {
                    Ok(())
                } else {
                    Err(errno.into())
                }
            }
            Err(errno) => Err(errno.into()),
        }
    }

    /// Goes up by one directory.
    fn leave(&mut self) -> Result {
        let names = self.trail.get(..self.trail_len).unwrap_or_default();
        // Without the last NUL.
        let (_, names) = names.split_last().ok_or(Errno::NOTCAPABLE)?;
        self.trail_len = names
            .iter()
            .rposition(|&byte| byte == 0)
            .map_or(0, |at| at + 1);
        self.stale = true;
        Ok(())
    }

    /// If the name at `start` is a symlink, puts what it holds in front of the rest of the path,
    /// with a slash in between if `slash`; says whether it is one.
    fn expand(&mut self, start: usize, slash: bool) -> Result<bool> {
        // The rest keeps its place; the link's text goes in front of it, by way of a buffer, as the
        // name is still needed while the link is read.
        let mut target = [0; PATH_MAX];
        let name = c_str(self.rest.get(start..).unwrap_or_default());
        let directory = self.current.as_ref().map_or(self.root, OwnedFd::as_fd);
        let len = match readlinkat_raw(directory, name, &mut target) {
            Ok(len) => len,
            // No symlink, or gone by now: the caller's own error stands.
            Err(HostErrno::INVAL | HostErrno::NOENT) => return Ok(false),
            // A symlink that may not be read must not pass for something else.
            Err(errno) => return Err(errno.into()),
        };
        let target = target.get(..len).filter(|it| it.len() < PATH_MAX);
        let target = target.ok_or(Errno::NAMETOOLONG)?;
        self.links += 1;
        if self.links > MAX_LINKS {
            return Err(Errno::LOOP);
        }
        if target.first() == Some(&b'/') {
            return Err(Errno::NOTCAPABLE);
        }
        let end = if slash {
            self.next = self.next.checked_sub(1).ok_or(Errno::NAMETOOLONG)?;
            if let Some(byte) = self.rest.get_mut(self.next) {
                *byte = b'/';
            }
            self.next
        } else {
            self.next
        };
        self.next = end.checked_sub(target.len()).ok_or(Errno::NAMETOOLONG)?;
        let room = self.rest.get_mut(self.next..end).unwrap_or_default();
        for (to, from) in room.iter_mut().zip(target) {
            *to = *from;
        }
        Ok(true)
    }
}

/// Opens a directory for walking through it; fails if the name is a symlink.
fn open_directory(directory: BorrowedFd<'_>, name: &CStr) -> rustix::io::Result<OwnedFd> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    openat(directory, name, flags, Mode::empty())
}
