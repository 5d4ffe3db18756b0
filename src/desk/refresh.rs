//! Makes the editions of feeds again: select, render, judge; what fails is held alone, what is the same is not sent.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};

use super::gate::{self, Judged};
use super::rules::{Rules, Selected};
use super::{Desk, Error};
use crate::article::Article;
use crate::article::photo::{PhotoFile, PhotoSource};
use crate::feed::Story;
use crate::feed::edition::Edition;
use crate::job::{Job, NewJob};
use crate::store::{EditionRecord, HeldArticle, PhotoState, Refreshed, ReportRecord};

/// When a feed that could not be made is tried again.
const RETRY: TimeDelta = TimeDelta::seconds(30);
/// How many feeds are made side by side: enough for the processors, few enough that pushes are read in between.
const SIDE_BY_SIDE: usize = 4;
/// How many killed articles a feed remembers.
const MOST_TOMBSTONES: u32 = 50;

/// What the desk is told of a feed (`GET /v1/feeds/{name}/report`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Name of the feed.
    pub feed: String,
    /// How many articles it shows.
    pub n_articles: usize,
    /// The newest change it shows.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub changed: Option<DateTime<Utc>>,
    /// Whether the newest editions are shown; `false` where an older one stays because the new one would be invalid.
    pub current: bool,
    /// Articles that are kept out, and why.
    pub held: Vec<HeldArticle>,
    /// What the validator says of the editions.
    pub findings: Vec<Finding>,
    /// Photos that are missing, a sentence each.
    pub photos: Vec<String>,
}

/// One finding of the validator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule.
    pub rule: String,
    /// `error`, `warning` or `info`.
    pub level: String,
    /// `rss`, `atom` or `json`.
    pub format: String,
    /// The article it belongs to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub article: Option<String>,
    /// What is wrong.
    pub message: String,
    /// Line in the document that was judged; it may have held fewer articles than the feed.
    pub line: u32,
    /// Column.
    pub column: u32,
}

/// Everything that is needed to make one feed.
pub(super) struct Material {
    pub(super) rules: Arc<Rules>,
    pub(super) feed: Arc<Selected>,
    pub(super) stories: Vec<Story>,
    pub(super) tombstones: Vec<Article>,
    /// Articles whose records do not read back: left out, told in the report.
    pub(super) damaged: Vec<HeldArticle>,
    pub(super) photos: Vec<String>,
    pub(super) now: DateTime<Utc>,
}

/// Makes these feeds again, shows what changed, and saves it together with the end of `jobs`.
///
/// What is shown needs no save to be right: it is a pure function of what was durable before, and the jobs end with
/// the save. After a crash between the two they run again and make the same bytes. `shown` is called in between.
pub async fn refresh(
    desk: &Desk,
    feeds: &[String],
    jobs: Vec<i64>,
    shown: impl FnOnce(),
) -> Result<(), Error> {
    let _alone = desk.refreshing.lock().await;
    let rules = desk.rules.load_full();
    let now = desk.clock.now();
    let mut taking = Taking {
        desk,
        now,
        refreshed: Refreshed {
            editions: desk.take_unsaved(),
            finished: jobs,
            ..Refreshed::default()
        },
    };
    let known: Vec<&Selected> = feeds
        .iter()
        .filter_map(|name| rules.feeds.get(name))
        .collect();
    let mut made = Vec::with_capacity(known.len());
    for some in known.chunks(SIDE_BY_SIDE) {
        let results = join_all(some.iter().map(|feed| make(desk, &rules, feed, now))).await;
        for (feed, result) in some.iter().zip(results) {
            match result {
                Ok(done) => made.push(done),
                Err(error) => {
                    // One feed that cannot be made stops no other; it is tried again.
                    let name = &feed.definition.name;
                    tracing::error!(feed.name = %name, "the feed {name} could not be made: {error}");
                    let again = Job::RefreshFeed { feed: name.clone() };
                    taking.refreshed.jobs.push(NewJob::at(again, now + RETRY));
                }
            }
        }
    }
    for (feed, job, judged) in made {
        let name = &feed.definition.name;
        taking.refreshed.jobs.extend(job);
        desk.remember(name, judged.memory.clone());
        taking.take(name, &feed.fingerprint, judged);
    }
    shown();
    let refreshed = taking.refreshed;
    let editions = refreshed.editions.clone();
    let saved = desk.store.save_refreshed(refreshed).await;
    if saved.is_err() {
        desk.keep_unsaved(editions);
    }
    Ok(saved?)
}

/// Makes one feed: gathers on the runtime, renders and judges on a thread that may block.
async fn make<'a>(
    desk: &Desk,
    rules: &Arc<Rules>,
    feed: &'a Selected,
    now: DateTime<Utc>,
) -> Result<(&'a Selected, Option<NewJob>, Judged), Error> {
    let material = gather(desk, rules, feed, now).await?;
    let job = next_change(feed, &material);
    let memory = desk.memory_of(&feed.definition.name);
    let judged = tokio::task::spawn_blocking(move || gate::judge(material, &memory)).await;
    let judged = judged.map_err(|error| {
        let name = &feed.definition.name;
        Error::Cut(format!("making the feed {name} was cut off: {error}"))
    })?;
    Ok((feed, job, judged))
}

