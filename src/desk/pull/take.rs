//! Takes in the items of a pulled feed: new and changed ones under the name of the source, nothing else.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use futures_util::future::join_all;

use super::{Bodies, Deleted, Guids, Pull};
use crate::article::Draft;
use crate::article::identity::ArticleId;
use crate::article::version;
use crate::desk::{Condition, Desk, Error, Outcome, accept, kill};
use crate::ingest::feed::{self, Feed, Withdrawn, key};
use crate::store::{PullCounts, PullRecord, PullRefusal, PullTaken};

/// How many items are taken in side by side: they share a commit.
const SIDE_BY_SIDE: usize = 8;
/// How many refused items are told of.
const MOST_REFUSALS: usize = 50;

/// What became of the items of a document.
#[derive(Debug, Default)]
pub(super) struct All {
    pub(super) counts: PullCounts,
    pub(super) refusals: Vec<PullRefusal>,
    pub(super) taken: Vec<PullTaken>,
}

/// What became of one item.
enum One {
    Filed(Outcome),
    /// The source said it before, in the same words.
    Known,
    LeftAlone,
    Refused(PullRefusal),
}

/// Takes in what is new, the oldest first; then kills what the feed took back, where the configuration says so.
pub(super) async fn all(
    desk: &Desk,
    pull: &Pull,
    record: &PullRecord,
    feed: Feed,
    now: DateTime<Utc>,
) -> Result<All, Error> {
    let known: HashMap<&str, &str> = record
        .taken
        .iter()
        .map(|taken| (taken.id.as_str(), taken.fingerprint.as_str()))
        .collect();
    let mut all = All::default();
    let mut drafts = feed.drafts;
    drafts.reverse();
    for some in drafts.chunks(SIDE_BY_SIDE) {
        let work = some.iter().map(|draft| one(desk, pull, &known, draft, now));
        for became in join_all(work).await {
            let (taken, one) = became?;
            all.taken.extend(taken);
            all.count(one);
        }
    }
    // The newest are remembered first.
    all.taken.reverse();
    if pull.deleted == Deleted::Kill {
        for gone in &feed.withdrawn {
            if withdraw(desk, pull, gone).await? {
                all.counts.killed += 1;
            }
        }
    }
    Ok(all)
}

impl All {
    fn count(&mut self, one: One) {
        let counts = &mut self.counts;
        match one {
            One::Filed(Outcome::Created) => counts.created += 1,
            One::Filed(Outcome::Updated) => counts.updated += 1,
            One::Filed(Outcome::Unchanged) | One::Known => counts.unchanged += 1,
            One::LeftAlone => counts.left_alone += 1,
            One::Refused(refusal) => {
                counts.refused += 1;
                if self.refusals.len() < MOST_REFUSALS {
                    self.refusals.push(refusal);
                }
            }
        }
    }
}

/// Takes in one item. What is refused is not remembered, so that it is tried again with the next document.
async fn one(
    desk: &Desk,
    pull: &Pull,
    known: &HashMap<&str, &str>,
    draft: &Draft,
    now: DateTime<Utc>,
) -> Result<(Option<PullTaken>, One), Error> {
    let draft = settled(pull, draft.clone());
    let fingerprint = version::fingerprint(&draft);
    let refused = |reasons| {
        let named = draft.guid.clone().or_else(|| draft.headline.clone());
        One::Refused(PullRefusal {
            item: named.unwrap_or_default(),
            reasons,
        })
    };
    let taken = draft.id.clone().map(|id| PullTaken {
        id,
        fingerprint: fingerprint.clone(),
    });
    if let Some(id) = draft.id.as_deref()
        && known.get(id) == Some(&fingerprint.as_str())
    {
        return Ok((taken, One::Known));
    }
    if is_of_another(desk, pull, &draft).await? {
        return Ok((taken, One::LeftAlone));
    }
    let mut held = draft.clone();
    feed::hold_until_dated(&mut held, now);
    match accept(desk, &pull.name, held, Condition::Any).await {
        Ok(accepted) => Ok((taken, One::Filed(accepted.outcome))),
        Err(Error::Invalid(complaints)) => {
            let told = complaints
                .iter()
                .map(|complaint| format!("{} {}", complaint.pointer, complaint.detail));
            Ok((None, refused(told.collect())))
        }
        Err(Error::Killed | Error::Older { .. }) => Ok((taken, One::LeftAlone)),
        Err(Error::Store(error)) => Err(Error::Store(error)),
        Err(other) => Ok((None, refused(vec![other.to_string()]))),
    }
}

/// Whether the article was first filed by another source, which has the word on it.
async fn is_of_another(desk: &Desk, pull: &Pull, draft: &Draft) -> Result<bool, Error> {
    let Some(Ok(id)) = draft.id.as_deref().map(ArticleId::parse) else {
        return Ok(false);
    };
    let filed = desk.store.article(&id).await?;
    Ok(filed.is_some_and(|filed| filed.article.source != pull.name))
}

/// Lays the settings of the pull over an item.
fn settled(pull: &Pull, mut draft: Draft) -> Draft {
    if pull.section.is_some() {
        draft.section.clone_from(&pull.section);
    }
    for tag in &pull.tags {
        if !draft.tags.contains(tag) {
            draft.tags.push(tag.clone());
        }
    }
    if draft.language.is_none() {
        draft.language.clone_from(&pull.language);
    }
    if pull.guids == Guids::Mint {
        draft.guid = None;
        draft.guid_is_permalink = None;
    }
    if pull.bodies == Bodies::Summary {
        feed::keep_summary(&mut draft);
    }
    draft
}

/// Kills an article of this source that its feed took back; what is not here, or of another source, stays as it is.
async fn withdraw(desk: &Desk, pull: &Pull, gone: &Withdrawn) -> Result<bool, Error> {
    let Ok(id) = ArticleId::parse(&key::article_id(&pull.name, &gone.guid)) else {
        return Ok(false);
    };
    let Some(filed) = desk.store.article(&id).await? else {
        return Ok(false);
    };
    if filed.article.source != pull.name {
        return Ok(false);
    }
    let killed = kill(desk, &pull.name, &id, gone.note.clone(), Condition::Any).await?;
    Ok(killed.outcome == Outcome::Updated)
}
