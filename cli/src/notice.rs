//! What is worth saying about an image that was built: permissions that its program will miss, and
//! ones that are of no use to it.

use crate::args::BuildArgs;
use crate::report;
use wasmc_abi::wasi::Needs;
use wasmc_compiler::Compiled;

/// Says what is worth saying, unless --quiet is given.
pub fn show(args: &BuildArgs, compiled: &Compiled) {
    if args.quiet {
        return;
    }
    for notice in about(args, compiled) {
        report::say(&format!("wasmc: note: {notice}\n"));
    }
}

/// The notices, each a line.
fn about(args: &BuildArgs, compiled: &Compiled) -> Vec<String> {
    let name = args.input.display();
    let mut notices = Vec::new();
    let uses_paths = compiled.wasi.iter().any(|it| it.uses_paths());
    if uses_paths && args.dir.is_empty() && args.embed.is_empty() {
        let later = match args.locked {
            true => "it can get none later",
            false => "or WASMC_OPTS does when it runs",
        };
        notices.push(format!(
            "{name} opens files; it gets no directory unless --dir grants one or --embed has one in it ({later})"
        ));
    }
    let accepts = compiled.wasi.iter().any(|it| it.needs == Needs::Sockets);
    if !accepts && !args.listen.is_empty() {
        notices.push(format!(
            "{name} accepts no connections (it does not import sock_accept): --listen has no effect"
        ));
    }
    notices
}
