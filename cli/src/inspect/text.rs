//! A report for people.

use super::component::Component;
use super::executable::Executable;
use super::image::{Image, Variant};
use super::module::{Kind, Module, Proposal};
use std::fmt::Write;
use wasmc_abi::options::{HTTP_LISTEN, SERVER_ADDRESS};
use wasmc_compiler::decode::Producer;
use wasmc_compiler::info::Info;

/// Width of the first column.
const COLUMN: usize = 14;
/// Width of a row, where words allow it.
const WIDTH: usize = 100;

/// Describes an executable.
pub fn executable(report: &Executable) -> String {
    let mut text = String::new();
    describe(&mut text, report);
    text
}

/// Describes a module.
pub fn module(report: &Module) -> String {
    let mut text = String::new();
    line(&mut text, "module", &report.digest.to_string());
    let size = format!("{} bytes", grouped(report.bytes));
    line(&mut text, "size", &size);
    for (bytes, what) in [(report.code, "code"), (report.data, "data")] {
        put(
            &mut text,
            format_args!("{:>COLUMN$} {what}", grouped(bytes)),
        );
    }
    line(&mut text, "functions", &grouped(report.functions.into()));
    line(
        &mut text,
        "kind",
        match report.kind {
            Kind::Command => "command: it exports _start",
            Kind::Reactor => "reactor: --invoke NAME runs one of its exports, after _initialize",
            Kind::Library => "library: --invoke NAME runs one of its exports",
        },
    );
    describe_producers(&mut text, &report.producers);
    list(&mut text, "WASI", &report.wasi);
    for (number, group) in report.unknown_imports.iter().enumerate() {
        let word = if number == 0 { "unknown" } else { "" };
        line(&mut text, word, &format!("{}:", group.meaning));
        list(&mut text, "", &group.names);
    }
    let exports = report.exports.iter();
    let exports: Vec<_> = exports
        .map(|export| match export.what.starts_with('(') {
            true => format!("{} {}", export.name, export.what),
            false => format!("{} ({})", export.name, export.what),
        })
        .collect();
    rows(&mut text, "exports", &exports);
    rows(&mut text, "memories", &report.memories);
    rows(&mut text, "tables", &report.tables);
    let Some(proposals) = &report.proposals else {
        line(&mut text, "proposals", "unknown: the module is invalid");
        return text;
    };
    let (supported, missing): (Vec<_>, Vec<_>) = proposals.iter().partition(|it| it.supported);
    let supported: Vec<_> = supported.into_iter().map(place).collect();
    rows(&mut text, "proposals", &supported);
    if !missing.is_empty() {
        let missing: Vec<_> = missing.into_iter().map(place).collect();
        rows(&mut text, "not supported", &missing);
    }
    text
}

/// Describes a component.
pub fn component(report: &Component) -> String {
    let mut text = String::new();
    line(&mut text, "component", &report.digest.to_string());
    line(
        &mut text,
        "size",
        &format!("{} bytes", grouped(report.bytes)),
    );
    let kind = match report.command {
        true => "command: it exports wasi:cli/run",
        false => "library: it does not export wasi:cli/run of WASI 0.2",
    };
    line(&mut text, "kind", kind);
    list(&mut text, "modules", &report.modules);
    let mut imports = Vec::new();
    for interface in &report.imports {
        imports.push(interface.name.clone());
        imports.extend(interface.functions.iter().map(|name| format!("  {name}")));
    }
    rows(&mut text, "imports", &imports);
    let exports = report.exports.iter();
    let exports: Vec<_> = exports
        .map(|it| format!("{}: {}", it.name, it.ty))
        .collect();
    rows(&mut text, "exports", &exports);
    if let Some(refused) = &report.refused {
        line(
            &mut text,
            "not supported",
            refused.lines().next().unwrap_or_default(),
        );
    }
    text
}

/// A proposal, and where it is first used.
fn place(it: &Proposal) -> String {
    let function = it
        .function
        .map_or_else(String::new, |function| format!(" in func[{function}]"));
    format!(
        "{:<23} first{function} at offset 0x{:x}",
        it.name, it.offset
    )
}

/// A row for each of a list; `none` where it is empty.
fn rows(text: &mut String, word: &str, values: &[String]) {
    if values.is_empty() {
        return line(text, word, "none");
    }
    for (number, value) in values.iter().enumerate() {
        line(text, if number == 0 { word } else { "" }, value);
    }
}

