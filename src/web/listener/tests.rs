//! The listener against real sockets that behave badly.
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::http::header::IF_NONE_MATCH;
use hyper::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{Counters, Glance, Limits, Prebuilt, Settings, host_list, run, run_on_threads, value};
use crate::web::negotiate::Fields;

/// Far beyond every limit used here: a test that waits so long has failed.
const NEVER: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(200);

struct Server {
    address: std::net::SocketAddr,
    counters: Arc<Counters>,
    shutdown: CancellationToken,
    running: JoinHandle<std::io::Result<()>>,
    /// Let go of the handlers of `/wait`, which say when they have begun.
    go: Arc<Notify>,
    begun: Arc<Notify>,
}

fn settings() -> Settings {
    Settings::new(Arc::new(|| {
        DateTime::<Utc>::from_timestamp(784_111_777, 0).unwrap()
    }))
}

fn short(change: impl FnOnce(&mut Limits)) -> Settings {
    let mut settings = settings();
    change(&mut settings.limits);
    settings
}

async fn start(settings: Settings) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let counters = Arc::clone(&settings.counters);
    let shutdown = CancellationToken::new();
    let (go, begun) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (going, beginning) = (Arc::clone(&go), Arc::clone(&begun));
    let service = move |request, _| handle(request, Arc::clone(&going), Arc::clone(&beginning));
    let running = tokio::spawn(run(listener, service, settings, shutdown.clone()));
    Server {
        address,
        counters,
        shutdown,
        running,
        go,
        begun,
    }
}

async fn handle(
    request: Request<Incoming>,
    go: Arc<Notify>,
    begun: Arc<Notify>,
) -> Response<Full<Bytes>> {
    let text = match request.uri().path() {
        "/big" => Bytes::from(vec![b'x'; 64 << 20]),
        "/panic" => panic!("a handler that panics"),
        "/wait" => {
            begun.notify_one();
            go.notified().await;
            Bytes::from_static(b"waited")
        }
        "/ignore" => Bytes::from_static(b"ignored"),
        "/echo" => match request.into_body().collect().await {
            Ok(body) => body.to_bytes(),
            Err(_) => {
                let mut response = Response::new(Full::default());
                *response.status_mut() = StatusCode::BAD_REQUEST;
                return response;
            }
        },
        _ if *request.method() == Method::POST => Bytes::from_static(b"posted"),
        _ => Bytes::from_static(b"hello"),
    };
    Response::new(Full::new(text))
}

impl Server {
    async fn connect(&self) -> TcpStream {
        let tcp = TcpStream::connect(self.address).await.unwrap();
        tcp.set_nodelay(true).unwrap();
        tcp
    }

    /// Sends bytes on a new connection and reads until the server closes it.
    async fn say(&self, bytes: &[u8]) -> String {
        let mut tcp = self.connect().await;
        tcp.write_all(bytes).await.unwrap();
        until_closed(&mut tcp).await
    }

    async fn stop(self) {
        self.shutdown.cancel();
        tokio::time::timeout(NEVER, self.running)
            .await
            .expect("the listener drains")
            .unwrap()
            .unwrap();
        assert_eq!(value(&self.counters.open), 0, "a connection is left");
    }
}

async fn until_closed(tcp: &mut TcpStream) -> String {
    let mut all = Vec::new();
    // A reset is a close too; what came before it is kept.
    let _ = tokio::time::timeout(NEVER, tcp.read_to_end(&mut all))
        .await
        .expect("the server closes the connection");
    String::from_utf8_lossy(&all).into_owned()
}

/// Reads until the text so far ends with this.
async fn until(tcp: &mut TcpStream, end: &str) -> String {
    let mut all = Vec::new();
    while !all.ends_with(end.as_bytes()) {
        let byte = tokio::time::timeout(NEVER, tcp.read_u8()).await.unwrap();
        all.push(byte.expect("the server answers"));
    }
    String::from_utf8(all).unwrap()
}

/// Runs until the server closes; asserts that this was about `SHORT` later.
async fn closed_in_time(tcp: &mut TcpStream, since: Instant) -> String {
    let text = until_closed(tcp).await;
    let took = since.elapsed();
    assert!(
        took >= SHORT - Duration::from_millis(20),
        "closed early: {took:?}"
    );
    assert!(took < SHORT * 10, "closed late: {took:?}");
    text
}

