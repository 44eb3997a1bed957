//! What tests do inside a machine, without the compiler: the same code drives images on this machine,
//! under an emulator of user mode, and as the first process of a kernel that was booted for it.

pub mod attacks;
pub mod driver;
pub mod echo;
pub mod guest;
pub mod limit;
pub mod paths;
pub mod plan;
pub mod pool;
pub mod process;
pub mod random;
pub mod tally;
pub mod tree;
pub mod wasi;