/// A row for each tool.
fn describe_producers(text: &mut String, producers: &[Producer]) {
    for producer in producers {
        let value = format!("{} {}", producer.name, producer.version);
        line(text, &format!("  {}", producer.field), value.trim_end());
    }
}

/// Describes an image.
pub fn image(report: &Image) -> String {
    let mut text = String::new();
    line(&mut text, "digest", &report.descriptor.digest.to_string());
    for variant in &report.variants {
        text.push('\n');
        describe_variant(&mut text, variant);
    }
    text
}

/// A row: a word, and what it says.
fn line(text: &mut String, word: &str, value: &str) {
    put(text, format_args!("{word:<COLUMN$} {value}"));
}

fn put(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a string takes everything");
}

/// A row for a list; `none` where it is empty.
fn list(text: &mut String, word: &str, values: &[String]) {
    if values.is_empty() {
        return line(text, word, "none");
    }
    let mut word = word;
    let mut row = String::new();
    for value in values {
        if !row.is_empty() && COLUMN + 2 + row.len() + value.len() > WIDTH {
            line(text, word, &row);
            (word, row) = ("", String::new());
        }
        if !row.is_empty() {
            row.push(' ');
        }
        row.push_str(value);
    }
    line(text, word, &row);
}

fn describe_variant(text: &mut String, variant: &Variant) {
    put(text, format_args!("{}", variant.platform));
    line(text, "manifest", &variant.manifest.digest.to_string());
    line(text, "layers", &format!("{} bytes", grouped(variant.bytes)));
    for layer in &variant.layers {
        let (bytes, digest) = (grouped(layer.size), &layer.digest);
        put(text, format_args!("{bytes:>COLUMN$} {digest}"));
    }
    let config = &variant.config;
    line(text, "user", &config.user);
    list(text, "entrypoint", &config.entrypoint);
    if !config.exposed_ports.is_empty() {
        let ports: Vec<String> = config.exposed_ports.keys().cloned().collect();
        list(text, "ports", &ports);
    }
    for (word, values) in [("arguments", &config.cmd), ("environment", &config.env)] {
        if !values.is_empty() {
            list(text, word, values);
        }
    }
    match &variant.executable {
        Some(executable) => describe(text, executable),
        None => line(text, "executable", "was not made by wasmc"),
    }
}

/// Where a server listens if it is told nothing else.
fn address(info: &Info) -> &str {
    let words = info.permissions.iter().map(String::as_str);
    let mut given = words.filter_map(|it| it.strip_prefix(HTTP_LISTEN)?.strip_prefix('='));
    given.next_back().unwrap_or(SERVER_ADDRESS)
}

fn describe(text: &mut String, report: &Executable) {
    let info = &report.info;
    line(text, "executable", &report.digest.to_string());
    line(
        text,
        "target",
        &format!(
            "{}, {}, {}",
            info.target, info.march, report.relocation_model
        ),
    );
    line(text, "made by", &format!("wasmc {}", info.version));
    line(text, "size", &format!("{} bytes", grouped(report.bytes)));
    for section in &report.sections {
        let note = if section.loaded { "" } else { " (not loaded)" };
        let bytes = grouped(section.bytes);
        put(
            text,
            format_args!("{bytes:>COLUMN$} {}{note}", section.name),
        );
    }
    for module in &info.modules {
        line(
            text,
            "module",
            &format!("{} ({} bytes)", module.digest, grouped(module.bytes)),
        );
        describe_producers(text, &module.producers);
    }
    list(text, "WASI", &info.wasi);
    if info.server {
        line(text, "server", &format!("HTTP, at {}", address(info)));
    }
    list(text, "permissions", &info.permissions);
    let heeded = if info.locked {
        "ignored (--locked)"
    } else {
        "adds to the permissions at run time"
    };
    line(text, "WASMC_OPTS", heeded);
    list(text, "system calls", &report.system_calls);
    match &info.filter {
        None => line(text, "seccomp", "no filter"),
        Some(filter) => {
            let word = if filter.logs { "logs but" } else { "allows" };
            line(
                text,
                "seccomp",
                "a filter, installed before the program runs",
            );
            list(text, &format!("  {word}"), &filter.system_calls);
        }
    }
    if info.landlock {
        line(
            text,
            "Landlock",
            "only the directories and TCP ports that are granted",
        );
    }
}

/// A number with a comma after every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_in_threes() {
        let numbers = [0, 12, 123, 1234, 1234567].map(grouped);
        assert_eq!(numbers, ["0", "12", "123", "1,234", "1,234,567"]);
    }
}
