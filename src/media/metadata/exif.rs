//! The EXIF fields that say something about a photo's content and rights.

use super::text::{clean, exif_date, guess};
use super::{Alternatives, Metadata};
use crate::media::exif::{Tag, ascii};

/// What cameras write as a description when nobody wrote one.
const NO_CAPTIONS: &[&str] = &[
    "olympus digital camera",
    "sony dsc",
    "digital camera",
    "dcim",
    "default",
    "untitled",
    "samsung",
    "minolta digital camera",
    "kodak digital still camera",
    "exif_jpeg_picture",
    "exif jpeg",
    "image",
    "my beautiful picture",
    "a digital photo",
    "dav",
    "sdr",
    "hdrpl",
    "cof",
    "ptr",
    "sdr_hdrb",
    "mde",
    "rbt",
    "fbt",
    "hdr",
    "nor",
    "oznor",
    "bty",
    "btf",
];

/// Reads a TIFF block.
pub(super) fn read(tiff: &[u8]) -> Metadata {
    let text = |tag| ascii(tiff, tag).map(guess).and_then(|text| clean(&text));
    let caption =
        text(Tag::ImageDescription).filter(|it| !NO_CAPTIONS.contains(&it.to_lowercase().as_str()));
    // Several artists are divided by semicolons (MWG guidelines 2.0, 5.3).
    let creators = text(Tag::Artist).map(|artists| artists.split(';').filter_map(clean).collect());
    // The photographer's notice, a zero, the editor's (EXIF 2.32, 4.6.4); a space is no notice.
    let copyright = ascii(tiff, Tag::Copyright).and_then(|notices| {
        notices
            .split(|byte| *byte == 0)
            .find_map(|notice| clean(&guess(notice)))
    });
    let date = text(Tag::DateTimeOriginal)
        .and_then(|date| exif_date(&date, text(Tag::OffsetTimeOriginal).as_deref()));
    Metadata {
        caption: Alternatives::only(caption),
        creators: creators.unwrap_or_default(),
        copyright: Alternatives::only(copyright),
        date,
        ..Metadata::default()
    }
}
