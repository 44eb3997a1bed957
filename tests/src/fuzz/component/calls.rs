//! The components, and the arguments of their functions.

use crate::component_text;
use crate::fuzz::choices::Choices;
use std::fmt::Write;
use wasmc_abi::script::SLOT_BYTES;
use wasmc_abi::wasi::Core;
use wasmc_abi::wasi02::{self, FUNCTIONS, HostFunction, RESOURCES};
use wasmc_agent::driver::Slot;
use wasmc_compiler::decode::module::ValType;

/// Which component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Everything of WASI 0.2.
    Host,
    /// Resources between two components.
    Handles,
}

/// A function that can be called.
pub struct Call {
    /// Its number in the script.
    pub number: usize,
    name: String,
    params: Vec<ValType>,
    /// Whether it waits as long as its argument says.
    waits: bool,
    /// The handles that its first parameter takes, as they are after the first calls.
    handles: &'static [u32],
}

/// Handles after the first calls, by their resources.
const HANDLES: &[(&str, &[u32])] = &[
    ("wasi:filesystem/types/descriptor", &[1, 1, 2, 9]),
    ("wasi:io/streams/input-stream", &[3]),
    ("wasi:io/streams/output-stream", &[4, 5, 10, 19]),
    ("wasi:filesystem/types/directory-entry-stream", &[6]),
    ("wasi:io/poll/pollable", &[7, 8]),
    ("wasi:sockets/network/network", &[11]),
    ("wasi:sockets/tcp/tcp-socket", &[12]),
    ("wasi:sockets/udp/udp-socket", &[13]),
    ("wasi:http/types/fields", &[14]),
    ("wasi:http/types/outgoing-response", &[15]),
    ("wasi:http/types/outgoing-request", &[16]),
    ("wasi:http/types/request-options", &[17]),
    ("wasi:http/types/outgoing-body", &[18]),
];

/// The calls that make these handles.
const FIRST: &[(&str, &[u64])] = &[
    ("wasi:filesystem/preopens#get-directories", &[16384]),
    (
        "wasi:filesystem/types#[method]descriptor.open-at",
        &[1, 0, 1024, 1, 0, 3, 16384],
    ),
    (
        "wasi:filesystem/types#[method]descriptor.read-via-stream",
        &[2, 0, 16384],
    ),
    (
        "wasi:filesystem/types#[method]descriptor.write-via-stream",
        &[2, 0, 16384],
    ),
    (
        "wasi:filesystem/types#[method]descriptor.append-via-stream",
        &[2, 16384],
    ),
    (
        "wasi:filesystem/types#[method]descriptor.read-directory",
        &[1, 16384],
    ),
    ("wasi:io/streams#[method]input-stream.subscribe", &[3]),
    ("wasi:clocks/monotonic-clock#subscribe-duration", &[100]),
    (
        "wasi:filesystem/types#[method]descriptor.open-at",
        &[1, 0, 1040, 1, 2, 1, 16384],
    ),
    ("wasi:cli/stderr#get-stderr", &[]),
    ("wasi:sockets/instance-network#instance-network", &[]),
    (
        "wasi:sockets/tcp-create-socket#create-tcp-socket",
        &[0, 16384],
    ),
    (
        "wasi:sockets/udp-create-socket#create-udp-socket",
        &[0, 16384],
    ),
    ("wasi:http/types#[constructor]fields", &[]),
    ("wasi:http/types#[constructor]fields", &[]),
    ("wasi:http/types#[constructor]outgoing-response", &[15]),
    ("wasi:http/types#[constructor]fields", &[]),
    ("wasi:http/types#[constructor]outgoing-request", &[16]),
    ("wasi:http/types#[constructor]request-options", &[]),
    (
        "wasi:http/types#[method]outgoing-response.body",
        &[15, 16384],
    ),
    ("wasi:http/types#[method]outgoing-body.write", &[18, 16384]),
];

/// Those between two components.
const FIRST_HANDLES: &[(&str, &[u64])] = &[
    ("b-make", &[5]),
    ("b-make", &[7]),
    ("b-stderr", &[]),
    ("b-make", &[8]),
    ("b-stderr", &[]),
    ("b-new", &[9]),
];

/// Functions that are left out: they end the process, use the streams by which calls are made, make what may have to be waited
/// for without end, or send something to any address.
const LEFT_OUT: &[&str] = &[
    "wasi:cli/exit#exit",
    "wasi:cli/exit#exit-with-code",
    "wasi:cli/stdin#get-stdin",
    "wasi:cli/stdout#get-stdout",
    "wasi:sockets/tcp#[method]tcp-socket.subscribe",
    "wasi:sockets/udp#[method]incoming-datagram-stream.subscribe",
    "wasi:sockets/udp#[method]outgoing-datagram-stream.send",
];

