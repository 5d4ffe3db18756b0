//! Pages of every kind; whole ones stand in `tests/golden/ingest/page`.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::article::byline::AuthorKind;

fn read_page(html: &str) -> Draft {
    read(html.as_bytes(), &Options::default()).unwrap()
}

fn at(html: &str, address: &str) -> Draft {
    let options = Options {
        base: Url::parse(address).ok(),
        ..Options::default()
    };
    read(html.as_bytes(), &options).unwrap()
}

fn with_json(value: &serde_json::Value, rest: &str) -> String {
    format!("<!doctype html><script type=\"application/ld+json\">{value}</script>{rest}")
}

const TEXT: &str =
    "<article><p>One paragraph that is long enough to be the text of this article.</p></article>";

#[test]
fn a_page_is_known_by_its_beginning() {
    for page in [
        "<!doctype html><p>",
        "\u{feff}\n <!DOCTYPE HTML PUBLIC \"x\">",
        "<html lang=en>",
        "<?xml version='1.0'?>\n<!-- a --><html xmlns='x'>",
        "<HEAD>",
    ] {
        assert!(looks_like(page.as_bytes()), "{page}");
    }
    for other in [
        "",
        "{\"a\": \"<html>\"}",
        "<rss>",
        "<htmlx>",
        "<p>x",
        "By Ann <html>",
        "<!--",
        "<!doctype htm",
    ] {
        assert!(!looks_like(other.as_bytes()), "{other}");
    }
}

#[test]
fn layers_that_disagree_are_doubts_and_the_first_is_believed() {
    let page = with_json(
        &json!({"@type": "NewsArticle", "headline": "Quay opens", "datePublished": "2026-11-14T08:00:00Z", "author": {"name": "Ann Lee"}, "url": "https://c.example/a", "inLanguage": "en"}),
        "<html lang=de><link rel=canonical href=https://c.example/b><meta property=og:title content='Pier shuts'><meta name=author content='Bob Ray'>\
         <meta property=article:published_time content=2026-11-15T08:00:00Z>",
    );
    let draft = read_page(&page);
    assert_eq!(draft.headline.as_deref(), Some("Quay opens"));
    assert_eq!(draft.published.as_deref(), Some("2026-11-14T08:00:00Z"));
    assert_eq!(draft.url.as_deref(), Some("https://c.example/a"));
    assert_eq!(draft.language.as_deref(), Some("en"));
    for what in [
        "The date of publication differs",
        "The headline differs",
        "The byline differs",
        "The address differs",
        "The language differs",
    ] {
        assert!(
            draft.doubts.iter().any(|doubt| doubt.starts_with(what)),
            "{what}: {:#?}",
            draft.doubts
        );
    }
}

#[test]
fn a_date_without_a_zone_is_not_taken() {
    for date in ["2026-11-14", "2026-11-14T08:00:00", "yesterday"] {
        let draft = read_page(&with_json(
            &json!({"@type": "Article", "headline": "x", "datePublished": date, "dateModified": date}),
            TEXT,
        ));
        assert_eq!((draft.published, draft.updated), (None, None));
        assert_eq!(draft.doubts.len(), 4, "{:#?}", draft.doubts);
    }
    let draft = read_page(&with_json(
        &json!({"@type": "Article", "headline": "x", "datePublished": "2026-11-14"}),
        "<meta property=article:published_time content=2026-11-14T08:00:00+01:00>",
    ));
    assert_eq!(
        draft.published.as_deref(),
        Some("2026-11-14T08:00:00+01:00")
    );
}

#[test]
fn the_same_page_is_the_same_article() {
    let page = format!("<!doctype html><h1>Quay opens</h1>{TEXT}");
    let a = at(&page, "https://c.example/quay?utm_source=mail#top");
    let b = at(&page, "http://c.example/quay/");
    assert_eq!(a.made_id, b.made_id);
    assert_eq!(a.made_id.as_deref().map(str::len), Some(37));
    assert_ne!(a.made_id, at(&page, "https://c.example/pier").made_id);
    assert_eq!(read_page(&page).made_id, read_page(&page).made_id);
    let named = with_json(
        &json!({"@type": "NewsArticle", "headline": "x", "identifier": 4711}),
        TEXT,
    );
    assert_eq!(
        at(&named, "https://c.example/quay").id.as_deref(),
        Some("4711")
    );
    let bad = with_json(
        &json!({"@type": "NewsArticle", "headline": "x", "identifier": "a b"}),
        TEXT,
    );
    let bad = at(&bad, "https://c.example/quay");
    assert_eq!((bad.id, bad.made_id), (None, a.made_id));
}

#[test]
fn people_are_read_from_nodes_and_from_words() {
    let authors = |author: serde_json::Value| {
        read_page(&with_json(
            &json!({"@type": "NewsArticle", "headline": "x", "author": author}),
            TEXT,
        ))
    };
    let nodes = authors(
        json!([{"@type": "Person", "name": "Ann Lee", "url": "https://c.example/ann", "worksFor": {"name": "Courier"}}, {"@type": "NewsMediaOrganization", "name": "Northlight"}]),
    );
    assert_eq!(nodes.authors[0].affiliation.as_deref(), Some("Courier"));
    assert_eq!(nodes.authors[1].kind, AuthorKind::Organisation);
    assert_eq!(nodes.byline, None);
    assert_eq!(
        authors(json!("By Ann Lee and Bob Ray")).byline.as_deref(),
        Some("By Ann Lee and Bob Ray")
    );
    assert_eq!(
        authors(json!({"@type": "Person", "name": "Ann Lee and Bob Ray"}))
            .byline
            .as_deref(),
        Some("Ann Lee and Bob Ray")
    );
    assert_eq!(authors(json!("https://social.example/ann")).byline, None);
}

