//! `fields`: an ordered multimap. Names are kept in lower case; the values of a name stand together.

use super::super::caller::{Caller, Elements, List};
use super::super::slab::Slab;
use super::super::text::Text;
use super::super::types::http::{Fields, HeaderError};
use super::super::value::{Given, Resource};
use super::arena::{self, Span};
use crate::sys::IoVec;
use crate::trap;
use wasmc_abi::trap::ComponentTrap;

/// Bytes that the names and the values may have, with what wasmtime counts for each name and each value.
const MOST: u32 = 128 << 10;
const PER_NAME: u32 = 32;
const PER_VALUE: u32 = 40;

/// Names that programs may not set and do not see: they are the server's.
const FORBIDDEN: &[u8] = b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection transfer-encoding \
                           upgrade host http2-settings";

type Result<T = ()> = core::result::Result<T, HeaderError>;

/// A name and a value in the guest's memory.
type Pair = (Given<str>, Given<[u8]>);

/// One name with one value.
#[derive(Clone, Copy)]
struct Entry {
    name: Span,
    value: Span,
    /// Place of the next, or 0.
    next: u32,
}

/// Names with values.
#[derive(Clone, Copy, Default)]
pub struct Multimap {
    /// Place of the first, or 0.
    first: u32,
    size: u32,
    immutable: bool,
}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.fields")]
static FIELDS: Slab<Multimap> = Slab::new();

/// Whether a name in lower case is the server's.
fn is_forbidden(name: &[u8]) -> bool {
    FORBIDDEN.split(|&it| it == b' ').any(|it| it == name)
}

fn is_token(char: char) -> bool {
    char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char)
}

/// A name in lower case; `None`: it is none.
fn name_of(text: Text) -> Option<Span> {
    let (mut len, mut valid) = (0, true);
    text.each_char(|char| {
        len += 1;
        valid &= is_token(char);
    });
    const LONGEST: usize = (1 << 16) - 1;
    if !valid || len == 0 || len > LONGEST {
        return None;
    }
    let name = arena::with_new(len, |to| {
        let mut places = to.iter_mut();
        text.each_char(|char| {
            if let Some(place) = places.next() {
                *place = char.to_ascii_lowercase() as u8;
            }
        });
        len
    });
    Some(name)
}

/// A name that may be changed.
fn own_name(text: Text) -> Result<Span> {
    let name = name_of(text).ok_or(HeaderError::InvalidSyntax)?;
    match is_forbidden(arena::bytes(name)) {
        true => Err(HeaderError::Forbidden),
        false => Ok(name),
    }
}

fn is_length(name: Span) -> bool {
    arena::bytes(name) == b"content-length"
}

/// A value, if it is one for this name.
fn value_of(name: Span, from: IoVec) -> Result<Span> {
    if from.len() > MOST as usize {
        too_large();
    }
    let span = arena::keep_range(from);
    let value = arena::bytes(span);
    let valid = match is_length(name) {
        true => number(value).is_some(),
        false => value
            .iter()
            .all(|&it| it == b'\t' || (it >= b' ' && it != 0x7f)),
    };
    match valid {
        true => Ok(span),
        false => Err(HeaderError::InvalidSyntax),
    }
}

/// The number that `content-length` has.
fn number(value: &[u8]) -> Option<u64> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    core::str::from_utf8(value).ok()?.parse().ok()
}

#[cold]
fn too_large() -> ! {
    trap::raise_component(
        ComponentTrap::Refused,
        b"total size of fields exceeds limit",
    )
}

impl Multimap {
    /// The entries.
    fn entries(self) -> impl Iterator<Item = (u32, Entry)> {
        let mut next = self.first;
        core::iter::from_fn(move || {
            if next == 0 {
                return None;
            }
            let place = next;
            let entry = arena::get::<Entry>(place);
            next = entry.next;
            Some((place, entry))
        })
    }

