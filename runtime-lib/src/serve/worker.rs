//! A worker: it accepts connections, reads heads and small bodies, and has the program answer one request after the other.
#![allow(unsafe_code)]

use super::events::{Events, LISTENER, PARENT};
use super::handler::Handler;
use crate::confine::confine_worker;
use crate::host::{ClockId, Descriptor, Errno, SECOND, Shutdown, confine_worker_files, now};
use crate::http::{Connection, Connections, MOST_HEADERS, head_bytes, parse};
use crate::instance::snapshot::Snapshot;
use crate::sys;
use crate::sys::written::Written;
use crate::wasi::{close_left, http_is_crowded};
use rustix::fd::{AsFd, OwnedFd};
use wasmc_abi::filter::FilterHeader;

/// Seconds in which a head has to come, and in which a connection may have no request.
const IDLE: u64 = 60;
/// Seconds in which the rest of an answer has to be taken.
const SENDING: u64 = 30;
/// Seconds in which a client may close a connection that the server has ended.
const LINGERING: u64 = 2;
/// Connections that are accepted at once, so that other workers get some.
const AT_ONCE: u32 = 4;

/// What all workers have.
pub struct Server {
    /// The listening socket.
    pub listener: Descriptor,
    /// What answers.
    pub handler: Handler,
    /// The state after instantiation.
    pub snapshot: Snapshot,
    /// The filter of system calls of workers, or null.
    pub filter: *const FilterHeader,
    /// How many requests one after the other may see the same state.
    pub reuse_count: u64,
}

struct Worker<'a> {
    server: &'a Server,
    /// What tells the pages that a request has written to, where the kernel does.
    watch: Option<Written>,
    events: Events,
    connections: Connections,
    /// Slots that were in use once.
    used: u32,
    open: u32,
    /// Requests that have seen the state as it is.
    seen: u64,
    /// Whether no connections are accepted any more.
    drains: bool,
    /// Whether a descriptor was lost: another worker begins without.
    lossy: bool,
}

/// Serves until the parent ends.
pub fn run(server: &Server, parent: &OwnedFd) -> ! {
    let watch = server.snapshot.watch();
    confine_worker_files();
    // SAFETY: the compiler wrote it.
    unsafe { confine_worker(server.filter) };
    let (Ok(events), Some(connections)) = (Events::new(), Connections::new()) else {
        sys::fail!(b"there is not enough memory for the connections of a worker")
    };
    let worker = Worker {
        server,
        watch,
        events,
        connections,
        used: 0,
        open: 0,
        seen: 0,
        drains: false,
        lossy: false,
    };
    let ready = worker.events.add_listener(server.listener);
    if ready.and(worker.events.add_parent(parent.as_fd())).is_err() {
        sys::fail!(b"cannot wait for connections")
    }
    worker.serve()
}

fn time() -> u64 {
    now(ClockId::Monotonic).unwrap_or(0)
}

