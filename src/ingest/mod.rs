//! Foreign bytes become drafts, one format a file. Pure: no clock, no store, no network.

mod anpa;
mod binary;
pub mod copy;
pub mod feed;
pub mod json;
mod kept;
mod markup;
mod moments;
mod newsml;
pub mod ninjs;
mod nitf;
pub mod page;
mod parts;
mod pictures;
mod qcode;
pub mod record;
mod refused;
pub mod wire;
pub mod wxr;
pub mod xml;

#[cfg(test)]
mod tests;

pub use binary::binary;
pub use refused::NoArticle;

use roxmltree::Node;

use std::sync::Arc;

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
    /// NITF, IPTC's text format in XML.
    Nitf,
    /// NewsML-G2: a message, a package or an item.
    NewsMl,
    /// A message of a wire with its header: ANPA 1312 or IPTC 7901.
    Anpa,
    /// A web page (schema.org, Open Graph, HTML).
    Page,
}

/// What a reader is told beside the bytes.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Agencies and papers known by name.
    pub outlets: Arc<Outlets>,
    /// How many photo files came along: for copy, so many captions are expected.
    pub n_photos: usize,
    /// The document's own address, where it is known: for pages.
    pub base: Option<Url>,
    /// The character encoding that was declared beside the bytes.
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
    /// Not XML, or XML no wire may send.
    #[error(transparent)]
    Xml(#[from] xml::Error),
    /// A document that is no article, or several.
    #[error(transparent)]
    NoArticle(#[from] NoArticle),
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
            "text/plain" if anpa::is_message(bytes) => Some(Self::Anpa),
            "text/plain" => Some(Self::Copy),
            "application/nitf+xml" | "text/vnd.iptc.nitf" => Some(Self::Nitf),
            "application/vnd.iptc.g2.newsitem+xml"
            | "application/vnd.iptc.g2.newsmessage+xml"
            | "application/vnd.iptc.g2.packageitem+xml" => Some(Self::NewsMl),
            // The root element decides; where none is seen, the reader of XML says what is wrong.
            "application/xml" | "text/xml" => match xml::root(bytes) {
                Some(root) => Self::of_root(&root),
                None => Some(Self::Nitf),
            },
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
            // The root element tells the two apart.
            Self::Nitf | Self::NewsMl => "application/xml",
            Self::Anpa => "text/plain",
            Self::Page => "text/html",
        }
    }

    /// The format of a file that comes without a media type, by its shape; what looks like nothing else is copy.
    pub fn sniff(bytes: &[u8]) -> Self {
        if ninjs::looks_like(bytes) {
            return Self::Ninjs;
        }
        if shape(bytes).starts_with(b"{") {
            return Self::Record;
        }
        if let Some(format) = xml::root(bytes).as_deref().and_then(Self::of_root) {
            return format;
        }
        if page::looks_like(bytes) {
            Self::Page
        } else if anpa::is_message(bytes) {
            Self::Anpa
        } else {
            Self::Copy
        }
    }

    /// The format whose documents have this root element.
    fn of_root(root: &str) -> Option<Self> {
        match root {
            "nitf" => Some(Self::Nitf),
            root if newsml::ROOTS.contains(&root) => Some(Self::NewsMl),
            _ => None,
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
        Format::Nitf => tree(bytes, options, &["nitf"], nitf::read)?,
        Format::NewsMl => tree(bytes, options, newsml::ROOTS, newsml::read)?,
        Format::Anpa => parts::finished(anpa::read(bytes, options)?),
        Format::Page => page::read(bytes, options)?,
    })
}

/// Reads XML whose root element is one of these.
fn tree(
    bytes: &[u8],
    options: &Options,
    roots: &[&str],
    read: impl Fn(Node<'_, '_>, &Options) -> Result<Draft, NoArticle>,
) -> Result<Draft, Error> {
    let text = xml::decode(bytes, options.charset.as_deref())?;
    let document = xml::parse(&text)?;
    let root = document.root_element();
    let name = root.tag_name().name();
    if !roots.contains(&name) {
        let why = format!("the root element is {name:?}; {} is read here", roots[0]);
        return Err(NoArticle::at(root, &why).into());
    }
    Ok(parts::finished(read(root, options)?))
}
