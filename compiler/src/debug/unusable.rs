//! Why a file is of no use.

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(String);

impl Unusable {
    /// For this reason.
    pub fn new(reason: impl Into<String>) -> Unusable {
        Unusable(reason.into())
    }
}

impl From<wasmparser::Error> for Unusable {
    fn from(error: wasmparser::Error) -> Unusable {
        Unusable::new(error.message())
    }
}

impl From<gimli::write::Error> for Unusable {
    fn from(error: gimli::write::Error) -> Unusable {
        Unusable::new(error.to_string())
    }
}
