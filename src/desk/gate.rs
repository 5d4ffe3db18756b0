//! The gate: every article is judged in its feed before it is shown there, and only the one that fails is held.
//!
//! What was judged is remembered by article, version, photos and the settings that shape items: an item's bytes
//! depend on nothing else, and no rule but that of unique ids looks at two items at once. So a refresh judges the items
//! that are new, within the feed's own frame, and an article that stands in six feeds of the same settings is judged
//! once. After a start nothing is remembered.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use bytes::Bytes;

use super::refresh::{Finding, Material, Report};
use crate::article::identity::ArticleId;
use crate::feed::{self, Format, Page, Story};
use crate::store::HeldArticle;
use crate::validate::{self, Document, Level};

/// Warnings of the validator that hold an article all the same: what would run in a reader never leaves.
const UNSAFE: [&str; 3] = ["SecurityRisk", "SecurityRiskAttr", "DangerousStyleAttr"];

/// Whether a rule holds what breaks it, though the feed would be valid.
pub(super) fn is_unsafe(rule: &str) -> bool {
    UNSAFE.contains(&rule)
}

/// What was made of a feed, and what is said of it.
pub(super) struct Judged {
    pub(super) editions: Vec<(Format, Bytes)>,
    pub(super) report: Report,
    pub(super) memory: Memory,
    /// The articles that the editions show; `None` where no editions could be made.
    pub(super) shown: Option<Vec<ArticleId>>,
}

/// What is remembered of one feed.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory {
    definition: String,
    verdicts: HashMap<String, Arc<Verdict>>,
}

impl Memory {
    /// What is known of these items: from this feed under the same definition, and from others.
    fn known(
        &self,
        material: &Material,
        keys: &[String],
        shared: &Verdicts,
    ) -> HashMap<String, Arc<Verdict>> {
        let mut known = if self.definition == material.feed.fingerprint {
            self.verdicts.clone()
        } else {
            HashMap::new()
        };
        shared.add_known(keys, &mut known);
        known
    }
}

/// What was said of items in any feed, as long as one of them remembers it.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    shared: Mutex<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    verdicts: HashMap<String, Weak<Verdict>>,
    /// How many there may be before those that nobody remembers are taken out.
    most: usize,
}

impl Verdicts {
    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds what other feeds know of these items.
    fn add_known(&self, keys: &[String], known: &mut HashMap<String, Arc<Verdict>>) {
        let shared = self.shared();
        for key in keys {
            if let Some(verdict) = shared.verdicts.get(key).and_then(Weak::upgrade) {
                known.entry(key.clone()).or_insert(verdict);
            }
        }
    }

    fn keep(&self, key: &str, verdict: &Arc<Verdict>) {
        let mut shared = self.shared();
        if shared.verdicts.len() >= shared.most {
            shared
                .verdicts
                .retain(|_, verdict| verdict.strong_count() > 0);
            shared.most = (shared.verdicts.len() * 2).max(1_024);
        }
        shared
            .verdicts
            .insert(key.to_owned(), Arc::downgrade(verdict));
    }
}

/// What was said of one item.
#[derive(Debug, Default)]
struct Verdict {
    findings: Vec<Finding>,
    /// Why it is held; empty where it may be shown.
    reasons: Vec<String>,
}

/// Judges what is new, holds what fails, renders the rest in all formats.
pub(super) fn judge(mut material: Material, memory: &Memory, shared: &Verdicts) -> Judged {
    let settings = &material.feed.items_fingerprint;
    let keys: Vec<String> = material
        .stories
        .iter()
        .map(|story| key(settings, story))
        .collect();
    let known = memory.known(&material, &keys, shared);
    let mut new: Vec<usize> = (0..keys.len())
        .filter(|place| !known.contains_key(&keys[*place]))
        .collect();
    let unseen = new.len();
    if new.is_empty() && !keys.is_empty() {
        // The frame is judged around an item, as readers will see it.
        new.push(0);
    }
    let probe: Vec<Story> = new
        .iter()
        .map(|place| material.stories[*place].clone())
        .collect();
    let round = Round::of(&material, &probe);
    let mut verdicts = known;
    // What was said while the frame itself was wrong says nothing of the items.
    let judged = if round.invalid { 0 } else { unseen };
    for (place, verdict) in new.iter().take(judged).zip(round.verdicts) {
        let verdict = Arc::new(verdict);
        shared.keep(&keys[*place], &verdict);
        verdicts.insert(keys[*place].clone(), verdict);
    }
    let shown: HashSet<&String> = keys.iter().collect();
    verdicts.retain(|key, _| shown.contains(key));
    let (mut held, mut findings) = hold(&mut material, &keys, &verdicts);
    held.splice(0..0, tell_damaged(&mut material));
    findings.splice(0..0, round.frame);
    let editions = if round.invalid {
        None
    } else {
        render(&material)
    };
    let report = Report {
        feed: material.feed.definition.name.clone(),
        n_articles: material.stories.len(),
        changed: page(&material, &material.stories).changed(),
        current: editions.is_some(),
        held,
        findings,
        photos: material.photos.clone(),
    };
    let memory = Memory {
        definition: material.feed.fingerprint.clone(),
        verdicts,
    };
    let ids = material
        .stories
        .iter()
        .map(|story| story.article.id.clone());
    Judged {
        shown: editions.is_some().then(|| ids.collect()),
        editions: editions.unwrap_or_default(),
        report,
        memory,
    }
}

