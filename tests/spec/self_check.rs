//! Whether the harness would notice: a script with right and wrong expectations of every kind.

use std::time::Duration;
use wasmc_compiler::options::WasmVersion;
use wasmc_tests::spec::{Script, run};
use wasmc_tests::{Machine, Tally};

/// Each line with a wrong expectation ends with `;; wrong`.
const SCRIPT: &str = r#"
(module
  (global (export "g") i32 (i32.const 7))
  (table 1 funcref)
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "pair") (result i64 f32) (i64.const -1) (f32.const 0))
  (func (export "nan") (result f64) (f64.const nan:0x8000000000001))
  (func (export "vector") (result v128) (v128.const f32x4 1 nan 2 3))
  (func (export "null") (result externref) (ref.null extern))
  (func (export "same") (param externref) (result externref) (local.get 0))
  (func (export "divide") (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
  (func (export "empty") (call_indirect (i32.const 0)))
  (func (export "nothing"))
  (func (export "deep") (call 9)))
(assert_return (invoke "add" (i32.const 2) (i32.const 3)) (i32.const 5))
(assert_return (invoke "add" (i32.const 2) (i32.const 3)) (i32.const 6)) ;; wrong
(assert_return (invoke "add" (i32.const 2) (i32.const 3)) (i64.const 5)) ;; wrong
(assert_return (invoke "add" (i32.const 2) (i32.const 3))) ;; wrong
(assert_return (invoke "pair") (i64.const -1) (f32.const 0))
(assert_return (invoke "pair") (i64.const -1) (f32.const -0)) ;; wrong
(assert_return (invoke "nan") (f64.const nan:arithmetic))
(assert_return (invoke "nan") (f64.const nan:canonical)) ;; wrong
(assert_return (invoke "vector") (v128.const f32x4 1 nan:canonical 2 3))
(assert_return (invoke "vector") (v128.const f32x4 nan:canonical 1 2 3)) ;; wrong
(assert_return (invoke "vector") (v128.const f32x4 1 nan:canonical 2 4)) ;; wrong
(assert_return (invoke "null") (ref.null extern))
(assert_return (invoke "null") (ref.null func)) ;; wrong
(assert_return (invoke "null") (ref.extern 0)) ;; wrong
(assert_return (invoke "same" (ref.extern 0)) (ref.extern 0))
(assert_return (invoke "same" (ref.extern 0)) (ref.extern 1)) ;; wrong
(assert_return (invoke "same" (ref.extern 0)) (ref.null extern)) ;; wrong
(assert_return (get "g") (i32.const 7))
(assert_return (get "g") (i32.const 8)) ;; wrong
(assert_return (invoke "nothing"))
(assert_return (invoke "missing")) ;; wrong
(assert_return (invoke "divide" (i32.const 0)) (i32.const 0)) ;; wrong
(assert_trap (invoke "divide" (i32.const 0)) "integer divide by zero")
(assert_trap (invoke "divide" (i32.const 0)) "integer overflow") ;; wrong
(assert_trap (invoke "divide" (i32.const 1)) "integer divide by zero") ;; wrong
(assert_trap (invoke "empty") "uninitialized element 0")
(assert_trap (invoke "empty") "undefined element") ;; wrong
(assert_exhaustion (invoke "deep") "call stack exhausted")
(assert_exhaustion (invoke "nothing") "call stack exhausted") ;; wrong
(invoke "divide" (i32.const 0)) ;; wrong
(assert_invalid (module (func (result i32))) "type mismatch")
(assert_invalid (module (func)) "type mismatch") ;; wrong
(assert_malformed (module quote "(func") "unexpected end")
(assert_malformed (module quote "(func)") "unexpected end") ;; wrong
(assert_malformed (module binary "\00asm") "unexpected end")
(assert_unlinkable (module (import "spectest" "none" (func))) "unknown import")
(assert_unlinkable (module (import "spectest" "print" (global i32))) "unknown import") ;; wrong
(assert_unlinkable (module (import "spectest" "print" (func))) "unknown import") ;; wrong
(assert_trap (module (func (unreachable)) (start 0)) "unreachable")
(assert_trap (module (func) (start 0)) "unreachable") ;; wrong
(module (func (export "loop") (loop (br 0))) (func (export "fine")))
(assert_return (invoke "fine"))
(assert_return (invoke "loop")) ;; wrong
(assert_return (invoke "fine")) ;; wrong
"#;

/// Runs the script and compares the counts, and the lines of the failures.
///
/// # Errors
/// The harness does not work.
pub fn self_check(machine: &Machine) -> Result<(), String> {
    let wrong = |line: &&str| line.ends_with(";; wrong");
    let asserts = SCRIPT.lines().filter(|line| line.starts_with("(assert_"));
    let expected = Tally {
        passed: asserts.filter(|line| !wrong(line)).count(),
        failed: SCRIPT.lines().filter(wrong).count(),
        skipped: 0,
    };
    let name = "self-check.wast";
    // The endless loop is there to take longer than this, and everything else takes milliseconds.
    let limit = Duration::from_secs(20);
    let report = run(
        machine,
        &Script {
            name,
            text: SCRIPT,
            wasm: WasmVersion::V2,
            flip: false,
            limit,
        },
    );
    let failures = report.failures.join("\n  ");
    if report.tally != expected {
        let got = report.tally;
        return Err(format!(
            "self-check: expected {expected:?}, got {got:?}\n  {failures}"
        ));
    }
    for (index, line) in SCRIPT.lines().enumerate() {
        let place = format!("{name}:{}:", index + 1);
        let failed = report
            .failures
            .iter()
            .any(|failure| failure.starts_with(&place));
        if failed != wrong(&line) {
            return Err(format!(
                "self-check: line {} has the wrong result\n  {failures}",
                index + 1
            ));
        }
    }
    Ok(())
}
