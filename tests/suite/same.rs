//! Equal state, equal bytes: across restarts, orders of arrival, instances and histories.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::{Strategy, any, prop};
use proptest::test_runner::{Config, TestRunner};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, EVERYTHING, TestApp, WORLD, record, sample_photo};

/// What a poller sees of every feed: status, validators and bytes.
async fn seen(app: &TestApp) -> BTreeMap<String, (String, String, Vec<u8>)> {
    app.settle().await;
    let mut seen = BTreeMap::new();
    for (path, _) in app.all_feeds().await {
        for coding in ["identity", "gzip", "br", "zstd"] {
            let poll = app
                .request(Method::GET, &path)
                .header("accept-encoding", coding);
            let answer = Answer::to(poll).await;
            assert_eq!(answer.status, 200);
            let of = |name: &str| answer.header(name).to_owned();
            seen.insert(
                format!("{path} {coding}"),
                (of("etag"), of("last-modified"), answer.body.clone()),
            );
        }
    }
    seen
}

/// A small newsroom's day: photos, corrections, a kill, an embargo.
async fn a_day(app: &TestApp) {
    let photo = app.upload(&sample_photo("bridge.jpg")).await;
    for n in 0..6 {
        let mut article = record(&format!("Story {n}"));
        article["published"] = json!(format!("2026-11-20T0{n}:00:00Z"));
        if n == 2 {
            article["photos"] = json!([{"photo": photo, "caption": "A bridge"}]);
        }
        if n == 3 {
            article["embargo"] = json!("2026-11-20T12:03:00Z");
        }
        app.file_article(&format!("a{n}"), &article).await;
    }
    app.pass(TimeDelta::minutes(2)).await;
    let mut corrected = record("Story 1, corrected");
    corrected["correction"] = json!({"note": "It was one, not two."});
    app.file_article("a1", &corrected).await;
    app.kill("a4").await;
    app.pass(TimeDelta::minutes(2)).await;
}

#[tokio::test]
async fn a_restart_changes_no_byte_no_tag_and_no_date() {
    let replacing = WORLD.replace("[take]", "kill = \"replace\"\n[take]");
    let app = TestApp::with(
        "",
        &[
            ("world", WORLD),
            ("everything", EVERYTHING),
            ("notices", &replacing),
        ],
    )
    .await;
    a_day(&app).await;
    let before = seen(&app).await;
    assert_eq!(before.len(), 3 * 3 * 4);
    let app = app.restart().await;
    assert_eq!(seen(&app).await, before);
    let app = app.restart_at("2026-11-20T18:00:00Z").await;
    assert_eq!(seen(&app).await, before);
    // Pushing everything again that is there already changes nothing either.
    assert_eq!(
        app.file_article("a5", &{
            let mut article = record("Story 5");
            article["published"] = json!("2026-11-20T05:00:00Z");
            article
        })
        .await["outcome"],
        "unchanged"
    );
    assert_eq!(seen(&app).await, before);
    app.stop().await;
}

#[tokio::test]
async fn the_order_of_arrival_and_the_instance_change_no_byte() {
    let articles: Vec<(String, Value)> = (0..12)
        .map(|n| {
            let mut article = record(&format!("Story {n}"));
            article["published"] = json!(format!("2026-11-20T{n:02}:00:00Z"));
            article["updated"] = json!(format!("2026-11-20T{n:02}:30:00Z"));
            article["tags"] = json!([format!("tag {n}"), "common"]);
            (format!("a{n}"), article)
        })
        .collect();
    let one = TestApp::start().await;
    for (id, article) in &articles {
        one.file_article(id, article).await;
    }
    let two = TestApp::start().await;
    for at in [7, 0, 11, 3, 9, 5, 1, 10, 2, 8, 4, 6] {
        let (id, article) = &articles[at];
        two.file_article(id, article).await;
    }
    one.settle().await;
    two.settle().await;
    assert_eq!(one.all_feeds().await, two.all_feeds().await);
    one.stop().await;
    two.stop().await;
}

/// One thing a desk does to one of a few articles.
#[derive(Debug, Clone)]
enum Act {
    Push {
        id: usize,
        headline: u8,
        section: u8,
    },
    Correct {
        id: usize,
        headline: u8,
    },
    Embargo {
        id: usize,
        headline: u8,
    },
    Withhold {
        id: usize,
    },
    Kill {
        id: usize,
    },
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let one =
        (0..5usize, any::<u8>(), 0..2u8, 0..10u8).prop_map(|(id, headline, section, kind)| {
            match kind {
                0..4 => Act::Push {
                    id,
                    headline,
                    section,
                },
                4..6 => Act::Correct { id, headline },
                6..8 => Act::Embargo { id, headline },
                8 => Act::Withhold { id },
                _ => Act::Kill { id },
            }
        });
    prop::collection::vec(one, 1..14)
}

