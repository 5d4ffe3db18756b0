//! From bytes to text: byte order mark, media type, XML declaration, in this order (RFC 7303 section 3).

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Text, and whether some of its bytes were none.
#[derive(Debug)]
pub(in crate::ingest) struct Decoded<'a> {
    /// The text, line ends as line feeds, without its byte order mark.
    pub(in crate::ingest) text: Cow<'a, str>,
    /// A sentence where bytes could not be read in the encoding that was named.
    pub(in crate::ingest) doubt: Option<String>,
}

/// Decodes a document of XML or JSON. Never fails: bytes that are no text become U+FFFD, and that is told.
pub(in crate::ingest) fn decode<'a>(bytes: &'a [u8], media_type: Option<&str>) -> Decoded<'a> {
    let (mark, skip) = match bytes {
        [0xef, 0xbb, 0xbf, ..] => (Some(UTF_8), 3),
        [0xfe, 0xff, ..] => (Some(UTF_16BE), 2),
        [0xff, 0xfe, ..] => (Some(UTF_16LE), 2),
        [0, b'<', ..] => (Some(UTF_16BE), 0),
        [b'<', 0, ..] => (Some(UTF_16LE), 0),
        _ => (None, 0),
    };
    let body = bytes.get(skip..).unwrap_or_default();
    let named = || {
        let charset = media_type.and_then(charset);
        let label = charset.or_else(|| declaration(body))?;
        // What can be read as ASCII as far as its declaration is not in UTF-16, whatever it says.
        Encoding::for_label(label.as_bytes())
            .filter(|encoding| *encoding != UTF_16BE && *encoding != UTF_16LE)
    };
    let encoding = mark.or_else(named).unwrap_or(UTF_8);
    let (text, broken) = encoding.decode_without_bom_handling(body);
    if !broken {
        return Decoded {
            text: unix(text),
            doubt: None,
        };
    }
    // Many feeds say UTF-8 and are in the encoding of an old machine; no byte of that one is unreadable.
    let (text, named) = if encoding == UTF_8 && mark.is_none() {
        (
            WINDOWS_1252.decode_without_bom_handling(body).0,
            "windows-1252",
        )
    } else {
        (text, encoding.name())
    };
    Decoded {
        text: unix(text),
        doubt: Some(format!(
            "some bytes are no {}; the document was read as {named}",
            encoding.name()
        )),
    }
}

/// Line ends as XML has them (XML 1.0 section 2.11).
fn unix(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains('\r') {
        return text;
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The `charset` of a media type.
fn charset(media_type: &str) -> Option<String> {
    let parameters = media_type.split(';').skip(1);
    let mut named = parameters.filter_map(|parameter| parameter.split_once('='));
    let (_, value) = named.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    let value = value.trim().trim_matches('"');
    (!value.is_empty()).then(|| value.to_owned())
}

/// The `encoding` of the XML declaration.
fn declaration(body: &[u8]) -> Option<String> {
    let head = body.get(..body.len().min(1_024))?.trim_ascii_start();
    let head = head.strip_prefix(b"<?xml")?;
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let head = std::str::from_utf8(head.get(..end)?).ok()?;
    let (_, value) = head.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (label, _) = value[1..].split_once(quote)?;
    Some(label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_in_its_own_encoding() {
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>";
        assert!(decode(latin, None).text.ends_with("<a>\u{e9}</a>"));
        let utf16: Vec<u8> = "\u{feff}<a>\u{e9}</a>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(decode(&utf16, None).text, "<a>\u{e9}</a>");
        let marked = decode(b"\xef\xbb\xbf<?xml encoding='latin1'?>\xc3\xa9", None);
        assert!(marked.text.ends_with('\u{e9}') && marked.doubt.is_none());
        let typed = decode(b"<a>\xe9</a>", Some("text/xml; charset=\"iso-8859-1\""));
        assert_eq!(typed.text, "<a>\u{e9}</a>");
        let wrong = decode(b"<a>It\x92s\r\n</a>", None);
        assert_eq!(wrong.text, "<a>It\u{2019}s\n</a>");
        assert!(wrong.doubt.is_some());
    }
}
