//! `wasmc` where something runs out: memory, space, readers, or the patience of the person who waits
//! for the end of an endless file.

mod common;

use common::{Outcome, Sandbox, example, run};
use std::fs;
use std::time::Instant;
use wasmc_tests::limit::HANG;

/// Runs `wasmc` by a shell, whose words may limit and redirect.
fn shell(sandbox: &Sandbox, script: &str) -> Outcome {
    let wasmc = env!("CARGO_BIN_EXE_wasmc");
    run(sandbox.command("sh").args(["-c", script, wasmc]))
}

#[test]
fn standard_output_that_takes_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("hello.wat", example("hello.wat"));
    for words in [
        "--help",
        "-h",
        "--version",
        "-V",
        "-march=list",
        "completions bash",
        "man",
        "hello.wat -o -",
        "hello.wat --emit obj -o -",
        "hello.wat --emit clif",
    ] {
        for (to, why) in [(">/dev/full", "No space left"), (">&-", "closed")] {
            let message = shell(&sandbox, &format!("exec \"$0\" {words} {to}")).fails(1);
            assert!(
                message.starts_with("wasmc: error: ") && message.contains(why),
                "{words} {to}: {message}"
            );
        }
    }
    // Who closed it before does not matter to what goes into a file.
    shell(&sandbox, "exec \"$0\" hello.wat >&-").success();
}

#[test]
fn reader_that_has_gone() {
    let sandbox = Sandbox::new();
    sandbox.write("hello.wat", example("hello.wat"));
    // The reader is gone before anything is written.
    let piped = |words: &str| {
        let script =
            format!("{{ sleep 0.5; \"$0\" {words}; echo $? >code; }} 2>message | true; sleep 2");
        shell(&sandbox, &script);
        let read = |name: &str| fs::read_to_string(sandbox.path().join(name)).unwrap();
        (read("code").trim().to_string(), read("message"))
    };
    for words in [
        "--help",
        "completions zsh",
        "man image",
        "hello.wat --emit clif",
    ] {
        assert_eq!(piped(words), ("0".into(), String::new()), "{words}");
    }
    // Half a program is none.
    let (code, message) = piped("hello.wat -o -");
    assert!(
        code == "1" && message.contains("Broken pipe"),
        "{code} {message}"
    );
}

#[test]
fn endless_input() {
    let sandbox = Sandbox::new();
    let start = Instant::now();
    for input in ["/dev/zero", "- </dev/zero"] {
        let message = shell(&sandbox, &format!("exec \"$0\" {input}")).fails(1);
        assert!(message.contains("not a WebAssembly module"), "{message}");
    }
    for script in ["yes hello | \"$0\" -", "yes | tr -d '\\n' | \"$0\" -"] {
        let message = shell(&sandbox, script).fails(1);
        assert!(message.contains("not a WebAssembly module"), "{message}");
    }
    assert!(start.elapsed() < HANG);
}

#[test]
fn memory_that_does_not_suffice() {
    let sandbox = Sandbox::new();
    // Large enough to meet the limit wherever the compiler is.
    let functions: String = (0..6000)
        .map(|n| {
            format!(
                "(func (export \"f{n}\") (param i32) (result i32) {} (local.get 0))",
                format!("(local.set 0 (i32.mul (local.get 0) (i32.const {n})))").repeat(40)
            )
        })
        .collect();
    sandbox.write(
        "large.wat",
        format!("(module {functions} (func (export \"_start\")))"),
    );
    // Less than this, and no program would start.
    let wasmc = fs::metadata(env!("CARGO_BIN_EXE_wasmc")).unwrap().len() / 1024 + 8 * 1024;
    let mut failed = 0;
    for more in [0, 30_000, 60_000, 90_000, 170_000, 270_000] {
        let kib = wasmc + more;
        let script = format!("ulimit -v {kib}; exec \"$0\" large.wat --threads 2 -o image");
        let outcome = shell(&sandbox, &script);
        if outcome.code == Some(0) {
            continue;
        }
        failed += 1;
        let message = outcome.fails(1);
        assert!(
            message.starts_with("wasmc: error: ") && message.lines().count() == 1,
            "{kib}: {message}"
        );
        assert_eq!(sandbox.names(), ["large.wat"], "{kib}");
    }
    assert!(failed > 0);
}

