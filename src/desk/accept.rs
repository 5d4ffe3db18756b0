//! Takes a draft in: an article or everything that is wrong with it; durable before it is acknowledged.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::decide::{Decision, Ground, consequences, decide};
use super::names::LASTING;
use super::{Desk, Error, Rules, kill};
use crate::article::Draft;
use crate::article::identity::ArticleId;
use crate::article::version::Arrival;
use crate::store::{Filed, Filing, Known, Saved};

/// How long a kill that came as a draft is waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How often a decision is made again because another writer came first.
const MOST_TRIES: usize = 64;

/// What the request demands of the state on record (RFC 9110 section 13).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Condition {
    /// Nothing.
    #[default]
    Any,
    /// That there is no such article yet (`If-None-Match: *`).
    Absent,
    /// That the newest version is one of these (`If-Match`); no version at all meets an empty list.
    OneOf(Vec<u64>),
    /// That there is an article (`If-Match: *`).
    Present,
}

impl Condition {
    /// Checks the condition against the newest version on record.
    pub(super) fn check(&self, newest: Option<u64>) -> Result<(), Error> {
        let holds = match self {
            Self::Any => true,
            Self::Absent => newest.is_none(),
            Self::Present => newest.is_some(),
            Self::OneOf(versions) => newest.is_some_and(|newest| versions.contains(&newest)),
        };
        if holds {
            Ok(())
        } else {
            Err(Error::Precondition { newest })
        }
    }
}

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A new article.
    Created,
    /// A new version of a known article.
    Updated,
    /// The same again; nothing changed.
    Unchanged,
}

impl Outcome {
    /// What a filing is once it is durable.
    pub(super) fn of(filing: &Filing) -> Self {
        if filing.follows.is_some() {
            Self::Updated
        } else {
            Self::Created
        }
    }
}

/// A draft that was taken in.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// What became of it.
    pub outcome: Outcome,
    /// What is on record now.
    pub filed: Filed,
    /// For [`Desk::wait_shown`].
    pub ticket: u64,
}

/// Takes a draft in under the name of `source` (its token).
pub async fn accept(
    desk: &Desk,
    source: &str,
    draft: Draft,
    condition: Condition,
) -> Result<Accepted, Error> {
    let accepted = accept_uncounted(desk, source, draft, condition).await;
    count(desk, accepted.as_ref().map(|accepted| accepted.outcome));
    accepted
}

/// Counts what became of a draft.
pub(super) fn count(desk: &Desk, outcome: Result<Outcome, &Error>) {
    desk.figures.pushed(match outcome {
        Ok(Outcome::Created) => "created",
        Ok(Outcome::Updated) => "updated",
        Ok(Outcome::Unchanged) => "unchanged",
        Err(error) if error.is_ours() => "failed",
        Err(_) => "refused",
    });
}

async fn accept_uncounted(
    desk: &Desk,
    source: &str,
    draft: Draft,
    condition: Condition,
) -> Result<Accepted, Error> {
    let arrival = Arrival::of(&draft);
    for _ in 0..MOST_TRIES {
        let previous = known(desk, &draft).await?;
        condition.check(previous.as_ref().map(|previous| previous.article.version))?;
        let mut draft = draft.clone();
        if let (Condition::OneOf(_), None, Some(previous)) = (&condition, draft.follows, &previous)
        {
            draft.follows = Some(previous.article.version);
        }
        // What is known of the photos here is still so when the article that shows them is on record.
        let kept = match draft.photos.as_slice() {
            [] => None,
            _ => Some(desk.photo_moves.read().await),
        };
        let ground = Ground::of(desk, source, [&draft]).await?;
        let decision = decide(&ground, draft, &arrival, previous.as_ref())?;
        match (decision, previous) {
            (Decision::Unchanged, Some(filed)) => {
                return Ok(Accepted {
                    outcome: Outcome::Unchanged,
                    filed,
                    ticket: desk.latest_change(),
                });
            }
            (Decision::Kill(note), Some(previous)) => {
                drop(kept);
                let killed = kill(desk, source, &previous.article.id, note, condition).await?;
                // However a kill comes, it is told as done when no feed shows the article any more.
                let _ = timeout(LONGEST_WAIT, desk.wait_shown(killed.ticket)).await;
                return Ok(killed);
            }
            (Decision::File(filing), previous) => {
                let outcome = Outcome::of(&filing);
                if let Some(filed) = file(desk, &ground.rules, *filing, previous).await? {
                    let ticket = desk.changed();
                    return Ok(Accepted {
                        outcome,
                        filed,
                        ticket,
                    });
                }
            }
            (Decision::Unchanged | Decision::Kill(_), None) => return Err(Error::NotFound),
        }
    }
    Err(Error::Contended)
}

/// The newest version of the article that the draft is one of: by its id, an id in feeds, or an alias.
async fn known(desk: &Desk, draft: &Draft) -> Result<Option<Filed>, Error> {
    let Some(Ok(name)) = draft.id.as_deref().map(ArticleId::parse) else {
        return Ok(None);
    };
    match desk.store.known_as(name.as_str(), &LASTING).await? {
        Known::Filed(filed) => Ok(Some(*filed)),
        Known::Purged { .. } => Err(Error::Purged),
        Known::Nobody => Ok(None),
    }
}

/// Files a version and gives what is on record then; `None` where another writer came first.
async fn file(
    desk: &Desk,
    rules: &Arc<Rules>,
    filing: Filing,
    previous: Option<Filed>,
) -> Result<Option<Filed>, Error> {
    let filed = filing.filed.clone();
    match save(desk, filing).await? {
        Saved::Durable => desk.awaited.end(&filed.article),
        Saved::Overtaken => return Ok(None),
        Saved::Taken { name, by } => return Err(Error::NameTaken { name, by }),
    }
    // Where the rules changed meanwhile, the feeds of the new ones must hear of it too.
    let current = desk.rules.load_full();
    if !Arc::ptr_eq(&current, rules) {
        let before = previous.as_ref().map(|previous| &previous.article);
        let jobs = consequences(&current, &filed.article, before, filed.filed);
        desk.store.add_jobs(&jobs).await?;
    }
    Ok(Some(filed))
}

/// Files it and counts how long that took.
pub(super) async fn save(desk: &Desk, filing: Filing) -> Result<Saved, Error> {
    let begun = Instant::now();
    let saved = desk.store.save_article(filing).await?;
    desk.figures.committed(begun.elapsed());
    Ok(saved)
}
