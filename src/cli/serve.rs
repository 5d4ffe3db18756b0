//! `syndicated serve`: starts the service, says where it is, stops when told.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;

use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use super::{AWAY, DONE, WRONG, answer, load, tell};
use crate::app::{self, Loaded, Running};
use crate::clock::SystemClock;
use crate::config;
use crate::feed::Format;

pub(super) async fn run(config: &Path) -> u8 {
    let loaded = match load(config) {
        Ok(loaded) => loaded,
        Err(code) => return code,
    };
    if let Err(error) = start_log(&loaded.config.log) {
        tell(&format!("error: log.level: {error}"));
        return WRONG;
    }
    raise_open_files();
    // Asked for before anything is open, so that a signal is never lost.
    let (Ok(mut terminated), Ok(mut interrupted)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        tell("error: signals cannot be listened to");
        return AWAY;
    };
    let running = match app::start(loaded.clone(), Arc::new(SystemClock)).await {
        Ok(running) => running,
        Err(error) => {
            tell(&format!("error: {error:#}"));
            return AWAY;
        }
    };
    greet(&loaded, &running);
    tokio::select! {
        _ = terminated.recv() => {}
        _ = interrupted.recv() => {}
    }
    tracing::info!("stopping: requests in flight are finished");
    match running.stop().await {
        Ok(()) => DONE,
        Err(error) => {
            tell(&format!("error while stopping: {error:#}"));
            AWAY
        }
    }
}

/// Every connection and every large edition holds a file; the usual soft limit of 1024 is made for other programs.
#[cfg(target_os = "linux")]
fn raise_open_files() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!("the limit of open files stays as it is: {error}");
    }
}

#[cfg(not(target_os = "linux"))]
fn raise_open_files() {}

fn start_log(log: &config::Log) -> Result<(), tracing_subscriber::filter::ParseError> {
    let filter = EnvFilter::builder().parse(&log.level)?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none());
    if log.format == "json" {
        builder.json().init();
    } else {
        builder.init();
    }
    Ok(())
}

/// Says which addresses to open, and gives a push that works when pasted.
fn greet(loaded: &Loaded, running: &Running) {
    let rules = running.desk.rules.load();
    let base = &rules.site.public_url;
    answer(&format!("{} is open at {base}/", rules.site.title));
    let listening = format!("http://{}", running.address);
    if *base != listening {
        answer(&format!("It listens on {listening}/"));
    }
    answer("");
    for feed in rules.feeds.values() {
        let name = &feed.definition.name;
        answer(&format!("  {}", feed.definition.title));
        answer(&format!("    {}", rules.site.feed_page(name)));
        for format in Format::ALL {
            answer(&format!("    {}", rules.site.feed_url(name, format)));
        }
    }
    answer("");
    match &running.sample_token {
        Some(token) => answer(&example(
            &format!("http://{}", running.address),
            token,
            &section(loaded),
        )),
        None => answer(
            "To push: `syndicated token new NAME --scope push` makes a token, `syndicated push --help` shows how.",
        ),
    }
}

/// The section of the example: one that a feed takes, so that it is seen.
fn section(loaded: &Loaded) -> String {
    loaded
        .feeds
        .iter()
        .find_map(|feed| feed.take.sections.first().cloned())
        .unwrap_or_else(|| "local".to_owned())
}

fn example(base: &str, token: &str, section: &str) -> String {
    format!(
        "An example push (the token is shown this once):

curl -X PUT {base}/v1/articles/first-steps \\
  -H 'Authorization: Bearer {token}' \\
  -H 'Content-Type: application/json' -H 'Prefer: wait' \\
  -d '{{\"headline\": \"The presses are running\", \"section\": \"{section}\", \"byline\": \"By Ada Quill and Ben Inkwell\", \"body_text\": \"This article was pushed a moment ago.\\n\\nEvery feed that takes its section shows it now.\"}}'
"
    )
}
