//! `wasi:sockets/tcp` and `tcp-create-socket`.

use super::address::{is_of, is_remote, is_unicast};
use super::error::{Result, not_zero};
use super::stream;
use crate::host::{self, Descriptor, Errno, Shutdown};
use crate::policy::network;
use crate::trap;
use crate::wasi::p2::caller::Caller;
use crate::wasi::p2::files;
use crate::wasi::p2::poll::{self, Asked, Wait};
use crate::wasi::p2::slab::Slab;
use crate::wasi::p2::types::io::{InputStream, OutputStream, Pollable};
use crate::wasi::p2::types::sockets::{
    ErrorCode, IpAddressFamily, IpSocketAddress, Network, ShutdownType, TcpSocket,
};
use crate::wasi::p2::value::Resource;
use core::net::SocketAddr;
use wasmc_abi::trap::ComponentTrap;

/// Connections that wait to be accepted, if the program does not say.
const BACKLOG: i32 = 128;

/// What a socket has become.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// It may have an address.
    New,
    Listening,
    /// What starting it has come to, if that is known.
    Connecting(core::result::Result<(), ErrorCode>),
    Connected,
    /// Nothing can be done with it, for this reason.
    Closed(ErrorCode),
}

/// What was started and has to be finished.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begun {
    Nothing,
    Bind,
    Connect,
    Listen,
}

/// A socket.
#[derive(Clone, Copy)]
pub struct Socket {
    /// What is open.
    pub descriptor: Descriptor,
    family: IpAddressFamily,
    state: State,
    begun: Begun,
    backlog: i32,
    /// Whether it has an address, and one that it may listen at.
    bound: bool,
    may_listen: bool,
    /// Whether that half of the connection was shut down.
    pub no_reading: bool,
    /// Likewise.
    pub no_writing: bool,
    /// Streams and pollables of it.
    children: u32,
}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.tcp")]
static SOCKETS: Slab<Socket> = Slab::new();

impl Socket {
    fn new(descriptor: Descriptor, family: IpAddressFamily, state: State) -> Self {
        Self {
            descriptor,
            family,
            state,
            begun: Begun::Nothing,
            backlog: BACKLOG,
            bound: state != State::New,
            may_listen: false,
            no_reading: false,
            no_writing: false,
            children: 0,
        }
    }

    /// Whether its addresses are those of IPv6.
    pub fn is_v6(&self) -> bool {
        self.family == IpAddressFamily::Ipv6
    }

    /// What is open, if options of it can be asked for.
    pub fn asked(&self) -> Result<Descriptor> {
        match self.state {
            State::Connecting(_) => Err(ErrorCode::InvalidState),
            State::Closed(error) => Err(error),
            _ => Ok(self.descriptor),
        }
    }

    /// Fails unless nothing was done with it but giving it an address.
    fn is_new(&self) -> Result {
        match self.state {
            State::New => Ok(()),
            _ => Err(ErrorCode::InvalidState),
        }
    }

    /// Begins something that has to be finished.
    fn begin(&self) -> Result {
        match self.begun {
            Begun::Nothing => Ok(()),
            _ => Err(ErrorCode::ConcurrencyConflict),
        }
    }

    /// Finishes it.
    fn finish(&mut self, what: Begun) -> Result {
        if self.begun != what {
            return Err(ErrorCode::NotInProgress);
        }
        self.begun = Begun::Nothing;
        Ok(())
    }

    fn bind(&mut self, to: SocketAddr) -> Result {
        if self.bound {
            return Err(ErrorCode::InvalidState);
        }
        self.is_new()?;
        if !is_unicast(to.ip()) || !is_of(to.ip(), self.family) {
            return Err(ErrorCode::InvalidArgument);
        }
        self.may_listen = network::may_listen(to);
        // Where a connection comes from matters to nobody if the system chooses the port, as it does anyway.
        let is_no_matter = to.port() == 0 && network::connects();
        if !self.may_listen && !is_no_matter {
            return Err(ErrorCode::AccessDenied);
        }
        self.descriptor.reuse_address()?;
        self.descriptor.bind(to)?;
        self.bound = true;
        Ok(())
    }

    /// What has come of connecting, if that is known.
    fn connected(&mut self) -> Result {
        let State::Connecting(begun) = self.state else {
            return Err(ErrorCode::InvalidState);
        };
        let result = match begun {
            Err(ErrorCode::WouldBlock) => self.descriptor.connected().map_err(ErrorCode::from),
            result => result,
        };
        if result != Err(ErrorCode::WouldBlock) {
            self.state = result.map_or_else(State::Closed, |()| State::Connected);
            self.bound = true;
        }
        result
    }

