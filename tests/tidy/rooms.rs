//! The crates of the project: their rooms, what each may import from, and how long circles may be.
//!
//! A room is a folder or file at the root of a crate; `root` is `lib.rs` or `main.rs`.

/// A crate.
pub struct Package {
    /// Folder of its root module.
    pub folder: &'static str,
    /// How many files may import from each other in a circle. This goes down, never up.
    pub circle: usize,
    /// The rooms, each with those that it may import from.
    pub rooms: &'static [(&'static str, &'static [&'static str])],
}

/// Every crate but the test programs.
pub const PACKAGES: &[Package] = &[
    Package {
        folder: "abi/src",
        circle: 0,
        rooms: &[
            ("builtins", &[]),
            ("embed", &["layout"]),
            ("image", &["layout"]),
            ("layout", &[]),
            ("options", &[]),
            ("page", &[]),
            ("property", &[]),
            ("root", &[]),
            ("script", &[]),
            ("symbols", &[]),
            ("trap", &[]),
            ("wasi", &[]),
        ],
    },
    Package {
        folder: "compiler/src",
        circle: 2,
        rooms: &[
            (
                "codegen",
                &["error", "lower", "machine", "options", "program"],
            ),
            ("composition", &[]),
            ("decode", &["composition", "error", "options"]),
            ("error", &[]),
            ("info", &["decode"]),
            ("link", &["error", "info", "options", "target"]),
            ("lower", &["decode", "error", "options", "program"]),
            ("machine", &["error", "options", "program"]),
            (
                "object",
                &[
                    "composition",
                    "decode",
                    "error",
                    "info",
                    "machine",
                    "options",
                    "program",
                    "target",
                ],
            ),
            ("options", &["error", "progress", "target"]),
            ("program", &["composition", "decode", "error", "options"]),
            ("progress", &[]),
            (
                "root",
                &[
                    "codegen",
                    "composition",
                    "decode",
                    "error",
                    "link",
                    "machine",
                    "object",
                    "options",
                    "program",
                    "timing",
                ],
            ),
            ("target", &["error", "options"]),
            ("timing", &[]),
        ],
    },
    Package {
        folder: "runtime-lib/src",
        circle: 2,
        rooms: &[
            ("arch", &[]),
            ("array", &[]),
            (
                "builtins",
                &["instance", "invoke", "mem", "script", "trap", "wasi"],
            ),
            ("host", &["array", "image", "policy", "sys"]),
            ("image", &["arch"]),
            ("instance", &["image", "policy", "process", "sys"]),
            ("invoke", &["image", "process", "sys"]),
            ("libcalls", &[]),
            ("mem", &[]),
            ("policy", &["image", "process", "sys"]),
            ("process", &[]),
            ("relocate", &["arch", "process", "sys"]),
            ("root", &["sys"]),
            ("script", &["arch", "image", "instance", "sys", "trap"]),
            (
                "start",
                &[
                    "arch", "image", "instance", "policy", "process", "relocate", "sys", "trap",
                ],
            ),
            ("sys", &["arch"]),
            ("trap", &["arch", "image", "instance", "policy", "sys"]),
            ("wasi", &["array", "host", "policy", "process", "sys"]),
        ],
    },
    Package {
        folder: "runtime-archive/src",
        circle: 0,
        rooms: &[
            ("compile", &["failure", "toolchain"]),
            ("failure", &[]),
            ("member", &[]),
            ("prebuilt", &["failure", "sources", "target", "toolchain"]),
            ("prune", &["member"]),
            (
                "root",
                &[
                    "compile",
                    "failure",
                    "prebuilt",
                    "prune",
                    "target",
                    "toolchain",
                ],
            ),
            ("sources", &["failure"]),
            ("target", &[]),
            ("toolchain", &["target"]),
        ],
    },
    Package {
        folder: "cli/src",
        circle: 0,
        rooms: &[
            ("args", &["embed", "image", "oci", "report", "stdout"]),
            (
                "build",
                &[
                    "args", "compile", "embed", "input", "notice", "output", "pending", "progress",
                    "report", "stdout", "verbose",
                ],
            ),
            ("compile", &[]),
            ("completions", &["args", "stdout"]),
            ("embed", &[]),
            ("features", &["stdout"]),
            (
                "image",
                &[
                    "args", "compile", "embed", "input", "notice", "oci", "output", "pending",
                    "progress", "report", "stdout", "verbose",
                ],
            ),
            ("input", &["args", "oci", "stdout"]),
            ("inspect", &["args", "oci", "report", "stdout"]),
            ("man", &["args", "stdout"]),
            ("memory", &["pending", "report"]),
            ("notice", &["args", "report"]),
            ("oci", &["output", "report"]),
            ("output", &["pending", "stdout"]),
            ("pending", &[]),
            ("progress", &[]),
            ("report", &["pending", "stdout"]),
            (
                "root",
                &[
                    "args",
                    "build",
                    "completions",
                    "features",
                    "image",
                    "inspect",
                    "man",
                    "report",
                ],
            ),
            ("runtime", &[]),
            ("stdout", &[]),
            ("verbose", &[]),
        ],
    },
    Package {
        folder: "tests/src",
        circle: 2,
        rooms: &[
            ("args", &["flags"]),
            ("clang", &["image"]),
            ("corpus", &[]),
            ("flags", &[]),
            ("image", &[]),
            ("png", &[]),
            ("python", &[]),
            ("root", &["args", "image", "targets"]),
            ("sightglass", &["image"]),
            ("spec", &["image"]),
            ("targets", &["args", "image"]),
            ("wasi_guest", &["image"]),
            ("wasi_suite", &["image"]),
        ],
    },
    Package {
        folder: "tests/agent/src",
        circle: 0,
        rooms: &[
            ("attacks", &["guest", "wasi"]),
            ("driver", &["process"]),
            ("echo", &["limit", "random"]),
            ("guest", &["driver", "limit", "process"]),
            ("limit", &[]),
            ("loopback", &[]),
            ("paths", &[]),
            ("perform", &["wrap"]),
            ("plan", &[]),
            ("pool", &[]),
            ("process", &[]),
            ("random", &[]),
            ("root", &["loopback", "perform", "pool", "wrap"]),
            ("tally", &["process"]),
            ("tree", &[]),
            ("wasi", &[]),
            ("wrap", &[]),
        ],
    },
];

/// How many files of a test program may import from each other in a circle, where any may.
pub const TEST_PROGRAMS: &[(&str, usize)] = &[("images", 8)];
