//! Components as text, made from the types that functions of WASI 0.2 have in `wasmc_abi::wasi02`.

use std::collections::BTreeMap;
use std::fmt::Write;
use wasmc_abi::wasi::Core;
use wasmc_abi::wasi02::{self, HostFunction};

/// The version that the components import.
const VERSION: &str = "0.2.3";

/// The function of this name; it must be there.
pub fn function(interface: &str, name: &str) -> &'static HostFunction {
    wasi02::find(interface, name).unwrap_or_else(|| panic!("{interface} {name}"))
}

/// The types of one function, from their text.
struct Parser<'a> {
    rest: &'a str,
    /// Declarations that the type needs in front of it, in an instance type.
    declared: String,
    /// Names of resources, by their paths.
    resources: &'a BTreeMap<String, String>,
    /// Distinguishes the declarations of functions of one instance.
    place: usize,
    count: usize,
}

impl Parser<'_> {
    fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, text: &str) {
        assert!(self.eat(text), "{text} before {}", self.rest);
    }

    fn name(&mut self) -> String {
        let end = self
            .rest
            .find(|it: char| !it.is_ascii_alphanumeric() && it != '-')
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        name.to_owned()
    }

    /// What stands before `close`.
    fn list(&mut self, close: &str, mut item: impl FnMut(&mut Self) -> String) -> String {
        let mut items = Vec::new();
        while !self.eat(close) {
            items.push(item(self));
            self.eat(", ");
        }
        items.join(" ")
    }

    /// Types of these kinds need a name.
    fn named(&mut self, ty: &str) -> String {
        let (place, count) = (self.place, self.count);
        self.count += 1;
        let name = format!("{place}-{count}");
        writeln!(
            self.declared,
            "(type $d{name} {ty}) (export \"t{place}-n{count}\" (type $t{name} (eq $d{name})))"
        )
        .unwrap();
        format!("$t{name}")
    }

    fn ty(&mut self) -> String {
        let word = self.name();
        match word.as_str() {
            "own" | "borrow" => {
                self.expect("<");
                let end = self.rest.find('>').unwrap();
                let name = &self.resources[&self.rest[..end]];
                self.rest = &self.rest[end + 1..];
                format!("({word} {name})")
            }
            "list" | "option" | "tuple" => {
                self.expect("<");
                let types = self.list(">", Self::ty);
                format!("({word} {types})")
            }
            "result" => {
                let mut text = "(result".to_owned();
                if self.eat("<") {
                    if !self.eat("_") {
                        text += &format!(" {}", self.ty());
                    }
                    if self.eat(", ") {
                        text += &format!(" (error {})", self.ty());
                    }
                    self.expect(">");
                }
                text + ")"
            }
            "record" => {
                self.expect("{");
                let fields = self.list("}", |it| {
                    let name = it.name();
                    it.expect(": ");
                    format!("(field \"{name}\" {})", it.ty())
                });
                self.named(&format!("(record {fields})"))
            }
            "enum" | "flags" => {
                self.expect("{");
                let names = self.list("}", |it| format!("\"{}\"", it.name()));
                self.named(&format!("({word} {names})"))
            }
            "variant" => {
                self.expect("{");
                let cases = self.list("}", |it| {
                    let name = it.name();
                    if !it.eat("(") {
                        return format!("(case \"{name}\")");
                    }
                    let ty = it.ty();
                    it.expect(")");
                    format!("(case \"{name}\" {ty})")
                });
                self.named(&format!("(variant {cases})"))
            }
            _ => word,
        }
    }

    fn function(&mut self) -> String {
        self.expect("func(");
        let params = self.list(")", |it| {
            let name = it.name();
            it.expect(": ");
            format!("(param \"{name}\" {})", it.ty())
        });
        let result = match self.eat(" -> ") {
            true => format!("(result {})", self.ty()),
            false => String::new(),
        };
        format!("(func {params} {result})")
    }
}

/// Paths of the resources in the text of a type.
fn resources(ty: &str) -> impl Iterator<Item = &str> {
    ["own<", "borrow<"].into_iter().flat_map(move |word| {
        ty.split(word)
            .skip(1)
            .filter_map(|rest| rest.split('>').next())
    })
}

/// The interface and the name of a resource.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap()
}

