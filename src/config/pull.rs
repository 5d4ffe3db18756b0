//! `[[pull]]`: feeds of others that are read here.

use serde::{Deserialize, Serialize};

use super::fault::Fault;

/// The shortest pause between two polls, in seconds, and the longest.
const PAUSES: std::ops::RangeInclusive<u64> = 30..=86_400;

/// `[[pull]]`: one feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pull {
    /// Name of the source that its articles are filed under.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Section of all its articles; none where empty.
    #[serde(default)]
    pub section: String,
    /// Tags that all its articles get.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Language of articles that name none (BCP 47); the newsroom's where empty.
    #[serde(default)]
    pub language: String,
    /// The shortest pause between two polls.
    #[serde(default = "default_pause")]
    pub every_seconds: u64,
    /// `keep` or `mint`.
    #[serde(default)]
    pub guids: Guids,
    /// `full` or `summary`.
    #[serde(default)]
    pub bodies: Bodies,
    /// `keep` or `kill`.
    #[serde(default)]
    pub deleted: Deleted,
    /// Whether it is polled.
    #[serde(default = "default_enabled")]
    pub enabled: bool,
}

/// What becomes of the guids of a feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Guids {
    /// They are kept.
    #[default]
    Keep,
    /// New ones are minted.
    Mint,
}

/// How much of an article is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bodies {
    /// All of it.
    #[default]
    Full,
    /// Its summary.
    Summary,
}

/// What becomes of articles that a feed takes back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Deleted {
    /// They stay.
    #[default]
    Keep,
    /// They are killed.
    Kill,
}

fn default_pause() -> u64 {
    300
}

fn default_enabled() -> bool {
    true
}

impl Pull {
    /// The first key whose value cannot be, and why.
    fn first_fault(&self) -> Option<(&'static str, &'static str)> {
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let is_name = (1..=64).contains(&self.name.len()) && self.name.bytes().all(is_plain);
        let is_url = url::Url::parse(&self.url).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
        });
        let checks = [
            (is_name, "name", "must have 1 to 64 of a-z, 0-9 and -"),
            (
                is_url,
                "url",
                "must begin with http:// or https:// and hold no user name",
            ),
            (
                PAUSES.contains(&self.every_seconds),
                "every_seconds",
                "must be 30 to 86400",
            ),
        ];
        let fault = checks.into_iter().find(|(holds, _, _)| !holds);
        fault.map(|(_, key, why)| (key, why))
    }
}

/// The first fault of the feeds that are pulled, with its line in the file.
pub(super) fn fault(toml: &str, pulls: &[Pull]) -> Option<Fault> {
    for (n, pull) in pulls.iter().enumerate() {
        let (key, why) = match pull.first_fault() {
            Some(fault) => fault,
            None if pulls.iter().take(n).any(|other| other.name == pull.name) => {
                ("name", "stands for another feed above")
            }
            None => continue,
        };
        return Some(Fault {
            line: line_of(toml, n, key),
            key: format!("pull.{key}"),
            why: why.to_owned(),
        });
    }
    None
}

/// The line of a key in the nth table, or the line of the table.
fn line_of(toml: &str, n: usize, key: &str) -> usize {
    let lines = toml.lines().enumerate();
    let mut tables = lines.filter(|(_, line)| line.trim().starts_with("[[pull]]"));
    let Some((begin, _)) = tables.nth(n) else {
        return 1;
    };
    let inside = toml.lines().enumerate().skip(begin + 1);
    let mut inside = inside.take_while(|(_, line)| !line.trim().starts_with('['));
    let found = inside.find(|(_, line)| {
        line.split_once('=')
            .is_some_and(|(name, _)| name.trim() == key)
    });
    found.map_or(begin, |(line, _)| line) + 1
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    #[test]
    fn a_feed_to_pull_is_read_and_its_faults_have_a_line() {
        let good = "[[pull]]\nname = \"old\"\nurl = \"https://old.example/feed\"\n";
        let config = Config::parse(good, []).unwrap();
        let pull = &config.pull[0];
        assert_eq!(
            (pull.every_seconds, pull.guids, pull.enabled),
            (300, Guids::Keep, true)
        );
        for (more, line, key) in [
            (
                "[[pull]]\nname = \"Old\"\nurl = \"https://x.example\"\n",
                6,
                "pull.name",
            ),
            (
                "[[pull]]\nname = \"b\"\nurl = \"ftp://x.example\"\n",
                7,
                "pull.url",
            ),
            (
                "[[pull]]\nname = \"old\"\nurl = \"https://x.example\"\n",
                6,
                "pull.name",
            ),
            (
                "[[pull]]\nname = \"b\"\nurl = \"https://x.example\"\nevery_seconds = 1\n",
                8,
                "pull.every_seconds",
            ),
            (
                "[[pull]]\nname = \"b\"\nurl = \"https://x.example\"\nguids = \"new\"\n",
                8,
                "guids",
            ),
        ] {
            let fault = Config::parse(&format!("{good}\n{more}"), []).unwrap_err();
            assert_eq!((fault.line, fault.key.as_str()), (line, key), "{fault}");
        }
    }
}
