//! The filter of system calls: that the list of what each function does is that of the code, and that the
//! profile for container engines suffices.

mod common;

use common::{Sandbox, example, run};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use wasmc_abi::wasi::{
    Core, FUNCTIONS, MODULE, Needs, UNSTABLE_FUNCTIONS, UNSTABLE_MODULE, WasiFunction,
};
use wasmc_abi::wasi02;
use wasmc_tests::component_text as component;

/// What every image does before the program runs, or only in a signal handler.
const START: &[&str] = &[
    "close_range",
    "madvise",
    "mmap",
    "mprotect",
    "mremap",
    "munmap",
    "prctl",
    "prlimit64",
    "rt_sigprocmask",
    "seccomp",
    "setitimer",
    "sigaltstack",
];

/// What is done at start for the sake of a function.
fn at_start(needs: Needs) -> &'static [&'static str] {
    match needs {
        Needs::Nothing | Needs::Clocks => &[],
        Needs::Positions => &["lseek"],
        Needs::Dirs | Needs::Descriptors | Needs::Names | Needs::HttpOut => &[
            "close",
            "fcntl",
            "landlock_add_rule",
            "landlock_create_ruleset",
            "landlock_restrict_self",
            "openat",
        ],
        Needs::Network => &[
            "close",
            "landlock_add_rule",
            "landlock_create_ruleset",
            "landlock_restrict_self",
        ],
        Needs::Sockets => &[
            "bind",
            "close",
            "fcntl",
            "getsockname",
            "listen",
            "setsockopt",
            "socket",
        ],
    }
}

/// A module that calls one function.
fn caller(module: &str, function: &WasiFunction) -> String {
    let (mut params, mut args) = (String::new(), String::new());
    for param in function.params {
        let name = match param {
            Core::I32 => "i32",
            Core::I64 => "i64",
        };
        params += &format!(" {name}");
        args += &format!("({name}.const 0)");
    }
    let (result, drop) = match function.returns_errno {
        true => ("(result i32)", "drop"),
        false => ("", ""),
    };
    let name = function.name;
    format!(
        r#"(module (import "{module}" "{name}" (func $f (param{params}) {result})) (memory 1)
            (func (export "_start") (call $f {args}) {drop}))"#
    )
}

fn inspect(sandbox: &Sandbox) -> Value {
    let text = run(sandbox.wasmc(["inspect", "--json", "image"])).success();
    serde_json::from_str(&text).unwrap()
}

fn names(value: &Value) -> BTreeSet<String> {
    let list = value.as_array().unwrap_or_else(|| panic!("{value}"));
    list.iter().map(|it| it.as_str().unwrap().into()).collect()
}

/// What the code of an image can do, beside what it does at start, and what its filter allows.
fn calls(wat: &str, words: &[&str]) -> [BTreeSet<String>; 2] {
    let sandbox = Sandbox::new();
    sandbox.image(wat, &[words, &["--seccomp", "on"]].concat());
    let report = inspect(&sandbox);
    let executable = &report["executable"];
    [
        names(&executable["systemCalls"]),
        names(&executable["filter"]["systemCalls"]),
    ]
}

/// A call that is in the code and not in the list would end the process; one that is in the list alone
/// would be allowed for nothing.
#[test]
fn the_list_is_that_of_the_code() {
    common::needs_both_platforms!();
    for target in ["x86_64", "aarch64"] {
        let functions = FUNCTIONS.iter().map(|it| (MODULE, it));
        let unstable = UNSTABLE_FUNCTIONS.iter().map(|it| (UNSTABLE_MODULE, it));
        for (module, function) in functions.chain(unstable) {
            let name = function.name;
            let [code, allowed] = calls(&caller(module, function), &["--target", target]);
            // On aarch64 signals return through code of the kernel.
            let mut unknown = allowed.difference(&code).filter(|it| *it != "rt_sigreturn");
            assert_eq!(unknown.next(), None, "{name}: {allowed:?}, {code:?}");
            let at_start = [START, at_start(function.needs)].concat();
            // rustix could ask which processor executes it; nothing calls that.
            let known = |it: &&String| at_start.contains(&it.as_str()) || *it == "getcpu";
            let missing = code.difference(&allowed).find(|it| !known(it));
            assert_eq!(missing, None, "{name}: {allowed:?}");
        }
    }
}

