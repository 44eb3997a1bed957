//! `wasi:io/streams`. What a stream does is known by whoever made it ([`Kind`]), so that images have only the kinds
//! that they use.

use super::bounce;
use super::caller::Caller;
use super::error::failed;
use super::poll::{self, Wait};
use super::slab::Slab;
use super::types::io::{InputStream, OutputStream, Pollable, StreamError};
use super::value::{Given, Resource};
use crate::host::{self, Errno};
use crate::sys::IoVec;
use crate::trap;
use wasmc_abi::trap::ComponentTrap;

/// Bytes that may be written at once, as in wasmtime.
const PERMIT: u64 = 64 << 10;
/// Bytes that the functions which write and flush take (`wasi:io/streams`).
const WRITE_AND_FLUSH: u64 = 4096;

type Result<T = ()> = core::result::Result<T, StreamError>;

/// A kind of stream: what each stream of it does, which has a number, and a position that grows with what is moved. A function,
/// not a table of some: a table would be relocated at each start.
pub type Kind = fn(number: u32, asked: Asked<'_>) -> host::Result<u64>;

/// What a [`Kind`] is asked.
pub enum Asked<'a> {
    /// Reads, and returns how many bytes: 0 at the end, [`Errno::AGAIN`] if there are none yet, unless it is to wait.
    Read {
        /// How many were read before.
        position: u64,
        /// Where they go.
        to: IoVec,
        /// Whether it waits for some.
        waits: bool,
    },
    /// Writes, waiting if need be, and returns how many bytes; [`Errno::PIPE`] if it takes no more.
    Write {
        /// How many were written before.
        position: u64,
        /// Where they come from.
        from: IoVec,
    },
    /// How many bytes may be written at once, which then does not wait.
    Permit,
    /// What has to be waited for until something can be read or written.
    Wait(&'a mut Wait),
    /// The stream was dropped.
    Dropped,
}

struct Stream {
    kind: Kind,
    number: u32,
    position: u64,
    /// Whether nothing more comes, or nothing more can be written.
    closed: bool,
    /// Pollables that stand for it.
    pollables: u32,
}

impl Clone for Stream {
    fn clone(&self) -> Self {
        *self
    }
}

impl Copy for Stream {}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.inputs")]
static INPUTS: Slab<Stream> = Slab::new();
#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.outputs")]
static OUTPUTS: Slab<Stream> = Slab::new();

impl Stream {
    fn new(kind: Kind, number: u32, position: u64) -> Self {
        Self {
            kind,
            number,
            position,
            closed: false,
            pollables: 0,
        }
    }

    /// Fails if it is closed.
    fn open(&self) -> Result {
        if self.closed {
            return Err(StreamError::Closed);
        }
        Ok(())
    }

    /// So many bytes were read or written.
    fn moved(&mut self, bytes: usize) {
        self.position = self.position.saturating_add(bytes as u64);
    }

    /// No operation will follow.
    fn close(&mut self, errno: Errno) -> StreamError {
        self.closed = true;
        match errno {
            Errno::PIPE => StreamError::Closed,
            _ => failed(errno),
        }
    }
}

/// Makes an `input-stream`.
pub fn input(kind: Kind, number: u32, position: u64) -> InputStream {
    InputStream::new(INPUTS.insert(Stream::new(kind, number, position)))
}

/// Makes an `output-stream`.
pub fn output(kind: Kind, number: u32, position: u64) -> OutputStream {
    OutputStream::new(OUTPUTS.insert(Stream::new(kind, number, position)))
}

/// What may be written at once to a stream that never waits.
pub const ANY_TIME: host::Result<u64> = Ok(PERMIT);

impl Stream {
    /// What has to be waited for until something can be moved.
    fn wait(&self) -> Wait {
        let mut wait = Wait::HERE;
        if !self.closed {
            let _ = (self.kind)(self.number, Asked::Wait(&mut wait));
        }
        wait
    }
}

fn wait_of(streams: &Slab<Stream>, place: u64, asked: poll::Asked) -> Wait {
    match asked {
        poll::Asked::Wait => streams.get(place as u32).wait(),
        poll::Asked::Dropped => {
            count(streams, place as u32, -1);
            Wait::HERE
        }
    }
}

fn input_source(place: u64, asked: poll::Asked) -> Wait {
    wait_of(&INPUTS, place, asked)
}

fn output_source(place: u64, asked: poll::Asked) -> Wait {
    wait_of(&OUTPUTS, place, asked)
}

fn count(streams: &Slab<Stream>, place: u32, by: i32) {
    let mut stream = streams.get(place);
    stream.pollables = stream.pollables.wrapping_add_signed(by);
    streams.set(place, stream);
}

/// Takes a stream out that no pollable stands for.
fn remove(streams: &Slab<Stream>, place: u32) -> Stream {
    if streams.get(place).pollables != 0 {
        trap::raise_component(ComponentTrap::HasChildren, b"");
    }
    streams.remove(place)
}

/// Reads up to so many bytes into the buffer ([`bounce`]), and returns how many: none if there are none yet, unless it
/// `waits`.
#[inline(never)]
fn fetch(this: InputStream, len: u64, waits: bool) -> Result<usize> {
    let place = this.rep();
    let mut stream = INPUTS.get(place);
    stream.open()?;
    if len == 0 {
        return Ok(0);
    }
    let asked = Asked::Read {
        position: stream.position,
        to: bounce::room(len),
        waits,
    };
    let read = match (stream.kind)(stream.number, asked) {
        Err(Errno::AGAIN) => return Ok(0),
        read => read.map(|bytes| bytes as usize),
    };
    let result = match read {
        Ok(0) => {
            stream.closed = true;
            Err(StreamError::Closed)
        }
        Ok(bytes) => {
            stream.moved(bytes);
            Ok(bytes)
        }
        Err(errno) => Err(stream.close(errno)),
    };
    INPUTS.set(place, stream);
    result
}

/// Writes all bytes of a range.
#[inline(never)]
fn put(this: OutputStream, from: IoVec) -> Result {
    let place = this.rep();
    let mut stream = OUTPUTS.get(place);
    stream.open()?;
    let mut rest = from;
    let mut result = Ok(());
    while !rest.is_empty() {
        let asked = Asked::Write {
            position: stream.position,
            from: rest,
        };
        match (stream.kind)(stream.number, asked) {
            Ok(bytes) => {
                stream.moved(bytes as usize);
                rest = rest.skip(bytes as usize);
            }
            Err(errno) => {
                result = Err(stream.close(errno));
                break;
            }
        }
    }
    OUTPUTS.set(place, stream);
    result
}

/// Fails if a stream is closed.
fn open(this: OutputStream) -> Result {
    OUTPUTS.get(this.rep()).open()
}

/// How many bytes may be written at once.
fn permit(this: OutputStream) -> Result<u64> {
    let mut stream = OUTPUTS.get(this.rep());
    stream.open()?;
    (stream.kind)(stream.number, Asked::Permit).map_err(|errno| {
        let error = stream.close(errno);
        OUTPUTS.set(this.rep(), stream);
        error
    })
}

fn at_most(len: u64, most: u64) {
    if len > most {
        trap::raise_component(
            ComponentTrap::Refused,
            b"more bytes than the stream takes at once",
        );
    }
}

fn read(caller: Caller, this: InputStream, len: u64, waits: bool) -> Result<Given<[u8]>> {
    let bytes = fetch(this, len, waits)?;
    Ok(bounce::with(bytes, |bytes| caller.bytes(bytes)))
}

/// `input-stream.read`.
pub fn input_stream_read(caller: Caller, this: InputStream, len: u64) -> Result<Given<[u8]>> {
    read(caller, this, len, false)
}

/// `input-stream.blocking-read`.
pub fn input_stream_blocking_read(
    caller: Caller,
    this: InputStream,
    len: u64,
) -> Result<Given<[u8]>> {
    read(caller, this, len, true)
}

/// `input-stream.skip`.
pub fn input_stream_skip(_: Caller, this: InputStream, len: u64) -> Result<u64> {
    Ok(fetch(this, len, false)? as u64)
}

/// `input-stream.blocking-skip`.
pub fn input_stream_blocking_skip(_: Caller, this: InputStream, len: u64) -> Result<u64> {
    Ok(fetch(this, len, true)? as u64)
}

/// `input-stream.subscribe`.
pub fn input_stream_subscribe(_: Caller, this: InputStream) -> Pollable {
    count(&INPUTS, this.rep(), 1);
    poll::pollable(input_source, u64::from(this.rep()))
}

/// Drops an `input-stream`.
pub fn drop_input_stream(this: InputStream) {
    let stream = remove(&INPUTS, this.rep());
    let _ = (stream.kind)(stream.number, Asked::Dropped);
}

/// `output-stream.check-write`.
pub fn output_stream_check_write(_: Caller, this: OutputStream) -> Result<u64> {
    permit(this)
}

/// `output-stream.write`.
pub fn output_stream_write(_: Caller, this: OutputStream, contents: IoVec) -> Result {
    put(this, contents)
}

/// `output-stream.blocking-write-and-flush`.
pub fn output_stream_blocking_write_and_flush(
    _: Caller,
    this: OutputStream,
    contents: IoVec,
) -> Result {
    at_most(contents.len() as u64, WRITE_AND_FLUSH);
    put(this, contents)
}

/// `output-stream.flush`: nothing is held back.
pub fn output_stream_flush(_: Caller, this: OutputStream) -> Result {
    open(this)
}

/// `output-stream.blocking-flush`.
pub fn output_stream_blocking_flush(_: Caller, this: OutputStream) -> Result {
    open(this)
}

/// `output-stream.subscribe`.
pub fn output_stream_subscribe(_: Caller, this: OutputStream) -> Pollable {
    count(&OUTPUTS, this.rep(), 1);
    poll::pollable(output_source, u64::from(this.rep()))
}

fn zeroes(this: OutputStream, len: u64, most: u64) -> Result {
    open(this)?;
    at_most(len, most);
    let zeroes = bounce::room(len);
    zeroes.clear();
    put(this, zeroes)
}

/// `output-stream.write-zeroes`.
pub fn output_stream_write_zeroes(_: Caller, this: OutputStream, len: u64) -> Result {
    zeroes(this, len, PERMIT)
}

/// `output-stream.blocking-write-zeroes-and-flush`.
pub fn output_stream_blocking_write_zeroes_and_flush(
    _: Caller,
    this: OutputStream,
    len: u64,
) -> Result {
    zeroes(this, len, WRITE_AND_FLUSH)
}

fn splice(this: OutputStream, src: InputStream, len: u64, waits: bool) -> Result<u64> {
    let most = loop {
        let most = permit(this)?;
        if most != 0 || !waits {
            break most;
        }
        poll::wait_for(OUTPUTS.get(this.rep()).wait());
    };
    let bytes = fetch(src, len.min(most), waits)? as u64;
    put(this, bounce::room(bytes))?;
    Ok(bytes)
}

/// `output-stream.splice`.
pub fn output_stream_splice(
    _: Caller,
    this: OutputStream,
    src: InputStream,
    len: u64,
) -> Result<u64> {
    splice(this, src, len, false)
}

/// `output-stream.blocking-splice`.
pub fn output_stream_blocking_splice(
    _: Caller,
    this: OutputStream,
    src: InputStream,
    len: u64,
) -> Result<u64> {
    splice(this, src, len, true)
}

/// Drops an `output-stream`.
pub fn drop_output_stream(this: OutputStream) {
    let stream = remove(&OUTPUTS, this.rep());
    let _ = (stream.kind)(stream.number, Asked::Dropped);
}
