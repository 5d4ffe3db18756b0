//! Builds the HTTP client underneath: no proxy, no cookie, no redirect, no decompression, and a
//! resolver that hands out judged addresses only.

use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, redirect};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use super::error::{Error, Unresolved};
use crate::media::guard::Guard;

/// Longest wait for a connection: name, TCP and TLS.
const CONNECT: Duration = Duration::from_secs(5);

/// TLS with the system's authorities and those of a PEM text. The provider is named here, so no
/// process-wide default is needed.
pub(super) fn tls(pem: &[u8]) -> Result<ClientConfig, Error> {
    let mut roots = RootCertStore::empty();
    // A system without authorities can still fetch over http; https says whom it does not know.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for authority in CertificateDer::pem_slice_iter(pem) {
        let authority = authority.map_err(|error| Error::Setup(error.to_string().into()))?;
        roots
            .add(authority)
            .map_err(|error| Error::Setup(error.into()))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Setup(error.into()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// A client for one port.
pub(super) fn build(guard: Arc<Guard>, port: u16, tls: ClientConfig) -> Result<Client, Error> {
    Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(Resolver { guard, port })
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .no_gzip()
        .no_brotli()
        .referer(false)
        .http1_only()
        .http1_max_headers(100)
        .connect_timeout(CONNECT)
        .pool_idle_timeout(Duration::from_secs(15))
        .pool_max_idle_per_host(2)
        .build()
        .map_err(|error| Error::Setup(error.into()))
}

/// Resolves names for connections to one port.
struct Resolver {
    guard: Arc<Guard>,
    port: u16,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, port) = (Arc::clone(&self.guard), self.port);
        Box::pin(async move {
            let host = name.as_str();
            let found = guard.resolve(host, port).await;
            let judged = found.map_err(|_| Unresolved {
                host: host.to_owned(),
            })?;
            Ok(Box::new(judged?.into_iter()) as Addrs)
        })
    }
}
