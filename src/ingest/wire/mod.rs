//! Raw copy, as it is pasted from a page or comes off a wire, read into the parts of an article.
//!
//! Every word of the copy ends in a part, or in [`WireCopy::dropped`] with the
//! reason; what was read with doubt is told in [`WireCopy::doubts`]. No date in
//! the copy is ever taken for the date of publishing.

mod body;
mod clean;
mod furniture;
mod head;
mod page;
mod signed;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::article::byline::{Byline, Outlets};
use crate::article::credit::Credit;
use crate::article::dateline::Dateline;

pub(in crate::ingest) use furniture::is_order;

/// What the reader knows beside the copy itself.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The outlets and agencies it recognises.
    pub outlets: Outlets,
    /// How many photo files came along; so many captions are expected.
    pub photos: usize,
}

/// Why copy could not be read at all.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
pub enum Error {
    /// More than [`MAX_BYTES`].
    #[error("the copy has {bytes} bytes; at most {MAX_BYTES} are read")]
    TooLong {
        /// The length of the copy.
        bytes: usize,
    },
    /// No text at all, but for example a picture.
    #[error("it is {0} and not text")]
    Binary(&'static str),
    /// Nothing but blanks, markup and page furniture.
    #[error("the copy holds no text")]
    NoText,
}

/// The longest copy that is read, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;

/// A photo's text found in the copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caption {
    /// The caption without its credit; empty where only a credit was printed.
    pub text: String,
    /// Whom to credit.
    pub credit: Option<Credit>,
}

/// Words of the copy that are no part of the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// The words.
    pub text: String,
    /// The reason, in a few plain words.
    pub why: String,
}

impl Dropped {
    fn new(text: impl Into<String>, why: &str) -> Self {
        Self {
            text: text.into(),
            why: why.to_owned(),
        }
    }
}

/// Raw copy, read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireCopy {
    /// The title; empty where none was found, and then a doubt says so.
    pub headline: String,
    /// The deck under it.
    pub subheadline: Option<String>,
    /// By whom.
    pub byline: Option<Byline>,
    /// Where it was filed.
    pub dateline: Option<Dateline>,
    /// The outlet or agency the copy comes from.
    pub wire_source: Option<String>,
    /// The captions, in the printed order.
    pub captions: Vec<Caption>,
    /// The text, one plain paragraph each, without the dateline.
    pub paragraphs: Vec<String>,
    /// What was left out, and why.
    pub dropped: Vec<Dropped>,
    /// What is uncertain, in plain sentences; empty means confident.
    pub doubts: Vec<String>,
}

/// Reads raw copy.
///
/// # Errors
/// [`Error::TooLong`] beyond [`MAX_BYTES`], [`Error::NoText`] where nothing is left to read.
pub fn read(copy: &str, options: &Options) -> Result<WireCopy, Error> {
    if copy.len() > MAX_BYTES {
        return Err(Error::TooLong { bytes: copy.len() });
    }
    let (lines, dropped) = clean::lines(copy);
    if !lines
        .iter()
        .any(|line| line.text.chars().any(char::is_alphanumeric))
    {
        return Err(Error::NoText);
    }
    let mut wire = WireCopy {
        dropped,
        ..WireCopy::default()
    };
    let mut source = None;
    let lines = sort_out(lines, &mut wire, &mut source, options);
    let body = head::read(&lines, &mut wire, options);
    body::read(&lines[body..], &mut wire, &mut source, options);
    drop_doubled_credits(&mut wire);
    wire.wire_source = wire_source(&wire, source);
    if wire.headline.is_empty()
        && wire.paragraphs.is_empty()
        && wire.captions.is_empty()
        && wire.byline.is_none()
    {
        return Err(Error::NoText);
    }
    if wire.headline.is_empty() {
        wire.doubts
            .insert(0, "No headline was found in the copy.".to_owned());
    }
    if wire.paragraphs.is_empty() {
        wire.doubts
            .push("No body text was found in the copy.".to_owned());
    }
    if options.photos > 0 && wire.captions.len() != options.photos {
        wire.doubts.push(format!(
            "{} came with the copy, which has {}.",
            counted(options.photos, "photo"),
            counted(wire.captions.len(), "caption")
        ));
    }
    if let Some(byline) = &wire.byline {
        wire.doubts
            .extend(byline.doubts.iter().map(|doubt| format!("Byline: {doubt}")));
    }
    for credit in wire
        .captions
        .iter()
        .filter_map(|caption| caption.credit.as_ref())
    {
        wire.doubts.extend(
            credit
                .doubts
                .iter()
                .map(|doubt| format!("Photo credit: {doubt}")),
        );
    }
    Ok(wire)
}

