//! The text of source files, for listings: the compiler itself reads no files.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

type Reader = dyn Fn(&Path) -> Option<String> + Send + Sync;

/// Who reads source files; by default nobody.
#[derive(Clone, Default)]
pub struct Sources(Option<Arc<Reader>>);

impl Sources {
    /// Files come from this function. It gets the paths that a module names, which may be hostile.
    pub fn new(read: impl Fn(&Path) -> Option<String> + Send + Sync + 'static) -> Sources {
        Sources(Some(Arc::new(read)))
    }

    /// What is in a file; `None` where it is not there, or nobody may read it.
    pub(crate) fn read(&self, path: &Path) -> Option<String> {
        self.0.as_ref()?(path)
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sources").field(&self.0.is_some()).finish()
    }
}