    fn named(self, name: &[u8]) -> impl Iterator<Item = Entry> {
        let entries = self.entries().map(|(_, entry)| entry);
        entries.filter(move |entry| arena::bytes(entry.name) == name)
    }

    /// Appends a value to those of its name.
    pub fn append(&mut self, name: Span, value: Span) {
        let text = arena::bytes(name);
        let (mut last, mut same) = (0, 0);
        for (place, entry) in self.entries() {
            last = place;
            if arena::bytes(entry.name) == text {
                same = place;
            }
        }
        let new = if same == 0 {
            text.len() as u32 + PER_NAME
        } else {
            0
        };
        let size = self.size + new + arena::bytes(value).len() as u32 + PER_VALUE;
        if size > MOST && !self.immutable {
            too_large();
        }
        self.size = size;
        let behind = if same == 0 { last } else { same };
        let next = match behind {
            0 => 0,
            behind => arena::get::<Entry>(behind).next,
        };
        let place = arena::put(Entry { name, value, next });
        if behind == 0 {
            self.first = place;
        } else {
            let entry = arena::get::<Entry>(behind);
            arena::set(
                behind,
                Entry {
                    next: place,
                    ..entry
                },
            );
        }
    }

    /// Takes all values of a name out.
    fn remove(&mut self, name: &[u8]) {
        let mut before = 0;
        let mut removed = 0;
        for (place, entry) in self.entries() {
            if arena::bytes(entry.name) != name {
                before = place;
                continue;
            }
            if removed == 0 {
                removed = name.len() as u32 + PER_NAME;
            }
            removed += arena::bytes(entry.value).len() as u32 + PER_VALUE;
            if before == 0 {
                self.first = entry.next;
            } else {
                let kept = arena::get::<Entry>(before);
                arena::set(
                    before,
                    Entry {
                        next: entry.next,
                        ..kept
                    },
                );
            }
        }
        self.size -= removed;
    }

    /// The same that nobody can change.
    pub fn immutable(self) -> Self {
        Self {
            immutable: true,
            ..self
        }
    }

    /// A copy that can be changed.
    fn copy(self) -> Self {
        let mut copy = Self::default();
        let mut last = 0;
        for (_, entry) in self.entries() {
            let place = arena::put(Entry { next: 0, ..entry });
            if last == 0 {
                copy.first = place;
            } else {
                let before = arena::get::<Entry>(last);
                arena::set(
                    last,
                    Entry {
                        next: place,
                        ..before
                    },
                );
            }
            last = place;
        }
        copy.size = self.size;
        copy
    }

    /// Adds what a client sent, but for what is the server's.
    pub fn add_received(&mut self, name: &[u8], value: &[u8]) {
        let name = arena::with_new(name.len(), |to| {
            to.copy_from_slice(name);
            to.make_ascii_lowercase();
            name.len()
        });
        if !is_forbidden(arena::bytes(name)) {
            self.append(name, arena::keep(value));
        }
    }

    /// The length that it announces.
    pub fn length(self) -> Option<u64> {
        number(arena::bytes(self.named(b"content-length").next()?.value))
    }

    /// Shows each name with each value until one is refused; returns whether none was.
    pub fn all(self, mut show: impl FnMut(&[u8], &[u8]) -> bool) -> bool {
        self.entries()
            .all(|(_, entry)| show(arena::bytes(entry.name), arena::bytes(entry.value)))
    }

    /// A resource of it.
    pub fn resource(self) -> Fields {
        arena::hold();
        Fields::new(FIELDS.insert(self))
    }
}

/// Takes a resource apart. Who does goes on to hold the text.
pub fn take(fields: Fields) -> Multimap {
    FIELDS.remove(fields.rep())
}

/// Changes a resource that can be changed.
fn change(this: Fields, how: impl FnOnce(&mut Multimap)) -> Result {
    let mut map = FIELDS.get(this.rep());
    if map.immutable {
        return Err(HeaderError::Immutable);
    }
    how(&mut map);
    FIELDS.set(this.rep(), map);
    Ok(())
}

