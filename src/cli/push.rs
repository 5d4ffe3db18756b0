//! `syndicated push`: files a record, ninjs, a wire's own format, a web page or raw copy, with its photos; `--dry-run` shows what is understood.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use reqwest::Url;
use reqwest::multipart::{Form, Part};

use super::source::{self, Had};
use super::{AWAY, DONE, REFUSED, WRONG, answer, client, load, tell};
use crate::article::byline::{Author, Outlets};
use crate::article::reading::Context;
use crate::article::{Article, Draft};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::ingest::{self, Format, copy, wire};

/// What `push` is told.
#[derive(Debug, Args)]
pub(super) struct Push {
    /// A JSON record, ninjs, NITF, NewsML-G2, a wire message, a web page (a file or its address), raw copy, or - for
    /// standard input; which one it is shows in its shape.
    #[arg(value_name = "FILE|URL")]
    file: PathBuf,
    /// A photo that comes with it; for copy, in the order of its captions.
    #[arg(long = "photo", value_name = "FILE")]
    photos: Vec<PathBuf>,
    /// When it was first public, such as 2026-11-14T08:30:00Z; copy never says.
    #[arg(long, value_name = "TIME")]
    published: Option<String>,
    /// The section of the paper.
    #[arg(long)]
    section: Option<String>,
    /// The language (BCP 47), such as en or pt-BR.
    #[arg(long)]
    language: Option<String>,
    /// The publisher's id of the article. Without it a record gets a new one, and copy one that its words decide:
    /// the same copy again changes nothing.
    #[arg(long)]
    id: Option<String>,
    /// Show what is understood and send nothing.
    #[arg(long)]
    dry_run: bool,
    /// Address of the server.
    #[arg(long, env = "SYNDICATED_URL", default_value = "http://127.0.0.1:8080")]
    server: String,
    /// The token.
    #[arg(long, env = "SYNDICATED_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

pub(super) async fn run(config: &Path, push: Push) -> u8 {
    let known = match Known::load(config) {
        Ok(known) => known,
        Err(code) => return code,
    };
    let had = match source::have(&push.file, &known.config).await {
        Ok(had) => had,
        Err(error) => {
            tell(&format!("error: {}: {error}", push.file.display()));
            return AWAY;
        }
    };
    if push.dry_run {
        return show(&push, &had, &known);
    }
    let Some(token) = push.token.clone() else {
        tell(
            "error: a push needs --token (or SYNDICATED_TOKEN); `syndicated token new NAME --scope push` makes one",
        );
        return WRONG;
    };
    send(&push, had, &token).await
}

/// What the configuration says; without one the well-known agencies and hosts are still known.
struct Known {
    config: Config,
    outlets: Outlets,
}

impl Known {
    fn load(config: &Path) -> Result<Self, u8> {
        let config = if config.exists() {
            load(config)?.config
        } else {
            Config::default()
        };
        let outlets = Outlets::default().with(config.newsroom.outlets.iter().cloned());
        Ok(Self { config, outlets })
    }
}

/// Sends a form, so that photos can come along.
async fn send(push: &Push, had: Had, token: &str) -> u8 {
    let client = match client::client() {
        Ok(client) => client,
        Err(code) => return code,
    };
    let Some(url) = address(push, had.base.as_ref()) else {
        tell("error: --server must begin with http:// or https://");
        return WRONG;
    };
    let name = match had.format {
        Format::Copy | Format::Anpa => "copy",
        Format::Record | Format::Ninjs | Format::Nitf | Format::NewsMl | Format::Page => "record",
    };
    let kind = had.media_type();
    let part = match Part::bytes(had.bytes).mime_str(&kind) {
        Ok(part) => part,
        Err(error) => {
            tell(&format!("error: {error}"));
            return AWAY;
        }
    };
    let mut form = Form::new().part(name, part);
    for photo in &push.photos {
        let bytes = match std::fs::read(photo) {
            Ok(bytes) => bytes,
            Err(error) => {
                tell(&format!("error: {}: {error}", photo.display()));
                return AWAY;
            }
        };
        let name = photo
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        form = form.part("photo", Part::bytes(bytes).file_name(name));
    }
    let request = if push.id.is_some() {
        client.put(url)
    } else {
        client.post(url)
    };
    client::settle(
        request
            .bearer_auth(token)
            .header("prefer", "wait")
            .multipart(form)
            .send()
            .await,
    )
    .await
}

fn address(push: &Push, page: Option<&Url>) -> Option<Url> {
    let mut url = Url::parse(&push.server)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))?;
    {
        let mut path = url.path_segments_mut().ok()?;
        path.pop_if_empty().extend(["v1", "articles"]);
        if let Some(id) = &push.id {
            path.push(id);
        }
    }
    for (name, value) in [
        ("published", &push.published),
        ("section", &push.section),
        ("language", &push.language),
        ("address", &page.map(Url::to_string)),
    ] {
        if let Some(value) = value {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    Some(url)
}

/// Shows what is understood, in the words of the record.
fn show(push: &Push, had: &Had, known: &Known) -> u8 {
    let read = match had.format {
        Format::Copy => understand(push, &had.bytes, &known.outlets),
        Format::Record
        | Format::Ninjs
        | Format::Nitf
        | Format::NewsMl
        | Format::Anpa
        | Format::Page => document(push, had, &known.outlets),
    };
    let mut draft = match read {
        Ok(draft) => draft,
        Err(code) => return code,
    };
    for (field, value) in [
        (&mut draft.published, &push.published),
        (&mut draft.section, &push.section),
        (&mut draft.language, &push.language),
        (&mut draft.id, &push.id),
    ] {
        if field.is_none() {
            field.clone_from(value);
        }
    }
    let judged = judged(draft.clone(), known);
    if let Ok(article) = &judged {
        draft.removed.clone_from(&article.removed);
    }
    answer(&understood(&draft));
    match judged {
        Ok(_) => DONE,
        Err(faults) => {
            for fault in &faults {
                tell(&format!("would be refused: {fault}"));
            }
            REFUSED
        }
    }
}

fn document(push: &Push, had: &Had, outlets: &Outlets) -> Result<Draft, u8> {
    let options = ingest::Options {
        outlets: std::sync::Arc::new(outlets.clone()),
        n_photos: push.photos.len(),
        base: had.base.clone(),
        charset: had.charset.clone(),
    };
    ingest::read(had.format, &had.bytes, &options).map_err(|error| {
        let what = match error {
            ingest::Error::Json(_) => "not JSON: ",
            ingest::Error::Xml(_) => "not XML: ",
            ingest::Error::Copy(_) | ingest::Error::NoArticle(_) | ingest::Error::Page(_) => "",
        };
        tell(&format!("refused: {what}{error}"));
        REFUSED
    })
}

fn understand(push: &Push, bytes: &[u8], outlets: &Outlets) -> Result<Draft, u8> {
    let text = copy::decode(bytes);
    let read = wire::read(
        &text,
        &wire::Options {
            outlets: outlets.clone(),
            photos: push.photos.len(),
        },
    )
    .map_err(|error| {
        tell(&format!("refused: {error}"));
        REFUSED
    })?;
    for dropped in &read.dropped {
        tell(&format!("dropped ({}): {}", dropped.why, dropped.text));
    }
    let mut draft = copy::draft(read);
    for (photo, file) in draft.photos.iter_mut().zip(&push.photos) {
        photo.photo = file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
    }
    Ok(copy::without_missing_photos(draft))
}

/// The article, or what would be refused; photos that are only files yet are left aside.
fn judged(mut draft: Draft, known: &Known) -> Result<Article, Vec<String>> {
    draft.photos.clear();
    if draft.id.is_none() && draft.made_id.is_none() {
        draft.id = Some("minted".to_owned());
    }
    let context = Context {
        now: SystemClock.now(),
        authority: "newsroom.example",
        source: "dry-run",
        language: Some("en"),
        outlets: &known.outlets,
        embeds: &known.config.newsroom.embeds,
        previous: None,
    };
    Article::from_draft(draft, &context).map_err(|complaints| {
        complaints
            .into_iter()
            .map(|complaint| format!("{} {}", complaint.pointer, complaint.detail))
            .collect()
    })
}

fn understood(draft: &Draft) -> String {
    let mut text = String::new();
    let mut line = |label: &str, value: Option<&str>| {
        if let Some(value) = value {
            // Writing to a String does not fail.
            let _ = writeln!(text, "{label:<12} {value}");
        }
    };
    line("id", draft.id.as_deref().or(draft.made_id.as_deref()));
    line("url", draft.url.as_deref());
    line("headline", draft.headline.as_deref());
    line("subheadline", draft.subheadline.as_deref());
    line("byline", draft.byline.as_deref());
    for author in &draft.authors {
        line("author", Some(&person(author)));
    }
    for author in &draft.contributors {
        line("contributor", Some(&person(author)));
    }
    line(
        "source",
        draft
            .wire_source
            .as_ref()
            .and_then(|source| source.name.as_deref()),
    );
    line("dateline", draft.dateline.as_deref());
    line(
        "published",
        draft
            .published
            .as_deref()
            .or(Some("the moment it is filed")),
    );
    line("section", draft.section.as_deref());
    for photo in &draft.photos {
        line("photo", photo.photo.as_deref().or(photo.url.as_deref()));
        line("  caption", photo.caption.as_deref());
        line("  credit", photo.credit.as_deref());
    }
    let body = draft
        .body_text
        .as_deref()
        .or(draft.body_html.as_deref())
        .unwrap_or_default();
    let paragraphs: Vec<&str> = body
        .split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
        .collect();
    line("body", Some(&format!("{} paragraphs", paragraphs.len())));
    for paragraph in paragraphs {
        line("", Some(paragraph.trim()));
    }
    for doubt in &draft.doubts {
        line("doubt", Some(doubt));
    }
    for removed in &draft.removed {
        line("removed", Some(removed));
    }
    text.trim_end().to_owned()
}

fn person(author: &Author) -> String {
    let kind = match author.kind {
        crate::article::byline::AuthorKind::Person => "",
        crate::article::byline::AuthorKind::Organisation => " (organisation)",
    };
    let beside: Vec<&str> = [author.role.as_deref(), author.affiliation.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    if beside.is_empty() {
        format!("{}{kind}", author.name)
    } else {
        format!("{}{kind}, {}", author.name, beside.join(", "))
    }
}
