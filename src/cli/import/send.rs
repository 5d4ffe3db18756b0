//! Sends one article after another to a running server, a few side by side; patient where the server asks for it.

use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response};
use serde_json::Value;
use url::Url;

use super::input::Piece;
use crate::cli::{AWAY, WRONG, client, tell};

/// How many are sent side by side.
pub(super) const SIDE_BY_SIDE: usize = 4;
/// How often one article is sent while the server is busy.
const MOST_TRIES: u32 = 5;
/// The longest wait for a server that is busy.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Knows the server.
pub(super) struct Sender {
    client: Client,
    base: Url,
    token: String,
}

/// What became of an article.
pub(super) enum Sent {
    Created,
    Updated,
    Unchanged,
    /// Everything that is wrong with it.
    Refused(Vec<String>),
    /// Nothing more can be sent: the exit code, and why.
    Stop(u8, String),
}

impl Sender {
    /// A sender to a server.
    pub(super) fn new(server: &str, token: &str) -> Result<Self, u8> {
        let base = Url::parse(server)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(base) = base else {
            tell("error: --server must begin with http:// or https://");
            return Err(WRONG);
        };
        Ok(Self {
            client: client::client()?,
            base,
            token: token.to_owned(),
        })
    }

    /// Sends one article under its id: the same again changes nothing.
    pub(super) async fn send(&self, piece: &Piece) -> Sent {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["v1", "articles", &piece.id]);
        }
        for n in 1.. {
            let request = self.client.put(url.clone()).bearer_auth(&self.token);
            let wait = match request.json(&piece.record).send().await {
                Ok(response) if is_busy(&response) => pause(&response, n),
                Ok(response) => return judged(response).await,
                Err(_) if n < MOST_TRIES => pause_of(n),
                Err(error) => {
                    let why = client::chain(&error);
                    return Sent::Stop(AWAY, format!("the server could not be reached: {why}"));
                }
            };
            if n >= MOST_TRIES {
                break;
            }
            tokio::time::sleep(wait).await;
        }
        Sent::Stop(AWAY, "the server is busy".to_owned())
    }
}

fn is_busy(response: &Response) -> bool {
    matches!(response.status().as_u16(), 429 | 502 | 503 | 504)
}

/// What the server asks for, within bounds.
fn pause(response: &Response, n: u32) -> Duration {
    let asked = response
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .map(Duration::from_secs);
    asked.unwrap_or_else(|| pause_of(n)).min(LONGEST_WAIT)
}

fn pause_of(n: u32) -> Duration {
    Duration::from_millis(250 << n.min(6)).min(LONGEST_WAIT)
}

async fn judged(response: Response) -> Sent {
    let status = response.status();
    let text = response.text().await.unwrap_or_default();
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    let word = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
    match status.as_u16() {
        200..=299 => match word("outcome") {
            "created" => Sent::Created,
            "updated" => Sent::Updated,
            _ => Sent::Unchanged,
        },
        401 | 403 => Sent::Stop(WRONG, format!("{}: {}", word("title"), word("detail"))),
        500.. => Sent::Stop(AWAY, format!("the server answered {status}")),
        _ => {
            let errors = body.get("errors").and_then(Value::as_array);
            let mut reasons: Vec<String> = errors
                .into_iter()
                .flatten()
                .map(|error| {
                    let part =
                        |key: &str| error.get(key).and_then(Value::as_str).unwrap_or_default();
                    format!("{} {}", part("pointer"), part("detail"))
                })
                .collect();
            if reasons.is_empty() {
                reasons.push(format!("{status}: {}", word("detail")));
            }
            Sent::Refused(reasons)
        }
    }
}
