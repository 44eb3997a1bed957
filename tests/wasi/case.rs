//! A program of the suite in one of its forms, and what it must do.

use wasmc_tests::Form;
use wasmc_tests::wasi_suite::{Manifest, Program};

/// Programs that end differently as components: what they exit with, and why. They do under wasmtime 49 too, with which
/// `main.rs` compares them where it is there.
const DIFFERENT: &[(&str, i32, &str)] = &[
    (
        "assemblyscript/args_get-multiple-arguments",
        134,
        "AssemblyScript's allocator takes the whole memory, with the page of the adapter, which notices",
    ),
    (
        "assemblyscript/environ_get-multiple-variables",
        134,
        "as with arguments",
    ),
    (
        "assemblyscript/fd_write-to-invalid-fd",
        1,
        "it writes nothing, for which the adapter returns success before it looks at the descriptor",
    ),
    (
        "assemblyscript/proc_exit-failure",
        1,
        "the adapter calls `exit` of WASI 0.2, which knows success and failure, but no numbers",
    ),
];

/// A program in a form.
pub struct Case<'a> {
    pub program: &'a Program,
    pub form: Form,
    /// What must come of it.
    pub manifest: Manifest,
}

impl<'a> Case<'a> {
    /// The case; under the negative control, one that must fail.
    pub fn new(program: &'a Program, form: Form, negative_control: bool) -> Case<'a> {
        let mut manifest = program.manifest.clone();
        if let (Form::Component, Some(code)) = (form, different(&program.name)) {
            manifest.exit_code = code;
            manifest.stdout = None;
        }
        // Of a module it is the program itself that is another one.
        if negative_control && form == Form::Component {
            manifest.exit_code ^= 2;
        }
        Case {
            program,
            form,
            manifest,
        }
    }

    /// For messages and filters.
    pub fn name(&self) -> String {
        self.form.name(&self.program.name)
    }

    /// Whether it ends differently as a component than as a module.
    pub fn is_different(&self) -> bool {
        self.form == Form::Component && different(&self.program.name).is_some()
    }
}

fn different(name: &str) -> Option<i32> {
    let mut found = DIFFERENT.iter().filter(|(it, ..)| *it == name);
    found.next().map(|(_, code, _)| *code)
}
