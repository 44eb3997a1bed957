//! What `wasmc` says of modules that it refuses: all that is in the way, with places.

mod common;

use common::{Outcome, Sandbox, run};
use std::fs;
use std::time::Duration;

/// Compiles a module, expects that it is refused with one message that has all parts, and returns that.
#[track_caller]
fn refused(sandbox: &Sandbox, args: &[&str], parts: &[&str]) -> String {
    let message = run(sandbox.wasmc(args)).fails(1);
    assert!(message.starts_with("wasmc: error: "), "{message}");
    for part in parts {
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
    message
}

/// The same for a module, as text.
#[track_caller]
fn module_refused(text: &str, parts: &[&str]) -> String {
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", text);
    refused(&sandbox, &["input.wat", "-o", "output"], parts)
}

/// A module of 69 MB, of which the last body uses a proposal that is not supported; with a `shared` memory, too.
fn large(shared: bool) -> Vec<u8> {
    const BODIES: usize = 69 << 10;
    let leb = |mut number: usize| {
        let mut bytes = Vec::new();
        loop {
            let byte = (number & 0x7f) as u8;
            number >>= 7;
            if number == 0 {
                bytes.push(byte);
                return bytes;
            }
            bytes.push(byte | 0x80);
        }
    };
    let section = |id: u8, contents: Vec<u8>| [vec![id], leb(contents.len()), contents].concat();
    // local.get 0, i32.const 1, i32.add, local.set 0
    let body = [0x20, 0, 0x41, 1, 0x6a, 0x21, 0].repeat(146);
    let body = [&[0], &*body, &[0x0b]].concat();
    let body = [leb(body.len()), body].concat();
    // atomic.fence
    let last = vec![5, 0, 0xfe, 0x03, 0, 0x0b];
    [
        b"\0asm\x01\0\0\0".to_vec(),
        section(1, vec![1, 0x60, 1, 0x7f, 0]),
        section(3, [leb(BODIES + 1), vec![0; BODIES + 1]].concat()),
        section(5, vec![1, if shared { 3 } else { 1 }, 1, 1]),
        section(7, [&[1, 1], &b"f"[..], &[0, 0]].concat()),
        section(10, [leb(BODIES + 1), body.repeat(BODIES), last].concat()),
    ]
    .concat()
}

/// Processor time in which a module of 69 MB is refused.
const AT_ONCE: Duration = Duration::from_millis(500);

/// Runs `wasmc`, and returns what it prints with the processor time that it took: others may use the machine.
fn timed(sandbox: &Sandbox, args: &[&str]) -> (Outcome, Duration) {
    let mut command = sandbox.command("sh");
    command.args(["-c", "\"$@\"; code=$?; times > times; exit $code", "sh"]);
    command.arg(env!("CARGO_BIN_EXE_wasmc")).args(args);
    let outcome = run(command);
    // The second line has the times of children: 0m0.01s 0m0.02s.
    let times = fs::read_to_string(sandbox.path().join("times")).unwrap();
    let seconds = times
        .lines()
        .nth(1)
        .unwrap()
        .split_whitespace()
        .map(|time| {
            let (minutes, seconds) = time.strip_suffix('s').unwrap().split_once('m').unwrap();
            60.0 * minutes.parse::<f64>().unwrap() + seconds.parse::<f64>().unwrap()
        });
    (outcome, Duration::from_secs_f64(seconds.sum()))
}

#[test]
fn a_large_module_is_refused_at_once() {
    let sandbox = Sandbox::new();
    // As modules with threads are.
    let module = large(true);
    assert!(module.len() > 69_000_000, "{} bytes", module.len());
    sandbox.write("input.wasm", module);
    let (outcome, refused) = timed(&sandbox, &["input.wasm", "--invoke", "f"]);
    assert!(outcome.fails(1).contains("the proposal threads"));
    let (outcome, inspected) = timed(&sandbox, &["inspect", "input.wasm"]);
    let text = outcome.success();
    assert!(
        text.contains("threads                 first at offset"),
        "{text}"
    );
    // 0.15 seconds.
    for time in [refused, inspected] {
        assert!(time < AT_ONCE, "{time:?}");
    }
}

#[test]
fn a_large_module_with_one_unsupported_instruction_is_refused_at_once() {
    let sandbox = Sandbox::new();
    sandbox.write("input.wasm", large(false));
    let (outcome, time) = timed(&sandbox, &["input.wasm", "--invoke", "f"]);
    let message = outcome.fails(1);
    assert!(message.contains("the proposal threads"), "{message}");
    assert!(message.contains("func[70656]"), "{message}");
    // 0.24 seconds; 1.9 where all bodies before it were validated.
    assert!(time < AT_ONCE, "{time:?}");
}

#[test]
fn unsupported_proposals_are_named() {
    let cases = [
        ("(memory 1 1 shared)", "threads"),
        ("(type (struct))", "gc"),
        ("(func (drop (ref.i31 (i32.const 1))))", "gc"),
        ("(func (param anyref))", "gc"),
        ("(type $f (func)) (type (cont $f))", "stack switching"),
        (
            "(rec (type $a (descriptor $b) (struct)) (type $b (describes $a) (struct)))",
            "custom descriptors",
        ),
    ];
    for (fields, proposal) in cases {
        let text = format!("(module {fields} (func (export \"_start\")))");
        let message = module_refused(&text, &["not supported", "at offset 0x"])
            .to_lowercase()
            .replace('-', " ");
        assert!(
            message.contains(proposal),
            "`{proposal}` is not in: {message}"
        );
        // Those are options of the validator, not of the command.
        assert!(!message.contains("enabled"), "{message}");
    }
}

#[test]
fn all_unsupported_proposals_are_named_with_the_first_place_of_each() {
    let text = "(module (memory 1 1 shared) (type (struct))
        (func) (func atomic.fence) (func (drop (ref.i31 (i32.const 1))))
        (func (export \"_start\")))";
    let message = module_refused(text, &["proposals gc, threads", "gc (at offset 0x"]);
    assert!(message.contains("threads (at offset 0x"), "{message}");
    // In bodies alone.
    let text = "(module (func) (func (drop (ref.i31 (i32.const 1)))) (func atomic.fence)
        (func (export \"_start\")))";
    module_refused(text, &["gc", "threads (func[2], at offset 0x"]);
}

#[test]
fn unknown_imports_and_unsupported_proposals_are_told_together() {
    let text = "(module (import \"env\" \"f\" (func)) (memory 1 1 shared)
        (func (export \"_start\")))";
    module_refused(text, &["unknown import: `env.f`", "threads (at offset 0x"]);
}

#[test]
fn a_module_that_no_proposal_makes_valid_is_invalid() {
    let text = "(module (memory 1 1 shared) (func (export \"_start\") (drop (i32.add))))";
    let message = module_refused(text, &["not supported", "threads"]);
    assert!(!message.contains("invalid"), "{message}");
    let text = "(module (func (export \"_start\") (drop (i32.add))) (func atomic.fence))";
    module_refused(text, &["invalid module", "func[0]", "type mismatch"]);
}

#[test]
fn invalid_text_shows_the_line() {
    let text = "(module\n  (func $f)\n  (func (export \"_start\")\n    call $f\n    i32.add))\n";
    module_refused(
        text,
        &[
            "func[1]",
            " --> input.wat:5:5\n",
            "5 |     i32.add))\n",
            "  |     ^",
        ],
    );
}

#[test]
fn an_entry_that_is_missing_is_told_before_bodies_are_read() {
    let text = "(module (func (export \"f\") (drop (i32.add))))";
    module_refused(text, &["no export `_start`"]);
}

#[test]
fn an_older_version_has_no_newer_proposals() {
    let sandbox = Sandbox::new();
    let body = "local.get 0 local.get 0 i8x16.relaxed_swizzle";
    let text =
        format!("(module (func (export \"_start\")) (func (param v128) (result v128) {body}))");
    sandbox.write("input.wat", text.as_bytes());
    let args = ["-C", "wasm=2.0", "input.wat"];
    let names = [
        "the proposal relaxed-simd",
        "WebAssembly 2.0",
        "at offset 0x",
    ];
    refused(&sandbox, &args, &names);
}

#[test]
fn a_type_with_very_many_subtypes_is_refused() {
    // Each is in a group of another size, so that no two are the same type.
    let groups: String = (0..64)
        .map(|size| {
            format!(
                "(rec (type (sub $above (func))) {})",
                "(type (func))".repeat(size)
            )
        })
        .collect();
    let text = format!("(module (type $above (sub (func))) {groups} (func (export \"_start\")))");
    module_refused(
        &text,
        &["not supported", "more than 63 subtypes", "at offset 0x"],
    );
}
