//! Reads the few EXIF fields that matter out of a TIFF block; anything odd reads as absent.

use super::cursor::Cursor;

/// The most fields of one directory that are looked at.
const FIELDS: u16 = 512;

/// The fields that are read, by their numbers.
#[derive(Clone, Copy)]
#[repr(u16)]
pub(super) enum Tag {
    ImageDescription = 0x010E,
    Orientation = 0x0112,
    Artist = 0x013B,
    Copyright = 0x8298,
    ExifDirectory = 0x8769,
    DateTimeOriginal = 0x9003,
    OffsetTimeOriginal = 0x9011,
}

/// A field's type and raw value.
struct Field<'a> {
    kind: u16,
    value: &'a [u8],
}

/// A TIFF block and its byte order (TIFF 6.0, section 2).
#[derive(Clone, Copy)]
struct Tiff<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

/// The orientation mark, 1 to 8 (EXIF 2.32, 4.6.4).
pub(super) fn orientation(bytes: &[u8]) -> Option<u8> {
    let tiff = Tiff::new(bytes)?;
    let field = tiff.field(tiff.first_directory()?, Tag::Orientation)?;
    // SHORT by the standard; some writers use LONG.
    let value = tiff.number(&field)?;
    u8::try_from(value)
        .ok()
        .filter(|value| (1..=8).contains(value))
}

/// The bytes of a text field, from the first directory or the EXIF one.
pub(super) fn ascii(bytes: &[u8], tag: Tag) -> Option<&[u8]> {
    let tiff = Tiff::new(bytes)?;
    let first = tiff.first_directory()?;
    let directory = match tag {
        Tag::DateTimeOriginal | Tag::OffsetTimeOriginal => {
            tiff.number(&tiff.field(first, Tag::ExifDirectory)?)?
        }
        _ => first,
    };
    let field = tiff.field(directory, tag)?;
    // ASCII, or UTF-8 of EXIF 3.0.
    matches!(field.kind, 2 | 129).then_some(field.value)
}

impl<'a> Tiff<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let is_little = match bytes.get(..4)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        Some(Self { bytes, is_little })
    }

    fn u16(self, cursor: &mut Cursor<'_>) -> Option<u16> {
        if self.is_little {
            cursor.le16()
        } else {
            cursor.be16()
        }
    }

    fn u32(self, cursor: &mut Cursor<'_>) -> Option<u32> {
        if self.is_little {
            cursor.le32()
        } else {
            cursor.be32()
        }
    }

    fn from(self, offset: u32) -> Option<Cursor<'a>> {
        self.bytes
            .get(usize::try_from(offset).ok()?..)
            .map(Cursor::new)
    }

    fn first_directory(self) -> Option<u32> {
        self.u32(&mut self.from(4)?)
    }

    /// A directory's first field of this tag.
    fn field(self, directory: u32, wanted: Tag) -> Option<Field<'a>> {
        let mut cursor = self.from(directory)?;
        for _ in 0..self.u16(&mut cursor)?.min(FIELDS) {
            let tag = self.u16(&mut cursor)?;
            let kind = self.u16(&mut cursor)?;
            let count = self.u32(&mut cursor)?;
            let inline = cursor.take(4)?;
            if tag != wanted as u16 {
                continue;
            }
            let width = match kind {
                1 | 2 | 6 | 7 | 129 => 1,
                3 | 8 => 2,
                4 | 9 | 11 | 13 => 4,
                5 | 10 | 12 => 8,
                _ => return None,
            };
            let length = usize::try_from(count).ok()?.checked_mul(width)?;
            let value = if length <= 4 {
                inline.get(..length)?
            } else {
                self.from(self.u32(&mut Cursor::new(inline))?)?
                    .take(length)?
            };
            return Some(Field { kind, value });
        }
        None
    }

    /// The first number of a field.
    fn number(self, field: &Field<'_>) -> Option<u32> {
        let mut cursor = Cursor::new(field.value);
        match field.kind {
            1 => cursor.u8().map(u32::from),
            3 => self.u16(&mut cursor).map(u32::from),
            4 | 13 => self.u32(&mut cursor),
            _ => None,
        }
    }
}
