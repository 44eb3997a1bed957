//! The forms in which programs of the corpus are tested: as the modules that they are, and as the components that jco
//! made of these (`.ci/components.mjs`).

use crate::packages;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use wasmc_compiler::{Composition, Input, component};

/// A form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A module for WASI preview 1.
    Module,
    /// A component for WASI 0.2.
    Component,
}

impl Form {
    /// Every form.
    pub const ALL: [Form; 2] = [Form::Module, Form::Component];

    /// The name of a program in this form.
    pub fn name(self, program: &str) -> String {
        match self {
            Form::Module => program.into(),
            Form::Component => format!("component/{program}"),
        }
    }

    /// The file of a module's program in this form.
    ///
    /// # Errors
    /// Nothing has made a component of the module.
    pub fn file(self, corpus: &Path, module: &Path) -> Result<PathBuf> {
        match self {
            Form::Module => Ok(module.into()),
            Form::Component => {
                packages::file(Path::new("components").join(module.strip_prefix(corpus)?))
            }
        }
    }

    /// The program of a module that is linked with no other one, in this form.
    ///
    /// # Errors
    /// The file system's, or what is wrong with the component.
    pub fn read(self, corpus: &Path, module: &Path) -> Result<Composition> {
        let file = self.file(corpus, module)?;
        let input = Input {
            name: file.display().to_string(),
            bytes: fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?,
        };
        Ok(match self {
            Form::Module => input.into(),
            Form::Component => component::compose(&input)?,
        })
    }
}