#[tokio::test]
async fn answers_with_our_own_date() {
    let server = start(settings()).await;
    let text = server
        .say(b"GET / HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n")
        .await;
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
    assert!(
        text.contains("\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"),
        "{text}"
    );
    assert_eq!(text.matches("date:").count(), 1);
    assert!(text.ends_with("\r\n\r\nhello"), "{text}");
    assert_eq!(value(&server.counters.requests), 1);
    assert_eq!(value(&server.counters.accepted), 1);
    server.stop().await;
}

#[tokio::test]
async fn silent_and_half_sent_heads_are_closed() {
    let starts: [&[u8]; 7] = [
        b"",
        b"P",
        b"GET / HT",
        b"GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: half",
        b"\r\n\r\n",
    ];
    let server = start(short(|limits| limits.head = SHORT)).await;
    for start in starts {
        let since = Instant::now();
        let mut tcp = server.connect().await;
        tcp.write_all(start).await.unwrap();
        closed_in_time(&mut tcp, since).await;
    }
    let counters = Arc::clone(&server.counters);
    server.stop().await;
    assert_eq!(value(&counters.timed_out), 7);
}

#[tokio::test]
async fn a_half_sent_second_head_is_closed_too() {
    let server = start(short(|limits| limits.head = SHORT)).await;
    let mut tcp = server.connect().await;
    tcp.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    until(&mut tcp, "hello").await;
    let since = Instant::now();
    tcp.write_all(b"GET / HTTP/1.1\r\nHost").await.unwrap();
    closed_in_time(&mut tcp, since).await;
    server.stop().await;
}

#[tokio::test]
async fn idle_connections_live_longer_than_half_heads() {
    let server = start(short(|limits| {
        limits.head = Duration::from_millis(40);
        limits.idle = SHORT;
    }))
    .await;
    let mut tcp = server.connect().await;
    for _ in 0..2 {
        tcp.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            .await
            .unwrap();
        until(&mut tcp, "hello").await;
    }
    let since = Instant::now();
    closed_in_time(&mut tcp, since).await;
    server.stop().await;
}

#[tokio::test]
async fn one_byte_at_a_time_is_understood() {
    let server = start(settings()).await;
    let mut tcp = server.connect().await;
    let request = b"POST /echo HTTP/1.1\r\nHost: example.org\r\nX-Long: 0123456789012345678901234567890123456789012345678901234567890123456789\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\nPOST /echo HTTP/1.1\r\nHost: example.org\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbye";
    for byte in request {
        tcp.write_all(std::slice::from_ref(byte)).await.unwrap();
        tokio::task::yield_now().await;
    }
    let text = until_closed(&mut tcp).await;
    assert!(text.contains("\r\n\r\nhelloHTTP/1.1 200 OK\r\n"), "{text}");
    assert!(text.ends_with("\r\n\r\nbye"), "{text}");
    server.stop().await;
}

#[tokio::test]
async fn pipelined_requests_are_all_answered() {
    let server = start(settings()).await;
    let text = server
        .say(
            b"GET / HTTP/1.1\r\nHost: a\r\n\r\n\
              POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok\
              GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        )
        .await;
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 3, "{text}");
    server.stop().await;
}

/// Requests that two programs could read differently, and other malformed ones.
const SMUGGLED: &[&str] = &[
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ,chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked                                                      \r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2, 2\r\n\r\nok",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\nok",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -2\r\n\r\nok",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x2\r\n\r\nok",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\nok",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nok",
    "GET / HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost:\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a?b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a#b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\\b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\u{1}b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a:80:80\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a:80x\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: \u{e9}\r\n\r\n",
    "GET / HTTP/1.1\nHost: a\n\n",
    "GET / HTTP/1.1\r\nHost: a\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\n\n",
    "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\n folded: yes\r\n\r\n",
    "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    "GET ! HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
    "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\n",
    "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
    "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
];

#[tokio::test]
async fn ambiguous_requests_are_answered_400_and_closed() {
    let server = start(settings()).await;
    for request in SMUGGLED {
        let text = server.say(request.as_bytes()).await;
        assert!(
            text.starts_with("HTTP/1.1 400 ") || text.starts_with("HTTP/1.0 400 "),
            "{request:?}: {text}"
        );
        assert_eq!(text.matches("HTTP/1.").count(), 1, "{request:?}: {text}");
        assert!(text.contains("connection: close"), "{request:?}: {text}");
    }
    let n = u64::try_from(SMUGGLED.len()).unwrap();
    let counters = Arc::clone(&server.counters);
    server.stop().await;
    assert_eq!(value(&counters.bad_requests), n);
    assert_eq!(value(&counters.requests), 0);
}

