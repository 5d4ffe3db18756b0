//! The codings of a document: made once, never on a reply; and the one it is kept in.

use std::io::Write as _;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Below this many bytes a coding saves less than its headers cost.
const LEAST_TO_CODE: usize = 200;
/// Levels at which a feed of 260 KB costs a few milliseconds in all and loses a few per cent against the highest.
const GZIP_LEVEL: u32 = 6;
const BROTLI_QUALITY: i32 = 5;
/// Windows of 64 KiB to 4 MiB, as the document needs: the encoder clears its window before it begins.
const BROTLI_WINDOW_BITS: std::ops::RangeInclusive<u32> = 16..=22;
const ZSTD_LEVEL: i32 = 3;

/// What is only kept, and not sent, is packed at the fastest level.
const PACKING_LEVEL: i32 = 1;
/// No document is larger, whatever a damaged record says.
const MOST_BYTES: usize = 256 * 1024 * 1024;

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

    /// Its place in [`super::Edition::offers`].
    pub fn slot(self) -> usize {
        match self {
            Self::Identity => 0,
            Self::Gzip => 1,
            Self::Brotli => 2,
            Self::Zstd => 3,
        }
    }
}

/// A document in its codings; one that does not make it smaller is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coded {
    /// In gzip.
    pub gzip: Option<Bytes>,
    /// In Brotli.
    pub brotli: Option<Bytes>,
    /// In Zstandard.
    pub zstd: Option<Bytes>,
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

/// A document as it is kept: in Zstandard, with its length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// The document in Zstandard.
    pub zstd: Bytes,
    /// Its length unpacked, in bytes.
    pub size_bytes: usize,
}

impl Packed {
    /// Packs a document. Fails where it has more than 256 MiB.
    pub fn pack(bytes: &[u8]) -> std::io::Result<Self> {
        if bytes.len() > MOST_BYTES {
            return Err(too_long());
        }
        Ok(Self {
            zstd: zstd::bulk::compress(bytes, PACKING_LEVEL)?.into(),
            size_bytes: bytes.len(),
        })
    }

    /// The document. Fails where it does not unpack to its length.
    pub fn unpack(&self) -> std::io::Result<Bytes> {
        if self.size_bytes > MOST_BYTES {
            return Err(too_long());
        }
        let bytes = zstd::bulk::decompress(&self.zstd, self.size_bytes)?;
        if bytes.len() == self.size_bytes {
            return Ok(bytes.into());
        }
        Err(std::io::Error::other(format!(
            "it unpacks to {} bytes and not to {}",
            bytes.len(),
            self.size_bytes
        )))
    }
}

fn too_long() -> std::io::Error {
    std::io::Error::other(format!("it has more than {MOST_BYTES} bytes"))
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
