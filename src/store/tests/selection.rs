//! Lists of feeds against a look at every article.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;

use super::sample::{article, at, author, ids, save, save_new};
use crate::article::Article;
use crate::article::status::Status;
use crate::feed::select::{Filter, Selection};
use crate::store::{Saved, Store};

fn all(limit: u32) -> Selection {
    Selection {
        limit,
        ..Selection::default()
    }
}

fn of_section(section: &str) -> Selection {
    Selection {
        take: Filter {
            sections: vec![section.to_owned()],
            ..Filter::default()
        },
        ..all(10)
    }
}

pub(super) async fn what_is_not_public_is_not_shown(store: &dyn Store) {
    let window = |embargo: Option<i64>, expires: Option<i64>| json!({ "embargo": embargo.map(at), "expires": expires.map(at) });
    save_new(store, article("open", 0, json!({}))).await;
    save_new(store, article("embargo", 1, window(Some(10), None))).await;
    save_new(store, article("expires", 2, window(None, Some(10)))).await;
    save_new(store, article("both", 3, window(Some(5), Some(15)))).await;
    save_new(
        store,
        article("withheld", 4, json!({ "status": "withheld" })),
    )
    .await;
    save_new(
        store,
        article("killed", 5, json!({ "status": "killed", "killed": at(6) })),
    )
    .await;
    for (now, expected) in [
        (4, "expires open"),
        (5, "both expires open"),
        (10, "both embargo open"),
        (15, "embargo open"),
    ] {
        let shown = store.newest(&all(10), at(now)).await.unwrap().articles;
        assert_eq!(ids(&shown).join(" "), expected, "at {now}");
    }
    let young = Selection {
        max_age: Some(TimeDelta::seconds(9)),
        ..all(10)
    };
    let shown = store.newest(&young, at(10)).await.unwrap().articles;
    assert_eq!(ids(&shown), ["both", "embargo"]);
    assert!(
        store
            .newest(&all(0), at(10))
            .await
            .unwrap()
            .articles
            .is_empty()
    );
}

pub(super) async fn killed_articles_are_listed_by_their_kill(store: &dyn Store) {
    let killed = |seconds: i64, was_public: bool| json!({ "status": "killed", "killed": at(seconds), "was_public": was_public, "section": "World", "embargo": at(900) });
    save_new(store, article("first", 9, killed(10, true))).await;
    save_new(store, article("second", 5, killed(30, true))).await;
    save_new(store, article("third", 7, killed(20, true))).await;
    save_new(store, article("unseen", 8, killed(40, false))).await;
    save_new(store, article("shown", 8, json!({ "section": "World" }))).await;
    let known = store
        .killed(&of_section("world"), 10)
        .await
        .unwrap()
        .articles;
    assert_eq!(ids(&known), ["second", "third", "first"]);
    let two = store.killed(&all(0), 2).await.unwrap().articles;
    assert_eq!(ids(&two), ["second", "third"]);
    assert!(
        store
            .killed(&of_section("sport"), 10)
            .await
            .unwrap()
            .articles
            .is_empty()
    );
}

pub(super) async fn a_moved_article_leaves_the_lists_it_was_in(store: &dyn Store) {
    let mut moved = article("a", 0, json!({ "section": "World", "tags": ["x", "y"] }));
    save_new(store, moved.clone()).await;
    let shown = async |section: &str| {
        let articles = store
            .newest(&of_section(section), at(50))
            .await
            .unwrap()
            .articles;
        articles.len()
    };
    assert_eq!((shown("world").await, shown("sport").await), (1, 0));
    moved.version = 2;
    moved.section = Some("Sport".to_owned());
    assert_eq!(save(store, moved.clone(), Some(1)).await, Saved::Durable);
    assert_eq!((shown("world").await, shown("sport").await), (0, 1));
    moved.version = 3;
    moved.status = Status::Withheld;
    assert_eq!(save(store, moved.clone(), Some(2)).await, Saved::Durable);
    assert_eq!(shown("sport").await, 0);
    moved.version = 4;
    moved.status = Status::Usable;
    moved.published = at(49);
    assert_eq!(save(store, moved.clone(), Some(3)).await, Saved::Durable);
    assert_eq!(shown("sport").await, 1);
    moved.version = 5;
    moved.status = Status::Killed;
    moved.killed = Some(at(60));
    assert_eq!(save(store, moved.clone(), Some(4)).await, Saved::Durable);
    assert_eq!(shown("sport").await, 0);
    assert_eq!(
        store
            .killed(&of_section("sport"), 5)
            .await
            .unwrap()
            .articles
            .len(),
        1
    );
}

/// What is drawn for one version of an article: small worlds, so that things meet.
type Drawn = (
    (i64, u8, Option<i64>, Option<i64>),
    (Option<u8>, Vec<u8>, Vec<u8>, Option<u8>),
    bool,
);

const SECTIONS: [&str; 3] = ["World", "sport", "Kultur & Élan"];
const TAGS: [&str; 5] = ["Election", "war", "Chess", "a b", "ELECTION"];
const AUTHORS: [&str; 4] = ["Ada Ößt", "ada ößt", "Jean Dupont", "AP"];
const LANGUAGES: [&str; 6] = ["en", "en-GB", "de-AT-1996", "de", "EN-us", "fr"];

