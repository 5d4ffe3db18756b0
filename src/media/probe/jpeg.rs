//! Walks the segments of a JPEG from SOI to EOI (ITU-T T.81, annex B).

use super::walk::{Fault, Walk, XmpPart};
use crate::media::cursor::Cursor;

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const XMP_MORE: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";

pub(super) fn walk(bytes: &[u8]) -> Result<Walk<'_>, Fault> {
    let mut cursor = Cursor::new(bytes);
    let mut walk = Walk {
        frames: 1,
        ..Walk::default()
    };
    let mut has_scan = false;
    cursor
        .skip(2)
        .ok_or(Fault::Truncated("no start of image"))?;
    loop {
        match marker(&mut cursor)? {
            0xD9 if has_scan => return Ok(walk),
            0xD9 => return Err(Fault::Corrupt("it ends before any picture data")),
            0xD8 => return Err(Fault::Corrupt("a second start of image")),
            0x01 | 0xD0..=0xD7 => {}
            kind => {
                let body = segment(&mut cursor)?;
                match kind {
                    0xC4 | 0xC8 | 0xCC => {}
                    0xC0..=0xCF => frame(&mut walk, kind, body)?,
                    0xDA if walk.width == 0 => {
                        return Err(Fault::Corrupt("picture data before its measures"));
                    }
                    0xDA => {
                        has_scan = true;
                        scan(&mut cursor)?;
                    }
                    0xE1 => app1(&mut walk, body),
                    0xED => walk
                        .resources
                        .extend(body.strip_prefix(PHOTOSHOP).map(Into::into)),
                    _ => {}
                }
            }
        }
    }
}

/// The next marker; any number of fill bytes may precede it (B.1.1.2).
fn marker(cursor: &mut Cursor<'_>) -> Result<u8, Fault> {
    const CUT: Fault = Fault::Truncated("no end of image");
    if cursor.u8().ok_or(CUT)? != 0xFF {
        return Err(Fault::Corrupt("bytes between its segments"));
    }
    loop {
        match cursor.u8().ok_or(CUT)? {
            0xFF => {}
            0x00 => return Err(Fault::Corrupt("bytes between its segments")),
            kind => return Ok(kind),
        }
    }
}

/// The body of a segment, by its length, which counts itself.
fn segment<'a>(cursor: &mut Cursor<'a>) -> Result<&'a [u8], Fault> {
    const CUT: Fault = Fault::Truncated("inside a segment");
    let length = usize::from(cursor.be16().ok_or(CUT)?);
    let length = length
        .checked_sub(2)
        .ok_or(Fault::Corrupt("a segment shorter than its length"))?;
    cursor.take(length).ok_or(CUT)
}

/// A frame header: the measures (B.2.2).
fn frame(walk: &mut Walk<'_>, kind: u8, body: &[u8]) -> Result<(), Fault> {
    const SHORT: Fault = Fault::Corrupt("a short frame header");
    if !matches!(kind, 0xC0..=0xC2) {
        return Err(Fault::Variety(
            "lossless, hierarchical or arithmetic coding",
        ));
    }
    if walk.width != 0 {
        return Err(Fault::Corrupt("two frame headers"));
    }
    let mut body = Cursor::new(body);
    let precision = body.u8().ok_or(SHORT)?;
    let height = body.be16().ok_or(SHORT)?;
    let width = body.be16().ok_or(SHORT)?;
    let components = body.u8().ok_or(SHORT)?;
    if body.left() != usize::from(components) * 3 {
        return Err(Fault::Corrupt("a frame header of the wrong length"));
    }
    if precision != 8 {
        return Err(Fault::Variety("more than 8 bits a sample"));
    }
    if !matches!(components, 1 | 3 | 4) {
        return Err(Fault::Variety("neither grey, colour nor CMYK"));
    }
    if width == 0 {
        return Err(Fault::Corrupt("a side of zero pixels"));
    }
    if height == 0 {
        return Err(Fault::Variety("its height is told only after the picture"));
    }
    (walk.width, walk.height) = (width.into(), height.into());
    Ok(())
}

/// Moves over entropy-coded data to the marker that ends it (B.1.1.5).
fn scan(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    loop {
        let rest = cursor.rest();
        let Some(at) = rest.iter().position(|byte| *byte == 0xFF) else {
            return Err(Fault::Truncated("inside the picture data"));
        };
        match rest.get(at + 1) {
            None => return Err(Fault::Truncated("inside the picture data")),
            Some(0x00 | 0xD0..=0xD7) => cursor.skip(at + 2),
            Some(0xFF) => cursor.skip(at + 1),
            Some(_) => {
                cursor.skip(at);
                return Ok(());
            }
        };
    }
}

/// EXIF and XMP live in APP1 segments.
fn app1<'a>(walk: &mut Walk<'a>, body: &'a [u8]) {
    if let Some(exif) = body.strip_prefix(EXIF) {
        walk.exif.get_or_insert(exif);
    } else if let Some(xmp) = body.strip_prefix(XMP) {
        walk.xmp.get_or_insert(xmp.into());
    } else if let Some(more) = body.strip_prefix(XMP_MORE) {
        let mut more = Cursor::new(more);
        if let (Some(guid), Some(full), Some(offset)) = (more.take(32), more.be32(), more.be32()) {
            walk.xmp_more.push(XmpPart {
                guid,
                full,
                offset,
                bytes: more.rest(),
            });
        }
    }
}