/// Selects the articles and what is known of their photos.
async fn gather(
    desk: &Desk,
    rules: &Arc<Rules>,
    feed: &Selected,
    now: DateTime<Utc>,
) -> Result<Material, Error> {
    let found = desk.store.newest(&feed.selection, now).await?;
    let killed = desk.store.killed(&feed.selection, MOST_TOMBSTONES).await?;
    let (mut articles, mut tombstones) = (found.articles, killed.articles);
    let damaged = [found.damaged, killed.damaged].concat();
    // The store parts equal moments by arrival; equal state must give equal bytes whatever came first.
    articles.sort_by(|one, other| (other.position(), &one.id).cmp(&(one.position(), &other.id)));
    tombstones.sort_by(|one, other| (other.killed, &one.id).cmp(&(one.killed, &other.id)));
    let sources: Vec<PhotoSource> = articles
        .iter()
        .flat_map(|article| article.photos.iter().map(|photo| photo.source.clone()))
        .collect();
    let known = if sources.is_empty() {
        HashMap::new()
    } else {
        desk.store.photo_files(&sources).await?
    };
    let mut photos = Vec::new();
    let stories = articles
        .into_iter()
        .map(|article| story(article, &known, &mut photos))
        .collect();
    Ok(Material {
        rules: Arc::clone(rules),
        feed: Arc::new(feed.clone()),
        stories,
        tombstones,
        damaged,
        photos,
        now,
    })
}

fn story(
    article: Article,
    known: &HashMap<PhotoSource, PhotoState>,
    told: &mut Vec<String>,
) -> Story {
    let mut file = |source: &PhotoSource| -> Option<PhotoFile> {
        match known.get(source) {
            Some(PhotoState::Known(file)) => Some(file.clone()),
            Some(PhotoState::Failed(why)) => {
                told.push(format!("{}: a photo could not be had: {why}", article.id));
                None
            }
            None => {
                told.push(format!("{}: a photo is still to be fetched", article.id));
                None
            }
        }
    };
    let files = article
        .photos
        .iter()
        .map(|photo| file(&photo.source))
        .collect();
    Story { article, files }
}

/// A feed with a greatest age changes when its oldest article passes it.
fn next_change(feed: &Selected, material: &Material) -> Option<NewJob> {
    let max_age = feed.selection.max_age?;
    let oldest = material
        .stories
        .iter()
        .map(|story| story.article.position())
        .min()?;
    Some(NewJob::at(
        Job::RefreshFeed {
            feed: feed.definition.name.clone(),
        },
        // At that moment it is still shown; a millisecond later it is not, and the next job is for the next one.
        oldest + max_age + TimeDelta::milliseconds(1),
    ))
}

/// What a refresh found new so far.
struct Taking<'a> {
    desk: &'a Desk,
    now: DateTime<Utc>,
    refreshed: Refreshed,
}

impl Taking<'_> {
    /// Compares what was made of a feed with what is shown, shows what is new and notes it to be saved.
    fn take(&mut self, name: &str, definition: &str, judged: Judged) {
        for (format, bytes) in judged.editions {
            let before = self.desk.newsstand.edition(name, format);
            let same = before.as_ref().is_some_and(|before| before.bytes == bytes);
            if same
                && before
                    .as_ref()
                    .is_some_and(|before| before.definition == definition)
            {
                continue;
            }
            let (last_modified, shares_second) = match &before {
                Some(before) if same => (before.last_modified, before.shares_second),
                // Last-Modified never moves back, even where the clock did (HT-4).
                Some(before) => (
                    self.now.max(before.last_modified),
                    self.now.timestamp() <= before.last_modified.timestamp(),
                ),
                None => (self.now, false),
            };
            let record = EditionRecord {
                feed: name.to_owned(),
                format,
                bytes,
                last_modified,
                shares_second,
                definition: definition.to_owned(),
            };
            let edition = Arc::new(edition(&record));
            self.desk.newsstand.show(Arc::clone(&edition));
            self.desk.leave_to_coder(&edition);
            self.desk.figures.made(format.extension());
            self.refreshed.editions.push(record);
        }
        let json = serde_json::to_string(&judged.report).unwrap_or_default();
        self.refreshed.reports.push(ReportRecord {
            feed: name.to_owned(),
            json,
        });
    }
}

/// Makes an edition of its record.
pub(super) fn edition(record: &EditionRecord) -> Edition {
    Edition::new(
        record.feed.clone(),
        record.format,
        record.bytes.clone(),
        record.last_modified,
        record.shares_second,
    )
    .made_from(record.definition.clone())
}
