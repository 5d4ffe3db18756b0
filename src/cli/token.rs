//! `syndicated token`: makes, lists and revokes tokens; works beside a running server.

use std::path::Path;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};

use super::{AWAY, DONE, REFUSED, WRONG, answer, load, tell};
use crate::app;
use crate::clock::{Clock, SystemClock};
use crate::store::{Scope, Store};

/// What `token` is told.
#[derive(Debug, Args)]
pub(super) struct Token {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a token. It alone goes to standard output, this once; only its hash is kept.
    New {
        /// Its name: the source that articles are filed under.
        name: String,
        /// What it may do: push (which may also read and kill), kill, read, admin; more than one is fine.
        #[arg(long = "scope", required = true)]
        scopes: Vec<String>,
        /// When it ends, such as 2027-12-31T00:00:00Z.
        #[arg(long, value_name = "TIME")]
        expires: Option<DateTime<Utc>>,
    },
    /// List tokens: name, scopes, state.
    List,
    /// Revoke a token at once.
    Revoke {
        /// Its name.
        name: String,
    },
}

pub(super) async fn run(config: &Path, token: Token) -> u8 {
    let loaded = match load(config) {
        Ok(loaded) => loaded,
        Err(code) => return code,
    };
    let store = match app::open_store(&loaded).await {
        Ok(store) => store,
        Err(error) => {
            tell(&format!("error: {error:#}"));
            return AWAY;
        }
    };
    let done = match token.action {
        Action::New {
            name,
            scopes,
            expires,
        } => new(&*store, &name, &scopes, expires).await,
        Action::List => list(&*store).await,
        Action::Revoke { name } => revoke(&*store, &name).await,
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            tell(&format!("error: {error:#}"));
            AWAY
        }
    }
}

async fn new(
    store: &dyn Store,
    name: &str,
    scopes: &[String],
    expires: Option<DateTime<Utc>>,
) -> anyhow::Result<u8> {
    let good_name = !name.is_empty()
        && name.len() <= 64
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    if !good_name {
        tell("error: a name has 1 to 64 letters, digits, -, _ or .");
        return Ok(WRONG);
    }
    let read: Option<Vec<Scope>> = scopes
        .iter()
        .flat_map(|scope| scope.split(','))
        .map(Scope::parse)
        .collect();
    let Some(scopes) = read else {
        tell("error: a scope is push, kill, read or admin");
        return Ok(WRONG);
    };
    match app::make_token(store, &SystemClock, name, scopes, expires).await? {
        Some(token) => {
            answer(&token);
            Ok(DONE)
        }
        None => {
            tell(&format!(
                "refused: there is a token of the name {name}; revoke it first or take another name"
            ));
            Ok(REFUSED)
        }
    }
}

async fn list(store: &dyn Store) -> anyhow::Result<u8> {
    let now = SystemClock.now();
    for token in store.tokens().await? {
        let state = match (token.revoked, token.expires) {
            (Some(revoked), _) => format!("revoked {revoked}"),
            (None, Some(expires)) if expires <= now => format!("ended {expires}"),
            (None, Some(expires)) => format!("until {expires}"),
            (None, None) => "in force".to_owned(),
        };
        let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
        answer(&format!("{}\t{}\t{state}", token.name, scopes.join(",")));
    }
    Ok(DONE)
}

async fn revoke(store: &dyn Store, name: &str) -> anyhow::Result<u8> {
    if store.revoke_token(name, SystemClock.now()).await? {
        return Ok(DONE);
    }
    tell(&format!(
        "refused: there is no token of the name {name} in force"
    ));
    Ok(REFUSED)
}
