//! What stands before the root element: a document type is passed over where it declares nothing, else refused.

use super::{Error, decode};

/// How many bytes are looked at to find the root element of a document that is not yet decoded.
const REACH_BYTES: usize = 64 * 1024;

/// The local name of the root element, from a look at the first bytes; `None` where none is seen.
pub(crate) fn root(bytes: &[u8]) -> Option<String> {
    let text = decode::lossy(&bytes[..bytes.len().min(REACH_BYTES)]);
    let prolog = prolog(&text).ok()?;
    let rest = text[prolog.end..].strip_prefix('<')?;
    let name = &rest[..rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<'))?];
    let local = name.rsplit(':').next().unwrap_or(name);
    (!local.is_empty()).then(|| local.to_owned())
}

/// Takes the document type off, so that every other place in the text stays where it was.
///
/// Wires write `<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">`; the file it names is never looked at. One that declares
/// anything itself could declare entities and is refused.
pub(super) fn without_doctype(text: String) -> Result<String, Error> {
    let Ok(prolog) = prolog(&text) else {
        return Ok(text);
    };
    let Some((start, end)) = prolog.doctype else {
        return Ok(text);
    };
    let declared = &text[start..end];
    if let Some(at) = subset(declared) {
        return Err(Error::at(
            &text,
            start + at,
            "the document type declares something itself (entities or elements), which is refused",
        ));
    }
    let blank: String = declared
        .chars()
        .map(|c| if c == '\n' { '\n' } else { ' ' })
        .collect();
    Ok(format!("{}{blank}{}", &text[..start], &text[end..]))
}

/// What was found before the root element.
struct Prolog {
    /// Where the document type stands.
    doctype: Option<(usize, usize)>,
    /// Where the prolog ends.
    end: usize,
}

/// The prolog is cut off before the root element.
struct Unfinished;

fn prolog(text: &str) -> Result<Prolog, Unfinished> {
    let mut doctype = None;
    let mut at = 0;
    loop {
        let rest = &text[at..];
        at += rest.len()
            - rest
                .trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
                .len();
        let rest = &text[at..];
        let end = if rest.starts_with("<?") {
            rest.find("?>").map(|end| end + 2)
        } else if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else if rest.starts_with("<!DOCTYPE") && doctype.is_none() {
            let end = doctype_end(rest);
            doctype = end.map(|end| (at, at + end));
            end
        } else {
            return Ok(Prolog { doctype, end: at });
        };
        at += end.ok_or(Unfinished)?;
    }
}

/// One past the `>` that ends a document type, quoted text and the declarations in brackets passed over.
fn doctype_end(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(mark), byte) if byte == mark => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'[') => depth += 1,
            (None, b']') => depth = depth.saturating_sub(1),
            (None, b'>') if depth == 0 => return Some(at + 1),
            (None, _) => {}
        }
    }
    None
}

/// Where a document type opens its own declarations.
fn subset(doctype: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in doctype.bytes().enumerate() {
        match (quote, byte) {
            (Some(mark), byte) if byte == mark => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'[') => return Some(at),
            (None, _) => {}
        }
    }
    None
}
