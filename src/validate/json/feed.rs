//! The rules of JSON Feed.
use super::parse::{Json, Value};
use super::{Checker, item};
use crate::validate::catalogue as rule;
use crate::validate::value::html;
use crate::validate::value::language::is_language;
use crate::validate::value::text;
use crate::validate::value::uri::{self, Wanted};
use std::collections::HashSet;

const FEED: &[&str] = &[
    "version",
    "title",
    "home_page_url",
    "feed_url",
    "description",
    "user_comment",
    "next_url",
    "icon",
    "favicon",
    "author",
    "authors",
    "language",
    "expired",
    "hubs",
    "items",
];
const AUTHOR: &[&str] = &["name", "url", "avatar"];
const HUB: &[&str] = &["type", "url"];

/// Judges a feed.
pub(super) fn check(cx: &mut Checker<'_>, feed: &Json<'_>) {
    if !matches!(feed.value, Value::Object(_)) {
        cx.about(
            &rule::INVALID_JSON_TYPE,
            feed,
            "",
            "a JSON Feed is an object",
        );
        return;
    }
    members(cx, feed, FEED);
    version(cx, feed);
    required_text(cx, feed, "title");
    for name in ["title", "description", "user_comment"] {
        plain(cx, feed, name);
    }
    for name in ["home_page_url", "feed_url", "next_url", "icon", "favicon"] {
        address(cx, feed, name);
    }
    recommend(cx, feed);
    if let Some(next) = feed.get("next_url") {
        let own = feed
            .get("feed_url")
            .and_then(Json::text)
            .or(cx.document.location);
        if next.text().is_some() && next.text() == own {
            cx.about(
                &rule::PAGING_LOOP,
                next,
                "next_url",
                "next_url leads to this feed",
            );
        }
    }
    language(cx, feed);
    typed(
        cx,
        feed,
        "expired",
        |json| matches!(json.value, Value::Bool(_)),
        "true or false",
    );
    people(cx, feed);
    hubs(cx, feed);
    match feed.get("items") {
        None => cx.about(
            &rule::MISSING_JSON_MEMBER,
            feed,
            "items",
            "the feed has no items",
        ),
        Some(items) => match items.list() {
            Some(list) => item::check(cx, list),
            None => cx.about(&rule::INVALID_JSON_TYPE, items, "items", "items is a list"),
        },
    }
}

fn version(cx: &mut Checker<'_>, feed: &Json<'_>) {
    match feed.get("version") {
        None => cx.about(
            &rule::MISSING_JSON_MEMBER,
            feed,
            "version",
            "the feed has no version",
        ),
        Some(version) => {
            let known = [
                "https://jsonfeed.org/version/1",
                "https://jsonfeed.org/version/1.1",
            ];
            if !version
                .text()
                .is_some_and(|version| known.contains(&version))
            {
                cx.about(
                    &rule::INVALID_JSON_FEED_VERSION,
                    version,
                    "version",
                    "this is no version of JSON Feed",
                );
            }
        }
    }
}

fn recommend(cx: &mut Checker<'_>, feed: &Json<'_>) {
    if feed.get("home_page_url").is_none() {
        cx.about(
            &rule::RECOMMENDED_JSON_MEMBER,
            feed,
            "home_page_url",
            "the feed has no home_page_url",
        );
    }
    let Some(own) = feed.get("feed_url") else {
        cx.about(
            &rule::MISSING_SELF,
            feed,
            "feed_url",
            "the feed has no feed_url",
        );
        return;
    };
    if let (Some(own_url), Some(location)) = (own.text(), cx.document.location)
        && uri::canonical(own_url) != uri::canonical(location)
    {
        let message = format!("the feed says it is at {own_url} and was fetched from {location}");
        cx.about(&rule::SELF_DOESNT_MATCH_LOCATION, own, "feed_url", &message);
    }
}

/// No member twice, none that is neither known nor marked as an extension.
pub(super) fn members(cx: &mut Checker<'_>, object: &Json<'_>, known: &[&str]) {
    let mut seen = HashSet::new();
    for member in object.members() {
        if !seen.insert(&*member.name) {
            cx.add(
                &rule::DUPLICATE_JSON_MEMBER,
                member.start,
                &member.name,
                &format!("{} stands here twice", member.name),
            );
        }
        if !known.contains(&&*member.name) && !member.name.starts_with('_') {
            cx.add(
                &rule::UNKNOWN_JSON_MEMBER,
                member.start,
                &member.name,
                &format!("JSON Feed has no {} here", member.name),
            );
        }
    }
}