fn drawn() -> impl Strategy<Value = Drawn> {
    (
        (
            0..40_i64,
            0..6_u8,
            proptest::option::weighted(0.2, 0..60_i64),
            proptest::option::weighted(0.2, 0..60_i64),
        ),
        (
            proptest::option::weighted(0.8, 0..3_u8),
            proptest::collection::vec(0..5_u8, 0..4),
            proptest::collection::vec(0..4_u8, 0..3),
            proptest::option::weighted(0.7, 0..6_u8),
        ),
        any::<bool>(),
    )
}

fn pick<'a>(words: &[&'a str], numbers: &[u8]) -> Vec<&'a str> {
    numbers.iter().map(|n| words[usize::from(*n)]).collect()
}

fn drawn_article(n: usize, drawn: &Drawn) -> Article {
    let ((seconds, status, embargo, expires), (section, tags, authors, language), was_public) =
        drawn;
    let status = match status {
        0 => "withheld",
        1 => "killed",
        _ => "usable",
    };
    let authors: Vec<_> = pick(&AUTHORS, authors).into_iter().map(author).collect();
    let fields = json!({
        "status": status,
        "killed": (status == "killed").then(|| at(*seconds + 7)),
        "was_public": was_public,
        "embargo": embargo.map(at),
        "expires": expires.map(at),
        "section": section.map(|n| SECTIONS[usize::from(n)]),
        "tags": pick(&TAGS, tags),
        "authors": authors,
        "language": language.map(|n| LANGUAGES[usize::from(n)]),
    });
    article(&format!("a{n}"), *seconds, fields)
}

fn filter(most: usize) -> impl Strategy<Value = Filter> {
    let some = move |n: u8| proptest::collection::vec(0..n, 0..=most);
    (some(3), some(5), some(4), some(6)).prop_map(|(sections, tags, authors, languages)| {
        let owned = |words: &[&str], numbers: &[u8]| -> Vec<String> {
            pick(words, numbers)
                .into_iter()
                .map(str::to_owned)
                .collect()
        };
        Filter::of(
            &owned(&SECTIONS, &sections),
            &owned(&TAGS, &tags),
            &owned(&AUTHORS, &authors),
            &owned(&LANGUAGES, &languages),
        )
    })
}

fn selection() -> impl Strategy<Value = Selection> {
    (
        filter(2),
        filter(1),
        prop_oneof![Just(0_u32), 1..5_u32, 5..200_u32],
        proptest::option::weighted(0.3, 0..50_i64),
    )
        .prop_map(|(take, exclude, limit, age)| Selection {
            take,
            exclude,
            limit,
            max_age: age.map(TimeDelta::seconds),
        })
}

/// What `newest` must give, by looking at every article. They stand in the order they were first filed.
fn looked_up(articles: &[Article], selection: &Selection, now: DateTime<Utc>) -> Vec<String> {
    let mut shown: Vec<(usize, &Article)> = articles
        .iter()
        .enumerate()
        .filter(|(_, article)| {
            article.is_public(now)
                && selection.takes(article)
                && selection
                    .max_age
                    .is_none_or(|age| article.position() >= now - age)
        })
        .collect();
    shown.sort_by_key(|(key, article)| std::cmp::Reverse((article.position(), *key)));
    shown.truncate(selection.limit as usize);
    shown.iter().map(|(_, a)| a.id.to_string()).collect()
}

fn killed_ones(articles: &[Article], selection: &Selection, most: usize) -> Vec<String> {
    let mut killed: Vec<(usize, &Article)> = articles
        .iter()
        .enumerate()
        .filter(|(_, article)| {
            article.status == Status::Killed && article.was_public && selection.takes(article)
        })
        .collect();
    killed.sort_by_key(|(key, article)| std::cmp::Reverse((article.killed, *key)));
    killed.truncate(most);
    killed.iter().map(|(_, a)| a.id.to_string()).collect()
}

pub(super) async fn the_lists_agree_with_a_look_at_every_article(store: &dyn Store) {
    let mut runner = TestRunner::default();
    let mut draw_articles = |n: usize| -> Vec<Drawn> {
        proptest::collection::vec(drawn(), n)
            .new_tree(&mut runner)
            .unwrap()
            .current()
    };
    let mut articles: Vec<Article> = Vec::new();
    for (n, drawn) in draw_articles(250).iter().enumerate() {
        let article = drawn_article(n, drawn);
        save_new(store, article.clone()).await;
        articles.push(article);
    }
    // Half of them change once more, some twice.
    for (n, drawn) in draw_articles(200).iter().enumerate() {
        let n = (n * 3) % articles.len();
        let mut next = drawn_article(n, drawn);
        let before = articles[n].version;
        next.version = before + 1;
        assert_eq!(
            save(store, next.clone(), Some(before)).await,
            Saved::Durable
        );
        articles[n] = next;
    }
    let mut runner = TestRunner::default();
    for _ in 0..600 {
        let selection = selection().new_tree(&mut runner).unwrap().current();
        let now = at((0..70_i64).new_tree(&mut runner).unwrap().current());
        let shown = store.newest(&selection, now).await.unwrap().articles;
        assert_eq!(
            ids(&shown),
            looked_up(&articles, &selection, now),
            "{selection:?} at {now}"
        );
        let killed = store.killed(&selection, 7).await.unwrap().articles;
        assert_eq!(
            ids(&killed),
            killed_ones(&articles, &selection, 7),
            "killed by {selection:?}"
        );
    }
}
