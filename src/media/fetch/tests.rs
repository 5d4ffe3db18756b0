//! The client against a server that misbehaves in every way it is asked to.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use url::Url;

use super::{Error, Fetched, Fetcher, Limits, RetryAfter, Validators};
use crate::media::guard::{Exception, Guard, Refused};

/// Bytes to write and how long to wait before each.
type Reply = Vec<(u64, Vec<u8>)>;

fn at_once(head: &str, body: &[u8]) -> Reply {
    vec![(0, [head.as_bytes(), b"\r\n\r\n", body].concat())]
}

fn ok(headers: &str, body: &[u8]) -> Reply {
    at_once(
        &format!("HTTP/1.1 200 OK\r\ncontent-length: {}{headers}", body.len()),
        body,
    )
}

fn moved(status: u16, location: &str) -> Reply {
    at_once(
        &format!("HTTP/1.1 {status} Moved\r\nlocation: {location}\r\ncontent-length: 0"),
        b"",
    )
}

/// Serves `answer(path, request head)` until the test ends; one request a connection.
async fn serve(answer: impl Fn(&str, &str) -> Reply + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let answer = Arc::clone(&answer);
            tokio::spawn(async move { drop(talk(stream, &*answer).await) });
        }
    });
    address
}

async fn talk(
    mut stream: TcpStream,
    answer: &(impl Fn(&str, &str) -> Reply + ?Sized),
) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        if stream.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let head = String::from_utf8(head).unwrap();
    let path = head.split(' ').nth(1).unwrap();
    for (millis, bytes) in answer(path, &head) {
        tokio::time::sleep(Duration::from_millis(millis)).await;
        stream.write_all(&bytes).await?;
    }
    stream.shutdown().await
}

fn fetcher(ports: &[u16]) -> Fetcher {
    let exceptions = ports
        .iter()
        .flat_map(|port| Exception::loopback(Some(*port)))
        .collect();
    let loopback: IpAddr = "127.0.0.1".parse().unwrap();
    let private: IpAddr = "10.0.0.1".parse().unwrap();
    let hosts = vec![
        ("photos.example".to_owned(), vec![private, loopback]),
        ("inside.example".to_owned(), vec![private]),
    ];
    let guard = Guard {
        exceptions,
        hosts,
        ..Guard::default()
    };
    Fetcher::open(guard, "https://news.example/").unwrap()
}

async fn fetch_once(
    answer: impl Fn(&str, &str) -> Reply + Send + Sync + 'static,
) -> Result<Fetched, Error> {
    fetch_within(&Limits::photo(), answer).await
}

async fn fetch_within(
    limits: &Limits,
    answer: impl Fn(&str, &str) -> Reply + Send + Sync + 'static,
) -> Result<Fetched, Error> {
    let address = serve(answer).await;
    fetcher(&[address.port()])
        .fetch(&format!("http://{address}/a.jpg"), limits)
        .await
}

#[tokio::test]
async fn a_photo_comes_whole_with_what_was_said_of_it() {
    let fetched = fetch_once(|path, head| {
        assert_eq!(path, "/a.jpg");
        let head = head.to_ascii_lowercase();
        let agent = concat!("user-agent: syndicated/", env!("CARGO_PKG_VERSION"), " (+https://news.example/)\r\n");
        assert!(head.contains(agent), "{head}");
        assert!(head.contains("accept-encoding: identity\r\n"), "{head}");
        assert!(head.contains("accept: image/jpeg"), "{head}");
        for absent in ["cookie", "authorization", "referer", "if-none-match", "proxy"] {
            assert!(!head.contains(absent), "{head}");
        }
        ok("\r\ncontent-type: image/jpeg\r\netag: \"v1\"\r\nlast-modified: Sun, 22 Nov 2026 10:00:00 GMT\r\nset-cookie: a=b", b"photo")
    })
    .await
    .unwrap();
    assert_eq!(&fetched.bytes[..], b"photo");
    assert_eq!(fetched.content_type.as_deref(), Some("image/jpeg"));
    assert_eq!(fetched.etag.as_deref(), Some("\"v1\""));
    assert_eq!(
        fetched.last_modified.as_deref(),
        Some("Sun, 22 Nov 2026 10:00:00 GMT")
    );
    assert_eq!(fetched.final_url.path(), "/a.jpg");
}

