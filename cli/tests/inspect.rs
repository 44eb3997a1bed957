//! `wasmc inspect`: that what it says is so.

mod common;

use common::registry::Registry;
use common::{Machine, Sandbox, example, run};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

#[track_caller]
fn inspect(sandbox: &Sandbox, file: &str) -> Value {
    let text = run(sandbox.wasmc(["inspect", "--json", file])).success();
    serde_json::from_str(&text).unwrap()
}

#[track_caller]
fn text(sandbox: &Sandbox, file: &str) -> String {
    run(sandbox.wasmc(["inspect", file])).success()
}

fn strings(value: &Value) -> Vec<&str> {
    let list = value.as_array().unwrap_or_else(|| panic!("{value}"));
    list.iter().map(|value| value.as_str().unwrap()).collect()
}

/// Everything that `executable` holds for `examples/hello.wat`.
fn hello(executable: &Value, target: &str) {
    assert_eq!(executable["target"], target);
    assert_eq!(executable["version"], env!("CARGO_PKG_VERSION"));
    let module = wat::parse_str(example("hello.wat")).unwrap();
    assert_eq!(executable["modules"][0]["bytes"], module.len());
    let digest = format!("sha256:{}", common::oci::sha256(&module));
    assert_eq!(executable["modules"][0]["digest"], digest);
    assert_eq!(executable["wasi"], json!(["fd_write", "proc_exit"]));
    let calls = strings(&executable["systemCalls"]);
    assert!(
        calls.contains(&"exit_group") && calls.contains(&"mmap"),
        "{calls:?}"
    );
    for never in [
        "unknown", "openat", "openat2", "socket", "execve", "fork", "clone", "connect",
    ] {
        assert!(!calls.contains(&never), "{never} in {calls:?}");
    }
}

#[test]
fn executables_of_both_targets() {
    common::needs_both_platforms!();
    for target in ["x86_64", "aarch64"] {
        Machine::with(target, |machine| {
            let sandbox = Sandbox::new();
            machine.image(&sandbox, &example("hello.wat"), &[]);
            let report = inspect(&sandbox, "image");
            let executable = &report["executable"];
            hello(executable, executable["target"].as_str().unwrap());
            let bytes = fs::read(sandbox.path().join("image")).unwrap();
            assert_eq!(executable["bytes"], bytes.len());
            let digest = format!("sha256:{}", common::oci::sha256(&bytes));
            assert_eq!(executable["digest"], digest);
            let sections = executable["sections"].as_array().unwrap();
            let section = |name: &str| sections.iter().find(|it| it["name"] == name).unwrap();
            assert_eq!(section(".text")["loaded"], true);
            assert_eq!(section(".wasmc.info")["loaded"], false);
        });
    }
}

#[test]
fn relocation_models() {
    let sandbox = Sandbox::new();
    for model in ["pie", "static"] {
        sandbox.image(
            &example("hello.wat"),
            &["-C", &format!("relocation-model={model}")],
        );
        let report = inspect(&sandbox, "image");
        assert_eq!(report["executable"]["relocationModel"], model);
        hello(
            &report["executable"],
            report["executable"]["target"].as_str().unwrap(),
        );
    }
}

#[test]
fn permissions_and_processors() {
    let sandbox = Sandbox::new();
    let args = [
        "--dir",
        "/srv::/::ro",
        "--env",
        "A=1",
        "--inherit-env",
        "--locked",
        "--target",
        "x86_64",
        "-march=v2",
    ];
    sandbox.image(&example("hello.wat"), &args);
    let report = inspect(&sandbox, "image");
    let executable = &report["executable"];
    let permissions = strings(&executable["permissions"]);
    assert_eq!(
        permissions,
        ["--dir=/srv::/::ro", "--env=A=1", "--inherit-env"]
    );
    assert_eq!(executable["locked"], true);
    assert_eq!(executable["march"], "v2");
    let text = text(&sandbox, "image");
    assert!(
        text.contains("--dir=/srv::/::ro --env=A=1 --inherit-env"),
        "{text}"
    );
    assert!(text.contains("ignored (--locked)"), "{text}");
}

