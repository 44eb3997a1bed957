//! `wasi:cli/environment`.

use super::caller::Caller;
use super::value::Given;
use crate::policy;
use core::convert::Infallible;

/// Counts what a function shows.
fn count(each: impl FnOnce(&mut dyn FnMut())) -> u32 {
    let mut count = 0;
    each(&mut || count += 1);
    count
}

fn each_argument(mut visit: impl FnMut(&'static [u8])) {
    let Ok(()) = policy::each_argument(|text| {
        visit(text);
        Ok::<_, Infallible>(())
    });
}

fn each_variable(mut visit: impl FnMut(&'static [u8])) {
    let Ok(()) = policy::each_variable(|text| {
        visit(text);
        Ok::<_, Infallible>(())
    });
}

/// `get-arguments`.
pub fn get_arguments(caller: Caller) -> Given<[Given<str>]> {
    let count = count(|one| each_argument(|_| one()));
    let mut list = caller.list_of(count);
    each_argument(|text| list.push(caller.text(text)));
    list.finish()
}

/// `get-environment`.
pub fn get_environment(caller: Caller) -> Given<[(Given<str>, Given<str>)]> {
    let count = count(|one| each_variable(|_| one()));
    let mut list = caller.list_of(count);
    each_variable(|text| {
        let end = text.iter().position(|&byte| byte == b'=');
        let (name, value) = text
            .split_at_checked(end.unwrap_or(text.len()))
            .unwrap_or((text, b""));
        let value = value.get(1..).unwrap_or_default();
        let name = caller.text(name);
        list.push((name, caller.text(value)));
    });
    list.finish()
}

/// `initial-cwd`: there is none, paths start from directories that are granted.
pub fn initial_cwd(_: Caller) -> Option<Given<str>> {
    None
}
