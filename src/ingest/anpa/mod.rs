//! Messages of the wire in ANPA 1312 and IPTC 7901: frame and header are read here, the text by the reader of copy.
//!
//! An order to kill is told and never carried out by reading; what carries one is withheld.

mod codes;
mod frame;
mod header;
mod lines;
mod marks;
#[cfg(test)]
mod tests;

use serde_json::Value;

use self::codes::KeepFirst;
use self::frame::Frame;
use self::header::{Header, Norm};
use self::marks::Mark;
use super::kept::Kept;
use super::{Error, NoArticle, Options, copy, parts, wire};
use crate::article::Draft;
use crate::article::byline::Outlets;
use crate::article::draft::DraftCorrection;
use crate::article::text::{escape_html, line};

/// The most bytes of one message.
const MOST_BYTES: usize = wire::MAX_BYTES;

/// Whether the first bytes are those of a message of the wire: a start of heading, or a header line.
pub(super) fn is_message(bytes: &[u8]) -> bool {
    let start: String = bytes
        .iter()
        .take(400)
        .map(|byte| char::from(*byte))
        .collect();
    let start = start.trim_start_matches(frame::is_idle);
    start.starts_with(frame::SOH) || Header::parse(start).is_some()
}

/// Reads one message.
///
/// # Errors
/// Where the bytes hold several messages, or nothing to read.
pub(super) fn read(bytes: &[u8], options: &Options) -> Result<Draft, Error> {
    if bytes.len() > MOST_BYTES {
        return Err(wire::Error::TooLong { bytes: bytes.len() }.into());
    }
    let text = copy::decode(bytes)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let frame = Frame::split(&text).map_err(NoArticle::new)?;
    let mut message = Message {
        options,
        draft: Draft::default(),
        kept: Kept::default(),
        source: None,
    };
    let header = message.header(&frame);
    let norm = header.as_ref().map_or(Norm::Anpa, |header| header.norm);
    let marks = match norm {
        Norm::Anpa => message.anpa(&frame, header.as_ref())?,
        Norm::Iptc => message.iptc(&frame)?,
    };
    message.mark(&marks);
    let Message {
        mut draft,
        kept,
        source,
        ..
    } = message;
    parts::wire_source(&mut draft, source.as_deref(), &options.outlets);
    kept.into_draft("anpa", &mut draft);
    Ok(draft)
}

/// A message while it is read.
struct Message<'o> {
    options: &'o Options,
    draft: Draft,
    kept: Kept,
    /// The agency, by its short name in header or trailer.
    source: Option<String>,
}

