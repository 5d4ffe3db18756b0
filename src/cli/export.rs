//! `syndicated export`: the newest version of every article, one JSON object a line.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use reqwest::Url;
use serde_json::Value;

use super::{AWAY, DONE, WRONG, client, tell};

/// How many articles are asked for at a time.
const PAGE: usize = 100;

/// What `export` is told.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// What each line is: a record, as `push` takes it, or ninjs 3.1.
    #[arg(long, value_enum, default_value_t = Words::Ndjson)]
    format: Words,
    /// The file to write; standard output where missing.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Address of the server.
    #[arg(long, env = "SYNDICATED_URL", default_value = "http://127.0.0.1:8080")]
    server: String,
    /// A token with the scope read (or push).
    #[arg(long, env = "SYNDICATED_TOKEN", hide_env_values = true)]
    token: String,
}

/// In whose words articles are exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Words {
    /// Our own records.
    Ndjson,
    /// ninjs 3.1.
    Ninjs,
}

pub(super) async fn run(export: Export) -> u8 {
    let client = match client::client() {
        Ok(client) => client,
        Err(code) => return code,
    };
    let Some(mut url) = Url::parse(&export.server)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))
    else {
        tell("error: --server must begin with http:// or https://");
        return WRONG;
    };
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(["v1", "articles"]);
    }
    let mut target = match Target::open(export.out.as_deref()) {
        Ok(target) => target,
        Err(error) => return unwritten(export.out.as_deref(), &error),
    };
    let bar = bar();
    let mut cursor = None;
    loop {
        let asked = client.get(page(&url, export.format, cursor.as_deref()));
        let text = match client::reply(asked.bearer_auth(&export.token).send().await).await {
            Ok(text) => text,
            Err(code) => return code,
        };
        let Some((articles, next)) = read(&text) else {
            tell("error: the server's answer is not a page of articles");
            return AWAY;
        };
        for article in &articles {
            if let Err(error) = target.line(article) {
                return unwritten(export.out.as_deref(), &error);
            }
            bar.inc(1);
        }
        cursor = next;
        if cursor.is_none() {
            break;
        }
    }
    let n_articles = bar.position();
    bar.finish_and_clear();
    if let Err(error) = target.finish() {
        return unwritten(export.out.as_deref(), &error);
    }
    tell(&format!("{n_articles} articles"));
    DONE
}

/// The address of a page of the list.
fn page(list: &Url, words: Words, cursor: Option<&str>) -> Url {
    let mut url = list.clone();
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("limit", &PAGE.to_string());
        if words == Words::Ninjs {
            query.append_pair("format", "ninjs");
        }
        if let Some(cursor) = cursor {
            query.append_pair("cursor", cursor);
        }
    }
    url
}

/// The articles of a page, and where the next one begins.
fn read(text: &str) -> Option<(Vec<Value>, Option<String>)> {
    let mut page: Value = serde_json::from_str(text).ok()?;
    let next = page["next"].as_str().map(str::to_owned);
    match page["articles"].take() {
        Value::Array(articles) => Some((articles, next)),
        _ => None,
    }
}

fn bar() -> ProgressBar {
    // It draws on standard error, and only where that is a terminal.
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {pos} articles, {per_sec}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
}

fn unwritten(out: Option<&Path>, error: &io::Error) -> u8 {
    let name = out.map_or_else(|| "standard output".into(), Path::to_string_lossy);
    tell(&format!("error: {name}: {error}"));
    AWAY
}

/// Where lines go. A file gets its name when it is whole, so that half an export is never taken for one.
struct Target {
    lines: Box<dyn Write>,
    names: Option<(PathBuf, PathBuf)>,
}

impl Target {
    fn open(out: Option<&Path>) -> io::Result<Self> {
        let Some(out) = out else {
            return Ok(Self {
                lines: Box::new(BufWriter::new(io::stdout())),
                names: None,
            });
        };
        let mut part = out.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        Ok(Self {
            lines: Box::new(BufWriter::new(File::create(&part)?)),
            names: Some((part, out.to_owned())),
        })
    }

    fn line(&mut self, value: &Value) -> io::Result<()> {
        writeln!(self.lines, "{value}")
    }

    fn finish(mut self) -> io::Result<()> {
        self.lines.flush()?;
        drop(self.lines);
        match self.names {
            Some((part, out)) => std::fs::rename(part, out),
            None => Ok(()),
        }
    }
}