/// How `realloc` behaves is the number at address 0, what is free begins at that at address 4.
const REALLOC: &str = "
    (local $mode i32)
    (local.set $mode (i32.load8_u (i32.const 0)))
    (if (i32.eq (local.get $mode) (i32.const 1)) (then (return (i32.const 16385))))
    (if (i32.eq (local.get $mode) (i32.const 2)) (then (return (i32.const -1))))
    (if (i32.eq (local.get $mode) (i32.const 3)) (then (return (i32.const 0))))
    (if (i32.eq (local.get $mode) (i32.const 4)) (then unreachable))
    (if (i32.eq (local.get $mode) (i32.const 5)) (then (drop (call_indirect (result i64) (i32.const 0)))))
    (if (i32.eq (local.get $mode) (i32.const 6)) (then (drop (memory.grow (i32.const 1)))))
    (if (i32.eq (local.get $mode) (i32.const 7)) (then (return (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 8)))))
    (if (i32.eq (local.get $mode) (i32.const 8)) (then (return (i32.const -65536))))
    (i32.store (i32.const 4) (i32.and (i32.add (i32.load (i32.const 4)) (i32.const 7)) (i32.const 0x7ff8)))
    (i32.add (i32.const 20480) (i32.load (i32.const 4)))
    (i32.store (i32.const 4) (i32.add (i32.load (i32.const 4)) (local.get 3)))";

/// How often `realloc` has each of its kinds of behaviour, of 16.
const MODES: [u8; 16] = [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];

/// Paths, 16 bytes apart from address 1024 on.
const PATHS: [&str; 16] = [
    "f", "d", "l", "k", ".", "..", "../out", "d/../f", "/", "/f", "", "new", "d/new", "f/", "\\ff",
    "n\\00l",
];

/// 127.0.0.1:0, as flat values.
const ADDRESS: [u64; 6] = [0, 0, 127, 0, 0, 1];

/// Two pollables at address 1280.
const POLLABLES: &str = "(data (i32.const 1280) \"\\07\\00\\00\\00\\08\\00\\00\\00\")\n";

impl Kind {
    /// The component.
    pub fn text(self) -> String {
        match self {
            Kind::Host => host(),
            Kind::Handles => include_str!("handles.wat").to_owned(),
        }
    }

    /// What is called first, and must not trap.
    pub fn first(self) -> &'static [(&'static str, &'static [u64])] {
        match self {
            Kind::Host => FIRST,
            Kind::Handles => FIRST_HANDLES,
        }
    }

    /// A core function of this name, and how often it is called compared with others.
    pub fn call(self, number: usize, name: &str, params: Vec<ValType>) -> (Call, usize) {
        let times = match self {
            Kind::Host if matches!(name, "run" | "realloc") => 0,
            // There are as many as of all others.
            Kind::Host if name.contains("wasi:http") || name.contains("wasi:sockets") => 5,
            Kind::Host => 8,
            Kind::Handles => usize::from(name.starts_with("b-")),
        };
        let takes = |path: &str| match name.strip_prefix("drop ") {
            Some(dropped) => dropped == path,
            None => first_resource(name) == Some(path),
        };
        let handles = HANDLES.iter().find(|(path, _)| takes(path));
        let call = Call {
            number,
            name: name.to_owned(),
            waits: name.contains("#subscribe-"),
            params,
            handles: handles.map_or(&[], |(_, handles)| handles),
        };
        (call, times)
    }
}

/// The resource of the first parameter of a function.
fn first_resource(full: &str) -> Option<&'static str> {
    let (interface, name) = full.split_once('#')?;
    let ty = wasi02::find(interface, name)?.ty;
    let (_, first) = ty.strip_prefix("func(")?.split_once(": ")?;
    let path = first
        .strip_prefix("borrow<")
        .or_else(|| first.strip_prefix("own<"))?;
    path.split('>').next()
}