#[test]
fn of_several_articles_the_page_own_one_is_taken() {
    let two = json!([{"@type": "NewsArticle", "headline": "Other", "url": "https://c.example/other"}, {"@type": "schema:NewsArticle", "headline": "Own", "mainEntityOfPage": "https://c.example/own"}]);
    let page = with_json(&two, TEXT);
    assert_eq!(
        at(&page, "https://c.example/own?utm_medium=x")
            .headline
            .as_deref(),
        Some("Own")
    );
    let lost = read_page(&page);
    assert_eq!(lost.headline.as_deref(), Some("Other"));
    assert!(
        lost.doubts
            .iter()
            .any(|doubt| doubt.contains("describes 2 articles"))
    );
}

#[test]
fn references_lead_where_they_should_and_never_in_circles() {
    let graph = json!({"@graph": [
        {"@id": "#a", "@type": "NewsArticle", "headline": {"@value": "H", "@language": "en"}, "author": {"@id": "#p"}, "publisher": {"@id": "#gone"}, "image": {"@id": "#i"}},
        {"@id": "#p", "@type": "Person", "name": "Ann Lee", "knows": {"@id": "#p"}},
        {"@id": "#i", "@type": "ImageObject", "url": "https://i.example/a.jpg", "isPartOf": {"@id": "#a"}}]});
    let draft = read_page(&with_json(&graph, TEXT));
    assert_eq!(draft.headline.as_deref(), Some("H"));
    assert_eq!(draft.authors[0].name, "Ann Lee");
    assert_eq!(
        draft.photos[0].url.as_deref(),
        Some("https://i.example/a.jpg")
    );
    assert_eq!(draft.wire_source, None);
}

#[test]
fn furniture_goes_unless_the_text_is_in_it() {
    let kept = read_page(
        "<article class='share-page'><div class='story related'><p>All of the text is in here, whatever its element is called.</p></div></article>",
    );
    assert!(kept.body_html.unwrap().contains("All of the text"));
    let left = read_page(
        "<h1>Head</h1><article><h1>Head</h1><p>Text one, a paragraph of some length, so that it weighs something.</p><div class='ShareTools'><p>Tweet</p></div><p>Text two.</p><form><input></form><p hidden>h</p></article>",
    );
    assert_eq!(
        left.body_html.as_deref(),
        Some(
            "<p>Text one, a paragraph of some length, so that it weighs something.</p><p>Text two.</p>"
        )
    );
    assert_eq!(
        left.removed,
        ["Left out as furniture of the page: div.ShareTools, form, p."]
    );
}

#[test]
fn what_a_page_hides_costs_nothing_and_says_so() {
    assert_eq!(read(b"  ", &Options::default()), Err(Error::Empty));
    assert!(matches!(
        read("<div>".repeat(300).as_bytes(), &Options::default()),
        Err(Error::TooMuch(_))
    ));
    // Markup in the strings of JSON is not parsed without a look either.
    let bomb =
        json!({"@type": "NewsArticle", "headline": format!("{}</", "<div>".repeat(100_000))});
    let _ = read_page(&with_json(&bomb, TEXT));
    let ids: Vec<_> = (0..5_000)
        .map(|n| json!({"@id": n.to_string(), "a": 1}))
        .collect();
    let _ = read_page(&with_json(
        &json!({"k".repeat(100_000): ids, "@type": "NewsArticle"}),
        TEXT,
    ));
}

#[test]
fn deep_and_wide_pages_take_time_in_proportion() {
    let started = std::time::Instant::now();
    let words = "<p>some words <time>x</time> <a href=x>y</a></p>".repeat(4_000);
    let deep = format!(
        "{}{words}{}",
        "<div itemscope itemprop=a>".repeat(200),
        "</div>".repeat(200)
    );
    let _ = read_page(&deep);
    let _ = read_page(&format!(
        "<article><p>{}</p></article>",
        "<time>x</time> y ".repeat(15_000)
    ));
    let _ = read_page(&"<article><ul><li>".repeat(100));
    let _ = read_page(&"<figure><img src=x></figure><!---->".repeat(9_000));
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

/// A page in pieces, put together anew.
fn pages() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "<!doctype html>", "<html lang=en>", "<head>", "<title>T | P</title>", "<body>", "<article>", "</article>", "<main>", "</main>", "<p>Words of a story that go on.</p>",
            "<script type=application/ld+json>", "</script>", "{\"@type\":\"NewsArticle\",", "\"headline\":\"H\"", ",\"author\":[", "{\"@id\":\"#a\"}", "]}", "\"datePublished\":\"2026-11-14T08:00:00Z\"",
            "<div itemscope itemtype=https://schema.org/NewsArticle>", "<span itemprop=headline>", "</span>", "<div itemprop='author image' itemscope>", "</div>", "<div itemprop=articleBody>",
            "<meta property=og:title content=O>", "<meta property=og:image content=//i.example/a.jpg>", "<meta property=article:published_time content='2026'>", "<link rel=canonical href=/c>", "<base href=//b.example/>",
            "<figure>", "<img src=a.jpg alt=b>", "<figcaption>C (Photo by D)", "</figure>", "<nav>", "</nav>", "<div class='share'>", "<ul><li><a href=x>y</a>", "</ul>", "<table><tr><td>", "<svg>", "<template>", "<noscript>", "<!--", "-->", "<time datetime=x>",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,10}",
        1 => "[\"{}\\[\\]:,\\\\ &;<>/=\u{0}-\u{1f}]{0,8}",
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_page_makes_the_reader_panic(page in pages()) {
        let _ = at(&format!("x{page}"), "https://c.example/a");
    }

    #[test]
    fn no_bytes_do(bytes in vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes, &Options::default());
        let _ = looks_like(&bytes);
    }
}
