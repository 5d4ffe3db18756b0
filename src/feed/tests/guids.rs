//! Whatever guid an article was known by: RSS and JSON Feed carry it byte for byte, Atom an id that is an IRI, and the
//! validator finds nothing wrong with any of them.

use proptest::prelude::*;
use serde_json::Value;

use crate::article::byline::Outlets;
use crate::article::reading::Context;
use crate::article::{Article, Draft};
use crate::feed::{FeedDefinition, Format, Page, Story};
use crate::validate::{Document, text, validate};

use super::{site, written};

fn article(guid: &str, permalink: bool) -> Article {
    let outlets = Outlets::default();
    let context = Context {
        now: "2026-11-20T12:00:00Z".parse().unwrap(),
        authority: "courier.example",
        source: "old-site",
        language: Some("en"),
        outlets: &outlets,
        embeds: &[],
        previous: None,
    };
    let draft = Draft {
        id: Some("a".to_owned()),
        guid: Some(guid.to_owned()),
        guid_is_permalink: Some(permalink),
        url: Some("https://old.example/a".to_owned()),
        headline: Some("Harbour opens".to_owned()),
        summary: Some("The harbour is open.".to_owned()),
        published: Some("2026-11-19T08:30:00Z".to_owned()),
        ..Draft::default()
    };
    Article::from_draft(draft, &context).unwrap()
}

/// The id of the only item in a format.
fn id_in(page: &Page<'_>, format: Format) -> String {
    let made = written(page, format);
    let report = validate(&Document {
        bytes: made.as_bytes(),
        media_type: Some(format.media_type()),
        location: Some(&page.site.feed_url("front", format)),
        now: "2026-11-20T12:00:00Z".parse().unwrap(),
    });
    assert!(report.is_valid(), "{}", text("feed", &report));
    if format == Format::Json {
        let json: Value = serde_json::from_str(&made).unwrap();
        return json["items"][0]["id"].as_str().unwrap().to_owned();
    }
    let document = roxmltree::Document::parse(&made).unwrap();
    let is_item =
        |node: &roxmltree::Node<'_, '_>| matches!(node.tag_name().name(), "item" | "entry");
    let item = document.descendants().find(is_item).unwrap();
    let is_id = |node: &roxmltree::Node<'_, '_>| matches!(node.tag_name().name(), "guid" | "id");
    let id = item.children().find(is_id).unwrap();
    id.text().unwrap().to_owned()
}

fn any_guid() -> impl Strategy<Value = String> {
    let begin = prop::sample::select(vec![
        "",
        "http://",
        "https://old.example/",
        "HTTP://old.example:",
        "tag:",
        "tag:old.example,2026:",
        "tag:a@old.example,2026-11:",
        "urn:",
        "urn:uuid:",
        "urn:isbn:",
        "x-old:",
        "yt:",
        "mailto:",
        "javascript:",
        "//",
        "/",
        "12345 ",
        "é:",
    ]);
    (
        begin,
        "[ -~]{0,20}|[a-zA-Z0-9/._~:?#%@!$&'()*+,;=\\[\\]-]{1,30}|\\PC{1,12}",
    )
        .prop_map(|(begin, rest)| format!("{begin}{rest}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_guid_is_carried_in_valid_feeds(guid in any_guid(), permalink in any::<bool>()) {
        let guid = guid.trim_matches([' ', '\t', '\n', '\r']);
        prop_assume!(!guid.is_empty() && guid.chars().all(crate::article::text::is_xml_char));
        let story = Story { article: article(guid, permalink), files: Vec::new() };
        let definition = FeedDefinition::parse("front", "title = \"Front\"\ndescription = \"All\"\n").unwrap();
        let site = site();
        let page = Page { site: &site, definition: &definition, stories: std::slice::from_ref(&story), tombstones: &[] };
        prop_assert_eq!(id_in(&page, Format::Rss), guid);
        prop_assert_eq!(id_in(&page, Format::Json), guid);
        let atom = id_in(&page, Format::Atom);
        prop_assert!(atom == guid || atom == "tag:courier.example,2026-11-19:old-site/a", "{}", atom);
    }
}

#[test]
fn the_ids_stay_whatever_comes_later() {
    let first = article("12345", false);
    let outlets = Outlets::default();
    let context = Context {
        now: "2026-11-21T12:00:00Z".parse().unwrap(),
        authority: "moved.example",
        source: "cms",
        language: Some("en"),
        outlets: &outlets,
        embeds: &[],
        previous: Some(&first),
    };
    let draft = Draft {
        id: Some("a".to_owned()),
        guid: Some("another".to_owned()),
        headline: Some("Harbour opens late".to_owned()),
        summary: Some("The harbour is open.".to_owned()),
        ..Draft::default()
    };
    let second = Article::from_draft(draft, &context).unwrap();
    assert_eq!(
        (&second.atom_id, &second.guid),
        (&first.atom_id, &first.guid)
    );
    assert_eq!(second.doubts.len(), 1, "{:?}", second.doubts);
}
