//! A network that fails: passes bytes on to a registry until it has had enough.

use anyhow::Result;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// What connections share.
struct Shared {
    /// Bytes that still go to the registry.
    left: AtomicUsize,
    /// Whether it works again once it has failed.
    recovers: bool,
    /// Whether it has failed.
    failed: AtomicBool,
}

/// A port of 127.0.0.1 in front of the registry's.
pub struct Proxy {
    /// It.
    pub port: u16,
    shared: Arc<Shared>,
}

impl Proxy {
    /// Listens. After `bytes` bytes to the registry, all connections break in the middle of whatever
    /// they were at; new ones are taken only where it `recovers`.
    ///
    /// # Errors
    /// The operating system's.
    pub fn start(registry: u16, bytes: usize, recovers: bool) -> Result<Proxy> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared {
            left: AtomicUsize::new(bytes),
            recovers,
            failed: AtomicBool::new(false),
        });
        let proxy = Proxy {
            port,
            shared: shared.clone(),
        };
        // Its threads end with the process; each waits for its connection only.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if shared.failed.load(Ordering::SeqCst) && !shared.recovers {
                    continue;
                }
                if let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, registry)) {
                    connect(client, server, &shared);
                }
            }
        });
        Ok(proxy)
    }

    /// Whether it has failed.
    pub fn has_failed(&self) -> bool {
        self.shared.failed.load(Ordering::SeqCst)
    }
}

fn connect(client: TcpStream, server: TcpStream, shared: &Arc<Shared>) {
    let (Ok(client2), Ok(server2)) = (client.try_clone(), server.try_clone()) else {
        return;
    };
    let shared = shared.clone();
    thread::spawn(move || {
        forward(client, server, |count| {
            if shared.failed.load(Ordering::SeqCst) {
                return shared.recovers;
            }
            let take = |left: usize| left.checked_sub(count);
            let enough = shared
                .left
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, take)
                .is_err();
            if enough {
                shared.failed.store(true, Ordering::SeqCst);
            }
            !enough
        });
    });
    thread::spawn(move || forward(server2, client2, |_| true));
}

/// Copies until an end, or until `passes` says no.
fn forward(mut from: TcpStream, mut to: TcpStream, mut passes: impl FnMut(usize) -> bool) {
    let mut buffer = [0; 512];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if !passes(count) || to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    // Both sides notice.
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