    /// What has to be waited for until something new is known of it.
    fn wait(&self) -> Wait {
        match (self.begun, self.state) {
            (Begun::Connect, State::Connecting(Err(ErrorCode::WouldBlock))) => {
                Wait::writable(self.descriptor)
            }
            (Begun::Nothing, State::Listening) => Wait::readable(self.descriptor),
            _ => Wait::HERE,
        }
    }
}

/// The socket with a number.
pub fn get(number: u32) -> Socket {
    SOCKETS.get(number)
}

/// Streams or pollables of a socket were made, or one was dropped.
pub fn count(number: u32, by: i32) {
    SOCKETS.change(number, |socket| {
        socket.children = socket.children.wrapping_add_signed(by);
    });
}

/// Does something with a socket that changes what is known of it.
fn change<T>(this: TcpSocket, change: impl FnOnce(&mut Socket) -> T) -> T {
    let mut socket = SOCKETS.get(this.rep());
    let result = change(&mut socket);
    SOCKETS.set(this.rep(), socket);
    result
}

/// Keeps a socket, for which a number was taken.
fn insert(socket: Socket) -> TcpSocket {
    TcpSocket::new(SOCKETS.insert(socket))
}

/// Makes what is one more open descriptor.
pub fn one_more(
    open: impl FnOnce() -> host::Result<Descriptor>,
) -> core::result::Result<Descriptor, ErrorCode> {
    files::take_number()?;
    open().map_err(|errno| {
        files::give_number();
        ErrorCode::from(errno)
    })
}

/// `create-tcp-socket`.
pub fn create_tcp_socket(_: Caller, family: IpAddressFamily) -> Result<TcpSocket> {
    if !network::tcp() {
        return Err(ErrorCode::AccessDenied);
    }
    let descriptor = one_more(|| host::tcp_socket(family == IpAddressFamily::Ipv6))?;
    Ok(insert(Socket::new(descriptor, family, State::New)))
}

/// `tcp-socket.start-bind`.
pub fn tcp_socket_start_bind(
    _: Caller,
    this: TcpSocket,
    _: Network,
    local_address: IpSocketAddress,
) -> Result {
    change(this, |socket| {
        socket.begin()?;
        socket.bind(local_address.host())?;
        socket.begun = Begun::Bind;
        Ok(())
    })
}

/// `tcp-socket.finish-bind`.
pub fn tcp_socket_finish_bind(_: Caller, this: TcpSocket) -> Result {
    change(this, |socket| socket.finish(Begun::Bind))
}

/// `tcp-socket.start-connect`. Why it fails is said when it is finished, as in wasmtime.
pub fn tcp_socket_start_connect(
    _: Caller,
    this: TcpSocket,
    _: Network,
    remote_address: IpSocketAddress,
) -> Result {
    let to = remote_address.host();
    change(this, |socket| {
        socket.begin()?;
        socket.is_new()?;
        if !is_unicast(to.ip()) || !is_remote(to) || !is_of(to.ip(), socket.family) {
            return Err(ErrorCode::InvalidArgument);
        }
        let result = if network::may_connect(to) {
            socket.descriptor.connect(to).map_err(|errno| match errno {
                Errno::INPROGRESS => ErrorCode::WouldBlock,
                // Ports are used up.
                Errno::AGAIN => ErrorCode::AddressInUse,
                errno => ErrorCode::from(errno),
            })
        } else {
            Err(ErrorCode::AccessDenied)
        };
        socket.state = State::Connecting(result);
        socket.begun = Begun::Connect;
        Ok(())
    })
}

/// `tcp-socket.finish-connect`.
pub fn tcp_socket_finish_connect(
    _: Caller,
    this: TcpSocket,
) -> Result<(InputStream, OutputStream)> {
    change(this, |socket| {
        if socket.begun != Begun::Connect {
            return Err(ErrorCode::NotInProgress);
        }
        let result = socket.connected();
        if result != Err(ErrorCode::WouldBlock) {
            socket.begun = Begun::Nothing;
        }
        result
    })?;
    Ok(stream::both(this.rep()))
}

/// `tcp-socket.start-listen`.
pub fn tcp_socket_start_listen(_: Caller, this: TcpSocket) -> Result {
    change(this, |socket| {
        socket.begin()?;
        if !socket.bound {
            return Err(ErrorCode::InvalidState);
        }
        socket.is_new()?;
        if !socket.may_listen {
            return Err(ErrorCode::AccessDenied);
        }
        socket.descriptor.listen(socket.backlog)?;
        socket.state = State::Listening;
        socket.begun = Begun::Listen;
        Ok(())
    })
}

