//! Files inside the image (`--embed`): a tree of read-only data, whose layout is in
//! [`wasmc_abi::embed`].
//!
//! Paths mean here what they mean in a directory of the host: they start in the directory that the
//! program names and never leave its tree, neither by `..` nor by a link, absolute ones included.

use super::descriptor::{Descriptor, Node};
use super::errno::{Errno, Result};
use super::stat::{DirEntry, FileType, Stat};
use crate::image;
use crate::sys::IoVec;
use rustix::fs::{OFlags, SeekFrom};
use wasmc_abi::embed::{DIRECTORY, EmbedNode, FILE, LINK};

/// Links that are followed in one path (path_resolution(7)).
const MAX_LINKS: u32 = 40;

/// `st_dev` of all embedded files: no device of the kernel's has as large a number.
const DEVICE: u64 = u64::MAX;

fn node(number: Node) -> Result<&'static EmbedNode> {
    image::embedded_nodes()
        .get(number as usize)
        .ok_or(Errno::IO)
}

/// A range of the blob.
fn bytes(start: u64, len: u64) -> &'static [u8] {
    let (start, len) = (start as usize, len as usize);
    let rest = image::embedded_bytes().get(start..).unwrap_or_default();
    rest.get(..len).unwrap_or_default()
}

/// The name of a node; of a preopened directory, the one that the program sees.
pub fn name(number: Node) -> Result<&'static [u8]> {
    let node = node(number)?;
    Ok(bytes(node.name, u64::from(node.name_len)))
}

/// Contents of a file, target of a link.
fn contents(node: &EmbedNode) -> &'static [u8] {
    bytes(node.start, node.len)
}

fn file_type(node: &EmbedNode) -> FileType {
    match node.kind {
        DIRECTORY => FileType::Directory,
        LINK => FileType::SymbolicLink,
        _ => FileType::RegularFile,
    }
}

/// The preopened directories.
pub fn roots() -> core::ops::Range<Node> {
    0..image::embedded().roots
}

/// The child of this name.
fn find(dir: &EmbedNode, name: &[u8]) -> Result<Node> {
    let (first, count) = (dir.start as usize, dir.len as usize);
    let children = image::embedded_nodes().get(first..).unwrap_or_default();
    let children = children.get(..count).unwrap_or_default();
    let place = children
        .binary_search_by(|child| bytes(child.name, u64::from(child.name_len)).cmp(name))
        .map_err(|_| Errno::NOENT)?;
    Ok((first + place) as Node)
}

/// What a path leads to. A last component that is a link is followed if `follow`, or if a slash
/// stands behind it.
pub fn walk(from: Node, path: &[u8], follow: bool) -> Result<Node> {
    resolve(from, path, follow, &mut 0)
}

fn resolve(from: Node, path: &[u8], follow: bool, links: &mut u32) -> Result<Node> {
    if path.first() == Some(&b'/') {
        return Err(Errno::NOTCAPABLE);
    }
    let mut at = from;
    let mut rest = path;
    loop {
        let start = rest.iter().position(|&byte| byte != b'/');
        let Some(start) = start else { return Ok(at) };
        rest = rest.get(start..).unwrap_or_default();
        let end = rest.iter().position(|&byte| byte == b'/');
        let (name, more) = rest
            .split_at_checked(end.unwrap_or(rest.len()))
            .unwrap_or((rest, b""));
        rest = more;
        let dir = node(at)?;
        if dir.kind != DIRECTORY {
            return Err(Errno::NOTDIR);
        }
        match name {
            b"." => {}
            b".." if dir.parent == at => return Err(Errno::NOTCAPABLE),
            b".." => at = dir.parent,
            _ => {
                let mut child = find(dir, name)?;
                // Without a slash it is the last component.
                let slash = !more.is_empty();
                if (slash || follow) && node(child)?.kind == LINK {
                    *links += 1;
                    if *links > MAX_LINKS {
                        return Err(Errno::LOOP);
                    }
                    // As deep as there are links.
                    child = resolve(at, contents(node(child)?), true, links)?;
                }
                if slash && node(child)?.kind != DIRECTORY {
                    return Err(Errno::NOTDIR);
                }
                at = child;
            }
        }
    }
}

