//! One call after the other: to the guest, and to the model.

use super::model::{FIRST, How, Model};
use super::tree::{Id, Kind, Outcome};
use crate::fuzz::choices::Choices;
use crate::fuzz::setting::Fault;
use anyhow::{Result, ensure};
use wasmc_agent::guest::Guest;
use wasmc_agent::wasi::{errno, filetype, rights};

/// Where the guest's memory has paths, vectors, data and results.
const PATH: u32 = 0x1000;
const OTHER_PATH: u32 = 0x2000;
const VECTORS: u32 = 0x3000;
const DATA: u32 = 0x4000;
const RESULT: u32 = 0x8000;
const LISTING: u32 = 0x9000;

/// What paths are made of.
const NAMES: [&str; 10] = ["a", "b", "c", "d", "e", "a", "b", "c", "..", "."];
/// The longest data of one vector.
const MOST_DATA: usize = 200;
/// Positions and sizes go up to here; a few are at the edges of 64 bits.
const FAR: usize = 5000;
/// The latest time that is set, in nanoseconds: long ago.
const LATEST: u64 = 1 << 60;
const EDGES: [u64; 3] = [1 << 63, u64::MAX, u64::MAX - 7];

/// The two sides, and what was called.
pub struct Calls<'image> {
    /// The image.
    pub guest: Guest<'image>,
    /// The model.
    pub model: Model,
    /// Whether what the image returns is changed.
    pub fault: Fault,
    /// The calls, with what they returned.
    pub log: Vec<String>,
}

