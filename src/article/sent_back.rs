//! A record that was read, changed and sent back: what in it is only left over from the version it was read from.

use super::draft::Draft;
use super::moment;
use super::record::{Article, Correction};

/// What a draft that was sent back leaves to the version before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leftover {
    /// The correction that was told already, with the date it was made.
    pub correction: Option<Correction>,
}

/// Takes out of the draft what the version it was read from said and nobody said anew: its `updated` and its
/// correction would else be told again as of now. A draft that was not read from `previous` stays as it is.
pub fn settle(draft: &mut Draft, previous: &Article) -> Leftover {
    if draft.follows != Some(previous.version) {
        return Leftover::default();
    }
    if draft.updated.as_deref() == Some(&moment::exact(previous.updated)) {
        draft.updated = None;
    }
    if draft.extras.is_empty() {
        draft.extras.clone_from(&previous.extras);
    }
    let told = previous.correction.as_ref().filter(|told| {
        draft.correction.as_ref().is_some_and(|sent| {
            sent.kind.as_deref() == Some(told.kind.word()) && sent.note == told.note
        })
    });
    if told.is_some() {
        draft.correction = None;
    }
    Leftover {
        correction: told.cloned(),
    }
}
