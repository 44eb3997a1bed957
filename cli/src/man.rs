//! `wasmc man`: manual pages.

use crate::args::{self, ManArgs};
use crate::stdout;
use anyhow::{Context, Result};
use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};
use std::io::{self, Write};

/// Prints the page of `wasmc` or of one of its commands.
///
/// # Errors
/// Standard output takes no more.
pub fn man(args: &ManArgs) -> Result<()> {
    let mut command = args::command_line();
    command.build();
    if let Some(name) = &args.command {
        command = command
            .find_subcommand(name)
            .cloned()
            .with_context(|| format!("there is no command `{name}`"))?;
    }
    let mut page = Vec::new();
    write_page(&mut page, command)?;
    stdout::print(&page)
}

fn write_page(to: &mut impl Write, command: Command) -> io::Result<()> {
    let command = command.mut_args(|arg| match arg.get_help().map(ToString::to_string) {
        Some(help) if help.contains("\n  ") => arg.help(items(&help)),
        _ => arg,
    });
    let has_commands = command.has_subcommands();
    let after = command.get_after_help().map(ToString::to_string);
    let man = Man::new(command).source(concat!("wasmc ", env!("CARGO_PKG_VERSION")));
    man.render_title(to)?;
    man.render_name_section(to)?;
    man.render_synopsis_section(to)?;
    man.render_description_section(to)?;
    man.render_options_section(to)?;
    if has_commands {
        man.render_subcommands_section(to)?;
    }
    after.map_or(Ok(()), |text| write_after_help(to, &text))
}

/// The help of an option with a list of items, which stands in columns: a line for each item. Roff
/// breaks a paragraph before a line that starts with a space, and fills the rest.
fn items(help: &str) -> String {
    let mut text = String::new();
    for line in help.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        text.push_str(
            match line.bytes().take_while(|&byte| byte == b' ').count() {
                _ if text.is_empty() => "",
                0 => "\n",
                1..=2 => "\n ",
                // The item goes on.
                _ => " ",
            },
        );
        text.push_str(&words.join(" "));
    }
    text
}

/// Writes what the help ends with: examples, then paragraphs. clap_mangen would fill the lines of the
/// examples.
fn write_after_help(to: &mut impl Write, text: &str) -> io::Result<()> {
    let mut roff = Roff::default();
    let (examples, notes) = text.split_once("\n\n").unwrap_or((text, ""));
    roff.control("SH", ["EXAMPLES"]).control("nf", []);
    for line in examples.lines().filter(|line| *line != "Examples:") {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    if !notes.is_empty() {
        roff.control("SH", ["NOTES"]);
    }
    for paragraph in notes.split_terminator("\n\n") {
        roff.control("PP", []).text([roman(paragraph)]);
    }
    roff.to_writer(to)
}

#[cfg(test)]
mod tests {
    use super::items;

    #[test]
    fn each_item_of_a_list_is_a_line() {
        assert_eq!(
            items("Settings\n  a=b     what it\n          does\n  c\n      what that does"),
            "Settings\n a=b what it does\n c what that does"
        );
    }
}
