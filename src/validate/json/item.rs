//! The rules of JSON Feed's items and their attachments.
use super::Checker;
use super::feed::{address, is_text, language, members, people, plain, required_text, typed};
use super::parse::{Json, Value};
use crate::validate::Rule;
use crate::validate::catalogue as rule;
use crate::validate::value::date::{self, Profile};
use crate::validate::value::html::{self, Kind};
use crate::validate::value::text;
use std::collections::HashSet;

const ATTACHMENT: &[&str] = &[
    "url",
    "mime_type",
    "title",
    "size_in_bytes",
    "duration_in_seconds",
];
const ITEM: &[&str] = &[
    "id",
    "url",
    "external_url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "image",
    "banner_image",
    "date_published",
    "date_modified",
    "author",
    "authors",
    "tags",
    "language",
    "attachments",
];
/// Judges all items.
pub(super) fn check(cx: &mut Checker<'_>, items: &[Json<'_>]) {
    let mut seen = HashSet::new();
    for item in items {
        cx.items.push((item.start, item.end));
        if !matches!(item.value, Value::Object(_)) {
            cx.about(
                &rule::INVALID_JSON_TYPE,
                item,
                "items",
                "an item is an object",
            );
            continue;
        }
        check_item(cx, item);
        if let Some(id) = item.get("id")
            && let Some(value) = id.text()
            && !value.is_empty()
            && !seen.insert(value)
        {
            cx.about(
                &rule::DUPLICATE_IDS,
                id,
                "id",
                &format!("another item has the id {value}"),
            );
        }
    }
}

fn check_item(cx: &mut Checker<'_>, item: &Json<'_>) {
    members(cx, item, ITEM);
    required_text(cx, item, "id");
    for name in ["title", "summary"] {
        plain(cx, item, name);
    }
    for name in ["url", "external_url", "image", "banner_image"] {
        address(cx, item, name);
    }
    typed(cx, item, "content_html", is_text, "text");
    typed(cx, item, "content_text", is_text, "text");
    if item.get("content_html").is_none() && item.get("content_text").is_none() {
        cx.about(
            &rule::MISSING_JSON_MEMBER,
            item,
            "content_html",
            "the item has neither content_html nor content_text",
        );
    }
    if let Some(json) = item.get("content_html")
        && let Some(value) = json.text()
    {
        content(cx, json, value);
    }
    for name in ["date_published", "date_modified"] {
        moment(cx, item, name);
    }
    typed(
        cx,
        item,
        "tags",
        |json| json.list().is_some_and(|tags| tags.iter().all(is_text)),
        "a list of texts",
    );
    language(cx, item);
    people(cx, item);
    attachments(cx, item);
}

fn content(cx: &mut Checker<'_>, json: &Json<'_>, value: &str) {
    for flaw in html::flaws(value) {
        let rule: &'static Rule = match flaw.kind {
            Kind::RiskyTag => &rule::SECURITY_RISK,
            Kind::RiskyAttribute => &rule::SECURITY_RISK_ATTR,
            Kind::Style => &rule::DANGEROUS_STYLE_ATTR,
            Kind::Script => &rule::SCRIPT_LINK,
            Kind::UnknownTag | Kind::Structure => &rule::NOT_HTML,
            Kind::Relative | Kind::Address => &rule::CONTAINS_REL_REF,
            Kind::NoAlt => &rule::IMAGE_WITHOUT_ALT,
        };
        let message = format!(
            "content_html, line {}: {}",
            flaw.line + 1,
            crate::validate::check::cut(&flaw.what, 60)
        );
        cx.about(rule, json, "content_html", &message);
    }
}

fn moment(cx: &mut Checker<'_>, item: &Json<'_>, name: &str) {
    typed(cx, item, name, is_text, "text");
    let Some((json, value)) = item
        .get(name)
        .and_then(|json| json.text().map(|value| (json, value)))
    else {
        return;
    };
    match date::iso(value, Profile::Rfc3339) {
        Ok(moment) if date::is_implausible(moment.at, cx.document.now) => {
            cx.about(
                &rule::IMPLAUSIBLE_DATE,
                json,
                name,
                &format!("\"{value}\" is in the future or long past"),
            );
        }
        Ok(_) => {}
        Err(_) => cx.about(
            &rule::INVALID_RFC3339_DATE,
            json,
            name,
            &format!("\"{value}\" is no such date"),
        ),
    }
}

fn attachments(cx: &mut Checker<'_>, item: &Json<'_>) {
    typed(
        cx,
        item,
        "attachments",
        |json| json.list().is_some(),
        "a list",
    );
    for attachment in item
        .get("attachments")
        .and_then(Json::list)
        .unwrap_or_default()
    {
        if !matches!(attachment.value, Value::Object(_)) {
            cx.about(
                &rule::INVALID_JSON_TYPE,
                attachment,
                "attachments",
                "an attachment is an object",
            );
            continue;
        }
        members(cx, attachment, ATTACHMENT);
        for name in ["url", "mime_type"] {
            required_text(cx, attachment, name);
        }
        address(cx, attachment, "url");
        let media_type = attachment.get("mime_type");
        if let Some(json) = media_type
            && json.text().is_some_and(|kind| !text::is_media_type(kind))
        {
            cx.about(
                &rule::INVALID_MIME_ATTRIBUTE,
                json,
                "mime_type",
                "this is no media type",
            );
        }
        for name in ["size_in_bytes", "duration_in_seconds"] {
            typed(
                cx,
                attachment,
                name,
                |json| matches!(json.value, Value::Number(n) if n >= 0.0),
                "a number from zero",
            );
        }
    }
}
