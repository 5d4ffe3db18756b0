//! Photos on their way out (HT-17): ranges of every kind, and many slow readers that hold no photo in memory.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::durability::{Process, client, folder};
use crate::harness::{Answer, TestApp, record, sample_photo, until};

fn with_photo(id: &str) -> Value {
    let mut record = record("With a photo");
    record["photos"] = json!([{"photo": id}]);
    record
}

/// The parts of a `multipart/byteranges` body: what each says of itself, and its bytes.
fn parts(body: &[u8], boundary: &str) -> Vec<(String, Vec<u8>)> {
    let find = |from: usize, what: &[u8]| {
        let place = body[from..].windows(what.len()).position(|at| at == what);
        place.map(|place| from + place)
    };
    let delimiter = format!("\r\n--{boundary}");
    let mut parts = Vec::new();
    let mut at = find(0, delimiter.as_bytes()).unwrap() + delimiter.len();
    while !body[at..].starts_with(b"--") {
        let head_end = find(at, b"\r\n\r\n").unwrap();
        let end = find(head_end + 4, delimiter.as_bytes()).unwrap();
        let head = String::from_utf8(body[at + 2..head_end].to_vec()).unwrap();
        parts.push((head, body[head_end + 4..end].to_vec()));
        at = end + delimiter.len();
    }
    assert_eq!(&body[at..], b"--\r\n");
    parts
}

#[tokio::test]
async fn a_photo_is_served_in_ranges() {
    let app = TestApp::start().await;
    let whole = std::fs::read(sample_photo("fog-hills.jpg")).unwrap();
    let n = whole.len();
    let id = app.upload(&sample_photo("fog-hills.jpg")).await;
    app.file_article("a1", &with_photo(&id)).await;
    let path = format!("/photos/{id}");
    let ask = async |method: Method, headers: &[(&str, &str)]| {
        let mut request = app.request(method, &path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::to(request).await
    };
    let plain = ask(Method::GET, &[]).await;
    let tag = plain.header("etag").to_owned();
    assert_eq!(
        (plain.status, plain.header("accept-ranges")),
        (200, "bytes")
    );
    assert_eq!(plain.header("content-length"), n.to_string());
    assert_eq!(
        plain.header("content-disposition"),
        format!("inline; filename=\"{id}\"")
    );
    assert_eq!(plain.body, whole);

    // One range: from, to, from the end, beyond the end.
    for (range, start, end) in [
        ("bytes=0-0".to_owned(), 0, 1),
        ("bytes=10-40009".to_owned(), 10, 40_010),
        ("bytes=1000-".to_owned(), 1_000, n),
        ("bytes=-500".to_owned(), n - 500, n),
        (format!("bytes=-{}", n * 2), 0, n),
        (format!("bytes={}-{}", n - 1, n * 2), n - 1, n),
    ] {
        let answer = ask(Method::GET, &[("range", &range)]).await;
        assert_eq!(
            (answer.status, answer.body.as_slice()),
            (206, &whole[start..end]),
            "{range}"
        );
        let expected = format!("bytes {start}-{}/{n}", end - 1);
        assert_eq!(answer.header("content-range"), expected);
        assert_eq!(answer.header("content-length"), (end - start).to_string());
        assert_eq!(
            (answer.header("etag"), answer.header("content-type")),
            (tag.as_str(), "image/jpeg")
        );
        assert!(answer.header("cache-control").contains("immutable"));
        assert!(!answer.header("date").is_empty());
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }

    // Several ranges, in the order they were asked for.
    let several = ask(Method::GET, &[("range", "bytes=5-9, 0-1, -3")]).await;
    assert_eq!(several.status, 206);
    assert_eq!(
        several.header("content-length"),
        several.body.len().to_string()
    );
    assert_eq!(several.header("content-range"), "");
    let kind = several.header("content-type");
    let boundary = kind
        .strip_prefix("multipart/byteranges; boundary=")
        .unwrap();
    let expected = [(5, 10), (0, 2), (n - 3, n)].map(|(start, end)| {
        let head = format!(
            "Content-Type: image/jpeg\r\nContent-Range: bytes {start}-{}/{n}",
            end - 1
        );
        (head, whole[start..end].to_vec())
    });
    assert_eq!(parts(&several.body, boundary), expected);

    // What lies beyond, what is malformed, what is too much.
    let beyond = ask(Method::GET, &[("range", &format!("bytes={n}-"))]).await;
    assert_eq!((beyond.status, beyond.body.len()), (416, 0));
    assert_eq!(beyond.header("content-range"), format!("bytes */{n}"));
    assert_eq!(beyond.header("cache-control"), "no-store");
    let many = "0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8";
    for ignored in [
        "items=0-1",
        "bytes=2-1",
        "bytes=x",
        &format!("bytes={many}"),
        "bytes=0-,0-",
    ] {
        let answer = ask(Method::GET, &[("range", ignored)]).await;
        assert_eq!((answer.status, answer.body.len()), (200, n), "{ignored}");
    }

    // If-Range compares strongly; a date is never ours.
    let range = ("range", "bytes=0-9");
    for (if_range, status) in [
        (tag.clone(), 206),
        (format!("W/{tag}"), 200),
        ("\"other\"".to_owned(), 200),
        ("Fri, 20 Nov 2026 12:00:00 GMT".to_owned(), 200),
    ] {
        let answer = ask(Method::GET, &[range, ("if-range", &if_range)]).await;
        assert_eq!(answer.status, status, "{if_range}");
        assert_eq!(answer.body.len(), if status == 206 { 10 } else { n });
    }

    // Held already, asked for conditionally, asked about.
    let held = ask(Method::GET, &[range, ("if-none-match", &tag)]).await;
    assert_eq!((held.status, held.body.len()), (304, 0));
    assert_eq!(held.header("content-length"), "");
    ask(Method::GET, &[("if-match", "\"other\"")])
        .await
        .problem(412, "precondition-failed");
    let head = ask(Method::HEAD, &[range]).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), n.to_string());
    app.stop().await;
}

