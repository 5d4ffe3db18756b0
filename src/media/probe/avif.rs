//! Walks the boxes of an AVIF to its primary picture (AVIF 1.1; ISO/IEC 23008-12, 14496-12).

use std::collections::HashMap;

use super::walk::{Fault, Walk};
use crate::media::cursor::{Cursor, size};

const CUT: Fault = Fault::Truncated("inside a box");
const SHORT: Fault = Fault::Corrupt("a short box");

/// The most items and properties that are looked at.
const MOST: usize = 4096;

pub(super) fn walk(bytes: &[u8]) -> Result<Walk<'_>, Fault> {
    let mut walk = Walk {
        frames: 1,
        ..Walk::default()
    };
    let mut meta = None;
    let mut cursor = Cursor::new(bytes);
    while !cursor.is_at_end() {
        let (kind, body) = next_box(&mut cursor)?.ok_or(CUT)?;
        match kind {
            b"meta" if meta.is_none() => meta = Some(body),
            b"moov" => walk.frames = frames(body).unwrap_or(1).max(1),
            _ => {}
        }
    }
    let meta = meta.ok_or(Fault::Truncated("no description of its picture"))?;
    let items = Items::read(meta)?;
    items.measure(&mut walk)?;
    for (id, place) in &items.places {
        let content = place.content(bytes, items.data)?;
        match items.kinds.get(id) {
            Some(Kind::Exif) if walk.exif.is_none() => walk.exif = content.and_then(exif),
            Some(Kind::Xmp) if walk.xmp.is_none() => walk.xmp = content.map(Into::into),
            _ => {}
        }
    }
    if !items
        .places
        .iter()
        .any(|(id, place)| *id == items.primary && !place.extents.is_empty())
    {
        return Err(Fault::Corrupt("its picture lies nowhere"));
    }
    Ok(walk)
}

/// A box: its type and its content.
type Boxed<'a> = (&'a [u8; 4], &'a [u8]);

/// The next box (14496-12, 4.2): `None` at the end.
fn next_box<'a>(cursor: &mut Cursor<'a>) -> Result<Option<Boxed<'a>>, Fault> {
    if cursor.is_at_end() {
        return Ok(None);
    }
    let length = cursor.be32().ok_or(CUT)?;
    let (kind, _) = cursor
        .take(4)
        .and_then(<[u8]>::split_first_chunk)
        .ok_or(CUT)?;
    let length = match length {
        0 => cursor.left(),
        1 => {
            let length = usize::try_from(cursor.be64().ok_or(CUT)?).map_err(|_| CUT)?;
            length.checked_sub(16).ok_or(SHORT)?
        }
        _ => size(length).checked_sub(8).ok_or(SHORT)?,
    };
    Ok(Some((kind, cursor.take(length).ok_or(CUT)?)))
}

/// The first child box of a kind.
fn child<'a>(body: &'a [u8], wanted: &[u8; 4]) -> Result<Option<&'a [u8]>, Fault> {
    let mut cursor = Cursor::new(body);
    while let Some((kind, body)) = next_box(&mut cursor)? {
        if kind == wanted {
            return Ok(Some(body));
        }
    }
    Ok(None)
}

/// The frames of the picture track in a sequence: its sample count (14496-12, 8.7.3).
fn frames(moov: &[u8]) -> Option<u32> {
    let mut cursor = Cursor::new(moov);
    while let Some((kind, track)) = next_box(&mut cursor).ok()? {
        if kind != b"trak" {
            continue;
        }
        let media = child(track, b"mdia").ok()??;
        let handler = child(media, b"hdlr").ok()??;
        if handler.get(8..12) != Some(b"pict") {
            continue;
        }
        let table = child(child(media, b"minf").ok()??, b"stbl").ok()??;
        let mut sizes = Cursor::new(child(table, b"stsz").ok()??);
        sizes.skip(8)?;
        return sizes.be32();
    }
    None
}

/// What an item is, as far as it matters here.
#[derive(PartialEq)]
enum Kind {
    Picture,
    Exif,
    Xmp,
    Other,
}

/// Where an item lies: in the file or in the `idat` box (23008-12; 14496-12, 8.11.3).
struct Place {
    is_in_data: bool,
    extents: Vec<(u64, u64)>,
}

