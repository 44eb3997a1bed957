//! `wasi:io/streams`: the standard streams, and files from a position on.
//!
//! Files never wait, nor does what is written to a standard stream: as in wasmtime, such a call returns when everything is
//! written.

use super::bounce;
use super::caller::Caller;
use super::error::failed;
use super::slab::Slab;
use super::types::io::{InputStream, OutputStream, Pollable, StreamError};
use super::value::{Given, Resource};
use super::{files, poll};
use crate::host::{self, Descriptor, Errno, FileType, HostFd};
use crate::sys::IoVec;
use crate::trap;
use wasmc_abi::trap::ComponentTrap;

/// Bytes that may be written at once, as in wasmtime.
const PERMIT: u64 = 64 << 10;
/// Bytes that the functions which write and flush take (`wasi:io/streams`).
const WRITE_AND_FLUSH: u64 = 4096;

type Result<T = ()> = core::result::Result<T, StreamError>;

/// Where the bytes of an `input-stream` come from, or those of an `output-stream` go.
#[derive(Clone, Copy)]
enum End {
    /// A standard stream.
    Standard(u32),
    /// A file, at a position.
    File { file: u32, position: u64 },
    /// The end of a file.
    Append { file: u32 },
}

#[derive(Clone, Copy)]
struct Stream {
    end: End,
    /// Whether nothing more comes, or nothing more can be written.
    closed: bool,
    /// Pollables that stand for it.
    pollables: u32,
}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.inputs")]
static INPUTS: Slab<Stream> = Slab::new();
#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.outputs")]
static OUTPUTS: Slab<Stream> = Slab::new();

impl Stream {
    fn new(end: End) -> Self {
        Self {
            end,
            closed: false,
            pollables: 0,
        }
    }

    /// What is open.
    fn descriptor(self) -> Descriptor {
        match self.end {
            End::Standard(number) => standard(number),
            End::File { file, .. } | End::Append { file } => files::get(file).descriptor,
        }
    }

    /// Forgets its file.
    fn release(self) {
        if self.pollables != 0 {
            trap::raise_component(ComponentTrap::HasChildren, b"");
        }
        if let End::File { file, .. } | End::Append { file } = self.end {
            files::release(file);
        }
    }

    /// So many bytes were read or written.
    fn moved(&mut self, bytes: usize) {
        if let End::File { position, .. } = &mut self.end {
            *position = position.saturating_add(bytes as u64);
        }
    }

    /// No operation will follow.
    fn close(&mut self, errno: Errno) -> StreamError {
        self.closed = true;
        match (self.end, errno) {
            (End::Standard(_), Errno::PIPE) => StreamError::Closed,
            _ => failed(errno),
        }
    }
}

/// A standard stream: 0, 1 or 2.
pub fn standard(number: u32) -> Descriptor {
    Descriptor::Host(HostFd::stream(number), FileType::Unknown)
}

/// Standard input.
pub fn stdin() -> InputStream {
    InputStream::new(INPUTS.insert(Stream::new(End::Standard(0))))
}

/// Standard output or standard error.
pub fn standard_output(number: u32) -> OutputStream {
    OutputStream::new(OUTPUTS.insert(Stream::new(End::Standard(number))))
}

/// Reads a file from a position on.
pub fn input(file: u32, position: u64) -> InputStream {
    files::retain(file);
    InputStream::new(INPUTS.insert(Stream::new(End::File { file, position })))
}

/// Writes to a file from a position on, or to its end.
pub fn output(file: u32, position: Option<u64>) -> OutputStream {
    files::retain(file);
    let end = match position {
        Some(position) => End::File { file, position },
        None => End::Append { file },
    };
    OutputStream::new(OUTPUTS.insert(Stream::new(end)))
}

/// The descriptor that an `input-stream` has to be waited for with, if it has to be.
pub fn awaited(stream: u32) -> Option<Descriptor> {
    let stream = INPUTS.get(stream);
    match stream.end {
        End::Standard(_) if !stream.closed => Some(stream.descriptor()),
        _ => None,
    }
}

/// A pollable of an `input-stream` is made or dropped.
pub fn count_input(stream: u32, by: i32) {
    count(&INPUTS, stream, by);
}

/// A pollable of an `output-stream` is made or dropped.
pub fn count_output(stream: u32, by: i32) {
    count(&OUTPUTS, stream, by);
}

fn count(streams: &Slab<Stream>, place: u32, by: i32) {
    let mut stream = streams.get(place);
    stream.pollables = stream.pollables.wrapping_add_signed(by);
    streams.set(place, stream);
}

/// Reads up to so many bytes into the buffer ([`bounce`]), and returns how many: none if there are none yet, unless it
/// `waits`.
#[inline(never)]
fn fetch(this: InputStream, len: u64, waits: bool) -> Result<usize> {
    let place = this.rep();
    let mut stream = INPUTS.get(place);
    if stream.closed {
        return Err(StreamError::Closed);
    }
    if len == 0 {
        return Ok(0);
    }
    let descriptor = stream.descriptor();
    let to = [bounce::room(len)];
    let read = match stream.end {
        End::Standard(_) => {
            if !waits && !poll::readable(descriptor) {
                return Ok(0);
            }
            loop {
                match descriptor.read(&to, 0) {
                    // Somebody else has made it so that it does not wait.
                    Err(Errno::AGAIN) if waits => poll::wait_for(descriptor, false),
                    Err(Errno::AGAIN) => return Ok(0),
                    read => break read,
                }
            }
        }
        End::File { position, .. } => descriptor.read_at(&to, position),
        End::Append { .. } => Ok(0),
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
    if stream.closed {
        return Err(StreamError::Closed);
    }
    let descriptor = stream.descriptor();
    let mut rest = from;
    let mut result = Ok(());
    while !rest.is_empty() {
        let written = match stream.end {
            End::Standard(_) => write(descriptor, rest),
            End::File { position, .. } => descriptor.write_at(&[rest], position),
            End::Append { .. } => descriptor.append(&[rest]),
        };
        match written {
            Ok(bytes) => {
                stream.moved(bytes);
                rest = rest.skip(bytes);
            }
            Err(Errno::AGAIN) => poll::wait_for(descriptor, true),
            Err(errno) => {
                result = Err(stream.close(errno));
                break;
            }
        }
    }
    OUTPUTS.set(place, stream);
    result
}

/// Writes at the kernel's position.
#[inline(never)]
fn write(descriptor: Descriptor, from: IoVec) -> host::Result<usize> {
    descriptor.write(&[from])
}

/// Fails if a stream is closed.
fn open(this: OutputStream) -> Result {
    if OUTPUTS.get(this.rep()).closed {
        return Err(StreamError::Closed);
    }
    Ok(())
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
    poll::of_input(this.rep())
}

/// Drops an `input-stream`.
pub fn drop_input_stream(this: InputStream) {
    INPUTS.get(this.rep()).release();
    INPUTS.remove(this.rep());
}

/// `output-stream.check-write`.
pub fn output_stream_check_write(_: Caller, this: OutputStream) -> Result<u64> {
    open(this).map(|()| PERMIT)
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
    poll::of_output(this.rep())
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
    open(this)?;
    let bytes = fetch(src, len, waits)? as u64;
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
    OUTPUTS.get(this.rep()).release();
    OUTPUTS.remove(this.rep());
}