/// What a model knows of one article: the last thing pushed, and whether the public could have seen it.
#[derive(Debug, Clone, Default)]
struct Known {
    last: Option<Value>,
    was_public: bool,
    killed: Option<DateTime<Utc>>,
}

/// The record of a step. Dates are given, so that nothing depends on when it arrives; all lie within the hour, since
/// what comes to the public later than that takes the place of the moment it comes.
fn step(id: usize, n: usize, headline: u8, section: u8) -> Value {
    let mut article = record(&format!("Article {id} says {headline}"));
    article["published"] = json!(format!("2026-11-20T11:1{id}:00Z"));
    article["updated"] = json!(format!("2026-11-20T11:{:02}:00Z", 20 + n));
    article["section"] = json!(["world", "sport"][usize::from(section)]);
    article["version"] = json!(n + 1);
    article
}

async fn play(app: &TestApp, acts: &[Act]) -> Vec<Known> {
    let mut known = vec![Known::default(); 5];
    for (n, act) in acts.iter().enumerate() {
        app.pass(TimeDelta::seconds(1)).await;
        let (id, mut article) = match act {
            Act::Push {
                id,
                headline,
                section,
            } => (*id, step(*id, n, *headline, *section)),
            Act::Correct { id, headline } => {
                let mut article = step(*id, n, *headline, 0);
                article["correction"] = json!({"kind": "correction", "note": format!("Note {n}.")});
                (*id, article)
            }
            Act::Embargo { id, headline } => {
                let mut article = step(*id, n, *headline, 0);
                // What was public once cannot be made unseen: its dates stay, those of a new article do not.
                if !known[*id].was_public {
                    article["embargo"] = json!("2026-11-20T12:30:00Z");
                }
                (*id, article)
            }
            Act::Withhold { id } => (*id, step(*id, n, 0, 0)),
            Act::Kill { id } => {
                if known[*id].last.is_some() && known[*id].killed.is_none() {
                    assert!(app.kill(&format!("a{id}")).await.status().is_success());
                    known[*id].killed = Some(app.clock_now());
                }
                continue;
            }
        };
        let state = &mut known[id];
        if matches!(act, Act::Withhold { .. }) {
            article["status"] = json!("withheld");
        }
        let answer = app.put(&format!("a{id}"), &article).await;
        if state.killed.is_some() {
            assert_eq!(answer.status().as_u16(), 410);
            continue;
        }
        assert!(answer.status().is_success());
        let is_public = article.get("embargo").is_none() && article["status"] != "withheld";
        state.was_public |= is_public;
        state.last = Some(article);
    }
    known
}

/// Brings a fresh program to the state that a history ended in.
async fn settle_at_once(app: &TestApp, known: &[Known]) {
    for (id, state) in known.iter().enumerate().rev() {
        let Some(last) = &state.last else { continue };
        let mut last = last.clone();
        if state.killed.is_some() && state.was_public {
            last.as_object_mut().unwrap().remove("status");
        }
        app.file_article(&format!("a{id}"), &last).await;
    }
    let mut kills: Vec<_> = known
        .iter()
        .enumerate()
        .filter_map(|(id, state)| Some((state.killed?, id)))
        .collect();
    kills.sort_unstable();
    for (killed, id) in kills {
        app.clock.set(killed);
        assert!(app.kill(&format!("a{id}")).await.status().is_success());
    }
}

#[test]
fn any_history_gives_the_feeds_of_its_end() {
    let config = Config {
        cases: 12,
        max_shrink_iters: 20,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&acts(), |acts| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let lived = TestApp::start().await;
                let known = play(&lived, &acts).await;
                let fresh = TestApp::start().await;
                settle_at_once(&fresh, &known).await;
                for moment in ["2026-11-20T12:01:00Z", "2026-11-20T12:30:00Z"] {
                    lived.go_to(moment).await;
                    fresh.go_to(moment).await;
                    let (lived, fresh) = (lived.all_feeds().await, fresh.all_feeds().await);
                    for ((path, one), (_, two)) in lived.iter().zip(&fresh) {
                        assert_eq!(
                            String::from_utf8_lossy(one),
                            String::from_utf8_lossy(two),
                            "{path} at {moment} after {acts:?}"
                        );
                    }
                }
                lived.assert_feeds_are_valid().await;
                lived.stop().await;
                fresh.stop().await;
            });
            Ok(())
        })
        .unwrap();
}
