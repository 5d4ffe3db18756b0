//! What `push` files: a file, standard input, or a page fetched from its address within limits.

use std::io::Read;
use std::path::Path;
use std::time::Duration;

use reqwest::Url;

use super::client;
use crate::config::Config;
use crate::ingest::Format;
use crate::media::fetch::{Coding, Fetcher, Limits};
use crate::media::guard::{Exception, Guard};

/// A document as it was had.
pub(super) struct Had {
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// What it is.
    pub(super) format: Format,
    /// Where it lies, if it was fetched.
    pub(super) base: Option<Url>,
    /// The encoding that its server declared.
    pub(super) charset: Option<String>,
}

impl Had {
    /// The media type it is sent on with.
    pub(super) fn media_type(&self) -> String {
        let kind = self.format.media_type();
        match &self.charset {
            Some(charset) if self.format == Format::Page => format!("{kind}; charset={charset}"),
            _ => kind.to_owned(),
        }
    }
}

/// Has a document; the error is a sentence.
pub(super) async fn have(file: &Path, config: &Config) -> Result<Had, String> {
    let named = file.to_string_lossy();
    if named.starts_with("http://") || named.starts_with("https://") {
        return fetch(&named, config).await;
    }
    let bytes = if named == "-" {
        let mut bytes = Vec::new();
        let most = config.limits.push_bytes as u64;
        let read = std::io::stdin().lock().take(most).read_to_end(&mut bytes);
        read.map(|_| bytes)
    } else {
        std::fs::read(file)
    };
    let bytes = bytes.map_err(|error| error.to_string())?;
    Ok(Had {
        format: Format::sniff(&bytes),
        bytes,
        base: None,
        charset: None,
    })
}

/// Fetches a document as photos are fetched: public addresses only, unless the configuration lets this machine be
/// asked; few redirects; no more bytes than a record may have.
async fn fetch(url: &str, config: &Config) -> Result<Had, String> {
    // A second installation in one process is refused, and the first one serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let exceptions = if config.fetch.allow_loopback {
        Exception::loopback(None).to_vec()
    } else {
        Vec::new()
    };
    let guard = Guard {
        ports: config.fetch.ports.clone(),
        exceptions,
        ..Guard::default()
    };
    let limits = Limits {
        size_bytes: config.limits.record_bytes as u64,
        redirects: 5,
        first_byte: Duration::from_secs(10),
        total: Duration::from_secs(30),
        queue: Duration::from_secs(30),
        coding: Coding::Gzip,
        accept: "text/html, application/xhtml+xml;q=0.9, application/json;q=0.8, text/plain;q=0.5",
    };
    let fetcher =
        Fetcher::open(guard, &config.public_url()).map_err(|error| client::chain(&error))?;
    let fetched = fetcher
        .fetch(url, &limits)
        .await
        .map_err(|error| client::chain(&error))?;
    let kind = fetched.content_type.unwrap_or_default();
    let charset = kind.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_label = |c: char| c.is_ascii_alphanumeric() || "-_:.+".contains(c);
        let value = value.trim().trim_matches('"');
        (name.trim().eq_ignore_ascii_case("charset") && value.chars().all(is_label))
            .then(|| value.to_owned())
    });
    let format = match Format::of(&kind, &fetched.bytes) {
        // Many servers call everything text.
        Some(Format::Copy) | None => Format::sniff(&fetched.bytes),
        Some(format) => format,
    };
    Ok(Had {
        bytes: fetched.bytes.to_vec(),
        format,
        base: Some(fetched.final_url),
        charset,
    })
}
