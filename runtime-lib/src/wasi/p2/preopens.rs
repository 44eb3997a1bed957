//! `wasi:filesystem/preopens`.

use super::caller::Caller;
use super::files::{self, File};
use super::types::filesystem::Descriptor;
use super::value::{Given, Resource};
use crate::host;
use core::sync::atomic::{AtomicU32, Ordering};

/// How many there are: the first files.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// Opens them. Images that import `get-directories` call it at start, before anything else is opened.
pub fn open() {
    host::open_preopened(|dir, place| {
        let file = File::new(dir.descriptor, dir.read_only);
        let number = files::insert(File { place, ..file })?;
        COUNT.store(number + 1, Ordering::Relaxed);
        Ok(())
    });
}

/// `get-directories`. They stay open for the next call.
pub fn get_directories(caller: Caller) -> Given<[(Descriptor, Given<str>)]> {
    let count = COUNT.load(Ordering::Relaxed);
    let mut list = caller.list_of(count);
    for number in 0..count {
        let file = files::get(number);
        // Each has had its name since it was opened.
        let name = host::preopened_name(file.descriptor, file.place).unwrap_or_default();
        let name = caller.text(name);
        files::retain(number);
        list.push((Descriptor::new(number), name));
    }
    list.finish()
}