impl Place {
    /// Checks every extent against the bytes; the content where it is in one piece.
    fn content<'a>(&self, file: &'a [u8], data: &'a [u8]) -> Result<Option<&'a [u8]>, Fault> {
        const CUT: Fault = Fault::Truncated("inside the picture data");
        let space = if self.is_in_data { data } else { file };
        let mut content = None;
        for (offset, length) in &self.extents {
            let start = usize::try_from(*offset).map_err(|_| CUT)?;
            let length = usize::try_from(*length).map_err(|_| CUT)?;
            let rest = space.get(start..).ok_or(CUT)?;
            // Length 0 means all that is left.
            let length = if length == 0 { rest.len() } else { length };
            content = Some(
                rest.get(..length)
                    .filter(|piece| !piece.is_empty())
                    .ok_or(CUT)?,
            );
        }
        Ok(content.filter(|_| self.extents.len() == 1))
    }
}

/// The items of the `meta` box.
struct Items<'a> {
    primary: u32,
    kinds: HashMap<u32, Kind>,
    places: Vec<(u32, Place)>,
    /// Every property, in order; items refer to them from 1.
    properties: Vec<Boxed<'a>>,
    /// Properties of the primary item.
    of_primary: Vec<usize>,
    /// The `idat` box.
    data: &'a [u8],
}

impl<'a> Items<'a> {
    fn read(meta: &'a [u8]) -> Result<Self, Fault> {
        let meta = meta.get(4..).ok_or(SHORT)?;
        let need = |kind, what| child(meta, kind)?.ok_or(Fault::Corrupt(what));
        let mut primary = Cursor::new(need(b"pitm", "no primary picture")?);
        let is_short = version(&mut primary)?.0 == 0;
        let primary = id(&mut primary, is_short)?;
        let kinds = kinds(need(b"iinf", "no list of items")?)?;
        let places = places(need(b"iloc", "no places of items")?)?;
        let about = need(b"iprp", "no measures")?;
        let mut properties = Vec::new();
        let mut cursor = Cursor::new(child(about, b"ipco")?.ok_or(SHORT)?);
        while let Some(property) = next_box(&mut cursor)? {
            properties.push(property);
            if properties.len() > MOST {
                return Err(Fault::Corrupt("too many properties"));
            }
        }
        let of_primary = associations(child(about, b"ipma")?.ok_or(SHORT)?, primary)?;
        let data = child(meta, b"idat")?.unwrap_or_default();
        Ok(Self {
            primary,
            kinds,
            places,
            properties,
            of_primary,
            data,
        })
    }

    /// The measures of the primary picture: `ispe`, cropped by `clap`, turned by `irot`.
    fn measure(&self, walk: &mut Walk<'_>) -> Result<(), Fault> {
        if self.kinds.get(&self.primary) != Some(&Kind::Picture) {
            return Err(Fault::Variety("its primary item is no AV1 picture"));
        }
        walk.turned = Some(false);
        for index in &self.of_primary {
            let (kind, body) = self
                .properties
                .get(*index)
                .ok_or(Fault::Corrupt("a property that is not there"))?;
            let mut body = Cursor::new(body);
            match *kind {
                b"ispe" => {
                    body.skip(4).ok_or(SHORT)?;
                    walk.width = body.be32().ok_or(SHORT)?;
                    walk.height = body.be32().ok_or(SHORT)?;
                }
                b"clap" => {
                    let mut side = || {
                        let (n, d) = (body.be32().ok_or(SHORT)?, body.be32().ok_or(SHORT)?);
                        n.checked_div(d).ok_or(Fault::Corrupt("an impossible crop"))
                    };
                    let (width, height) = (side()?, side()?);
                    if width > walk.width || height > walk.height {
                        return Err(Fault::Corrupt("a crop larger than the picture"));
                    }
                    (walk.width, walk.height) = (width, height);
                }
                b"irot" => walk.turned = Some(body.u8().ok_or(SHORT)? & 1 == 1),
                _ => {}
            }
        }
        if walk.width == 0 || walk.height == 0 {
            return Err(Fault::Corrupt("a picture without measures"));
        }
        Ok(())
    }
}

/// Version and flags of a full box.
fn version(cursor: &mut Cursor<'_>) -> Result<(u8, u8), Fault> {
    let [version, _, _, flags] = cursor.array().ok_or(SHORT)?;
    Ok((version, flags))
}

fn id(cursor: &mut Cursor<'_>, is_short: bool) -> Result<u32, Fault> {
    if is_short {
        cursor.be16().map(u32::from)
    } else {
        cursor.be32()
    }
    .ok_or(SHORT)
}

