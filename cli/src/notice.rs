//! Notices about an executable that was built: permissions that its program will miss, ones that have no
//! effect, functions that were not optimised, DWARF that is left out.

use crate::args::BuildArgs;
use crate::report;
use wasmc_abi::options as words;
use wasmc_abi::wasi::Needs;
use wasmc_compiler::Compiled;

/// Prints the notices, unless --quiet is given.
pub fn show(args: &BuildArgs, compiled: &Compiled) {
    if args.quiet {
        return;
    }
    for notice in about(args, compiled) {
        report::note(&notice);
    }
}

/// The notices, one line each.
fn about(args: &BuildArgs, compiled: &Compiled) -> Vec<String> {
    let name = args.input.display();
    let mut notices = Vec::new();
    let uses_paths = compiled.wasi.iter().any(|it| it.uses_paths());
    if uses_paths && args.dir.is_empty() && args.embed.is_empty() {
        let ways = match args.locked {
            true => "--dir or --embed; none can be granted later",
            false => "--dir, --embed, or --dir in WASMC_OPTS at run time",
        };
        notices.push(format!(
            "{name} opens files, but no directory is granted ({ways})"
        ));
    }
    if let [first, others @ ..] = &compiled.cheap[..] {
        let others = match others.len() {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        notices.push(format!(
            "{name}: not optimised, as it would take too long: function `{first}`{others}"
        ));
    }
    for module in &compiled.unreadable_dwarf {
        notices.push(format!(
            "{module}: its DWARF cannot be read, and is left out"
        ));
    }
    let accepts = compiled.wasi.iter().any(|it| it.needs == Needs::Sockets);
    if !accepts && !args.listen.is_empty() {
        notices.push(format!(
            "{name} accepts no connections (it does not import sock_accept): --listen has no effect"
        ));
    }
    if !compiled.makes_sockets
        && let Some(option) = network_option(args)
    {
        notices.push(format!(
            "{name} makes no sockets (it does not import wasi:sockets): {option} has no effect"
        ));
    }
    if !compiled.sends_requests && !args.http_out.is_empty() {
        notices.push(format!(
            "{name} sends no requests (it does not import wasi:http/outgoing-handler): {} has no effect",
            words::HTTP_OUT
        ));
    }
    let server_options = [
        (args.http_listen.is_some(), words::HTTP_LISTEN),
        (args.workers.is_some(), words::WORKERS),
        (
            args.max_instance_reuse_count.is_some(),
            words::MAX_INSTANCE_REUSE_COUNT,
        ),
    ];
    if !compiled.serves
        && let Some(option) = first_given(&server_options)
    {
        notices.push(format!(
            "{name} is no server (it does not export wasi:http/incoming-handler, or is a command): {option} has no effect"
        ));
    }
    notices
}

/// The first option that is for components with sockets.
fn network_option(args: &BuildArgs) -> Option<&'static str> {
    let given = [
        (!args.tcp_listen.is_empty(), words::TCP_LISTEN),
        (!args.tcp_connect.is_empty(), words::TCP_CONNECT),
        (args.udp, words::UDP),
    ];
    first_given(&given)
}

fn first_given(options: &[(bool, &'static str)]) -> Option<&'static str> {
    let first = options.iter().find(|(given, _)| *given);
    first.map(|(_, word)| *word)
}
