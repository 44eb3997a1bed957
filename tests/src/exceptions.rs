//! Scripts about exceptions, beyond the official ones.

/// Name and text of each.
pub const SCRIPTS: [(&str, &str); 3] = [
    ("legacy", include_str!("../exceptions/legacy.wast")),
    ("references", include_str!("../exceptions/references.wast")),
    ("unwinding", include_str!("../exceptions/unwinding.wast")),
];