/// Opens what a path leads to, as in a directory where nothing may be changed; `flags` are those of
/// open(2).
pub fn open(from: Node, path: &[u8], follow: bool, flags: OFlags) -> Result<Descriptor> {
    if flags.intersects(OFlags::TRUNC | OFlags::WRONLY | OFlags::RDWR) {
        return Err(Errno::ROFS);
    }
    let creates = flags.contains(OFlags::CREATE);
    let exclusive = creates && flags.contains(OFlags::EXCL);
    let number = match walk(from, path, follow && !exclusive) {
        Err(Errno::NOENT) if creates => return Err(Errno::ROFS),
        Ok(_) if exclusive => return Err(Errno::EXIST),
        result => result?,
    };
    match node(number)?.kind {
        DIRECTORY => Ok(Descriptor::Embedded(number, FileType::Directory)),
        _ if flags.contains(OFlags::DIRECTORY) => Err(Errno::NOTDIR),
        FILE => Ok(Descriptor::Embedded(number, FileType::RegularFile)),
        // As O_NOFOLLOW has it.
        _ => Err(Errno::LOOP),
    }
}

/// What is known of a node.
pub fn stat(number: Node) -> Result<Stat> {
    let node = node(number)?;
    let size = match node.kind {
        DIRECTORY => 0,
        _ => node.len,
    };
    let time = image::embedded().time;
    Ok(Stat {
        // No file has the number 0.
        file: [DEVICE, u64::from(number) + 1],
        file_type: file_type(node),
        links: 1,
        size_and_times: [size, time, time, time],
    })
}

/// The target of a link.
pub fn target(number: Node) -> Result<&'static [u8]> {
    let node = node(number)?;
    match node.kind {
        LINK => Ok(contents(node)),
        _ => Err(Errno::INVAL),
    }
}

/// Reads at a position; returns how many bytes.
pub fn read(number: Node, to: &[IoVec], at: u64) -> Result<usize> {
    let bytes = contents(node(number)?);
    // The kernel returns this errno for negative positions.
    let at = i64::try_from(at).map_err(|_| Errno::INVAL)?;
    let mut rest = bytes.get(at as usize..).unwrap_or_default();
    let mut total = 0;
    for vector in to {
        let filled = vector.fill(rest);
        rest = rest.get(filled..).unwrap_or_default();
        total += filled;
    }
    Ok(total)
}

/// Where `to` leads from a position.
pub fn seek(number: Node, to: SeekFrom, position: u64) -> Result<u64> {
    let (base, delta) = match to {
        SeekFrom::Start(position) => (0, i64::try_from(position).map_err(|_| Errno::INVAL)?),
        SeekFrom::Current(delta) => (position, delta),
        SeekFrom::End(delta) => (node(number)?.len, delta),
        _ => return Err(Errno::INVAL),
    };
    base.checked_add_signed(delta)
        .filter(|&position| i64::try_from(position).is_ok())
        .ok_or(Errno::INVAL)
}

/// Bytes that are left behind a position.
pub fn left(number: Node, position: u64) -> u64 {
    node(number).map_or(0, |node| node.len.saturating_sub(position))
}

/// Lists a directory: places are numbers of entries, `.` and `..` come first.
pub fn list(number: Node, from: u64, mut show: impl FnMut(DirEntry<'_>) -> bool) -> Result {
    let dir = node(number)?;
    let mut next = from;
    loop {
        let child = match next {
            0 => number,
            1 => dir.parent,
            _ if next - 2 < dir.len => (dir.start + next - 2) as Node,
            _ => return Ok(()),
        };
        let name = match next {
            0 => b".".as_slice(),
            1 => b"..",
            _ => name(child)?,
        };
        next += 1;
        let entry = DirEntry {
            next,
            inode: u64::from(child) + 1,
            file_type: file_type(node(child)?),
            name,
        };
        if !show(entry) {
            return Ok(());
        }
    }
}
