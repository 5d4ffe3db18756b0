//! Talks to a running server, or to anybody's web server, for a command.

use std::time::Duration;

use reqwest::{Client, Response};
use serde_json::Value;

use super::{AWAY, DONE, REFUSED, WRONG, answer, tell};

/// Makes the client of a command.
pub(super) fn client() -> Result<Client, u8> {
    // A second installation in one process is refused, and the first one serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let agent = concat!("Syndicated/", env!("CARGO_PKG_VERSION"));
    Client::builder()
        .user_agent(agent)
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_mins(2))
        .build()
        .map_err(|error| {
            tell(&format!("error: cannot set up requests: {error}"));
            AWAY
        })
}

/// Tells what a server answered to a push or a kill, and gives the exit code.
pub(super) async fn settle(sent: Result<Response, reqwest::Error>) -> u8 {
    match reply(sent).await {
        Ok(text) => {
            answer(text.trim_end());
            DONE
        }
        Err(code) => code,
    }
}

/// The body of a good answer, or the exit code after telling what was wrong.
pub(super) async fn reply(sent: Result<Response, reqwest::Error>) -> Result<String, u8> {
    let response = match sent {
        Ok(response) => response,
        Err(error) => {
            tell(&format!(
                "error: the server could not be reached: {}",
                chain(&error)
            ));
            return Err(AWAY);
        }
    };
    let status = response.status();
    let text = response.text().await;
    if status.is_success() {
        return text.map_err(|error| {
            tell(&format!("error: the answer broke off: {}", chain(&error)));
            AWAY
        });
    }
    let text = text.unwrap_or_default();
    tell_problem(status.as_u16(), &text);
    Err(match status.as_u16() {
        401 | 403 => WRONG,
        429 | 500.. => AWAY,
        _ => REFUSED,
    })
}

fn tell_problem(status: u16, text: &str) {
    let Ok(problem) = serde_json::from_str::<Value>(text) else {
        tell(&format!("error: the server answered {status}"));
        return;
    };
    let word = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    tell(&format!(
        "refused ({status}): {}: {}",
        word(&problem, "title"),
        word(&problem, "detail")
    ));
    for error in problem
        .get("errors")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        tell(&format!(
            "  {} {}",
            word(error, "pointer"),
            word(error, "detail")
        ));
    }
}

/// An error with its causes, in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}
