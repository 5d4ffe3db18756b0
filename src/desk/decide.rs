//! Decides what a draft leads to, given what is on record; nothing is looked up or written here.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Desk, Error, Rules};
use crate::article::complaint::Complaint;
use crate::article::draft::DraftPhoto;
use crate::article::photo::PhotoSource;
use crate::article::reading::{Context, is_quiet};
use crate::article::status::Status;
use crate::article::version::{self, Arrival, Arriving, OnRecord, Standing};
use crate::article::{Article, Draft, changes, sent_back};
use crate::job::{Job, NewJob};
use crate::store::{Filed, Filing, PhotoState};

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
    draft: Draft,
    arrival: &Arrival,
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
        match judge(&draft, arrival, previous) {
            // What was refused before is refused again, though its words are on record.
            Standing::Same if draft.complaints.is_empty() => return Ok(Decision::Unchanged),
            Standing::Older => return Err(older(&draft, arrival, previous)),
            Standing::New | Standing::Newer | Standing::Same => {}
        }
        if kills && draft.complaints.is_empty() {
            let correction = draft.correction;
            return Ok(Decision::Kill(
                correction.and_then(|correction| correction.note),
            ));
        }
    }
    file(ground, draft, arrival, previous)
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

/// Makes the version that is to be filed, with the jobs that follow from it.
fn file(
    ground: &Ground,
    mut draft: Draft,
    arrival: &Arrival,
    previous: Option<&Filed>,
) -> Result<Decision, Error> {
    let (rules, now) = (&ground.rules, ground.now);
    let previous_article = previous.map(|previous| &previous.article);
    let missing = missing_uploads(ground, &draft);
    draft.complaints.extend(missing);
    let context = Context {
        now,
        authority: &rules.site.authority,
        source: &ground.source,
        language: Some(&rules.site.language),
        outlets: &rules.outlets,
        embeds: &rules.embeds,
        previous: previous_article,
    };
    let article = read(draft, &context, arrival)?;
    // A record that was read and comes back as it was is nothing new.
    if previous_article.is_some_and(|previous| article.version == previous.version) {
        return Ok(Decision::Unchanged);
    }
    let mut jobs = consequences(rules, &article, previous_article, now);
    jobs.extend(fetches(ground, &article));
    Ok(Decision::File(Box::new(Filing {
        filed: Filed {
            article,
            fingerprint: arrival.fingerprint.clone(),
            filed: now,
            filed_by: ground.source.clone(),
        },
        follows: previous_article.map(|previous| previous.version),
        jobs,
        drops: Vec::new(),
    })))
}

/// Believes the draft as the next version of its article, whatever name it came under. Where it was made from the
/// version before and says nothing new, that version is given back.
fn read(mut draft: Draft, context: &Context<'_>, arrival: &Arrival) -> Result<Article, Error> {
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
fn missing_uploads(ground: &Ground, draft: &Draft) -> Vec<Complaint> {
    let complain = |(n, photo): (usize, &DraftPhoto)| {
        let source = PhotoSource::Shelf(photo.photo.clone()?);
        (!ground.knows(&source)).then(|| {
            Complaint::new(
                draft.place_of(&format!("/photos/{n}/photo")),
                "is not the id of an uploaded photo, nor the name of a file in this push",
            )
        })
    };
    let photos = draft.photos.iter().enumerate();
    photos.filter_map(complain).collect()
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
