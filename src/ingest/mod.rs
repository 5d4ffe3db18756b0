//! Foreign bytes become drafts, one format a file. Pure: no clock, no store, no network.

pub mod copy;
pub mod json;
pub mod ninjs;
pub mod page;
pub mod record;
pub mod wire;

use url::Url;

use crate::article::Draft;
use crate::article::byline::Outlets;

/// The formats of an article that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Our own JSON record.
    Record,
    /// ninjs 1.0 to 3.1 (IPTC).
    Ninjs,
    /// Raw copy, as it is pasted from a page or comes off a wire.
    Copy,
    /// A web page (schema.org, Open Graph, HTML).
    Page,
}

/// What a reader is told beside the bytes.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Agencies and papers known by name.
    pub outlets: Outlets,
    /// How many photo files came along: for copy, so many captions are expected.
    pub n_photos: usize,
    /// The document's own address, where it is known: for pages.
    pub base: Option<Url>,
    /// The encoding that was declared beside the bytes: for pages.
    pub charset: Option<String>,
}

/// Why bytes are no document of the format at all. What is wrong inside a document stands in the draft's complaints.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not JSON, or JSON no record may be.
    #[error(transparent)]
    Json(#[from] json::Error),
    /// Copy that holds nothing to read.
    #[error(transparent)]
    Copy(#[from] wire::Error),
    /// A page that holds nothing, or too much, to read.
    #[error(transparent)]
    Page(#[from] page::Error),
}

impl Format {
    /// The format that a media type stands for, a look at the bytes included where the type is shared by several.
    /// `None` where the type is none of ours.
    pub fn of(media_type: &str, bytes: &[u8]) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        match essence.to_ascii_lowercase().as_str() {
            "application/ninjs+json" => Some(Self::Ninjs),
            "application/json" if ninjs::looks_like(bytes) => Some(Self::Ninjs),
            "application/json" => Some(Self::Record),
            "text/plain" => Some(Self::Copy),
            "text/html" | "application/xhtml+xml" => Some(Self::Page),
            _ => None,
        }
    }

    /// The media type it is sent as.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Record => "application/json",
            Self::Ninjs => "application/ninjs+json",
            Self::Copy => "text/plain; charset=utf-8",
            Self::Page => "text/html",
        }
    }

    /// The format of a file that comes without a media type, by its shape; what looks like nothing else is copy.
    pub fn sniff(bytes: &[u8]) -> Self {
        if ninjs::looks_like(bytes) {
            Self::Ninjs
        } else if shape(bytes).starts_with(b"{") {
            Self::Record
        } else if page::looks_like(bytes) {
            Self::Page
        } else {
            Self::Copy
        }
    }
}

/// A document from its first character on.
fn shape(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start()
}

/// Reads a document into a draft.
pub fn read(format: Format, bytes: &[u8], options: &Options) -> Result<Draft, Error> {
    Ok(match format {
        Format::Record => record::read(bytes)?,
        Format::Ninjs => ninjs::read(bytes)?,
        Format::Copy => copy::read(bytes, options)?,
        Format::Page => page::read(bytes, options)?,
    })
}
