//! What a file in `feeds/` says: unknown keys are refused with their line.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::select::{Filter, Selection};
use crate::config::fault::{self, Fault};

/// One feed, as its file defines it. `feeds/front.toml` is the manual of the keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedDefinition {
    /// Name of the file without its ending; the feed's address.
    #[serde(skip)]
    pub name: String,
    /// Title readers see.
    pub title: String,
    /// One sentence on what it brings.
    pub description: String,
    /// Language of the feed (BCP 47); the newsroom's where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Home page the feed belongs to; the feed's own page where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Address of a square picture for the feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// What it takes.
    #[serde(default)]
    pub take: Names,
    /// What it leaves out.
    #[serde(default)]
    pub exclude: Names,
    /// At most so many articles.
    #[serde(default = "default_limit")]
    pub limit: u32,
    /// Not older than this: `90d`, `36h`, `30m`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age: Option<String>,
    /// How much of the body goes out.
    #[serde(default)]
    pub body: BodyPolicy,
    /// What happens with photos.
    #[serde(default)]
    pub photos: PhotoSettings,
    /// What happens with killed articles.
    #[serde(default)]
    pub kill: KillPolicy,
    /// Who may read the feed.
    #[serde(default)]
    pub access: FeedAccess,
    /// Whether subscribers hear of changes through the hub.
    #[serde(default)]
    pub hub: bool,
    /// Whether a correction is told at the top of the body.
    #[serde(default)]
    pub corrections: CorrectionPolicy,
    /// Older addresses (paths) that lead here.
    #[serde(default)]
    pub redirect_from: Vec<String>,
    /// How long a reader may wait between polls.
    #[serde(default = "default_ttl")]
    pub ttl_minutes: u32,
    /// Rights line of the feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copyright: Option<String>,
    /// RSS `managingEditor`: `desk@courier.example (Name)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managing_editor: Option<String>,
    /// Whom to name as author of articles without one; the newsroom's title where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
}

/// Lists of names in a feed file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Names {
    /// Sections.
    pub sections: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Names of authors.
    pub authors: Vec<String>,
    /// Languages.
    pub languages: Vec<String>,
}

/// How much of the body goes out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyPolicy {
    /// The whole body.
    #[default]
    Full,
    /// The summary only.
    Summary,
    /// Headlines only.
    None,
}

/// The table `[photos]` of a feed file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PhotoSettings {
    /// Where photos go.
    pub policy: PhotoPolicy,
}

/// Where photos go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PhotoPolicy {
    /// An enclosure and Media RSS.
    #[default]
    Enclosure,
    /// A `figure` at the top of the body.
    Figure,
    /// Both.
    Both,
    /// Nowhere.
    None,
}

/// What happens with killed articles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KillPolicy {
    /// They are gone; Atom says so with `at:deleted-entry`.
    #[default]
    Remove,
    /// A notice takes their place under the same id.
    Replace,
}

/// Who may read a feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedAccess {
    /// Everybody.
    #[default]
    Public,
}

/// Whether corrections are told in the body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CorrectionPolicy {
    /// No.
    #[default]
    Silent,
    /// A line at the top.
    Note,
}

fn default_limit() -> u32 {
    30
}

fn default_ttl() -> u32 {
    5
}

impl FeedDefinition {
    /// Reads the file `NAME.toml`.
    pub fn parse(name: &str, toml: &str) -> Result<Self, Fault> {
        if !is_name(name) {
            let why = "the name of a feed file must have 1 to 64 of a-z, 0-9 and -";
            return Err(Fault::in_file("", "", name, why));
        }
        let mut definition: Self = fault::read_toml(toml)?;
        name.clone_into(&mut definition.name);
        match definition.first_fault() {
            None => Ok(definition),
            Some((key, why)) => Err(Fault::in_file(toml, "", key, why)),
        }
    }

    /// The first key whose value cannot be, and why.
    fn first_fault(&self) -> Option<(&'static str, &'static str)> {
        const EMPTY: &str = "must not be empty";
        const ADDRESS: &str = "must be an address that begins with http:// or https://";
        let is_wrong = |address: &Option<String>| {
            let address = address.as_deref();
            address.is_some_and(|address| !is_web_address(address))
        };
        let age = self.max_age.as_deref();
        let editor = self.managing_editor.as_deref();
        let checks = [
            (self.title.trim().is_empty(), "title", EMPTY),
            (self.description.trim().is_empty(), "description", EMPTY),
            (
                !(1..=1_000).contains(&self.limit),
                "limit",
                "must be 1 to 1000",
            ),
            (
                !(1..=1_440).contains(&self.ttl_minutes),
                "ttl_minutes",
                "must be 1 to 1440",
            ),
            (
                age.is_some_and(|age| parse_age(age).is_none()),
                "max_age",
                "must be a number and d, h or m, such as 90d",
            ),
            (is_wrong(&self.link), "link", ADDRESS),
            (is_wrong(&self.icon), "icon", ADDRESS),
            (
                !self.redirect_from.iter().all(|path| is_old_path(path)),
                "redirect_from",
                "must hold paths that begin with one slash and are not our own",
            ),
            (
                editor.is_some_and(|editor| !is_mail_and_name(editor)),
                "managing_editor",
                "must be an e-mail address and a name, such as desk@courier.example (The desk)",
            ),
        ];
        let fault = checks.into_iter().find(|(is_fault, _, _)| *is_fault);
        fault.map(|(_, key, why)| (key, why))
    }

