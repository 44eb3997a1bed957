//! `wasi:sockets/ip-name-lookup`: every lookup is denied.

use super::error::Result;
use crate::wasi::p2::caller::Caller;
use crate::wasi::p2::text::Text;
use crate::wasi::p2::types::sockets::{ErrorCode, Network, ResolveAddressStream};

/// `resolve-addresses`.
pub fn resolve_addresses(_: Caller, _: Network, name: Text) -> Result<ResolveAddressStream> {
    name.check();
    Err(ErrorCode::AccessDenied)
}
