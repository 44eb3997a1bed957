//! The ways in which images resolve paths; what holds must hold in each.

/// A way, as a run-time option chooses it.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// For messages.
    pub name: &'static str,
    /// The words of `WASMC_OPTS` that choose it.
    pub words: &'static str,
}

/// Every way.
pub const WAYS: &[Way] = &[
    Way {
        name: "openat2",
        words: "",
    },
    Way {
        name: "walk",
        words: "--no-openat2",
    },
];
