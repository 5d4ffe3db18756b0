//! The article that exists is publishable: one private-by-convention constructor, [`Article::from_draft`].

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::body::Body;
use super::byline::Author;
use super::identity::{ArticleId, AtomId, Guid};
use super::photo::{Medium, Photo, PhotoSource};
use super::status::{Access, Status, Window};
use super::version::Arrival;

/// One version of an article, as it is kept and shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The publisher's own id.
    pub id: ArticleId,
    /// The source that first pushed it.
    pub source: String,
    /// The id in feeds, minted once.
    pub atom_id: AtomId,
    /// Other names it is known by, as they were declared with it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub aliases: Vec<String>,
    /// The id readers of RSS and JSON Feed knew it by before it came here, where that is more than the id in Atom says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub guid: Option<Guid>,
    /// The version, counted up from 1 or by the publisher.
    pub version: u64,
    /// Whether it may be shown.
    pub status: Status,
    /// Where readers find it; our own page where the publisher gave none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// The title readers see.
    pub headline: String,
    /// The deck.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub subheadline: Option<String>,
    /// The desk's slugline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub slug: Option<String>,
    /// The abstract.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub summary: Option<String>,
    /// The sanitised body.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub body: Option<Body>,
    /// By whom, as printed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub byline: Option<String>,
    /// Each person or organisation, in the order of the byline.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub authors: Vec<Author>,
    /// People in other roles.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub contributors: Vec<Author>,
    /// Where it was filed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dateline: Option<String>,
    /// First public (RFC 4287 section 4.2.9).
    pub published: DateTime<Utc>,
    /// Last significant change (RFC 4287 section 4.2.15).
    pub updated: DateTime<Utc>,
    /// Not before this moment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub embargo: Option<DateTime<Utc>>,
    /// Off the feeds from this moment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires: Option<DateTime<Utc>>,
    /// Not shown from this moment: the rights to it end.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rights_end: Option<DateTime<Utc>>,
    /// Its place in feeds, where that is not `published`: when it came late, or came back.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub placed: Option<DateTime<Utc>>,
    /// The article it was declared to be one with; it is shown no more under its own id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub merged_into: Option<ArticleId>,
    /// What was sent last under each of its names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub arrivals: BTreeMap<String, Arrival>,
    /// When it was killed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub killed: Option<DateTime<Utc>>,
    /// Why it was killed, for readers of its page.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kill_note: Option<String>,
    /// Whether readers could have seen an earlier version or this one at the moment it was filed.
    #[serde(default)]
    pub was_public: bool,
    /// The last correction.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub correction: Option<Correction>,
    /// BCP 47 language.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub language: Option<String>,
    /// Section of the paper.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub section: Option<String>,
    /// Free keywords.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub tags: Vec<String>,
    /// Subjects from a vocabulary.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub subjects: Vec<Subject>,
    /// 1 (most urgent) to 9.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub urgency: Option<u8>,
    /// Pictures in order, the lead first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub photos: Vec<Photo>,
    /// Audio and video.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub media: Vec<Medium>,
    /// The agency or paper it came from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wire_source: Option<WireSource>,
    /// Rights line.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rights: Option<String>,
    /// Terms of use.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub usage_terms: Option<String>,
    /// Who may read the whole of it.
    #[serde(default)]
    pub access: Access,
    /// What the source said beyond these fields, under the name of its format; never shown to readers.
    #[serde(skip_serializing_if = "Map::is_empty", default)]
    pub extras: Map<String, Value>,
    /// What was read with doubt: for the desk, never for feeds.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub doubts: Vec<String>,
    /// What was removed from what was sent, before it was believed: for the desk, never for feeds.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub removed: Vec<String>,
}

/// What a change means to readers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The kind.
    pub kind: CorrectionKind,
    /// What readers are told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<String>,
    /// When it was made.
    pub made: DateTime<Utc>,
}

