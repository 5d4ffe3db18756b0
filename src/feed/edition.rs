//! The bytes of one feed in one format at one moment, with everything a conditional request is answered from.

use std::any::Any;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::OnceLock;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::Format;

/// Below this many bytes a coding saves less than its headers cost.
const LEAST_TO_CODE: usize = 200;
/// Levels at which a feed of 260 KB costs a few milliseconds in all and loses a few per cent against the highest.
const GZIP_LEVEL: u32 = 6;
const BROTLI_QUALITY: i32 = 5;
/// Windows of 64 KiB to 4 MiB, as the document needs: the encoder clears its window before it begins.
const BROTLI_WINDOW_BITS: std::ops::RangeInclusive<u32> = 16..=22;
const ZSTD_LEVEL: i32 = 3;

/// The content codings in which an edition is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coding {
    /// As it is.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

impl Coding {
    /// All of them, those we would rather send first.
    pub const ALL: [Self; 4] = [Self::Brotli, Self::Zstd, Self::Gzip, Self::Identity];

    /// The name in `Accept-Encoding` and `Content-Encoding`, and behind the dash of the `ETag`.
    pub fn token(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    fn slot(self) -> usize {
        match self {
            Self::Identity => 0,
            Self::Gzip => 1,
            Self::Brotli => 2,
            Self::Zstd => 3,
        }
    }
}

/// One edition. It can be shown as soon as it exists; its codings join it a little later.
#[derive(Debug)]
pub struct Edition {
    /// Name of the feed.
    pub feed: String,
    /// Its format.
    pub format: Format,
    /// The document.
    pub bytes: Bytes,
    /// Hash of the document: the base of its entity tags.
    pub tag: String,
    /// When these bytes were first shown; never moves back from one edition of a feed to the next.
    pub last_modified: DateTime<Utc>,
    /// Whether the edition before was shown in the same second, so that the date alone proves nothing.
    pub shares_second: bool,
    /// Hash of the definition it was made from.
    pub definition: String,
    /// Entity tags with their quotes, by [`Coding::slot`]: a strong tag of its own for each coding (HT-1).
    etags: [Bytes; 4],
    coded: OnceLock<Coded>,
    prepared: OnceLock<Box<dyn Any + Send + Sync>>,
}

/// An edition's other codings; one that does not make the document smaller is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coded {
    /// In gzip.
    pub gzip: Option<Bytes>,
    /// In Brotli.
    pub brotli: Option<Bytes>,
    /// In Zstandard.
    pub zstd: Option<Bytes>,
}

impl Edition {
    /// An edition of these bytes, first shown at `last_modified`.
    pub fn new(
        feed: impl Into<String>,
        format: Format,
        bytes: Bytes,
        last_modified: DateTime<Utc>,
        shares_second: bool,
    ) -> Self {
        let tag = tag_of(&bytes);
        let etags = [Coding::Identity, Coding::Gzip, Coding::Brotli, Coding::Zstd]
            .map(|coding| etag(&tag, coding));
        Self {
            feed: feed.into(),
            format,
            bytes,
            tag,
            last_modified,
            shares_second,
            definition: String::new(),
            etags,
            coded: OnceLock::new(),
            prepared: OnceLock::new(),
        }
    }

    /// Names the definition it was made from, by its hash.
    #[must_use]
    pub fn made_from(self, definition: impl Into<String>) -> Self {
        Self {
            definition: definition.into(),
            ..self
        }
    }

    /// The path under which it is served, such as `/feeds/world.atom`.
    pub fn path(&self) -> String {
        path(&self.feed, self.format)
    }

    /// The entity tag in a coding, quotes and all, in ASCII.
    pub fn etag(&self, coding: Coding) -> &Bytes {
        &self.etags[coding.slot()]
    }

    /// The document in a coding, where there is one by now.
    pub fn body(&self, coding: Coding) -> Option<&Bytes> {
        match coding {
            Coding::Identity => Some(&self.bytes),
            Coding::Gzip => self.coded.get()?.gzip.as_ref(),
            Coding::Brotli => self.coded.get()?.brotli.as_ref(),
            Coding::Zstd => self.coded.get()?.zstd.as_ref(),
        }
    }

    /// Makes the codings, once: some milliseconds of work, for a thread that may block. Those who read the edition
    /// meanwhile get it as it is.
    pub fn code(&self) -> &Coded {
        self.coded.get_or_init(|| Coded::of(&self.bytes))
    }

