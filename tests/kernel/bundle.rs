//! The files of a machine: an archive that the kernel unpacks into its root (initramfs, in cpio's
//! `newc` format; the kernel's `driver-api/early-userspace/buffer-format.rst`).

use anyhow::Result;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};
use wasmc_agent::plan::{PATH, Plan};

const DIRECTORY: u32 = 0o040_755;
const FILE: u32 = 0o100_644;
const EXECUTABLE: u32 = 0o100_755;

/// What lies in the machine, by its path without the first slash.
pub struct Bundle {
    entries: BTreeMap<PathBuf, (u32, Vec<u8>)>,
    /// Numbers of what gets a name from here.
    next: usize,
}

impl Bundle {
    /// The agent as the first process, and folders for what it mounts.
    pub fn new(agent: &[u8]) -> Bundle {
        let mut bundle = Bundle {
            entries: BTreeMap::new(),
            next: 0,
        };
        bundle.add("init".into(), EXECUTABLE, agent.to_vec());
        for folder in ["dev", "proc", "tmp"] {
            bundle.add(folder.into(), DIRECTORY, Vec::new());
        }
        bundle
    }

    fn add(&mut self, path: PathBuf, mode: u32, bytes: Vec<u8>) {
        let parent = path.parent().filter(|it| *it != Path::new(""));
        if let Some(parent) = parent
            && !self.entries.contains_key(parent)
        {
            self.add(parent.to_path_buf(), DIRECTORY, Vec::new());
        }
        self.entries.insert(path, (mode, bytes));
    }

    fn name(&mut self, folder: &str) -> String {
        self.next += 1;
        format!("{folder}/{}", self.next)
    }

    /// Adds an executable; its path in the machine.
    pub fn image(&mut self, bytes: Vec<u8>) -> String {
        let name = self.name("images");
        self.add(PathBuf::from(&name), EXECUTABLE, bytes);
        format!("/{name}")
    }

    /// Adds a file; its path in the machine.
    pub fn file(&mut self, bytes: Vec<u8>) -> String {
        let name = self.name("files");
        self.add(PathBuf::from(&name), FILE, bytes);
        format!("/{name}")
    }

    /// Adds a copy of a folder; its path in the machine.
    ///
    /// # Errors
    /// The file system's.
    pub fn folder(&mut self, from: &Path) -> Result<String> {
        let name = self.name("folders");
        self.copy(from, Path::new(&name))?;
        Ok(format!("/{name}"))
    }

    fn copy(&mut self, from: &Path, to: &Path) -> Result<()> {
        self.add(to.to_path_buf(), DIRECTORY, Vec::new());
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let to = to.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                self.copy(&entry.path(), &to)?;
            } else {
                self.add(to, FILE, fs::read(entry.path())?);
            }
        }
        Ok(())
    }

    /// Writes the archive, with a plan.
    ///
    /// # Errors
    /// The file system's.
    pub fn archive(&mut self, plan: &Plan) -> Result<TempPath> {
        let path = PathBuf::from(PATH.trim_start_matches('/'));
        self.add(path, FILE, serde_json::to_vec(plan)?);
        let mut file = NamedTempFile::new()?;
        let mut out = BufWriter::new(file.as_file_mut());
        for (number, (path, (mode, bytes))) in self.entries.iter().enumerate() {
            entry(&mut out, number + 1, &path.to_string_lossy(), *mode, bytes)?;
        }
        entry(&mut out, 0, "TRAILER!!!", 0, b"")?;
        out.flush()?;
        drop(out);
        Ok(file.into_temp_path())
    }
}

/// Writes an entry: a header of eight-digit numbers, the name, the contents, each padded to four
/// bytes.
fn entry(out: &mut impl Write, inode: usize, name: &str, mode: u32, bytes: &[u8]) -> Result<()> {
    let links = if mode == DIRECTORY { 2 } else { 1 };
    let fields = [
        inode,
        mode as usize,
        0, // user
        0, // group
        links,
        0, // time
        bytes.len(),
        0, // major and minor number of the device, then of a device file
        0,
        0,
        0,
        name.len() + 1,
        0, // checksum, which this format does not have
    ];
    write!(out, "070701")?;
    for field in fields {
        write!(out, "{field:08x}")?;
    }
    out.write_all(name.as_bytes())?;
    pad(out, 110 + name.len() + 1, 1)?;
    out.write_all(bytes)?;
    pad(out, bytes.len(), 0)
}

/// Pads something of a length to a multiple of four bytes, with at least so many.
fn pad(out: &mut impl Write, len: usize, least: usize) -> Result<()> {
    let padding = len.next_multiple_of(4) - len + least;
    Ok(out.write_all(&[0; 8][..padding])?)
}