/// Likewise for components.
#[test]
fn the_list_of_wasi_02_is_that_of_the_code() {
    common::needs_both_platforms!();
    let functions = wasi02::FUNCTIONS.iter();
    let functions = functions.map(|it| (it.symbol, component::caller(it), it.needs));
    let resources = wasi02::RESOURCES.iter().map(|it| {
        let wat = component::dropper(it.interface, it.name);
        (it.drop, wat, Needs::Nothing)
    });
    let mut wrong = Vec::new();
    for (symbol, wat, needs) in functions.chain(resources) {
        for target in ["x86_64", "aarch64"] {
            let [code, allowed] = calls(&wat, &["--target", target]);
            let unknown = allowed.difference(&code).filter(|it| *it != "rt_sigreturn");
            wrong.extend(unknown.map(|it| format!("{symbol}: {it} is not in the code")));
            let at_start = [START, at_start(needs)].concat();
            let known = |it: &&String| at_start.contains(&it.as_str()) || *it == "getcpu";
            let missing = code.difference(&allowed).filter(|it| !known(it));
            wrong.extend(missing.map(|it| format!("{symbol}: {it} is not in the list")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn built_ins_bring_their_calls() {
    let start = r#"(func (export "_start") "#;
    for (wat, words, expected) in [
        (
            format!("(module (memory 1) {start} (drop (memory.grow (i32.const 1)))))"),
            &[][..],
            "madvise",
        ),
        (
            format!(
                "(module (table 1 funcref) {start} (drop (table.grow (ref.null func) (i32.const 1)))))"
            ),
            &[],
            "mremap",
        ),
        (
            format!("(module (tag $t) {start} (throw $t)))"),
            &[],
            "mmap",
        ),
        (
            r#"(module (func (export "f")))"#.into(),
            &["--invoke", "f"],
            "write",
        ),
    ] {
        let [_, allowed] = calls(&wat, words);
        assert!(allowed.contains(expected), "{wat}: {allowed:?}");
    }
    // Without them there is next to nothing.
    let [_, allowed] = calls(&format!("(module {start}))"), &[]);
    let expected = [
        "exit_group",
        "getpid",
        "kill",
        "rt_sigaction",
        "rt_sigreturn",
        "write",
    ];
    assert_eq!(allowed, expected.map(String::from).into());
}

#[test]
fn reports_say_whether_there_is_a_filter() {
    let sandbox = Sandbox::new();
    for (word, expected) in [
        ("on", "a filter, installed before the program runs"),
        ("log", "logs but"),
        ("off", "no filter"),
    ] {
        sandbox.image(&example("hello.wat"), &["--seccomp", word]);
        let text = run(sandbox.wasmc(["inspect", "image"])).success();
        assert!(text.contains(expected), "{word}: {text}");
        assert!(!text.contains("Landlock"), "{text}");
    }
    sandbox.image(&caller(MODULE, function("path_open")), &[]);
    let text = run(sandbox.wasmc(["inspect", "image"])).success();
    assert!(text.contains("Landlock"), "{text}");
}

fn function(name: &str) -> &'static WasiFunction {
    FUNCTIONS.iter().find(|it| it.name == name).unwrap()
}

#[test]
fn profiles_list_the_calls_of_the_code() {
    let sandbox = Sandbox::new();
    sandbox.image(&example("hello.wat"), &["--seccomp", "on"]);
    let words = ["inspect", "--seccomp-profile", "profile.json", "image"];
    assert_eq!(run(sandbox.wasmc(words)).success(), "");
    let text = fs::read_to_string(sandbox.path().join("profile.json")).unwrap();
    let profile: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(profile["defaultAction"], "SCMP_ACT_ERRNO");
    assert_eq!(profile["syscalls"][0]["action"], "SCMP_ACT_ALLOW");
    let listed = names(&profile["syscalls"][0]["names"]);
    let report = inspect(&sandbox);
    let code = names(&report["executable"]["systemCalls"]);
    assert!(
        listed.is_superset(&code) && listed.contains("execve"),
        "{listed:?}"
    );
    for never in ["ptrace", "socket", "mount", "bpf", "unknown"] {
        assert!(!listed.contains(never), "{never}");
    }
    let refused = run(sandbox.wasmc(["inspect", "--seccomp-profile", "-", "Cargo.toml"]));
    refused.fails(1);
}