#[test]
fn producers_cannot_give_orders_to_a_terminal() {
    let sandbox = Sandbox::new();
    // The section `producers`: one field, `language`, of one entry.
    let mut section = Vec::new();
    let mut string = |text: &str, count: Option<u8>| {
        section.push(text.len() as u8);
        section.extend_from_slice(text.as_bytes());
        section.extend(count);
    };
    string("producers", Some(1));
    string("language", Some(1));
    string("Ru\u{1b}[31mst", None);
    string("1.95", None);
    let mut module = wat::parse_str("(module (func (export \"_start\")))").unwrap();
    module.extend([0, section.len() as u8]);
    module.extend(section);
    sandbox.write("app.wasm", module);
    run(sandbox.wasmc(["app.wasm", "-o", "app"])).success();
    let report = inspect(&sandbox, "app");
    let producers = &report["executable"]["modules"][0]["producers"];
    let expected = json!([
        { "field": "language", "name": "Ru\u{1b}[31mst", "version": "1.95" }
    ]);
    assert_eq!(*producers, expected);
    let text = text(&sandbox, "app");
    assert!(text.contains("Ru\\u{1b}[31mst 1.95"), "{text}");
}

#[test]
fn images_in_archives_layouts_and_registries() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let registry = Registry::start();
    sandbox.write("app.wat", example("hello.wat"));
    let name = format!("{}/me/app:1", registry.address);
    let words = [
        "image",
        "app.wat",
        "-o",
        "app.tar",
        "--oci-layout",
        "app.oci",
        "-t",
        &name,
        "--push",
        "--sbom",
        "--arg",
        "x",
        "--compression",
        "zstd",
    ];
    let outcome = run(sandbox.wasmc(words));
    let (_, digest) = outcome.stdout.trim().split_once('@').unwrap();
    let places = [
        "app.tar",
        "app.oci",
        "oci-layout:app.oci:1",
        "oci-archive:app.tar",
        &name,
    ];
    let reports = places.map(|place| inspect(&sandbox, place));
    assert!(reports.iter().all(|report| report == &reports[0]));
    let image = &reports[0]["image"];
    assert_eq!(image["digest"], digest);
    for (variant, target) in image["variants"]
        .as_array()
        .unwrap()
        .iter()
        .zip(["x86_64", "aarch64"])
    {
        hello(&variant["executable"], target);
        assert_eq!(variant["config"]["Cmd"], json!(["x"]));
        let permissions = strings(&variant["executable"]["permissions"]);
        assert_eq!(permissions, ["--dir=/", "--inherit-env"]);
        let layers = variant["layers"].as_array().unwrap();
        let bytes: u64 = layers
            .iter()
            .map(|layer| layer["size"].as_u64().unwrap())
            .sum();
        assert_eq!(variant["bytes"], bytes);
    }
    let text = text(&sandbox, "app.tar");
    for part in [
        digest,
        "linux/amd64",
        "linux/arm64",
        "65532:65532",
        "--dir=/",
    ] {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

#[test]
fn modules() {
    let sandbox = Sandbox::new();
    let module = wat::parse_str(example("hello.wat")).unwrap();
    sandbox.write("hello.wasm", &module);
    sandbox.write("hello.wat", example("hello.wat"));
    let report = inspect(&sandbox, "hello.wasm");
    assert_eq!(report, inspect(&sandbox, "hello.wat"));
    let report = &report["module"];
    let digest = format!("sha256:{}", common::oci::sha256(&module));
    assert_eq!(report["digest"], digest);
    assert_eq!(report["kind"], "command");
    assert_eq!(report["wasi"], json!(["fd_write", "proc_exit"]));
    assert_eq!(report["unknownImports"], json!([]));
    assert_eq!(report["proposals"], json!([]));

    sandbox.write(
        "reactor.wat",
        "(module (import \"env\" \"emscripten_resize_heap\" (func)) (memory 1 1 shared)
            (func (export \"_initialize\") atomic.fence))",
    );
    let report = inspect(&sandbox, "reactor.wat");
    let report = &report["module"];
    assert_eq!(report["kind"], "reactor");
    let unknown = &report["unknownImports"][0];
    assert_eq!(unknown["names"], json!(["env.emscripten_resize_heap"]));
    assert!(unknown["meaning"].as_str().unwrap().contains("Emscripten"));
    let threads = &report["proposals"][0];
    assert_eq!(threads["name"], "threads");
    assert_eq!(threads["supported"], false);
    assert_eq!(report["memories"], json!(["1 pages, shared"]));
}

#[test]
fn a_module_that_is_broken() {
    let sandbox = Sandbox::new();
    let module = wat::parse_str(example("hello.wat")).unwrap();
    for len in 8..module.len() {
        sandbox.write("cut.wasm", &module[..len]);
        let outcome = run(sandbox.wasmc(["inspect", "cut.wasm"]));
        assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:?}");
    }
    sandbox.write("component.wasm", b"\0asm\x0d\0\x01\0");
    let message = run(sandbox.wasmc(["inspect", "component.wasm"])).success();
    assert!(message.starts_with("component "), "{message}");
    sandbox.write("component.wasm", b"\0asm\x0d\0\x01\0\x0b");
    let message = run(sandbox.wasmc(["inspect", "component.wasm"])).fails(1);
    assert!(
        message.contains("component.wasm: invalid module"),
        "{message}"
    );
}

#[test]
fn what_is_none_of_these() {
    let sandbox = Sandbox::new();
    sandbox.write("text", "hello, I am a text\n".repeat(100));
    fs::create_dir(sandbox.path().join("folder")).unwrap();
    for (file, part) in [
        ("missing", "No such file"),
        ("text", "neither a module, an executable nor an image"),
        ("folder", "no OCI layout"),
        ("/bin/sh", "not made by wasmc"),
        ("oci-layout:missing", "no OCI layout"),
        ("127.0.0.1:1/a/b", "cannot reach"),
    ] {
        let message = run(sandbox.wasmc(["inspect", file])).fails(1);
        assert!(message.contains(part), "`{part}` is not in: {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
}

#[test]
fn a_damaged_executable() {
    let sandbox = Sandbox::new();
    let path = sandbox.image(&example("hello.wat"), &[]);
    let bytes = fs::read(path).unwrap();
    for len in (0..bytes.len()).step_by(97) {
        sandbox.write("cut", &bytes[..len]);
        let message = run(sandbox.wasmc(["inspect", "cut"])).fails(1);
        assert!(message.starts_with("wasmc: error: "), "{message}");
    }
    let mut lying = bytes.clone();
    let at = bytes
        .windows(10)
        .position(|window| window == b"\"wasmText\"")
        .unwrap();
    lying[at + 11] = b'9';
    lying[at + 12] = b'9';
    lying[at + 13] = b'9';
    sandbox.write("lying", &lying);
    // Whatever it claims, nothing outside of the file is looked at.
    run(sandbox.wasmc(["inspect", "lying"]));
}

/// What an executable does when it runs is among what it is said to be able to do.
#[test]
fn system_calls_that_are_made_are_listed() {
    let traced = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "true"])
        .status();
    if !traced.is_ok_and(|status| status.success()) {
        eprintln!("left out: strace does not work here");
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.write("input", "some text");
    for (name, args) in [("hello.wat", &[][..]), ("cat.wat", &["input"])] {
        let path = sandbox.image(&example(name), &["--dir", "."]);
        let log = sandbox.path().join("log");
        let mut command = sandbox.command("strace");
        command.arg("-f").arg("-o").arg(&log).arg(path).args(args);
        assert_eq!(run(command).code, Some(0));
        let report = inspect(&sandbox, "image");
        let listed: BTreeSet<&str> = strings(&report["executable"]["systemCalls"])
            .into_iter()
            .collect();
        let log = fs::read_to_string(log).unwrap();
        let made: BTreeSet<&str> = log
            .lines()
            .filter_map(|line| line.split_whitespace().nth(1)?.split_once('('))
            .map(|(name, _)| name)
            // The shell's, as it were: it is how the executable came to run.
            .filter(|name| *name != "execve")
            .collect();
        assert!(!made.is_empty());
        let missing: Vec<_> = made.difference(&listed).collect();
        assert!(missing.is_empty(), "{name}: {missing:?} not in {listed:?}");
    }
}
