//! Walks the chunks of a PNG from IHDR to IEND (W3C PNG Third Edition).

use std::borrow::Cow;
use std::io::Read;

use flate2::read::ZlibDecoder;

use super::walk::{Fault, Walk};
use crate::media::cursor::{Cursor, size};

/// The most a compressed text may become.
const TEXT_BYTES: u64 = 4 << 20;

pub(super) fn walk(bytes: &[u8]) -> Result<Walk<'_>, Fault> {
    let mut cursor = Cursor::new(bytes);
    let mut walk = Walk {
        frames: 1,
        ..Walk::default()
    };
    let mut has_data = false;
    cursor.skip(8).ok_or(Fault::Truncated("no signature"))?;
    loop {
        let (kind, body) = chunk(&mut cursor)?;
        if walk.width == 0 && kind != b"IHDR" {
            let is_apple = kind == b"CgBI";
            return Err(if is_apple {
                Fault::Variety("Apple's own coding")
            } else {
                Fault::Corrupt("it does not begin with IHDR")
            });
        }
        match kind {
            b"IHDR" if walk.width != 0 => return Err(Fault::Corrupt("two headers")),
            b"IHDR" => header(&mut walk, body)?,
            b"IDAT" => has_data |= !body.is_empty(),
            b"IEND" if has_data => return Ok(walk),
            b"IEND" => return Err(Fault::Corrupt("it ends before any picture data")),
            b"acTL" if !has_data => {
                let frames = Cursor::new(body).be32();
                walk.frames = frames
                    .filter(|n| *n > 0)
                    .ok_or(Fault::Corrupt("an animation of no frames"))?;
            }
            b"eXIf" => {
                walk.exif
                    .get_or_insert(body.strip_prefix(b"Exif\0\0").unwrap_or(body));
            }
            b"iTXt" if walk.xmp.is_none() => walk.xmp = xmp(body),
            b"tEXt" | b"zTXt" => walk.resources.extend(profile(kind, body).map(Cow::Owned)),
            _ => {}
        }
    }
}

/// The next chunk's type and data, its checksum verified (section 5.3).
fn chunk<'a>(cursor: &mut Cursor<'a>) -> Result<(&'a [u8; 4], &'a [u8]), Fault> {
    const CUT: Fault = Fault::Truncated("no IEND");
    let length = size(cursor.be32().ok_or(CUT)?);
    if length > 0x7FFF_FFFF {
        return Err(Fault::Corrupt("a chunk of impossible length"));
    }
    let checked = cursor.take(length + 4).ok_or(CUT)?;
    let stated = cursor.be32().ok_or(CUT)?;
    let mut crc = flate2::Crc::new();
    crc.update(checked);
    if crc.sum() != stated {
        return Err(Fault::Corrupt("a chunk fails its checksum"));
    }
    checked.split_first_chunk().ok_or(CUT)
}

/// Width, height and the combinations of depth and colour that exist (section 11.2.1).
fn header(walk: &mut Walk<'_>, body: &[u8]) -> Result<(), Fault> {
    const SHORT: Fault = Fault::Corrupt("a header of the wrong length");
    let mut cursor = Cursor::new(body);
    let width = cursor.be32().ok_or(SHORT)?;
    let height = cursor.be32().ok_or(SHORT)?;
    let [depth, colour, compression, filter, interlace] = cursor.array().ok_or(SHORT)?;
    if !cursor.is_at_end() {
        return Err(SHORT);
    }
    let is_known = matches!(
        (colour, depth),
        (0, 1 | 2 | 4 | 8 | 16) | (3, 1 | 2 | 4 | 8) | (2 | 4 | 6, 8 | 16)
    );
    if !is_known || compression != 0 || filter != 0 || interlace > 1 {
        return Err(Fault::Corrupt("a header with values that do not exist"));
    }
    if width == 0 || height == 0 || width.max(height) > 0x7FFF_FFFF {
        return Err(Fault::Corrupt("a side of zero or impossible length"));
    }
    (walk.width, walk.height) = (width, height);
    Ok(())
}

/// The packet of an `XML:com.adobe.xmp` text (section 11.3.3.4), inflated where it is compressed.
fn xmp(body: &[u8]) -> Option<Cow<'_, [u8]>> {
    let mut cursor = Cursor::new(body.strip_prefix(b"XML:com.adobe.xmp\0")?);
    let [is_compressed, _method] = cursor.array()?;
    for _ in 0..2 {
        // The language tag and the translated keyword, each ended by a zero.
        let end = cursor.rest().iter().position(|byte| *byte == 0)?;
        cursor.skip(end + 1)?;
    }
    if is_compressed == 0 {
        return Some(cursor.rest().into());
    }
    inflated(cursor.rest()).map(Cow::Owned)
}

fn inflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    ZlibDecoder::new(bytes)
        .take(TEXT_BYTES)
        .read_to_end(&mut text)
        .ok()?;
    Some(text)
}

/// IIM the way `ImageMagick` and exiftool put it into a PNG: image resources as hexadecimal text
/// after a line with the profile's name and one with its length.
fn profile(kind: &[u8; 4], body: &[u8]) -> Option<Vec<u8>> {
    let text = body.strip_prefix(b"Raw profile type iptc\0")?;
    let text = if kind == b"zTXt" {
        inflated(text.get(1..)?)?
    } else {
        text.to_vec()
    };
    let mut lines = text.trim_ascii_start().splitn(3, |byte| *byte == b'\n');
    let digits: Vec<u8> = lines
        .nth(2)?
        .iter()
        .copied()
        .filter(u8::is_ascii_hexdigit)
        .collect();
    let value = |digit: u8| {
        char::from(digit)
            .to_digit(16)
            .and_then(|it| u8::try_from(it).ok())
    };
    digits
        .chunks_exact(2)
        .map(|pair| Some(value(pair[0])? << 4 | value(pair[1])?))
        .collect()
}