/// A component that imports all functions, exports them again, and exports those that drop resources.
fn host() -> String {
    let functions: Vec<&HostFunction> = FUNCTIONS
        .iter()
        .filter(|it| !LEFT_OUT.contains(&full_name(it).as_str()))
        .collect();
    let drops: Vec<String> = RESOURCES
        .iter()
        .map(|it| format!("{}/{}", it.interface, it.name))
        .collect();
    let drops: Vec<&str> = drops.iter().map(String::as_str).collect();
    let mut code = String::from("(import \"m\" \"table\" (table 1 funcref))\n");
    let now = functions
        .iter()
        .position(|it| full_name(it) == "wasi:clocks/monotonic-clock#now");
    if let Some(now) = now {
        writeln!(code, "(elem (i32.const 0) $f{now})").expect("a String takes all");
    }
    let mut export = |name: &str, target: &str, params: &[Core], result: Option<Core>| {
        let core = |it: &Core| match it {
            Core::I32 => " i32",
            Core::I64 => " i64",
        };
        let types: String = params.iter().map(core).collect();
        let result = result.map_or(String::new(), |it| format!("(result{})", core(&it)));
        let given: String = (0..params.len())
            .map(|it| format!("(local.get {it})"))
            .collect();
        writeln!(
            code,
            "(func (export \"{name}\") (param{types}) {result} (call {target} {given}))"
        )
        .expect("a String takes all");
    };
    for (index, it) in functions.iter().enumerate() {
        export(&full_name(it), &format!("$f{index}"), it.params, it.result);
    }
    for (index, name) in drops.iter().enumerate() {
        export(
            &format!("drop {name}"),
            &format!("$d{index}"),
            &[Core::I32],
            None,
        );
    }
    code.push_str(
        "(func (export \"mode\") (param i32) (i32.store8 (i32.const 0) (local.get 0)))
         (func (export \"put\") (param i32 i32) (i32.store8 (i32.and (local.get 0) (i32.const 65535)) (local.get 1)))
         (func (export \"put64\") (param i32 i64) (i64.store (i32.and (local.get 0) (i32.const 65528)) (local.get 1)))
         (func (export \"run\") (result i32) i32.const 0)\n",
    );
    for (index, path) in PATHS.iter().enumerate() {
        writeln!(code, "(data (i32.const {}) \"{path}\")", 1024 + 16 * index)
            .expect("a String takes all");
    }
    code.push_str(POLLABLES);
    component_text::command(&functions, &drops, REALLOC, &code)
}

fn full_name(function: &HostFunction) -> String {
    format!("{}#{}", function.interface, function.name)
}

impl Call {
    /// Whether it has this name.
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// Some arguments, and the call as text.
    pub fn arguments(&self, choices: &mut Choices<'_>) -> (Vec<Slot>, String) {
        let mut args = Vec::new();
        // A path and its length, as often as not.
        let mut length = None;
        for ty in &self.params {
            let value = match (ty, length.take()) {
                _ if self.name == "mode" => MODES[choices.below(MODES.len())].into(),
                _ if self.waits => choices.below(1000) as u64,
                (_, Some(len)) => len,
                _ if args.is_empty() && !self.handles.is_empty() && choices.below(8) != 0 => {
                    u64::from(*choices.pick(self.handles))
                }
                (ValType::I32, None) if !args.is_empty() && choices.below(4) == 0 => {
                    // Behind the paths lie the pollables.
                    let place = choices.below(PATHS.len() + 1);
                    length = Some(PATHS.get(place).map_or(2, |path| path.len() as u64));
                    1024 + 16 * place as u64
                }
                (ValType::I32, None) => u64::from(number(choices)),
                _ => wide(choices),
            };
            args.push(value);
        }
        // An address to which a socket may be bound, more often than chance would have it.
        if self.params.len() >= ADDRESS.len() + 2
            && self.name.starts_with("wasi:sockets/")
            && choices.below(4) != 0
        {
            args[2..2 + ADDRESS.len()].copy_from_slice(&ADDRESS);
            args[1] = 11;
        }
        (slots(&args), format!("{}{args:?}", self.name))
    }
}

/// Numbers as they go over the wire; a function without parameters still has a slot for its result.
pub fn slots(args: &[u64]) -> Vec<Slot> {
    let slot = |value: &u64| {
        let mut slot = [0; SLOT_BYTES];
        slot[..8].copy_from_slice(&value.to_le_bytes());
        slot
    };
    let mut slots: Vec<Slot> = args.iter().map(slot).collect();
    slots.resize(slots.len().max(1), Slot::default());
    slots
}

/// A handle, a length, flags, a case, or an address.
fn number(choices: &mut Choices<'_>) -> u32 {
    match choices.below(16) {
        0..=7 => choices.below(24) as u32,
        8 => choices.below(256) as u32,
        9..=12 => 16384 + 8 * choices.below(64) as u32,
        13 => *choices.pick(&[4, 16383, 65528, 65535, 65536, 131_072]),
        14 => *choices.pick(&[u32::MAX, u32::MAX - 3, u32::MAX - 7, 1 << 31, (1 << 31) - 1]),
        _ => choices.u64() as u32,
    }
}

/// An offset, a length, a time.
fn wide(choices: &mut Choices<'_>) -> u64 {
    match choices.below(8) {
        0..=4 => choices.below(5000) as u64,
        5 => *choices.pick(&[u64::MAX, 1 << 63, (1 << 63) - 1, 1 << 32, u32::MAX.into()]),
        _ => choices.u64() >> (choices.byte() & 63),
    }
}
