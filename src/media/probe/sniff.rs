//! Tells formats apart by their first bytes, and names the ones that are not taken.

use super::{Error, PhotoType};

/// How far into a text a root element is looked for.
const TEXT_LOOK: usize = 4096;

/// The type of these bytes.
pub(super) fn media_type(bytes: &[u8]) -> Result<PhotoType, Error> {
    if bytes.is_empty() {
        return Err(Error::Empty);
    }
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        return Ok(PhotoType::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        return Ok(PhotoType::Png);
    }
    if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        return Ok(PhotoType::Gif);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(PhotoType::WebP);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return boxed(bytes);
    }
    match refused(bytes).or_else(|| markup(bytes)) {
        Some(kind) => Err(Error::Unsupported { kind }),
        None => Err(Error::Unknown),
    }
}

/// ISO media files: AVIF where the brands say so (ISO/IEC 14496-12, 4.3; AVIF 1.1, section 6).
fn boxed(bytes: &[u8]) -> Result<PhotoType, Error> {
    let length = bytes[..4]
        .iter()
        .fold(0_usize, |n, b| n << 8 | usize::from(*b));
    let end = length.clamp(8, 512).min(bytes.len());
    let major = bytes.get(8..12).unwrap_or_default();
    let brands = || bytes[..end].get(16..).unwrap_or_default().chunks_exact(4);
    let has = |wanted: &[u8; 4]| major == wanted || brands().any(|brand| brand == wanted);
    if has(b"avif") || has(b"avis") {
        return Ok(PhotoType::Avif);
    }
    let kind = match major {
        b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" | b"mif1" | b"msf1" => "HEIC",
        b"crx " => "a camera raw file",
        _ => "video",
    };
    Err(Error::Unsupported { kind })
}

/// Known kinds that are not taken.
fn refused(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"II+\0", "TIFF"),
        (b"MM\0+", "TIFF"),
        (b"BM", "BMP"),
        (b"\0\0\x01\0", "a Windows icon"),
        (b"\0\0\x02\0", "a Windows cursor"),
        (b"\xFF\x0A", "JPEG XL"),
        (b"\0\0\0\x0CJXL ", "JPEG XL"),
        (b"\0\0\0\x0CjP  ", "JPEG 2000"),
        (b"\xFF\x4F\xFF\x51", "JPEG 2000"),
        (b"8BPS", "a Photoshop file"),
        (b"%PDF", "PDF"),
        (b"%!PS", "PostScript"),
        (b"\x1F\x8B", "a gzip file"),
        (b"PK\x03\x04", "a ZIP file"),
        (b"\x1A\x45\xDF\xA3", "video"),
        (b"OggS", "audio"),
        (b"ID3", "audio"),
        (b"gimp xcf", "a GIMP file"),
        (b"qoif", "QOI"),
    ];
    KINDS
        .iter()
        .find(|(mark, _)| bytes.starts_with(mark))
        .map(|(_, kind)| *kind)
}

/// SVG, HTML and other markup, also in UTF-16 and behind a byte order mark.
fn markup(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(TEXT_LOOK)];
    let text: String = head
        .iter()
        .filter(|byte| !matches!(byte, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF))
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    let text = text.trim_start();
    if !text.starts_with('<') {
        return text.starts_with('{').then_some("JSON");
    }
    if text.contains("<svg") || text.contains(":svg") {
        return Some("SVG");
    }
    let is_html = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<script",
        "<title",
    ];
    if is_html.iter().any(|mark| text.contains(mark)) {
        return Some("HTML");
    }
    Some("markup")
}
