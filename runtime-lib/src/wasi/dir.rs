//! Directories: the preopened ones, reading, creating, removing.

use super::embed;
use super::errno::Errno;
use super::fd_table::{self, Entry, Preopen};
use super::resolve::{self, Path};
use super::types::{Filetype, Result, rights};
use crate::guest::Memory;
use crate::policy;
use crate::sys;
use core::mem::MaybeUninit;
use rustix::fd::{BorrowedFd, OwnedFd};
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, RawDir, RawDirEntry, SeekFrom};
use rustix::io::Errno as HostErrno;

/// Opens the directories that the policy grants, then the embedded ones, as descriptors behind the
/// listening sockets.
/// Images that import a function which can see directories call it at start.
pub fn open_preopened() {
    if policy::no_openat2() {
        resolve::avoid_openat2();
    }
    for (index, dir) in policy::dirs().enumerate() {
        let entry = Entry::new(
            Filetype::Directory,
            rights::DIRECTORY,
            rights::INHERITED,
            dir.read_only,
        );
        let opened = open_host(dir.host).map_err(Errno::from);
        let inserted =
            opened.and_then(|fd| fd_table::insert(fd, entry.preopened(Preopen::Directory(index))));
        if let Err(errno) = inserted {
            refuse(dir.host, errno);
        }
    }
    for root in embed::roots() {
        let entry = embed::preopened(root).preopened(Preopen::Directory(0));
        if let Err(errno) = fd_table::insert_embedded(entry) {
            sys::fail!(b"--embed: ", errno.describe());
        }
    }
}

/// Opens a directory of the host. rustix refuses names with a NUL in them.
fn open_host(path: &[u8]) -> rustix::io::Result<OwnedFd> {
    let flags = OFlags::DIRECTORY | OFlags::CLOEXEC;
    match rustix::fs::openat(CWD, path, flags | OFlags::RDONLY, Mode::empty()) {
        // One may pass through a directory that one may not list.
        Err(HostErrno::ACCESS) => {
            rustix::fs::openat(CWD, path, flags | OFlags::PATH, Mode::empty())
        }
        result => result,
    }
}

/// Ends the process because a directory cannot be opened.
#[cold]
fn refuse(host: &[u8], errno: Errno) -> ! {
    sys::fail!(b"--dir: cannot open '", host, b"': ", errno.describe())
}

/// The name that the guest sees of a preopened directory.
pub fn preopened_name(fd: u32) -> Result<&'static [u8]> {
    let entry = fd_table::open(fd)?;
    match (entry.preopen(), entry.node()) {
        (Some(Preopen::Directory(_)), Some(root)) => embed::name(root),
        (Some(Preopen::Directory(index)), None) => {
            let dir = policy::dirs().nth(index).ok_or(Errno::BADF)?;
            Ok(dir.guest)
        }
        (Some(Preopen::Listener), _) => Err(Errno::NOTDIR),
        (None, _) => Err(Errno::BADF),
    }
}

/// `fd_prestat_get`. `prestat` is a tag (0: a directory) and the length of the name, 32 bits each.
///
/// A listening socket answers with another tag, for which the specification has no name: BADF would
/// tell wasi-libc that no directories follow, any other error ends it; it passes over tags that it
/// does not know, and so does Go.
pub fn fd_prestat_get(memory: Memory, fd: u32, result: u32) -> Result {
    const SOCKET: u64 = 1;
    match preopened_name(fd) {
        Ok(name) => {
            let len = u32::try_from(name.len()).map_err(|_| Errno::OVERFLOW)?;
            memory.write_u64(result, u64::from(len) << 32)
        }
        Err(Errno::NOTDIR) => memory.write_u64(result, SOCKET),
        Err(errno) => Err(errno),
    }
}

/// `fd_prestat_dir_name`.
pub fn fd_prestat_dir_name(mut memory: Memory, fd: u32, ptr: u32, len: u32) -> Result {
    let name = preopened_name(fd)?;
    if (len as usize) < name.len() {
        return Err(Errno::NAMETOOLONG);
    }
    memory.copy_in(ptr, name)
}

/// Bytes of a `dirent` in front of its name.
const DIRENT_BYTES: usize = 24;

