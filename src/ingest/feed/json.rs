//! JSON Feed 1.0 and 1.1.

use serde_json::{Map, Value};

use super::item::{self, Words};
use super::links::Bases;
use super::media::{self, File};
use super::{Feed, Kind, Read, people, text};
use crate::article::Draft;
use crate::article::byline::Author;
use crate::article::draft::DraftPhoto;

type Object = Map<String, Value>;

/// Reads a feed and its items; `None` where the document is none.
pub(super) fn read(document: &Value, read: &Read<'_>) -> Option<Feed> {
    let top = document.as_object()?;
    let version = some(top, "version")?;
    if !version.contains("jsonfeed.org/version/1") {
        return None;
    }
    let mut feed = Feed::new(Kind::Json);
    let document = Bases::of([read.location]);
    feed.title = some(top, "title").map(|title| text::title(&title).0);
    feed.language = some(top, "language");
    let address = |key: &str| {
        let raw = some(top, key)?;
        document.resolve(&raw).map(String::from)
    };
    feed.home = address("home_page_url");
    feed.own = address("feed_url");
    feed.next = address("next_url");
    let hubs = list(top, "hubs").filter_map(|hub| some(hub.as_object()?, "url"));
    feed.hubs = hubs.collect();
    feed.has_ended = top.get("expired").and_then(Value::as_bool) == Some(true);
    let authors = authors(top, read);
    for one in list(top, "items") {
        let Some(one) = one.as_object() else {
            feed.notes
                .push("an item is no object and was left out".to_owned());
            continue;
        };
        let draft = draft(one, &feed, &authors, read);
        feed.drafts.push(draft);
    }
    Some(feed)
}

fn draft(one: &Object, feed: &Feed, of_feed: &[Author], read: &Read<'_>) -> Draft {
    let mut draft = Draft::default();
    let bases = Bases::of([feed.home.as_deref(), feed.own.as_deref(), read.location]);
    let link = some(one, "url");
    let outside = some(one, "external_url");
    item::linked(link.as_deref().or(outside.as_deref()), &bases, &mut draft);
    item::identified(id(one), link.as_deref(), read, &mut draft);
    let content = some(one, "content_html");
    let plain = some(one, "content_text");
    let words = Words {
        title: some(one, "title"),
        description: some(one, "summary")
            .map(|summary| crate::article::text::escape_html(&summary)),
        content,
    };
    if words.content.is_none() {
        // A summary beside plain text stays a summary, whatever it looks like.
        draft.body_text = plain;
    }
    item::words(words, None, &mut draft);
    if draft.body_html.is_some() {
        draft.body_text = None;
    }
    item::dated(
        some(one, "date_published").as_deref(),
        some(one, "date_modified").as_deref(),
        &mut draft,
    );
    let own = authors(one, read);
    match own.as_slice() {
        [only] if only.url.is_none() => {
            people::credit(&mut draft, std::slice::from_ref(&only.name), read.outlets);
        }
        [] => draft.authors = of_feed.to_vec(),
        many => draft.authors = many.to_vec(),
    }
    for tag in list(one, "tags").filter_map(Value::as_str) {
        item::label(
            None,
            "",
            &crate::article::text::escape_html(tag),
            &mut draft,
        );
    }
    let language = some(one, "language");
    item::language(language.as_deref().or(feed.language.as_deref()), &mut draft);
    pictures(one, &bases, &mut draft);
    attachments(one, &bases, &mut draft);
    draft
}

/// The id as it is; a number is read as it is written (JSON Feed 1.1, "Items").
fn id(one: &Object) -> Option<(String, bool)> {
    match one.get("id")? {
        Value::String(id) => Some((id.clone(), false)),
        Value::Number(id) => Some((id.to_string(), false)),
        _ => None,
    }
}

fn pictures(one: &Object, bases: &Bases, draft: &mut Draft) {
    for key in ["image", "banner_image"] {
        let Some(raw) = some(one, key) else { continue };
        let Some(url) = bases.take(&raw, "address of the picture", draft) else {
            continue;
        };
        if !draft
            .photos
            .iter()
            .any(|photo| photo.url.as_deref() == Some(&url))
        {
            draft.photos.push(DraftPhoto {
                url: Some(url),
                ..DraftPhoto::default()
            });
        }
    }
}

fn attachments(one: &Object, bases: &Bases, draft: &mut Draft) {
    for attachment in list(one, "attachments").filter_map(Value::as_object) {
        let file = File {
            url: some(attachment, "url").unwrap_or_default(),
            media_type: some(attachment, "mime_type").unwrap_or_default(),
            size_bytes: attachment.get("size_in_bytes").and_then(Value::as_u64),
            duration_seconds: attachment
                .get("duration_in_seconds")
                .and_then(Value::as_u64),
            ..File::default()
        }
        .titled(some(attachment, "title"));
        media::add(file, bases, draft);
    }
}

/// `authors` of 1.1, else `author` of 1.0.
fn authors(object: &Object, read: &Read<'_>) -> Vec<Author> {
    let many = list(object, "authors").filter_map(Value::as_object);
    let single = object.get("author").and_then(Value::as_object);
    let mut people = Vec::new();
    let all: Vec<&Object> = many.collect();
    let all = if all.is_empty() {
        single.into_iter().collect()
    } else {
        all
    };
    for person in all {
        let Some(name) = some(person, "name") else {
            continue;
        };
        let mut author = people::named(&crate::article::text::line(&name), read.outlets);
        let url = some(person, "url");
        author.url = url.and_then(|url| Bases::default().resolve(&url).map(String::from));
        people::add(&mut people, author);
    }
    people
}

/// A text that says something.
fn some(object: &Object, key: &str) -> Option<String> {
    let text = object.get(key)?.as_str()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}

fn list<'a>(object: &'a Object, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    object
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}
