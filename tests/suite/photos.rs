//! Photos on their whole way: uploaded, in a form, fetched by address; measured, served, gone with their article.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use crate::harness::{Answer, EVERYTHING, TestApp, WORLD, record, sample_photo, until};

/// What the photo server answers at one path.
#[derive(Clone)]
struct Served {
    status: &'static str,
    media_type: &'static str,
    body: Vec<u8>,
}

/// A server of photos on this machine that answers only when it is let.
struct PhotoServer {
    address: SocketAddr,
    gate: Arc<Semaphore>,
    asked: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

impl PhotoServer {
    async fn start(pages: &[(&str, Served)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let gate = Arc::new(Semaphore::new(0));
        let pages: HashMap<String, Served> = pages
            .iter()
            .map(|(path, page)| ((*path).to_owned(), page.clone()))
            .collect();
        let (pages, held) = (Arc::new(pages), Arc::clone(&gate));
        let asked = Arc::new(AtomicUsize::new(0));
        let n_asked = Arc::clone(&asked);
        let serving = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (pages, gate) = (Arc::clone(&pages), Arc::clone(&held));
                let n_asked = Arc::clone(&n_asked);
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        match stream.read_u8().await {
                            Ok(byte) => head.push(byte),
                            Err(_) => return,
                        }
                    }
                    let head = String::from_utf8_lossy(&head).into_owned();
                    let path = head.split(' ').nth(1).unwrap_or_default();
                    let missing = Served {
                        status: "404 Not Found",
                        media_type: "text/html",
                        body: b"<h1>Not here</h1>".to_vec(),
                    };
                    let page = pages.get(path).cloned().unwrap_or(missing);
                    n_asked.fetch_add(1, Ordering::SeqCst);
                    let Ok(_permit) = gate.acquire().await else {
                        return;
                    };
                    let head = format!(
                        "HTTP/1.1 {}\r\ncontent-type: {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                        page.status,
                        page.media_type,
                        page.body.len()
                    );
                    let _ = stream.write_all(head.as_bytes()).await;
                    let _ = stream.write_all(&page.body).await;
                });
            }
        });
        Self {
            address,
            gate,
            asked,
            serving,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Waits until it was asked so often.
    async fn asked(&self, times: usize) {
        until("the photo to be asked for", async || {
            self.asked.load(Ordering::SeqCst) >= times
        })
        .await;
    }

    /// Lets all answers go.
    fn answer(&self) {
        self.gate.add_permits(1_000);
    }

    /// A program that may ask this server.
    async fn program(&self) -> TestApp {
        let config = format!(
            "[fetch]\nallow_loopback = true\nports = [80, 443, {}]\n",
            self.address.port()
        );
        TestApp::with(&config, &[("world", WORLD), ("everything", EVERYTHING)]).await
    }
}

impl Drop for PhotoServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn picture(name: &str) -> Vec<u8> {
    std::fs::read(sample_photo(name)).unwrap()
}

fn jpeg(body: Vec<u8>) -> Served {
    Served {
        status: "200 OK",
        media_type: "image/jpeg",
        body,
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "a literal reads better at the call"
)]
fn with_photo(headline: &str, photo: Value) -> Value {
    let mut record = record(headline);
    record["photos"] = json!([photo]);
    record
}

/// Width and height as displayed, as a crate of others reads them.
fn size_of(name: &str) -> (u32, u32) {
    let size = imagesize::size(sample_photo(name)).unwrap();
    let (width, height) = (
        size.width.try_into().unwrap(),
        size.height.try_into().unwrap(),
    );
    // The sample's one photo that a camera took upright (Exif orientation 6); the crate reads the bytes as stored.
    if name == "lanterns.jpg" {
        (height, width)
    } else {
        (width, height)
    }
}

