//! Makes the editions of feeds again: select, render, judge; what fails is held alone, what is the same is not sent.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::stream::{self, StreamExt};
use memchr::memmem;
use serde::{Deserialize, Serialize};

use super::gate::{self, Judged};
use super::pending::Made;
use super::rules::{Rules, Selected};
use super::{Desk, Error, standing};
use crate::article::Article;
use crate::article::photo::{PhotoFile, PhotoSource};
use crate::feed::edition::{Coding, Edition};
use crate::feed::{Format, Story};
use crate::job::{Job, NewJob};
use crate::store::{HeldArticle, PhotoState, ReportRecord};

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

/// Makes these feeds again and shows what changed, each as soon as it is made; what is shown, and the end of `jobs`,
/// is left to [`Desk::save_shown`].
pub async fn refresh(desk: &Desk, feeds: &[String], jobs: Vec<i64>) -> Result<(), Error> {
    let _alone = desk.refreshing.lock().await;
    let rules = desk.rules.load_full();
    let now = desk.clock.now();
    let mut all = Made {
        finished: jobs,
        ..Made::default()
    };
    let mut making = Vec::with_capacity(feeds.len());
    for name in feeds {
        if let Some(feed) = rules.feeds.get(name) {
            let rules = &rules;
            making.push(async move { (feed, make(desk, rules, feed, now).await) });
        }
    }
    let mut making = stream::iter(making).buffer_unordered(SIDE_BY_SIDE);
    let mut behind = Vec::new();
    while let Some((feed, result)) = making.next().await {
        let name = &feed.definition.name;
        match result {
            Ok((job, judged)) => {
                all.jobs.extend(job);
                desk.remember(name, judged.memory.clone());
                let current = judged.report.current;
                let shown = judged.shown.clone();
                show(desk, feed, judged, now, &mut all);
                if let Some(shown) = shown {
                    all.standings.extend(standing::note(desk, name, shown, now));
                }
                if !current {
                    behind.push(feed);
                }
            }
            Err(error) => {
                // One feed that cannot be made stops no other; it is tried again.
                tracing::error!(feed.name = %name, "the feed {name} could not be made: {error}");
                let again = Job::RefreshFeed { feed: name.clone() };
                all.jobs.push(NewJob::at(again, now + RETRY));
                behind.push(feed);
            }
        }
    }
    // What is shown is to be saved whatever comes after.
    desk.pending.add(all);
    let mut outcome = Ok(());
    for feed in behind {
        // One that cannot be taken down keeps no other up.
        outcome = outcome.and(withdraw_behind(desk, feed).await);
    }
    outcome
}

/// Takes a feed that could not be made again off the newsstand where what stands there shows a killed article: a kill
/// that is told as done is done. It comes back when it can be made.
async fn withdraw_behind(desk: &Desk, feed: &Selected) -> Result<(), Error> {
    let name = &feed.definition.name;
    let Some(shown) = desk.newsstand.edition(name, Format::Json) else {
        return Ok(());
    };
    let killed = desk.store.killed(&feed.selection, MOST_TOMBSTONES).await?;
    let document = shown.body(Coding::Identity).unwrap_or_default();
    let stands = |article: &Article| {
        let id = serde_json::to_string(article.feed_id()).unwrap_or_default();
        memmem::find(&document, id.as_bytes()).is_some()
    };
    if let Some(article) = killed.articles.iter().find(|article| stands(article)) {
        let id = &article.id;
        tracing::error!(feed.name = %name, article.id = %id, "the feed {name} is taken down: it shows the killed article {id} and cannot be made again");
        desk.drop_feed(name).await?;
    }
    Ok(())
}

/// Makes one feed: gathers on the runtime, renders and judges on a thread that may block.
async fn make(
    desk: &Desk,
    rules: &Arc<Rules>,
    feed: &Selected,
    now: DateTime<Utc>,
) -> Result<(Option<NewJob>, Judged), Error> {
    let material = gather(desk, rules, feed, now).await?;
    let job = next_change(feed, &material);
    let memory = desk.memory_of(&feed.definition.name);
    let verdicts = Arc::clone(&desk.verdicts);
    let judging = tokio::task::spawn_blocking(move || gate::judge(material, &memory, &verdicts));
    let judged = judging.await;
    let judged = judged.map_err(|error| {
        let name = &feed.definition.name;
        Error::Cut(format!("making the feed {name} was cut off: {error}"))
    })?;
    Ok((job, judged))
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
    let damaged = [found.damaged, killed.damaged].concat();
    let mut tombstones = killed.articles;
    let mut articles: Vec<Article> = found
        .articles
        .into_iter()
        .map(|article| article.as_shown(now))
        .collect();
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

/// Compares what was made of a feed with what is shown, shows what is new and notes it to be saved.
fn show(desk: &Desk, feed: &Selected, judged: Judged, now: DateTime<Utc>, all: &mut Made) {
    let name = &feed.definition.name;
    for (format, bytes) in judged.editions {
        let mut edition =
            Edition::new(name, format, bytes, now, false).made_from(&feed.fingerprint);
        if let Some(before) = desk.newsstand.edition(name, format) {
            let same = before.tag == edition.tag;
            if same && before.definition == edition.definition {
                continue;
            }
            (edition.last_modified, edition.shares_second) = if same {
                (before.last_modified, before.shares_second)
            } else {
                // Last-Modified never moves back, even where the clock did (HT-4).
                (
                    now.max(before.last_modified),
                    now.timestamp() <= before.last_modified.timestamp(),
                )
            };
        }
        let edition = Arc::new(edition);
        desk.newsstand.show(Arc::clone(&edition));
        desk.leave_to_coder(&edition);
        desk.figures.made(format.extension());
        all.editions.push(edition);
    }
    all.reports.push(ReportRecord {
        feed: name.clone(),
        json: serde_json::to_string(&judged.report).unwrap_or_default(),
    });
}
