//! The guests: a command that does what its arguments say, and a proxy.

use crate::common::{Machine, Sandbox};
use std::path::PathBuf;
use std::process::Command;

const IMPORTS: &str = include_str!("../components/outgoing-imports.wat");
const COMMAND: &str = include_str!("../components/outgoing.wat");
const PROXY: &str = include_str!("../components/outgoing-proxy.wat");

/// Numbers of `error-code`.
pub const DNS_ERROR: u32 = 1;
pub const CONNECTION_REFUSED: u32 = 6;
pub const CONNECTION_TIMEOUT: u32 = 8;
pub const READ_TIMEOUT: u32 = 9;
pub const TLS_PROTOCOL_ERROR: u32 = 12;
pub const DENIED: u32 = 15;
pub const REQUEST_BODY_SIZE: u32 = 17;
pub const URI_INVALID: u32 = 19;
pub const TRANSFER_CODING: u32 = 31;
pub const PROTOCOL_ERROR: u32 = 35;

/// A text with the imports, and with what they are called inside.
fn whole(text: &str) -> String {
    let mut exports = String::new();
    for line in IMPORTS.lines() {
        let Some(rest) = line.strip_prefix("  (core func $") else {
            continue;
        };
        let name = rest.split(' ').next().unwrap();
        exports += &format!("    (export \"{name}\" (func ${name}))\n");
    }
    text.replace(";; IMPORTS\n", IMPORTS)
        .replace(";; EXPORTS\n", &exports)
}

/// The command.
pub fn command() -> String {
    whole(COMMAND)
}

/// The proxy: it passes a request for `/PORT/PATH` on to 127.0.0.1:PORT, and the answer back.
pub fn proxy() -> String {
    whole(PROXY)
}

/// The command as an image, with what is granted to it.
pub struct Guest<'a> {
    machine: &'a Machine,
    sandbox: Sandbox,
    image: PathBuf,
}

impl<'a> Guest<'a> {
    pub fn new(machine: &'a Machine, options: &[&str]) -> Self {
        let sandbox = Sandbox::new();
        let image = machine.image(&sandbox, &command(), options);
        Guest {
            machine,
            sandbox,
            image,
        }
    }

    /// A run with arguments: method, scheme, authority, path, steps, headers.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.machine.command(&self.sandbox, &self.image);
        command.args(args);
        command
    }

    /// What a run says.
    #[track_caller]
    pub fn run(&self, args: &[&str]) -> String {
        crate::common::run(self.command(args)).success()
    }

    /// What a GET of `/` says, with these steps.
    #[track_caller]
    pub fn get(&self, port: u16, steps: &str) -> String {
        self.run(&["GET", "http", &format!("127.0.0.1:{port}"), "/", steps])
    }
}

/// Runs a test on both targets.
pub fn on_both_targets(test: fn(&Machine)) {
    for target in ["x86_64", "aarch64"] {
        Machine::with(target, test);
    }
}