/// What the three feeds say of the only photo of `headline`: all must say the same.
async fn enclosure(app: &TestApp, headline: &str) -> Option<(String, u64, String, u32, u32)> {
    let rss = app.text("/feeds/world.rss").await;
    let rss = roxmltree::Document::parse(&rss).unwrap();
    let is_ours = |node: &roxmltree::Node<'_, '_>| {
        node.children()
            .any(|child| child.has_tag_name("title") && child.text() == Some(headline))
    };
    let item = rss
        .descendants()
        .find(|node| node.has_tag_name("item") && is_ours(node))
        .unwrap();
    let json: Value = serde_json::from_str(&app.text("/feeds/world.json").await).unwrap();
    let json = json["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["title"] == headline)
        .unwrap();
    let atom = app.text("/feeds/world.atom").await;
    let atom = roxmltree::Document::parse(&atom).unwrap();
    let ns = "http://www.w3.org/2005/Atom";
    let entry = atom
        .descendants()
        .find(|node| {
            node.has_tag_name((ns, "entry"))
                && node.children().any(|child| {
                    child.has_tag_name((ns, "title")) && child.text() == Some(headline)
                })
        })
        .unwrap();
    let link = entry
        .children()
        .find(|node| node.has_tag_name((ns, "link")) && node.attribute("rel") == Some("enclosure"));
    let media = "http://search.yahoo.com/mrss/";
    let content = item
        .children()
        .find(|node| node.has_tag_name((media, "content")));
    let Some(enclosure) = item.children().find(|node| node.has_tag_name("enclosure")) else {
        assert!(
            link.is_none() && content.is_none(),
            "one feed has a photo, another has none"
        );
        assert!(
            json.get("attachments").is_none() && json.get("image").is_none(),
            "{json}"
        );
        return None;
    };
    let (link, content) = (link.unwrap(), content.unwrap());
    let of = |node: &roxmltree::Node<'_, '_>, name: &str| node.attribute(name).unwrap().to_owned();
    let told = (
        of(&enclosure, "url"),
        of(&enclosure, "length").parse::<u64>().unwrap(),
        of(&enclosure, "type"),
        of(&content, "width").parse::<u32>().unwrap(),
        of(&content, "height").parse::<u32>().unwrap(),
    );
    assert_eq!(
        (of(&link, "href"), of(&link, "length"), of(&link, "type")),
        (told.0.clone(), told.1.to_string(), told.2.clone())
    );
    assert_eq!(
        (
            of(&content, "url"),
            of(&content, "fileSize"),
            of(&content, "type")
        ),
        (told.0.clone(), told.1.to_string(), told.2.clone())
    );
    assert_eq!(json["image"], told.0);
    let attached = &json["attachments"][0];
    assert_eq!(
        (
            &attached["url"],
            &attached["size_in_bytes"],
            &attached["mime_type"]
        ),
        (&json!(told.0), &json!(told.1), &json!(told.2))
    );
    Some(told)
}

#[tokio::test]
async fn an_upload_is_measured_and_shown_with_its_true_length_type_and_size() {
    let app = TestApp::start().await;
    for (name, kind) in [
        ("harbour-dusk.jpg", "image/jpeg"),
        ("quilt.png", "image/png"),
        ("archive-ship.gif", "image/gif"),
        ("marsh.webp", "image/webp"),
    ] {
        let (width, height) = size_of(name);
        let upload = app
            .request(Method::POST, "/v1/photos")
            .bearer_auth(&app.token);
        // A wrong claim about the type changes nothing: the bytes decide.
        let upload = upload
            .header("content-type", "text/html")
            .body(picture(name));
        let answer = Answer::to(upload).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let info = answer.json();
        let length = u64::try_from(picture(name).len()).unwrap();
        assert_eq!(
            (
                &info["type"],
                &info["width"],
                &info["height"],
                &info["size_bytes"]
            ),
            (&json!(kind), &json!(width), &json!(height), &json!(length))
        );
        let id = info["id"].as_str().unwrap();
        assert_eq!(info["url"], format!("https://news.example/photos/{id}"));
        let known = app.get_json(answer.header("location")).await;
        assert_eq!(known, info);

        app.file_article(
            &id[..20],
            &with_photo(name, json!({"photo": id, "alt": "A picture"})),
        )
        .await;
        let shown = enclosure(&app, name).await.unwrap();
        let url = format!("https://news.example/photos/{id}");
        assert_eq!(shown, (url, length, kind.to_owned(), width, height));
        assert_eq!(
            app.get(&format!("/photos/{id}"))
                .await
                .bytes()
                .await
                .unwrap(),
            picture(name)
        );
    }
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test]
async fn the_same_bytes_are_the_same_photo_and_what_is_none_is_refused() {
    let app = TestApp::start().await;
    let first = app.upload(&sample_photo("bridge.jpg")).await;
    assert_eq!(app.upload(&sample_photo("bridge.jpg")).await, first);
    assert_ne!(app.upload(&sample_photo("waves.jpg")).await, first);

    let cut = &picture("bridge.jpg")[..2_000];
    for junk in [
        b"<html>".as_slice(),
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"GIF89a",
        cut,
    ] {
        let upload = app
            .request(Method::POST, "/v1/photos")
            .bearer_auth(&app.token);
        Answer::to(upload.body(junk.to_vec()))
            .await
            .problem(422, "invalid-record");
    }
    let absent = format!("{}.jpg", "0".repeat(64));
    for name in [
        absent.as_str(),
        "x",
        "..%2f..%2fconfig.toml",
        "a.jpg",
        &absent.to_uppercase(),
    ] {
        let answer = Answer::to(app.request(Method::GET, &format!("/photos/{name}"))).await;
        answer.problem(404, "not-found");
    }
    let answer = app
        .put("a1", &with_photo("Lost", json!({"photo": absent})))
        .await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["errors"][0]["pointer"], "/photos/0/photo");
    app.stop().await;
}

