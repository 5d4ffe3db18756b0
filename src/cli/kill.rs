//! `syndicated kill`: withdraws an article everywhere, for good.

use clap::Args;
use reqwest::Url;
use serde_json::json;

use super::{WRONG, client, tell};

/// What `kill` is told.
#[derive(Debug, Args)]
pub(super) struct Kill {
    /// The publisher's id of the article.
    id: String,
    /// What readers of its page are told.
    #[arg(long)]
    note: Option<String>,
    /// Address of the server.
    #[arg(long, env = "SYNDICATED_URL", default_value = "http://127.0.0.1:8080")]
    server: String,
    /// The token.
    #[arg(long, env = "SYNDICATED_TOKEN", hide_env_values = true)]
    token: String,
}

pub(super) async fn run(kill: Kill) -> u8 {
    let client = match client::client() {
        Ok(client) => client,
        Err(code) => return code,
    };
    let Some(mut url) = Url::parse(&kill.server)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))
    else {
        tell("error: --server must begin with http:// or https://");
        return WRONG;
    };
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty()
            .extend(["v1", "articles", &kill.id, "kill"]);
    }
    client::settle(
        client
            .post(url)
            .bearer_auth(&kill.token)
            .json(&json!({"note": kill.note}))
            .send()
            .await,
    )
    .await
}
