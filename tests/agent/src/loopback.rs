//! The loopback device, which nothing else starts in a machine that this program boots.
#![allow(unsafe_code)]

use anyhow::{Context, Result, ensure};
use std::net::UdpSocket;
use std::os::fd::AsRawFd;

/// Starts the loopback device (netdevice(7), `SIOCSIFFLAGS`).
///
/// # Errors
/// The kernel's.
pub fn up() -> Result<()> {
    // Any socket is a door to the devices.
    let socket = UdpSocket::bind("0.0.0.0:0").context("no socket")?;
    // SAFETY: all bytes zero are a valid request.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    for (to, from) in request.ifr_name.iter_mut().zip(b"lo") {
        *to = *from as libc::c_char;
    }
    request.ifr_ifru.ifru_flags = (libc::IFF_UP | libc::IFF_RUNNING) as i16;
    // SAFETY: the kernel reads the request, which outlives the call.
    let result = unsafe { libc::ioctl(socket.as_raw_fd(), libc::SIOCSIFFLAGS as _, &request) };
    ensure!(result == 0, std::io::Error::last_os_error());
    Ok(())
}
