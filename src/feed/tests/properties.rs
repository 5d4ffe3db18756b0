//! Whatever an article holds: well-formed, read back equal by parsers that are not ours, equal bytes for equal state.

use chrono::{DateTime, Utc};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::article::Article;
use crate::article::byline::{Author, AuthorKind};
use crate::article::moment::rfc3339;
use crate::article::photo::PhotoFile;
use crate::feed::{FeedDefinition, Format, Page, Story, xml};

use super::{site, written};

const ATOM: &str = "http://www.w3.org/2005/Atom";
const DC: &str = "http://purl.org/dc/elements/1.1/";
const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";

/// Text with everything that breaks documents, and nothing left of it at worst.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        3 => "[a-zA-Zåéłøü ]{1,12}",
        1 => "\\PC{0,8}",
        1 => "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{fffe}\u{ffff}\u{fdd0}\u{1fffe}]{1,3}",
        1 => prop::sample::select(vec![
            "]]>", "<![CDATA[", "&amp;", "&", "<", ">", "\"", "'", "<b>x</b>", "&#0;", "&nbsp;", "--", "?>", "🙂",
            "\u{2028}", "\u{200f}", "%", "\\", "{}",
        ]).prop_map(str::to_owned),
    ];
    vec(pieces, 0..5).prop_map(|pieces| pieces.concat())
}

/// The same with a letter in front, for what an article must have.
fn some_text() -> impl Strategy<Value = String> {
    any_text().prop_map(|text| format!("x{text}"))
}

fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    // The years 1400 to 9998 are those that articles can have.
    (-17_987_443_200_000_i64..253_354_176_000_000_i64)
        .prop_map(|millis| DateTime::from_timestamp_millis(millis).unwrap())
}

prop_compose! {
    fn author()(name in some_text(), url in option::of("https://a\\.example/[a-z?&=\"<> ]{0,12}")) -> Author {
        Author { name, kind: AuthorKind::Person, affiliation: None, role: None, url, email: None }
    }
}

prop_compose! {
    fn story()(
        headline in some_text(),
        texts in vec(any_text(), 8),
        body in option::of(any_text()),
        authors in vec(author(), 0..4),
        tags in vec(any_text(), 0..5),
        published in moment(),
        updated in moment(),
        id in "[a-z0-9\"'<>&\\]]{1,12}",
        size_bytes in 0..u64::MAX,
    ) -> Story {
        let record = serde_json::json!({
            "id": "x", "source": "cms", "atom_id": format!("tag:courier.example,2026:{id}"), "version": 1,
            "status": "usable", "headline": headline, "summary": texts[0], "body": body, "authors": authors,
            "tags": tags, "section": texts[1], "rights": texts[2], "language": texts[3],
            "published": published, "updated": updated, "expires": updated,
            "subjects": [{"scheme": texts[4], "name": texts[5]}],
            "wire_source": {"name": texts[6], "url": texts[7]},
            "correction": {"kind": "update", "note": texts[6], "made": updated},
            "url": format!("https://u.example/{id}"),
            "media": [{"url": texts[5], "media_type": texts[4], "title": texts[3], "size_bytes": size_bytes}],
            "photos": [{
                "source": {"shelf": "x"}, "caption": texts[1], "credit": texts[2], "alt": texts[3],
                "rights": texts[4], "credits": [{"name": texts[5], "kind": "person", "role": "provider"}],
            }],
        });
        let article: Article = serde_json::from_value(record).unwrap();
        let file = PhotoFile {
            name: texts[0].clone(), media_type: texts[1].clone(), width: 4, height: 3, size_bytes,
        };
        Story { article, files: vec![Some(file)] }
    }
}

prop_compose! {
    fn definition()(
        title in some_text(),
        description in some_text(),
        texts in vec(any_text(), 4),
        hub in any::<bool>(),
        body in prop::sample::select(vec!["full", "summary", "none"]),
        photos in prop::sample::select(vec!["enclosure", "figure", "both", "none"]),
        kill in prop::sample::select(vec!["remove", "replace"]),
        corrections in prop::sample::select(vec!["silent", "note"]),
    ) -> FeedDefinition {
        let record = serde_json::json!({
            "title": title, "description": description, "hub": hub, "body": body, "kill": kill,
            "photos": {"policy": photos}, "corrections": corrections, "copyright": texts[0],
            "author": texts[1], "language": texts[2], "icon": format!("https://i.example/{}.png", texts[3]),
        });
        let mut definition: FeedDefinition = serde_json::from_value(record).unwrap();
        definition.name = "any".to_owned();
        definition
    }
}

/// Article ids must differ, as they do in a store.
fn shown() -> impl Strategy<Value = (FeedDefinition, Vec<Story>, Vec<Article>)> {
    (definition(), vec(story(), 0..4), vec(story(), 0..2)).prop_map(
        |(definition, stories, killed)| {
            let mut stories = stories;
            for (n, story) in stories.iter_mut().enumerate() {
                let id = serde_json::json!(format!("{}/{n}", story.article.atom_id.as_str()));
                story.article.atom_id = serde_json::from_value(id).unwrap();
            }
            let killed = killed.into_iter().map(|story| story.article).collect();
            (definition, stories, killed)
        },
    )
}

/// The texts of the children of this name.
fn texts(parent: roxmltree::Node<'_, '_>, namespace: Option<&str>, name: &str) -> Vec<String> {
    parent
        .children()
        .filter(|node| node.tag_name().name() == name && node.tag_name().namespace() == namespace)
        .map(|node| node.text().unwrap_or_default().to_owned())
        .collect()
}

