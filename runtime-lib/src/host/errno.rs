//! Why an operation failed.

use crate::sys::io::OsError;

/// What an operation returns.
pub type Result<T = ()> = core::result::Result<T, Errno>;

/// The kernel's errors that WASI knows, and `NOTCAPABLE`, which is WASI's alone. The number is that of
/// preview 1 (`typenames.witx`, `$errno`), never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Errno(u8);

/// Each name once, with its number in WASI; all but the last have a namesake in Linux.
macro_rules! errnos {
    ($($name:ident = $number:literal $($linux:ident)?;)*) => {
        impl Errno {
            $(
                #[doc = concat!("`", stringify!($name), "` of WASI preview 1.")]
                #[allow(dead_code)]
                pub const $name: Self = Self($number);
            )*
        }

        /// The names, in the order of their numbers, each with a space behind it. One string
        /// instead of a table of them, which would hold addresses that have to be relocated.
        const NAMES: &str = concat!($(stringify!($name), " "),*);

        /// WASI's number by Linux's; 0 where there is none.
        static BY_LINUX: [u8; LINUX_MAX + 1] = {
            let mut table = [0; LINUX_MAX + 1];
            $($(table[rustix::io::Errno::$linux.raw_os_error() as usize] = $number;)?)*
            table
        };
    };
}

/// The largest number in the generic Linux table (`EHWPOISON`).
const LINUX_MAX: usize = 133;

errnos! {
    TOOBIG = 1 TOOBIG;
    ACCES = 2 ACCESS;
    ADDRINUSE = 3 ADDRINUSE;
    ADDRNOTAVAIL = 4 ADDRNOTAVAIL;
    AFNOSUPPORT = 5 AFNOSUPPORT;
    AGAIN = 6 AGAIN;
    ALREADY = 7 ALREADY;
    BADF = 8 BADF;
    BADMSG = 9 BADMSG;
    BUSY = 10 BUSY;
    CANCELED = 11 CANCELED;
    CHILD = 12 CHILD;
    CONNABORTED = 13 CONNABORTED;
    CONNREFUSED = 14 CONNREFUSED;
    CONNRESET = 15 CONNRESET;
    DEADLK = 16 DEADLK;
    DESTADDRREQ = 17 DESTADDRREQ;
    DOM = 18 DOM;
    DQUOT = 19 DQUOT;
    EXIST = 20 EXIST;
    FAULT = 21 FAULT;
    FBIG = 22 FBIG;
    HOSTUNREACH = 23 HOSTUNREACH;
    IDRM = 24 IDRM;
    ILSEQ = 25 ILSEQ;
    INPROGRESS = 26 INPROGRESS;
    INTR = 27 INTR;
    INVAL = 28 INVAL;
    IO = 29 IO;
    ISCONN = 30 ISCONN;
    ISDIR = 31 ISDIR;
    LOOP = 32 LOOP;
    MFILE = 33 MFILE;
    MLINK = 34 MLINK;
    MSGSIZE = 35 MSGSIZE;
    MULTIHOP = 36 MULTIHOP;
    NAMETOOLONG = 37 NAMETOOLONG;
    NETDOWN = 38 NETDOWN;
    NETRESET = 39 NETRESET;
    NETUNREACH = 40 NETUNREACH;
    NFILE = 41 NFILE;
    NOBUFS = 42 NOBUFS;
    NODEV = 43 NODEV;
    NOENT = 44 NOENT;
    NOEXEC = 45 NOEXEC;
    NOLCK = 46 NOLCK;
    NOLINK = 47 NOLINK;
    NOMEM = 48 NOMEM;
    NOMSG = 49 NOMSG;
    NOPROTOOPT = 50 NOPROTOOPT;
    NOSPC = 51 NOSPC;
    NOSYS = 52 NOSYS;
    NOTCONN = 53 NOTCONN;
    NOTDIR = 54 NOTDIR;
    NOTEMPTY = 55 NOTEMPTY;
    NOTRECOVERABLE = 56 NOTRECOVERABLE;
    NOTSOCK = 57 NOTSOCK;
    NOTSUP = 58 OPNOTSUPP;
    NOTTY = 59 NOTTY;
    NXIO = 60 NXIO;
    OVERFLOW = 61 OVERFLOW;
    OWNERDEAD = 62 OWNERDEAD;
    PERM = 63 PERM;
    PIPE = 64 PIPE;
    PROTO = 65 PROTO;
    PROTONOSUPPORT = 66 PROTONOSUPPORT;
    PROTOTYPE = 67 PROTOTYPE;
    RANGE = 68 RANGE;
    ROFS = 69 ROFS;
    SPIPE = 70 SPIPE;
    SRCH = 71 SRCH;
    STALE = 72 STALE;
    TIMEDOUT = 73 TIMEDOUT;
    TXTBSY = 74 TXTBSY;
    XDEV = 75 XDEV;
    NOTCAPABLE = 76;
}

impl Errno {
    /// Its number in preview 1.
    pub fn number(self) -> u16 {
        u16::from(self.0)
    }

    /// The one with a number that [`Errno::number`] gave.
    pub fn with_number(number: u32) -> Self {
        Self(number as u8)
    }

    /// Its name.
    pub fn name(self) -> &'static [u8] {
        let place = usize::from(self.0).saturating_sub(1);
        let mut names = NAMES.as_bytes().split(|&byte| byte == b' ');
        names.nth(place).unwrap_or_default()
    }

    /// What it means where an image starts, in words where people meet it often.
    pub fn describe(self) -> &'static [u8] {
        match self {
            Self::NOENT => b"no such file or directory",
            Self::NOTDIR => b"not a directory",
            Self::ACCES | Self::PERM => b"permission denied",
            Self::LOOP => b"too many symbolic links",
            Self::NAMETOOLONG => b"name too long",
            Self::MFILE | Self::NFILE => b"too many open files (--max-fds, ulimit -n)",
            Self::ADDRINUSE => b"the address is in use",
            Self::ADDRNOTAVAIL => b"this machine has no such address",
            Self::AFNOSUPPORT => b"this machine does not speak that protocol",
            other => other.name(),
        }
    }
}

impl From<rustix::io::Errno> for Errno {
    fn from(errno: rustix::io::Errno) -> Self {
        Self::from(OsError(errno.raw_os_error().unsigned_abs()))
    }
}

impl From<OsError> for Errno {
    fn from(OsError(number): OsError) -> Self {
        match BY_LINUX.get(number as usize) {
            None | Some(0) => Self::IO,
            Some(&number) => Self(number),
        }
    }
}
