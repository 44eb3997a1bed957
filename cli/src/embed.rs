//! `--embed`: files of this machine that become a part of the image, in the layout of
//! [`wasmc_abi::embed`].
//!
//! The same files give the same bytes: entries are sorted by name, and neither times nor owners nor
//! permissions of this machine are taken over.

use anyhow::{Context, Result, bail};
use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use wasmc_abi::embed::{DIRECTORY, EmbedHeader, EmbedNode, FILE, LINK, MAX_BYTES};

/// The largest number of nodes: each is also a number of a descriptor's entry in the image.
const MAX_NODES: usize = 1 << 24;

/// A directory, a file or a link.
struct Node {
    name: Vec<u8>,
    path: PathBuf,
    parent: u32,
    kind: u64,
    /// First child and their number, of a directory.
    children: (u64, u64),
}

/// `HOST[::GUEST]`.
pub fn parse(text: &str) -> Result<String, String> {
    let (host, guest) = split(text);
    if host.is_empty() || guest.is_empty() || guest.contains("::") {
        return Err("it is written HOST[::GUEST]".into());
    }
    Ok(text.into())
}

fn split(text: &str) -> (&str, &str) {
    text.split_once("::").unwrap_or((text, text))
}

/// The blob for these directories; empty where there are none. `output` is left out where it lies in
/// one of them, so that an image does not contain its predecessor.
///
/// # Errors
/// A directory or file cannot be read, or is none; a name is not UTF-8; there is too much.
pub fn collect(options: &[String], output: Option<&Path>) -> Result<Vec<u8>> {
    if options.is_empty() {
        return Ok(Vec::new());
    }
    let mut nodes = Vec::new();
    for option in options {
        let (host, guest) = split(option);
        if nodes
            .iter()
            .any(|root: &Node| root.name == guest.as_bytes())
        {
            bail!("--embed: two directories cannot both be `{guest}`");
        }
        let there = fs::metadata(host).with_context(|| format!("--embed: cannot read `{host}`"))?;
        if !there.is_dir() {
            bail!("--embed: `{host}` is not a directory");
        }
        nodes.push(Node {
            name: guest.into(),
            path: host.into(),
            parent: nodes.len() as u32,
            kind: DIRECTORY,
            children: (0, 0),
        });
    }
    let roots = nodes.len();
    let output = output.and_then(|path| fs::metadata(path).ok());
    let output = output.map(|there| (there.dev(), there.ino()));
    let mut open: VecDeque<usize> = (0..roots).collect();
    while let Some(index) = open.pop_front() {
        let children = read_directory(&nodes[index].path, index as u32, output)?;
        nodes[index].children = (nodes.len() as u64, children.len() as u64);
        for child in children {
            if child.kind == DIRECTORY {
                open.push_back(nodes.len());
            }
            nodes.push(child);
        }
        if nodes.len() > MAX_NODES {
            bail!("--embed: there are more than {MAX_NODES} files and directories");
        }
    }
    encode(&nodes, roots)
}

/// The entries of a directory, sorted.
fn read_directory(path: &Path, parent: u32, output: Option<(u64, u64)>) -> Result<Vec<Node>> {
    let cannot_read = || format!("--embed: cannot read `{}`", path.display());
    let mut children = Vec::new();
    for entry in fs::read_dir(path).with_context(cannot_read)? {
        let entry = entry.with_context(cannot_read)?;
        let path = entry.path();
        let there = fs::symlink_metadata(&path)
            .with_context(|| format!("--embed: cannot read `{}`", path.display()))?;
        if output == Some((there.dev(), there.ino())) {
            continue;
        }
        let kind = match there.file_type() {
            kind if kind.is_dir() => DIRECTORY,
            kind if kind.is_file() => FILE,
            kind if kind.is_symlink() => LINK,
            _ => bail!(
                "--embed: `{}` is neither a file nor a directory nor a symbolic link",
                path.display()
            ),
        };
        let Ok(name) = entry.file_name().into_string() else {
            bail!(
                "--embed: the name of `{}` is not UTF-8, which programs cannot read",
                path.display()
            );
        };
        children.push(Node {
            name: name.into_bytes(),
            path,
            parent,
            kind,
            children: (0, 0),
        });
    }
    children.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(children)
}

/// The bytes of a blob.
fn encode(nodes: &[Node], roots: usize) -> Result<Vec<u8>> {
    let mut records = Vec::new();
    let mut rest = Vec::new();
    let first = (EmbedHeader::BYTES + nodes.len() * EmbedNode::BYTES) as u64;
    for node in nodes {
        let name = first + rest.len() as u64;
        rest.extend_from_slice(&node.name);
        let (start, len) = match node.kind {
            DIRECTORY => node.children,
            kind => {
                let start = rest.len();
                read_contents(&node.path, kind, &mut rest)?;
                if rest.len() as u64 > MAX_BYTES {
                    bail!(
                        "--embed: these files are larger than 1 GiB, more than an image can hold"
                    );
                }
                (first + start as u64, (rest.len() - start) as u64)
            }
        };
        let record = EmbedNode {
            name,
            name_len: node.name.len() as u32,
            parent: node.parent,
            start,
            len,
            kind: node.kind,
        };
        records.extend_from_slice(&record.to_bytes());
    }
    let header = EmbedHeader {
        roots: roots as u32,
        nodes: nodes.len() as u32,
        bytes: first + rest.len() as u64,
        time: time()?,
    };
    let mut blob = Vec::with_capacity(header.bytes as usize);
    blob.extend_from_slice(&header.to_bytes());
    blob.extend_from_slice(&records);
    blob.extend_from_slice(&rest);
    Ok(blob)
}

/// Appends the contents of a file, or the target of a link.
fn read_contents(path: &Path, kind: u64, to: &mut Vec<u8>) -> Result<()> {
    let cannot_read = || format!("--embed: cannot read `{}`", path.display());
    if kind == LINK {
        let target = fs::read_link(path).with_context(cannot_read)?;
        to.extend(target.into_os_string().into_vec());
        return Ok(());
    }
    let file = File::open(path).with_context(cannot_read)?;
    // One byte more than the limit shows that the file is too large.
    file.take(MAX_BYTES + 1)
        .read_to_end(to)
        .with_context(cannot_read)?;
    Ok(())
}

/// The time of all files, in nanoseconds: `SOURCE_DATE_EPOCH`, or 0
/// (reproducible-builds.org).
fn time() -> Result<u64> {
    let Some(text) = std::env::var_os("SOURCE_DATE_EPOCH") else {
        return Ok(0);
    };
    parse_time(&text).with_context(|| {
        format!(
            "SOURCE_DATE_EPOCH is `{}`, and not a number of seconds",
            text.display()
        )
    })
}

fn parse_time(text: &OsStr) -> Option<u64> {
    let seconds: u64 = std::str::from_utf8(text.as_bytes()).ok()?.parse().ok()?;
    seconds.checked_mul(1_000_000_000)
}
