//! What a walk over the blocks of any format yields, and how it fails.

use std::borrow::Cow;

use crate::media::exif;

/// What one walk over a photo found: its measures as stored, and where its texts lie.
#[derive(Debug, Default)]
pub(in crate::media) struct Walk<'a> {
    /// Pixels across as stored.
    pub width: u32,
    /// Pixels down as stored.
    pub height: u32,
    /// Pictures in it.
    pub frames: u32,
    /// A quarter turn by the format's own mark (AVIF `irot`), which overrules EXIF.
    pub turned: Option<bool>,
    /// The EXIF block, beginning with its TIFF header.
    pub exif: Option<&'a [u8]>,
    /// The XMP packet.
    pub xmp: Option<Cow<'a, [u8]>>,
    /// Parts of an extended XMP packet (JPEG only).
    pub xmp_more: Vec<XmpPart<'a>>,
    /// Photoshop image resources (8BIM), in order.
    pub resources: Vec<Cow<'a, [u8]>>,
}

/// One part of an extended XMP packet (XMP Specification Part 3, 1.1.3.1).
#[derive(Debug, Clone, Copy)]
pub(in crate::media) struct XmpPart<'a> {
    /// The MD5 of the whole, as 32 hexadecimal digits; names the packet it belongs to.
    pub guid: &'a [u8],
    /// The length of the whole.
    pub full: u32,
    /// Where this part begins in the whole.
    pub offset: u32,
    /// The part.
    pub bytes: &'a [u8],
}

impl Walk<'_> {
    /// Whether width and height change places when the photo is displayed.
    pub(in crate::media) fn is_turned(&self) -> bool {
        self.turned.unwrap_or_else(|| {
            // EXIF 2.32, 4.6.4: orientations 5 to 8 are the ones with a quarter turn.
            self.exif
                .and_then(exif::orientation)
                .is_some_and(|value| (5..=8).contains(&value))
        })
    }
}

/// Why a walk stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The bytes end before the format does.
    Truncated(&'static str),
    /// The bytes contradict the format.
    Corrupt(&'static str),
    /// Whole and sound, but nothing a browser would show.
    Variety(&'static str),
}