/// The kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionKind {
    /// A comma: `updated` stays.
    QuietFix,
    /// More or newer facts.
    Update,
    /// Something was wrong.
    Correction,
    /// Something was unclear.
    Clarification,
}

impl CorrectionKind {
    /// Reads the word of a record.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "quiet_fix" => Some(Self::QuietFix),
            "update" => Some(Self::Update),
            "correction" => Some(Self::Correction),
            "clarification" => Some(Self::Clarification),
            _ => None,
        }
    }

    /// The word in records.
    pub fn word(self) -> &'static str {
        match self {
            Self::QuietFix => "quiet_fix",
            Self::Update => "update",
            Self::Correction => "correction",
            Self::Clarification => "clarification",
        }
    }

    /// The word for readers.
    pub fn label(self) -> &'static str {
        match self {
            Self::QuietFix => "Fix",
            Self::Update => "Update",
            Self::Correction => "Correction",
            Self::Clarification => "Clarification",
        }
    }
}

/// A subject from a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// URI of the vocabulary.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub scheme: Option<String>,
    /// Code in it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<String>,
    /// Its name for people.
    pub name: String,
}

/// The agency or paper an article came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireSource {
    /// Its name.
    pub name: String,
    /// Its address; RSS `source` needs it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
}

impl Article {
    /// The id in RSS and JSON Feed.
    pub fn feed_id(&self) -> &str {
        self.guid
            .as_ref()
            .map_or(self.atom_id.as_str(), |guid| &guid.value)
    }

    /// The window in which it is public while usable.
    pub fn window(&self) -> Window {
        Window {
            embargo: self.embargo,
            expires: self.ends(),
        }
    }

    /// When it leaves: it expires, or the rights to it end, whichever comes first.
    pub fn ends(&self) -> Option<DateTime<Utc>> {
        match (self.expires, self.rights_end) {
            (Some(expires), Some(rights_end)) => Some(expires.min(rights_end)),
            (expires, rights_end) => expires.or(rights_end),
        }
    }

    /// Every moment at which what the public may see of it changes by itself.
    pub fn turns(&self) -> impl Iterator<Item = DateTime<Utc>> {
        let photos = self.photos.iter().filter_map(|photo| photo.rights_end);
        [self.embargo, self.ends()]
            .into_iter()
            .flatten()
            .chain(photos)
    }

    /// The article without the photos that may not be shown any more at `moment`, in its body neither.
    #[must_use]
    pub fn as_shown(mut self, moment: DateTime<Utc>) -> Self {
        let (shown, ended): (Vec<Photo>, Vec<Photo>) = std::mem::take(&mut self.photos)
            .into_iter()
            .partition(|photo| photo.may_be_shown(moment));
        self.photos = shown;
        if let Some(body) = self.body.as_mut().filter(|_| !ended.is_empty()) {
            let addresses = ended.iter().map(|photo| match &photo.source {
                PhotoSource::Url(url) => url.clone(),
                PhotoSource::Shelf(name) => format!("/photos/{name}"),
            });
            *body = body.without_pictures(&addresses.collect::<Vec<_>>());
        }
        self
    }

    /// Whether the public may see it at `moment`.
    pub fn is_public(&self, moment: DateTime<Utc>) -> bool {
        self.status == Status::Usable && self.window().holds(moment)
    }

    /// Whether the public could ever have seen it up to `moment`.
    pub fn has_been_public(&self, moment: DateTime<Utc>) -> bool {
        let window = self.window();
        let opened = window.embargo.is_none_or(|embargo| {
            embargo <= moment && window.expires.is_none_or(|expires| embargo < expires)
        });
        self.was_public
            || (self.status == Status::Usable
                && opened
                && (window.embargo.is_some() || window.holds(moment)))
    }