impl Calls<'_> {
    /// Makes one call on both sides.
    ///
    /// # Errors
    /// They differ, or the image ended.
    pub fn make(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        match choices.below(36) {
            0..=5 => self.open(choices),
            6 | 7 => self.read(choices),
            8..=10 => self.write(choices),
            11 | 12 => self.seek(choices),
            13 => self.close(choices),
            14 => self.renumber(choices),
            15 => self.size(choices),
            16 => self.status(choices),
            17 => self.set_flags(choices),
            18 => self.set_rights(choices),
            19 | 20 => self.list(choices),
            21 | 22 => self.make_or_remove(choices),
            23 | 24 => self.link(choices),
            25 | 26 => self.rename(choices),
            27 | 28 => self.symlink(choices),
            29 => self.read_link(choices),
            30 => self.stat(choices),
            31 => self.advise(choices),
            32..=34 => self.set_times(choices),
            _ => self.sync(choices),
        }
    }

    /// Calls a function of the guest and compares the errno; what the model has where there is none.
    fn call<T>(&mut self, name: &str, args: &[u64], model: Outcome<T>) -> Result<Option<T>> {
        let mut got = self.guest.value(name, args)?;
        if self.fault == Fault::Planted {
            got += 1;
        }
        let wanted = model.as_ref().err().copied().unwrap_or(errno::SUCCESS);
        self.log.push(format!("{name}{args:x?} = {got}"));
        ensure!(got == wanted, "{name}: errno {got}, of the model {wanted}");
        Ok(model.ok())
    }

    fn result(&mut self) -> Result<u64> {
        let bytes = self.guest.read(RESULT, 8)?;
        Ok(u64::from_le_bytes(*bytes.first_chunk().unwrap_or(&[0; 8])))
    }

    fn any(&self, choices: &mut Choices<'_>) -> u32 {
        let open: Vec<u32> = self.model.open.keys().copied().collect();
        match choices.below(16) {
            0 => FIRST + choices.below(8) as u32,
            _ if open.is_empty() => FIRST,
            _ => *choices.pick(&open),
        }
    }

    /// Mostly of a file, or of a directory.
    fn one(&self, choices: &mut Choices<'_>, directory: bool) -> u32 {
        let open = self.model.open.iter();
        let fitting: Vec<u32> = open
            .filter(|(_, open)| self.model.tree.is_directory(open.node) == directory)
            .map(|(fd, _)| *fd)
            .collect();
        match choices.below(16) {
            0 => self.any(choices),
            _ if fitting.is_empty() => FIRST,
            _ => *choices.pick(&fitting),
        }
    }

    /// Puts a path into the memory; its address and length.
    fn put(&mut self, at: u32, path: &str) -> Result<[u64; 2]> {
        self.guest.write(at, path.as_bytes())?;
        Ok([at.into(), path.len() as u64])
    }

    fn open(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let (fd, path) = (self.one(choices, true), any_path(choices));
        let how = How {
            lookup: lookup(choices),
            oflags: *choices.pick(&[0, 0, 1, 1, 1, 2, 2, 3, 5, 8, 9, 13, 4]),
            base: *choices.pick(&[
                rights::FD_READ | rights::FD_WRITE,
                rights::FD_READ | rights::FD_WRITE,
                rights::FD_READ,
                rights::FD_READDIR,
                rights::FD_WRITE,
                rights::FD_ALLOCATE,
                rights::FD_FILESTAT_SET_SIZE | rights::FD_READ,
                0,
                rights::ALL,
            ]),
            fdflags: fdflags(choices),
        };
        let [at, len] = self.put(PATH, &path)?;
        let args = [
            fd.into(),
            how.lookup,
            at,
            len,
            how.oflags.into(),
            how.base,
            rights::ALL,
            how.fdflags.into(),
            RESULT.into(),
        ];
        self.log.push(path.clone());
        let model = self.model.path_open(fd, &path, how);
        if let Some(number) = self.call("path_open", &args, model)? {
            let got = self.result()? as u32;
            ensure!(got == number, "descriptor {got}, of the model {number}");
        }
        Ok(())
    }

    /// Puts one or two vectors of these lengths into the memory.
    fn vectors(&mut self, lengths: [usize; 2]) -> Result<()> {
        let mut at = DATA;
        let mut bytes = Vec::new();
        for len in lengths {
            bytes.extend(at.to_le_bytes());
            bytes.extend((len as u32).to_le_bytes());
            at += len as u32;
        }
        self.guest.write(VECTORS, &bytes)
    }

    fn read(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let fd = self.one(choices, false);
        let lengths = [choices.below(MOST_DATA), choices.below(MOST_DATA)];
        let len = lengths.iter().sum();
        self.vectors(lengths)?;
        let head = [fd.into(), VECTORS.into(), 2];
        let read = match choices.below(2) {
            0 => {
                let model = self.model.fd_read(fd, len);
                self.call("fd_read", &[&head[..], &[RESULT.into()]].concat(), model)?
            }
            _ => {
                let at = position(choices);
                let args = [&head[..], &[at, RESULT.into()]].concat();
                let model = self.model.fd_pread(fd, len, at);
                self.call("fd_pread", &args, model)?
            }
        };
        if let Some(bytes) = read {
            let count = self.result()? as u32 as usize;
            ensure!(
                count == bytes.len(),
                "{count} bytes, of the model {}",
                bytes.len()
            );
            let got = self.guest.read(DATA, count)?;
            ensure!(got == bytes, "read {got:x?}, of the model {bytes:x?}");
        }
        Ok(())
    }

    fn write(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let fd = self.one(choices, false);
        let lengths = [choices.below(MOST_DATA), choices.below(20)];
        let first = choices.byte();
        let bytes: Vec<u8> = (0..lengths.iter().sum())
            .map(|number: usize| first.wrapping_add(number as u8))
            .collect();
        self.vectors(lengths)?;
        self.guest.write(DATA, &bytes)?;
        let head = [fd.into(), VECTORS.into(), 2];
        let written = match choices.below(2) {
            0 => {
                let model = self.model.fd_write(fd, &bytes);
                self.call("fd_write", &[&head[..], &[RESULT.into()]].concat(), model)?
            }
            _ => {
                let at = position(choices);
                let args = [&head[..], &[at, RESULT.into()]].concat();
                let model = self.model.fd_pwrite(fd, &bytes, at);
                self.call("fd_pwrite", &args, model)?
            }
        };
        if written.is_some() {
            let count = self.result()? as u32 as usize;
            ensure!(count == bytes.len(), "{count} bytes of {}", bytes.len());
        }
        Ok(())
    }

    fn seek(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let fd = self.one(choices, false);
        let moved = match choices.below(3) {
            0 => {
                let model = self.model.fd_seek(fd, 0, 1);
                self.call("fd_tell", &[fd.into(), RESULT.into()], model)?
            }
            _ => {
                let whence = *choices.pick(&[0, 1, 2, 1, 2, 3]);
                let delta = match choices.below(4) {
                    0 => 0,
                    1 => -(choices.below(FAR) as i64),
                    2 => choices.below(FAR) as i64,
                    _ => choices.below(64) as i64,
                };
                let args = [
                    fd.into(),
                    delta.cast_unsigned(),
                    whence.into(),
                    RESULT.into(),
                ];
                let model = self.model.fd_seek(fd, delta, whence);
                self.call("fd_seek", &args, model)?
            }
        };
        if let Some(wanted) = moved {
            let got = self.result()?;
            ensure!(got == wanted, "at {got}, of the model {wanted}");
        }
        Ok(())
    }

    fn close(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let fd = self.any(choices);
        // Without the granted directory little else can be done.
        if fd == FIRST && !choices.once_in(16) {
            return Ok(());
        }
        let model = self.model.fd_close(fd);
        self.call("fd_close", &[fd.into()], model).map(drop)
    }

    fn renumber(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let (from, to) = (self.any(choices), self.any(choices));
        if [from, to].contains(&FIRST) && !choices.once_in(16) {
            return Ok(());
        }
        let model = self.model.fd_renumber(from, to);
        self.call("fd_renumber", &[from.into(), to.into()], model)
            .map(drop)
    }

    fn size(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let fd = self.one(choices, false);
        let size = position(choices);
        match choices.below(2) {
            0 => {
                let model = self.model.fd_filestat_set_size(fd, size);
                self.call("fd_filestat_set_size", &[fd.into(), size], model)
            }
            _ => {
                let len = choices.below(FAR) as u64;
                let model = self.model.fd_allocate(fd, size, len);
                self.call("fd_allocate", &[fd.into(), size, len], model)
            }
        }
        .map(drop)
    }

    /// `fd_fdstat_get`, `fd_prestat_get`.
    fn status(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let fd = self.any(choices);
        let args = [fd.into(), RESULT.into()];
        let open = self.model.open.get(&fd).cloned();
        if choices.below(2) == 0 {
            let named = open.filter(|open| open.preopened).ok_or(errno::BADF);
            if self.call("fd_prestat_get", &args, named)?.is_some() {
                let got = self.result()?;
                ensure!(got == 1 << 32, "prestat {got:#x}");
            }
            return Ok(());
        }
        let Some(open) = self.call("fd_fdstat_get", &args, open.ok_or(errno::BADF))? else {
            return Ok(());
        };
        let got = self.guest.read(RESULT, 24)?;
        let mut wanted = vec![self.model.tree.file_type(open.node), 0, 0, 0, 0, 0, 0, 0];
        wanted[2] = open.flags as u8;
        wanted.extend(open.base.to_le_bytes());
        wanted.extend(open.inheriting.to_le_bytes());
        ensure!(got == wanted, "fdstat {got:x?}, of the model {wanted:x?}");
        Ok(())
    }

    fn set_flags(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let fd = self.one(choices, false);
        let flags = fdflags(choices);
        let model = self.model.fd_fdstat_set_flags(fd, flags);
        let args = [fd.into(), flags.into()];
        self.call("fd_fdstat_set_flags", &args, model).map(drop)
    }

    fn set_rights(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let fd = self.any(choices);
        let Some(open) = self.model.open.get(&fd) else {
            return Ok(());
        };
        // Mostly one less of each; now and then one more.
        let bit = |choices: &mut Choices<'_>| 1u64 << choices.below(28);
        let (mut base, mut inheriting) = (open.base & !bit(choices), open.inheriting);
        match choices.below(8) {
            0 => base |= bit(choices),
            1 => inheriting |= bit(choices),
            2..=4 => inheriting &= !bit(choices),
            _ => {}
        }
        let model = self.model.fd_fdstat_set_rights(fd, base, inheriting);
        self.call(
            "fd_fdstat_set_rights",
            &[fd.into(), base, inheriting],
            model,
        )
        .map(drop)
    }

    fn list(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        const SIZE: usize = 4096;
        let fd = self.one(choices, true);
        let model = self.model.fd_readdir(fd);
        let args = [fd.into(), LISTING.into(), SIZE as u64, 0, RESULT.into()];
        let Some(mut wanted) = self.call("fd_readdir", &args, model)? else {
            return Ok(());
        };
        let used = self.result()? as u32 as usize;
        let bytes = self.guest.read(LISTING, used)?;
        let mut got = Vec::new();
        let mut rest = &bytes[..];
        while let Some((head, names)) = rest.split_at_checked(24) {
            let len = u32::from_le_bytes(*head[16..].first_chunk().unwrap_or(&[0; 4])) as usize;
            let name = names.get(..len).unwrap_or_default();
            got.push((String::from_utf8_lossy(name).into_owned(), head[20]));
            rest = names.get(len..).unwrap_or_default();
        }
        got.sort();
        wanted.sort();
        ensure!(got == wanted, "listed {got:?}, of the model {wanted:?}");
        Ok(())
    }

    fn make_or_remove(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let (fd, path) = (self.one(choices, true), path_to_change(choices));
        let [at, len] = self.put(PATH, &path)?;
        let args = [fd.into(), at, len];
        self.log.push(path.clone());
        let (called, model) = match choices.below(4) {
            0 | 1 => (
                "path_create_directory",
                self.model.path_create_directory(fd, &path),
            ),
            2 => (
                "path_remove_directory",
                self.model.path_remove_directory(fd, &path),
            ),
            _ => ("path_unlink_file", self.model.path_unlink_file(fd, &path)),
        };
        self.call(called, &args, model).map(drop)
    }

    fn link(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let (from, old) = (self.one(choices, true), path_to_change(choices));
        let (to, new) = (self.one(choices, true), path_to_change(choices));
        let lookup = u64::from(choices.once_in(8));
        let [a, a_len] = self.put(PATH, &old)?;
        let [b, b_len] = self.put(OTHER_PATH, &new)?;
        self.log.push(format!("{old} {new}"));
        let args = [from.into(), lookup, a, a_len, to.into(), b, b_len];
        let model = self.model.path_link(lookup, (from, &old), (to, &new));
        self.call("path_link", &args, model).map(drop)
    }

    fn rename(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let (from, old) = (self.one(choices, true), path_to_change(choices));
        let (to, new) = (self.one(choices, true), path_to_change(choices));
        let [a, a_len] = self.put(PATH, &old)?;
        let [b, b_len] = self.put(OTHER_PATH, &new)?;
        self.log.push(format!("{old} {new}"));
        let args = [from.into(), a, a_len, to.into(), b, b_len];
        let model = self.model.path_rename((from, &old), (to, &new));
        self.call("path_rename", &args, model).map(drop)
    }

    fn symlink(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let (target, fd, path) = (
            any_path(choices),
            self.one(choices, true),
            path_to_change(choices),
        );
        let [a, a_len] = self.put(PATH, &target)?;
        let [b, b_len] = self.put(OTHER_PATH, &path)?;
        self.log.push(format!("{target} {path}"));
        let args = [a, a_len, fd.into(), b, b_len];
        let model = self.model.path_symlink(&target, fd, &path);
        self.call("path_symlink", &args, model).map(drop)
    }

    fn read_link(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let (fd, path) = (self.one(choices, true), any_path(choices));
        let size = choices.below(12);
        let [at, len] = self.put(PATH, &path)?;
        self.log.push(path.clone());
        let args = [fd.into(), at, len, DATA.into(), size as u64, RESULT.into()];
        let model = self.model.path_readlink(fd, &path).map(String::from);
        if let Some(target) = self.call("path_readlink", &args, model)? {
            let used = self.result()? as u32 as usize;
            let got = self.guest.read(DATA, used)?;
            let wanted = &target.as_bytes()[..target.len().min(size)];
            ensure!(got == wanted, "{got:x?}, of the model {wanted:x?}");
        }
        Ok(())
    }

    fn stat(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        if choices.below(2) == 0 {
            let fd = self.any(choices);
            let model = self.model.fd_filestat_get(fd);
            let found = self.call("fd_filestat_get", &[fd.into(), RESULT.into()], model)?;
            return self.compare_stat(found);
        }
        let (fd, path) = (self.one(choices, true), any_path(choices));
        let lookup = lookup(choices);
        let [at, len] = self.put(PATH, &path)?;
        self.log.push(path.clone());
        let args = [fd.into(), lookup, at, len, RESULT.into()];
        let model = self.model.path_filestat_get(fd, lookup, &path);
        let found = self.call("path_filestat_get", &args, model)?;
        self.compare_stat(found)
    }

    fn compare_stat(&mut self, found: Option<Id>) -> Result<()> {
        let Some(id) = found else { return Ok(()) };
        let bytes = self.guest.read(RESULT, 64)?;
        let word = |at: usize| u64::from_le_bytes(*bytes[at..].first_chunk().unwrap_or(&[0; 8]));
        let file_type = self.model.tree.file_type(id);
        ensure!(bytes[16] == file_type, "type {}", bytes[16]);
        // File systems differ in what they say of directories.
        if file_type == filetype::DIRECTORY {
            return Ok(());
        }
        let (links, size) = (self.model.tree.links(id), self.model.tree.size(id));
        ensure!(
            word(24) == links,
            "{} links, of the model {links}",
            word(24)
        );
        ensure!(word(32) == size, "{} bytes, of the model {size}", word(32));
        Ok(())
    }

    fn advise(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let fd = self.any(choices);
        let (at, len) = (position(choices), position(choices));
        let advice = choices.below(7) as u32;
        let model = self.model.fd_advise(fd, len, advice);
        let args = [fd.into(), at, len, advice.into()];
        self.call("fd_advise", &args, model).map(drop)
    }

    fn set_times(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let flags = *choices.pick(&[0, 1, 4, 5, 5, 2, 8, 10, 6, 9, 3, 12, 16]);
        let mut time = || choices.below(65_536) as u64 * (LATEST >> 16) + 7;
        let times = [time(), time()];
        let tail = [times[0], times[1], flags.into()];
        if choices.below(2) == 0 {
            let fd = self.any(choices);
            let model = self.model.fd_filestat_set_times(fd, flags);
            let (of, args) = ([fd.into()], [&[fd.into()], &tail[..]].concat());
            let get = ("fd_filestat_get", &of[..]);
            return self.change_times("fd_filestat_set_times", &args, model, get);
        }
        let (fd, path) = (self.one(choices, true), any_path(choices));
        let lookup = lookup(choices);
        let [at, len] = self.put(PATH, &path)?;
        self.log.push(path.clone());
        let model = self.model.path_filestat_set_times(fd, lookup, &path, flags);
        let of = [fd.into(), lookup, at, len];
        let args = [&of[..], &tail].concat();
        let get = ("path_filestat_get", &of[..]);
        self.change_times("path_filestat_set_times", &args, model, get)
    }

    /// Calls a function that sets times; its last three arguments are the times of access and modification
    /// and the flags. `get` asks for them.
    fn change_times(
        &mut self,
        name: &str,
        args: &[u64],
        model: Outcome<Id>,
        get: (&str, &[u64]),
    ) -> Result<()> {
        let before = self.times(get)?;
        let changed = self.call(name, args, model)?;
        let (Some(id), [.., access, modification, flags], Some(before), Some(after)) =
            (changed, args, before, self.times(get)?)
        else {
            return Ok(());
        };
        let link = matches!(self.model.tree.kind(id), Kind::Link(_));
        for (at, given) in [*access, *modification].into_iter().enumerate() {
            let right = match flags >> (2 * at) & 3 {
                // The path may lead through it, and to follow it is an access.
                _ if link && at == 0 => true,
                0 => after[at] == before[at],
                1 => after[at] == given,
                // Now: the kernel has finer and coarser clocks for that.
                _ => after[at] > LATEST,
            };
            ensure!(right, "times {before:?}, then {after:?}");
        }
        Ok(())
    }

    /// The times of access and modification, if they may be known.
    fn times(&mut self, (name, args): (&str, &[u64])) -> Result<Option<[u64; 2]>> {
        let args = [args, &[RESULT.into()]].concat();
        if self.guest.value(name, &args)? != errno::SUCCESS {
            return Ok(None);
        }
        let bytes = self.guest.read(RESULT + 40, 16)?;
        let (words, _) = bytes.as_chunks();
        Ok(Some([0, 1].map(|at| u64::from_le_bytes(words[at]))))
    }

    fn sync(&mut self, choices: &mut Choices<'_>) -> Result<()> {
        let (name, right) = *choices.pick(&[
            ("fd_sync", rights::FD_SYNC),
            ("fd_datasync", rights::FD_DATASYNC),
        ]);
        let fd = self.one(choices, false);
        let model = self.model.require(fd, right);
        self.call(name, &[fd.into()], model).map(drop)
    }
}

