//! JSON Feed 1.0 and 1.1 (`https://jsonfeed.org/version/1.1`).
mod feed;
mod item;
mod parse;

use super::decode::{Decoded, Fault};
use super::place::Lines;
use super::{Document, Finding, Format, Report, Rule, catalogue as rule};
use parse::Json;

/// Judges a JSON document.
pub(super) fn judge(document: &Document<'_>, decoded: &Decoded<'_>) -> Report {
    let mut checker = Checker {
        document,
        notes: Vec::new(),
        items: Vec::new(),
    };
    for fault in &decoded.faults {
        if let Fault::Undecodable(name, start) = fault {
            checker.add(
                &rule::UNICODE_ERROR,
                *start,
                "",
                &format!("these bytes are not {name}"),
            );
        }
    }
    match parse::parse(&decoded.text) {
        Ok(json) => feed::check(&mut checker, &json),
        Err(fault) => checker.add(&rule::INVALID_JSON, fault.start, "", fault.message),
    }
    checker.report(&decoded.text)
}

/// What the rules write into.
struct Checker<'c> {
    document: &'c Document<'c>,
    notes: Vec<Note>,
    /// Start and end of each item.
    items: Vec<(usize, usize)>,
}

struct Note {
    rule: &'static Rule,
    start: usize,
    element: String,
    message: String,
}

impl Checker<'_> {
    fn add(&mut self, rule: &'static Rule, start: usize, element: &str, message: &str) {
        let note = Note {
            rule,
            start,
            element: element.to_owned(),
            message: message.to_owned(),
        };
        self.notes.push(note);
    }

    /// Adds a note about a member of an object.
    fn about(&mut self, rule: &'static Rule, value: &Json<'_>, element: &str, message: &str) {
        self.add(rule, value.start, element, message);
    }

    fn report(mut self, text: &str) -> Report {
        self.notes.sort_by_key(|note| note.start);
        let lines = Lines::of(text);
        let items = self.items;
        let finding = |note: Note| {
            let (line, column) = lines.place(note.start);
            Finding {
                rule: note.rule,
                line,
                column,
                message: note.message,
                excerpt: lines.excerpt(note.start),
                item: items
                    .iter()
                    .position(|&(start, end)| (start..end).contains(&note.start)),
                element: Some(note.element).filter(|element| !element.is_empty()),
                parent: None,
                attr: None,
                value: None,
            }
        };
        Report {
            format: Format::JsonFeed,
            findings: self.notes.into_iter().map(finding).collect(),
        }
    }
}
