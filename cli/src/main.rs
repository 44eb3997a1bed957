//! `wasmc`: a WebAssembly module becomes a static Linux executable, or a container image.

use std::process::ExitCode;

fn main() -> ExitCode {
    wasmc::main()
}
