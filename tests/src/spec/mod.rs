//! Scripts of the specification's tests: each becomes one image, which is driven call by call.

mod plan;
mod refuse;
mod run;
mod value;

pub use refuse::encode;
pub use run::{NOT_RUN, Report, Script, run};