/// A path that ends in a name, for what changes a directory.
fn name(choices: &mut Choices<'_>) -> String {
    let last = *choices.pick(&NAMES[..5]);
    match choices.below(3) {
        0 => format!("{}/{last}", choices.pick(&NAMES)),
        1 => format!("{}/{}/{last}", choices.pick(&NAMES), choices.pick(&NAMES)),
        _ => last.into(),
    }
}

/// A path for what changes a directory: mostly one that ends in a name.
fn path_to_change(choices: &mut Choices<'_>) -> String {
    match choices.below(4) {
        0 => any_path(choices),
        _ => name(choices),
    }
}

/// Any path.
fn any_path(choices: &mut Choices<'_>) -> String {
    let path = match choices.below(8) {
        0 => String::new(),
        1 => (*choices.pick(&NAMES)).into(),
        _ => name(choices),
    };
    match choices.below(24) {
        0 => format!("/{path}"),
        1 | 2 => path + "/",
        3 => path + "//",
        4 => path + "/.",
        5 => path + "/..",
        6 => path + "/./",
        _ => path,
    }
}

fn lookup(choices: &mut Choices<'_>) -> u64 {
    *choices.pick(&[0, 1, 1, 0, 1, 0, 1, 2])
}

fn fdflags(choices: &mut Choices<'_>) -> u32 {
    *choices.pick(&[0, 0, 0, 0, 1, 1, 4, 5, 32])
}

/// A position or a size.
fn position(choices: &mut Choices<'_>) -> u64 {
    match choices.below(16) {
        0 => *choices.pick(&EDGES),
        1 => choices.below(FAR) as u64,
        _ => choices.below(256) as u64,
    }
}
