//! The bytes behind a digest, wherever they are.

use super::digest::{Digest, Hashing};
use super::manifest::Descriptor;
use anyhow::{Result, bail};
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

/// The largest manifest, index or configuration that is read, in bytes: what registries accept.
pub const MAX_DOCUMENT: u64 = 4 << 20;

/// Bytes in memory, or a part of a file.
#[derive(Clone, Debug)]
pub enum Blob {
    /// Bytes in memory.
    Memory(Arc<[u8]>),
    /// A part of a file, which may have been unlinked.
    File {
        /// The file.
        file: Arc<File>,
        /// Where in it the blob starts, in bytes.
        offset: u64,
        /// Bytes of the blob.
        len: u64,
    },
}

impl Blob {
    /// Its bytes, to be read from the start.
    pub fn reader(&self) -> Reader {
        Reader {
            blob: self.clone(),
            position: 0,
        }
    }

    /// How many bytes it has.
    pub fn len(&self) -> u64 {
        match self {
            Blob::Memory(bytes) => bytes.len() as u64,
            Blob::File { len, .. } => *len,
        }
    }

    /// All of it.
    ///
    /// # Errors
    /// Those of the file, or it is larger than `limit`.
    pub fn bytes(&self, limit: u64) -> Result<Vec<u8>> {
        if self.len() > limit {
            bail!("it has {} bytes, more than {limit}", self.len());
        }
        let mut bytes = Vec::new();
        self.reader().read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Makes sure that it is what the descriptor says.
    ///
    /// # Errors
    /// It is not, or cannot be read.
    pub fn verify(&self, descriptor: &Descriptor) -> Result<()> {
        let mut hashing = Hashing::new(io::sink());
        io::copy(&mut self.reader(), &mut hashing)?;
        let (_, digest, bytes) = hashing.finish();
        check(descriptor, &digest, bytes)
    }
}

/// Compares what a blob is with what it should be.
///
/// # Errors
/// They differ.
pub fn check(descriptor: &Descriptor, digest: &Digest, bytes: u64) -> Result<()> {
    if bytes != descriptor.size {
        bail!(
            "blob {} has {bytes} bytes instead of {}",
            descriptor.digest,
            descriptor.size
        );
    }
    if *digest != descriptor.digest {
        bail!(
            "blob {} is damaged: its digest is {digest}",
            descriptor.digest
        );
    }
    Ok(())
}

impl From<Vec<u8>> for Blob {
    fn from(bytes: Vec<u8>) -> Blob {
        Blob::Memory(bytes.into())
    }
}

/// Reads a blob.
pub struct Reader {
    blob: Blob,
    position: u64,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &self.blob {
            Blob::Memory(bytes) => {
                let rest = bytes.get(self.position as usize..).unwrap_or_default();
                let read = rest.len().min(buffer.len());
                buffer[..read].copy_from_slice(&rest[..read]);
                read
            }
            Blob::File { file, offset, len } => {
                let rest = (len - self.position).min(buffer.len() as u64) as usize;
                file.read_at(&mut buffer[..rest], offset + self.position)?
            }
        };
        self.position += read as u64;
        Ok(read)
    }
}
