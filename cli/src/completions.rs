//! `wasmc completions`: command lines completed by `wasmc` itself, which a shell calls.
//!
//! clap's scripts without such calls are of little use to a command that takes a file or a
//! subcommand: in zsh they know no subcommands, in fish no options behind the file.

use crate::args::{self, CompletionsArgs, ShellArg};
use crate::stdout;
use anyhow::{Context, Result};
use clap_complete::CompleteEnv;
use clap_complete::env::Shells;

/// The variable by which a script tells `wasmc` to complete a command line, and for which shell.
const VARIABLE: &str = "WASMC_COMPLETE";

/// Lets the file `_wasmc` in a folder of zsh's `$fpath` complete when it is first called, not only
/// define what completes from then on.
const ZSH_FIRST_CALL: &str = "\
if [ \"$funcstack[1]\" = _wasmc ]; then
    _clap_dynamic_completer_wasmc \"$@\"
fi
";

/// Completes a command line and ends the process, if the script of a shell has called it.
pub fn complete_for_shell() {
    CompleteEnv::with_factory(args::command_line)
        .var(VARIABLE)
        .complete();
}

/// Prints the script for a shell.
///
/// # Errors
/// Standard output takes no more.
pub fn completions(args: &CompletionsArgs) -> Result<()> {
    let name = args.shell.name();
    let shells = Shells::builtins();
    let shell = shells
        .completer(name)
        .with_context(|| format!("there is no script for {name}"))?;
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, "wasmc", "wasmc", "wasmc", &mut script)?;
    if let ShellArg::Zsh = args.shell {
        script.extend_from_slice(ZSH_FIRST_CALL.as_bytes());
    }
    // zsh looks for `#compdef` in the first line.
    stdout::print(script.trim_ascii_start())
}