    /// What the feed takes.
    pub fn selection(&self) -> Selection {
        let filter = |names: &Names| {
            Filter::of(
                &names.sections,
                &names.tags,
                &names.authors,
                &names.languages,
            )
        };
        Selection {
            take: filter(&self.take),
            exclude: filter(&self.exclude),
            limit: self.limit,
            max_age: self.max_age.as_deref().and_then(parse_age),
        }
    }

    /// A hash of everything that shapes the feed's bytes apart from its articles.
    pub fn fingerprint(&self, site: &super::Site) -> String {
        self.hash(&self.name, site)
    }

    /// A hash of everything that shapes the bytes of its articles: feeds that differ in their frame alone, in what they
    /// are called and what they take, have the same one. What is not named here shapes articles.
    pub fn items_fingerprint(&self, site: &super::Site) -> String {
        let unframed = Self {
            name: String::new(),
            title: String::new(),
            description: String::new(),
            link: None,
            icon: None,
            take: Names::default(),
            exclude: Names::default(),
            limit: 0,
            max_age: None,
            hub: false,
            redirect_from: Vec::new(),
            ttl_minutes: 0,
            copyright: None,
            managing_editor: None,
            ..self.clone()
        };
        unframed.hash("", site)
    }

    fn hash(&self, name: &str, site: &super::Site) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        let text = format!("{}\n{name}\n{site:?}\n{json}", env!("CARGO_PKG_VERSION"));
        blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
    }
}

/// Whether a file may have this name: it becomes part of addresses.
fn is_name(name: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=64).contains(&name.len()) && name.bytes().all(is_plain)
}

/// Whether a path may lead here: it must not be one of our own nor lead elsewhere.
fn is_old_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/v1/")
        && !path.contains(['?', '#', ' ', '{', '}'])
}

/// Whether a text has the form `mail (Name)` that RSS wants of its addresses.
fn is_mail_and_name(text: &str) -> bool {
    let Some((mail, rest)) = text.split_once(" (") else {
        return false;
    };
    let is_mail = mail
        .split_once('@')
        .is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'));
    is_mail && !mail.contains(char::is_whitespace) && rest.ends_with(')') && rest.len() > 1
}

fn is_web_address(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// Reads `90d`, `36h` or `30m`.
fn parse_age(text: &str) -> Option<TimeDelta> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: i64 = number
        .parse()
        .ok()
        .filter(|number| (1..=100_000).contains(number))?;
    match unit {
        "d" => TimeDelta::try_days(number),
        "h" => TimeDelta::try_hours(number),
        "m" => TimeDelta::try_minutes(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        "title = \"Front\"\ndescription = \"All\"\nlimit = 20\n[take]\nsections = [\"World\"]\n";

    #[test]
    fn a_feed_file_is_read() {
        let feed = FeedDefinition::parse("front", GOOD).unwrap();
        assert_eq!(feed.selection().take.sections, ["world"]);
        assert_eq!((feed.limit, feed.ttl_minutes), (20, 5));
    }

    #[test]
    fn a_fault_names_line_and_key() {
        let unknown =
            FeedDefinition::parse("front", "title = \"A\"\ndescription = \"B\"\nlimt = 3\n")
                .unwrap_err();
        assert_eq!((unknown.line, unknown.key.as_str()), (3, "limt"));
        let wrong =
            FeedDefinition::parse("front", "title = \"A\"\ndescription = \"B\"\nlimit = 0\n")
                .unwrap_err();
        assert_eq!((wrong.line, wrong.key.as_str()), (3, "limit"));
        assert!(FeedDefinition::parse("Front", GOOD).is_err());
        for bad in [
            "link = \"ftp://a.example\"",
            "icon = \"icon.png\"",
            "max_age = \"9 days\"",
            "redirect_from = [\"/v1/articles\"]",
            "redirect_from = [\"//evil.example/\"]",
            "managing_editor = \"The desk\"",
            "managing_editor = \"desk@courier.example\"",
            "ttl_minutes = 0",
        ] {
            let toml = format!("title = \"A\"\ndescription = \"B\"\n{bad}\n");
            let fault = FeedDefinition::parse("front", &toml).unwrap_err();
            assert_eq!(fault.line, 3, "{bad}: {fault}");
        }
    }
}
