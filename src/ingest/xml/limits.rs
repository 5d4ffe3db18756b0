//! Counts what the strict parser does not bound, before it builds anything: elements, depth, attributes, namespaces.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Error, MOST_ATTRIBUTES, MOST_DEPTH, MOST_ELEMENTS, MOST_NAMESPACES};

/// Walks the text once.
pub(super) fn check(text: &str) -> Result<(), Error> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut n_elements = 0_usize;
    // The namespaces in force inside each open element.
    let mut open: Vec<usize> = Vec::new();
    loop {
        let at = position(reader.buffer_position());
        let refuse = |why: String| Err(Error::at(text, at, why));
        let event = reader.read_event().map_err(|error| {
            let at = position(reader.error_position());
            Error::at(text, at, error.to_string())
        })?;
        let empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                n_elements += 1;
                let (n_attributes, n_declared) = attributes(&tag);
                let in_force = open.last().copied().unwrap_or(0) + n_declared;
                if n_elements > MOST_ELEMENTS {
                    return refuse(format!(
                        "the document has more than {MOST_ELEMENTS} elements"
                    ));
                }
                if n_attributes > MOST_ATTRIBUTES {
                    return refuse(format!(
                        "an element has more than {MOST_ATTRIBUTES} attributes"
                    ));
                }
                if in_force > MOST_NAMESPACES {
                    return refuse(format!(
                        "more than {MOST_NAMESPACES} namespaces are in force"
                    ));
                }
                if open.len() + 1 > MOST_DEPTH {
                    return refuse(format!("elements stand deeper than {MOST_DEPTH}"));
                }
                if !empty {
                    open.push(in_force);
                }
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Eof => return Ok(()),
            Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

fn position(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

/// How many attributes a tag has, and how many of them declare a namespace.
fn attributes(tag: &BytesStart<'_>) -> (usize, usize) {
    let (mut all, mut declared) = (0, 0);
    for attribute in tag
        .attributes()
        .with_checks(false)
        .take(MOST_ATTRIBUTES + 1)
    {
        all += 1;
        declared += usize::from(
            attribute.is_ok_and(|attribute| attribute.key.as_ref().starts_with(b"xmlns")),
        );
    }
    (all, declared)
}
