//! Reads IIM datasets out of Photoshop image resources (IPTC-NAA IIM 4.2; Adobe's file formats).

use std::borrow::Cow;

use super::md5::md5;
use super::text::{clean, guess, iim_date};
use super::{Alternatives, Metadata};
use crate::media::cursor::{Cursor, size};

/// The most datasets that are looked at.
const DATASETS: usize = 4096;

/// The image resources that matter here.
#[derive(Default)]
pub(super) struct Resources {
    iim: Option<Vec<u8>>,
    /// The MD5 of the IIM data when XMP was last brought in step with it.
    digest: Option<[u8; 16]>,
}

impl Resources {
    /// Reads the resources; a list may run over from one segment into the next.
    pub(super) fn read(segments: &[Cow<'_, [u8]>]) -> Self {
        let bytes = segments.concat();
        let mut cursor = Cursor::new(&bytes);
        let mut resources = Self::default();
        while let Some((id, data)) = resource(&mut cursor) {
            match id {
                0x0404 if resources.iim.is_none() => resources.iim = Some(data.to_vec()),
                0x0425 => resources.digest = data.try_into().ok(),
                _ => {}
            }
        }
        resources
    }

    /// The IIM datasets.
    pub(super) fn iim(&self) -> Option<&[u8]> {
        self.iim.as_deref()
    }

    /// Whether IIM was changed after XMP was brought in step with it: there is a digest, and it
    /// is not that of the data (MWG guidelines 2.0, 3.3.1).
    pub(super) fn is_iim_newer(&self) -> bool {
        match (&self.iim, self.digest) {
            (Some(iim), Some(digest)) => digest != [0; 16] && md5(iim) != digest,
            _ => false,
        }
    }
}

/// The next resource: mark, number, name, length, data; name and data padded to even.
fn resource<'a>(cursor: &mut Cursor<'a>) -> Option<(u16, &'a [u8])> {
    const MARKS: [&[u8]; 5] = [b"8BIM", b"PHUT", b"DCSR", b"AgHg", b"MeSa"];
    let mark = cursor.take(4)?;
    if !MARKS.contains(&mark) {
        return None;
    }
    let id = cursor.be16()?;
    let name = usize::from(cursor.u8()?);
    cursor.skip(name + (name + 1) % 2)?;
    let length = size(cursor.be32()?);
    let data = cursor.take(length)?;
    if length % 2 == 1 {
        cursor.skip(1);
    }
    Some((id, data))
}

/// The datasets of record 2 and the charset of record 1.
struct Datasets<'a> {
    list: Vec<(u8, &'a [u8])>,
    charset: Charset,
}

/// How texts are coded (IIM 4.2, 1:90).
#[derive(Clone, Copy, PartialEq)]
enum Charset {
    Unknown,
    Utf8,
    Latin1,
}

/// Reads the fields of a photo.
pub(super) fn read(iim: &[u8]) -> Metadata {
    let data = Datasets::read(iim);
    let one = |number| data.all(number).into_iter().next();
    let date = one(55).and_then(|date| iim_date(&date, one(60).as_deref()));
    // `IPR:Ref No:Name:…` or the bare number (IIM 4.2, 2:12).
    let code = |text: String| text.split(':').nth(1).map(str::to_owned).or(Some(text));
    // `NNN:Name`, and programs that write the name alone (2:04).
    let genre = |text: String| match text.split_once(':') {
        Some((number, name)) if number.bytes().all(|b| b.is_ascii_digit()) => clean(name),
        _ => Some(text),
    };
    Metadata {
        title: Alternatives::only(one(5)),
        headline: one(105),
        caption: Alternatives::only(one(120)),
        caption_writer: one(122),
        creators: data.all(80),
        job_title: one(85),
        credit: one(110),
        source: one(115),
        copyright: Alternatives::only(one(116)),
        instructions: one(40),
        job_id: one(103),
        date,
        keywords: data.all(25),
        subject_codes: data.all(12).into_iter().filter_map(code).collect(),
        genre: one(4).and_then(genre),
        city: one(90),
        sublocation: one(92),
        state: one(95),
        country_code: one(100),
        country: one(101),
        ..Metadata::default()
    }
}

impl<'a> Datasets<'a> {
    /// Walks the datasets as far as they are sound.
    fn read(iim: &'a [u8]) -> Self {
        let mut cursor = Cursor::new(iim);
        let mut data = Self {
            list: Vec::new(),
            charset: Charset::Unknown,
        };
        while data.list.len() < DATASETS
            && let Some((record, number, value)) = dataset(&mut cursor)
        {
            match (record, number) {
                (1, 90) => {
                    data.charset = match value {
                        b"\x1B%G" | b"\x1B%/G" | b"\x1B%/H" | b"\x1B%/I" => Charset::Utf8,
                        b"\x1B.A" | b"\x1B-A" => Charset::Latin1,
                        _ => Charset::Unknown,
                    }
                }
                (2, number) => data.list.push((number, value)),
                _ => {}
            }
        }
        data
    }

    /// Every text of this number, in order.
    fn all(&self, wanted: u8) -> Vec<String> {
        let found = self.list.iter().filter(|(number, _)| *number == wanted);
        found
            .filter_map(|(_, value)| clean(&self.text(value)))
            .collect()
    }

    fn text(&self, value: &[u8]) -> String {
        match self.charset {
            // A length limit may have cut the last character; what is no UTF-8 was mislabelled.
            Charset::Utf8 | Charset::Unknown => guess(value),
            Charset::Latin1 => encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(value)
                .0
                .into_owned(),
        }
    }
}

/// The next dataset: mark, record, number, length, value (IIM 4.2, 1.5).
fn dataset<'a>(cursor: &mut Cursor<'a>) -> Option<(u8, u8, &'a [u8])> {
    let [0x1C, record, number] = cursor.array()? else {
        return None;
    };
    let length = cursor.be16()?;
    let length = if length & 0x8000 == 0 {
        usize::from(length)
    } else {
        // An extended dataset tells the length of its length.
        let digits = cursor
            .take(usize::from(length & 0x7FFF))
            .filter(|digits| digits.len() <= 4)?;
        digits.iter().fold(0, |n, byte| n << 8 | usize::from(*byte))
    };
    Some((record, number, cursor.take(length)?))
}
