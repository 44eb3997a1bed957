//! The machines that images run on.

/// A machine that images run on.
pub struct Target {
    /// How `wasmc` calls it.
    pub name: &'static str,
    /// Triples that the runtime can be built as, best first. It uses nothing of a C library, so
    /// any of them gives a runtime that works.
    pub triples: &'static [&'static str],
    /// How to get the first of them on Debian.
    debian: &'static str,
}

/// Every target of `wasmc`.
pub const TARGETS: &[Target] = &[
    Target {
        name: "x86_64",
        triples: &["x86_64-unknown-linux-gnu", "x86_64-unknown-linux-musl"],
        debian: "dpkg --add-architecture amd64 && apt-get update && \
                 apt-get install rustc-web cargo-web libstd-rust-web-dev:amd64",
    },
    Target {
        name: "aarch64",
        triples: &["aarch64-unknown-linux-gnu", "aarch64-unknown-linux-musl"],
        debian: "dpkg --add-architecture arm64 && apt-get update && \
                 apt-get install rustc-web cargo-web libstd-rust-web-dev:arm64",
    },
];

impl Target {
    /// How to get a Rust compiler that can build the runtime.
    pub fn what_to_install(&self) -> String {
        format!(
            "`rustup target add {}`\nor, on Debian, `{}`",
            self.triples[0], self.debian
        )
    }
}
