//! Says what a photo is by reading its bytes: type, size as displayed, frames, digest.
//!
//! Nothing is decoded: headers and block lengths are walked to the end mark of each format, so a
//! cut-off file is refused and a bomb costs no more than its bytes. Names and declared types are
//! not looked at.

use std::fmt;
use std::str::FromStr;

mod avif;
mod gif;
mod jpeg;
mod png;
mod sniff;
mod walk;
mod webp;

use walk::Fault;
pub(super) use walk::Walk;

/// The formats that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PhotoType {
    /// JPEG: baseline, extended or progressive.
    Jpeg,
    /// PNG, and APNG.
    Png,
    /// GIF 87a and 89a.
    Gif,
    /// WebP: lossy, lossless, animated.
    WebP,
    /// AVIF: still and sequence.
    Avif,
}

impl PhotoType {
    /// The media type as feeds and HTTP name it.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
            Self::Avif => "image/avif",
        }
    }

    /// The common ending of a file name, without its dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::WebP => "webp",
            Self::Avif => "avif",
        }
    }

    /// The type that [`PhotoType::extension`] gave this ending.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension {
            "jpg" => Some(Self::Jpeg),
            "png" => Some(Self::Png),
            "gif" => Some(Self::Gif),
            "webp" => Some(Self::WebP),
            "avif" => Some(Self::Avif),
            _ => None,
        }
    }
}

impl fmt::Display for PhotoType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Gif => "GIF",
            Self::WebP => "WebP",
            Self::Avif => "AVIF",
        })
    }
}

/// The BLAKE3 digest of a photo's bytes: its identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes).into())
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The text is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a digest is 64 lower-case hexadecimal digits")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let digit = |c: u8| match c {
            b'0'..=b'9' => Ok(c - b'0'),
            b'a'..=b'f' => Ok(c - b'a' + 10),
            _ => Err(NotADigest),
        };
        if text.len() != 64 {
            return Err(NotADigest);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

/// What the bytes of a photo say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The format.
    pub media_type: PhotoType,
    /// Pixels across, as displayed: after cropping and orientation marks.
    pub width: u32,
    /// Pixels down, as displayed.
    pub height: u32,
    /// The exact length.
    pub size_bytes: u64,
    /// Pictures shown one after another; 1 for a still.
    pub frames: u32,
    /// The identity of the bytes.
    pub digest: Digest,
}

impl Probe {
    /// Whether there is more than one frame.
    #[must_use]
    pub fn is_animated(&self) -> bool {
        self.frames > 1
    }
}

/// How much a photo may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest length in bytes.
    pub size_bytes: u64,
    /// Longest side in pixels.
    pub side: u32,
    /// Most pixels in one frame.
    pub pixels: u64,
    /// Most frames.
    pub frames: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            size_bytes: 10 << 20,
            side: 20_000,
            pixels: 100_000_000,
            frames: 2_000,
        }
    }
}

/// Why these bytes are not taken as a photo. All are final: the same bytes fail again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(
    missing_docs,
    reason = "the messages say it; the fields are named in them"
)]
pub enum Error {
    #[error("the photo is empty")]
    Empty,
    #[error("the photo has {size_bytes} bytes; at most {limit} are taken")]
    TooLarge { size_bytes: u64, limit: u64 },
    #[error("{kind} is not taken as a photo: send JPEG, PNG, GIF, WebP or AVIF")]
    Unsupported { kind: &'static str },
    #[error("the bytes are no known kind of picture")]
    Unknown,
    #[error("the {media_type} is cut off: {at}")]
    Truncated {
        media_type: PhotoType,
        at: &'static str,
    },
    #[error("the {media_type} is damaged: {at}")]
    Corrupt {
        media_type: PhotoType,
        at: &'static str,
    },
    #[error("this variety of {media_type} is not taken: {what}")]
    Variety {
        media_type: PhotoType,
        what: &'static str,
    },
    #[error("the photo is {width} x {height} pixels; a side may have at most {limit}")]
    SideTooLong { width: u32, height: u32, limit: u32 },
    #[error("the photo is {width} x {height} pixels; at most {limit} pixels are taken")]
    TooManyPixels { width: u32, height: u32, limit: u64 },
    #[error("the photo has {frames} frames; at most {limit} are taken")]
    TooManyFrames { frames: u32, limit: u32 },
}

/// Reads a photo under the default [`Limits`].
///
/// # Errors
/// When the bytes are not a whole photo of a taken type within the limits.
pub fn probe(bytes: &[u8]) -> Result<Probe, Error> {
    probe_within(bytes, &Limits::default())
}

/// Reads a photo under limits of the caller's.
///
/// # Errors
/// As [`probe`].
pub fn probe_within(bytes: &[u8], limits: &Limits) -> Result<Probe, Error> {
    let size_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size_bytes > limits.size_bytes {
        return Err(Error::TooLarge {
            size_bytes,
            limit: limits.size_bytes,
        });
    }
    let media_type = sniff::media_type(bytes)?;
    let walk = walk(media_type, bytes)?;
    let (width, height, frames) = (walk.width, walk.height, walk.frames);
    if width == 0 || height == 0 {
        return Err(Error::Corrupt {
            media_type,
            at: "a side of zero pixels",
        });
    }
    if width.max(height) > limits.side {
        return Err(Error::SideTooLong {
            width,
            height,
            limit: limits.side,
        });
    }
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(Error::TooManyPixels {
            width,
            height,
            limit: limits.pixels,
        });
    }
    if frames > limits.frames {
        return Err(Error::TooManyFrames {
            frames,
            limit: limits.frames,
        });
    }
    let (width, height) = if walk.is_turned() {
        (height, width)
    } else {
        (width, height)
    };
    Ok(Probe {
        media_type,
        width,
        height,
        size_bytes,
        frames,
        digest: Digest::of(bytes),
    })
}

/// The blocks of a photo whose type is not known yet.
pub(super) fn walk_any(bytes: &[u8]) -> Result<Walk<'_>, Error> {
    walk(sniff::media_type(bytes)?, bytes)
}

/// The blocks of a photo.
fn walk(media_type: PhotoType, bytes: &[u8]) -> Result<Walk<'_>, Error> {
    let walk = match media_type {
        PhotoType::Jpeg => jpeg::walk(bytes),
        PhotoType::Png => png::walk(bytes),
        PhotoType::Gif => gif::walk(bytes),
        PhotoType::WebP => webp::walk(bytes),
        PhotoType::Avif => avif::walk(bytes),
    };
    walk.map_err(|fault| match fault {
        Fault::Truncated(at) => Error::Truncated { media_type, at },
        Fault::Corrupt(at) => Error::Corrupt { media_type, at },
        Fault::Variety(what) => Error::Variety { media_type, what },
    })
}

#[cfg(test)]
mod tests;