/// `iinf`: what each item is.
fn kinds(body: &[u8]) -> Result<HashMap<u32, Kind>, Fault> {
    let mut cursor = Cursor::new(body);
    let is_short = version(&mut cursor)?.0 == 0;
    id(&mut cursor, is_short)?;
    let mut kinds = HashMap::new();
    while let Some((kind, body)) = next_box(&mut cursor)? {
        let mut entry = Cursor::new(body);
        if kind != b"infe" || kinds.len() >= MOST {
            continue;
        }
        let version = version(&mut entry)?.0;
        if version < 2 {
            continue;
        }
        let id = id(&mut entry, version == 2)?;
        entry.skip(2).ok_or(SHORT)?;
        let kind = match entry.take(4).ok_or(SHORT)? {
            b"av01" | b"grid" | b"iovl" => Kind::Picture,
            b"Exif" => Kind::Exif,
            b"mime" => {
                let mut texts = entry.rest().split(|byte| *byte == 0);
                let is_xmp = texts.nth(1) == Some(b"application/rdf+xml");
                if is_xmp { Kind::Xmp } else { Kind::Other }
            }
            _ => Kind::Other,
        };
        kinds.insert(id, kind);
    }
    Ok(kinds)
}

/// `iloc`: where each item lies.
fn places(body: &[u8]) -> Result<Vec<(u32, Place)>, Fault> {
    let mut cursor = Cursor::new(body);
    let version = version(&mut cursor)?.0;
    let [sizes, bases] = cursor.array().ok_or(SHORT)?;
    let (offset_size, length_size, base_size) = (sizes >> 4, sizes & 15, bases >> 4);
    let index_size = if version == 0 { 0 } else { bases & 15 };
    let count = size(id(&mut cursor, version < 2)?);
    let mut places = Vec::new();
    let mut seen = 0;
    for _ in 0..count.min(MOST) {
        let id = id(&mut cursor, version < 2)?;
        let method = if version == 0 {
            0
        } else {
            cursor.be16().ok_or(SHORT)? & 15
        };
        cursor.skip(2).ok_or(SHORT)?;
        let base = number(&mut cursor, base_size)?;
        let mut extents = Vec::new();
        for _ in 0..cursor.be16().ok_or(SHORT)? {
            number(&mut cursor, index_size)?;
            let offset = number(&mut cursor, offset_size)?
                .checked_add(base)
                .ok_or(SHORT)?;
            extents.push((offset, number(&mut cursor, length_size)?));
            seen += 1;
            if seen > MOST {
                return Err(Fault::Corrupt("too many pieces"));
            }
        }
        // Method 2 builds an item from others; nothing we read is built so.
        if method < 2 {
            places.push((
                id,
                Place {
                    is_in_data: method == 1,
                    extents,
                },
            ));
        }
    }
    Ok(places)
}

/// A number of 0, 4 or 8 bytes.
fn number(cursor: &mut Cursor<'_>, length: u8) -> Result<u64, Fault> {
    match length {
        0 => Some(0),
        4 => cursor.be32().map(u64::from),
        8 => cursor.be64(),
        _ => None,
    }
    .ok_or(SHORT)
}

/// `ipma`: which properties an item has, counted from 0.
fn associations(body: &[u8], wanted: u32) -> Result<Vec<usize>, Fault> {
    let mut cursor = Cursor::new(body);
    let (version, flags) = version(&mut cursor)?;
    for _ in 0..cursor.be32().ok_or(SHORT)? {
        let id = id(&mut cursor, version == 0)?;
        let mut indices = Vec::new();
        for _ in 0..cursor.u8().ok_or(SHORT)? {
            let index = if flags & 1 == 1 {
                cursor.be16().ok_or(SHORT)? & 0x7FFF
            } else {
                u16::from(cursor.u8().ok_or(SHORT)? & 0x7F)
            };
            // Index 0 refers to nothing.
            indices.extend(usize::from(index).checked_sub(1));
        }
        if id == wanted {
            return Ok(indices);
        }
    }
    Err(Fault::Corrupt("a picture without measures"))
}

/// An Exif item begins with the distance to its TIFF header (23008-12, A.2.1).
fn exif(content: &[u8]) -> Option<&[u8]> {
    let mut cursor = Cursor::new(content);
    let distance = size(cursor.be32()?);
    cursor.skip(distance)?;
    Some(cursor.rest())
}
