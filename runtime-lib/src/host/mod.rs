//! What the operating system is asked for: files, directories, paths, sockets, clocks, and the files
//! inside the image, which look like some of them.
//!
//! Nothing here knows a guest: its memory, its numbers for descriptors, its rights. `wasi` translates
//! between the two. Bytes of a guest come as [`IoVec`](crate::sys::IoVec)s.

mod clock;
mod confinement;
mod descriptor;
mod dir;
mod embed;
mod errno;
mod file;
mod internet;
mod listen;
mod names;
mod path;
mod poll;
mod preopen;
mod process;
mod random;
mod resolve;
mod socket;
mod sockopt;
mod stat;

pub use clock::{ClockId, now, resolution};
pub use confinement::{confine_tcp, confine_worker_files, makes_workers};
pub use descriptor::{Descriptor, Dir, HostFd};
pub use embed::left;
pub use errno::{Errno, Result};
pub use internet::{ignore_broken_pipes, tcp_socket, udp_socket};
pub use listen::{open_listeners, open_server};
pub use names::{Awaited, Failure, Lookup, open_name_files};
pub use poll::{Polled, Ready, Watched, before_waiting, ready};
pub use preopen::{name as preopened_name, open_preopened};
pub use process::{Signal, give_way, raise};
pub use random::{fill as fill_random, number as random_number};
pub use resolve::Path;
pub use socket::{MSG_PEEK, MSG_WAITALL, Shutdown};
pub use stat::{DirEntry, FileType, SECOND, Stat};
