//! What `wasmc` prints for shells and for `man`, given to the real ones where they are installed.

mod common;

use common::{Sandbox, run};
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

/// The commands of `wasmc`, as its help lists them.
const COMMANDS: &[&str] = &[
    "compile",
    "run",
    "image",
    "inspect",
    "features",
    "completions",
    "man",
];

/// Whether a program is installed; says so where it is not.
fn installed(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok();
    if !there {
        let line = format!("left out: there is no {program}\n");
        io::stderr().write_all(line.as_bytes()).unwrap();
    }
    there
}

/// Writes the completion script for a shell to a file and runs the shell there with a script of its
/// own; returns what that printed.
#[track_caller]
fn in_shell(shell: &str, options: &[&str], script: &str) -> String {
    let sandbox = Sandbox::new();
    let completions = run(sandbox.wasmc(["completions", shell])).success();
    sandbox.write("completions", completions);
    for name in ["app.wasm", "app.txt"] {
        sandbox.write(name, "");
    }
    let folder = Path::new(env!("CARGO_BIN_EXE_wasmc")).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    run(sandbox
        .command("timeout")
        .args(["120", shell])
        .env("PATH", path)
        .env("HOME", sandbox.path())
        .env("TERM", "dumb")
        .args(options)
        .args(["-c", script]))
    .success()
}

/// Command lines that are completed as they end, and what the last word becomes: what is the only
/// possibility. `None` where there is none.
const COMPLETIONS: &[(&str, Option<&str>)] = &[
    ("wasmc ins", Some("inspect")),
    ("wasmc app.w", Some("app.wasm")),
    ("wasmc run app.w", Some("app.wasm")),
    ("wasmc run --inh", Some("--inherit-env")),
    ("wasmc compile --inv", Some("--invoke")),
    ("wasmc --inv", Some("--invoke")),
    ("wasmc --emit ob", Some("obj")),
    ("wasmc --target aa", Some("aarch64")),
    // The order in which people write.
    ("wasmc app.wasm --inh", Some("--inherit-env")),
    ("wasmc image --platf", Some("--platform")),
    ("wasmc image app.wasm --platf", Some("--platform")),
    ("wasmc completions f", Some("fish")),
    // An option of another command.
    ("wasmc inspect --pl", None),
];

#[test]
fn bash_completes() {
    if !installed("bash") {
        return;
    }
    for (line, completed) in COMPLETIONS {
        let words: Vec<&str> = line.split(' ').collect();
        let script = format!(
            "source ./completions; COMP_WORDS=({line}); COMP_CWORD={}; COMP_TYPE=9
             $(complete -p wasmc | sed 's/.*-F \\([^ ]*\\).*/\\1/') wasmc '{}' '{}'
             echo \"${{COMPREPLY[@]}}\"",
            words.len() - 1,
            words[words.len() - 1],
            words[words.len() - 2],
        );
        let printed = in_shell("bash", &["--norc", "--noprofile"], &script);
        assert_eq!(printed.trim(), completed.unwrap_or(""), "{line}");
    }
}

#[test]
fn fish_completes() {
    if !installed("fish") {
        return;
    }
    for (line, completed) in COMPLETIONS {
        let script = format!("source ./completions; complete -C '{line}' | cut -f 1");
        let printed = in_shell("fish", &["--no-config"], &script);
        assert_eq!(printed.trim(), completed.unwrap_or(""), "{line}");
    }
}

#[test]
fn zsh_completes() {
    if !installed("zsh") {
        return;
    }
    let ways = [
        "compinit -D; source ./completions",
        // As a file that zsh reads when it first completes.
        "mkdir -p f; cp completions f/_wasmc; fpath=($PWD/f $fpath); compinit -D",
    ];
    for load in ways {
        for (line, completed) in COMPLETIONS {
            // Completion runs only where somebody types, so a second zsh gets a terminal.
            let script = format!(
                r#"
                zmodload zsh/zpty
                zpty shell zsh -f
                zpty -w shell 'unset zle_bracketed_paste; PS1=; autoload -Uz compinit; {load}'
                zpty -w shell 'function preexec() {{ print -r -- "<$1>"; exit }}; print R""EADY'
                while zpty -r shell text; do [[ $text == *READY* ]] && break; done
                zpty -w shell $'{line}\t'
                while zpty -r shell text; do print -r -- $text; done"#
            );
            let printed = in_shell("zsh", &["-f"], &script);
            let (start, _) = line.rsplit_once(' ').unwrap();
            let wanted = match completed {
                Some(word) => format!("<{start} {word}"),
                None => format!("<{line}>"),
            };
            assert!(printed.contains(&wanted), "{load}: {line}: {printed}");
        }
    }
}

#[test]
fn shell_that_is_not_known() {
    let sandbox = Sandbox::new();
    let message = run(sandbox.wasmc(["completions", "tcsh"])).fails(2);
    for part in ["tcsh", "bash", "zsh", "fish"] {
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
    run(sandbox.wasmc(["completions"])).fails(2);
}

#[test]
fn manual_pages() {
    let sandbox = Sandbox::new();
    let man = installed("man");
    let pages = [None].into_iter().chain(COMMANDS.iter().map(Some));
    for command in pages {
        let page = run(sandbox.wasmc(["man"].iter().chain(command))).success();
        sandbox.write("page.1", &page);
        if !man {
            continue;
        }
        let rendered = run(sandbox
            .command("man")
            .env("MANWIDTH", "80")
            .env("LC_ALL", "C.UTF-8")
            .args(["--warnings", "-P", "cat", "-l", "page.1"]))
        .success();
        let name = command.map_or("wasmc".into(), |name| format!("wasmc-{name}"));
        // Without the spaces that fill lines.
        let words = rendered.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in [
            format!("{name} - "),
            format!("wasmc {}", env!("CARGO_PKG_VERSION")),
            "SYNOPSIS".into(),
            "--help".into(),
            "EXAMPLES".into(),
        ] {
            assert!(words.contains(&part), "`{part}` is not in: {rendered}");
        }
        // Examples are not filled, so they have to fit.
        let wide = rendered.lines().find(|line| line.chars().count() > 110);
        assert_eq!(wide, None, "{name}");
    }
}

#[test]
fn every_command_has_a_page() {
    let sandbox = Sandbox::new();
    let help = run(sandbox.wasmc(["--help"])).success();
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let (list, _) = list.split_once("\n\n").unwrap();
    let listed: Vec<&str> = list
        .lines()
        // Long descriptions go on in further lines.
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(listed, [COMMANDS, &["help"]].concat());
    let message = run(sandbox.wasmc(["man", "nonsense"])).fails(2);
    for command in COMMANDS {
        assert!(
            message.contains(command),
            "`{command}` is not in: {message}"
        );
    }
}

#[test]
fn features_are_those_of_the_readme() {
    let printed = run(Sandbox::new().wasmc(["features"])).success();
    assert!(printed.contains("| simd "), "{printed}");
    let readme = include_str!("../../README.md");
    assert!(
        readme.contains(&printed),
        "README.md has another table than:\n{printed}"
    );
}
