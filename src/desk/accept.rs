//! Takes a draft in: an article or everything that is wrong with it; durable before it is acknowledged.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Desk, Error, Rules, kill};
use crate::article::complaint::Complaint;
use crate::article::draft::DraftPhoto;
use crate::article::identity::ArticleId;
use crate::article::photo::PhotoSource;
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
    let fingerprint = version::fingerprint(&draft);
    for _ in 0..MOST_TRIES {
        let previous = match draft.id.as_deref().map(ArticleId::parse) {
            Some(Ok(id)) => desk.store.article(&id).await?,
            _ => None,
        };
        condition.check(previous.as_ref().map(|previous| previous.article.version))?;
        let ground = Ground::of(desk, source, [&draft]).await?;
        match (
            decide(&ground, &draft, &fingerprint, previous.as_ref())?,
            previous,
        ) {
            (Decision::Unchanged, Some(filed)) => {
                return Ok(Accepted {
                    outcome: Outcome::Unchanged,
                    filed,
                    ticket: desk.latest_change(),
                });
            }
            (Decision::Kill(note), Some(previous)) => {
                return kill(desk, source, &previous.article.id, note, condition).await;
            }
            (Decision::File(filing), previous) => {
                let outcome = Outcome::of(&filing);
                if let Some(filed) = save(desk, &ground.rules, *filing, previous).await? {
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

/// What a draft leads to; nothing is written yet.
pub(super) enum Decision {
    /// A new version is to be filed.
    File(Box<Filing>),
    /// It says what is on record.
    Unchanged,
    /// It withdraws what is on record, with this note.
    Kill(Option<String>),
}

/// What decisions stand on beside the draft and what is on record: one moment, one state of the rules and the shelf.
pub(super) struct Ground {
    pub(super) rules: Arc<Rules>,
    now: DateTime<Utc>,
    source: String,
    photos: HashMap<PhotoSource, PhotoState>,
}

impl Ground {
    /// Looks up what deciding on these drafts needs.
    pub(super) async fn of<'a>(
        desk: &Desk,
        source: &str,
        drafts: impl IntoIterator<Item = &'a Draft>,
    ) -> Result<Self, Error> {
        let named: HashSet<PhotoSource> = drafts.into_iter().flat_map(sources).collect();
        let photos = if named.is_empty() {
            HashMap::new()
        } else {
            let named: Vec<PhotoSource> = named.into_iter().collect();
            desk.store.photo_files(&named).await?
        };
        Ok(Self {
            rules: desk.rules.load_full(),
            now: desk.clock.now(),
            source: source.to_owned(),
            photos,
        })
    }

    fn knows(&self, source: &PhotoSource) -> bool {
        matches!(self.photos.get(source), Some(PhotoState::Known(_)))
    }
}

/// The photos that a draft names, as an article would name them.
fn sources(draft: &Draft) -> impl Iterator<Item = PhotoSource> {
    draft.photos.iter().filter_map(|photo| {
        if let Some(name) = &photo.photo {
            return Some(PhotoSource::Shelf(name.clone()));
        }
        let url = url::Url::parse(photo.url.as_deref()?.trim()).ok()?;
        Some(PhotoSource::Url(url.into()))
    })
}

/// Decides what a draft leads to, given the newest version on record.
pub(super) fn decide(
    ground: &Ground,
    draft: &Draft,
    fingerprint: &str,
    previous: Option<&Filed>,
) -> Result<Decision, Error> {
    let kills = draft.status.as_deref().and_then(Status::parse) == Some(Status::Killed);
    if let Some(previous) = previous {
        if previous.article.status == Status::Killed {
            // A killed article stays killed; to kill it again changes nothing.
            return if kills {
                Ok(Decision::Unchanged)
            } else {
                Err(Error::Killed)
            };
        }
        match version::judge(
            Some((previous.article.version, &previous.fingerprint)),
            draft.version,
            fingerprint,
        ) {
            Standing::Same => return Ok(Decision::Unchanged),
            Standing::Older => {
                return Err(Error::Older {
                    newest: previous.article.version,
                });
            }
            Standing::New | Standing::Newer => {}
        }
        if kills && draft.complaints.is_empty() {
            let correction = draft.correction.as_ref();
            return Ok(Decision::Kill(
                correction.and_then(|correction| correction.note.clone()),
            ));
        }
    }
    file(ground, draft, fingerprint, previous).map(|filing| Decision::File(Box::new(filing)))
}

/// Makes the version that is to be filed, with the jobs that follow from it.
fn file(
    ground: &Ground,
    draft: &Draft,
    fingerprint: &str,
    previous: Option<&Filed>,
) -> Result<Filing, Error> {
    let (rules, now) = (&ground.rules, ground.now);
    let previous_article = previous.map(|previous| &previous.article);
    let context = Context {
        now,
        authority: &rules.site.authority,
        source: &ground.source,
        language: Some(&rules.site.language),
        outlets: &rules.outlets,
        previous: previous_article,
    };
    let mut draft = draft.clone();
    let missing = missing_uploads(ground, &draft);
    draft.complaints.extend(missing);
    let article = Article::from_draft(draft, &context).map_err(Error::Invalid)?;
    let mut jobs = consequences(rules, &article, previous_article, now);
    jobs.extend(fetches(ground, &article));
    Ok(Filing {
        filed: Filed {
            article,
            fingerprint: fingerprint.to_owned(),
            filed: now,
            filed_by: ground.source.clone(),
        },
        follows: previous.map(|previous| previous.article.version),
        jobs,
    })
}

/// Files a version and gives what is on record then; `None` where another writer came first.
async fn save(
    desk: &Desk,
    rules: &Arc<Rules>,
    filing: Filing,
    previous: Option<Filed>,
) -> Result<Option<Filed>, Error> {
    let filed = filing.filed.clone();
    if desk.store.save_article(filing).await? != Saved::Durable {
        return Ok(None);
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
fn missing_uploads(ground: &Ground, draft: &Draft) -> Vec<Complaint> {
    let complain = |(n, photo): (usize, &DraftPhoto)| {
        let source = PhotoSource::Shelf(photo.photo.clone()?);
        (!ground.knows(&source)).then(|| {
            Complaint::new(
                format!("/photos/{n}/photo"),
                "is not the id of an uploaded photo, nor the name of a file in this push",
            )
        })
    };
    draft
        .photos
        .iter()
        .enumerate()
        .filter_map(complain)
        .collect()
}

/// Jobs to fetch the photos given by address that are not known yet.
fn fetches(ground: &Ground, article: &Article) -> Vec<NewJob> {
    if article.status == Status::Killed {
        return Vec::new();
    }
    let unknown = article
        .photos
        .iter()
        .filter(|photo| !ground.knows(&photo.source));
    unknown
        .filter_map(|photo| match &photo.source {
            PhotoSource::Url(url) => Some(NewJob::now(Job::FetchPhoto { url: url.clone() })),
            PhotoSource::Shelf(_) => None,
        })
        .collect()
}
