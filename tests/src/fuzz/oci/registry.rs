//! A registry on this machine that answers with the files of a layout, and now and then with something else.

use super::damage;
use super::image::Files;
use crate::fuzz::choices::Choices;
use anyhow::Result;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// The first byte of a client that wants TLS, which there is not.
const TLS: u8 = 0x16;
/// How long a client may say nothing.
const SILENCE: Duration = Duration::from_secs(60);
/// The most bytes of a request.
const REQUEST: usize = 16 << 10;

/// A registry that runs.
pub struct Served {
    address: SocketAddr,
    over: Arc<AtomicBool>,
}

impl Served {
    /// Starts it.
    ///
    /// # Errors
    /// There is no free port.
    pub fn start(files: Files, choices: &mut Choices<'_>) -> Result<Served> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let over = Arc::new(AtomicBool::new(false));
        let (ended, data) = (over.clone(), choices.rest().to_vec());
        thread::spawn(move || {
            let mut choices = Choices::new(&data);
            for stream in listener.incoming() {
                if ended.load(Ordering::Relaxed) {
                    break;
                }
                if let Ok(stream) = stream {
                    // A client that hangs up is none of our business.
                    let _ = serve(stream, &files, address, &mut choices);
                }
            }
        });
        Ok(Served { address, over })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        // Wakes it up.
        let _ = TcpStream::connect(self.address);
    }
}

/// Answers one request, and hangs up.
fn serve(
    mut stream: TcpStream,
    files: &Files,
    address: SocketAddr,
    choices: &mut Choices<'_>,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(SILENCE))?;
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") && request.len() < REQUEST {
        let read = stream.read(&mut buffer)?;
        request.extend(&buffer[..read]);
        if read == 0 || request[0] == TLS {
            break;
        }
    }
    let request = String::from_utf8_lossy(&request);
    let path = request.split(' ').nth(1).unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let (status, body) = match body(files, path, name) {
        Some(bytes) => (200, bytes),
        None => (404, &[][..]),
    };
    let len = body.len();
    let mut head = format!(
        "HTTP/1.1 {status} x\r\nconnection: close\r\ncontent-type: \
         application/vnd.oci.image.manifest.v1+json\r\ncontent-length: {len}\r\n"
    );
    match choices.below(24) {
        0 => head.push_str("content-length: 18446744073709551615\r\n"),
        1 => head.push_str("transfer-encoding: chunked\r\n"),
        2 => head.push_str("content-encoding: gzip\r\n"),
        3 => head = format!("HTTP/1.1 307 x\r\nlocation: {path}\r\ncontent-length: 0\r\n"),
        4 => {
            head = format!(
                "HTTP/1.1 401 x\r\nwww-authenticate: Bearer realm=\"http://{address}/token\",\
                 service=\"a\"\r\ncontent-length: 0\r\n"
            );
        }
        5 => {
            let status = 100 + choices.below(500);
            head = format!("HTTP/1.1 {status} x\r\nretry-after: 0\r\ncontent-length: {len}\r\n");
        }
        _ => {}
    }
    let mut answer = format!("{head}\r\n").into_bytes();
    answer.extend(body);
    if choices.once_in(16) {
        damage::bytes(&mut answer, choices);
    }
    stream.write_all(&answer)
}

/// The file that a path of the API stands for.
fn body<'a>(files: &'a Files, path: &str, name: &str) -> Option<&'a [u8]> {
    let (_, top) = files.iter().nth_back(1)?;
    if path == "/v2/" {
        return Some(b"{}");
    }
    if path.contains("/token") {
        return Some(br#"{"token":"a","expires_in":60}"#);
    }
    let digest = name.strip_prefix("sha256:");
    match digest {
        // A tag: what the index of the layout refers to.
        None if path.contains("/manifests/") => Some(top),
        None => None,
        Some(digest) => files
            .iter()
            .find(|(path, _)| path.ends_with(digest))
            .map(|(_, bytes)| &bytes[..]),
    }
}
