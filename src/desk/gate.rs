//! The gate: every edition is judged before it is shown, and only the article that fails is held.

use bytes::Bytes;

use super::refresh::{FORMATS, Finding, Material, Report};
use crate::feed::{self, Format, Page, Story};
use crate::store::HeldArticle;
use crate::validate::{self, Document, Level};

/// How often a feed is made again without the articles that failed.
const MOST_ROUNDS: usize = 8;

/// What was made of a feed, and what is said of it.
pub(super) struct Judged {
    pub(super) editions: Vec<(Format, Bytes)>,
    pub(super) report: Report,
}

/// Renders all formats and judges them; articles with errors are taken out until the rest is valid.
pub(super) fn judge(mut material: Material) -> Judged {
    let mut held: Vec<HeldArticle> = Vec::new();
    let mut findings = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let round = Round::of(&material);
        findings = round.findings;
        if round.failing.is_empty() {
            let current = !round.invalid;
            let editions = if current { round.editions } else { Vec::new() };
            return Judged {
                editions,
                report: report(&material, current, held, findings),
            };
        }
        let mut failing = round.failing;
        failing.sort_unstable_by(|left, right| right.0.cmp(&left.0));
        for (place, reasons) in failing {
            if place < material.stories.len() {
                let story = material.stories.remove(place);
                tracing::warn!(feed.name = %material.feed.definition.name, article.id = %story.article.id, "holding {} out of the feed {}: {}", story.article.id, material.feed.definition.name, reasons.join("; "));
                held.push(HeldArticle {
                    article: story.article.id.to_string(),
                    version: story.article.version,
                    reasons,
                });
            }
        }
    }
    Judged {
        editions: Vec::new(),
        report: report(&material, false, held, findings),
    }
}

fn report(
    material: &Material,
    current: bool,
    held: Vec<HeldArticle>,
    findings: Vec<Finding>,
) -> Report {
    Report {
        feed: material.feed.definition.name.clone(),
        n_articles: material.stories.len(),
        current,
        held,
        findings,
        photos: material.photos.clone(),
    }
}

/// One rendering of all formats, judged.
struct Round {
    editions: Vec<(Format, Bytes)>,
    findings: Vec<Finding>,
    /// Places of stories with errors, and why.
    failing: Vec<(usize, Vec<String>)>,
    /// Whether something outside of the stories is wrong.
    invalid: bool,
}

impl Round {
    fn of(material: &Material) -> Self {
        let mut round = Self {
            editions: Vec::new(),
            findings: Vec::new(),
            failing: Vec::new(),
            invalid: false,
        };
        let page = Page {
            site: &material.rules.site,
            definition: &material.feed.definition,
            stories: &material.stories,
            tombstones: &material.tombstones,
        };
        for format in FORMATS {
            match feed::render(&page, format) {
                Ok(bytes) => {
                    round.read(material, format, &bytes);
                    round.editions.push((format, Bytes::from(bytes)));
                }
                Err(error) => {
                    tracing::error!(feed.name = %material.feed.definition.name, "rendering {} failed: {error}", material.feed.definition.name);
                    round.invalid = true;
                }
            }
        }
        round
    }

    fn read(&mut self, material: &Material, format: Format, bytes: &[u8]) {
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
        for finding in validate::validate(&document).findings {
            let place = finding.item.filter(|_| finding.rule.level == Level::Error);
            let story = finding.item.and_then(|place| material.stories.get(place));
            if finding.rule.level == Level::Error {
                match (place, story) {
                    (Some(place), Some(_)) => {
                        self.fail(place, format!("{}: {}", finding.rule.id, finding.message))
                    }
                    _ => self.invalid = true,
                }
            }
            self.findings.push(Finding {
                rule: finding.rule.id.to_owned(),
                level: level(finding.rule.level).to_owned(),
                format: format.extension().to_owned(),
                article: story.map(|story: &Story| story.article.id.to_string()),
                message: finding.message,
                line: finding.line,
                column: finding.column,
            });
        }
    }

    fn fail(&mut self, place: usize, reason: String) {
        match self.failing.iter_mut().find(|(known, _)| *known == place) {
            Some((_, reasons)) if reasons.contains(&reason) => {}
            Some((_, reasons)) => reasons.push(reason),
            None => self.failing.push((place, vec![reason])),
        }
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "info",
    }
}
