//! From bytes to text: byte order mark, media type, XML declaration (RFC 7303 3).
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// Decoded text, and what was wrong on the way.
#[derive(Debug)]
pub(super) struct Decoded<'d> {
    /// The text without its byte order mark.
    pub(super) text: Cow<'d, str>,
    /// The encoding the XML declaration names, and where the name stands.
    pub(super) declared: Option<(String, usize)>,
    /// The encoding used, by its standard name.
    pub(super) encoding: &'static str,
    /// What went wrong.
    pub(super) faults: Vec<Fault>,
}

/// What can be wrong with the encoding.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A name nobody knows; the offset is where it stands.
    Unknown(String, usize),
    /// Bytes that are not text in this encoding; the offset is in the decoded text.
    Undecodable(&'static str, usize),
    /// The media type and the document name different encodings.
    Mismatch(String, String),
}

/// Decodes a document. Byte order mark before media type before declaration before UTF-8.
pub(super) fn decode<'d>(bytes: &'d [u8], media_type: Option<&str>) -> Decoded<'d> {
    let (bom, skip) = match bytes {
        [0xef, 0xbb, 0xbf, ..] => (Some(UTF_8), 3),
        [0xfe, 0xff, ..] => (Some(UTF_16BE), 2),
        [0xff, 0xfe, ..] => (Some(UTF_16LE), 2),
        [0, b'<', ..] => (Some(UTF_16BE), 0),
        [b'<', 0, ..] => (Some(UTF_16LE), 0),
        _ => (None, 0),
    };
    let body = &bytes[skip..];
    let mut faults = Vec::new();
    let charset = media_type.and_then(charset);
    let declared = if bom.is_some_and(|bom| bom != UTF_8) {
        None
    } else {
        declaration(body)
    };
    let from_charset = charset
        .as_deref()
        .and_then(|name| Encoding::for_label(name.as_bytes()));
    let from_declared = declared.as_ref().and_then(|(name, at)| {
        let known = Encoding::for_label(name.as_bytes());
        if known.is_none() && bom.is_none() {
            faults.push(Fault::Unknown(name.clone(), *at));
        }
        // A declaration that could be read as ASCII is not in UTF-16, whatever it says.
        known.filter(|known| *known != UTF_16BE && *known != UTF_16LE)
    });
    if let (Some(charset), Some((declared, _))) = (&charset, &declared)
        && from_charset != from_declared
    {
        faults.push(Fault::Mismatch(charset.clone(), declared.clone()));
    }
    let encoding = bom.or(from_charset).or(from_declared).unwrap_or(UTF_8);
    let label = match (bom, from_charset) {
        (Some(_), _) => None,
        (None, Some(_)) => charset.as_deref(),
        (None, None) => declared.as_ref().map(|(name, _)| name.as_str()),
    };
    let text = decode_as(body, label, encoding, &mut faults);
    Decoded {
        text,
        declared,
        encoding: encoding.name(),
        faults,
    }
}

fn decode_as<'d>(
    body: &'d [u8],
    label: Option<&str>,
    encoding: &'static Encoding,
    faults: &mut Vec<Fault>,
) -> Cow<'d, str> {
    if encoding == UTF_8 {
        return match std::str::from_utf8(body) {
            Ok(text) => Cow::Borrowed(text),
            Err(error) => {
                faults.push(Fault::Undecodable("UTF-8", error.valid_up_to()));
                String::from_utf8_lossy(body)
            }
        };
    }
    // The web reads these labels as Windows-1252; XML means what they say.
    match label.map(str::to_ascii_lowercase).as_deref() {
        Some("us-ascii" | "ascii") => {
            if let Some(at) = body.iter().position(|byte| !byte.is_ascii()) {
                faults.push(Fault::Undecodable("US-ASCII", at));
            }
            return encoding_rs::mem::decode_latin1(body);
        }
        Some("iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "l1") => {
            return encoding_rs::mem::decode_latin1(body);
        }
        _ => {}
    }
    let (text, broken) = encoding.decode_without_bom_handling(body);
    if broken {
        let at = text.find('\u{fffd}').unwrap_or(0);
        faults.push(Fault::Undecodable(encoding.name(), at));
    }
    text
}

/// The `charset` parameter of a media type.
fn charset(media_type: &str) -> Option<String> {
    media_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    })
}

/// The `encoding` of the XML declaration and where its value stands.
fn declaration(body: &[u8]) -> Option<(String, usize)> {
    let lead = body.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let head = &body[lead..body.len().min(lead + 1024)];
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let head = std::str::from_utf8(&head[..end]).ok()?;
    let name = head.find("encoding")?;
    let quote = name + head[name..].find(['"', '\''])?;
    let mark = head[quote..].chars().next()?;
    let value = &head[quote + 1..];
    let value = &value[..value.find(mark)?];
    Some((value.to_owned(), lead + quote + 1))
}
