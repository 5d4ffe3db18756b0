//! The gate: every article is judged in its feed before it is shown there, and only the one that fails is held.
//!
//! What was judged is remembered by article, version and photos: an item's bytes depend on nothing else of a
//! feed, and no rule but that of unique ids looks at two items at once. So a refresh judges the items that are new,
//! within the feed's own frame, and a feed of fifty costs what its changed articles cost. After a start or a change
//! of the definition nothing is remembered, and the whole document is judged.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};

use super::refresh::{Finding, Material, Report};
use super::rules::Rules;
use crate::feed::{self, Format, Page, Story};
use crate::store::HeldArticle;
use crate::validate::{self, Document, Level};

/// Warnings of the validator that hold an article all the same: what would run in a reader never leaves.
const UNSAFE: [&str; 3] = ["SecurityRisk", "SecurityRiskAttr", "DangerousStyleAttr"];

/// What was made of a feed, and what is said of it.
pub(super) struct Judged {
    pub(super) editions: Vec<(Format, Bytes)>,
    pub(super) report: Report,
    pub(super) memory: Memory,
}

/// What is remembered of one feed.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory {
    definition: String,
    verdicts: HashMap<String, Arc<Verdict>>,
}

/// What was said of one item.
#[derive(Debug, Default)]
struct Verdict {
    findings: Vec<Finding>,
    /// Why it is held; empty where it may be shown.
    reasons: Vec<String>,
}

/// Judges what is new, holds what fails, renders the rest in all formats.
pub(super) fn judge(mut material: Material, memory: &Memory) -> Judged {
    let known = if memory.definition == material.feed.fingerprint {
        memory.verdicts.clone()
    } else {
        HashMap::new()
    };
    let keys: Vec<String> = material.stories.iter().map(key).collect();
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
        verdicts.insert(keys[*place].clone(), Arc::new(verdict));
    }
    let shown: HashSet<&String> = keys.iter().collect();
    verdicts.retain(|key, _| shown.contains(key));
    let (held, mut findings) = hold(&mut material, &keys, &verdicts);
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
    Judged {
        editions: editions.unwrap_or_default(),
        report,
        memory,
    }
}

/// What an item's bytes depend on.
fn key(story: &Story) -> String {
    let mut key = format!("{}\n{}", story.article.id, story.article.version);
    for file in &story.files {
        key.push('\n');
        key.push_str(file.as_ref().map_or("", |file| file.name.as_str()));
    }
    key
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

/// What is wrong with the frame of a feed, before any article is in it; a definition with faults is refused.
pub fn frame_faults(rules: &Arc<Rules>, now: DateTime<Utc>) -> Vec<String> {
    let mut faults = Vec::new();
    for feed in rules.feeds.values() {
        let material = Material {
            rules: Arc::clone(rules),
            feed: Arc::new(feed.clone()),
            stories: Vec::new(),
            tombstones: Vec::new(),
            photos: Vec::new(),
            now,
        };
        let round = Round::of(&material, &[]);
        let errors = round
            .frame
            .iter()
            .filter(|finding| finding.level == "error");
        let name = &feed.definition.name;
        faults.extend(errors.map(|error| {
            format!(
                "the feed {name} would be invalid: {}: {}",
                error.rule, error.message
            )
        }));
    }
    faults
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
struct Round {
    /// What was said of each story, in order.
    verdicts: Vec<Verdict>,
    /// What was said outside of the stories.
    frame: Vec<Finding>,
    /// Whether something outside of the stories is wrong.
    invalid: bool,
}

impl Round {
    fn of(material: &Material, stories: &[Story]) -> Self {
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
            let is_error = found.rule.level == Level::Error || UNSAFE.contains(&found.rule.id);
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