/// The arguments of a `br_table` are as many as its function likes, and so are its entries: the memory for
/// both must not be the product.
#[test]
fn a_branch_table_with_arguments() {
    let sandbox = Sandbox::new();
    let results = "i32 ".repeat(500);
    let module = format!(
        "(module (func (export \"_start\")
           (call $f (i32.const 1)) {drops})
         (func $f (param i32) (result {results})
           (block (result {results}) (block (result {results})
             {values} (br_table {entries} (local.get 0))))))",
        drops = "drop ".repeat(500),
        values = "(local.get 0) ".repeat(500),
        entries = "0 1 ".repeat(30_000),
    );
    sandbox.write("table.wasm", wat::parse_str(module).unwrap());
    let script = "ulimit -v 500000; exec \"$0\" table.wasm -o image";
    shell(&sandbox, script).success();
}

/// Each of many loops changes each of many locals: their product is what the code generator works on.
#[test]
fn loops_times_locals() {
    const LOOPS: usize = 400;
    const LOCALS: usize = 2000;
    let changes: String = (0..LOCALS)
        .map(|local| {
            format!("(local.set {local} (i32.add (local.get {local}) (i32.const {local})))")
        })
        .collect();
    let module = format!(
        "(module (func (export \"run\") (result i32) (local {}) {} {changes} {}
           (i32.add (local.get 7) (local.get {}))))",
        "i32 ".repeat(LOCALS),
        "(loop ".repeat(LOOPS),
        // Each loop runs a second time while local 1 is below its number.
        (0..LOOPS)
            .map(|number| format!(
                "(br_if 0 (i32.lt_u (local.get 1) (i32.const {})))) ",
                number.min(2)
            ))
            .collect::<String>(),
        LOCALS - 1,
    );
    let sandbox = Sandbox::new();
    sandbox.write("loops.wasm", wat::parse_str(module).unwrap());
    let script = "ulimit -v 1000000; ulimit -t 60; exec \"$0\" loops.wasm --invoke run -o image";
    let outcome = shell(&sandbox, script);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(
        outcome.stderr,
        "wasmc: note: loops.wasm: not optimised, as it would take too long: function `func[0]`\n"
    );
    // All of it happens twice.
    let printed = run(sandbox.command(sandbox.path().join("image"))).success();
    assert_eq!(printed, format!("{}\n", 2 * (7 + LOCALS - 1)));
}

#[test]
fn more_arguments_of_branches_than_memory() {
    let types = "i32 ".repeat(900);
    let module = format!(
        "(module (func (export \"_start\") (local i32)
           (block (result {types}) {} {}) {}))",
        "(local.get 0) ".repeat(900),
        "(br_if 0 (local.get 0)) ".repeat(160_000),
        "drop ".repeat(900),
    );
    let sandbox = Sandbox::new();
    sandbox.write("branches.wasm", wat::parse_str(module).unwrap());
    let script = "ulimit -v 1500000; exec \"$0\" branches.wasm -o image";
    let message = shell(&sandbox, script).fails(1);
    assert!(
        message.contains("512 MiB of locals and operands")
            && message.contains("function `func[0]`"),
        "{message}"
    );
    assert_eq!(sandbox.names(), ["branches.wasm"]);
}

/// The memory of a compile is limited: by the option, and by the size of the module without it.
#[test]
fn memory_of_a_compile() {
    let sandbox = Sandbox::new();
    let module = format!(
        "(module {} (func (export \"_start\")))",
        "(func (local i64) (local.set 0 (i64.const 1)))".repeat(200_000)
    );
    sandbox.write("many.wasm", wat::parse_str(module).unwrap());
    let words = [
        "-q",
        "many.wasm",
        "-o",
        "image",
        "--threads",
        "1",
        "--max-compile-memory",
    ];
    let message = run(sandbox.wasmc(words.iter().chain(&["16M"]))).fails(1);
    assert_eq!(
        message,
        "wasmc: error: out of memory: the compile takes more than the 16 MiB that it may \
         (--max-compile-memory)\n"
    );
    assert_eq!(sandbox.names(), ["many.wasm"]);
    assert_eq!(
        run(sandbox.wasmc(words.iter().chain(&["1G"]))).success(),
        ""
    );
}
