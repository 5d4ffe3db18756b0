//! Takes a draft in: an article or everything that is wrong with it; durable before it is acknowledged.

use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Utc};

use super::names::LASTING;
use super::{Desk, Error, Rules, kill};
use crate::article::complaint::Complaint;
use crate::article::identity::ArticleId;
use crate::article::photo::{Photo, PhotoSource};
use crate::article::reading::{Context, is_quiet};
use crate::article::status::Status;
use crate::article::version::{self, Arrival, Arriving, OnRecord, Standing};
use crate::article::{Article, Draft, changes, sent_back};
use crate::job::{Job, NewJob};
use crate::store::{Filed, Filing, Known, PhotoState, Saved};

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
    let accepted = decide(desk, source, draft, condition).await;
    desk.figures.pushed(match &accepted {
        Ok(accepted) => match accepted.outcome {
            Outcome::Created => "created",
            Outcome::Updated => "updated",
            Outcome::Unchanged => "unchanged",
        },
        Err(error) if error.is_ours() => "failed",
        Err(_) => "refused",
    });
    accepted
}

async fn decide(
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
        if let Some(previous) = &previous {
            if previous.article.status == Status::Killed {
                return again_killed(desk, previous, &draft);
            }
            if matches!(condition, Condition::OneOf(_)) && draft.follows.is_none() {
                draft.follows = Some(previous.article.version);
            }
            match judge(&draft, &arrival, previous) {
                // What was refused before is refused again, though its words are on record.
                Standing::Same if draft.complaints.is_empty() => {
                    return Ok(unchanged(desk, previous.clone()));
                }
                Standing::Older => return Err(older(&draft, &arrival, previous)),
                Standing::New | Standing::Newer | Standing::Same => {}
            }
            if draft.status.as_deref().and_then(Status::parse) == Some(Status::Killed)
                && draft.complaints.is_empty()
            {
                let note = draft
                    .correction
                    .as_ref()
                    .and_then(|correction| correction.note.clone());
                return kill(desk, source, &previous.article.id, note, condition).await;
            }
        }
        if let Some(accepted) = file(desk, source, draft, &arrival, previous.as_ref()).await? {
            return Ok(accepted);
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

/// How a draft stands to the newest version of its article.
fn judge(draft: &Draft, arrival: &Arrival, previous: &Filed) -> Standing {
    let record = OnRecord {
        version: previous.article.version,
        fingerprint: &previous.fingerprint,
        id: previous.article.id.as_str(),
        arrivals: &previous.article.arrivals,
    };
    let arriving = Arriving {
        name: draft.id.as_deref().unwrap_or_default(),
        arrival,
        is_quiet: is_quiet(draft),
        follows: draft.follows,
    };
    version::judge(Some(&record), &arriving)
}

fn older(draft: &Draft, arrival: &Arrival, previous: &Filed) -> Error {
    let name = draft.id.as_deref().unwrap_or_default();
    let last = previous.article.arrivals.get(name);
    let by_moment = arrival.version.is_none() && draft.follows.is_none();
    Error::Older {
        newest: previous.article.version,
        moment: last.and_then(|last| last.moment).filter(|_| by_moment),
    }
}

fn unchanged(desk: &Desk, filed: Filed) -> Accepted {
    Accepted {
        outcome: Outcome::Unchanged,
        filed,
        ticket: desk.latest_change(),
    }
}

/// A killed article stays killed; to kill it again changes nothing.
fn again_killed(desk: &Desk, previous: &Filed, draft: &Draft) -> Result<Accepted, Error> {
    if draft.status.as_deref().and_then(Status::parse) == Some(Status::Killed) {
        return Ok(unchanged(desk, previous.clone()));
    }
    Err(Error::Killed)
}

/// Makes the article and files it; `None` where another writer came first.
async fn file(
    desk: &Desk,
    source: &str,
    mut draft: Draft,
    arrival: &Arrival,
    previous: Option<&Filed>,
) -> Result<Option<Accepted>, Error> {
    let rules = desk.rules.load_full();
    let now = desk.clock.now();
    let previous_article = previous.map(|previous| &previous.article);
    // What is known of the photos here is still so when the article that shows them is on record.
    let _kept = match draft.photos.as_slice() {
        [] => None,
        _ => Some(desk.photo_moves.read().await),
    };
    let missing = missing_uploads(desk, &draft).await?;
    draft.complaints.extend(missing);
    let context = Context {
        now,
        authority: &rules.site.authority,
        source,
        language: Some(&rules.site.language),
        outlets: &rules.outlets,
        previous: previous_article,
    };
    let article = read(draft, &context, arrival)?;
    // A record that was read and comes back as it was is nothing new.
    if let Some(previous) = previous.filter(|previous| article.version == previous.article.version)
    {
        return Ok(Some(unchanged(desk, previous.clone())));
    }
    let mut jobs = consequences(&rules, &article, previous_article, now);
    jobs.extend(fetches(desk, &article).await?);
    let filed = Filed {
        article,
        fingerprint: arrival.fingerprint.clone(),
        filed: now,
        filed_by: source.to_owned(),
    };
    let filing = Filing {
        filed: filed.clone(),
        follows: previous.map(|previous| previous.article.version),
        jobs,
        drops: Vec::new(),
    };
    match save(desk, filing).await? {
        Saved::Durable => {}
        Saved::Overtaken => return Ok(None),
        Saved::Taken { name, by } => return Err(Error::NameTaken { name, by }),
    }
    // Where the rules changed meanwhile, the feeds of the new ones must hear of it too.
    let current = desk.rules.load_full();
    if !Arc::ptr_eq(&current, &rules) {
        let jobs = consequences(&current, &filed.article, previous_article, now);
        desk.store.add_jobs(&jobs).await?;
    }
    let outcome = if previous.is_some() {
        Outcome::Updated
    } else {
        Outcome::Created
    };
    Ok(Some(Accepted {
        outcome,
        filed,
        ticket: desk.changed(),
    }))
}

/// Believes the draft as the next version of its article, whatever name it came under. Where it was made from the
/// version before and says nothing new, that version is given back.
fn read(draft: Draft, context: &Context<'_>, arrival: &Arrival) -> Result<Article, Error> {
    let mut draft = draft;
    let name = draft.id.clone();
    let follows = draft.follows.is_some();
    let leftover = context.previous.map(|previous| {
        draft.id = Some(previous.id.to_string());
        sent_back::settle(&mut draft, previous)
    });
    let is_dated = draft.updated.is_some();
    let mut article = Article::from_draft(draft, context).map_err(Error::Invalid)?;
    if let Some(told) = leftover.and_then(|leftover| leftover.correction) {
        article.correction = Some(told);
    }
    if let Some(previous) = context.previous {
        if follows && !is_dated && changes::between(previous, &article).is_empty() {
            return Ok(previous.clone());
        }
        article.arrivals.clone_from(&previous.arrivals);
    }
    let name = name.unwrap_or_else(|| article.id.to_string());
    let mut arrival = arrival.clone();
    if follows && name == article.id.as_str() {
        // The number of a record that was sent back is ours.
        arrival.version = Some(article.version);
    }
    article.arrivals.insert(name, arrival);
    Ok(article)
}

/// Files it and counts how long that took.
pub(super) async fn save(desk: &Desk, filing: Filing) -> Result<Saved, Error> {
    let begun = Instant::now();
    let saved = desk.store.save_article(filing).await?;
    desk.figures.committed(begun.elapsed());
    Ok(saved)
}

/// The jobs that a new version asks for: feeds that show or showed it, and the moments its window opens and shuts.
pub(super) fn consequences(
    rules: &Rules,
    article: &Article,
    previous: Option<&Article>,
    now: DateTime<Utc>,
) -> Vec<NewJob> {
    let shown = [article, previous.unwrap_or(article)]
        .iter()
        .any(|version| version.is_public(now));
    // Readers keep copies of what is withheld or expired by now: its kill is told to them too.
    let mourned = article.status == Status::Killed && article.was_public;
    let mut jobs = Vec::new();
    if shown || mourned {
        jobs.extend(rules.takers(&[Some(article), previous]).map(|feed| {
            NewJob::now(Job::RefreshFeed {
                feed: feed.to_owned(),
            })
        }));
    }
    for moment in article.turns() {
        if article.status == Status::Usable && moment > now {
            jobs.push(NewJob::at(
                Job::ReleaseArticle {
                    article: article.id.clone(),
                },
                moment,
            ));
        }
    }
    jobs
}

/// Complaints about uploads that are named and not there.
async fn missing_uploads(desk: &Desk, draft: &Draft) -> Result<Vec<Complaint>, Error> {
    let named: Vec<(usize, PhotoSource)> = draft
        .photos
        .iter()
        .enumerate()
        .filter_map(|(n, photo)| Some((n, PhotoSource::Shelf(photo.photo.clone()?))))
        .collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let sources: Vec<PhotoSource> = named.iter().map(|(_, source)| source.clone()).collect();
    let known = desk.store.photo_files(&sources).await?;
    let complain = |(n, _): (usize, PhotoSource)| {
        Complaint::new(
            draft.place_of(&format!("/photos/{n}/photo")),
            "is not the id of an uploaded photo, nor the name of a file in this push",
        )
    };
    Ok(named
        .into_iter()
        .filter(|(_, source)| !matches!(known.get(source), Some(PhotoState::Known(_))))
        .map(complain)
        .collect())
}

/// Jobs to fetch the photos given by address that are not known yet.
async fn fetches(desk: &Desk, article: &Article) -> Result<Vec<NewJob>, Error> {
    let by_address = |photo: &Photo| match &photo.source {
        PhotoSource::Url(_) => Some(photo.source.clone()),
        PhotoSource::Shelf(_) => None,
    };
    let sources: Vec<PhotoSource> = article.photos.iter().filter_map(by_address).collect();
    if sources.is_empty() || article.status == Status::Killed {
        return Ok(Vec::new());
    }
    let known = desk.store.photo_files(&sources).await?;
    let unknown = sources
        .into_iter()
        .filter(|source| !matches!(known.get(source), Some(PhotoState::Known(_))));
    Ok(unknown
        .filter_map(|source| match source {
            PhotoSource::Url(url) => Some(NewJob::now(Job::FetchPhoto { url })),
            PhotoSource::Shelf(_) => None,
        })
        .collect())
}
