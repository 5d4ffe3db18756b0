//! Takes a draft in: an article or everything that is wrong with it; durable before it is acknowledged.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Desk, Error, Rules, kill};
use crate::article::complaint::Complaint;
use crate::article::identity::ArticleId;
use crate::article::photo::{Photo, PhotoSource};
use crate::article::reading::Context;
use crate::article::status::Status;
use crate::article::version::{self, Standing};
use crate::article::{Article, Draft};
use crate::job::{Job, NewJob};
use crate::store::{Filed, Filing, PhotoState, Saved};

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
    let fingerprint = version::fingerprint(&draft);
    for _ in 0..MOST_TRIES {
        let previous = match draft.id.as_deref().map(ArticleId::parse) {
            Some(Ok(id)) => desk.store.article(&id).await?,
            _ => None,
        };
        condition.check(previous.as_ref().map(|previous| previous.article.version))?;
        if let Some(previous) = &previous {
            if previous.article.status == Status::Killed {
                return again_killed(desk, previous, &draft);
            }
            match version::judge(
                Some((previous.article.version, &previous.fingerprint)),
                draft.version,
                &fingerprint,
            ) {
                Standing::Same => {
                    return Ok(Accepted {
                        outcome: Outcome::Unchanged,
                        filed: previous.clone(),
                        ticket: desk.latest_change(),
                    });
                }
                Standing::Older => {
                    return Err(Error::Older {
                        newest: previous.article.version,
                    });
                }
                Standing::New | Standing::Newer => {}
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
        if let Some(accepted) = file(desk, source, &draft, &fingerprint, previous.as_ref()).await? {
            return Ok(accepted);
        }
    }
    Err(Error::Contended)
}

/// A killed article stays killed; to kill it again changes nothing.
fn again_killed(desk: &Desk, previous: &Filed, draft: &Draft) -> Result<Accepted, Error> {
    if draft.status.as_deref().and_then(Status::parse) == Some(Status::Killed) {
        return Ok(Accepted {
            outcome: Outcome::Unchanged,
            filed: previous.clone(),
            ticket: desk.latest_change(),
        });
    }
    Err(Error::Killed)
}

/// Makes the article and files it; `None` where another writer came first.
async fn file(
    desk: &Desk,
    source: &str,
    draft: &Draft,
    fingerprint: &str,
    previous: Option<&Filed>,
) -> Result<Option<Accepted>, Error> {
    let rules = desk.rules.load_full();
    let now = desk.clock.now();
    let previous_article = previous.map(|previous| &previous.article);
    let context = Context {
        now,
        authority: &rules.site.authority,
        source,
        language: Some(&rules.site.language),
        outlets: &rules.outlets,
        embeds: &rules.embeds,
        previous: previous_article,
    };
    let missing = missing_uploads(desk, draft).await?;
    let mut draft = draft.clone();
    draft.complaints.extend(missing);
    let article = Article::from_draft(draft, &context).map_err(Error::Invalid)?;
    let mut jobs = consequences(&rules, &article, previous_article, now);
    jobs.extend(fetches(desk, &article).await?);
    let filed = Filed {
        article,
        fingerprint: fingerprint.to_owned(),
        filed: now,
        filed_by: source.to_owned(),
    };
    let saved = desk
        .store
        .save_article(Filing {
            filed: filed.clone(),
            follows: previous.map(|previous| previous.article.version),
            jobs,
        })
        .await?;
    if saved == Saved::Overtaken {
        return Ok(None);
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
    for moment in [article.embargo, article.expires].into_iter().flatten() {
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
