//! Scripts about exceptions and subtypes of functions, beyond the official ones.

/// Name and text of each.
pub const SCRIPTS: [(&str, &str); 4] = [
    ("legacy", include_str!("../exceptions/legacy.wast")),
    ("references", include_str!("../exceptions/references.wast")),
    ("subtypes", include_str!("../exceptions/subtypes.wast")),
    ("unwinding", include_str!("../exceptions/unwinding.wast")),
];
