//! The connection whose request the program answers.

use super::connection::Connection;
use core::sync::atomic::{AtomicPtr, Ordering};

static CURRENT: AtomicPtr<Connection> = AtomicPtr::new(core::ptr::null_mut());

/// The connection whose request is being answered, if one is.
#[allow(unsafe_code)]
pub fn current() -> Option<&'static Connection> {
    let current = CURRENT.load(Ordering::Relaxed).cast_const();
    // SAFETY: `set_current` had a reference to it for good; its fields are cells.
    unsafe { current.as_ref() }
}

/// Sends what was held back of the answer.
pub fn flush_current() {
    if let Some(connection) = current()
        && connection.has_responded()
    {
        // If it cannot be sent, the next bytes say so.
        let _ = connection.flush();
    }
}

/// From now on the program answers a request of this connection, or none.
pub fn set_current(connection: Option<&'static Connection>) {
    let current = connection.map_or(core::ptr::null(), core::ptr::from_ref);
    CURRENT.store(current.cast_mut(), Ordering::Relaxed);
}
