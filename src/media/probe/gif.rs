//! Walks the blocks of a GIF to its trailer (the specification of version 89a, 1990).

use std::borrow::Cow;

use super::walk::{Fault, Walk};
use crate::media::cursor::Cursor;

const CUT: Fault = Fault::Truncated("no trailer");

pub(super) fn walk(bytes: &[u8]) -> Result<Walk<'_>, Fault> {
    let mut cursor = Cursor::new(bytes);
    let mut walk = Walk::default();
    cursor.skip(6).ok_or(CUT)?;
    let (width, height) = (cursor.le16().ok_or(CUT)?, cursor.le16().ok_or(CUT)?);
    (walk.width, walk.height) = (width.into(), height.into());
    let flags = cursor.u8().ok_or(CUT)?;
    cursor.skip(2).ok_or(CUT)?;
    colours(&mut cursor, flags)?;
    loop {
        match cursor.u8().ok_or(CUT)? {
            0x3B if walk.frames > 0 => return Ok(walk),
            0x3B => return Err(Fault::Corrupt("it ends before any picture data")),
            0x21 => extension(&mut cursor, &mut walk)?,
            0x2C => image(&mut cursor, &mut walk)?,
            0x00 => {} // Stray zeros between blocks; every browser passes over them.
            _ => return Err(Fault::Corrupt("an unknown block")),
        }
    }
}

/// Moves over a colour table, where the flags announce one.
fn colours(cursor: &mut Cursor<'_>, flags: u8) -> Result<(), Fault> {
    let length = if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    };
    cursor.skip(length).ok_or(CUT)
}

/// One frame: its place on the screen, its colours, its data.
fn image(cursor: &mut Cursor<'_>, walk: &mut Walk<'_>) -> Result<(), Fault> {
    let mut side = || cursor.le16().map(u32::from).ok_or(CUT);
    let (left, top, width, height) = (side()?, side()?, side()?, side()?);
    if width == 0 || height == 0 {
        return Err(Fault::Corrupt("a frame of zero pixels"));
    }
    if walk.frames == 0 {
        // A first frame that overhangs the screen enlarges it, as browsers do.
        walk.width = walk.width.max(left + width);
        walk.height = walk.height.max(top + height);
    }
    let flags = cursor.u8().ok_or(CUT)?;
    colours(cursor, flags)?;
    if !matches!(cursor.u8().ok_or(CUT)?, 1..=11) {
        return Err(Fault::Corrupt("an impossible code size"));
    }
    if sub_blocks(cursor)? == 0 {
        return Err(Fault::Corrupt("a frame without data"));
    }
    walk.frames = walk.frames.saturating_add(1);
    Ok(())
}

/// An extension; the one for XMP is kept.
fn extension<'a>(cursor: &mut Cursor<'a>, walk: &mut Walk<'a>) -> Result<(), Fault> {
    let label = cursor.u8().ok_or(CUT)?;
    let before = cursor.rest();
    sub_blocks(cursor)?;
    let body = &before[..before.len() - cursor.left()];
    if label == 0xFF && walk.xmp.is_none() {
        // The packet stands raw; a 257-byte ramp and a zero lead any reader out of it
        // (XMP Specification Part 3, 1.1.2).
        let packet = body
            .strip_prefix(b"\x0BXMP DataXMP")
            .and_then(|packet| packet.get(..packet.len().checked_sub(258)?));
        walk.xmp = packet.map(Cow::Borrowed);
    }
    Ok(())
}

/// Moves over data sub-blocks to their end; how many bytes of data they hold.
fn sub_blocks(cursor: &mut Cursor<'_>) -> Result<usize, Fault> {
    let mut held = 0;
    loop {
        match usize::from(cursor.u8().ok_or(CUT)?) {
            0 => return Ok(held),
            length => {
                cursor.skip(length).ok_or(CUT)?;
                held += length;
            }
        }
    }
}
