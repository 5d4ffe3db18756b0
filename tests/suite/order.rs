//! Later arrivals of older versions change nothing (NJ-3), and a record that was read can be sent back.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, TestApp, record};
use crate::life::with;

fn dated(headline: &str, moment: &str) -> Value {
    with(headline, &json!({ "updated": moment }))
}

#[tokio::test]
async fn where_no_number_is_known_the_date_of_change_decides() {
    let app = TestApp::start().await;
    let put =
        async |article: &Value| Answer::to(app.about(Method::PUT, "a1", "").json(article)).await;
    assert_eq!(
        put(&dated("Second", "2026-11-20T11:00:00Z")).await.status,
        201
    );
    let late = put(&dated("First", "2026-11-20T10:30:00Z")).await;
    let problem = late.problem(409, "version-conflict");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("2026-11-20T11:00:00Z"),
        "{problem}"
    );
    // The zone is part of the moment: this is half past ten in UTC.
    put(&dated("First", "2026-11-20T16:15:00+05:45"))
        .await
        .problem(409, "version-conflict");
    put(&dated("As old", "2026-11-20T11:00:00Z"))
        .await
        .problem(409, "version-conflict");
    assert_eq!(
        put(&dated("Second", "2026-11-20T11:00:00Z")).await.json()["outcome"],
        "unchanged"
    );
    assert_eq!(app.headlines("world").await, ["Second"]);
    let mut quiet = dated("Second.", "2026-11-20T11:00:00Z");
    quiet["correction"] = json!({ "kind": "quiet_fix" });
    assert_eq!(put(&quiet).await.json()["outcome"], "updated");
    let matched = app
        .about(Method::PUT, "a1", "")
        .header("if-match", "\"v2\"");
    let answer = Answer::to(matched.json(&dated("As old", "2026-11-20T11:00:00Z"))).await;
    assert_eq!(answer.json()["version"], 3, "{}", answer.text());
    assert_eq!(
        put(&dated("Third", "2026-11-20T11:30:00Z")).await.json()["version"],
        4
    );
    app.settle().await;
    assert_eq!(app.headlines("world").await, ["Third"]);
    app.stop().await;
}

#[tokio::test]
async fn any_order_of_arrival_ends_with_the_newest() {
    let app = TestApp::start().await;
    let orders = [
        [1, 2, 3],
        [1, 3, 2],
        [2, 1, 3],
        [2, 3, 1],
        [3, 1, 2],
        [3, 2, 1],
    ];
    for (n, order) in orders.iter().enumerate() {
        for by_number in [true, false] {
            let id = format!("a{n}-{by_number}");
            for which in order {
                let headline = format!("{id} version {which}");
                let article = if by_number {
                    with(&headline, &json!({ "version": which }))
                } else {
                    dated(&headline, &format!("2026-11-20T10:0{which}:00Z"))
                };
                let status = app.put(&id, &article).await.status().as_u16();
                assert!(matches!(status, 200 | 201 | 409), "{order:?}: {status}");
            }
        }
    }
    let app = app.restart().await;
    let shown = app.headlines("everything").await;
    assert_eq!(shown.len(), 12);
    assert!(
        shown.iter().all(|headline| headline.ends_with("version 3")),
        "{shown:?}"
    );
    app.stop().await;
}

#[tokio::test]
async fn a_record_that_was_read_is_sent_back_with_changes() {
    let app = TestApp::start().await;
    let first = json!({
        "version": 3, "updated": "2026-11-20T11:00:00.123Z", "tags": ["Ports"],
        "correction": { "kind": "correction", "note": "It was Monday." },
        "photos": [{ "url": "https://photos.example/a.jpg", "caption": "The quay (Ann Lee/AP)" }],
    });
    app.file_article("a1", &with("Harbour opens", &first)).await;
    app.pass(TimeDelta::minutes(30)).await;
    let read = app.get_json("/v1/articles/a1").await;
    let put = async |article: &Value| {
        Answer::to(
            app.about(Method::PUT, "a1", "")
                .header("prefer", "wait")
                .json(article),
        )
        .await
    };
    assert_eq!(
        put(&read).await.json()["outcome"],
        "unchanged",
        "nothing new was said"
    );
    let mut changed = read.clone();
    changed["headline"] = json!("Harbour opens late");
    let receipt = put(&changed).await;
    assert_eq!(receipt.status, 200, "{}", receipt.text());
    assert_eq!(receipt.json()["version"], 4);
    // It changed now; what was left in the record of an earlier change is not told anew.
    assert_eq!(receipt.json()["updated"], "2026-11-20T12:30:00Z");
    let feed: Value = serde_json::from_str(&app.text("/feeds/world.json").await).unwrap();
    let told = &feed["items"][0]["_syndicated"]["correction"];
    assert_eq!(told["made"], "2026-11-20T11:00:00Z", "{feed}");
    assert_eq!(
        put(&changed).await.json()["outcome"],
        "unchanged",
        "the same push again"
    );

    // Whoever read before that overwrites nothing.
    let mut stale = read.clone();
    stale["headline"] = json!("From an old copy");
    put(&stale).await.problem(409, "version-conflict");
    stale.as_object_mut().unwrap().remove("_syndicated");
    put(&stale).await.problem(409, "version-conflict");
    // Without our mark the number alone is as old as the newest: that is a late arrival, unless If-Match says more.
    let mut bare = app.get_json("/v1/articles/a1").await;
    bare.as_object_mut().unwrap().remove("_syndicated");
    bare["headline"] = json!("By tag");
    let problem = put(&bare).await.problem(409, "version-conflict");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("If-Match: \"v4\""),
        "{problem}"
    );
    let matched = app
        .about(Method::PUT, "a1", "")
        .header("if-match", "\"v4\"")
        .json(&bare);
    let answer = Answer::to(matched).await;
    assert_eq!(
        (answer.status, &answer.json()["version"]),
        (200, &json!(5)),
        "{}",
        answer.text()
    );
    let read = app.get_json("/v1/articles/a1").await;
    assert_eq!(read["photos"][0]["caption"], "The quay");
    assert_eq!(read["tags"], json!(["Ports"]));
    app.stop().await;
}

#[tokio::test]
async fn of_two_that_read_the_same_version_one_is_told() {
    let app = TestApp::start().await;
    app.file_article("a1", &record("Start")).await;
    for round in 1..=3u64 {
        let read = app.get_json("/v1/articles/a1").await;
        let writers: Vec<_> = (0..8)
            .map(|n| {
                let mut changed = read.clone();
                changed["headline"] = json!(format!("Round {round} writer {n}"));
                tokio::spawn(Answer::to(app.about(Method::PUT, "a1", "").json(&changed)))
            })
            .collect();
        let mut statuses = Vec::new();
        for writer in writers {
            statuses.push(writer.await.unwrap().status);
        }
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409, 409, 409, 409, 409, 409, 409]);
        assert_eq!(app.get_json("/v1/articles/a1").await["version"], round + 1);
    }
    app.stop().await;
}