#[tokio::test]
async fn a_photo_comes_with_its_record_or_copy_in_one_form() {
    let app = TestApp::start().await;
    let put = async |id: &str, form: Form| {
        let request = app.request(
            Method::PUT,
            &format!("/v1/articles/{id}?published=2026-11-20T09:00:00Z&section=world"),
        );
        Answer::to(
            request
                .bearer_auth(&app.token)
                .header("prefer", "wait")
                .multipart(form),
        )
        .await
    };
    let file = |name: &str| Part::bytes(picture(name)).file_name(name.to_owned());
    let mut article = record("In a form");
    article["photos"] = json!([
        {"photo": "second.jpg", "caption": "Second"},
        {"photo": "waves.jpg", "caption": "Waves", "lead": true},
    ]);
    let form = Form::new()
        .text("record", article.to_string())
        .part("a", file("waves.jpg"))
        .part(
            "b",
            Part::bytes(picture("turbines.jpg")).file_name("second.jpg"),
        );
    let answer = put("form", form).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let shown = enclosure(&app, "In a form").await.unwrap();
    assert_eq!(shown.1, picture("waves.jpg").len() as u64);
    let on_record = app.get_json("/v1/articles/form").await;
    let captions: Vec<_> = on_record["photos"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["caption"].as_str().unwrap())
        .collect();
    assert_eq!(captions, ["Waves", "Second"]);

    let copy = "Harbour to close for winter\n\nThe harbour at dusk. (Photo by Ann Lee)\n\nBy Bob Ray\n\nPORT MERROW – The harbour will close.\n\nIt opens in spring.\n";
    let form = Form::new()
        .text("copy", copy)
        .part("photo", file("harbour-dusk.jpg"));
    let answer = put("copy", form).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let on_record = app.get_json("/v1/articles/copy").await;
    assert_eq!(on_record["headline"], "Harbour to close for winter");
    assert_eq!(on_record["photos"][0]["credit"], "Ann Lee", "{on_record}");
    let shown = enclosure(&app, "Harbour to close for winter")
        .await
        .unwrap();
    assert_eq!((shown.3, shown.4), size_of("harbour-dusk.jpg"));

    for (form, status, slug) in [
        (
            Form::new().part("photo", file("waves.jpg")),
            400,
            "malformed-request",
        ),
        (
            Form::new().text("record", "{}").text("copy", "x"),
            400,
            "malformed-request",
        ),
        (Form::new().text("record", "{"), 400, "malformed-json"),
        (
            Form::new().text("record", article.to_string()),
            422,
            "invalid-record",
        ),
        (
            Form::new()
                .text("record", record("x").to_string())
                .part("p", Part::bytes(b"no photo".to_vec()).file_name("p.jpg")),
            422,
            "invalid-record",
        ),
    ] {
        put("refused", form).await.problem(status, slug);
    }
    let many = (0..70).fold(
        Form::new().text("record", record("x").to_string()),
        |form, n| {
            form.part(
                format!("p{n}"),
                Part::bytes(b"x".to_vec()).file_name("p.jpg"),
            )
        },
    );
    put("refused", many).await.problem(413, "payload-too-large");
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test]
async fn an_article_appears_at_once_and_gains_the_photo_when_it_was_fetched() {
    let server = PhotoServer::start(&[("/lanterns.jpg", jpeg(picture("lanterns.jpg")))]).await;
    let app = server.program().await;
    let receipt = app
        .file_article(
            "a1",
            &with_photo("Lanterns lit", json!({"url": server.url("/lanterns.jpg")})),
        )
        .await;
    assert_eq!(receipt["outcome"], "created");
    assert_eq!(enclosure(&app, "Lanterns lit").await, None);
    until("the report to tell of the photo", async || {
        let told = app.report("world").await["photos"].to_string();
        told.contains("a1: a photo is still to be fetched")
    })
    .await;
    let before = app.get("/feeds/world.rss").await;
    let etag = before.headers()["etag"].clone();

    server.answer();
    app.settle().await;
    let shown = enclosure(&app, "Lanterns lit").await.unwrap();
    let (width, height) = size_of("lanterns.jpg");
    assert_eq!(
        (shown.1, shown.2.as_str(), shown.3, shown.4),
        (
            picture("lanterns.jpg").len() as u64,
            "image/jpeg",
            width,
            height
        )
    );
    assert_eq!(app.report("world").await["photos"], json!([]));
    assert_ne!(app.get("/feeds/world.rss").await.headers()["etag"], etag);
    let path = shown.0.strip_prefix("https://news.example").unwrap();
    assert_eq!(
        app.get(path).await.bytes().await.unwrap(),
        picture("lanterns.jpg")
    );
    // The same bytes by upload are the same photo.
    assert_eq!(
        format!(
            "/photos/{}",
            app.upload(&sample_photo("lanterns.jpg")).await
        ),
        path
    );
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test]
async fn a_photo_that_cannot_be_had_is_told_in_the_report() {
    let mut padded = picture("waves.jpg");
    padded.resize(11 * 1024 * 1024, 0);
    let page = Served {
        status: "200 OK",
        media_type: "image/jpeg",
        body: b"<!DOCTYPE html><p>Please log in".to_vec(),
    };
    let server = PhotoServer::start(&[("/page.jpg", page), ("/large.jpg", jpeg(padded))]).await;
    server.answer();
    let app = server.program().await;
    for (id, path) in [
        ("page", "/page.jpg"),
        ("large", "/large.jpg"),
        ("missing", "/missing.jpg"),
    ] {
        app.file_article(id, &with_photo(id, json!({"url": server.url(path)})))
            .await;
    }
    app.file_article(
        "inside",
        &with_photo("inside", json!({"url": "http://10.0.0.1/a.jpg"})),
    )
    .await;
    app.settle().await;
    let told = app.report("world").await["photos"].clone();
    let told = |id: &str| {
        let lines = told.as_array().unwrap().iter().filter_map(Value::as_str);
        lines
            .filter(|line| line.starts_with(&format!("{id}: ")))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    for final_one in ["page", "large", "inside"] {
        let lines = told(final_one);
        assert!(
            lines.len() == 1 && lines[0].contains("could not be had"),
            "{final_one}: {lines:?}"
        );
    }
    assert!(told("large")[0].contains("bytes"), "{:?}", told("large"));
    assert!(
        told("inside")[0].contains("not a public address"),
        "{:?}",
        told("inside")
    );
    // A photo is often up a little later than its article: 404 is asked again for a while.
    assert!(
        told("missing")[0].contains("still to be fetched"),
        "{:?}",
        told("missing")
    );
    until("the last attempt", async || {
        app.pass(chrono::TimeDelta::hours(1)).await;
        app.report("world").await["photos"]
            .to_string()
            .contains("missing: a photo could not be had: the host answered 404")
    })
    .await;
    for headline in ["page", "large", "missing", "inside"] {
        assert_eq!(enclosure(&app, headline).await, None, "{headline}");
    }
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test]
async fn a_photo_is_served_to_be_kept_for_ever() {
    let app = TestApp::start().await;
    let id = app.upload(&sample_photo("quilt.png")).await;
    let path = format!("/photos/{id}");
    Answer::to(app.request(Method::GET, &path))
        .await
        .problem(404, "not-found");
    app.file_article("a1", &with_photo("Quilt", json!({"photo": id})))
        .await;

    let get = Answer::to(app.request(Method::GET, &path)).await;
    assert_eq!(
        (get.status, get.body.as_slice()),
        (200, picture("quilt.png").as_slice())
    );
    assert_eq!(get.header("content-type"), "image/png");
    assert_eq!(get.header("x-content-type-options"), "nosniff");
    assert_eq!(
        get.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert!(
        get.header("content-security-policy")
            .contains("default-src 'none'")
    );
    let etag = get.header("etag");
    assert!(etag.starts_with('"') && etag.len() > 10);

    let head = Answer::to(app.request(Method::HEAD, &path)).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in [
        "content-type",
        "content-length",
        "etag",
        "cache-control",
        "x-content-type-options",
    ] {
        assert_eq!(head.header(name), get.header(name), "{name}");
    }
    for held in [
        etag.to_owned(),
        format!("W/{etag}"),
        format!("\"other\", {etag}"),
        "*".to_owned(),
    ] {
        let again = Answer::to(
            app.request(Method::GET, &path)
                .header("if-none-match", &held),
        )
        .await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{held}");
        assert_eq!(
            (again.header("etag"), again.header("cache-control")),
            (etag, get.header("cache-control"))
        );
    }
    let other = Answer::to(
        app.request(Method::GET, &path)
            .header("if-none-match", "\"other\""),
    )
    .await;
    assert_eq!(other.status, 200);
    Answer::to(app.request(Method::POST, &path))
        .await
        .problem(405, "method-not-allowed");
    app.stop().await;
}

#[tokio::test]
async fn a_photo_is_as_public_as_the_articles_that_show_it() {
    let app = TestApp::start().await;
    let id = app.upload(&sample_photo("fog-hills.jpg")).await;
    let path = format!("/photos/{id}");
    let status = async || app.get(&path).await.status().as_u16();
    let mut later = with_photo("Later", json!({"photo": id}));
    later["embargo"] = json!("2026-11-20T13:00:00Z");
    app.file_article("later", &later).await;
    assert_eq!(status().await, 404);
    app.go_to("2026-11-20T12:59:59.999Z").await;
    assert_eq!(status().await, 404);
    app.go_to("2026-11-20T13:00:00Z").await;
    assert_eq!(status().await, 200);

    app.file_article("second", &with_photo("Second", json!({"photo": id})))
        .await;
    assert_eq!(app.kill("later").await.status(), StatusCode::OK);
    app.settle().await;
    assert_eq!(status().await, 200, "the second article still shows it");
    let file = std::fs::read_dir(app.file("data/photos")).unwrap();
    assert!(file.count() > 0);

    assert_eq!(app.kill("second").await.status(), StatusCode::OK);
    assert_eq!(status().await, 404);
    app.settle().await;
    let left: Vec<_> = walk(&app.file("data/photos"));
    assert!(left.is_empty(), "{left:?} stay on the shelf");
    let known = app
        .request(Method::GET, &format!("/v1/photos/{id}"))
        .bearer_auth(&app.token);
    Answer::to(known).await.problem(404, "not-found");
    app.stop().await;
}

/// Every file under a folder.
fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    std::fs::read_dir(folder)
        .unwrap()
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[tokio::test]
async fn a_press_photo_of_several_megabytes_comes_in_a_form() {
    let app = TestApp::start().await;
    let mut bytes = std::fs::read("tests/golden/photos/baseline.jpg").unwrap();
    // What cameras append after the picture is no fault.
    bytes.resize(3 * 1024 * 1024, 0);
    let mut story = record("Large photo");
    story["photos"] = json!([{"photo": "large.jpg"}]);
    let form = Form::new()
        .text("record", story.to_string())
        .part("photo", Part::bytes(bytes).file_name("large.jpg"));
    let request = app.request(Method::PUT, "/v1/articles/large");
    let request = request.bearer_auth(&app.token).header("prefer", "wait");
    let response = request.multipart(form).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
    let feed = app.text("/feeds/world.rss").await;
    assert!(feed.contains("length=\"3145728\""), "{feed}");
    app.stop().await;
}

#[tokio::test]
async fn a_photo_that_cannot_be_removed_stops_nothing_else() {
    let app = TestApp::start().await;
    let name = app
        .upload(std::path::Path::new("tests/golden/photos/baseline.jpg"))
        .await;
    let mut story = record("Stuck photo");
    story["photos"] = json!([{"photo": name}]);
    app.file_article("stuck", &story).await;
    // A folder with something in it where the file was: no file system removes that as a file.
    let file = app.file(&format!("data/photos/{}/{name}", &name[..2]));
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir_all(file.join("in the way")).unwrap();
    assert_eq!(app.kill("stuck").await.status(), StatusCode::OK);
    assert!(!app.text("/feeds/world.rss").await.contains("Stuck photo"));
    app.file_article("next", &record("The next one")).await;
    assert!(app.text("/feeds/world.rss").await.contains("The next one"));
}

/// The kill knows nothing of a photo that is still on its way, so the end of the fetch must see to it.
#[tokio::test]
async fn a_fetch_that_ends_after_the_kill_leaves_no_photo() {
    let server = PhotoServer::start(&[("/bridge.jpg", jpeg(picture("fog-hills.jpg")))]).await;
    let app = server.program().await;
    let story = with_photo("Bridge", json!({"url": server.url("/bridge.jpg")}));
    app.file_article("a1", &story).await;
    server.asked(1).await;
    assert_eq!(app.kill("a1").await.status(), StatusCode::OK);
    server.answer();
    app.settle().await;
    assert_eq!(
        walk(&app.file("data/photos")),
        Vec::<std::path::PathBuf>::new()
    );
    // The next article that shows it gets it all the same.
    app.file_article("a2", &story).await;
    app.settle().await;
    assert!(enclosure(&app, "Bridge").await.is_some());
    // And what nobody shows any more is not even asked for: the photo of a killed article at a start.
    let asked = server.asked.load(Ordering::SeqCst);
    let app = app.restart().await;
    app.settle().await;
    assert_eq!(server.asked.load(Ordering::SeqCst), asked);
    app.stop().await;
}

/// Whoever was told that a photo is on the shelf may name it, whatever happens to others that show the same bytes.
#[tokio::test(flavor = "multi_thread")]
async fn an_upload_and_a_kill_of_the_same_photo_may_cross() {
    let app = TestApp::start().await;
    let file = sample_photo("quilt.png");
    for n in 0..20 {
        let id = app.upload(&file).await;
        let (old, new) = (format!("old{n}"), format!("new{n}"));
        app.file_article(&old, &with_photo("Old", json!({"photo": id})))
            .await;
        let (killed, again) = tokio::join!(app.kill(&old), app.upload(&file));
        assert_eq!((killed.status(), &again), (StatusCode::OK, &id));
        // Named at once, or when every job that was waiting has run.
        if n % 2 == 0 {
            app.settle().await;
        }
        let receipt = app
            .put(&new, &with_photo("New", json!({"photo": id})))
            .await;
        assert_eq!(
            receipt.status(),
            StatusCode::CREATED,
            "{n}: {}",
            receipt.text().await.unwrap()
        );
        app.settle().await;
        let photo = app.get(&format!("/photos/{id}")).await;
        assert_eq!(photo.status(), StatusCode::OK, "{n}");
        assert_eq!(photo.bytes().await.unwrap(), picture("quilt.png"), "{n}");
        assert_eq!(app.kill(&new).await.status(), StatusCode::OK);
        app.settle().await;
        assert_eq!(
            app.get(&format!("/photos/{id}")).await.status(),
            StatusCode::NOT_FOUND
        );
    }
    assert_eq!(
        walk(&app.file("data/photos")),
        Vec::<std::path::PathBuf>::new()
    );
    app.stop().await;
}