/// The buffer of `fd_readdir`, what is left of it. It is filled to the last byte unless the directory
/// ends before: the last entry may be cut anywhere.
pub struct Dirents<'a>(&'a mut [u8]);

impl Dirents<'_> {
    /// Appends a `dirent`: where the next entry is, the inode, the length of the name, the type; then
    /// the name. Says whether there is any room left.
    pub fn put(&mut self, next: u64, inode: u64, filetype: Filetype, name: &[u8]) -> bool {
        let mut head = [0; DIRENT_BYTES];
        let fields = next
            .to_le_bytes()
            .into_iter()
            .chain(inode.to_le_bytes())
            .chain((name.len() as u32).to_le_bytes())
            .chain([filetype as u8]);
        for (to, from) in head.iter_mut().zip(fields) {
            *to = from;
        }
        let mut written = 0;
        for (to, from) in self.0.iter_mut().zip(head.iter().chain(name)) {
            *to = *from;
            written += 1;
        }
        let rest = core::mem::take(&mut self.0);
        self.0 = rest.get_mut(written..).unwrap_or_default();
        !self.0.is_empty()
    }
}

/// The type of an entry of a directory.
fn filetype(host: BorrowedFd<'_>, entry: &RawDirEntry<'_>) -> Filetype {
    Filetype::from_host(match entry.file_type() {
        // Some file systems do not say.
        FileType::Unknown => rustix::fs::statat(host, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW)
            .map_or(FileType::Unknown, |stat| {
                FileType::from_raw_mode(stat.st_mode)
            }),
        known => known,
    })
}

/// `fd_readdir`. Cookies are the kernel's (`d_off`, getdents64(2)), 0 is the beginning.
pub fn fd_readdir(
    mut memory: Memory,
    fd: u32,
    ptr: u32,
    len: u32,
    cookie: u64,
    result: u32,
) -> Result {
    let dir = fd_table::directory(fd, rights::FD_READDIR)?;
    let mut to = Dirents(memory.bytes_mut(ptr, len)?);
    if !to.0.is_empty() {
        match dir.node() {
            Some(node) => embed::list(node, cookie, &mut to)?,
            None => list(dir.host()?, cookie, &mut to)?,
        }
    }
    let used = len - to.0.len() as u32;
    memory.write_u32(result, used)
}

/// Lists a directory of the host.
fn list(host: BorrowedFd<'_>, cookie: u64, to: &mut Dirents<'_>) -> Result {
    rustix::fs::seek(host, SeekFrom::Start(cookie))?;
    let mut buffer = [MaybeUninit::uninit(); 4096];
    let mut entries = RawDir::new(host, &mut buffer);
    while let Some(entry) = entries.next() {
        let entry = entry?;
        let name = entry.file_name().to_bytes();
        if core::str::from_utf8(name).is_err() {
            // WASI can express no other name, and to leave it out would be to lie.
            return Err(Errno::ILSEQ);
        }
        let filetype = filetype(host, &entry);
        if !to.put(entry.next_entry_cookie(), entry.ino(), filetype, name) {
            break;
        }
    }
    Ok(())
}

/// `path_create_directory` (mkdirat(2)).
pub fn path_create_directory(memory: Memory, fd: u32, path: u32, path_len: u32) -> Result {
    let dir = fd_table::directory(fd, rights::PATH_CREATE_DIRECTORY)?;
    let mut path = Path::read(memory, path, path_len)?;
    let parent = resolve::parent(&dir, &mut path)?;
    dir.writable()?;
    Ok(rustix::fs::mkdirat(
        &parent,
        parent.name,
        Mode::from_raw_mode(0o777),
    )?)
}

/// `path_remove_directory` (unlinkat(2) with `AT_REMOVEDIR`).
pub fn path_remove_directory(memory: Memory, fd: u32, path: u32, path_len: u32) -> Result {
    let dir = fd_table::directory(fd, rights::PATH_REMOVE_DIRECTORY)?;
    let mut path = Path::read(memory, path, path_len)?;
    let parent = resolve::parent(&dir, &mut path)?;
    dir.writable()?;
    Ok(rustix::fs::unlinkat(
        &parent,
        parent.name,
        AtFlags::REMOVEDIR,
    )?)
}