impl Worker<'_> {
    fn serve(mut self) -> ! {
        let mut swept = time();
        loop {
            if self.drains && self.open == 0 {
                sys::exit(0);
            }
            let happened = self.events.wait((self.open != 0).then_some(1));
            for what in happened.all() {
                match what {
                    LISTENER => self.accept(),
                    PARENT => self.drain(),
                    index => {
                        if let Some(connection) = self.connections.get(index as u32) {
                            self.receive(connection);
                        }
                    }
                }
            }
            if self.lossy {
                self.drain();
            }
            let now = time();
            if now - swept >= SECOND {
                swept = now;
                self.sweep(now);
            }
        }
    }

    fn accept(&mut self) {
        for _ in 0..AT_ONCE {
            if self.drains {
                return;
            }
            let Ok(socket) = self.server.listener.accept(true) else {
                return;
            };
            let free = (0..self.used).find(|&it| self.connections.get(it).is_none());
            let index = free.unwrap_or(self.used);
            let Some(connection) = self.connections.open(index, socket) else {
                socket.close();
                return;
            };
            self.used = self.used.max(index + 1);
            self.open += 1;
            connection.deadline.set(time() + IDLE * SECOND);
            self.receive(connection);
        }
    }

    /// No more connections, and no more requests on those that wait for one.
    fn drain(&mut self) {
        if self.drains {
            return;
        }
        self.drains = true;
        self.events.remove(self.server.listener);
        for index in 0..self.used {
            if let Some(connection) = self.connections.get(index)
                && connection.unread().is_empty()
                && !connection.has_pending()
            {
                self.close(connection);
            }
        }
    }

    /// Ends connections on which nothing has happened for too long.
    fn sweep(&mut self, now: u64) {
        for index in 0..self.used {
            if let Some(connection) = self.connections.get(index)
                && connection.deadline.get() <= now
            {
                self.close(connection);
            }
        }
    }

    fn close(&mut self, connection: &Connection) {
        connection.close();
        self.open -= 1;
    }

    /// Something has happened to a connection.
    fn receive(&mut self, connection: &'static Connection) {
        if connection.has_pending() && connection.flush().is_err() {
            return self.close(connection);
        }
        if connection.has_pending() {
            return self.wait(connection, 2);
        }
        if connection.lingers.get() {
            loop {
                connection.consume(usize::MAX);
                match connection.receive() {
                    Ok(1..) => {}
                    Err(Errno::AGAIN) => return self.wait(connection, 1),
                    _ => return self.close(connection),
                }
            }
        }
        if !connection.is_full() {
            match connection.receive() {
                Ok(1..) | Err(Errno::AGAIN) => {}
                _ => return self.close(connection),
            }
        }
        self.advance(connection);
    }

    /// Answers the requests that are there.
    fn advance(&mut self, connection: &'static Connection) {
        loop {
            if connection.has_pending() {
                match connection.flush() {
                    Ok(true) => {}
                    Ok(false) => {
                        connection.deadline.set(time() + SENDING * SECOND);
                        return self.wait(connection, 2);
                    }
                    Err(_) => return self.close(connection),
                }
            }
            if connection.closes.get() || (self.drains && connection.unread().is_empty()) {
                return self.linger(connection);
            }
            while connection.unread().starts_with(b"\r\n") {
                connection.consume(2);
            }
            match self.next_request(connection) {
                Ok(Some(head)) => self.answer(connection, head),
                Ok(None) if connection.is_full() => connection.reject(431),
                Ok(None) => return self.wait(connection, 1),
                Err(status) => connection.reject(status),
            }
        }
    }

    /// Bytes of the head of the next request, if it and a small body are there.
    fn next_request(&self, connection: &Connection) -> Result<Option<usize>, u16> {
        let received = connection.unread();
        let Some(len) = head_bytes(received)? else {
            return Ok(None);
        };
        let Some((head, rest)) = received.split_at_checked(len) else {
            return Ok(None);
        };
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let (parsed, _) = parse(head, &mut headers)?;
        let head = parsed.head;
        let waits = !head.expects && !head.framing.is_whole(rest);
        if waits && received.len() < LARGE {
            return Ok(None);
        }
        Ok(Some(len))
    }

    fn answer(&mut self, connection: &'static Connection, head: usize) {
        let server = self.server;
        connection.renew();
        let ended = server.handler.call(connection, head);
        if ended != 0 {
            connection.fail();
        }
        connection.end();
        connection.deadline.set(time() + IDLE * SECOND);
        self.seen += 1;
        if ended == 0 && self.seen < server.reuse_count && !http_is_crowded() {
            return;
        }
        self.seen = 0;
        let closed = close_left();
        server.snapshot.restore(self.watch.as_ref());
        self.lossy |= !closed;
    }

    /// Waits until a connection can be read or written.
    fn wait(&mut self, connection: &Connection, interest: u8) {
        let before = connection.interest.get();
        if before == interest {
            return;
        }
        let (index, socket) = (connection.index, connection.socket());
        match self.events.set(index, socket, before, interest) {
            Ok(()) => connection.interest.set(interest),
            Err(_) => self.close(connection),
        }
    }

    /// Ends a connection: the client gets to read the answer before it hears that nothing more is read.
    fn linger(&mut self, connection: &Connection) {
        if connection.unread().is_empty() && !connection.has_unread_body() {
            return self.close(connection);
        }
        let ended = connection.socket().shutdown(Shutdown::Write);
        if ended.is_err() {
            return self.close(connection);
        }
        connection.lingers.set(true);
        connection.deadline.set(time() + LINGERING * SECOND);
        self.wait(connection, 1);
    }
}

/// From so many bytes on, a request is answered although not all of it is there.
const LARGE: usize = 24 << 10;
