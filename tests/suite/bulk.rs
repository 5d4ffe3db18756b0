//! Many articles in one stream: a result for each line, in order, early, durable, and one bad line stops no other.

use std::collections::HashSet;
use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;
use reqwest::{Body, Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use syndicated::store::Scope;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::durability::{Process, client, folder};
use crate::harness::{Answer, TestApp, record};

fn line(id: &str, headline: &str) -> String {
    let mut record = record(headline);
    record["id"] = json!(id);
    record.to_string()
}

impl TestApp {
    fn bulk(&self, body: impl Into<Body>) -> RequestBuilder {
        self.request(Method::POST, "/v1/articles:bulk")
            .bearer_auth(&self.token)
            .header("content-type", "application/x-ndjson")
            .body(body)
    }

    /// Sends lines and gives the results and the end.
    async fn bulk_all(&self, body: impl Into<Body>) -> (Vec<Value>, Value) {
        let answer = Answer::to(self.bulk(body).header("prefer", "wait")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("content-type"), "application/x-ndjson");
        results(&answer.text())
    }
}

/// The results of a reply, and its end.
fn results(reply: &str) -> (Vec<Value>, Value) {
    let mut lines: Vec<Value> = reply
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let end = lines.pop().expect("a reply has an end");
    assert!(end["end"].is_object(), "{end}");
    (lines, end["end"].clone())
}

fn told(result: &Value) -> (u64, u64, &str) {
    (
        result["line"].as_u64().unwrap(),
        result["status"].as_u64().unwrap(),
        result["outcome"].as_str().unwrap(),
    )
}

#[tokio::test]
async fn each_line_is_answered_in_its_order() {
    let app = TestApp::start().await;
    app.file_article("old", &record("Old")).await;
    app.file_article("dead", &record("Dead")).await;
    app.kill("dead").await;
    let faulty = json!({"id": "faulty", "headline": "x", "published": "2026-02-30T10:00:00Z", "tags": [7], "headlin": 1});
    let late = json!({"id": "late", "headline": "Late", "version": 3, "body_text": "x"});
    let later = json!({"id": "late", "headline": "Too late", "version": 2, "body_text": "x"});
    let killed = json!({"id": "kill-me", "headline": "x", "status": "killed", "correction": {"note": "Wrong."}});
    let nameless = record("Nameless");
    let body = [
        line("a", "One"),
        String::new(),
        line("a", "Two"),
        "{\"id\": \"broken\",".to_owned(),
        line("a", "Two"),
        line("old", "Old"),
        faulty.to_string(),
        "   \r".to_owned(),
        line("dead", "Alive"),
        late.to_string(),
        later.to_string(),
        "[1]".to_owned(),
        line("kill-me", "Soon gone"),
        killed.to_string(),
        line("kill-me", "Back again"),
        nameless.to_string(),
        "{\"id\": \"twice\", \"id\": \"twice\"}".to_owned(),
        line("a", "Three"),
    ]
    .join("\n");
    let (results, end) = app.bulk_all(body).await;
    let found: Vec<_> = results.iter().map(told).collect();
    assert_eq!(
        found,
        [
            (1, 201, "created"),
            (3, 200, "updated"),
            (4, 400, "refused"),
            (5, 200, "unchanged"),
            (6, 200, "unchanged"),
            (7, 422, "refused"),
            (9, 410, "refused"),
            (10, 201, "created"),
            (11, 409, "refused"),
            (12, 422, "refused"),
            (13, 201, "created"),
            (14, 200, "updated"),
            (15, 410, "refused"),
            (16, 422, "refused"),
            (17, 400, "refused"),
            (18, 200, "updated"),
        ]
    );
    assert_eq!(
        end,
        json!({"complete": true, "lines": 16, "created": 3, "updated": 3, "unchanged": 2, "refused": 8, "shown": true})
    );
    assert_eq!(results[0]["id"], "a");
    assert_eq!(
        (&results[1]["version"], &results[3]["version"]),
        (&json!(2), &json!(2))
    );
    let problem = &results[5]["problem"];
    assert_eq!(results[5]["id"], "faulty");
    assert_eq!(problem["type"], "/problems/invalid-record");
    let pointers: Vec<&str> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    for pointer in ["/published", "/tags/0", "/headlin"] {
        assert!(pointers.contains(&pointer), "{problem}");
    }
    assert_eq!(results[2]["problem"]["type"], "/problems/malformed-json");
    assert_eq!(results[13]["problem"]["errors"][0]["pointer"], "/id");
    assert!(
        results[14]["problem"]["detail"]
            .as_str()
            .unwrap()
            .contains("twice")
    );
    // With `Prefer: wait` the feeds show it when the reply has ended.
    let feed = app.text("/feeds/world.rss").await;
    assert!(feed.contains("Three") && !feed.contains("Soon gone") && !feed.contains("Nameless"));
    assert_eq!(app.get_json("/v1/articles/a").await["headline"], "Three");
    app.settle().await;
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_lines_with_faults_among_them() {
    let app = TestApp::start().await;
    let mut body = String::new();
    let mut expected = Vec::new();
    for n in 0..10_000_u64 {
        let (text, status, outcome) = match n % 50 {
            7 => ("{\"id\": 7".to_owned(), 400, "refused"),
            13 => (
                json!({"id": format!("bad-{n}"), "published": "yesterday"}).to_string(),
                422,
                "refused",
            ),
            // An article comes again in the same group, and one of long ago.
            21 => (line(&format!("n-{}", n - 1), "Again"), 200, "updated"),
            22 => (line(&format!("n-{}", n - 2), "Again"), 200, "unchanged"),
            33 => (line("n-0", &format!("Change {n}")), 200, "updated"),
            _ => (line(&format!("n-{n}"), "News"), 201, "created"),
        };
        expected.push((n + 1, status, outcome));
        body.push_str(&text);
        body.push('\n');
    }
    let (results, end) = app.bulk_all(body.clone()).await;
    let found: Vec<_> = results.iter().map(told).collect();
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
    assert_eq!(
        (&end["complete"], &end["refused"]),
        (&json!(true), &json!(400))
    );
    let n_articles = app.running().desk.store.n_articles().await.unwrap();
    assert_eq!(n_articles, end["created"].as_u64().unwrap());
    assert_eq!(app.get_json("/v1/articles/n-0").await["version"], 201);
    app.settle().await;
    app.assert_feeds_are_valid().await;
    let feeds = app.all_feeds().await;

    // The same again changes nothing but what was changed since by a later line.
    let (_, end) = app.bulk_all(body).await;
    assert_eq!((&end["created"], &end["refused"]), (&json!(0), &json!(400)));
    app.settle().await;
    let n_again = app.running().desk.store.n_articles().await.unwrap();
    assert_eq!(
        (n_again, app.all_feeds().await.len()),
        (n_articles, feeds.len())
    );
    app.stop().await;
}

/// A body that is written while the reply is read.
struct Conversation {
    pieces: mpsc::UnboundedSender<Bytes>,
    reply: Response,
    read: String,
}

impl Conversation {
    async fn begin(app: &TestApp, first: &str) -> Self {
        let (pieces, receiver) = mpsc::unbounded_channel();
        pieces
            .send(Bytes::copy_from_slice(first.as_bytes()))
            .unwrap();
        let body = stream::unfold(receiver, |mut receiver| async move {
            let piece: Bytes = receiver.recv().await?;
            Some((Ok::<_, Infallible>(piece), receiver))
        });
        let reply = app.bulk(Body::wrap_stream(body)).send().await.unwrap();
        assert_eq!(reply.status(), 200);
        Self {
            pieces,
            reply,
            read: String::new(),
        }
    }

    fn say(&self, text: &str) {
        self.pieces
            .send(Bytes::copy_from_slice(text.as_bytes()))
            .unwrap();
    }

    /// The next line of the reply; `None` at its end.
    async fn hear(&mut self) -> Option<Value> {
        loop {
            if let Some((line, rest)) = self.read.split_once('\n') {
                let line = serde_json::from_str(line).unwrap();
                self.read = rest.to_owned();
                return Some(line);
            }
            let piece = self.reply.chunk().await.unwrap()?;
            self.read.push_str(std::str::from_utf8(&piece).unwrap());
        }
    }
}

#[tokio::test]
async fn results_come_while_the_body_is_still_sent() {
    let app = TestApp::start().await;
    let mut talk = Conversation::begin(&app, &format!("{}\n", line("n-0", "First"))).await;
    for n in 1..20 {
        let result = talk.hear().await.unwrap();
        assert_eq!(result["id"], format!("n-{}", n - 1), "{result}");
        // What was answered is on record before the next line is sent.
        let found = app.get_json(&format!("/v1/articles/n-{}", n - 1)).await;
        assert_eq!(found["version"], result["version"]);
        let next = line(&format!("n-{n}"), "Next");
        let (begin, end) = next.split_at(n * 3);
        talk.say(begin);
        talk.say(&format!("{end}\n"));
    }
    assert_eq!(talk.hear().await.unwrap()["id"], "n-19");
    drop(std::mem::replace(
        &mut talk.pieces,
        mpsc::unbounded_channel().0,
    ));
    let end = talk.hear().await.unwrap();
    assert_eq!(end["end"]["complete"], true, "{end}");
    assert!(talk.hear().await.is_none());
    app.stop().await;
}

#[tokio::test]
async fn a_body_that_breaks_off_keeps_what_was_answered_and_says_where_it_ended() {
    let app = TestApp::start().await;
    let address = app.base.strip_prefix("http://").unwrap();
    let mut socket = TcpStream::connect(address).await.unwrap();
    let sent = format!(
        "{}\n{}\n{{\"id\": \"cut",
        line("a", "One"),
        line("b", "Two")
    );
    let head = format!(
        "POST /v1/articles:bulk HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {}\r\n\r\n{sent}",
        app.token,
        sent.len() + 1000
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.shutdown().await.unwrap();
    let mut reply = String::new();
    socket.read_to_string(&mut reply).await.unwrap();
    assert!(reply.starts_with("HTTP/1.1 200 OK\r\n"), "{reply}");
    assert!(
        reply.contains("\"id\":\"a\"") && reply.contains("\"id\":\"b\""),
        "{reply}"
    );
    assert!(
        reply.contains("\"complete\":false") && reply.contains("in line 3"),
        "{reply}"
    );
    for id in ["a", "b"] {
        let found = app.get_json(&format!("/v1/articles/{id}")).await;
        assert_eq!(found["version"], 1);
    }
    let n_articles = app.running().desk.store.n_articles().await.unwrap();
    assert_eq!(n_articles, 2);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_no_results_is_not_read_any_further() {
    let app = TestApp::start().await;
    let address = app.base.strip_prefix("http://").unwrap();
    let socket = TcpStream::connect(address).await.unwrap();
    let (mut reading, mut writing) = socket.into_split();
    let head = format!(
        "POST /v1/articles:bulk HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000000000\r\n\r\n",
        app.token
    );
    writing.write_all(head.as_bytes()).await.unwrap();
    // Each line is answered with far more than it holds: a fault for each of its keys.
    let keys: Vec<String> = (0..60).map(|n| format!("\"{n}\":0")).collect();
    let lines = format!("{{{}}}\n", keys.join(",")).repeat(64);
    // A write that is not taken within this has stalled; what is under way is in the buffers of the system.
    let patience = std::time::Duration::from_millis(1_500);
    let (mut n_sent, most) = (0, 100_000_000);
    while n_sent < most {
        let sent = tokio::time::timeout(patience, writing.write(lines.as_bytes())).await;
        match sent {
            Ok(n) => n_sent += n.unwrap(),
            Err(_) => break,
        }
    }
    assert!(
        n_sent < most,
        "the body is read though nobody takes the results"
    );
    // As soon as results are taken, it goes on.
    let taking = tokio::spawn(async move {
        let mut piece = vec![0; 1 << 20];
        while reading.read(&mut piece).await.is_ok_and(|n| n > 0) {}
    });
    // The line that was cut by the stall goes on where it was cut.
    let rest = &lines.as_bytes()[n_sent % lines.len()..];
    writing.write_all(rest).await.unwrap();
    for _ in 0..20 {
        writing.write_all(lines.as_bytes()).await.unwrap();
    }
    drop(writing);
    taking.abort();
    app.stop().await;
}

#[tokio::test]
async fn bad_bytes_are_refused_a_line_at_a_time() {
    let app = TestApp::with(
        "[limits]\nrecord_bytes = 20000\n",
        &[("everything", crate::harness::EVERYTHING)],
    )
    .await;
    let mut body = Vec::new();
    let mut expected: Vec<(u16, &str)> = Vec::new();
    let mut add = |bytes: &[u8], status: u16, what: &'static str| {
        body.extend_from_slice(bytes);
        body.push(b'\n');
        expected.push((status, what));
    };
    for (bytes, status, what) in crate::bad::records() {
        add(&bytes, status, what);
    }
    add(&vec![b'x'; 20_001], 413, "20000 bytes");
    add(&vec![b' '; 50_000], 413, "20000 bytes");
    add(line("good", "Good").as_bytes(), 201, "");
    let (results, end) = app.bulk_all(body).await;
    assert_eq!(results.len(), expected.len());
    for (result, (status, what)) in results.iter().zip(expected) {
        assert_eq!(result["status"], status, "{what}: {result}");
        assert!(
            result["problem"].is_null() == (status < 300) && result.to_string().contains(what),
            "{what}: {result}"
        );
    }
    assert_eq!(end["complete"], true);
    app.settle().await;
    app.assert_feeds_are_valid().await;
    let kept = app.get_json("/v1/articles?limit=100").await;
    for article in kept["articles"].as_array().unwrap() {
        assert!(
            article["headline"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn what_is_no_stream_of_lines_is_refused_as_a_whole() {
    let app = TestApp::start().await;
    let send = async |kind: &str, body: &[u8]| {
        let request = app
            .request(Method::POST, "/v1/articles:bulk")
            .bearer_auth(&app.token)
            .header("content-type", kind)
            .body(body.to_vec());
        Answer::to(request).await
    };
    let good = line("a", "One");
    for kind in [
        "application/json",
        "text/plain",
        "",
        "application/x-ndjson; charset=utf-16",
    ] {
        send(kind, good.as_bytes())
            .await
            .problem(415, "unsupported-media-type");
    }
    let coded = app.bulk(good.clone()).header("content-encoding", "gzip");
    Answer::to(coded)
        .await
        .problem(415, "unsupported-media-type");
    let wide: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [&wide[..], b"\xff\xfea\0", b"\x1f\x8b\x08\0"] {
        send("application/jsonl", bytes)
            .await
            .problem(400, "malformed-request");
    }
    for empty in ["", "\n\n", "  \r\n"] {
        let (results, end) = app.bulk_all(empty).await;
        assert_eq!((results.len(), &end["lines"]), (0, &json!(0)));
    }
    let marked = [b"\xef\xbb\xbf", good.as_bytes()].concat();
    let (results, _) = app.bulk_all(marked).await;
    assert_eq!(results[0]["outcome"], "created");

    let reader = app.new_token("reader", Scope::Read, None).await;
    let refused = app
        .request(Method::POST, "/v1/articles:bulk")
        .bearer_auth(reader)
        .header("content-type", "application/x-ndjson")
        .body(good);
    Answer::to(refused).await.problem(403, "forbidden");
    Answer::to(app.request(Method::GET, "/v1/articles:bulk"))
        .await
        .problem(405, "method-not-allowed");
    let described = app.get_json("/v1/openapi.json").await;
    assert!(described["paths"]["/v1/articles:bulk"]["post"].is_object());
    assert!(described["components"]["schemas"]["BulkLine"].is_object());
    app.stop().await;
}

#[tokio::test]
async fn only_so_many_streams_are_taken_at_a_time_and_a_stopped_one_makes_room() {
    let app = TestApp::start().await;
    let mut talks = Vec::new();
    for n in 0..4 {
        let first = format!("{}\n", line(&format!("n-{n}"), "One"));
        talks.push(Conversation::begin(&app, &first).await);
    }
    let refused = Answer::to(app.bulk(line("x", "X"))).await;
    refused.problem(429, "too-many-requests");
    assert_eq!(refused.header("retry-after"), "10");
    for talk in &mut talks {
        talk.hear().await.unwrap();
    }
    talks.pop();
    crate::harness::until("a place", async || {
        Answer::to(app.bulk(line("x", "X"))).await.status == 200
    })
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_and_pushes_at_the_same_articles_lose_no_update() {
    let app = TestApp::start().await;
    let stream = |name: &'static str| {
        let lines: Vec<String> = (0..600)
            .map(|n| line(&format!("n-{}", n % 40), &format!("{name} {n}")))
            .collect();
        app.bulk_all(lines.join("\n"))
    };
    let pushes = async {
        for n in 0..40 {
            app.file_article(&format!("n-{n}"), &record(&format!("alone {n}")))
                .await;
        }
    };
    let ((one, _), (two, _), ()) = tokio::join!(stream("one"), stream("two"), pushes);
    let mut seen = HashSet::new();
    for result in one.iter().chain(&two) {
        assert!(result["problem"].is_null(), "{result}");
        let version = (result["id"].to_string(), result["version"].as_u64());
        assert!(seen.insert(version), "a version was given twice: {result}");
    }
    for n in 0..40 {
        // Fifteen lines of each stream and a push, each with other words.
        let article = app.get_json(&format!("/v1/articles/n-{n}")).await;
        assert_eq!(article["version"], 31, "{article}");
    }
    app.settle().await;
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

/// Sends lines without end and notes each that was answered, until the program is gone.
async fn stream_on(client: Client, base: String, token: String, round: usize) -> Vec<String> {
    let lines = stream::unfold(0_u64, move |n| async move {
        let text = format!("{}\n", line(&format!("r{round}-{n}"), "News"));
        Some((Ok::<_, Infallible>(Bytes::from(text)), n + 1))
    });
    let reply = client
        .post(format!("{base}/v1/articles:bulk"))
        .bearer_auth(token)
        .header("content-type", "application/x-ndjson")
        .body(Body::wrap_stream(lines))
        .send()
        .await;
    let Ok(mut reply) = reply else {
        return Vec::new();
    };
    let mut text = Vec::new();
    while let Ok(Some(piece)) = reply.chunk().await {
        text.extend_from_slice(&piece);
    }
    let text = String::from_utf8_lossy(&text);
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .inspect(|result| assert_eq!(result["status"], 201, "{result}"))
        .map(|result| result["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answered_line_is_lost_by_kill_9() {
    let (folder, token) = folder();
    let mut answered: Vec<String> = Vec::new();
    for round in 0..8_usize {
        let process = Process::start(folder.path());
        let streaming = tokio::spawn(stream_on(
            client(),
            process.base.clone(),
            token.clone(),
            round,
        ));
        // Killed at different moments, by what the feed shows of this round.
        let wanted = format!("r{round}-{}", 3 + round * 97);
        let asking = client();
        loop {
            let found = asking
                .get(format!("{}/v1/articles/{wanted}", process.base))
                .bearer_auth(&token)
                .send()
                .await
                .unwrap();
            if found.status() == 200 {
                break;
            }
        }
        process.kill();
        answered.extend(streaming.await.unwrap());
    }
    assert!(answered.len() > 500, "{}", answered.len());
    let distinct: HashSet<&String> = answered.iter().collect();
    assert_eq!(distinct.len(), answered.len());
    let process = Process::start(folder.path());
    let client = client();
    for id in &answered {
        let found = client
            .get(format!("{}/v1/articles/{id}", process.base))
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        assert_eq!(found.status(), 200, "{id} was answered and is lost");
    }
    println!("8 kills, {} answered lines, 0 lost", answered.len());
    process.kill();
}
