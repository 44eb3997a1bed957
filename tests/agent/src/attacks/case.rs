//! A case of the suite, and what it works with.

use super::world::World;
use crate::guest::{Answer, Guest, Image};
use crate::wasi::errno;
use anyhow::{Result, ensure};

/// Where cases put the first path, or whatever they pass; 8 KiB are free there.
pub const A: u32 = 0x1000;
/// Where they put the second one.
pub const B: u32 = 0x4000;
/// Where results go; 4 KiB are free there.
pub const OUT: u32 = 0x8000;

/// The preopened directory `/`.
pub const ROOT: u64 = 3;
/// The preopened directory `other`.
pub const OTHER: u64 = 4;
/// The preopened directory `ro`, in which nothing may be changed.
pub const READ_ONLY: u64 = 5;
/// The first descriptor that the guest gets by itself.
pub const FIRST: u32 = 6;

/// One attack.
pub struct Case {
    /// Its name, `SUBJECT/WHAT/HOW`.
    pub name: String,
    /// What it does.
    pub run: Box<Run>,
}

/// What a case does: an error is what is wrong.
pub type Run = dyn Fn(&mut Bench<'_>) -> Result<()> + Send + Sync;

impl Case {
    /// The same case under a name with this in front.
    pub fn prefixed(mut self, prefix: &str) -> Case {
        self.name.insert_str(0, prefix);
        self
    }

    /// A case.
    pub fn new(
        name: impl Into<String>,
        run: impl Fn(&mut Bench<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> Case {
        Case {
            name: name.into(),
            run: Box::new(run),
        }
    }
}

/// What cases work with: a guest that runs, and the directories that it was given.
pub struct Bench<'image> {
    /// The image of the guest.
    pub image: &'image Image,
    /// The words of `WASMC_OPTS` that say how paths are resolved.
    pub way: &'static str,
    /// The directories.
    pub world: World,
    /// The running guest.
    pub guest: Guest<'image>,
    /// Whether an emulator runs it.
    pub emulated: bool,
    /// Whether expectations are turned into wrong ones.
    pub inverted: bool,
    /// The directory that the operations of `operation.rs` take paths from.
    pub dir: u64,
    /// Whether the case may have changed the directories.
    pub dirty: bool,
}

impl<'image> Bench<'image> {
    /// Makes directories and starts a guest in them.
    ///
    /// # Errors
    /// The operating system's.
    pub fn new(image: &'image Image, way: &'static str) -> Result<Bench<'image>> {
        let world = World::new()?;
        let guest = start(image, &format!("{way} {}", world.words()))?;
        Ok(Bench {
            image,
            way,
            world,
            guest,
            emulated: image.emulated(),
            inverted: false,
            dir: ROOT,
            dirty: true,
        })
    }

    /// A guest of its own, with these words of `WASMC_OPTS` besides those of the way.
    ///
    /// # Errors
    /// The operating system's.
    pub fn another(&self, words: &str) -> Result<Guest<'image>> {
        start(self.image, &format!("{} {words}", self.way))
    }

    /// Fails unless the errno is the expected one.
    ///
    /// # Errors
    /// It is not.
    pub fn expect(&self, what: &str, got: u32, expected: u32) -> Result<()> {
        self.expect_one_of(what, got, &[expected])
    }

    /// Fails unless the errno is one of these.
    ///
    /// # Errors
    /// It is not.
    pub fn expect_one_of(&self, what: &str, got: u32, expected: &[u32]) -> Result<()> {
        let same = |one: u32| match one {
            errno::NOTCAPABLE if self.image.is_component() => errno::PERM,
            one => one,
        };
        let found = expected.iter().any(|&it| same(it) == same(got));
        ensure!(
            found != self.inverted,
            "{what}: errno {got}, expected {expected:?}"
        );
        Ok(())
    }

    /// Calls a WASI function with one path, which is put into the memory at [`A`].
    ///
    /// # Errors
    /// The process ended.
    pub fn put_path(&mut self, at: u32, path: &[u8]) -> Result<[u64; 2]> {
        self.guest.write(at, path)?;
        Ok([u64::from(at), path.len() as u64])
    }

    /// `path_open`: the errno, and the descriptor if there is none.
    ///
    /// # Errors
    /// The process ended, or it trapped.
    pub fn open(&mut self, dir: u64, path: &[u8], how: Open) -> Result<Result<u32, u32>> {
        let [at, len] = self.put_path(A, path)?;
        let args = [
            dir,
            how.lookup,
            at,
            len,
            u64::from(how.oflags),
            how.base,
            how.inheriting,
            u64::from(how.fdflags),
            u64::from(OUT),
        ];
        match self.guest.value("path_open", &args)? {
            0 => Ok(Ok(self.guest.read_u32(OUT)?)),
            errno => Ok(Err(errno)),
        }
    }

    /// What can be read through a descriptor, up to 4 KiB.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(&mut self, fd: u32) -> Result<Vec<u8>> {
        self.guest
            .write(B, &[OUT.to_le_bytes(), 4096u32.to_le_bytes()].concat())?;
        let count = OUT + 0x2000;
        let args = [u64::from(fd), u64::from(B), 1, u64::from(count)];
        self.guest.succeed("fd_read", &args)?;
        let len = self.guest.read_u32(count)?;
        self.guest.read(OUT, len as usize)
    }
}

/// How a path is opened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Open {
    /// `lookupflags`.
    pub lookup: u64,
    /// `oflags`.
    pub oflags: u32,
    /// `fs_rights_base`.
    pub base: u64,
    /// `fs_rights_inheriting`.
    pub inheriting: u64,
    /// `fdflags`.
    pub fdflags: u32,
}

fn start<'image>(image: &'image Image, words: &str) -> Result<Guest<'image>> {
    image.start(|command| {
        command.env("WASMC_OPTS", words);
    })
}

/// Whether the result is an errno of WASI or a trap: a call may end in no other way.
pub fn is_orderly(answer: Answer) -> bool {
    match answer {
        Answer::Value(number) => number <= errno::LAST,
        Answer::Trap(_) => true,
    }
}