    /// The lead photo: the one marked, else the first.
    pub fn lead_photo(&self) -> Option<usize> {
        self.photos
            .iter()
            .position(|photo| photo.lead)
            .or(if self.photos.is_empty() {
                None
            } else {
                Some(0)
            })
    }

    /// The moment of its place in feeds, newest first: when it was published; when it became public here, where that
    /// was more than an hour later. Stored with the version, so that it never moves by itself.
    pub fn position(&self) -> DateTime<Utc> {
        self.placed.unwrap_or(self.published)
    }

    /// What stands for a summary: the abstract, else the first words of the body.
    pub fn abstract_text(&self) -> Option<String> {
        self.summary
            .clone()
            .or_else(|| self.body.as_ref().and_then(|body| body.lede(300)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + second, 0).unwrap()
    }

    fn moment() -> impl Strategy<Value = Option<DateTime<Utc>>> {
        proptest::option::of((0i64..20).prop_map(at))
    }

    fn article(turns: [Option<DateTime<Utc>>; 3], photos: &[Option<DateTime<Utc>>]) -> Article {
        let photos: Vec<Value> = photos
            .iter()
            .enumerate()
            .map(|(n, ends)| serde_json::json!({ "source": { "shelf": format!("{n}.jpg") }, "rights_end": ends }))
            .collect();
        serde_json::from_value(serde_json::json!({
            "id": "a", "source": "cms", "atom_id": "urn:a", "version": 1, "status": "usable", "headline": "H",
            "published": at(0), "updated": at(0), "embargo": turns[0], "expires": turns[1],
            "rights_end": turns[2], "photos": photos,
        }))
        .unwrap()
    }

    proptest! {
        /// What the public may see changes at the article's turns and at no other moment, so a job at each is enough.
        #[test]
        fn nothing_changes_between_two_turns(
            turns in [moment(), moment(), moment()],
            photos in proptest::collection::vec(moment(), 0..4),
            from in -2i64..22, length in 0i64..10,
        ) {
            let article = article(turns, &photos);
            let (from, until) = (at(from), at(from + length));
            let turned = article.turns().any(|turn| from < turn && turn <= until);
            let seen = |moment| (article.is_public(moment), article.clone().as_shown(moment));
            prop_assert!(turned || seen(from) == seen(until));
        }

        /// Nothing is seen before its embargo, and nothing from its end on, whichever end comes first.
        #[test]
        fn an_article_is_public_in_its_window_only(
            turns in [moment(), moment(), moment()], second in -2i64..22,
        ) {
            let [embargo, expires, rights_end] = turns;
            let article = article(turns, &[]);
            let moment = at(second);
            let opened = embargo.is_none_or(|embargo| embargo <= moment);
            let lasts = |end: Option<DateTime<Utc>>| end.is_none_or(|end| moment < end);
            prop_assert_eq!(article.is_public(moment), opened && lasts(expires) && lasts(rights_end));
            // Once public, always known to have been.
            if article.is_public(moment) {
                prop_assert!(article.has_been_public(moment) );
            }
        }
    }

    #[test]
    fn a_picture_leaves_the_body_with_its_rights() {
        let mut article = article([None; 3], &[Some(at(5)), None]);
        let html = "<p>One</p><figure><img src=\"https://n.example/photos/0.jpg\"><figcaption>Gone</figcaption></figure><p>Two <img src=\"https://n.example/photos/0.jpg\" alt=\"gone\"> <img src=\"https://n.example/photos/1.jpg\" alt=\"kept\"></p>";
        article.body = Some(Body::from_html(html, None).unwrap());
        let whole = article.body.clone();
        assert_eq!(article.clone().as_shown(at(4)).body, whole);
        let shown = article.as_shown(at(5)).body.unwrap();
        let left = shown.as_html();
        assert!(
            !left.contains("0.jpg") && !left.contains("Gone") && !left.contains("figure"),
            "{left}"
        );
        assert!(
            left.contains("One") && left.contains("Two") && left.contains("1.jpg"),
            "{left}"
        );
    }
}