#[tokio::test]
async fn asked_again_an_unchanged_photo_is_not_sent() {
    let address = serve(|_, head| {
        if head.contains("if-none-match: \"v1\"") {
            return at_once("HTTP/1.1 304 Not Modified", b"");
        }
        ok("\r\netag: \"v1\"", b"photo")
    })
    .await;
    let fetcher = fetcher(&[address.port()]);
    let url = format!("http://{address}/");
    let first = fetcher.fetch(&url, &Limits::photo()).await.unwrap();
    let known = Validators {
        etag: first.etag,
        last_modified: first.last_modified,
    };
    assert!(
        fetcher
            .fetch_if_changed(&url, &known, &Limits::photo())
            .await
            .unwrap()
            .is_none()
    );
    let other = Validators {
        etag: Some("\"v0\"".to_owned()),
        last_modified: None,
    };
    assert!(
        fetcher
            .fetch_if_changed(&url, &other, &Limits::photo())
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn redirects_are_followed_three_times() {
    let hops = |n: u32| {
        move |path: &str, _: &str| {
            let at: u32 = path.trim_start_matches("/a.jpg").parse().unwrap_or(0);
            if at == n {
                ok("", b"photo")
            } else {
                moved(
                    [301, 302, 303, 307, 308][at as usize % 5],
                    &format!("/a.jpg{}", at + 1),
                )
            }
        }
    };
    let fetched = fetch_once(hops(3)).await.unwrap();
    assert_eq!(fetched.final_url.path(), "/a.jpg3");
    assert!(matches!(
        fetch_once(hops(4)).await,
        Err(Error::TooManyRedirects { limit: 3 })
    ));
    let none = Limits {
        redirects: 0,
        ..Limits::photo()
    };
    assert!(fetch_within(&none, hops(0)).await.is_ok());
    assert!(matches!(
        fetch_within(&none, hops(1)).await,
        Err(Error::TooManyRedirects { limit: 0 })
    ));
    let lost = fetch_once(|_, _| at_once("HTTP/1.1 302 Found\r\ncontent-length: 0", b"")).await;
    assert!(matches!(lost, Err(Error::NoLocation { status: 302 })));
}

#[tokio::test]
async fn every_hop_is_judged() {
    let hits = Arc::new(AtomicUsize::new(0));
    let inside = Arc::clone(&hits);
    let canary = serve(move |_, _| {
        inside.fetch_add(1, Ordering::SeqCst);
        ok("", b"secret")
    })
    .await;
    for location in [
        format!("http://{canary}/"),
        format!("http://localhost:{}/", canary.port()),
        format!("http://[::ffff:127.0.0.1]:{}/", canary.port()),
        format!("//0x7f.1:{}/", canary.port()),
        format!("http://inside.example:{}/", canary.port()),
        "http://inside.example/".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://2852039166/".to_owned(),
        "http://user:pass@example.com/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "gopher://127.0.0.1:25/".to_owned(),
        "http://example.com:25/".to_owned(),
        "http://[".to_owned(),
    ] {
        let to = location.clone();
        let result = fetch_once(move |_, _| moved(302, &to)).await;
        assert!(
            matches!(&result, Err(error @ Error::Refused(_)) if error.is_final()),
            "{location}: {result:?}"
        );
    }
    assert_eq!(hits.load(Ordering::SeqCst), 0);
    let downgrade = fetcher(&[]).next(
        &Url::parse("https://example.com/").unwrap(),
        "http://example.com/a",
    );
    assert!(matches!(downgrade, Err(Error::Refused(Refused::Downgrade))));
    assert!(
        fetcher(&[])
            .next(
                &Url::parse("http://example.com/").unwrap(),
                "https://example.org/a"
            )
            .is_ok()
    );
}

#[tokio::test]
async fn names_reach_only_judged_addresses() {
    let address = serve(|_, head| {
        ok(
            "",
            head.to_ascii_lowercase()
                .split("host: ")
                .nth(1)
                .unwrap()
                .split('\r')
                .next()
                .unwrap()
                .as_bytes(),
        )
    })
    .await;
    let port = address.port();
    let fetcher = fetcher(&[port]);
    // One of its two addresses is private: only the other one is tried, under the name.
    let url = format!("http://photos.example:{port}/");
    let fetched = fetcher.fetch(&url, &Limits::photo()).await.unwrap();
    assert_eq!(
        &fetched.bytes[..],
        format!("photos.example:{port}").as_bytes()
    );
    let refused = fetcher
        .fetch(&format!("http://inside.example:{port}/"), &Limits::photo())
        .await;
    assert!(
        matches!(refused, Err(Error::Refused(Refused::Name { .. }))),
        "{refused:?}"
    );
    // The exception is for one port.
    for url in [
        "http://photos.example/",
        "http://localhost/",
        "http://127.0.0.1/",
    ] {
        let refused = fetcher.fetch(url, &Limits::photo()).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    }
    let unknown = fetcher
        .fetch("http://no-such-name.invalid/", &Limits::photo())
        .await;
    assert!(
        matches!(&unknown, Err(error @ Error::Unresolved { .. }) if !error.is_final()),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn the_proxy_of_the_environment_is_not_used() {
    // With no listener on the port there is a refused connection, whatever http_proxy says.
    let port = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let result = fetcher(&[port])
        .fetch(&format!("http://127.0.0.1:{port}/"), &Limits::photo())
        .await;
    assert!(
        matches!(&result, Err(error @ Error::Connect(_)) if !error.is_final()),
        "{result:?}"
    );
}

#[tokio::test]
async fn more_bytes_than_allowed_are_not_taken() {
    let limits = Limits {
        size_bytes: 1000,
        ..Limits::photo()
    };
    assert!(
        fetch_within(&limits, |_, _| ok("", &[1; 1000]))
            .await
            .is_ok()
    );
    let declared = fetch_within(&limits, |_, _| ok("", &[1; 1001])).await;
    assert!(matches!(&declared, Err(error @ Error::TooLarge { limit: 1000 }) if error.is_final()));
    let undeclared = fetch_within(&limits, |_, _| at_once("HTTP/1.1 200 OK", &[1; 100_000])).await;
    assert!(matches!(undeclared, Err(Error::TooLarge { .. })));
    let chunked = fetch_within(&limits, |_, _| {
        let chunk = [b"320\r\n", &[1; 800][..], b"\r\n"].concat();
        at_once(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked",
            &[&chunk[..], &chunk, b"0\r\n\r\n"].concat(),
        )
    })
    .await;
    assert!(matches!(chunked, Err(Error::TooLarge { .. })));
}

#[tokio::test]
async fn a_length_that_lies_does_not_pass() {
    let short = fetch_once(|_, _| at_once("HTTP/1.1 200 OK\r\ncontent-length: 10", b"photo")).await;
    assert!(
        matches!(&short, Err(error @ Error::Broken(_)) if !error.is_final()),
        "{short:?}"
    );
    let long = fetch_once(|_, _| at_once("HTTP/1.1 200 OK\r\ncontent-length: 3", b"photo")).await;
    assert_eq!(&long.unwrap().bytes[..], b"pho");
    let huge =
        fetch_once(|_, _| at_once("HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999", b""))
            .await;
    assert!(matches!(huge, Err(Error::TooLarge { .. })));
    for head in [
        "content-length: 5\r\ncontent-length: 6",
        "content-length: x",
        "transfer-encoding: chunked",
    ] {
        let broken =
            fetch_once(move |_, _| at_once(&format!("HTTP/1.1 200 OK\r\n{head}"), b"photo")).await;
        assert!(
            matches!(broken, Err(Error::Broken(_))),
            "{head}: {broken:?}"
        );
    }
}

#[tokio::test]
async fn compressed_bombs_are_refused_unopened() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&vec![0; 64 << 20]).unwrap();
    let bomb = encoder.finish().unwrap();
    for coding in ["gzip", "br", "deflate", "gzip, gzip", "x-odd"] {
        let body = bomb.clone();
        let result =
            fetch_once(move |_, _| ok(&format!("\r\ncontent-encoding: {coding}"), &body)).await;
        assert!(
            matches!(&result, Err(error @ Error::Encoded { .. }) if error.is_final()),
            "{result:?}"
        );
    }
    assert!(
        fetch_once(|_, _| ok("\r\ncontent-encoding: Identity", b"photo"))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn slow_hosts_are_left() {
    let limits = Limits {
        first_byte: Duration::from_millis(500),
        total: Duration::from_secs(1),
        ..Limits::photo()
    };
    let started = Instant::now();
    let silent = fetch_within(&limits, |_, _| vec![(5000, Vec::new())]).await;
    assert!(
        matches!(&silent, Err(error @ Error::NoReply) if !error.is_final()),
        "{silent:?}"
    );
    let dripping = fetch_within(&limits, |_, _| {
        let mut reply = vec![(
            0,
            b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n".to_vec(),
        )];
        reply.extend((0..1000).map(|_| (20, b"x".to_vec())));
        reply
    })
    .await;
    assert!(
        matches!(&dripping, Err(error @ Error::TooSlow { .. }) if !error.is_final()),
        "{dripping:?}"
    );
    let endless_head = fetch_within(&limits, |_, _| {
        let mut reply = vec![(0, b"HTTP/1.1 200 OK\r\n".to_vec())];
        reply.extend((0..1000).map(|n| (20, format!("x-{n}: y\r\n").into_bytes())));
        reply
    })
    .await;
    assert!(
        matches!(endless_head, Err(Error::NoReply)),
        "{endless_head:?}"
    );
    // The time is for all hops together.
    let hops = fetch_within(&limits, |path, _| {
        let mut reply = moved(302, &format!("{path}x"));
        reply[0].0 = 400;
        reply
    })
    .await;
    assert!(
        matches!(
            hops,
            Err(Error::TooSlow { .. } | Error::TooManyRedirects { .. })
        ),
        "{hops:?}"
    );
    assert!(started.elapsed() < Duration::from_secs(4));
    let head = format!("HTTP/1.1 200 OK\r\nx: {}", "y".repeat(1 << 20));
    assert!(matches!(
        fetch_once(move |_, _| at_once(&head, b"")).await,
        Err(Error::Broken(_))
    ));
    let many = format!("HTTP/1.1 200 OK{}", "\r\nx: y".repeat(200));
    assert!(matches!(
        fetch_once(move |_, _| at_once(&many, b"")).await,
        Err(Error::Broken(_))
    ));
}

#[tokio::test]
async fn a_status_says_whether_to_ask_again() {
    for (status, is_final) in [
        (204, true),
        (206, true),
        (300, true),
        (304, true),
        (400, true),
        (401, true),
        (403, false),
        (404, false),
        (408, false),
        (410, true),
        (429, false),
        (451, true),
        (500, false),
        (503, false),
    ] {
        let head = format!("HTTP/1.1 {status} X\r\nretry-after: 120\r\ncontent-length: 0");
        let error = fetch_once(move |_, _| at_once(&head, b""))
            .await
            .unwrap_err();
        assert!(
            matches!(error, Error::Status { status: found, .. } if found == status),
            "{error:?}"
        );
        assert_eq!(error.is_final(), is_final, "{status}");
        if status != 304 {
            assert_eq!(error.retry_after(), Some(RetryAfter::Seconds(120)));
        }
    }
}

#[test]
fn retry_after_is_seconds_or_a_moment() {
    let moment = DateTime::from_timestamp(1_795_341_600, 0).unwrap();
    let date = httpdate::fmt_http_date(moment.into());
    assert_eq!(RetryAfter::read(" 7 "), Some(RetryAfter::Seconds(7)));
    assert_eq!(RetryAfter::read(&date), Some(RetryAfter::At(moment)));
    for wrong in ["", "soon", "-1", "1.5", "99999999999999999999999"] {
        assert_eq!(RetryAfter::read(wrong), None, "{wrong}");
    }
    let wait = |after: RetryAfter, minutes| after.wait(moment + TimeDelta::minutes(minutes));
    assert_eq!(wait(RetryAfter::At(moment), -2), Duration::from_mins(2));
    assert_eq!(wait(RetryAfter::At(moment), 2), Duration::ZERO);
    assert_eq!(wait(RetryAfter::Seconds(7), 2), Duration::from_secs(7));
}

#[tokio::test]
async fn at_most_four_requests_run_to_one_host() {
    let address = serve(|_, _| {
        vec![(
            30,
            b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx".to_vec(),
        )]
    })
    .await;
    let fetcher = Arc::new(fetcher(&[address.port()]));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..24 {
        let (fetcher, url) = (Arc::clone(&fetcher), format!("http://{address}/"));
        tasks.spawn(async move { fetcher.fetch(&url, &Limits::photo()).await.is_ok() });
    }
    let started = Instant::now();
    while let Some(done) = tasks.join_next().await {
        assert!(done.unwrap());
    }
    // 24 requests, four at a time, 30 ms each.
    assert!(
        started.elapsed() >= Duration::from_millis(170),
        "{:?}",
        started.elapsed()
    );
    let impatient = Limits {
        queue: Duration::from_millis(1),
        ..Limits::photo()
    };
    let url = format!("http://{address}/");
    let (a, b, c, d, e) = tokio::join!(
        fetcher.fetch(&url, &impatient),
        fetcher.fetch(&url, &impatient),
        fetcher.fetch(&url, &impatient),
        fetcher.fetch(&url, &impatient),
        fetcher.fetch(&url, &impatient),
    );
    assert_eq!(
        [a, b, c, d, e]
            .iter()
            .filter(|it| matches!(it, Err(Error::Busy)))
            .count(),
        1
    );
}

/// A certificate for `localhost` from an authority made for this run, by openssl.
fn certificate(folder: &Path) -> Option<()> {
    let run = |arguments: &str| {
        let done = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(folder)
            .output();
        done.ok()
            .filter(|output| output.status.success())
            .map(|_| ())
    };
    std::fs::write(
        folder.join("leaf.ext"),
        "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n",
    )
    .unwrap();
    run(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=authority",
    )?;
    run(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.csr -subj /CN=leaf",
    )?;
    run(
        "x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out leaf.pem -days 2 -extfile leaf.ext",
    )
}

#[tokio::test]
async fn tls_names_the_host_and_needs_a_known_authority() {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let folder = tempfile::tempdir().unwrap();
    if certificate(folder.path()).is_none() {
        println!("skipped: no openssl to make a certificate with");
        return;
    }
    let leaf = CertificateDer::from_pem_file(folder.path().join("leaf.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.path().join("leaf.key")).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_no_client_auth()
    .with_single_cert(vec![leaf], key)
    .unwrap();
    let config = Arc::new(config);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut tls = rustls::StreamOwned::new(
                rustls::ServerConnection::new(Arc::clone(&config)).unwrap(),
                stream.unwrap(),
            );
            let mut head = [0; 1024];
            if std::io::Read::read(&mut tls, &mut head).is_ok() {
                let name = tls.conn.server_name().unwrap_or_default().to_owned();
                let reply = format!(
                    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{name}",
                    name.len()
                );
                drop(tls.write_all(reply.as_bytes()));
                drop(tls.flush());
            }
        }
    });
    let guard = Guard {
        exceptions: Exception::loopback(Some(port)).to_vec(),
        ..Guard::default()
    };
    let url = format!("https://localhost:{port}/");
    let stranger = Fetcher::open(guard.clone(), "https://news.example/").unwrap();
    let unknown = stranger.fetch(&url, &Limits::photo()).await;
    assert!(matches!(unknown, Err(Error::Connect(_))), "{unknown:?}");
    let pem = std::fs::read(folder.path().join("ca.pem")).unwrap();
    let friend = Fetcher::open_trusting(guard, "https://news.example/", &pem).unwrap();
    assert_eq!(
        &friend.fetch(&url, &Limits::photo()).await.unwrap().bytes[..],
        b"localhost"
    );
    let wrong_name = friend
        .fetch(&format!("https://127.0.0.1:{port}/"), &Limits::photo())
        .await;
    assert!(
        matches!(wrong_name, Err(Error::Connect(_))),
        "{wrong_name:?}"
    );
}
