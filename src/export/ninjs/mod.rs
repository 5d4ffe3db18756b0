//! An article as ninjs 3.1, which the reader of ninjs reads back as the same article.
//!
//! What ninjs has a word for stands under it. What it has none for (the byline's people with their roles, the kind of
//! a correction, who may read it) stands beside, under roles of ours in `altIds`: 3.1 is closed everywhere else, and
//! nobody shows an alternative id to readers ([`crate::ingest::ninjs::ours`] is the other half). What is written there
//! is not chosen by hand: it is whatever the reader would otherwise not give back, field by field.

mod again;
mod carry;
mod media;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

use crate::article::Draft;
use crate::article::byline::{Author, AuthorKind};
use crate::article::identity::ArticleId;
use crate::article::record::{Article, Subject};
use crate::article::status::Status;
use crate::feed::{Site, Story};
use crate::ingest::ninjs;
use crate::ingest::ninjs::ours;

/// The media type of ninjs.
pub const MEDIA_TYPE: &str = "application/ninjs+json";

/// Writes an article as ninjs 3.1. A photo on our shelf is given by its public address.
pub fn write(story: &Story, site: &Site) -> Value {
    let mut item = said(story, site);
    carry::add(&story.article.extras, &mut item);
    identify(&story.article, &mut item);
    let plain = ninjs::draft(&Value::Object(item.clone()));
    let beside = difference(&again::draft(&story.article, site), &plain);
    if !beside.is_empty() {
        alt_id(ours::RECORD, &Value::Object(beside).to_string(), &mut item);
    }
    Value::Object(item)
}

/// The fields in which what is read differs from what the article says, as the article says them.
fn difference(whole: &Draft, plain: &Draft) -> Map<String, Value> {
    let fields = |draft: &Draft| match serde_json::to_value(draft) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let plain = fields(plain);
    let mut whole = fields(whole);
    whole.entry("extras").or_insert_with(|| json!({}));
    whole.retain(|key, value| match plain.get(key) {
        Some(read) => read != value,
        None => *value != json!({}),
    });
    whole
}

/// Puts the ids under our roles.
fn identify(article: &Article, item: &mut Map<String, Value>) {
    alt_id(ours::GUID, article.atom_id.as_str(), item);
    if !is_uri(&article.id) {
        alt_id(ours::ID, article.id.as_str(), item);
    }
}

fn alt_id(role: &str, value: &str, item: &mut Map<String, Value>) {
    let ids = item.entry("altIds").or_insert_with(|| json!([]));
    if let Value::Array(ids) = ids {
        ids.push(json!({"role": role, "value": value}));
    }
}

/// Whether the publisher's id can stand as a `uri`; else the id in feeds does, which always is one.
fn is_uri(id: &ArticleId) -> bool {
    url::Url::parse(id.as_str()).is_ok()
}

/// What ninjs has words for.
#[expect(clippy::too_many_lines, reason = "one line a word of ninjs")]
fn said(story: &Story, site: &Site) -> Map<String, Value> {
    let article = &story.article;
    let uri = if is_uri(&article.id) {
        article.id.as_str()
    } else {
        article.atom_id.as_str()
    };
    let mut item = Map::new();
    let mut say = |key: &str, value: Value| {
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if !is_empty {
            item.insert(key.to_owned(), value);
        }
    };
    say(
        "standard",
        json!({
            "name": "ninjs",
            "version": "3.1",
            "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
        }),
    );
    say("uri", json!(uri));
    say("type", json!("text"));
    say("representationType", json!("full"));
    say("version", json!(article.version.to_string()));
    say("firstCreated", json!(moment(article.published)));
    say("versionCreated", json!(moment(article.updated)));
    say("embargoedUntil", json!(article.embargo.map(moment)));
    say("expires", json!(article.expires.map(moment)));
    say("pubStatus", json!(status(article.status)));
    say("urgency", json!(article.urgency));
    // BCP 47 has a word for a language that is not known.
    say(
        "language",
        json!(article.language.as_deref().unwrap_or("und")),
    );
    say("headlines", headlines(article));
    say("by", json!(article.byline));
    say("located", json!(article.dateline));
    say("slugline", json!(article.slug));
    say(
        "descriptions",
        json!(
            article
                .summary
                .iter()
                .map(|summary| {
                    json!({"role": "summary", "contentType": "text/plain", "value": summary})
                })
                .collect::<Vec<_>>()
        ),
    );
    say(
        "bodies",
        json!(
            article
                .body
                .iter()
                .map(|body| {
                    json!({"role": "main", "contentType": "text/html", "value": body.as_html()})
                })
                .collect::<Vec<_>>()
        ),
    );
    say("people", parties(article, AuthorKind::Person));
    say("organisations", parties(article, AuthorKind::Organisation));
    say("subjects", subjects(article));
    say("infoSources", source(article));
    say("copyrightNotice", json!(article.rights));
    say("usageTerms", json!(article.usage_terms));
    say("edNote", note(article));
    say("renditions", page(story, site));
    say("associations", media::associations(story, site));
    item
}