#[tokio::test]
async fn a_bad_request_behind_a_good_one_spoils_only_itself() {
    let server = start(settings()).await;
    let text = server
        .say(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\nHost: a\n\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        .await;
    assert!(text.starts_with("HTTP/1.1 200 OK"), "{text}");
    assert_eq!(text.matches("HTTP/1.1 ").count(), 2, "{text}");
    assert_eq!(text.matches("HTTP/1.1 400 ").count(), 1, "{text}");
    server.stop().await;
}

#[tokio::test]
async fn broken_chunks_end_the_connection() {
    let bodies = [
        "5\nhello\r\n0\r\n\r\n",
        "5 \r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "5\r\nhelloXX0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "\r\nhello\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
        "5;a\nb\r\nhello\r\n0\r\n\r\n",
        "0\r\nA: b\n\r\n",
    ];
    let server = start(short(|limits| limits.body = SHORT)).await;
    for body in bodies {
        let head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        let text = server
            .say(format!("{head}{body}GET / HTTP/1.1\r\n").as_bytes())
            .await;
        assert!(!text.contains("200 OK"), "{body:?}: {text}");
    }
    server.stop().await;
}

#[tokio::test]
async fn well_formed_odd_requests_pass() {
    let requests = [
        "GET / HTTP/1.1\r\nHost: example.org:8080\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n",
        "GET http://example.org/ HTTP/1.1\r\nHost: EXAMPLE.org\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "HEAD / HTTP/1.1\r\nHost: a\r\nContent: x\r\nTest: y\r\nHostile: z\r\n\r\n",
    ];
    let server = start(settings()).await;
    for request in requests {
        let last = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        let text = server.say(format!("{request}{last}").as_bytes()).await;
        assert_eq!(
            text.matches("HTTP/1.1 20").count(),
            2,
            "{request:?}: {text}"
        );
    }
    let text = server.say(b"GET / HTTP/1.0\r\n\r\n").await;
    assert!(text.starts_with("HTTP/1.0 200 OK"), "{text}");
    assert_eq!(value(&server.counters.bad_requests), 0);
    server.stop().await;
}

#[tokio::test]
async fn only_our_hosts_are_served() {
    let mut settings = settings();
    settings.hosts = Some(host_list(["feeds.example", "[::1]"]));
    let server = start(settings).await;
    for (host, status) in [
        ("feeds.example", 200),
        ("FEEDS.example:8080", 200),
        ("[::1]:80", 200),
        ("evil.example", 400),
        ("feeds.example.evil.example", 400),
        ("xfeeds.example", 400),
    ] {
        let text = server
            .say(format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes())
            .await;
        assert!(
            text.starts_with(&format!("HTTP/1.1 {status} ")),
            "{host}: {text}"
        );
        assert!(
            !text.contains("evil"),
            "what was sent is not echoed: {text}"
        );
    }
    server.stop().await;
}

#[tokio::test]
async fn too_long_heads_are_refused() {
    let server = start(settings()).await;
    let many = "X: y\r\n".repeat(65);
    let text = server
        .say(format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n").as_bytes())
        .await;
    assert!(text.starts_with("HTTP/1.1 431 "), "{text}");
    let long = "y".repeat(17 << 10);
    for end in ["\r\n\r\n", ""] {
        let text = server
            .say(format!("GET / HTTP/1.1\r\nHost: a\r\nX: {long}{end}").as_bytes())
            .await;
        assert!(text.starts_with("HTTP/1.1 431 "), "{text}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_stalled_reader_is_dropped() {
    let server = start(short(|limits| limits.write = SHORT)).await;
    let mut tcp = server.connect().await;
    tcp.write_all(b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    // The listener gives the socket up although nothing is read here: stop
    // returns only when every connection is closed.
    while value(&server.counters.timed_out) == 0 {
        tokio::task::yield_now().await;
    }
    let text = until_closed(&mut tcp).await;
    assert!(text.len() < 64 << 20);
    server.stop().await;
}

#[tokio::test]
async fn a_reader_that_reads_gets_everything() {
    let server = start(short(|limits| limits.write = SHORT)).await;
    let text = server
        .say(b"GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        .await;
    assert!(text.len() > 64 << 20);
    server.stop().await;
}

#[tokio::test]
async fn slow_bodies_are_dropped() {
    let server = start(short(|limits| limits.body = SHORT)).await;
    for head in ["Content-Length: 100", "Transfer-Encoding: chunked"] {
        let since = Instant::now();
        let mut tcp = server.connect().await;
        let head = format!("POST /echo HTTP/1.1\r\nHost: a\r\n{head}\r\n\r\n5\r\nhello");
        tcp.write_all(head.as_bytes()).await.unwrap();
        closed_in_time(&mut tcp, since).await;
    }
    let counters = Arc::clone(&server.counters);
    server.stop().await;
    assert_eq!(value(&counters.timed_out), 2);
}

#[tokio::test]
async fn a_slow_handler_is_answered_503() {
    let server = start(short(|limits| limits.request = SHORT)).await;
    let since = Instant::now();
    let mut tcp = server.connect().await;
    tcp.write_all(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    let text = closed_in_time(&mut tcp, since).await;
    assert!(text.starts_with("HTTP/1.1 503 "), "{text}");
    assert!(text.contains("retry-after: 5"), "{text}");
    server.stop().await;
}

#[tokio::test]
async fn a_panic_is_a_500_and_counted() {
    let server = start(settings()).await;
    let text = server.say(b"GET /panic HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert!(text.starts_with("HTTP/1.1 500 "), "{text}");
    assert_eq!(value(&server.counters.panics), 1);
    server.stop().await;
}

#[tokio::test]
async fn an_early_answer_survives_the_rest_of_the_upload() {
    let server = start(settings()).await;
    let mut tcp = server.connect().await;
    let head = format!(
        "POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n",
        4 << 20
    );
    tcp.write_all(head.as_bytes()).await.unwrap();
    tcp.write_all(&vec![b'x'; 4 << 20]).await.unwrap();
    let text = until_closed(&mut tcp).await;
    assert!(text.starts_with("HTTP/1.1 200 OK"), "{text}");
    drop(tcp);
    server.stop().await;
}

#[tokio::test]
async fn closing_does_not_wait_for_ever() {
    let server = start(short(|limits| limits.linger = SHORT)).await;
    let mut tcp = server.connect().await;
    tcp.write_all(b"GET ! HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    until_closed(&mut tcp).await;
    // Our end stays open: the server must let go by itself.
    server.stop().await;
}

#[tokio::test]
async fn shutdown_finishes_what_is_in_flight() {
    let server = start(settings()).await;
    let mut busy = server.connect().await;
    busy.write_all(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    server.begun.notified().await;
    let mut idle = server.connect().await;
    idle.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    until(&mut idle, "hello").await;
    let mut fresh = server.connect().await;
    while value(&server.counters.open) < 3 {
        tokio::task::yield_now().await;
    }
    server.shutdown.cancel();
    assert_eq!(until_closed(&mut idle).await, "");
    assert_eq!(until_closed(&mut fresh).await, "");
    server.go.notify_one();
    let text = until_closed(&mut busy).await;
    assert!(text.ends_with("\r\n\r\nwaited"), "{text}");
    assert!(text.contains("connection: close"), "{text}");
    assert!(TcpStream::connect(server.address).await.is_err());
    drop((idle, fresh, busy));
    server.stop().await;
}

#[tokio::test]
async fn shutdown_does_not_wait_for_ever() {
    let server = start(short(|limits| limits.drain = SHORT)).await;
    let mut busy = server.connect().await;
    busy.write_all(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    server.begun.notified().await;
    server.stop().await;
    assert_eq!(until_closed(&mut busy).await, "");
}

#[tokio::test]
async fn one_address_gets_only_so_many_connections() {
    let server = start(short(|limits| limits.per_address = 2)).await;
    let (mut one, two) = (server.connect().await, server.connect().await);
    let mut three = server.connect().await;
    let text = until_closed(&mut three).await;
    assert!(text.starts_with("HTTP/1.1 503 "), "{text}");
    assert!(text.contains("retry-after: 5"), "{text}");
    assert_eq!(value(&server.counters.refused), 1);
    drop(two);
    while value(&server.counters.open) > 1 {
        tokio::task::yield_now().await;
    }
    let mut four = server.connect().await;
    for tcp in [&mut one, &mut four] {
        tcp.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            .await
            .unwrap();
        until(tcp, "hello").await;
    }
    drop((one, four));
    server.stop().await;
}

/// A server that has `/ready` and `/ready-big` in its express lane.
fn express() -> Settings {
    let mut settings = settings();
    let made = |path: &str, body: Vec<u8>| {
        let mut headers = HeaderMap::new();
        headers.insert("etag", HeaderValue::from_static("\"1\""));
        headers.insert("x-made", HeaderValue::from_str(path).unwrap());
        let not_modified = Prebuilt::new(StatusCode::NOT_MODIFIED, headers.clone(), Bytes::new());
        let ok = Prebuilt::new(StatusCode::OK, headers, body.into());
        (Arc::new(ok), Arc::new(not_modified))
    };
    let small = made("small", b"ready".to_vec());
    let big = made("big", vec![b'y'; 64 << 20]);
    settings.express = Some(Arc::new(move |glance: &Glance<'_>| {
        let (ok, not_modified) = match glance.target {
            "/ready" => &small,
            "/ready-big" => &big,
            "/ready-panic" => panic!("an express lane that panics"),
            _ => return None,
        };
        let known = glance.only(&IF_NONE_MATCH) == Some(b"\"1\"");
        Some(Arc::clone(if known { not_modified } else { ok }))
    }));
    settings
}

#[tokio::test]
async fn the_express_lane_answers_what_is_ready() {
    let server = start(express()).await;
    let mut tcp = server.connect().await;
    for _ in 0..3 {
        tcp.write_all(b"GET /ready HTTP/1.1\r\nHost: a\r\n\r\n")
            .await
            .unwrap();
        let text = until(&mut tcp, "ready").await;
        assert_eq!(
            text,
            "HTTP/1.1 200 OK\r\netag: \"1\"\r\nx-made: small\r\ncontent-length: 5\r\n\
             date: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\nready"
        );
    }
    tcp.write_all(b"GET /ready HTTP/1.1\r\nHost: a\r\nIF-NONE-MATCH: \"1\"\r\n\r\n")
        .await
        .unwrap();
    let text = until(&mut tcp, "\r\n\r\n").await;
    assert!(
        text.starts_with("HTTP/1.1 304 Not Modified\r\netag: \"1\"\r\n"),
        "{text}"
    );
    assert!(!text.contains("content-length"), "{text}");
    tcp.write_all(b"HEAD /ready HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    let text = until(&mut tcp, "\r\n\r\n").await;
    assert!(text.contains("content-length: 5\r\n"), "{text}");
    // The lane hands over to the service and the connection goes on.
    tcp.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    until(&mut tcp, "hello").await;
    tcp.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let text = until_closed(&mut tcp).await;
    assert!(text.ends_with("hello"), "{text}");
    assert_eq!(value(&server.counters.requests), 7);

    let text = server
        .say(b"GET /ready HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        .await;
    assert!(
        text.ends_with("\r\nconnection: close\r\n\r\nready"),
        "{text}"
    );
    let text = server
        .say(b"GET /ready-panic HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        .await;
    assert!(text.ends_with("hello"), "{text}");
    assert_eq!(value(&server.counters.panics), 1);
    server.stop().await;
}

#[tokio::test]
async fn the_express_lane_lets_nothing_by() {
    let mut settings = express();
    settings.hosts = Some(host_list(["a"]));
    let server = start(settings).await;
    for request in SMUGGLED {
        for text in [
            request.replacen(" / ", " /ready ", 1),
            format!("GET /ready HTTP/1.1\r\nHost: a\r\n\r\n{request}"),
        ] {
            let text = server.say(text.as_bytes()).await;
            assert_eq!(text.matches(" 400 ").count(), 1, "{request:?}: {text}");
            assert!(text.contains("connection: close"), "{request:?}: {text}");
        }
    }
    let text = server.say(b"GET /ready HTTP/1.1\r\nHost: b\r\n\r\n").await;
    assert!(text.starts_with("HTTP/1.1 400 "), "{text}");
    let many = "X: y\r\n".repeat(65);
    let text = server
        .say(format!("GET /ready HTTP/1.1\r\nHost: a\r\n{many}\r\n").as_bytes())
        .await;
    assert!(text.starts_with("HTTP/1.1 431 "), "{text}");
    server.stop().await;
}

#[tokio::test]
async fn the_express_lane_is_watched_too() {
    let mut settings = express();
    settings.limits.write = SHORT;
    settings.limits.head = SHORT;
    settings.limits.idle = SHORT * 2;
    let server = start(settings).await;
    let since = Instant::now();
    let mut silent = server.connect().await;
    assert_eq!(closed_in_time(&mut silent, since).await, "");
    let mut idle = server.connect().await;
    idle.write_all(b"GET /ready HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    until(&mut idle, "ready").await;
    let since = Instant::now();
    assert_eq!(closed_in_time(&mut idle, since).await, "");
    assert!(since.elapsed() >= SHORT * 3 / 2);
    let mut half = server.connect().await;
    half.write_all(b"GET /ready HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    until(&mut half, "ready").await;
    let since = Instant::now();
    half.write_all(b"GET /ready HTTP/1.1\r\nHo").await.unwrap();
    closed_in_time(&mut half, since).await;
    let n = value(&server.counters.timed_out);
    let mut stalled = server.connect().await;
    stalled
        .write_all(b"GET /ready-big HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    while value(&server.counters.timed_out) == n {
        tokio::task::yield_now().await;
    }
    assert!(until_closed(&mut stalled).await.len() < 64 << 20);
    let text = server
        .say(b"GET /ready-big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        .await;
    assert!(text.len() > 64 << 20);
    server.stop().await;
}

#[tokio::test]
async fn shutdown_ends_the_express_lane() {
    let server = start(express()).await;
    let mut idle = server.connect().await;
    idle.write_all(b"GET /ready HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    until(&mut idle, "ready").await;
    let mut busy = server.connect().await;
    busy.write_all(b"GET /ready-big HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    until(&mut busy, "\r\n\r\n").await;
    server.shutdown.cancel();
    assert_eq!(until_closed(&mut idle).await, "");
    drop(idle);
    assert_eq!(until_closed(&mut busy).await.len(), 64 << 20);
    drop(busy);
    server.stop().await;
}

#[tokio::test]
async fn threads_of_its_own() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut settings = express();
    settings.limits.per_address = 3;
    let counters = Arc::clone(&settings.counters);
    let shutdown = CancellationToken::new();
    let notify = Arc::new(Notify::new());
    let service = move |request, _| handle(request, Arc::clone(&notify), Arc::clone(&notify));
    let running = tokio::spawn(run_on_threads(
        listener,
        2.try_into().unwrap(),
        service,
        settings,
        shutdown.clone(),
    ));
    let mut open = Vec::new();
    for path in ["/ready", "/", "/ready"] {
        let mut tcp = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
        tcp.write_all(request.as_bytes()).await.unwrap();
        until(&mut tcp, if path == "/" { "hello" } else { "ready" }).await;
        open.push(tcp);
    }
    // The places are those of all threads together.
    let mut fourth = TcpStream::connect(address).await.unwrap();
    assert!(until_closed(&mut fourth).await.starts_with("HTTP/1.1 503 "));
    shutdown.cancel();
    for tcp in &mut open {
        assert_eq!(until_closed(tcp).await, "");
    }
    drop(open);
    tokio::time::timeout(NEVER, running)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert_eq!(value(&counters.open), 0);
}

/// A service that sends back what it is sent, while it is sent.
async fn echo_server(limits: Limits) -> (std::net::SocketAddr, CancellationToken) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = CancellationToken::new();
    let settings = Settings {
        limits,
        ..settings()
    };
    let service = |request: Request<Incoming>, _| async move { Response::new(request.into_body()) };
    tokio::spawn(run(listener, service, settings, shutdown.clone()));
    (address, shutdown)
}

#[tokio::test]
async fn a_long_stream_in_both_directions_lives_as_long_as_it_moves() {
    let limits = Limits {
        body: SHORT,
        request: SHORT,
        write: SHORT,
        idle: SHORT,
        head: SHORT,
        ..Limits::default()
    };
    let (address, shutdown) = echo_server(limits).await;
    let tcp = TcpStream::connect(address).await.unwrap();
    let (mut reading, mut writing) = tcp.into_split();
    let listening = tokio::spawn(async move {
        let mut all = Vec::new();
        let _ = reading.read_to_end(&mut all).await;
        all
    });
    let head = b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    writing.write_all(head).await.unwrap();
    let piece = format!("64\r\n{}\r\n", "x".repeat(100));
    // For seven times as long as any limit.
    for _ in 0..70 {
        writing.write_all(piece.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Then it stalls, and is ended.
    let all = tokio::time::timeout(NEVER, listening).await;
    let all = all.expect("a stalled stream is ended").unwrap();
    let n_back = all.iter().filter(|byte| **byte == b'x').count();
    assert_eq!(n_back, 7_000, "a stream that moves was ended");
    assert!(!all.ends_with(b"\r\n0\r\n\r\n"), "it was not whole");
    shutdown.cancel();
}
