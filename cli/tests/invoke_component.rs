//! `--invoke` of a function that a component exports: arguments in the text, the result as text (WAVE).

mod common;

use common::{Machine, Sandbox, run};

/// A component whose function `echo` returns its first parameter. The others make it so many flat values that all are passed
/// in memory, so that for a type of several flat values the address of the parameters is that of the result.
fn echo(types: &str, ty: &str) -> String {
    let padding: String = (0..8)
        .map(|it| format!("(param \"p{it}\" (option u8))"))
        .collect();
    format!(
        "(component
           (core module $m
             (memory (export \"memory\") 1)
             (global $next (mut i32) (i32.const 64))
             (func (export \"echo\") (param i32) (result i32) local.get 0)
             (func (export \"realloc\") (param i32 i32 i32 i32) (result i32)
               (global.set $next (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
               (global.get $next)
               (global.set $next (i32.add (global.get $next) (local.get 3)))))
           (core instance $i (instantiate $m))
           (alias core export $i \"memory\" (core memory $memory))
           {types}
           (func (export \"echo\") (param \"value\" {ty}) {padding} (result {ty})
             (canon lift (core func $i \"echo\") (memory $memory) (realloc (core func $i \"realloc\")))))"
    )
}

/// A component with functions of few flat values.
const SMALL: &str = "(component
  (core module $m
    (func (export \"add\") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
    (func (export \"same\") (param i64) (result i64) local.get 0)
    (func (export \"single\") (param f32) (result f32) local.get 0)
    (func (export \"double\") (param f64) (result f64) local.get 0)
    (func (export \"nothing\"))
    (func (export \"fail\") unreachable))
  (core instance $i (instantiate $m))
  (func (export \"add\") (param \"a\" u32) (param \"b\" u32) (result u32) (canon lift (core func $i \"add\")))
  (func (export \"signed\") (param \"a\" s8) (param \"b\" s8) (result s32) (canon lift (core func $i \"add\")))
  (func (export \"bits\") (param \"a\" u64) (result s64) (canon lift (core func $i \"same\")))
  (func (export \"single\") (param \"a\" f32) (result f32) (canon lift (core func $i \"single\")))
  (func (export \"double\") (param \"a\" f64) (result f64) (canon lift (core func $i \"double\")))
  (func $nothing (canon lift (core func $i \"nothing\")))
  (func (export \"fail\") (canon lift (core func $i \"fail\")))
  (instance $first (export \"nothing\" (func $nothing)) (export \"only-here\" (func $nothing)))
  (export \"my:own/first@1.0.0\" (instance $first))
  (instance $second (export \"nothing\" (func $nothing)))
  (export \"my:own/second\" (instance $second)))";

#[track_caller]
fn invoked(machine: &Machine, component: &str, call: &str) -> String {
    let outcome = machine.run_image(component, &["--invoke", call]);
    outcome.success().to_string()
}

#[track_caller]
fn refused(call: &[&str], message: &str) {
    let sandbox = Sandbox::new();
    sandbox.write("small.wat", SMALL);
    let args = [&["small.wat", "-o", "image", "--invoke"], call].concat();
    let error = run(sandbox.wasmc(args)).fails(1);
    assert!(error.contains(message), "no {message:?} in: {error}");
    assert_eq!(sandbox.names(), ["small.wat"]);
}

#[test]
fn numbers_are_passed_on_both_machines() {
    for target in ["x86_64", "aarch64"] {
        Machine::with(target, |machine| {
            for (call, result) in [
                ("add(1, 2)", "3\n"),
                ("add(4294967295, 2)", "1\n"),
                (" add ( 1 , 2 ) ", "3\n"),
                ("signed(-128, -1)", "-129\n"),
                ("bits(18446744073709551615)", "-1\n"),
                ("single(1.5)", "1.5\n"),
                ("single(-inf)", "-inf\n"),
                ("double(nan)", "nan\n"),
                ("double(1e300)", &format!("{}\n", 1e300)),
                ("only-here()", "()\n"),
                ("only-here", "()\n"),
                ("my:own/first@1.0.0#nothing()", "()\n"),
                ("my:own/second#nothing", "()\n"),
            ] {
                assert_eq!(invoked(machine, SMALL, call), result, "{call}");
            }
        });
    }
}

#[test]
fn values_come_back_as_they_went_in() {
    let flags: String = (0..32).map(|it| format!(" \"f{it}\"")).collect();
    let types = format!(
        "(type $pt (record (field \"x\" s16) (field \"name\" (option string)) (field \"z\" u64)))
         (export $point \"point\" (type $pt))
         (type $ot (record (field \"o\" (option u8))))
         (export $optional \"optional\" (type $ot))
         (type $vt (variant (case \"empty\") (case \"text\" string) (case \"none\" f64)))
         (export $shape \"shape\" (type $vt))
         (type $ft (flags{flags}))
         (export $flags \"bits\" (type $ft))
         (type $et (enum \"a\" \"true\" \"c\"))
         (export $letter \"letter\" (type $et))"
    );
    let long = "x".repeat(10_000);
    for (ty, value, result) in [
        ("string", "\"\"", "\"\""),
        ("string", r#""a\"b\\c\u{1F600}é\n""#, r#""a\"b\\c😀é\n""#),
        ("string", r#""it's\u{7f}""#, r#""it\'s\u{7f}""#),
        // More than is written at once.
        ("string", &format!("\"{long}\""), &format!("\"{long}\"")),
        ("(list u8)", "[]", "[]"),
        ("(list s16)", "[1, -2, 3]", "[1, -2, 3]"),
        (
            "(list (tuple char f32 bool))",
            r"[('a', 1.5, true), ('\'', 0, false)]",
            r"[('a', 1.5, true), ('\'', 0, false)]",
        ),
        (
            "(list (list string))",
            r#"[["a"], [], ["b", "c"]]"#,
            r#"[["a"], [], ["b", "c"]]"#,
        ),
        ("(option string)", "none", "none"),
        ("(option string)", "some(\"a\")", "some(\"a\")"),
        ("(option string)", "\"a\"", "some(\"a\")"),
        ("(result string (error u8))", "err(7)", "err(7)"),
        ("(result string (error u8))", "ok(\"a\")", "ok(\"a\")"),
        ("(result string (error u8))", "\"a\"", "ok(\"a\")"),
        ("(result (error string))", "ok", "ok"),
        (
            "$point",
            "{z: 3, name: some(\"n\"), x: -1}",
            "{x: -1, name: some(\"n\"), z: 3}",
        ),
        ("$point", "{x: 1, z: 2}", "{x: 1, z: 2}"),
        ("$optional", "{:}", "{:}"),
        ("$shape", "empty", "empty"),
        ("$shape", "text(\"a\")", "text(\"a\")"),
        ("$shape", "%none(2)", "%none(2)"),
        (
            "(tuple $flags u8)",
            "({f30, f0, f31}, 1)",
            "({f0, f30, f31}, 1)",
        ),
        ("(tuple $letter $letter)", "(c, %true)", "(c, %true)"),
    ] {
        let component = echo(&types, ty);
        let call = format!("echo({value})");
        let found = Sandbox::new().run_image(&component, &["--invoke", &call]);
        assert_eq!(found.success(), format!("{result}\n"), "{ty}: {value}");
    }
}

#[test]
fn a_trap_in_it_is_a_trap() {
    let sandbox = Sandbox::new();
    let error = sandbox.run_image(SMALL, &["--invoke", "fail()"]).fails(134);
    assert!(error.starts_with("wasm trap: unreachable"), "{error}");
}

/// A function of the host that nothing of the component imports.
#[test]
fn a_function_of_the_host_can_be_exported() {
    let component = "(component
      (import \"wasi:clocks/monotonic-clock@0.2.3\" (instance $c (export \"resolution\" (func (result u64)))))
      (core func $resolution (canon lower (func $c \"resolution\")))
      (core module $m)
      (core instance (instantiate $m))
      (func (export \"resolution\") (result u64) (canon lift (core func $resolution))))";
    let outcome = Sandbox::new().run_image(component, &["--invoke", "resolution()"]);
    assert_eq!(outcome.success(), "1\n");
}

#[test]
fn the_filter_lets_the_result_through() {
    let args = ["--invoke", "add(1, 2)", "--seccomp=on"];
    let outcome = Sandbox::new().run_image(SMALL, &args);
    assert_eq!(outcome.success(), "3\n");
}

#[test]
fn a_result_that_cannot_be_written_is_said() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(SMALL, &["--invoke", "add(1, 2)"]);
    let mut command = sandbox.command(&image);
    let full = std::fs::File::create("/dev/full").unwrap();
    let output = command.stdout(full).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("cannot write the results"), "{error}");
    assert_ne!(output.status.code(), Some(0));
}

#[test]
fn calls_that_do_not_fit_are_refused() {
    refused(&["add(1)"], "--invoke: it takes 2 values, not 1");
    refused(&["add"], "it takes 2 values, not 0");
    refused(&["add(1, 2, 3)"], "it takes 2 values, not 3");
    refused(&["add(-1, 2)"], "`-1` is not a u32");
    refused(&["add(1, \"a\")"], "`\"a\"` is not a u32");
    refused(&["signed(128, 0)"], "`128` is not an s8");
    refused(&["add(1, 2"], "unexpected end of input");
    refused(&["add(1, 2) 3"], "trailing characters after value: `3`");
    refused(&["subtract(1, 2)"], "exports no function `subtract`");
    refused(&["subtract(1, 2)"], "it exports: ");
    refused(
        &["nothing()"],
        "several interfaces have a function `nothing`: my:own/first@1.0.0#nothing, my:own/second#nothing",
    );
    refused(
        &["add(1, 2)", "3"],
        "the argument `3` must be written into --invoke",
    );
}