/// A line that may be part of the article, or a field the desk labelled itself.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    text: String,
    block: usize,
    field: Option<Field>,
}

/// A part named in the copy: `Headline: …`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Headline,
    Subheadline,
    Byline,
    Dateline,
    Caption,
    Credit,
    Source,
}

/// Takes out what is page or wire, and marks what the desk labelled.
fn sort_out(
    lines: Vec<clean::Line>,
    wire: &mut WireCopy,
    source: &mut Option<String>,
    options: &Options,
) -> Vec<Row> {
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines {
        if is_order(&line.text) {
            wire.doubts.push(format!(
                "The copy carries an order to the desk, which was not carried out: “{}”.",
                line.text
            ));
            wire.dropped
                .push(Dropped::new(line.text, "order to the desk"));
        } else if let Some((field, label, rest)) = labelled(&line.text) {
            wire.dropped.push(Dropped::new(label, "label"));
            rows.push(Row {
                text: rest,
                block: line.block,
                field: Some(field),
            });
        } else if let Some(why) = furniture::why(&line.text) {
            if why == "note of origin" || why == "copyright notice" {
                *source = source
                    .take()
                    .or_else(|| named_outlet(&line.text, &options.outlets));
            }
            wire.dropped.push(Dropped::new(line.text, why));
        } else {
            rows.push(Row {
                text: line.text,
                block: line.block,
                field: None,
            });
        }
    }
    rows
}

/// `Headline: …` and its like, as a desk types them.
fn labelled(line: &str) -> Option<(Field, String, String)> {
    let (label, rest) = line.split_once(':')?;
    let field = match label.trim().to_lowercase().as_str() {
        "headline" | "title" | "head" | "hed" | "hl" | "hed/headline" => Field::Headline,
        "subheadline" | "subhead" | "subtitle" | "deck" | "dek" | "sub-headline" | "standfirst" => {
            Field::Subheadline
        }
        "byline" | "author" | "authors" => Field::Byline,
        "dateline" | "location" => Field::Dateline,
        "caption" | "cutline" | "photo caption" | "picture caption" => Field::Caption,
        "credit" | "photo credit" | "picture credit" | "image credit" => Field::Credit,
        "source" | "wire source" | "agency" => Field::Source,
        _ => return None,
    };
    let rest = rest.trim();
    (!rest.is_empty()).then(|| (field, format!("{}:", label.trim()), rest.to_owned()))
}

/// The longest run of words in a line that is a known outlet.
fn named_outlet(line: &str, outlets: &Outlets) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().take(60).collect();
    let trim = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    (2..=6)
        .rev()
        .chain([1])
        .find_map(|length| {
            words
                .windows(length)
                .map(|run| trim(&run.join(" ")))
                .find(|run| {
                    outlets.full_name(run).is_some()
                        && (length > 1
                            || run.chars().filter(|c| c.is_uppercase()).count() > 1
                            || run.eq_ignore_ascii_case("reuters"))
                })
        })
        .map(|name| outlets.written(&name))
}

/// The byline speaks first, then the dateline, then notes of origin.
fn wire_source(wire: &WireCopy, noted: Option<String>) -> Option<String> {
    if wire.wire_source.is_some() {
        return wire.wire_source.clone();
    }
    let byline = wire.byline.as_ref();
    let by = byline.and_then(|byline| byline.outlet.clone());
    let at = wire
        .dateline
        .as_ref()
        .and_then(|dateline| dateline.agency.clone());
    by.or(at).or(noted)
}

/// A page prints a photo's credit over it, and once more under the caption.
fn drop_doubled_credits(wire: &mut WireCopy) {
    let told: Vec<Credit> = wire
        .captions
        .iter()
        .filter(|caption| !caption.text.is_empty())
        .filter_map(|caption| caption.credit.clone())
        .take(50)
        .collect();
    let dropped = &mut wire.dropped;
    wire.captions.retain(|caption| {
        let again = caption
            .credit
            .as_ref()
            .filter(|credit| caption.text.is_empty() && told.contains(credit));
        if let Some(credit) = again {
            dropped.push(Dropped::new(credit.raw.clone(), "credit again"));
        }
        again.is_none()
    });
}

fn counted(number: usize, noun: &str) -> String {
    match number {
        0 => format!("no {noun}"),
        1 => format!("one {noun}"),
        number => format!("{number} {noun}s"),
    }
}