/// A command that imports functions, `$f0` and so on in `code`, and functions that drop resources, `$d0` and so on. `code` has
/// the core function `run`, which returns 0 for success. Results go to address 16384 of the memory, unless `realloc`
/// (the body of a function with four parameters) says otherwise. `code` may import the instance `m` with the memory, and a
/// table of one function that `realloc` can call.
pub fn command(functions: &[&HostFunction], drops: &[&str], realloc: &str, code: &str) -> String {
    let mut paths: Vec<&str> = drops.to_vec();
    paths.extend(functions.iter().flat_map(|it| resources(it.ty)));
    paths.sort_unstable();
    paths.dedup();
    let mut interfaces: Vec<&str> = Vec::new();
    let owners = paths.iter().map(|path| split(path).0);
    for interface in owners.chain(functions.iter().map(|it| it.interface)) {
        if !interfaces.contains(&interface) {
            interfaces.push(interface);
        }
    }
    // What defines resources comes before what uses them.
    interfaces.sort_by_key(|it| {
        let defines = it.ends_with("/network") || it.ends_with("/types");
        (!it.starts_with("wasi:io/"), !defines, *it)
    });
    let mut out = "(component\n".to_owned();
    let mut defined: BTreeMap<String, String> = BTreeMap::new();
    for (number, interface) in interfaces.iter().enumerate() {
        let mut body = String::new();
        let mut local = BTreeMap::new();
        for (index, path) in paths.iter().enumerate() {
            let (owner, name) = split(path);
            if owner == *interface {
                writeln!(
                    body,
                    "(export \"{name}\" (type $own{index} (sub resource)))"
                )
                .unwrap();
                local.insert((*path).to_owned(), format!("$own{index}"));
            } else if let Some(outer) = defined.get(*path) {
                writeln!(body, "(alias outer 1 {outer} (type $use{index}))").unwrap();
                local.insert((*path).to_owned(), format!("$use{index}"));
            }
        }
        let here = functions.iter().filter(|it| it.interface == *interface);
        for (place, function) in here.enumerate() {
            let mut parser = Parser {
                rest: function.ty,
                declared: String::new(),
                resources: &local,
                place,
                count: 0,
            };
            let ty = parser.function();
            writeln!(
                body,
                "{}(export \"{}\" {ty})",
                parser.declared, function.name
            )
            .unwrap();
        }
        writeln!(
            out,
            "(import \"{interface}@{VERSION}\" (instance $i{number}\n{body}))"
        )
        .unwrap();
        for (index, path) in paths.iter().enumerate() {
            let (owner, name) = split(path);
            if owner == *interface {
                let ty = format!("$r{index}");
                writeln!(out, "(alias export $i{number} \"{name}\" (type {ty}))").unwrap();
                defined.insert((*path).to_owned(), ty);
            }
        }
    }
    write!(
        out,
        "(core module $mem (memory (export \"memory\") 1) (table (export \"table\") 1 funcref)
            (func (export \"realloc\") (param i32 i32 i32 i32) (result i32) {realloc}))
        (core instance $m (instantiate $mem))\n"
    )
    .unwrap();
    let (mut imports, mut exports) = (String::new(), String::new());
    for (index, function) in functions.iter().enumerate() {
        let instance = interfaces.iter().position(|it| *it == function.interface);
        let instance = instance.unwrap();
        writeln!(
            out,
            "(core func $f{index} (canon lower (func $i{instance} \"{}\")
                (memory (core memory $m \"memory\")) (realloc (core func $m \"realloc\"))))",
            function.name
        )
        .unwrap();
        let params: Vec<_> = function.params.iter().copied().map(core).collect();
        let result = function
            .result
            .map_or_else(String::new, |it| format!("(result {})", core(it)));
        let params = params.join(" ");
        writeln!(
            imports,
            "(import \"\" \"f{index}\" (func $f{index} (param {params}) {result}))"
        )
        .unwrap();
        write!(exports, "(export \"f{index}\" (func $f{index}))").unwrap();
    }
    for (index, path) in drops.iter().enumerate() {
        writeln!(
            out,
            "(core func $d{index} (canon resource.drop {}))",
            defined[*path]
        )
        .unwrap();
        writeln!(
            imports,
            "(import \"\" \"d{index}\" (func $d{index} (param i32)))"
        )
        .unwrap();
        write!(exports, "(export \"d{index}\" (func $d{index}))").unwrap();
    }
    write!(
        out,
        "(core module $main {imports} (import \"m\" \"memory\" (memory 1)) {code})
        (core instance $c (instantiate $main (with \"m\" (instance $m)) (with \"\" (instance {exports}))))
        (func $run (result (result)) (canon lift (core func $c \"run\")))
        (instance $r (export \"run\" (func $run)))
        (export \"wasi:cli/run@{VERSION}\" (instance $r)))\n"
    )
    .unwrap();
    out
}

/// Where `realloc` puts results, one at a time.
pub const AT_16384: &str = "i32.const 16384";

fn core(core: Core) -> &'static str {
    match core {
        Core::I32 => "i32",
        Core::I64 => "i64",
    }
}

/// A command that calls one function with zeros.
pub fn caller(function: &HostFunction) -> String {
    let args: String = function
        .params
        .iter()
        .map(|&it| format!("({}.const 0)", core(it)))
        .collect();
    let drop = if function.result.is_some() {
        "drop"
    } else {
        ""
    };
    let code = format!("(func (export \"run\") (result i32) (call $f0 {args}) {drop} i32.const 0)");
    command(&[function], &[], AT_16384, &code)
}

/// A command that drops one resource that it does not have.
pub fn dropper(interface: &str, name: &str) -> String {
    let code = "(func (export \"run\") (result i32) (call $d0 (i32.const 1)) i32.const 0)";
    command(&[], &[&format!("{interface}/{name}")], AT_16384, code)
}
