//! Walks the chunks of a WebP (RFC 9649).

use super::walk::{Fault, Walk};
use crate::media::cursor::{Cursor, size};

const CUT: Fault = Fault::Truncated("inside a chunk");

pub(super) fn walk(bytes: &[u8]) -> Result<Walk<'_>, Fault> {
    let mut cursor = Cursor::new(bytes);
    cursor.skip(4).ok_or(CUT)?;
    let length = size(cursor.le32().ok_or(CUT)?);
    // What follows the file's own length is not part of it (section 2.4).
    let mut cursor = Cursor::new(
        cursor
            .take(length)
            .ok_or(Fault::Truncated("shorter than its header says"))?,
    );
    cursor
        .skip(4)
        .ok_or(Fault::Corrupt("an impossible length"))?;
    let mut walk = Walk::default();
    let mut canvas = None;
    let mut is_first = true;
    while !cursor.is_at_end() {
        let (kind, body) = chunk(&mut cursor)?;
        match kind {
            b"VP8X" if is_first => canvas = Some(extended(body)?),
            b"VP8 " | b"VP8L" if walk.frames == 0 => {
                (walk.width, walk.height) = picture(kind, body)?;
                walk.frames = 1;
                if canvas.is_none() {
                    break; // A simple file holds nothing else.
                }
            }
            b"VP8X" | b"VP8 " | b"VP8L" => return Err(Fault::Corrupt("two pictures in one file")),
            b"ANMF" => {
                frame(
                    body,
                    canvas.ok_or(Fault::Corrupt("an animation without a canvas"))?,
                )?;
                walk.frames = walk.frames.saturating_add(1);
            }
            b"EXIF" => {
                walk.exif
                    .get_or_insert(body.strip_prefix(b"Exif\0\0").unwrap_or(body));
            }
            b"XMP " => {
                walk.xmp.get_or_insert(body.into());
            }
            _ => {}
        }
        is_first = false;
    }
    if walk.frames == 0 {
        return Err(Fault::Corrupt("no picture in it"));
    }
    if let Some((width, height)) = canvas {
        if walk.width != 0 && (walk.width, walk.height) != (width, height) {
            return Err(Fault::Corrupt("the picture does not fill its canvas"));
        }
        (walk.width, walk.height) = (width, height);
    }
    Ok(walk)
}

/// The next chunk; odd lengths are padded by one byte (section 2.3).
fn chunk<'a>(cursor: &mut Cursor<'a>) -> Result<(&'a [u8; 4], &'a [u8]), Fault> {
    let (kind, _) = cursor
        .take(4)
        .and_then(<[u8]>::split_first_chunk)
        .ok_or(CUT)?;
    let length = size(cursor.le32().ok_or(CUT)?);
    let body = cursor.take(length).ok_or(CUT)?;
    if length % 2 == 1 && !cursor.is_at_end() {
        cursor.skip(1);
    }
    Ok((kind, body))
}

/// The canvas of an extended file (section 2.7.1.1).
fn extended(body: &[u8]) -> Result<(u32, u32), Fault> {
    const SHORT: Fault = Fault::Corrupt("a short header");
    let mut body = Cursor::new(body);
    body.skip(4).ok_or(SHORT)?;
    Ok((body.le24().ok_or(SHORT)? + 1, body.le24().ok_or(SHORT)? + 1))
}

/// The measures of a lossy (RFC 6386, 9.1) or lossless (RFC 9649, 3.4) picture.
fn picture(kind: &[u8; 4], body: &[u8]) -> Result<(u32, u32), Fault> {
    const SHORT: Fault = Fault::Corrupt("a short picture header");
    let mut body = Cursor::new(body);
    if kind == b"VP8 " {
        let tag = body.le24().ok_or(SHORT)?;
        if tag & 1 != 0 || body.take(3).ok_or(SHORT)? != b"\x9D\x01\x2A" {
            return Err(Fault::Corrupt("it does not begin with a key frame"));
        }
        let (width, height) = (body.le16().ok_or(SHORT)?, body.le16().ok_or(SHORT)?);
        return Ok((u32::from(width & 0x3FFF), u32::from(height & 0x3FFF)));
    }
    if body.u8().ok_or(SHORT)? != 0x2F {
        return Err(Fault::Corrupt("a picture header without its mark"));
    }
    let bits = body.le32().ok_or(SHORT)?;
    if bits >> 29 != 0 {
        return Err(Fault::Corrupt("an unknown version of lossless coding"));
    }
    Ok(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1))
}

/// Checks that a frame of an animation lies on the canvas (section 2.7.1.1).
fn frame(body: &[u8], (width, height): (u32, u32)) -> Result<(), Fault> {
    const SHORT: Fault = Fault::Corrupt("a short frame header");
    let mut body = Cursor::new(body);
    let mut number = || body.le24().ok_or(SHORT);
    let (x, y) = (number()? * 2, number()? * 2);
    let (frame_width, frame_height) = (number()? + 1, number()? + 1);
    if x + frame_width > width || y + frame_height > height {
        return Err(Fault::Corrupt("a frame hangs over the canvas"));
    }
    body.skip(4).ok_or(SHORT)?;
    while !body.is_at_end() {
        let (kind, picture_bytes) = chunk(&mut body)?;
        if matches!(kind, b"VP8 " | b"VP8L") {
            let is_true = picture(kind, picture_bytes)? == (frame_width, frame_height);
            return is_true
                .then_some(())
                .ok_or(Fault::Corrupt("a frame differs from its header"));
        }
    }
    Err(Fault::Corrupt("a frame without a picture"))
}
