//! `wasi:http/types`: what wasmtime says to the same calls, in right and in wrong order, and what traps.

mod common;

use common::{Machine, Sandbox, left_out};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use wasmc_tests::packages;
use wasmc_tests::remote::{Guest, PAYLOAD, Remote};

const SERVER: &str = include_str!("components/http.wat");

fn remote() -> Remote {
    Remote::of(
        &["wasi:http/types", "wasi:http/outgoing-handler"],
        &[
            "wasi:io/streams/output-stream",
            "wasi:http/types/fields",
            "wasi:http/types/outgoing-request",
            "wasi:http/types/outgoing-response",
            "wasi:http/types/outgoing-body",
            "wasi:http/types/request-options",
        ],
    )
}

/// What calls have said.
struct Notes {
    guest: Guest,
    notes: Vec<String>,
}

/// A text as an argument.
struct Given<'a>(&'a [u8]);

impl Notes {
    /// Calls a function with these arguments, and then texts, each an address and a length. Notes all that it has said.
    fn with(&mut self, name: &str, args: &[u64], texts: &[Given<'_>]) -> u64 {
        let mut args = args.to_vec();
        let mut payload = Vec::new();
        for Given(text) in texts {
            args.extend([u64::from(PAYLOAD) + payload.len() as u64, text.len() as u64]);
            payload.extend_from_slice(text);
        }
        let answer = self.guest.call(name, &args, &payload).unwrap();
        let area = &answer.area[..24];
        // What `realloc` was asked for lies in the opposite order in memory, but is asked for in the same.
        let heap = String::from_utf8_lossy(&answer.heap);
        let value = answer.value;
        self.notes
            .push(format!("{name} {args:?}: {value} {area:?} {heap:?}"));
        match value {
            0 => answer.word(4).into(),
            value => value,
        }
    }

    fn call(&mut self, name: &str, args: &[u64]) -> u64 {
        self.with(name, args, &[])
    }

    /// What fields have. wasmtime changes the order when something is deleted.
    fn entries(&mut self, fields: u64) {
        let answer = self.guest.call("fields.entries", &[fields], &[]).unwrap();
        let (start, count) = (answer.word(0), answer.word(4) as usize);
        let word = |bytes: &[u8]| u32::from_le_bytes(bytes[..4].try_into().unwrap());
        let text =
            |record: &[u8]| answer.heap_at(word(record))[..word(&record[4..]) as usize].to_vec();
        let records = answer.heap_at(start).chunks(16).take(count);
        let mut all: Vec<_> = records
            .map(|record| (text(record), text(&record[8..])))
            .collect();
        // Values of a name keep their order.
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        let shown = all
            .iter()
            .map(|(name, value)| format!("{}: {}", name.escape_ascii(), value.escape_ascii()));
        self.notes.push(shown.collect::<Vec<_>>().join(", "));
    }

    fn drop(&mut self, resource: &str, handle: u64) {
        self.guest.drop(resource, handle as u32).unwrap();
    }
}

/// Calls in an order.
type Scenario = fn(&mut Notes);

fn set(notes: &mut Notes, fields: u64, name: &str, values: &[&[u8]]) {
    let mut list = Vec::new();
    let texts = PAYLOAD + 8 * values.len() as u32;
    let mut at = texts;
    for value in values {
        list.extend(at.to_le_bytes());
        list.extend((value.len() as u32).to_le_bytes());
        at += value.len() as u32;
    }
    list.extend(values.concat());
    let name_at = u64::from(PAYLOAD) + list.len() as u64;
    list.extend(name.as_bytes());
    let args = [
        fields,
        name_at,
        name.len() as u64,
        PAYLOAD.into(),
        values.len() as u64,
    ];
    let answer = notes.guest.call("fields.set", &args, &list).unwrap();
    let (case, error) = (answer.area[0], answer.area[1]);
    let error = if case == 0 { 0 } else { error };
    notes.notes.push(format!("set {name}: {case} {error}"));
}

const SCENARIOS: &[(&str, Scenario)] = &[
    ("fields", |notes| {
        let fields = notes.call("fields", &[]);
        let append = |notes: &mut Notes, name: &str, value: &[u8]| {
            notes.with(
                "fields.append",
                &[fields],
                &[Given(name.as_bytes()), Given(value)],
            );
        };
        for (name, value) in [
            ("X-One", &b"1"[..]),
            ("x-two", b"a, b"),
            ("x-ONE", b"2"),
            ("", b"x"),
            ("a b", b"x"),
            ("a:b", b"x"),
            ("\u{e4}", b"x"),
            ("x!#$%&'*+-.^_`|~9", b"x"),
            ("x-empty", b""),
            ("x-tab", b"a\tb"),
            ("x-line", b"a\nb"),
            ("x-return", b"a\rb"),
            ("x-null", b"a\0b"),
            ("x-delete", b"a\x7fb"),
            ("x-latin", b"\xe4\xff"),
            ("x-space", b" a "),
            ("connection", b"close"),
            ("Keep-Alive", b"x"),
            ("transfer-encoding", b"chunked"),
            ("upgrade", b"x"),
            ("host", b"x"),
            ("proxy-connection", b"x"),
            ("proxy-authenticate", b"x"),
            ("proxy-authorization", b"x"),
            ("http2-settings", b"x"),
            ("te", b"x"),
            ("trailer", b"x"),
            ("cookie", b"a=b"),
            ("date", b"x"),
        ] {
            append(notes, name, value);
        }
        for name in ["x-one", "X-TWO", "x-empty", "none", "a b", "", "host"] {
            notes.with("fields.has", &[fields], &[Given(name.as_bytes())]);
            notes.with("fields.get", &[fields], &[Given(name.as_bytes())]);
        }
        notes.entries(fields);
        let copy = notes.call("fields.clone", &[fields]);
        for name in ["x-one", "none", "a b", "host", "X-LATIN"] {
            notes.with("fields.delete", &[fields], &[Given(name.as_bytes())]);
        }
        set(notes, fields, "x-two", &[b"c", b"d"]);
        set(notes, fields, "x-new", &[]);
        set(notes, fields, "x-empty", &[]);
        set(notes, fields, "x-new", &[b"1", b"\n"]);
        set(notes, fields, "te", &[b"1"]);
        set(notes, fields, "a b", &[b"1"]);
        notes.entries(fields);
        notes.entries(copy);
        notes.drop("fields", fields);
        notes.drop("fields", copy);
    }),
    ("lists of fields", |notes| {
        for list in [
            &[][..],
            &[("a", "1"), ("B", "2"), ("a", "3")],
            &[("a", "1"), ("a b", "2")],
            &[("a", "\n")],
            &[("connection", "x")],
            &[("content-length", "1")],
        ] {
            let mut records = Vec::new();
            let mut texts: Vec<u8> = Vec::new();
            for (name, value) in list {
                for text in [name, value] {
                    let at = PAYLOAD + 16 * list.len() as u32 + texts.len() as u32;
                    records.extend(at.to_le_bytes());
                    records.extend((text.len() as u32).to_le_bytes());
                    texts.extend(text.as_bytes());
                }
            }
            records.extend(texts);
            let args = [PAYLOAD.into(), list.len() as u64];
            let answer = notes.guest.call("fields.from-list", &args, &records);
            let answer = answer.unwrap();
            match answer.area[0] {
                0 => {
                    notes.notes.push(format!("{list:?}"));
                    notes.entries(answer.word(4).into());
                }
                _ => notes.notes.push(format!("{list:?}: {}", answer.area[4])),
            }
        }
    }),
    ("a response", |notes| {
        let fields = notes.call("fields", &[]);
        notes.with("fields.append", &[fields], &[Given(b"a"), Given(b"b")]);
        let response = notes.call("outgoing-response", &[fields]);
        notes.call("outgoing-response.status-code", &[response]);
        for status in [0, 99, 100, 204, 599, 600, 999, 1000, 65_535] {
            notes.call("outgoing-response.set-status-code", &[response, status]);
            notes.call("outgoing-response.status-code", &[response]);
        }
        let headers = notes.call("outgoing-response.headers", &[response]);
        notes.with("fields.append", &[headers], &[Given(b"a"), Given(b"c")]);
        notes.with("fields.delete", &[headers], &[Given(b"a")]);
        set(notes, headers, "a", &[]);
        notes.entries(headers);
        let copy = notes.call("fields.clone", &[headers]);
        notes.with("fields.append", &[copy], &[Given(b"a"), Given(b"c")]);
        notes.drop("fields", headers);
        let body = notes.call("outgoing-response.body", &[response]);
        notes.call("outgoing-response.body", &[response]);
        let stream = notes.call("outgoing-body.write", &[body]);
        notes.call("outgoing-body.write", &[body]);
        notes.drop("output-stream", stream);
        notes.drop("outgoing-body", body);
        notes.drop("outgoing-response", response);
    }),
    ("a request", |notes| {
        let fields = notes.call("fields", &[]);
        notes.with("fields.append", &[fields], &[Given(b"a"), Given(b"b")]);
        let request = notes.call("outgoing-request", &[fields]);
        let read = |notes: &mut Notes| {
            for name in ["method", "path-with-query", "scheme", "authority"] {
                notes.call(&format!("outgoing-request.{name}"), &[request]);
            }
        };
        read(notes);
        for method in 0..9 {
            notes.call("outgoing-request.set-method", &[request, method, 0, 0]);
            notes.call("outgoing-request.method", &[request]);
        }
        for name in ["BREW", "a b", "", "\u{e4}", "x/y", "get"] {
            let given = [Given(name.as_bytes())];
            notes.with("outgoing-request.set-method", &[request, 9], &given);
            notes.call("outgoing-request.method", &[request]);
        }
        for path in ["/", "/a?b=c", "", "?x", "/ ", "/\n", "/%zz", "/#a", "/a\\b"] {
            let given = [Given(path.as_bytes())];
            notes.with(
                "outgoing-request.set-path-with-query",
                &[request, 1],
                &given,
            );
            notes.call("outgoing-request.path-with-query", &[request]);
        }
        for scheme in [0, 1] {
            notes.call("outgoing-request.set-scheme", &[request, 1, scheme, 0, 0]);
            notes.call("outgoing-request.scheme", &[request]);
        }
        for scheme in ["ftp", "a b", "http", "x+y-z.1", "a/b"] {
            let given = [Given(scheme.as_bytes())];
            notes.with("outgoing-request.set-scheme", &[request, 1, 2], &given);
            notes.call("outgoing-request.scheme", &[request]);
        }
        for authority in [
            "a", "a:80", "a:", "a:x", "a:99999", "[::1]", "[::1]:80", "u@a", "", " ", "a b", "a/b",
            "\u{e4}",
        ] {
            let given = [Given(authority.as_bytes())];
            notes.with("outgoing-request.set-authority", &[request, 1], &given);
            notes.call("outgoing-request.authority", &[request]);
        }
        for name in ["path-with-query", "scheme", "authority"] {
            notes.call(&format!("outgoing-request.set-{name}"), &[request, 0, 0, 0]);
        }
        read(notes);
        let headers = notes.call("outgoing-request.headers", &[request]);
        notes.with("fields.append", &[headers], &[Given(b"a"), Given(b"c")]);
        notes.entries(headers);
        let body = notes.call("outgoing-request.body", &[request]);
        notes.call("outgoing-request.body", &[request]);
        let stream = notes.call("outgoing-body.write", &[body]);
        notes.drop("output-stream", stream);
        notes.call("outgoing-body.finish", &[body, 0, 0]);
        notes.drop("outgoing-request", request);
    }),
    ("options", |notes| {
        let options = notes.call("request-options", &[]);
        for (number, name) in ["connect", "first-byte", "between-bytes"]
            .iter()
            .enumerate()
        {
            let get = format!("request-options.{name}-timeout");
            let set = format!("request-options.set-{name}-timeout");
            notes.call(&get, &[options]);
            for time in [7 + number as u64, 0, 5_000_000_000] {
                notes.call(&set, &[options, 1, time]);
                notes.call(&get, &[options]);
            }
        }
        notes.call("request-options.set-connect-timeout", &[options, 0, 3]);
        for name in ["connect", "first-byte", "between-bytes"] {
            notes.call(&format!("request-options.{name}-timeout"), &[options]);
        }
        notes.drop("request-options", options);
    }),
];

/// Where wasmtime is installed, it says the same to the same calls.
#[test]
fn wasmtime_says_the_same() {
    let wasmtime =
        packages::file("wasmtime").or_else(|error| left_out(&error.to_string()).ok_or(()));
    let Ok(wasmtime) = wasmtime else { return };
    for (name, scenario) in SCENARIOS {
        let notes = |command: &mut std::process::Command| {
            let guest = remote().start(command).unwrap();
            let mut notes = Notes {
                guest,
                notes: Vec::new(),
            };
            scenario(&mut notes);
            assert!(notes.guest.end().unwrap().success());
            notes.notes
        };
        let sandbox = Sandbox::new();
        sandbox.write("guest.wat", remote().text());
        let mut command = sandbox.command(&wasmtime);
        let wanted = notes(command.args(["run", "-Shttp", "guest.wat"]));
        let image = sandbox.image(&remote().text(), &[]);
        let said = notes(&mut sandbox.command(&image));
        let wrong: Vec<_> = said.iter().zip(&wanted).filter(|(a, b)| a != b).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
        assert_eq!(said.len(), wanted.len(), "{name}");
    }
}

/// A message, and the calls after which an image ends with it.
type Cause = (&'static str, fn(&mut Notes));

/// Handles of another type, that are none, or that were given away; cases that there are not; texts that are none.
const TRAPS: &[Cause] = &[
    ("unknown handle index", |it| {
        it.call("fields.entries", &[77]);
    }),
    ("handle index used with the wrong type", |it| {
        let options = it.call("request-options", &[]);
        it.call("fields.entries", &[options]);
    }),
    ("handle index used with the wrong type", |it| {
        let fields = it.call("fields", &[]);
        let response = it.call("outgoing-response", &[fields]);
        it.call("outgoing-request.body", &[response]);
    }),
    ("unknown handle index", |it| {
        let fields = it.call("fields", &[]);
        let other = it.call("fields", &[]);
        it.call("outgoing-response", &[other]);
        it.drop("fields", fields);
        it.call("fields.clone", &[fields]);
    }),
    ("invalid variant discriminant", |it| {
        let fields = it.call("fields", &[]);
        let request = it.call("outgoing-request", &[fields]);
        it.call("outgoing-request.set-method", &[request, 10, 0, 0]);
    }),
    ("invalid variant discriminant", |it| {
        let fields = it.call("fields", &[]);
        let request = it.call("outgoing-request", &[fields]);
        it.call("outgoing-request.set-scheme", &[request, 1, 3, 0, 0]);
    }),
    ("invalid variant discriminant", |it| {
        let options = it.call("request-options", &[]);
        it.call("request-options.set-connect-timeout", &[options, 2, 0]);
    }),
    ("string content out-of-bounds", |it| {
        let fields = it.call("fields", &[]);
        it.call("fields.has", &[fields, u32::MAX.into(), 2]);
    }),
    ("invalid utf-8", |it| {
        let fields = it.call("fields", &[]);
        it.with("fields.append", &[fields], &[Given(b"\xff"), Given(b"")]);
    }),
    ("list content out-of-bounds", |it| {
        let fields = it.call("fields", &[]);
        it.call(
            "fields.append",
            &[fields, PAYLOAD.into(), 1, PAYLOAD.into(), 1 << 30],
        );
    }),
    ("list content out-of-bounds", |it| {
        it.call("fields.from-list", &[PAYLOAD.into(), 1 << 28]);
    }),
    ("resource has children", |it| {
        let fields = it.call("fields", &[]);
        let response = it.call("outgoing-response", &[fields]);
        let body = it.call("outgoing-response.body", &[response]);
        it.call("outgoing-body.write", &[body]);
        it.drop("outgoing-body", body);
    }),
    (
        "invalid arguments: total size of fields exceeds limit",
        |it| {
            let fields = it.call("fields", &[]);
            for _ in 0..100 {
                it.with(
                    "fields.append",
                    &[fields],
                    &[Given(b"a"), Given(&[b'x'; 60_000])],
                );
            }
        },
    ),
];

fn on_both(test: fn(&Machine)) {
    for target in ["x86_64", "aarch64"] {
        Machine::with(target, test);
    }
}

#[test]
fn what_traps() {
    on_both(|machine| {
        let sandbox = Sandbox::new();
        let image = machine.image(&sandbox, &remote().text(), &[]);
        for (message, cause) in TRAPS {
            let mut command = machine.command(&sandbox, &image);
            let mut guest = remote().start(command.stderr(Stdio::piped())).unwrap();
            let mut stderr = guest.child.stderr.take().unwrap();
            let mut notes = Notes {
                guest,
                notes: Vec::new(),
            };
            let calls = std::panic::AssertUnwindSafe(|| cause(&mut notes));
            let ended = std::panic::catch_unwind(calls).is_err();
            assert!(ended, "{message}: it goes on");
            let mut text = String::new();
            stderr.read_to_string(&mut text).unwrap();
            let first = text.lines().next().unwrap_or_default();
            // A handle follows with its number.
            let expected = format!("wasm trap: {message}");
            assert!(
                first.starts_with(&expected),
                "{first} in the place of {message}"
            );
            assert_eq!(notes.guest.end().unwrap().code(), Some(134));
        }
    });
}

/// The case of an error, its flat values, and whether they are none.
type Lifted = (u32, [u64; 6], bool);

/// An address and a length: a text, one that is no UTF-8, one behind the end of the memory.
const TEXT: (u64, u64) = (512, 7);
const NO_TEXT: (u64, u64) = (700, 1);
const OUTSIDE: (u64, u64) = (65_530, 10);

/// Errors that a program may give in the place of an answer (`error-code`).
const ERRORS: &[Lifted] = &[
    // Without anything more, and one that there is not.
    (0, [9, 9, 9, 9, 9, 9], false),
    (37, [9, 9, 9, 9, 9, 9], false),
    (39, [0; 6], true),
    (u32::MAX, [0; 6], true),
    // `DNS-error`.
    (1, [1, TEXT.0, TEXT.1, 1, 7, 0], false),
    (1, [0, 1, u32::MAX as u64, 0, 7, 0], false),
    (1, [2, TEXT.0, TEXT.1, 0, 0, 0], true),
    (1, [1, NO_TEXT.0, NO_TEXT.1, 0, 0, 0], true),
    (1, [1, OUTSIDE.0, OUTSIDE.1, 0, 0, 0], true),
    (1, [0, 0, 0, 2, 0, 0], true),
    // `TLS-alert-received`.
    (14, [1, 7, 1, TEXT.0, TEXT.1, 0], false),
    (14, [2, 0, 0, 0, 0, 0], true),
    (14, [0, 0, 1, NO_TEXT.0, NO_TEXT.1, 0], true),
    (14, [0, 0, 1, OUTSIDE.0, OUTSIDE.1, 0], true),
    (14, [0, 0, 2, 0, 0, 0], true),
    // Sizes.
    (17, [1, u64::MAX, 0, 0, 0, 0], false),
    (17, [2, 0, 0, 0, 0, 0], true),
    (21, [2, 0, 0, 0, 0, 0], true),
    (28, [2, 0, 0, 0, 0, 0], true),
    // `HTTP-request-header-size`.
    (22, [0, 2, u64::MAX, 0, 2, 0], false),
    (22, [1, 1, TEXT.0, TEXT.1, 1, 7], false),
    (22, [1, 2, 0, 0, 0, 0], true),
    (22, [1, 1, NO_TEXT.0, NO_TEXT.1, 0, 0], true),
    (22, [1, 0, 0, 0, 2, 0], true),
    (22, [2, 0, 0, 0, 0, 0], true),
    // `HTTP-request-trailer-size`, and a response's.
    (24, [1, OUTSIDE.0, OUTSIDE.1, 0, 0, 0], true),
    (27, [1, NO_TEXT.0, NO_TEXT.1, 0, 0, 0], true),
    (30, [0, 0, 0, 2, 0, 0], true),
    // Codings, `internal-error`.
    (31, [1, NO_TEXT.0, NO_TEXT.1, 0, 0, 0], true),
    (32, [1, OUTSIDE.0, OUTSIDE.1, 0, 0, 0], true),
    (38, [1, TEXT.0, TEXT.1, 0, 0, 0], false),
    (38, [1, NO_TEXT.0, NO_TEXT.1, 0, 0, 0], true),
    (38, [1, TEXT.0, u32::MAX as u64, 0, 0, 0], true),
    (38, [3, 0, 0, 0, 0, 0], true),
];

/// A server that gives an error in the place of its answer.
fn server(case: u32, flat: [u64; 6]) -> String {
    let [a, b, c, d, e, f] = flat;
    let words = [c, d, e, f].map(|it| format!("(i32.const {})", it as u32 as i32));
    let (a, b, words) = (a as u32 as i32, b as i64, words.join(" "));
    let case = case as i32;
    let first = "(global.set $count (i32.add (global.get $count) (i32.const 1)))";
    let set = format!(
        "(i32.store8 (i32.const 700) (i32.const 0xff))
         (call $set (local.get $out) (i32.const 1) (i32.const {case}) (i32.const {a}) (i64.const {b}) {words})
         (return)"
    );
    assert!(SERVER.contains(first));
    SERVER.replacen(first, &set, 1)
}

/// An answer that is an error is checked as wasmtime checks it, though the client hears nothing of it.
#[test]
fn errors_in_the_place_of_answers() {
    let wasmtime = packages::file("wasmtime").ok();
    if wasmtime.is_none() {
        left_out::<()>("wasmtime is not there to be compared with");
    }
    for &(case, flat, traps) in ERRORS {
        let text = server(case, flat);
        let sandbox = Sandbox::new();
        let image = sandbox.image(&text, &[]);
        let address = free_address();
        let mut command = sandbox.command(&image);
        command.env("WASMC_OPTS", format!("--http-listen {address} --workers 1"));
        let said = serve_one(&mut command, &address);
        assert_eq!(said.contains("wasm trap"), traps, "{case} {flat:?}: {said}");
        let Some(wasmtime) = &wasmtime else { continue };
        sandbox.write("server.wat", text);
        let mut command = sandbox.command(wasmtime);
        let address = free_address();
        command.args(["serve", "--addr", &address, "server.wat"]);
        let said = serve_one(&mut command, &address);
        // It says so of an answer that was never given, too, and may be ended before it has said why.
        let failed = ["never invoked", "guest invocation failed", "wasm backtrace"];
        assert_eq!(
            failed.iter().any(|it| said.contains(it)),
            traps,
            "{case} {flat:?}: {said}"
        );
    }
}

fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// Starts a server, asks it once, and ends it. Returns what it has said; it always answers 500.
fn serve_one(command: &mut std::process::Command, address: &str) -> String {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null());
    let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut stream = loop {
        match TcpStream::connect(address) {
            Ok(stream) => break stream,
            Err(_) => assert!(process.try_wait().unwrap().is_none(), "it has ended"),
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    };
    let request = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    stream.write_all(request).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let id = process.id().to_string();
    let told = std::process::Command::new("kill").arg(id).status();
    assert!(told.unwrap().success());
    let mut said = String::new();
    let mut stderr = process.stderr.take().unwrap();
    stderr.read_to_string(&mut said).unwrap();
    process.wait().unwrap();
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    said
}
