//! Parts of an article that every wire format has in its own clothes: bylines, datelines, dates, status, orders to the desk.

use roxmltree::Node;

use super::{moments, wire, xml};
use crate::article::Draft;
use crate::article::byline::{self, Outlets};
use crate::article::complaint::Complaint;
use crate::article::dateline;
use crate::article::draft::DraftWireSource;
use crate::article::text::line;

/// Reads a byline as printed; lines of it are parted by line ends. Gives the outlet it names.
pub(super) fn byline(draft: &mut Draft, printed: &str, outlets: &Outlets) -> Option<String> {
    let lines: Vec<String> = printed
        .lines()
        .map(|one| line(without_marks(one)))
        .filter(|one| !one.is_empty())
        .collect();
    if lines.is_empty() {
        return None;
    }
    let read = byline::parse(&lines.join("\n"), outlets);
    let shown = lines.join(", ");
    draft.byline = Some(match draft.byline.take() {
        Some(before) => format!("{before}; {shown}"),
        None => shown,
    });
    draft.authors.extend(read.authors);
    draft.contributors.extend(read.contributors);
    let doubts = read.doubts.into_iter();
    draft
        .doubts
        .extend(doubts.map(|doubt| format!("Byline: {doubt}")));
    read.outlet
}

/// A line of a wire without the marks that end it (`=`, `^`, `<`).
pub(super) fn without_marks(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '^' | '=' | '<'))
}

/// Reads a dateline that stands on its own. Gives the agency it names.
pub(super) fn dateline(draft: &mut Draft, printed: &str, outlets: &Outlets) -> Option<String> {
    let dash = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '―' | '_' | '=' | ':');
    let printed = line(printed);
    let printed = printed.trim_matches(dash);
    if printed.is_empty() {
        return None;
    }
    let place = printed.split('(').next().unwrap_or(printed).trim();
    let dashed = format!("{printed} — ");
    match dateline::split(&dashed, Some(place), outlets) {
        Some((read, _)) => {
            draft.dateline = Some(read.display());
            read.agency
        }
        None => {
            draft.dateline = Some(printed.to_owned());
            None
        }
    }
}

/// Where nothing else says where it was filed: the start of the text, which keeps its words (DL-5).
pub(super) fn dateline_of_text(
    draft: &mut Draft,
    paragraph: &str,
    located: Option<&str>,
    outlets: &Outlets,
) -> Option<String> {
    if let Some((read, _)) = dateline::split(paragraph, located, outlets) {
        if draft.dateline.is_none() {
            draft.dateline = Some(read.display());
        }
        return read.agency;
    }
    dateline::split_agency(paragraph, outlets).map(|(agency, _)| agency)
}

/// The agency or paper, its short form written out.
pub(super) fn wire_source(draft: &mut Draft, name: Option<&str>, outlets: &Outlets) {
    if draft.wire_source.is_some() {
        return;
    }
    draft.wire_source =
        name.map(line)
            .filter(|name| !name.is_empty())
            .map(|name| DraftWireSource {
                name: Some(outlets.written(&name)),
                url: None,
            });
}

/// Reads a date of an element; a bad one is a complaint at the field with the element's place.
pub(super) fn moment(
    draft: &mut Draft,
    text: Option<&str>,
    pointer: &str,
    node: Node<'_, '_>,
) -> Option<String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    match moments::read(text) {
        Ok(moment) => Some(moment),
        Err(fault) => {
            let shown: String = text.chars().take(60).collect();
            let name = node.tag_name().name();
            complain(draft, pointer, node, |place| {
                format!("{name} ({place}) is {shown:?}, which {fault}")
            });
            None
        }
    }
}

/// So many complaints are told; each costs a walk through the document for its place.
const MOST_COMPLAINTS: usize = 32;

/// Complains of an element at a field.
fn complain(
    draft: &mut Draft,
    pointer: &str,
    node: Node<'_, '_>,
    detail: impl FnOnce(&str) -> String,
) {
    if draft.complaints.len() < MOST_COMPLAINTS {
        let detail = detail(&xml::place(node));
        draft.complaints.push(Complaint::new(pointer, detail));
    }
}

/// The word of a record for a wire's publishing status.
pub(super) fn status(draft: &mut Draft, word: &str, node: Node<'_, '_>) {
    let status = match word.to_ascii_lowercase().as_str() {
        "usable" => "usable",
        "withheld" => "withheld",
        "canceled" | "cancelled" => "killed",
        "embargoed" => {
            if draft.embargo.is_none() {
                withhold(
                    draft,
                    "It is marked as embargoed, and no moment is named at which that ends.",
                );
            }
            return;
        }
        _ => {
            let shown: String = word.chars().take(60).collect();
            complain(draft, "/status", node, |place| {
                format!("is {shown:?} ({place}); usable, withheld and canceled are known")
            });
            return;
        }
    };
    draft.status = Some(status.to_owned());
}

/// Keeps an article off the feeds until the desk decides, and says why.
pub(super) fn withhold(draft: &mut Draft, why: &str) {
    draft.status = Some("withheld".to_owned());
    draft.doubts.push(format!(
        "{why} It is withheld until the desk says otherwise."
    ));
}

/// A whole number of an element; a bad one is a complaint at the field with the element's place.
pub(super) fn whole(
    draft: &mut Draft,
    text: Option<&str>,
    pointer: &str,
    node: Node<'_, '_>,
) -> Option<u64> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    let read = text.parse().ok();
    if read.is_none() {
        let shown: String = text.chars().take(60).collect();
        let name = node.tag_name().name();
        complain(draft, pointer, node, |place| {
            format!("{name} ({place}) is {shown:?}, which is no whole number")
        });
    }
    read
}

/// A note to the desk that is an order (an embargo, a kill) is told; no order is carried out by reading.
pub(super) fn note(draft: &mut Draft, note: &str) {
    if wire::is_order(note) {
        let shown: String = note.chars().take(200).collect();
        draft.doubts.push(format!(
            "A note to the desk is an order, which was not carried out: “{shown}”"
        ));
    }
}

/// A language tag with hyphens, as BCP 47 writes it.
pub(super) fn language(tag: &str) -> String {
    tag.trim().replace('_', "-")
}

/// So many doubts are told.
const MOST_DOUBTS: usize = 100;

/// What holds for every wire: a kill is not held up by what else is wrong with it, and doubts have an end.
pub(super) fn finished(mut draft: Draft) -> Draft {
    if draft.status.as_deref() == Some("killed") {
        let faults = std::mem::take(&mut draft.complaints).into_iter();
        draft
            .doubts
            .extend(faults.map(|fault| format!("{} {}", fault.pointer, fault.detail)));
    }
    let n_more = draft.doubts.len().saturating_sub(MOST_DOUBTS);
    if n_more > 0 {
        draft.doubts.truncate(MOST_DOUBTS);
        draft
            .doubts
            .push(format!("There are {n_more} more doubts like these."));
    }
    draft
}