/// RFC 3339 in UTC, with milliseconds where there are some.
fn moment(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Usable => "usable",
        Status::Withheld => "withheld",
        Status::Killed => "canceled",
    }
}

fn headlines(article: &Article) -> Value {
    let mut headlines = vec![json!({"role": "main", "value": article.headline})];
    headlines.extend(
        article
            .subheadline
            .iter()
            .map(|deck| json!({"role": "subheadline", "value": deck})),
    );
    json!(headlines)
}

fn parties(article: &Article, kind: AuthorKind) -> Value {
    let with_rel = |list: &[Author], rel: &'static str| -> Vec<Value> {
        list.iter()
            .filter(|author| author.kind == kind)
            .map(|author| party(author, rel))
            .collect()
    };
    let mut parties = with_rel(&article.authors, "author");
    parties.extend(with_rel(&article.contributors, "contributor"));
    json!(parties)
}

fn party(author: &Author, rel: &str) -> Value {
    let mut contacts = Vec::new();
    for (kind, value) in [("web", &author.url), ("email", &author.email)] {
        contacts.extend(
            value
                .iter()
                .map(|value| json!({"type": kind, "value": value})),
        );
    }
    let mut party = json!({"name": author.name, "rel": rel});
    if !contacts.is_empty() {
        party["contactInfo"] = json!(contacts);
    }
    party
}

fn subjects(article: &Article) -> Value {
    let named = |name: &String, rel: &str| json!({"name": name, "rel": rel});
    let mut subjects: Vec<Value> = article.subjects.iter().map(subject).collect();
    subjects.extend(
        article
            .section
            .iter()
            .map(|section| named(section, "section")),
    );
    subjects.extend(article.tags.iter().map(|tag| named(tag, "tag")));
    json!(subjects)
}

fn subject(subject: &Subject) -> Value {
    let mut written = json!({"name": subject.name});
    if let Some(code) = &subject.code {
        written["literal"] = json!(code);
    }
    if let Some(scheme) = &subject.scheme {
        let code = subject.code.as_deref().unwrap_or_default();
        let joint = if code.is_empty() || scheme.ends_with(['/', '#', ':', '=']) {
            ""
        } else {
            "/"
        };
        written["uri"] = json!(format!("{scheme}{joint}{code}"));
    }
    written
}

fn source(article: &Article) -> Value {
    let Some(source) = &article.wire_source else {
        return Value::Null;
    };
    let mut written = json!({"name": source.name, "role": "source"});
    if let Some(url) = &source.url {
        written["contactInfo"] = json!([{"type": "web", "value": url}]);
    }
    json!([written])
}

/// A correction in words, for the desk that receives it.
fn note(article: &Article) -> Value {
    let correction = article.correction.as_ref();
    let told = correction.and_then(|correction| {
        let note = correction.note.as_ref()?;
        Some(format!("{}: {note}", correction.kind.label()))
    });
    json!(told)
}

/// The page of the article is a rendition of it.
fn page(story: &Story, site: &Site) -> Value {
    if story.article.url.is_none() {
        return Value::Null;
    }
    json!([{
        "name": "web",
        "href": site.article_url(&story.article),
        "contentType": "text/html",
    }])
}

#[cfg(test)]
mod tests;