impl Message<'_> {
    /// Takes what the header says.
    fn header(&mut self, frame: &Frame<'_>) -> Option<Header> {
        let Some(header) = Header::parse(frame.head) else {
            let shown = line(frame.head);
            if !shown.is_empty() {
                self.draft.doubts.push(format!(
                    "The header of the message was not understood: “{shown}”."
                ));
                self.kept.set("header", shown);
            }
            return None;
        };
        self.draft.urgency = header.urgency();
        self.draft.section = header.section().map(str::to_owned);
        self.draft.slug.clone_from(&header.slug);
        self.source = header
            .info
            .as_deref()
            .and_then(|info| self.agency(info.split(['-', ' ']).next()?));
        for (name, value) in [
            ("service", Some(&header.service)),
            ("number", Some(&header.number)),
            ("selector", header.selector.as_ref()),
            ("priority", header.priority.as_ref()),
            ("category", header.category.as_ref()),
            ("cycle", header.cycle.as_ref()),
            ("version", header.version.as_ref()),
            ("date", header.date.as_ref()),
            ("words", header.words.as_ref()),
            ("info", header.info.as_ref()),
        ] {
            self.kept.text(name, value.cloned());
        }
        Some(header)
    }

    /// The full name of an agency that a short one stands for.
    fn agency(&self, short: &str) -> Option<String> {
        self.options.outlets.full_name(short)?;
        Some(self.options.outlets.written(short))
    }

    /// Reads the text of an ANPA message. Its lines with carets are the head of the story.
    fn anpa(&mut self, frame: &Frame<'_>, header: Option<&Header>) -> Result<Vec<Mark>, Error> {
        let body = codes::plain(frame.body);
        let head = lines::Head::read(&body);
        self.sent(frame.tail, &body);
        let mut marks = marks::of_version(head.version.as_deref());
        let version = header.and_then(|header| header.version.as_deref());
        marks.extend(marks::of_version(version));
        marks.extend(marks::of_text(&body));
        self.draft.slug = self.draft.slug.take().or_else(|| head.slug.clone());
        self.kept.text("keyword", head.keyword.clone());
        for note in &head.notes {
            parts::note(&mut self.draft, note);
            self.kept.add("notes", Value::from(note.as_str()));
        }
        for photos in &head.photos {
            self.kept.add("photos", Value::from(photos.as_str()));
        }
        let tabular = header.is_some_and(|header| header.tabular);
        let copy = head.as_copy(&if tabular {
            String::new()
        } else {
            codes::unwrapped(&head.rest, KeepFirst::No)
        });
        self.text(&copy)?;
        self.draft.summary = head.summary.clone();
        if tabular {
            let rows = escape_html(codes::tabular(&head.rest).trim_matches('\n'));
            self.draft.body_text = None;
            self.draft.body_html = Some(format!("<pre>{rows}</pre>"));
            self.draft
                .doubts
                .retain(|doubt| doubt != "No body text was found in the copy.");
        }
        Ok(marks)
    }

    /// Reads the text of an IPTC 7901 message. What is not for publication is cut off and kept for the desk.
    fn iptc(&mut self, frame: &Frame<'_>) -> Result<Vec<Mark>, Error> {
        let (slug, text) = lines::slug(frame);
        self.draft.slug = self.draft.slug.take().or(slug);
        let text = codes::plain(&text);
        let (text, private) = lines::without_private(&text);
        if let Some(private) = private {
            parts::note(&mut self.draft, &line(private));
            self.kept.set("notes", private.trim());
        }
        let (text, sent) = lines::without_trailer(text);
        self.kept.text(
            "sent",
            sent.or_else(|| lines::without_trailer(frame.tail).1),
        );
        let mut marks = marks::of_text(text);
        self.text(&codes::unwrapped(text, KeepFirst::Yes))?;
        marks.extend(marks::of_headline(self.draft.headline.as_deref()));
        Ok(marks)
    }

    /// Reads the story itself; what the header said stays.
    fn text(&mut self, text: &str) -> Result<(), Error> {
        let options = wire::Options {
            outlets: Outlets::clone(&self.options.outlets),
            photos: self.options.n_photos,
        };
        let read = copy::draft(wire::read(text, &options)?);
        let before = std::mem::take(&mut self.draft);
        let mut doubts = before.doubts;
        doubts.extend(read.doubts);
        self.draft = Draft {
            urgency: before.urgency,
            section: before.section,
            slug: before.slug,
            published: before.published,
            doubts,
            ..read
        };
        Ok(())
    }

    /// The trailer says when the message was sent; only one in universal time names a moment.
    fn sent(&mut self, tail: &str, body: &str) {
        let Some(trailer) = lines::Trailer::find(tail).or_else(|| lines::Trailer::find(body))
        else {
            return;
        };
        self.source = self.agency(&trailer.agency);
        self.draft.published.clone_from(&trailer.moment);
        self.kept.set("sent", trailer.printed);
    }

    /// Tells what the version marks mean for the desk, and for readers where that is certain.
    fn mark(&mut self, marks: &[Mark]) {
        let mut seen: Vec<&Mark> = Vec::new();
        for mark in marks {
            // The keyword line, the header and the text may all say the same.
            if !seen.iter().any(|known| known.is_like(mark)) {
                seen.push(mark);
            }
        }
        for mark in seen {
            self.draft.doubts.push(mark.doubt());
            match mark {
                Mark::Kill(_) | Mark::Advance(_) => self.draft.status = Some("withheld".to_owned()),
                Mark::Correction(_) => self.correct("correction"),
                Mark::Update(_) => self.correct("update"),
                Mark::Part(_) => {}
            }
        }
    }

    /// A correction says more than an update.
    fn correct(&mut self, kind: &str) {
        if kind == "correction" || self.draft.correction.is_none() {
            self.draft.correction = Some(DraftCorrection {
                kind: Some(kind.to_owned()),
                note: None,
            });
        }
    }
}
