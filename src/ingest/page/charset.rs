//! The bytes of a page as text: its mark, what its server declared, what it says itself, else UTF-8 or windows-1252.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far a page is looked through for what it says of its encoding (HTML 13.2.3.2).
const LOOKED_THROUGH: usize = 1_024;

/// Decodes a page (HTML 13.2.3.1: the mark wins over the declared encoding, that over the one in the page).
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding
            .decode_without_bom_handling(&bytes[mark..])
            .0
            .into_owned();
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let encoding = declared
        .or_else(|| said(&bytes[..bytes.len().min(LOOKED_THROUGH)]))
        .unwrap_or_else(|| {
            if std::str::from_utf8(bytes).is_ok() {
                UTF_8
            } else {
                WINDOWS_1252
            }
        });
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// What the page says of itself: `<meta charset=...>`, the same in `content`, or the declaration of XML.
fn said(head: &[u8]) -> Option<&'static Encoding> {
    let head: Cow<'_, str> = String::from_utf8_lossy(head);
    let head = head.to_ascii_lowercase();
    let mut rest = head.as_str();
    while let Some(at) = rest.find("charset").or_else(|| rest.find("encoding")) {
        let after = rest[at..].trim_start_matches(|c: char| c.is_ascii_lowercase());
        rest = after;
        let in_tag = head[..head.len() - after.len()].rfind('<')
            > head[..head.len() - after.len()].rfind('>');
        let Some(value) = after.trim_start().strip_prefix('=') else {
            continue;
        };
        let label: String = value
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''))
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
            .collect();
        if let Some(encoding) = Encoding::for_label(label.as_bytes()).filter(|_| in_tag) {
            // A page whose ASCII can be read is in neither of these (HTML 13.2.3.2).
            return Some(if encoding == UTF_16LE || encoding == UTF_16BE {
                UTF_8
            } else {
                encoding
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mark_then_server_then_page_then_bytes() {
        let page = b"<html><meta charset='iso-8859-2'>\xa3\xf3d\xbc";
        assert!(decode(page, None).ends_with("Łódź"));
        assert!(decode(page, Some("windows-1252")).ends_with("£ód¼"));
        assert!(
            decode(b"\xef\xbb\xbf<meta charset=koi8-r>\xc5\x81", Some("koi8-r")).ends_with('Ł')
        );
        assert_eq!(decode(b"\xff\xfe<\0a\0", None), "<a");
        assert!(decode(b"<meta http-equiv=Content-Type content=\"text/html; charset = Shift_JIS\">\x83\x6e", None).ends_with('ハ'));
        assert!(decode("<meta charset=utf-16>Łódź".as_bytes(), None).ends_with("Łódź"));
        assert!(decode(b"<?xml version='1.0' encoding='windows-1251'?>\xcf", None).ends_with('П'));
        assert!(decode("<p>charset=koi8-r Łódź".as_bytes(), None).ends_with("Łódź"));
        assert!(decode(b"<p>\x93word\x94", Some("nonsense")).ends_with("“word”"));
    }
}