    /// What a server prepares once for every reply with this edition, such as headers; this room does not know what it is.
    /// `None` where it was prepared as something else before.
    pub fn prepared<T: Any + Send + Sync>(&self, prepare: impl FnOnce() -> T) -> Option<&T> {
        self.prepared
            .get_or_init(|| Box::new(prepare()))
            .downcast_ref()
    }

    /// Whether the codings are there.
    pub fn is_coded(&self) -> bool {
        self.coded.get().is_some()
    }
}

impl Coded {
    /// Codes a document. A coding that fails is not offered; the document itself always is.
    pub fn of(bytes: &Bytes) -> Self {
        if bytes.len() < LEAST_TO_CODE {
            return Self::default();
        }
        let worth = |coded: Option<Vec<u8>>| {
            coded
                .filter(|coded| coded.len() < bytes.len())
                .map(Bytes::from)
        };
        Self {
            gzip: worth(gzip(bytes)),
            brotli: worth(brotli(bytes)),
            zstd: worth(zstd::bulk::compress(bytes, ZSTD_LEVEL).ok()),
        }
    }
}

/// The hash that entity tags are made of.
pub fn tag_of(bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes);
    let mut tag = String::with_capacity(32);
    for byte in &hash.as_bytes()[..16] {
        // Writing to a String does not fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag
}

/// The path of a feed in a format.
pub(super) fn path(feed: &str, format: Format) -> String {
    format!("/feeds/{feed}.{}", format.extension())
}

fn etag(tag: &str, coding: Coding) -> Bytes {
    Bytes::from(match coding {
        Coding::Identity => format!("\"{tag}\""),
        Coding::Gzip | Coding::Brotli | Coding::Zstd => format!("\"{tag}-{}\"", coding.token()),
    })
}

/// Gzip without a date in its header: equal documents give equal bytes.
fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let room = Vec::with_capacity(bytes.len() / 3);
    let mut encoder = GzEncoder::new(room, Compression::new(GZIP_LEVEL));
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// The smallest window that holds the document, in bits.
fn brotli_window(length: usize) -> i32 {
    let bits = usize::BITS - length.leading_zeros();
    i32::try_from(bits.clamp(*BROTLI_WINDOW_BITS.start(), *BROTLI_WINDOW_BITS.end())).unwrap_or(22)
}

fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: brotli_window(bytes.len()),
        size_hint: bytes.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    let mut coded = Vec::with_capacity(bytes.len() / 3);
    brotli::BrotliCompress(&mut &*bytes, &mut coded, &parameters).ok()?;
    Some(coded)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn edition(bytes: &[u8]) -> Edition {
        let moment = DateTime::from_timestamp(1_763_000_000, 0).unwrap();
        let bytes = Bytes::copy_from_slice(bytes);
        Edition::new("world", Format::Atom, bytes, moment, false)
    }

    #[test]
    fn every_coding_gives_the_document_back() {
        let document = "<p>The same words, the same words. Łódź 🙂</p>\n".repeat(400);
        let edition = edition(document.as_bytes());
        assert_eq!(edition.body(Coding::Gzip), None);
        edition.code();

        let mut read = String::new();
        let gzip = edition.body(Coding::Gzip).unwrap();
        flate2::read::GzDecoder::new(&gzip[..])
            .read_to_string(&mut read)
            .unwrap();
        assert_eq!(read, document);

        let mut read = Vec::new();
        let mut brotli = &edition.body(Coding::Brotli).unwrap()[..];
        brotli::BrotliDecompress(&mut brotli, &mut read).unwrap();
        assert_eq!(read, document.as_bytes());

        let zstd = edition.body(Coding::Zstd).unwrap();
        let read = zstd::bulk::decompress(zstd, document.len()).unwrap();
        assert_eq!(read, document.as_bytes());
    }

    #[test]
    fn every_coding_has_a_strong_tag_of_its_own() {
        let edition = edition(b"{}");
        let tags = Coding::ALL.map(|coding| edition.etag(coding).clone());
        let expected = ["-br\"", "-zstd\"", "-gzip\"", "\""]
            .map(|end| Bytes::from(format!("\"{}{end}", edition.tag)));
        assert_eq!(tags, expected);
        assert_eq!(edition.tag.len(), 32);
    }

    #[test]
    fn a_small_document_is_not_coded() {
        assert_eq!(edition(b"{}").code(), &Coded::default());
    }
}
