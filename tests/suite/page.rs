//! Pages over HTTP and from the command line, by file and by address.

use std::process::Command;

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::harness::{Answer, TestApp, sample_photo};

const PAGE: &str = "<!doctype html><html lang=en><head><title>Harbour opens | Courier</title>\
    <script type=\"application/ld+json\">{\"@type\": \"NewsArticle\", \"headline\": \"Harbour opens\", \"datePublished\": \"2026-11-20T10:00:00Z\", \
    \"author\": {\"@type\": \"Person\", \"name\": \"Ann Lee\"}, \"articleSection\": \"world\"}</script></head>\
    <body><nav><a href=/>Home</a></nav><article><h1>Harbour opens</h1><p>The harbour opened on Friday, <a href=/why>as it should</a>.</p></article></body></html>";

impl TestApp {
    /// Sends a page with the token.
    async fn send_page(
        &self,
        method: Method,
        path: &str,
        kind: &str,
        page: impl Into<reqwest::Body>,
    ) -> Answer {
        let request = self
            .request(method, path)
            .bearer_auth(&self.token)
            .header("prefer", "wait")
            .header("content-type", kind);
        Answer::to(request.body(page)).await
    }
}

// NJ-10.
#[tokio::test]
async fn a_page_is_an_article_and_the_same_page_again_is_the_same() {
    let app = TestApp::start().await;
    let path = "/v1/articles?address=https://courier.example/harbour%3Futm_source%3Dmail";
    let first = app.send_page(Method::POST, path, "text/html", PAGE).await;
    assert_eq!(first.status, 201, "{}", first.text());
    let id = first.json()["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("page-"), "{id}");
    let again = app
        .send_page(Method::POST, path, "application/xhtml+xml", PAGE)
        .await;
    assert_eq!(again.json()["outcome"], "unchanged", "{}", again.text());
    assert_eq!(again.json()["id"], id.as_str());
    let record = app.get_json(&format!("/v1/articles/{id}")).await;
    assert_eq!(record["headline"], "Harbour opens");
    assert_eq!(
        record["body_html"],
        "<p>The harbour opened on Friday, <a href=\"https://courier.example/why\" rel=\"nofollow noopener\">as it should</a>.</p>"
    );
    let feed = app.text("/feeds/world.rss").await;
    assert!(feed.contains("Harbour opens") && feed.contains("Ann Lee"));

    // Scheme and campaign are not what makes it another page.
    let plain = "/v1/articles?address=http://courier.example/harbour";
    let plain = app.send_page(Method::POST, plain, "text/html", PAGE).await;
    assert_eq!((plain.status, &plain.json()["id"]), (200, &json!(id)));

    // The newsroom may give it an id of its own.
    let put = app
        .send_page(Method::PUT, "/v1/articles/mine", "text/html", PAGE)
        .await;
    assert_eq!(
        (put.status, &put.json()["id"]),
        (201, &json!("mine")),
        "{}",
        put.text()
    );
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test]
async fn the_declared_encoding_counts_and_what_is_no_page_is_told() {
    let app = TestApp::start().await;
    let page = PAGE.replace("as it should", "\u{e9}t\u{e9}");
    let bytes: Vec<u8> = page
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let put = app
        .send_page(
            Method::PUT,
            "/v1/articles/latin",
            "text/html; charset=ISO-8859-1",
            bytes,
        )
        .await;
    assert_eq!(put.status, 201, "{}", put.text());
    let record = app.get_json("/v1/articles/latin").await;
    assert!(record["body_html"].as_str().unwrap().contains("été"));

    for (page, path, told) in [
        ("<div>".repeat(300), "/v1/articles", "must not nest"),
        (" ".to_owned(), "/v1/articles", "empty"),
        (PAGE.to_owned(), "/v1/articles?address=courier", "address"),
    ] {
        let answer = app.send_page(Method::POST, path, "text/html", page).await;
        let problem = answer.problem(400, "malformed-request");
        assert!(
            problem["detail"].as_str().unwrap().contains(told),
            "{problem}"
        );
    }
    let nothing = app
        .send_page(Method::POST, "/v1/articles", "text/html", "<html><p></p>")
        .await;
    let problem = nothing.problem(422, "invalid-record");
    assert!(
        problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .any(|error| error["pointer"] == "/headline"),
        "{problem}"
    );
    app.stop().await;
}

#[tokio::test]
async fn a_form_may_bring_a_page_with_a_photo() {
    let app = TestApp::start().await;
    let photo = std::fs::read(sample_photo("bridge.jpg")).unwrap();
    let form = Form::new()
        .part("record", Part::text(PAGE).mime_str("text/html").unwrap())
        .part("photo", Part::bytes(photo).file_name("p.jpg"));
    let request = app
        .request(Method::PUT, "/v1/articles/form")
        .bearer_auth(&app.token)
        .multipart(form);
    let answer = Answer::to(request).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(
        app.get_json("/v1/articles/form").await["photos"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    app.stop().await;
}

/// Serves `PAGE` at `/story`, a redirect to it at `/old`, and redirects without end elsewhere.
async fn site() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut head = vec![0; 4_096];
                let n = stream.read(&mut head).await.unwrap_or(0);
                let head = String::from_utf8_lossy(&head[..n]).into_owned();
                let reply = if head.starts_with("GET /story ") {
                    format!(
                        "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{PAGE}",
                        PAGE.len()
                    )
                } else if head.starts_with("GET /old ") {
                    "HTTP/1.1 301 Moved\r\nlocation: /story\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned()
                } else {
                    "HTTP/1.1 302 Found\r\nlocation: /round\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned()
                };
                let _ = stream.write_all(reply.as_bytes()).await;
            });
        }
    });
    base
}

