//! A service that sends back what it gets, at each address that it is given, to many clients at a time. It ends when the
//! standard input does.
#![no_std]

extern crate alloc;
extern crate guests;

use alloc::vec::Vec;
use wasip2::cli::environment::get_arguments;
use wasip2::cli::stdin::get_stdin;
use wasip2::io::poll::{Pollable, poll};
use wasip2::io::streams::{InputStream, OutputStream, StreamError};
use wasip2::sockets::instance_network::instance_network;
use wasip2::sockets::network::{
    ErrorCode, IpAddressFamily, IpSocketAddress, Ipv4SocketAddress, Ipv6SocketAddress, Network,
};
use wasip2::sockets::tcp::{ShutdownType, TcpSocket};
use wasip2::sockets::tcp_create_socket::create_tcp_socket;

wasip2::cli::command::export!(Program);

struct Program;

impl wasip2::exports::cli::run::Guest for Program {
    fn run() -> Result<(), ()> {
        serve().map_err(drop)
    }
}

/// Bytes of a client that are held at a time.
const MOST: u64 = 16 << 10;

/// One that listens. Pollables come first, so that they are dropped first.
struct Listener {
    ready: Pollable,
    socket: TcpSocket,
}

/// A client, and what has to be sent to it.
struct Client {
    readable: Pollable,
    writable: Pollable,
    input: InputStream,
    output: OutputStream,
    socket: TcpSocket,
    held: Vec<u8>,
}

/// `4:PORT` or `6:PORT`, at the address of the machine itself.
fn address(text: &str) -> Option<IpSocketAddress> {
    let (family, port) = text.split_once(':')?;
    let port = port.parse().ok()?;
    Some(match family {
        "4" => IpSocketAddress::Ipv4(Ipv4SocketAddress {
            port,
            address: (127, 0, 0, 1),
        }),
        _ => IpSocketAddress::Ipv6(Ipv6SocketAddress {
            port,
            flow_info: 0,
            address: (0, 0, 0, 0, 0, 0, 0, 1),
            scope_id: 0,
        }),
    })
}

fn listen(network: &Network, at: IpSocketAddress) -> Result<Listener, ErrorCode> {
    let family = match at {
        IpSocketAddress::Ipv4(_) => IpAddressFamily::Ipv4,
        IpSocketAddress::Ipv6(_) => IpAddressFamily::Ipv6,
    };
    let socket = create_tcp_socket(family)?;
    socket.start_bind(network, at)?;
    socket.finish_bind()?;
    socket.set_listen_backlog_size(4096)?;
    socket.start_listen()?;
    socket.finish_listen()?;
    let ready = socket.subscribe();
    Ok(Listener { ready, socket })
}

fn serve() -> Result<(), ErrorCode> {
    let network = instance_network();
    let mut listeners = Vec::new();
    for text in get_arguments().iter().skip(1) {
        let at = address(text).ok_or(ErrorCode::InvalidArgument)?;
        listeners.push(listen(&network, at)?);
    }
    let stdin = get_stdin();
    let end = stdin.subscribe();
    let mut clients: Vec<Client> = Vec::new();
    loop {
        let mut waits: Vec<&Pollable> = Vec::new();
        waits.push(&end);
        waits.extend(listeners.iter().map(|it| &it.ready));
        waits.extend(clients.iter().map(Client::wait));
        let ready = poll(&waits);
        let mut over = Vec::new();
        for number in ready {
            let number = number as usize;
            if number == 0 {
                return Ok(());
            } else if let Some(listener) = listeners.get(number - 1) {
                // As many as there are.
                while let Ok((socket, input, output)) = listener.socket.accept() {
                    clients.push(Client::new(socket, input, output));
                }
            } else {
                let place = number - 1 - listeners.len();
                if clients[place].go_on().is_err() {
                    over.push(place);
                }
            }
        }
        // From behind, so that the places of the others stay what they are.
        over.sort();
        for place in over.into_iter().rev() {
            clients.swap_remove(place);
        }
    }
}

impl Client {
    fn new(socket: TcpSocket, input: InputStream, output: OutputStream) -> Self {
        Self {
            readable: input.subscribe(),
            writable: output.subscribe(),
            input,
            output,
            socket,
            held: Vec::new(),
        }
    }

    fn wait(&self) -> &Pollable {
        match self.held.is_empty() {
            true => &self.readable,
            false => &self.writable,
        }
    }

    /// Reads or writes, without waiting.
    fn go_on(&mut self) -> Result<(), StreamError> {
        if self.held.is_empty() {
            self.held = match self.input.read(MOST) {
                Err(StreamError::Closed) => {
                    let _ = self.socket.shutdown(ShutdownType::Send);
                    return Err(StreamError::Closed);
                }
                read => read?,
            };
        }
        while !self.held.is_empty() {
            let room = self.output.check_write()? as usize;
            if room == 0 {
                break;
            }
            let rest = self.held.split_off(room.min(self.held.len()));
            self.output.write(&self.held)?;
            self.held = rest;
        }
        Ok(())
    }
}
