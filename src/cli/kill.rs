//! `syndicated kill`: withdraws an article everywhere, for good.

use clap::Args;
use serde_json::json;

use super::{WRONG, client, tell};

/// What `kill` is told.
#[derive(Debug, Args)]
pub(super) struct Kill {
    /// Any name of the article: its id, its id in feeds, an alias, an address it had.
    id: String,
    /// What readers of its page are told.
    #[arg(long, alias = "note", value_name = "TEXT")]
    reason: Option<String>,
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
    let Some(url) = client::article_url(&kill.server, &kill.id, Some("kill")) else {
        tell("error: --server must begin with http:// or https://");
        return WRONG;
    };
    client::settle(
        client
            .post(url)
            .bearer_auth(&kill.token)
            .json(&json!({"note": kill.reason}))
            .send()
            .await,
    )
    .await
}
