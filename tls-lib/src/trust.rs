//! Whom sessions trust, and what all of them have in common.
#![allow(unsafe_code)]

use crate::hooks;
use alloc::sync::Arc;
use core::cell::UnsafeCell;
use core::time::Duration;
use rustls::RootCertStore;
use rustls::client::ClientConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::time_provider::TimeProvider;

struct Shared {
    roots: Option<Arc<RootCertStore>>,
    config: Option<Arc<ClientConfig>>,
}

struct Global(UnsafeCell<Shared>);
// SAFETY: the process has one thread.
unsafe impl Sync for Global {}
static SHARED: Global = Global(UnsafeCell::new(Shared {
    roots: None,
    config: None,
}));

fn shared() -> &'static mut Shared {
    // SAFETY: as above, and no caller calls another that does.
    unsafe { &mut *SHARED.0.get() }
}

/// The clock of the kernel.
#[derive(Debug)]
struct Clock;

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(
            Duration::from_secs(hooks::now()),
        ))
    }
}

/// Trusts the certificates in a PEM text that can be read, from now on; returns how many they are.
pub fn add(pem: &[u8]) -> usize {
    let shared = shared();
    let certificates = CertificateDer::pem_slice_iter(pem).filter_map(Result::ok);
    let none = || Arc::new(RootCertStore::empty());
    let roots = Arc::make_mut(shared.roots.get_or_insert_with(none));
    let (added, _) = roots.add_parsable_certificates(certificates);
    shared.config = None;
    added
}

/// What a session is made with. `None`: nobody is trusted.
pub fn config() -> Option<Arc<ClientConfig>> {
    let shared = shared();
    let roots = shared.roots.clone().filter(|it| !it.is_empty())?;
    if shared.config.is_none() {
        let config =
            ClientConfig::builder_with_details(Arc::new(default_provider()), Arc::new(Clock))
                .with_safe_default_protocol_versions()
                .ok()?
                .with_root_certificates(roots)
                .with_no_client_auth();
        shared.config = Some(Arc::new(config));
    }
    shared.config.clone()
}
