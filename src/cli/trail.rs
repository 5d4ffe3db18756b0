//! `syndicated trail`: shows what was done to an article, by whom, and which feeds showed it.

use clap::Args;
use reqwest::Url;
use serde_json::Value;

use super::{AWAY, DONE, WRONG, answer, client, tell};

/// The most pages; a trail of more versions is read with `GET`.
const MOST_PAGES: usize = 200;

/// What `trail` is told.
#[derive(Debug, Args)]
pub(super) struct Trail {
    /// Any name of the article: its id, its id in feeds, an alias, an address it had.
    id: String,
    /// Address of the server.
    #[arg(long, env = "SYNDICATED_URL", default_value = "http://127.0.0.1:8080")]
    server: String,
    /// The token.
    #[arg(long, env = "SYNDICATED_TOKEN", hide_env_values = true)]
    token: String,
}

pub(super) async fn run(trail: Trail) -> u8 {
    let client = match client::client() {
        Ok(client) => client,
        Err(code) => return code,
    };
    let Some(url) = client::article_url(&trail.server, &trail.id, Some("trail")) else {
        tell("error: --server must begin with http:// or https://");
        return WRONG;
    };
    let mut whole: Option<Value> = None;
    let mut next: Option<u64> = None;
    for _ in 0..MOST_PAGES {
        let mut page = url.clone();
        if let Some(below) = next {
            page.query_pairs_mut()
                .append_pair("below", &below.to_string());
        }
        let mut read = match ask(&client, page, &trail.token).await {
            Ok(read) => read,
            Err(code) => return code,
        };
        next = read.get("next").and_then(Value::as_u64);
        if let Some(map) = read.as_object_mut() {
            map.remove("next");
        }
        whole = Some(match whole {
            None => read,
            Some(before) => joined(before, &mut read),
        });
        if next.is_none() {
            break;
        }
    }
    let whole = whole.unwrap_or_default();
    answer(&serde_json::to_string_pretty(&whole).unwrap_or_default());
    DONE
}

async fn ask(client: &reqwest::Client, url: Url, token: &str) -> Result<Value, u8> {
    let text = client::reply(client.get(url).bearer_auth(token).send().await).await?;
    serde_json::from_str(&text).map_err(|error| {
        tell(&format!("error: the answer could not be read: {error}"));
        AWAY
    })
}

/// Joins the versions of the next page to those before.
fn joined(mut before: Value, page: &mut Value) -> Value {
    let more = page.get_mut("versions").and_then(Value::as_array_mut);
    let versions = before.get_mut("versions").and_then(Value::as_array_mut);
    if let (Some(versions), Some(more)) = (versions, more) {
        versions.append(more);
    }
    before
}