/// How much a process holds in memory, in bytes.
fn resident(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib: u64 = line
        .unwrap()
        .split_whitespace()
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    kib * 1024
}

/// How many read, and how large the photo is that they read: 1.4 GB, where each holds it whole.
const N_READERS: u64 = 150;
const PHOTO_BYTES: usize = 9_700_000;

/// Skipped, and said so, where the system does not tell what a process holds.
#[tokio::test(flavor = "multi_thread")]
async fn many_slow_readers_hold_no_photo_in_memory() {
    if !cfg!(target_os = "linux") {
        println!("not shown here: this system has no /proc");
        return;
    }
    let (folder, token) = folder();
    let process = Process::start(folder.path());
    let client = client();
    let mut photo = std::fs::read("tests/golden/photos/baseline.jpg").unwrap();
    // What cameras append after the picture is no fault.
    photo.resize(PHOTO_BYTES, 7);
    let upload = client
        .post(format!("{}/v1/photos", process.base))
        .bearer_auth(&token)
        .body(photo.clone());
    let id: Value = upload.send().await.unwrap().json().await.unwrap();
    let id = id["id"].as_str().unwrap().to_owned();
    let put = client
        .put(format!("{}/v1/articles/a1", process.base))
        .bearer_auth(&token)
        .header("prefer", "wait")
        .json(&with_photo(&id));
    assert_eq!(put.send().await.unwrap().status().as_u16(), 201);

    let before = resident(process.id());
    let address = process.base.strip_prefix("http://").unwrap().to_owned();
    let mut readers = Vec::new();
    for _ in 0..N_READERS {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let request = format!("GET /photos/{id} HTTP/1.1\r\nHost: {address}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        // The head and the first bytes have come; the rest waits in the server.
        let mut first = [0; 1024];
        stream.read_exact(&mut first).await.unwrap();
        assert!(first.starts_with(b"HTTP/1.1 200"));
        readers.push(stream);
    }
    let held = resident(process.id()).saturating_sub(before);
    println!(
        "{N_READERS} slow readers of {PHOTO_BYTES} bytes: {} KiB more in memory",
        held / 1024
    );
    // Two chunks, what waits in the writer, and a task: far from the photo itself.
    assert!(
        held < N_READERS * 400 * 1024,
        "{held} bytes for {N_READERS} readers"
    );

    // The program works on, and each reader gets its photo whole at last.
    let feed = client.get(format!("{}/feeds/all.rss", process.base));
    assert_eq!(feed.send().await.unwrap().status().as_u16(), 200);
    let mut reader = readers.swap_remove(70);
    let mut rest = vec![0; 4096];
    let mut n_read = 1024;
    until("the whole photo", async || {
        let n = tokio::time::timeout(Duration::from_secs(10), reader.read(&mut rest)).await;
        n_read += n.unwrap().unwrap();
        n_read >= PHOTO_BYTES
    })
    .await;
    drop(readers);
    process.kill();
}