fn names(article: &Article) -> Vec<String> {
    article
        .authors
        .iter()
        .map(|author| xml::line(&author.name))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn rss_says_what_the_article_says((definition, stories, killed) in shown()) {
        let site = site();
        let page = Page { site: &site, definition: &definition, stories: &stories, tombstones: &killed };
        let made = written(&page, Format::Rss);
        let document = roxmltree::Document::parse(&made).unwrap();
        let channel = document.root_element().first_element_child().unwrap();
        prop_assert_eq!(texts(channel, None, "title"), vec![xml::line(&definition.title)]);
        let items: Vec<_> = channel.children().filter(|node| node.has_tag_name("item")).collect();
        for story in &stories {
            let article = &story.article;
            let id = xml::line(article.atom_id.as_str());
            let item = *items.iter().find(|item| texts(**item, None, "guid") == [id.clone()]).unwrap();
            prop_assert_eq!(texts(item, None, "title"), vec![xml::line(&article.headline)]);
            prop_assert_eq!(texts(item, None, "link"), vec![xml::address(article.url.as_deref().unwrap())]);
            prop_assert_eq!(texts(item, Some(DC), "creator"), names(article));
            let updated = article.updated.max(article.published);
            prop_assert_eq!(texts(item, Some(ATOM), "updated"), vec![rfc3339(updated)]);
            for body in texts(item, Some(CONTENT), "encoded") {
                prop_assert!(body.ends_with(&xml::text(article.body.as_ref().unwrap().as_html().to_owned())));
            }
        }
    }

    #[test]
    fn atom_says_what_the_article_says((definition, stories, killed) in shown()) {
        let site = site();
        let page = Page { site: &site, definition: &definition, stories: &stories, tombstones: &killed };
        let made = written(&page, Format::Atom);
        let document = roxmltree::Document::parse(&made).unwrap();
        let feed = document.root_element();
        prop_assert_eq!(texts(feed, Some(ATOM), "title"), vec![xml::line(&definition.title)]);
        let entries: Vec<_> = feed.children().filter(|node| node.has_tag_name((ATOM, "entry"))).collect();
        for story in &stories {
            let article = &story.article;
            let id = xml::line(article.atom_id.as_str());
            let entry = *entries.iter().find(|entry| texts(**entry, Some(ATOM), "id") == [id.clone()]).unwrap();
            prop_assert_eq!(texts(entry, Some(ATOM), "title"), vec![xml::line(&article.headline)]);
            let authors: Vec<String> = entry
                .children()
                .filter(|node| node.has_tag_name((ATOM, "author")))
                .flat_map(|author| texts(author, Some(ATOM), "name"))
                .collect();
            prop_assert_eq!(authors, names(article));
            for body in texts(entry, Some(ATOM), "content") {
                prop_assert!(body.ends_with(&xml::text(article.body.as_ref().unwrap().as_html().to_owned())));
            }
        }
    }

    #[test]
    fn other_parsers_agree((definition, stories, killed) in shown()) {
        let site = site();
        let page = Page { site: &site, definition: &definition, stories: &stories, tombstones: &killed };
        for format in [Format::Rss, Format::Atom] {
            let made = written(&page, format);
            let read = feed_rs::parser::Builder::new().build().parse(made.as_bytes()).unwrap();
            for story in &stories {
                let article = &story.article;
                let id = xml::line(article.atom_id.as_str());
                let entry = read.entries.iter().find(|entry| entry.id == id).unwrap();
                prop_assert_eq!(entry.published.unwrap().timestamp(), article.published.timestamp());
                let link = url::Url::parse(&xml::address(article.url.as_deref().unwrap())).unwrap();
                prop_assert!(entry.links.iter().any(|found| found.href == link.as_str()), "{:?} {link}", entry.links);
                let authors: Vec<&str> = entry.authors.iter().map(|author| author.name.as_deref().unwrap_or_default().trim()).collect();
                let expected = names(article);
                prop_assert_eq!(authors, expected.iter().map(|name| name.trim()).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn json_says_what_the_article_says((definition, stories, killed) in shown()) {
        let site = site();
        let page = Page { site: &site, definition: &definition, stories: &stories, tombstones: &killed };
        let made = written(&page, Format::Json);
        let document: serde_json::Value = serde_json::from_str(&made).unwrap();
        let items = document["items"].as_array().unwrap();
        for story in &stories {
            let article = &story.article;
            let item = items.iter().find(|item| item["id"] == xml::line(article.atom_id.as_str())).unwrap();
            prop_assert_eq!(item["title"].as_str().unwrap(), xml::line(&article.headline));
            prop_assert_eq!(item["date_published"].as_str().unwrap(), rfc3339(article.published));
            let authors: Vec<String> = item["authors"].as_array().into_iter().flatten()
                .map(|author| author["name"].as_str().unwrap().to_owned()).collect();
            prop_assert_eq!(authors, names(article));
            prop_assert!(item.get("content_html").is_some() != item.get("content_text").is_some());
        }
    }

    #[test]
    fn equal_state_gives_equal_bytes((definition, stories, killed) in shown()) {
        let (again, stories_again, killed_again) = (definition.clone(), stories.clone(), killed.clone());
        let site = site();
        let page = Page { site: &site, definition: &definition, stories: &stories, tombstones: &killed };
        let twin = Page { site: &site, definition: &again, stories: &stories_again, tombstones: &killed_again };
        for format in Format::ALL {
            prop_assert_eq!(written(&page, format), written(&twin, format));
        }
    }
}
