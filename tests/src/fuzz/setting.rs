//! Where and how a case runs: the machine, and bugs on purpose for the negative control.

use crate::image::Machine;

/// How a case runs.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// What images are compiled for, and where they run.
    pub machine: &'a Machine,
    /// For the negative control.
    pub fault: Fault,
}

/// Whether what is tested is replaced by something with a bug, for the negative control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is tested as it is.
    None,
    /// It panics at the end, or returns something else.
    Planted,
}

/// Panics where a fault is planted, as a bug in what was just called would.
pub fn plant(fault: Fault) {
    assert!(fault == Fault::None, "a planted bug");
}
