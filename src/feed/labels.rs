//! The labels of an article: section, tags, subjects, and the mark that tells machines of a correction.

use crate::article::Article;
use crate::article::record::CorrectionKind;

use super::xml;

/// Vocabulary of the mark that tells machines of a correction or an update (IPTC Signal `NewsCodes`).
const SIGNALS: &str = "http://cv.iptc.org/newscodes/signal/";
/// Our own vocabulary, for the kind of change that the other has no word for.
const CORRECTIONS: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/corrections/");

/// A label of an article.
#[derive(Debug)]
pub(super) struct Label {
    /// Vocabulary, where it comes from one.
    pub(super) scheme: Option<String>,
    /// The code in the vocabulary, else the name.
    pub(super) term: String,
    /// The name for people.
    pub(super) name: String,
}

/// Section, tags, subjects, then the mark of a correction; the same label is given once.
pub(super) fn labels(article: &Article) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    let mut add = |scheme: Option<String>, term: &str, name: &str| {
        let (term, name) = (xml::line(term), xml::line(name));
        let is_given = |label: &Label| label.scheme == scheme && is_same_name(&label.name, &name);
        if !term.is_empty() && !name.is_empty() && !labels.iter().any(is_given) {
            labels.push(Label { scheme, term, name });
        }
    };
    for plain in article.section.iter().chain(&article.tags) {
        add(None, plain, plain);
    }
    for subject in &article.subjects {
        let scheme = xml::some_address(subject.scheme.as_ref());
        let code = subject.code.as_deref().filter(|_| scheme.is_some());
        add(scheme, code.unwrap_or(&subject.name), &subject.name);
    }
    let kind = article
        .correction
        .as_ref()
        .map(|correction| correction.kind);
    if let Some((kind, (scheme, term))) = kind.and_then(|kind| Some((kind, mark(kind)?))) {
        add(Some(scheme.to_owned()), term, kind.label());
    }
    labels
}

/// Whether two names differ in case at most.
fn is_same_name(one: &str, other: &str) -> bool {
    let mut letters = one.chars().flat_map(char::to_lowercase);
    let others = other.chars().flat_map(char::to_lowercase);
    others.map(Some).all(|letter| letters.next() == letter) && letters.next().is_none()
}

/// Vocabulary and term of a change: each kind that readers may notice has a mark of its own.
fn mark(kind: CorrectionKind) -> Option<(&'static str, &'static str)> {
    match kind {
        CorrectionKind::QuietFix => None,
        CorrectionKind::Update | CorrectionKind::Correction => Some((SIGNALS, kind.word())),
        CorrectionKind::Clarification => Some((CORRECTIONS, kind.word())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case() {
        assert!(is_same_name("ÅSA lindqvist", "åsa Lindqvist"));
        assert!(!is_same_name("Fares", "Fare"));
        assert!(!is_same_name("Fare", "Fares"));
        assert!(!is_same_name("", "x"));
    }
}
