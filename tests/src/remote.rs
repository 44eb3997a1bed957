//! A component that does what it is told: each request on standard input names a function of WASI 0.2 and its arguments, and the
//! answer on standard output is what the call has returned and written. It runs as an image and under wasmtime alike.

use crate::component_text;
use anyhow::{Context, Result};
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use wasmc_abi::wasi::Core;
use wasmc_abi::wasi02::HostFunction;
pub use wasmc_agent::process::raise_descriptors;

/// Where a result goes that lies in memory.
pub const AREA: u32 = 512;
/// Bytes of it that an answer has.
const AREA_BYTES: usize = 128;
/// Where the payload of a request is.
pub const PAYLOAD: u32 = 0x2_0000;
/// Where `realloc` begins.
const HEAP: u32 = 0x1_0000;
/// Arguments of a request.
const ARGS: usize = 16;
/// Bytes of a request in front of its payload: the function, the bytes of the payload, the arguments.
const HEAD: usize = 8 + 8 * ARGS;

/// What the component itself needs.
const OWN: [(&str, &str); 4] = [
    ("wasi:cli/stdin", "get-stdin"),
    ("wasi:cli/stdout", "get-stdout"),
    ("wasi:io/streams", "[method]input-stream.blocking-read"),
    (
        "wasi:io/streams",
        "[method]output-stream.blocking-write-and-flush",
    ),
];

/// The functions that the component can call, and the resources that it can drop.
#[derive(Clone, Debug)]
pub struct Remote {
    functions: Vec<&'static HostFunction>,
    drops: Vec<&'static str>,
}

impl Remote {
    /// Those of these interfaces.
    pub fn of(interfaces: &[&str], drops: &[&'static str]) -> Self {
        let mut functions: Vec<_> = OWN
            .iter()
            .map(|(interface, name)| component_text::function(interface, name))
            .collect();
        let all = wasmc_abi::wasi02::FUNCTIONS.iter();
        functions.extend(all.filter(|it| {
            interfaces.contains(&it.interface) && !OWN.contains(&(it.interface, it.name))
        }));
        Self {
            functions,
            drops: drops.to_vec(),
        }
    }

    /// The functions beside those that the component itself needs, without `[method]`, and how many parameters they have.
    pub fn functions(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let others = self.functions.iter().skip(OWN.len());
        others.map(|it| (short_name(it), it.params.len()))
    }

    /// The component.
    pub fn text(&self) -> String {
        let mut calls = String::new();
        for (index, function) in self.functions.iter().enumerate() {
            let args: String = (function.params.iter().enumerate())
                .map(|(place, core)| match core {
                    Core::I32 => format!("(i32.load (i32.const {}))", 72 + 8 * place),
                    Core::I64 => format!("(i64.load (i32.const {}))", 72 + 8 * place),
                })
                .collect();
            let call = format!("(call $f{index} {args})");
            let call = match function.result {
                None => call,
                Some(Core::I32) => format!("(i64.store (i32.const 32) (i64.extend_i32_u {call}))"),
                Some(Core::I64) => format!("(i64.store (i32.const 32) {call})"),
            };
            write_case(&mut calls, index, &call);
        }
        for index in 0..self.drops.len() {
            let call = format!("(call $d{index} (i32.load (i32.const 72)))");
            write_case(&mut calls, self.functions.len() + index, &call);
        }
        let code = format!(
            "(global $in (mut i32) (i32.const 0)) (global $out (mut i32) (i32.const 0))
            ;; Reads so many bytes; ends where there are no more.
            (func $read (param $to i32) (param $bytes i32) (result i32) (local $got i32)
              (loop $more
                (if (i32.eqz (local.get $bytes)) (then (return (i32.const 1))))
                (i32.store (i32.const 8) (i32.const 0x30000))
                (call $f2 (global.get $in) (i64.extend_i32_u (local.get $bytes)) (i32.const 256))
                (if (i32.load8_u (i32.const 256)) (then (return (i32.const 0))))
                (local.set $got (i32.load (i32.const 264)))
                (memory.copy (local.get $to) (i32.load (i32.const 260)) (local.get $got))
                (local.set $to (i32.add (local.get $to) (local.get $got)))
                (local.set $bytes (i32.sub (local.get $bytes) (local.get $got)))
                (br $more))
              unreachable)
            (func $write (param $from i32) (param $bytes i32) (local $part i32)
              (loop $more
                (if (i32.eqz (local.get $bytes)) (then (return)))
                (local.set $part (select (local.get $bytes) (i32.const 4096)
                  (i32.lt_u (local.get $bytes) (i32.const 4096))))
                (call $f3 (global.get $out) (local.get $from) (local.get $part) (i32.const 256))
                (if (i32.load8_u (i32.const 256)) (then unreachable))
                (local.set $from (i32.add (local.get $from) (local.get $part)))
                (local.set $bytes (i32.sub (local.get $bytes) (local.get $part)))
                (br $more)))
            (func $call (param $number i32) {calls})
            (func (export \"run\") (result i32)
              (drop (memory.grow (i32.const 4)))
              (global.set $in (call $f0)) (global.set $out (call $f1))
              (loop $next
                (if (i32.eqz (call $read (i32.const 64) (i32.const {HEAD}))) (then (return (i32.const 0))))
                (if (i32.eqz (call $read (i32.const {PAYLOAD}) (i32.load (i32.const 68)))) (then unreachable))
                (memory.fill (i32.const {AREA}) (i32.const 0xee) (i32.const {AREA_BYTES}))
                (i64.store (i32.const 32) (i64.const 0))
                (i32.store (i32.const 8) (i32.const {HEAP}))
                (call $call (i32.load (i32.const 64)))
                (i32.store (i32.const 40) (i32.sub (i32.load (i32.const 8)) (i32.const {HEAP})))
                (call $write (i32.const 32) (i32.const 12))
                (call $write (i32.const {AREA}) (i32.const {AREA_BYTES}))
                (call $write (i32.const {HEAP}) (i32.load (i32.const 40)))
                (br $next))
              unreachable)"
        );
        let realloc = "(i32.store (i32.const 8) (i32.and (i32.sub (i32.const 0) (local.get 2))
              (i32.sub (i32.add (i32.load (i32.const 8)) (local.get 2)) (i32.const 1))))
            (i32.load (i32.const 8))
            (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (local.get 3)))";
        component_text::command(&self.functions, &self.drops, realloc, &code)
    }

    /// Starts it, by a command that runs it.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(&self, command: &mut Command) -> Result<Guest> {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        Ok(Guest {
            remote: self.clone(),
            input: child.stdin.take(),
            output: child.stdout.take().context("no pipe")?,
            child,
        })
    }
}

