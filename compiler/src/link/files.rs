//! The linker's file system: its inputs and its output stay in memory.

use libwild::{FileSystem, FileType, InputFileData, OutputFileData, OutputOptions};
use std::collections::HashMap;
use std::fs::File;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Files by name.
#[derive(Clone, Default)]
pub struct MemoryFiles {
    inputs: Arc<HashMap<PathBuf, Bytes>>,
    outputs: Arc<Mutex<HashMap<PathBuf, Vec<u8>>>>,
}

/// An input's contents.
#[derive(Clone, Debug)]
pub enum Bytes {
    /// Made for this link.
    Owned(Arc<Vec<u8>>),
    /// Part of the compiler.
    Static(&'static [u8]),
}

impl MemoryFiles {
    /// Files to link.
    pub fn new(inputs: impl IntoIterator<Item = (&'static str, Bytes)>) -> Self {
        let inputs = inputs
            .into_iter()
            .map(|(name, bytes)| (name.into(), bytes))
            .collect();
        MemoryFiles {
            inputs: Arc::new(inputs),
            outputs: Arc::default(),
        }
    }

    /// Takes an output.
    pub fn take(&self, name: &str) -> Option<Vec<u8>> {
        self.outputs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(Path::new(name))
    }

    fn put(&self, path: &Path, bytes: Vec<u8>) {
        let mut outputs = self.outputs.lock().unwrap_or_else(PoisonError::into_inner);
        outputs.insert(path.to_path_buf(), bytes);
    }
}

fn missing(path: &Path) -> libwild::error::Error {
    Error::new(
        ErrorKind::NotFound,
        format!("{} is not an input", path.display()),
    )
    .into()
}

impl InputFileData for Bytes {
    fn bytes(&self) -> &[u8] {
        match self {
            Bytes::Owned(bytes) => bytes,
            Bytes::Static(bytes) => bytes,
        }
    }
}

/// An output under construction.
pub struct Output {
    path: PathBuf,
    bytes: Vec<u8>,
    files: MemoryFiles,
}

impl OutputFileData for Output {
    fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    fn finish(self) -> libwild::error::Result {
        self.files.put(&self.path, self.bytes);
        Ok(())
    }
}

impl FileSystem for MemoryFiles {
    type Input = Bytes;
    type Output = Output;

    fn open_input(
        &self,
        path: &Path,
        _: bool,
    ) -> libwild::error::Result<(Bytes, Option<Arc<File>>)> {
        Ok((
            self.inputs
                .get(path)
                .cloned()
                .ok_or_else(|| missing(path))?,
            None,
        ))
    }

    fn file_type(&self, path: &Path) -> libwild::error::Result<FileType> {
        if self.inputs.contains_key(path) {
            Ok(FileType::File)
        } else {
            Err(missing(path))
        }
    }

    fn canonicalize(&self, path: &Path) -> libwild::error::Result<PathBuf> {
        Ok(path.to_path_buf())
    }

    fn remove_file(&self, path: &Path) -> libwild::error::Result<()> {
        Err(missing(path))
    }

    fn rename_file(&self, path: &Path, _: &Path) -> libwild::error::Result<()> {
        Err(missing(path))
    }

    fn create_output(
        &self,
        path: Arc<Path>,
        options: OutputOptions,
    ) -> libwild::error::Result<Output> {
        let size = usize::try_from(options.size)
            .map_err(|_| Error::new(ErrorKind::FileTooLarge, "the output is too large"))?;
        Ok(Output {
            path: path.to_path_buf(),
            bytes: vec![0; size],
            files: self.clone(),
        })
    }

    fn write_auxiliary(&self, path: &Path, bytes: &[u8]) -> libwild::error::Result {
        self.put(path, bytes.to_vec());
        Ok(())
    }
}