/// Runs the program beside a server of this process: exit code, answer, what it told.
async fn run(arguments: Vec<String>) -> (Option<i32>, String, String) {
    let done = tokio::task::spawn_blocking(move || {
        Command::new(env!("CARGO_BIN_EXE_syndicated"))
            .args(arguments)
            .env_clear()
            .output()
            .unwrap()
    });
    let done = done.await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code(), text(&done.stdout), text(&done.stderr))
}

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

#[tokio::test]
async fn the_command_line_pushes_pages_by_file_and_by_address() {
    let app = TestApp::start().await;
    let site = site().await;
    let port = site.rsplit(':').next().unwrap();
    std::fs::create_dir(app.file("cli")).unwrap();
    std::fs::create_dir(app.file("cli/feeds")).unwrap();
    std::fs::write(
        app.file("cli/feeds/a.toml"),
        "title = \"A\"\ndescription = \"A\"\n",
    )
    .unwrap();
    let open = app.file("cli/open.toml");
    std::fs::write(
        &open,
        format!("[fetch]\nallow_loopback = true\nports = [{port}]\n"),
    )
    .unwrap();
    let open = open.display();
    let at = format!("--server {} --token {}", app.base, app.token);

    let (code, shown, told) =
        run(words(&format!("push {site}/old --dry-run --config {open}"))).await;
    assert_eq!(code, Some(0), "{told}");
    for line in [
        format!("url          {site}/story"),
        "headline     Harbour opens".to_owned(),
        "author       Ann Lee".to_owned(),
        "id           page-".to_owned(),
    ] {
        assert!(shown.contains(&line), "{line}: {shown}");
    }
    let (code, receipt, told) = run(words(&format!("push {site}/old {at} --config {open}"))).await;
    assert_eq!(code, Some(0), "{told}");
    let receipt: serde_json::Value = serde_json::from_str(&receipt).unwrap();
    let id = receipt["id"].as_str().unwrap();
    let record = app.get_json(&format!("/v1/articles/{id}")).await;
    assert_eq!(record["url"], format!("{site}/story"));

    // The same from a file that knows its address by no means but the id given.
    let file = app.file("story.html");
    std::fs::write(&file, PAGE).unwrap();
    let (code, _, told) = run(words(&format!("push {} --id filed {at}", file.display()))).await;
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(
        app.get_json("/v1/articles/filed").await["headline"],
        "Harbour opens"
    );

    // Addresses inside of the house are not asked unless the configuration says so; redirects end.
    let (code, _, told) = run(words(&format!(
        "push {site}/story --dry-run --config {}",
        app.file("none.toml").display()
    )))
    .await;
    assert_eq!(code, Some(3), "{told}");
    let (code, _, told) = run(words(&format!(
        "push {site}/round --dry-run --config {open}"
    )))
    .await;
    assert_eq!(code, Some(3), "{told}");
    assert!(told.contains("redirect"), "{told}");
    app.stop().await;
}
