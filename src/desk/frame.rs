//! Whether the frame of a feed is valid before any article is in it, and which key is to blame where it is not.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::gate::{self, Round};
use super::refresh::{Finding, Material};
use super::rules::{Rules, Selected};
use crate::feed::{FeedDefinition, Site};

/// Which key makes the frame of a feed invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Culprit {
    /// A key of the feed's file.
    Feed(&'static str),
    /// A section and a key of the configuration.
    Newsroom(&'static str, &'static str),
    /// None that could be found out.
    Unknown,
}

/// Why a feed as it is defined could never be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameFault {
    /// The feed.
    pub feed: String,
    /// The key.
    pub culprit: Culprit,
    /// What the validator says.
    pub why: String,
}

/// What is wrong with the frames of feeds. Those that are in `known` as they are here were judged before. Renders and
/// validates: for a thread that may block.
pub fn frame_faults(rules: &Rules, known: Option<&Rules>, now: DateTime<Utc>) -> Vec<FrameFault> {
    let mut faults = Vec::new();
    for (name, feed) in &rules.feeds {
        let before = known.and_then(|known| known.feeds.get(name));
        if before.is_none_or(|before| before.fingerprint != feed.fingerprint) {
            let frame = Frame {
                definition: feed.definition.clone(),
                site: rules.site.clone(),
            };
            faults.extend(frame.faults(now));
        }
    }
    faults
}

/// Gives a key a value that is surely good.
type Cure = fn(&mut Frame);

/// Every key that shows in a frame. The key whose cure makes an error go is the one that caused it, whatever the rule:
/// so no table of rules has to be kept.
const CURES: [(Culprit, Cure); 13] = [
    (Culprit::Feed("title"), |frame| {
        good(&mut frame.definition.title)
    }),
    (Culprit::Feed("description"), |frame| {
        good(&mut frame.definition.description);
    }),
    (Culprit::Feed("language"), |frame| {
        frame.definition.language = Some("en".to_owned());
    }),
    (Culprit::Feed("link"), |frame| frame.definition.link = None),
    (Culprit::Feed("icon"), |frame| frame.definition.icon = None),
    (Culprit::Feed("copyright"), |frame| {
        frame.definition.copyright = None;
    }),
    (Culprit::Feed("managing_editor"), |frame| {
        frame.definition.managing_editor = None;
    }),
    (Culprit::Feed("author"), |frame| {
        frame.definition.author = None
    }),
    (Culprit::Feed("ttl_minutes"), |frame| {
        frame.definition.ttl_minutes = 5;
    }),
    (Culprit::Newsroom("newsroom", "title"), |frame| {
        good(&mut frame.site.title);
    }),
    (Culprit::Newsroom("newsroom", "language"), |frame| {
        "en".clone_into(&mut frame.site.language);
    }),
    (Culprit::Newsroom("newsroom", "hub"), |frame| {
        frame.site.hub = None;
    }),
    (Culprit::Newsroom("server", "public_url"), |frame| {
        "https://news.example".clone_into(&mut frame.site.public_url);
    }),
];

fn good(text: &mut String) {
    "Good".clone_into(text);
}

/// A feed without articles.
#[derive(Debug, Clone, PartialEq)]
struct Frame {
    definition: FeedDefinition,
    site: Site,
}

impl Frame {
    /// One fault for each key that is to blame.
    fn faults(&self, now: DateTime<Utc>) -> Vec<FrameFault> {
        let mut errors = self.errors(now);
        let mut faults = Vec::new();
        let mut blame = |culprit, error: &str| {
            faults.push(FrameFault {
                feed: self.definition.name.clone(),
                culprit,
                why: format!("the feed would be invalid: {error}"),
            });
        };
        for (culprit, cure) in CURES {
            if errors.is_empty() {
                break;
            }
            // A key of the feed that is not said stands for the newsroom's.
            let is_silent =
                culprit == Culprit::Feed("language") && self.definition.language.is_none();
            let mut cured = self.clone();
            cure(&mut cured);
            if is_silent || cured == *self {
                continue;
            }
            let left = cured.errors(now);
            let (still, gone): (Vec<String>, Vec<String>) =
                errors.into_iter().partition(|error| left.contains(error));
            if let Some(error) = gone.first() {
                blame(culprit, error);
            }
            errors = still;
        }
        for error in &errors {
            blame(Culprit::Unknown, error);
        }
        faults
    }

    /// What the validator says against it, each sentence once.
    fn errors(&self, now: DateTime<Utc>) -> Vec<String> {
        let rules = Rules::new(
            self.site.clone(),
            crate::article::byline::Outlets::default(),
            Vec::new(),
            vec![self.definition.clone()],
        );
        let Some(feed) = rules.feeds.values().next().cloned() else {
            return Vec::new();
        };
        let round = Round::of(&empty(rules, feed, now), &[]);
        let holds = |finding: &&Finding| finding.level == "error" || gate::is_unsafe(&finding.rule);
        let mut errors: Vec<String> = Vec::new();
        for finding in round.frame.iter().filter(holds) {
            let error = format!("{}: {}", finding.rule, finding.message);
            if !errors.contains(&error) {
                errors.push(error);
            }
        }
        if round.invalid && errors.is_empty() {
            errors.push("it cannot be written".to_owned());
        }
        errors
    }
}

fn empty(rules: Rules, feed: Selected, now: DateTime<Utc>) -> Material {
    Material {
        rules: Arc::new(rules),
        feed: Arc::new(feed),
        stories: Vec::new(),
        tombstones: Vec::new(),
        damaged: Vec::new(),
        photos: Vec::new(),
        now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::byline::Outlets;

    fn faults(feeds: &[&str], language: &str) -> Vec<FrameFault> {
        let site = Site {
            public_url: "https://news.example".to_owned(),
            title: "The Courier".to_owned(),
            authority: "courier.example".to_owned(),
            language: language.to_owned(),
            hub: None,
        };
        let definitions = feeds
            .iter()
            .enumerate()
            .map(|(n, toml)| FeedDefinition::parse(&format!("feed-{n}"), toml).unwrap());
        let rules = Rules::new(site, Outlets::default(), Vec::new(), definitions.collect());
        frame_faults(&rules, None, DateTime::default())
    }

    const GOOD: &str = "title = \"World\"\ndescription = \"News\"\n";

    #[test]
    fn a_good_frame_has_no_faults() {
        assert_eq!(faults(&[GOOD], "en"), []);
    }

    #[test]
    fn the_key_to_blame_is_found() {
        let wrong = format!("{GOOD}language = \"not a language\"\n");
        let found = faults(&[GOOD, &wrong], "en");
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0].feed, "feed-1");
        assert_eq!(found[0].culprit, Culprit::Feed("language"));
        // Nobody of the feeds says it: the newsroom does.
        let found = faults(&[GOOD], "not a language");
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0].culprit, Culprit::Newsroom("newsroom", "language"));
    }

    #[test]
    fn what_was_judged_is_not_judged_again() {
        let site = Site {
            public_url: "https://news.example".to_owned(),
            title: "The Courier".to_owned(),
            authority: "courier.example".to_owned(),
            language: "not a language".to_owned(),
            hub: None,
        };
        let definition = FeedDefinition::parse("world", GOOD).unwrap();
        let rules = Rules::new(site, Outlets::default(), Vec::new(), vec![definition]);
        assert_eq!(frame_faults(&rules, None, DateTime::default()).len(), 1);
        assert!(frame_faults(&rules, Some(&rules), DateTime::default()).is_empty());
    }
}