/// What an item's bytes depend on.
fn key(settings: &str, story: &Story) -> String {
    let mut key = format!(
        "{settings}\n{}\n{}",
        story.article.id, story.article.version
    );
    for file in &story.files {
        key.push('\n');
        key.push_str(file.as_ref().map_or("", |file| file.name.as_str()));
    }
    key
}

/// What does not read back from the disk is out already; the report says so, and so does the log.
fn tell_damaged(material: &mut Material) -> Vec<HeldArticle> {
    let name = &material.feed.definition.name;
    let damaged = std::mem::take(&mut material.damaged);
    for held in &damaged {
        let id = &held.article;
        tracing::error!(feed.name = %name, article.id = %id, "the feed {name} goes on without {id}: {}", held.reasons.join("; "));
    }
    damaged
}

/// Takes the articles that fail out, and those whose id another article of the feed has.
fn hold(
    material: &mut Material,
    keys: &[String],
    verdicts: &HashMap<String, Arc<Verdict>>,
) -> (Vec<HeldArticle>, Vec<Finding>) {
    let (mut held, mut findings) = (Vec::new(), Vec::new());
    let mut ids: HashSet<String> = HashSet::new();
    let mut kept = Vec::with_capacity(material.stories.len());
    let name = &material.feed.definition.name;
    for (story, key) in std::mem::take(&mut material.stories).into_iter().zip(keys) {
        let mut reasons = Vec::new();
        if let Some(verdict) = verdicts.get(key) {
            findings.extend(verdict.findings.iter().cloned());
            reasons.clone_from(&verdict.reasons);
        }
        let own = [story.article.atom_id.as_str(), story.article.feed_id()];
        if reasons.is_empty() {
            if let Some(taken) = own.iter().find(|id| ids.contains(**id)) {
                reasons.push(format!(
                    "the id {taken} stands for another article of this feed"
                ));
            } else {
                ids.extend(own.map(str::to_owned));
            }
        }
        if reasons.is_empty() {
            kept.push(story);
            continue;
        }
        let id = story.article.id.to_string();
        tracing::warn!(feed.name = %name, article.id = %id, "holding {id} out of the feed {name}: {}", reasons.join("; "));
        held.push(HeldArticle {
            article: id,
            version: story.article.version,
            reasons,
        });
    }
    material.stories = kept;
    (held, findings)
}

fn page<'a>(material: &'a Material, stories: &'a [Story]) -> Page<'a> {
    Page {
        site: &material.rules.site,
        definition: &material.feed.definition,
        stories,
        tombstones: &material.tombstones,
    }
}

fn render(material: &Material) -> Option<Vec<(Format, Bytes)>> {
    let page = page(material, &material.stories);
    let render = |format| match feed::render(&page, format) {
        Ok(bytes) => Some((format, Bytes::from(bytes))),
        Err(error) => {
            tracing::error!(feed.name = %material.feed.definition.name, "rendering {} failed: {error}", material.feed.definition.name);
            None
        }
    };
    Format::ALL.into_iter().map(render).collect()
}

/// All formats of some stories in the feed's frame, judged.
pub(super) struct Round {
    /// What was said of each story, in order.
    verdicts: Vec<Verdict>,
    /// What was said outside of the stories.
    pub(super) frame: Vec<Finding>,
    /// Whether something outside of the stories is wrong.
    pub(super) invalid: bool,
}

impl Round {
    pub(super) fn of(material: &Material, stories: &[Story]) -> Self {
        let mut round = Self {
            verdicts: stories.iter().map(|_| Verdict::default()).collect(),
            frame: Vec::new(),
            invalid: false,
        };
        for format in Format::ALL {
            match feed::render(&page(material, stories), format) {
                Ok(bytes) => round.read(material, stories, format, &bytes),
                Err(error) => {
                    tracing::error!(feed.name = %material.feed.definition.name, "rendering {} failed: {error}", material.feed.definition.name);
                    round.invalid = true;
                }
            }
        }
        round
    }

    fn read(&mut self, material: &Material, stories: &[Story], format: Format, bytes: &[u8]) {
        let url = material
            .rules
            .site
            .feed_url(&material.feed.definition.name, format);
        let document = Document {
            bytes,
            media_type: Some(format.media_type()),
            location: Some(&url),
            now: material.now,
        };
        for found in validate::validate(&document).findings {
            let is_error = found.rule.level == Level::Error || is_unsafe(found.rule.id);
            let place = found.item.filter(|place| *place < stories.len());
            let finding = Finding {
                rule: found.rule.id.to_owned(),
                level: found.rule.level.name().to_owned(),
                format: format.extension().to_owned(),
                article: place.map(|place| stories[place].article.id.to_string()),
                message: found.message,
                line: found.line,
                column: found.column,
            };
            let Some(verdict) = place.and_then(|place| self.verdicts.get_mut(place)) else {
                self.invalid |= is_error;
                self.frame.push(finding);
                continue;
            };
            let reason = format!("{}: {}", finding.rule, finding.message);
            if is_error && !verdict.reasons.contains(&reason) {
                verdict.reasons.push(reason);
            }
            verdict.findings.push(finding);
        }
    }
}
