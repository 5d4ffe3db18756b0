//! From the bytes of a document to text that may be parsed: byte order mark, charset, declaration (RFC 7303 section 3).

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{Error, MOST_BYTES, prolog};

/// Decodes a document and takes off its document type where that declares nothing itself.
///
/// `charset` is what the media type says; a byte order mark wins over it, and it wins over the declaration.
///
/// # Errors
/// Where the document is too long, names an encoding nobody knows, is not text in its encoding, or declares entities.
pub(crate) fn decode(bytes: &[u8], charset: Option<&str>) -> Result<String, Error> {
    if bytes.len() > MOST_BYTES {
        return Err(Error::at(
            "",
            0,
            format!("the document has more than {MOST_BYTES} bytes"),
        ));
    }
    let (encoding, skip) = encoding(bytes, charset)?;
    let text = as_text(&bytes[skip..], encoding)?;
    prolog::without_doctype(text)
}

/// The text of the document's first bytes, whatever is wrong with it: enough to see the root element.
pub(super) fn lossy(bytes: &[u8]) -> String {
    let (encoding, skip) = encoding(bytes, None).unwrap_or((Label::Known(UTF_8), 0));
    let encoding = match encoding {
        Label::Known(encoding) => encoding,
        Label::Latin1 => encoding_rs::WINDOWS_1252,
    };
    encoding
        .decode_without_bom_handling(&bytes[skip..])
        .0
        .into_owned()
}

/// How the bytes are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Known(&'static Encoding),
    /// The web reads this label as windows-1252; XML means what it says.
    Latin1,
}

/// The encoding and how many bytes its mark takes.
fn encoding(bytes: &[u8], charset: Option<&str>) -> Result<(Label, usize), Error> {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => return Ok((Label::Known(UTF_8), 3)),
        [0xfe, 0xff, ..] => return Ok((Label::Known(UTF_16BE), 2)),
        [0xff, 0xfe, ..] => return Ok((Label::Known(UTF_16LE), 2)),
        [0, b'<', ..] => return Ok((Label::Known(UTF_16BE), 0)),
        [b'<', 0, ..] => return Ok((Label::Known(UTF_16LE), 0)),
        _ => {}
    }
    let declared = declaration(bytes);
    let name = charset.map(str::trim).filter(|name| !name.is_empty());
    let Some(name) = name.or(declared) else {
        return Ok((Label::Known(UTF_8), 0));
    };
    let known = label(name)
        .ok_or_else(|| Error::at("", 0, format!("the encoding {name:?} is not known")))?;
    // What could be read up to here as ASCII is not in UTF-16, whatever it says.
    let known = match known {
        Label::Known(encoding) if encoding == UTF_16BE || encoding == UTF_16LE => {
            Label::Known(UTF_8)
        }
        other => other,
    };
    Ok((known, 0))
}

fn label(name: &str) -> Option<Label> {
    match name.to_ascii_lowercase().as_str() {
        "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "l1" => Some(Label::Latin1),
        "us-ascii" | "ascii" => Some(Label::Known(UTF_8)),
        other => Encoding::for_label(other.as_bytes()).map(Label::Known),
    }
}

/// The encoding that the XML declaration names.
fn declaration(bytes: &[u8]) -> Option<&str> {
    let lead = bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let head = &bytes[lead..bytes.len().min(lead + 1024)];
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let head = std::str::from_utf8(&head[..end]).ok()?;
    let rest = &head[head.find("encoding")?..];
    let quote = rest.find(['"', '\''])?;
    let mark = rest[quote..].chars().next()?;
    let value = &rest[quote + 1..];
    Some(value[..value.find(mark)?].trim())
}

fn as_text(bytes: &[u8], label: Label) -> Result<String, Error> {
    let encoding = match label {
        // A C1 control is what an old terminal's quotation mark looks like under the wrong label.
        Label::Latin1 if bytes.iter().any(|b| (0x80..=0x9f).contains(b)) => {
            encoding_rs::WINDOWS_1252
        }
        Label::Latin1 => return Ok(encoding_rs::mem::decode_latin1(bytes).into_owned()),
        Label::Known(encoding) => encoding,
    };
    if encoding == UTF_8 {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => {
                let sound = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                Err(Error::at(
                    &sound,
                    sound.len(),
                    "the bytes are not UTF-8; name the encoding in the XML declaration",
                ))
            }
        };
    }
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken {
        let at = text.find('\u{fffd}').unwrap_or(0);
        return Err(Error::at(
            &text,
            at,
            format!("the bytes are not text in {}", encoding.name()),
        ));
    }
    Ok(text.into_owned())
}
