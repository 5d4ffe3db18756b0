//! What one layer of a page says, and the layers laid over each other: the first is believed, others are compared.

use serde_json::{Map, Value};
use url::Url;

use super::{identity, moments};
use crate::article::Draft;
use crate::article::body::quoted;
use crate::article::byline::Author;
use crate::article::draft::{
    DraftCorrection, DraftMedium, DraftPhoto, DraftSubject, DraftWireSource,
};
use crate::article::text;

/// The name under which a page's further words are kept.
const EXTRAS: &str = "page";

/// What one layer says. Dates are whole, addresses are whole, text is plain.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// Which layer this is, for people.
    pub(super) layer: &'static str,
    pub(super) headline: Option<String>,
    pub(super) subheadline: Option<String>,
    pub(super) summary: Option<String>,
    /// The text of the article, plain.
    pub(super) text: Option<String>,
    pub(super) published: Option<String>,
    pub(super) updated: Option<String>,
    pub(super) expires: Option<String>,
    pub(super) authors: Vec<Author>,
    pub(super) byline: Option<String>,
    pub(super) contributors: Vec<Author>,
    pub(super) publisher: Option<DraftWireSource>,
    pub(super) section: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) subjects: Vec<DraftSubject>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
    pub(super) photos: Vec<DraftPhoto>,
    pub(super) media: Vec<DraftMedium>,
    pub(super) access: Option<&'static str>,
    pub(super) dateline: Option<String>,
    pub(super) identifier: Option<String>,
    pub(super) rights: Option<String>,
    pub(super) usage_terms: Option<String>,
    pub(super) correction: Option<String>,
    pub(super) extras: Map<String, Value>,
    pub(super) doubts: Vec<String>,
}

impl Facts {
    /// Nothing yet.
    pub(super) fn of(layer: &'static str) -> Self {
        Self {
            layer,
            ..Self::default()
        }
    }

    /// Takes a date that has a zone; one without is a doubt.
    pub(super) fn moment(&mut self, name: &str, text: &str) -> Option<String> {
        match moments::zoned(text) {
            Ok(moment) => Some(moment),
            Err(why) => {
                self.doubts.push(format!(
                    "The {name} of the page ({}) was not taken: “{}” {why}.",
                    self.layer,
                    quoted(text)
                ));
                None
            }
        }
    }

    /// Lays the layers over each other, the first on top.
    pub(super) fn merged<const N: usize>(layers: [Self; N], doubts: &mut Vec<String>) -> Self {
        let mut layers = layers.into_iter();
        let mut top = layers.next().unwrap_or_default();
        doubts.append(&mut top.doubts);
        for below in layers {
            top.lay_over(below, doubts);
        }
        top
    }

    /// Lays these facts over those of a layer below.
    #[expect(clippy::too_many_lines, reason = "one line a field")]
    pub(super) fn lay_over(&mut self, mut below: Self, doubts: &mut Vec<String>) {
        doubts.append(&mut below.doubts);
        self.compare(&below, doubts);
        let Self {
            layer: _,
            headline,
            subheadline,
            summary,
            text,
            published,
            updated,
            expires,
            authors,
            byline,
            contributors,
            publisher,
            section,
            tags,
            subjects,
            language,
            url,
            photos,
            media,
            access,
            dateline,
            identifier,
            rights,
            usage_terms,
            correction,
            extras,
            doubts: _,
        } = below;
        // Who signs comes from one layer whole: names of two would be added up.
        if self.authors.is_empty() && self.byline.is_none() {
            self.authors = authors;
            self.byline = byline;
        }
        for (here, there) in [
            (&mut self.headline, headline),
            (&mut self.subheadline, subheadline),
            (&mut self.summary, summary),
            (&mut self.text, text),
            (&mut self.published, published),
            (&mut self.updated, updated),
            (&mut self.expires, expires),
            (&mut self.section, section),
            (&mut self.language, language),
            (&mut self.url, url),
            (&mut self.dateline, dateline),
            (&mut self.identifier, identifier),
            (&mut self.rights, rights),
            (&mut self.usage_terms, usage_terms),
            (&mut self.correction, correction),
        ] {
            if here.is_none() {
                *here = there;
            }
        }
        self.publisher = self.publisher.take().or(publisher);
        self.access = self.access.or(access);
        fill(&mut self.contributors, contributors);
        fill(&mut self.tags, tags);
        fill(&mut self.subjects, subjects);
        self.lay_photos(photos);
        fill(&mut self.media, media);
        for (key, value) in extras {
            self.extras.entry(key).or_insert(value);
        }
    }

