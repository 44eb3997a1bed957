//! Clients of an echo service.

use crate::limit::HANG;
use anyhow::{Context, Result, anyhow, ensure};
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use crate::random::Random;

/// The longest that an answer may take.
const LIMIT: Duration = HANG;
/// The longest request: more than the example holds of a client at a time.
const LONGEST: usize = 10_000;

/// How much is asked.
pub struct Load {
    /// Clients at the same time.
    pub connections: usize,
    /// Requests of each client, one after another.
    pub requests: usize,
}

/// Sends requests and compares; returns how many responses were right. The clients are spread over the
/// addresses.
///
/// # Errors
/// The first that went wrong.
pub fn run(addresses: &[SocketAddr], load: &Load) -> Result<usize> {
    let clients: Vec<_> = (0..load.connections)
        .map(|number| {
            let address = addresses[number % addresses.len()];
            let requests = load.requests;
            thread::spawn(move || {
                client(address, number as u64, requests)
                    .with_context(|| format!("client {number} of {address}"))
            })
        })
        .collect();
    let mut answers = 0;
    let mut wrong = None;
    for client in clients {
        match client.join().map_err(|_| anyhow!("a client panicked"))? {
            Ok(count) => answers += count,
            Err(error) => wrong = wrong.or(Some(error)),
        }
    }
    match wrong {
        Some(error) => Err(error),
        None => Ok(answers),
    }
}

fn client(address: SocketAddr, seed: u64, requests: usize) -> Result<usize> {
    let mut random = Random::new(seed);
    let mut stream = TcpStream::connect_timeout(&address, LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_write_timeout(Some(LIMIT))?;
    stream.set_nodelay(true)?;
    for request in 0..requests {
        // Most are short; some are longer than what the service reads at a time.
        let most = if request % 16 == 0 { LONGEST } else { 100 };
        let sent: Vec<u8> = (0..1 + random.below(most))
            .map(|_| random.u64() as u8)
            .collect();
        stream.write_all(&sent)?;
        let mut answer = vec![0; sent.len()];
        stream
            .read_exact(&mut answer)
            .with_context(|| format!("request {request}, {} bytes", sent.len()))?;
        ensure!(answer == sent, "request {request}: another answer");
    }
    // Once everything is said, the service hangs up.
    stream.shutdown(Shutdown::Write)?;
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest)?;
    ensure!(rest.is_empty(), "{} bytes too many", rest.len());
    Ok(requests)
}
