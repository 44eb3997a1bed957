//! The directories that a program is given: those of the policy, then those inside the image.

use super::confinement::Confinement;
use super::descriptor::{Descriptor, Dir, HostFd};
use super::errno::Errno;
use super::stat::FileType;
use super::{embed, resolve};
use crate::{policy, sys};
use rustix::fd::OwnedFd;
use rustix::fs::{CWD, Mode, OFlags, openat};
use rustix::io::Errno as HostErrno;

/// Opens the directories in order, and gives each to `take` with its place among those of the policy;
/// one inside the image has none. Ends the process where one cannot be opened or taken.
pub fn open_preopened(mut take: impl FnMut(Dir, Option<u16>) -> super::errno::Result) {
    if policy::no_openat2() {
        resolve::avoid_openat2();
    }
    let mut confinement = Confinement::start();
    for (place, dir) in policy::dirs().enumerate() {
        let opened = open_host(dir.host)
            .map_err(Errno::from)
            .and_then(HostFd::new)
            .and_then(|fd| {
                let descriptor = Descriptor::Host(fd, FileType::Directory);
                let read_only = dir.read_only;
                confinement.allow(descriptor.host()?, read_only);
                take(
                    Dir {
                        descriptor,
                        read_only,
                    },
                    // There are fewer: each needs a descriptor.
                    Some(place as u16),
                )
            });
        if let Err(errno) = opened {
            refuse(dir.host, errno);
        }
    }
    confinement.enforce();
    for root in embed::roots() {
        let descriptor = Descriptor::Embedded(root, FileType::Directory);
        let dir = Dir {
            descriptor,
            read_only: true,
        };
        if let Err(errno) = take(dir, None) {
            sys::fail!(b"--embed: ", errno.describe());
        }
    }
}

/// Opens a directory of the host. rustix refuses names with a NUL in them.
fn open_host(path: &[u8]) -> rustix::io::Result<OwnedFd> {
    let flags = OFlags::DIRECTORY | OFlags::CLOEXEC;
    match openat(CWD, path, flags | OFlags::RDONLY, Mode::empty()) {
        // One may pass through a directory that one may not list.
        Err(HostErrno::ACCESS) => openat(CWD, path, flags | OFlags::PATH, Mode::empty()),
        result => result,
    }
}

/// Ends the process because a directory cannot be opened.
#[cold]
fn refuse(host: &[u8], errno: Errno) -> ! {
    sys::fail!(b"--dir: cannot open '", host, b"': ", errno.describe())
}

/// The name that the program sees of a directory, by its place among those of the policy, or as the
/// one inside the image.
#[inline(always)]
pub fn name(dir: Descriptor, place: Option<u16>) -> super::errno::Result<&'static [u8]> {
    match (dir, place) {
        (Descriptor::Embedded(root, _), _) => embed::name(root),
        (_, Some(place)) => {
            let dir = policy::dirs().nth(usize::from(place)).ok_or(Errno::BADF)?;
            Ok(dir.guest)
        }
        (_, None) => Err(Errno::BADF),
    }
}
