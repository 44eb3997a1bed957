//! A server: an image of a component that exports `wasi:http/incoming-handler`.
//!
//! The component is instantiated once. Then the parent makes its workers, each of which is a copy with that state, and serves one
//! request at a time. After each request a worker returns to the state after instantiation ([`Snapshot`]).
#![allow(unsafe_code)]

mod events;
mod handler;
mod parent;
mod worker;

use crate::host::{ClockId, Descriptor, before_waiting, makes_workers, now, open_server};
use crate::http::flush_current;
use crate::instance::growth;
use crate::instance::snapshot::Snapshot;
use crate::policy::server;
use crate::wasi::{keep_files, prepare_http};
use crate::{sys, tls};
use core::cell::Cell;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use handler::Handler;
use wasmc_abi::component::LiftRecord;
use wasmc_abi::filter::FilterHeader;

/// What was opened at start.
struct Opened(Cell<Option<Descriptor>>);
// SAFETY: the process has one thread.
unsafe impl Sync for Opened {}
static LISTENER: Opened = Opened(Cell::new(None));
/// How many workers there are to be.
static WORKERS: AtomicU32 = AtomicU32::new(1);

/// How many requests one after the other may see the same state.
static REUSE_COUNT: AtomicU64 = AtomicU64::new(1);

/// Opens the address that the server listens on, before the process gives up its rights.
#[unsafe(export_name = wasmc_abi::builtin!(OpenServer))]
pub extern "C" fn open() {
    LISTENER.0.set(Some(open_server()));
    makes_workers();
    prepare_http();
    before_waiting(flush_current);
    let workers = server::workers().unwrap_or_else(sys::process::processors);
    WORKERS.store(workers, Ordering::Relaxed);
    REUSE_COUNT.store(server::reuse_count(), Ordering::Relaxed);
    growth::record();
}

/// Serves requests until a signal ends the server. Runs on the wasm stack.
#[unsafe(export_name = wasmc_abi::builtin!(Serve))]
pub extern "C" fn serve(record: *const LiftRecord, filter: *const FilterHeader) -> ! {
    let Some(listener) = LISTENER.0.get() else {
        sys::fail!(b"the server has no address")
    };
    // SAFETY: the compiler wrote the record, and passes its address.
    let handler = unsafe { Handler::new(record) };
    if !keep_files() {
        sys::fail!(b"a server cannot open sockets before there is a request")
    }
    // The clock is found once, not after each request.
    let _ = now(ClockId::Monotonic);
    let Some(snapshot) = Snapshot::take(&[prepare_http(), tls::heap()]) else {
        sys::fail!(b"there is not enough memory for a copy of the state of the program")
    };
    let all = worker::Server {
        listener,
        handler,
        snapshot,
        filter,
        reuse_count: REUSE_COUNT.load(Ordering::Relaxed),
    };
    parent::run(&all, WORKERS.load(Ordering::Relaxed))
}