/// The address and the length that stand at an address, which lies in bounds.
fn pair(caller: Caller, at: u32) -> (u32, u32) {
    let word = |at| caller.memory().read_u32(at).unwrap_or(0);
    (word(at), word(at + 4))
}

/// `constructor`.
pub fn new_fields(_: Caller) -> Fields {
    Multimap::default().resource()
}

/// `from-list`.
pub fn fields_from_list(caller: Caller, entries: Elements) -> Result<Fields> {
    let mut map = Multimap::default();
    let mut failed = None;
    for index in 0..entries.count {
        let at = entries.address(index);
        let (name, name_len) = pair(caller, at);
        let (value, value_len) = pair(caller, at + 8);
        let name = Text::new(caller, name, name_len);
        let value = caller.range(value, value_len);
        if failed.is_some() {
            // What is no string traps, wherever it is.
            name.check();
            continue;
        }
        let added = own_name(name).and_then(|name| Ok((name, value_of(name, value)?)));
        match added {
            Ok((name, _)) if is_length(name) && map.length().is_some() => {
                failed = Some(HeaderError::InvalidSyntax);
            }
            Ok((name, value)) => map.append(name, value),
            Err(error) => failed = Some(error),
        }
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(map.resource()),
    }
}

/// `get`.
pub fn fields_get(caller: Caller, this: Fields, name: Text) -> Given<[Given<[u8]>]> {
    let map = FIELDS.get(this.rep());
    let name = name_of(name).map_or(&[][..], arena::bytes);
    let mut list: List<Given<[u8]>> = caller.list_of(map.named(name).count() as u32);
    for entry in map.named(name) {
        list.push(caller.bytes(arena::bytes(entry.value)));
    }
    list.finish()
}

/// `has`.
pub fn fields_has(_: Caller, this: Fields, name: Text) -> bool {
    let map = FIELDS.get(this.rep());
    name_of(name).is_some_and(|name| map.named(arena::bytes(name)).next().is_some())
}

/// `set`.
pub fn fields_set(caller: Caller, this: Fields, name: Text, values: Elements) -> Result {
    name.check();
    let mut values_of = Multimap::default();
    let name = own_name(name)?;
    for index in 0..values.count {
        let (at, len) = pair(caller, values.address(index));
        let value = value_of(name, caller.range(at, len))?;
        if index != 0 && is_length(name) {
            return Err(HeaderError::InvalidSyntax);
        }
        values_of.append(name, value);
    }
    change(this, |map| {
        map.remove(arena::bytes(name));
        for (_, entry) in values_of.entries() {
            map.append(entry.name, entry.value);
        }
    })
}

/// `delete`.
pub fn fields_delete(_: Caller, this: Fields, name: Text) -> Result {
    let name = own_name(name)?;
    change(this, |map| map.remove(arena::bytes(name)))
}

/// `append`.
pub fn fields_append(_: Caller, this: Fields, name: Text, value: IoVec) -> Result {
    let name = own_name(name)?;
    let value = value_of(name, value)?;
    if is_length(name) && FIELDS.get(this.rep()).length().is_some() {
        return Err(HeaderError::InvalidSyntax);
    }
    change(this, |map| map.append(name, value))
}

/// `entries`.
pub fn fields_entries(caller: Caller, this: Fields) -> Given<[Pair]> {
    let map = FIELDS.get(this.rep());
    let mut list: List<Pair> = caller.list_of(map.entries().count() as u32);
    for (_, entry) in map.entries() {
        let name = caller.text(arena::bytes(entry.name));
        list.push((name, caller.bytes(arena::bytes(entry.value))));
    }
    list.finish()
}

/// `clone`.
pub fn fields_clone(_: Caller, this: Fields) -> Fields {
    FIELDS.get(this.rep()).copy().resource()
}

/// Drops `fields`.
pub fn drop_fields(this: Fields) {
    FIELDS.remove(this.rep());
    arena::release();
}