    /// The picture of a lower layer is added where there is none; of the same picture it may say more.
    fn lay_photos(&mut self, below: Vec<DraftPhoto>) {
        if self.photos.is_empty() {
            self.photos = below;
            return;
        }
        for photo in below {
            let same = self.photos.iter_mut().find(|known| known.url == photo.url);
            if let Some(known) = same {
                known.alt = known.alt.take().or(photo.alt);
                known.caption = known.caption.take().or(photo.caption);
                known.credit = known.credit.take().or(photo.credit);
            }
        }
    }

    /// Where layers say different things, a person should look.
    fn compare(&self, below: &Self, doubts: &mut Vec<String>) {
        let mut differ = |what: &str, here: &str, there: &str| {
            if !self.layer.is_empty() {
                doubts.push(format!(
                    "The {what} differs: {here} was taken, the {} says {there}.",
                    below.layer
                ));
            }
        };
        for (what, here, there) in [
            ("date of publication", &self.published, &below.published),
            ("date of the last change", &self.updated, &below.updated),
        ] {
            if let (Some(here), Some(there)) = (here, there)
                && !moments::same(here, there)
            {
                differ(what, here, there);
            }
        }
        if let (Some(here), Some(there)) = (&self.headline, &below.headline) {
            let (a, b) = (text::fold(here), text::fold(there));
            // Titles of pages carry the paper's name behind the headline.
            if !a.starts_with(&b) && !b.starts_with(&a) {
                differ("headline", &in_quotes(here), &in_quotes(there));
            }
        }
        if let (Some(here), Some(there)) = (&self.url, &below.url) {
            let key = |url: &str| Url::parse(url).map(|url| identity::key(&url));
            if key(here) != key(there) {
                differ("address", here, there);
            }
        }
        if let (Some(here), Some(there)) = (&self.language, &below.language) {
            let first = |tag: &str| tag.split('-').next().unwrap_or_default().to_lowercase();
            if first(here) != first(there) {
                differ("language", here, there);
            }
        }
        if let (Some(here), Some(there)) = (self.access, below.access)
            && here != there
        {
            differ("access", here, there);
        }
        if let (Some(here), Some(there)) = (self.signed(), below.signed()) {
            let (a, b) = (text::fold(&here), text::fold(&there));
            let names_all = |facts: &Self, line: &str| {
                let mut names = facts.authors.iter().map(|author| text::fold(&author.name));
                !facts.authors.is_empty() && names.all(|name| line.contains(&name))
            };
            let agree =
                a.contains(&b) || b.contains(&a) || names_all(self, &b) || names_all(below, &a);
            if !agree {
                differ("byline", &in_quotes(&here), &in_quotes(&there));
            }
        }
    }

    /// Who signs, in one line.
    pub(super) fn signed(&self) -> Option<String> {
        if self.authors.is_empty() {
            return self.byline.clone();
        }
        let names: Vec<&str> = self
            .authors
            .iter()
            .map(|author| author.name.as_str())
            .collect();
        Some(names.join(", "))
    }

    /// The draft, apart from its text.
    pub(super) fn into_draft(self, own: Option<&Url>, doubts: &mut Vec<String>) -> Draft {
        let id = identity::named(&self, doubts);
        let made_id = match id {
            Some(_) => None,
            None => identity::made(&self, own, doubts),
        };
        if self.published.is_none() {
            doubts.push("The page names no date with a time zone; it counts as published when it is filed, unless the push says when.".to_owned());
        }
        let mut extras = Map::new();
        if !self.extras.is_empty() {
            extras.insert(EXTRAS.to_owned(), Value::Object(self.extras));
        }
        Draft {
            id,
            made_id,
            url: self.url.or_else(|| own.map(ToString::to_string)),
            headline: self.headline,
            subheadline: self.subheadline,
            summary: self.summary,
            byline: self.byline,
            authors: self.authors,
            contributors: self.contributors,
            dateline: self.dateline,
            published: self.published,
            updated: self.updated,
            expires: self.expires,
            correction: self.correction.map(|note| DraftCorrection {
                kind: Some("correction".to_owned()),
                note: Some(note),
            }),
            language: self.language,
            section: self.section,
            tags: self.tags,
            subjects: self.subjects,
            photos: self.photos,
            media: self.media,
            wire_source: self.publisher,
            rights: self.rights,
            usage_terms: self.usage_terms,
            access: self.access.map(str::to_owned),
            extras,
            ..Draft::default()
        }
    }
}

fn fill<T>(here: &mut Vec<T>, there: Vec<T>) {
    if here.is_empty() {
        *here = there;
    }
}

fn in_quotes(words: &str) -> String {
    format!("“{}”", quoted(words))
}