/// `[method]tcp-socket.accept` is `tcp-socket.accept`.
fn short_name(function: &HostFunction) -> &'static str {
    let name = function.name;
    name.split_once(']').map_or(name, |(_, short)| short)
}

fn write_case(out: &mut String, number: usize, call: &str) {
    writeln!(
        out,
        "(if (i32.eq (local.get $number) (i32.const {number})) (then {call} return))"
    )
    .unwrap();
}

/// One that runs.
#[derive(Debug)]
pub struct Guest {
    remote: Remote,
    /// The process.
    pub child: Child,
    input: Option<ChildStdin>,
    output: ChildStdout,
}

/// What a call has returned and written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The flat result, or 0.
    pub value: u64,
    /// What is at [`AREA`]; bytes that were not written are 0xee.
    pub area: Vec<u8>,
    /// What lies in what `realloc` was asked for.
    pub heap: Vec<u8>,
}

impl Answer {
    /// 32 bits of the area.
    pub fn word(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.area[at..at + 4].try_into().unwrap())
    }

    /// The bytes of a list that the area has at an offset.
    pub fn list(&self, at: usize) -> &[u8] {
        let (start, len) = (self.word(at), self.word(at + 4));
        &self.heap[(start - HEAP) as usize..][..len as usize]
    }

    /// Bytes of the heap at an address.
    pub fn heap_at(&self, at: u32) -> &[u8] {
        &self.heap[(at - HEAP) as usize..]
    }
}

impl Guest {
    fn request(&mut self, number: usize, args: &[u64], payload: &[u8]) -> Result<Answer> {
        let mut request = Vec::new();
        request.extend((number as u32).to_le_bytes());
        request.extend((payload.len() as u32).to_le_bytes());
        for place in 0..ARGS {
            request.extend(args.get(place).copied().unwrap_or(0).to_le_bytes());
        }
        request.extend(payload);
        self.input
            .as_mut()
            .context("it has ended")?
            .write_all(&request)?;
        let mut head = [0; 12];
        self.output.read_exact(&mut head)?;
        let mut area = vec![0; AREA_BYTES];
        self.output.read_exact(&mut area)?;
        let heap = u32::from_le_bytes(head[8..].try_into()?);
        let mut heap = vec![0; heap as usize];
        self.output.read_exact(&mut heap)?;
        Ok(Answer {
            value: u64::from_le_bytes(head[..8].try_into()?),
            area,
            heap,
        })
    }

    /// Calls a function; [`AREA`] is added to the arguments where it returns in memory.
    ///
    /// # Errors
    /// The guest has ended.
    pub fn call(&mut self, name: &str, args: &[u64], payload: &[u8]) -> Result<Answer> {
        let mut functions = self.remote.functions.iter();
        let number = functions.position(|it| short_name(it) == name);
        let number = number.with_context(|| format!("no {name}"))?;
        let mut args = args.to_vec();
        if args.len() < self.remote.functions[number].params.len() {
            args.resize(self.remote.functions[number].params.len() - 1, 0);
            args.push(AREA.into());
        }
        self.request(number, &args, payload)
            .with_context(|| name.to_owned())
    }

    /// Drops a handle.
    ///
    /// # Errors
    /// The guest has ended.
    pub fn drop(&mut self, resource: &str, handle: u32) -> Result<()> {
        let path = |path: &&str| path.ends_with(&format!("/{resource}"));
        let place = self.remote.drops.iter().position(path).context("no drop")?;
        let number = self.remote.functions.len() + place;
        self.request(number, &[handle.into()], &[]).map(drop)
    }

    /// Lets it end, and waits for that.
    ///
    /// # Errors
    /// It cannot be waited for.
    pub fn end(mut self) -> Result<std::process::ExitStatus> {
        self.input = None;
        Ok(self.child.wait()?)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