/// `tcp-socket.finish-listen`.
pub fn tcp_socket_finish_listen(_: Caller, this: TcpSocket) -> Result {
    change(this, |socket| socket.finish(Begun::Listen))
}

/// `tcp-socket.accept`.
pub fn tcp_socket_accept(
    _: Caller,
    this: TcpSocket,
) -> Result<(TcpSocket, InputStream, OutputStream)> {
    let socket = get(this.rep());
    if socket.state != State::Listening {
        return Err(ErrorCode::InvalidState);
    }
    let accepted = one_more(|| {
        socket.descriptor.accept(true).map_err(|errno| match errno {
            // What has gone wrong with a connection before it was accepted (accept(2), "Error handling").
            Errno::CONNRESET
            | Errno::NETRESET
            | Errno::HOSTUNREACH
            | Errno::NETDOWN
            | Errno::NETUNREACH
            | Errno::PROTO
            | Errno::NOPROTOOPT
            | Errno::NOTSUP => Errno::CONNABORTED,
            errno => errno,
        })
    })?;
    let accepted = insert(Socket::new(accepted, socket.family, State::Connected));
    let (input, output) = stream::both(accepted.rep());
    Ok((accepted, input, output))
}

/// `tcp-socket.local-address`.
pub fn tcp_socket_local_address(_: Caller, this: TcpSocket) -> Result<IpSocketAddress> {
    let socket = get(this.rep());
    if socket.state == State::New && !socket.bound {
        return Err(ErrorCode::InvalidState);
    }
    Ok(socket.asked()?.local_address()?.into())
}

/// `tcp-socket.remote-address`.
pub fn tcp_socket_remote_address(_: Caller, this: TcpSocket) -> Result<IpSocketAddress> {
    let socket = get(this.rep());
    match socket.state {
        State::Connected => Ok(socket.descriptor.remote_address()?.into()),
        State::Closed(error) => Err(error),
        _ => Err(ErrorCode::InvalidState),
    }
}

/// `tcp-socket.is-listening`.
pub fn tcp_socket_is_listening(_: Caller, this: TcpSocket) -> bool {
    get(this.rep()).state == State::Listening
}

/// `tcp-socket.address-family`.
pub fn tcp_socket_address_family(_: Caller, this: TcpSocket) -> IpAddressFamily {
    get(this.rep()).family
}

/// `tcp-socket.set-listen-backlog-size`.
pub fn tcp_socket_set_listen_backlog_size(_: Caller, this: TcpSocket, value: u64) -> Result {
    not_zero(value)?;
    let backlog = i32::try_from(value).unwrap_or(i32::MAX);
    change(this, |socket| {
        match socket.state {
            State::New => {}
            State::Listening => {
                let result = socket.descriptor.listen(backlog);
                result.map_err(|_| ErrorCode::NotSupported)?;
            }
            State::Closed(error) => return Err(error),
            _ => return Err(ErrorCode::InvalidState),
        }
        socket.backlog = backlog;
        Ok(())
    })
}

/// `tcp-socket.shutdown`.
pub fn tcp_socket_shutdown(_: Caller, this: TcpSocket, shutdown_type: ShutdownType) -> Result {
    change(this, |socket| {
        if socket.state != State::Connected {
            return Err(ErrorCode::InvalidState);
        }
        let how = match shutdown_type {
            ShutdownType::Receive => Shutdown::Read,
            ShutdownType::Send => Shutdown::Write,
            ShutdownType::Both => Shutdown::Both,
        };
        socket.no_reading |= shutdown_type != ShutdownType::Send;
        socket.no_writing |= shutdown_type != ShutdownType::Receive;
        // Who has gone already needs not be told.
        let _ = socket.descriptor.shutdown(how);
        Ok(())
    })
}

fn polled(number: u64, asked: Asked) -> Wait {
    match asked {
        Asked::Wait => get(number as u32).wait(),
        Asked::Dropped => {
            count(number as u32, -1);
            Wait::HERE
        }
    }
}

/// `tcp-socket.subscribe`.
pub fn tcp_socket_subscribe(_: Caller, this: TcpSocket) -> Pollable {
    count(this.rep(), 1);
    poll::pollable(polled, u64::from(this.rep()))
}

/// Drops a `tcp-socket`.
pub fn drop_tcp_socket(this: TcpSocket) {
    let socket = get(this.rep());
    if socket.children != 0 {
        trap::raise_component(ComponentTrap::HasChildren, b"");
    }
    SOCKETS.remove(this.rep());
    files::give_number();
    socket.descriptor.close();
}

/// Closes all of them; returns how many there are.
pub fn close_all() -> u32 {
    let mut count = 0;
    SOCKETS.each(|_, socket| {
        socket.descriptor.close();
        count += 1;
    });
    count
}