pub(super) fn typed(
    cx: &mut Checker<'_>,
    object: &Json<'_>,
    name: &str,
    right: fn(&Json<'_>) -> bool,
    what: &str,
) {
    if let Some(json) = object.get(name)
        && !right(json)
    {
        cx.about(
            &rule::INVALID_JSON_TYPE,
            json,
            name,
            &format!("{name} is {what}"),
        );
    }
}

pub(super) fn is_text(json: &Json<'_>) -> bool {
    json.text().is_some()
}

pub(super) fn required_text(cx: &mut Checker<'_>, object: &Json<'_>, name: &str) {
    match object.get(name) {
        None => cx.about(
            &rule::MISSING_JSON_MEMBER,
            object,
            name,
            &format!("there is no {name}"),
        ),
        Some(json) if json.text() == Some("") => {
            cx.about(&rule::NOT_BLANK, json, name, &format!("{name} is empty"))
        }
        Some(_) => typed(cx, object, name, is_text, "text"),
    }
}

/// Text that is shown as it is.
pub(super) fn plain(cx: &mut Checker<'_>, object: &Json<'_>, name: &str) {
    typed(cx, object, name, is_text, "text");
    if let Some(json) = object.get(name)
        && json
            .text()
            .is_some_and(|value| matches!(text::markup(value, false), Some(text::Markup::Html(_))))
    {
        cx.about(
            &rule::CONTAINS_HTML,
            json,
            name,
            &format!("HTML in {name}, which is plain text"),
        );
    }
}

pub(super) fn address(cx: &mut Checker<'_>, object: &Json<'_>, name: &str) {
    typed(cx, object, name, is_text, "text");
    let Some((json, value)) = object
        .get(name)
        .and_then(|json| json.text().map(|value| (json, value)))
    else {
        return;
    };
    let message = format!(
        "{name} is no whole address: {}",
        crate::validate::check::cut(value, 80)
    );
    match uri::check(
        value,
        Wanted {
            whole: true,
            iri: true,
        },
    ) {
        Ok(()) | Err(uri::Fault::Scheme(_)) => {}
        Err(uri::Fault::Character(_)) => cx.about(&rule::INVALID_URI_CHAR, json, name, &message),
        Err(_) => cx.about(&rule::INVALID_FULL_LINK, json, name, &message),
    }
    if html::runs_script("href", value) {
        cx.about(
            &rule::SCRIPT_LINK,
            json,
            name,
            &format!("{name} runs a script"),
        );
    }
}

pub(super) fn language(cx: &mut Checker<'_>, object: &Json<'_>) {
    typed(cx, object, "language", is_text, "text");
    if let Some(json) = object.get("language")
        && json.text().is_some_and(|language| !is_language(language))
    {
        cx.about(
            &rule::INVALID_LANGUAGE,
            json,
            "language",
            "there is no such language",
        );
    }
}

pub(super) fn people(cx: &mut Checker<'_>, object: &Json<'_>) {
    if let Some(author) = object.get("author") {
        if object.get("authors").is_none() {
            cx.about(
                &rule::DEPRECATED_JSON_MEMBER,
                author,
                "author",
                "author gave way to authors",
            );
        }
        person(cx, author);
    }
    typed(
        cx,
        object,
        "authors",
        |json| json.list().is_some(),
        "a list",
    );
    for author in object
        .get("authors")
        .and_then(Json::list)
        .unwrap_or_default()
    {
        person(cx, author);
    }
}

fn person(cx: &mut Checker<'_>, author: &Json<'_>) {
    if !matches!(author.value, Value::Object(_)) {
        cx.about(
            &rule::INVALID_JSON_TYPE,
            author,
            "authors",
            "an author is an object",
        );
        return;
    }
    members(cx, author, AUTHOR);
    plain(cx, author, "name");
    for name in ["url", "avatar"] {
        address(cx, author, name);
    }
    let says = |name: &&str| {
        author
            .get(name)
            .and_then(Json::text)
            .is_some_and(|text| !text.is_empty())
    };
    if !AUTHOR.iter().any(says) {
        cx.about(
            &rule::EMPTY_JSON_AUTHOR,
            author,
            "authors",
            "an author without name, url and avatar",
        );
    }
}

fn hubs(cx: &mut Checker<'_>, feed: &Json<'_>) {
    typed(cx, feed, "hubs", |json| json.list().is_some(), "a list");
    for hub in feed.get("hubs").and_then(Json::list).unwrap_or_default() {
        members(cx, hub, HUB);
        required_text(cx, hub, "type");
        required_text(cx, hub, "url");
        address(cx, hub, "url");
    }
}
