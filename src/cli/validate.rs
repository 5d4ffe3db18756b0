//! `syndicated validate`: judges feeds, for people or as one JSON object a line.

use std::io::Read;

use clap::Args;
use reqwest::header::CONTENT_TYPE;

use super::{AWAY, DONE, REFUSED, answer, client, tell};
use crate::clock::{Clock, SystemClock};
use crate::validate::{self, Document};

/// The most bytes of a feed that is judged.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// What `validate` is told.
#[derive(Debug, Args)]
pub(super) struct Validate {
    /// Files, addresses (http or https), or - for standard input.
    #[arg(required = true, value_name = "FILE|URL")]
    feeds: Vec<String>,
    /// One JSON object a line instead of text.
    #[arg(long)]
    json: bool,
}

/// A feed as it was had.
struct Had {
    bytes: Vec<u8>,
    media_type: Option<String>,
    location: Option<String>,
}

pub(super) async fn run(validate: Validate) -> u8 {
    let mut code = DONE;
    for feed in &validate.feeds {
        let had = match have(feed).await {
            Ok(had) => had,
            Err(error) => {
                tell(&format!("error: {feed}: {error}"));
                code = AWAY;
                continue;
            }
        };
        let document = Document {
            bytes: &had.bytes,
            media_type: had.media_type.as_deref(),
            location: had.location.as_deref(),
            now: SystemClock.now(),
        };
        let report = validate::validate(&document);
        let text = if validate.json {
            validate::json_line(feed, &report)
        } else {
            validate::text(feed, &report)
        };
        answer(text.trim_end());
        if !report.is_valid() && code == DONE {
            code = REFUSED;
        }
    }
    code
}

async fn have(feed: &str) -> Result<Had, String> {
    if feed == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(MOST_BYTES as u64)
            .read_to_end(&mut bytes)
            .map_err(|error| error.to_string())?;
        return Ok(Had {
            bytes,
            media_type: None,
            location: None,
        });
    }
    if feed.starts_with("http://") || feed.starts_with("https://") {
        return fetch(feed).await;
    }
    let file = std::fs::File::open(feed).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES as u64)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    Ok(Had {
        bytes,
        media_type: None,
        location: None,
    })
}

async fn fetch(url: &str) -> Result<Had, String> {
    let client = client::client().map_err(|_| "no client".to_owned())?;
    let mut response = client
        .get(url)
        .send()
        .await
        .map_err(|error| client::chain(&error))?;
    if !response.status().is_success() {
        return Err(format!("the server answered {}", response.status()));
    }
    let media_type = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let location = Some(response.url().to_string());
    let mut bytes = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| client::chain(&error))?
    {
        if bytes.len() + chunk.len() > MOST_BYTES {
            return Err(format!("is longer than {MOST_BYTES} bytes"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Had {
        bytes,
        media_type,
        location,
    })
}
