//! The bytes of one feed in one format at one moment, with everything a conditional request is answered from.

use std::any::Any;
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwap;
use bytes::Bytes;
use chrono::{DateTime, Utc};

use super::Format;
pub use super::coded::{Coded, Coding, Packed};

/// One edition. It can be shown as soon as it exists; its codings join it a little later, and from then on the plain
/// document is unpacked for those who ask for it: nearly nobody does, and it is four times as long.
#[derive(Debug)]
pub struct Edition {
    /// Name of the feed.
    pub feed: String,
    /// Its format.
    pub format: Format,
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
    held: ArcSwap<Held>,
    prepared: OnceLock<Box<dyn Any + Send + Sync>>,
}

/// What is held of the document.
#[derive(Debug)]
enum Held {
    /// As it was made.
    Plain(Bytes),
    /// As it was kept.
    Packed(Packed),
    /// In its codings; as it is where it has none in Zstandard.
    Coded {
        codings: Coded,
        size_bytes: usize,
        plain: Option<Bytes>,
    },
}

impl Held {
    fn plain(&self) -> Option<Bytes> {
        match self {
            Self::Plain(bytes) => Some(bytes.clone()),
            Self::Packed(packed) => unpacked(packed),
            Self::Coded {
                plain: Some(bytes), ..
            } => Some(bytes.clone()),
            Self::Coded { .. } => unpacked(&self.packed()?),
        }
    }

    fn packed(&self) -> Option<Packed> {
        match self {
            Self::Plain(bytes) => Packed::pack(bytes).ok(),
            Self::Packed(packed) => Some(packed.clone()),
            Self::Coded {
                codings: Coded {
                    zstd: Some(zstd), ..
                },
                size_bytes,
                ..
            } => Some(Packed {
                zstd: zstd.clone(),
                size_bytes: *size_bytes,
            }),
            Self::Coded { plain, .. } => Packed::pack(plain.as_ref()?).ok(),
        }
    }
}

/// What this process packed, or what was verified when it was read, unpacks.
fn unpacked(packed: &Packed) -> Option<Bytes> {
    packed.unpack().ok()
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
            tag,
            last_modified,
            shares_second,
            definition: String::new(),
            etags,
            held: ArcSwap::from_pointee(Held::Plain(bytes)),
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

    /// Holds the document packed, as it was kept, until it is coded.
    #[must_use]
    pub fn kept_as(self, packed: Packed) -> Self {
        Self {
            held: ArcSwap::from_pointee(Held::Packed(packed)),
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

    /// In which codings it can be sent by now, by [`Coding::slot`].
    pub fn offers(&self) -> [bool; 4] {
        let mut offers = [true, false, false, false];
        if let Held::Coded { codings, .. } = &**self.held.load() {
            offers[Coding::Gzip.slot()] = codings.gzip.is_some();
            offers[Coding::Brotli.slot()] = codings.brotli.is_some();
            offers[Coding::Zstd.slot()] = codings.zstd.is_some();
        }
        offers
    }

    /// The document in a coding, where there is one by now. As it is, it may have to be unpacked: a tenth of a
    /// millisecond, for who keeps what it gets.
    pub fn body(&self, coding: Coding) -> Option<Bytes> {
        let held = self.held.load();
        let Held::Coded { codings, .. } = &**held else {
            return (coding == Coding::Identity).then(|| held.plain()).flatten();
        };
        match coding {
            Coding::Identity => held.plain(),
            Coding::Gzip => codings.gzip.clone(),
            Coding::Brotli => codings.brotli.clone(),
            Coding::Zstd => codings.zstd.clone(),
        }
    }

    /// The document as it is kept. Fails where it has more than 256 MiB.
    pub fn packed(&self) -> Option<Packed> {
        self.held.load().packed()
    }

    /// Makes the codings: some milliseconds of work, for a thread that may block. Those who read the edition
    /// meanwhile get it as it is.
    pub fn code(&self) {
        let held = self.held.load_full();
        if matches!(*held, Held::Coded { .. }) {
            return;
        }
        let Some(plain) = held.plain() else { return };
        let codings = Coded::of(&plain);
        self.held.store(Arc::new(Held::Coded {
            size_bytes: plain.len(),
            plain: codings.zstd.is_none().then_some(plain),
            codings,
        }));
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
        matches!(**self.held.load(), Held::Coded { .. })
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
        let packed = edition.packed().unwrap();
        assert_eq!(packed.unpack().unwrap(), document);
        edition.code();
        assert_eq!(edition.body(Coding::Identity).unwrap(), document);
        assert_eq!(edition.packed().unwrap().unpack().unwrap(), document);
        let edition = edition.kept_as(packed);
        assert!(!edition.is_coded());
        assert_eq!(edition.body(Coding::Identity).unwrap(), document);
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
        let read = zstd::bulk::decompress(&zstd, document.len()).unwrap();
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
        let edition = edition(b"{}");
        edition.code();
        assert_eq!(edition.offers(), [true, false, false, false]);
        assert_eq!(edition.body(Coding::Identity).unwrap(), "{}");
        assert_eq!(edition.packed().unwrap().unpack().unwrap(), "{}");
    }
}
