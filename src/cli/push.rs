//! `syndicated push`: files a record, ninjs or raw copy, with its photos; `--dry-run` shows what is understood.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use reqwest::Url;
use reqwest::multipart::{Form, Part};

use super::{AWAY, DONE, REFUSED, WRONG, answer, client, load, tell};
use crate::article::byline::{Author, Outlets};
use crate::article::reading::Context;
use crate::article::{Article, Draft};
use crate::clock::{Clock, SystemClock};
use crate::ingest::{self, Format, copy, wire};

/// What `push` is told.
#[derive(Debug, Args)]
pub(super) struct Push {
    /// A JSON record, ninjs, raw copy, or - for standard input; which one it is shows in its shape.
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
    /// The publisher's id of the article; one is minted for copy without it.
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
    let bytes = match read(&push.file) {
        Ok(bytes) => bytes,
        Err(error) => {
            tell(&format!("error: {}: {error}", push.file.display()));
            return AWAY;
        }
    };
    let format = Format::sniff(&bytes);
    if push.dry_run {
        return show(config, &push, &bytes, format);
    }
    let Some(token) = push.token.clone() else {
        tell(
            "error: a push needs --token (or SYNDICATED_TOKEN); `syndicated token new NAME --scope push` makes one",
        );
        return WRONG;
    };
    send(&push, bytes, format, &token).await
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(file)
}

/// Sends a form, so that photos can come along.
async fn send(push: &Push, bytes: Vec<u8>, format: Format, token: &str) -> u8 {
    let client = match client::client() {
        Ok(client) => client,
        Err(code) => return code,
    };
    let Some(url) = address(push) else {
        tell("error: --server must begin with http:// or https://");
        return WRONG;
    };
    let name = match format {
        Format::Copy => "copy",
        Format::Record | Format::Ninjs => "record",
    };
    let part = match Part::bytes(bytes).mime_str(format.media_type()) {
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

fn address(push: &Push) -> Option<Url> {
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
    ] {
        if let Some(value) = value {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    Some(url)
}

/// Shows what is understood, in the words of the record.
fn show(config: &Path, push: &Push, bytes: &[u8], format: Format) -> u8 {
    // Without a configuration the well-known agencies are still known.
    let outlets = if config.exists() {
        match load(config) {
            Ok(loaded) => Outlets::default().with(loaded.config.newsroom.outlets.iter().cloned()),
            Err(code) => return code,
        }
    } else {
        Outlets::default()
    };
    let read = match format {
        Format::Copy => understand(push, bytes, &outlets),
        Format::Record | Format::Ninjs => document(format, bytes, &outlets),
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
    answer(&understood(&draft));
    let faults = faults(draft, &outlets);
    for fault in &faults {
        tell(&format!("would be refused: {fault}"));
    }
    if faults.is_empty() { DONE } else { REFUSED }
}

fn document(format: Format, bytes: &[u8], outlets: &Outlets) -> Result<Draft, u8> {
    let options = ingest::Options {
        outlets: outlets.clone(),
        n_photos: 0,
    };
    ingest::read(format, bytes, &options).map_err(|error| {
        let what = match error {
            ingest::Error::Json(_) => "not JSON: ",
            ingest::Error::Copy(_) => "",
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

/// What would be refused; photos that are only files yet are left aside.
fn faults(mut draft: Draft, outlets: &Outlets) -> Vec<String> {
    draft.photos.clear();
    if draft.id.is_none() {
        draft.id = Some("minted".to_owned());
    }
    let context = Context {
        now: SystemClock.now(),
        authority: "newsroom.example",
        source: "dry-run",
        language: Some("en"),
        outlets,
        embeds: &crate::config::Newsroom::default().embeds,
        previous: None,
    };
    Article::from_draft(draft, &context)
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|complaint| format!("{} {}", complaint.pointer, complaint.detail))
        .collect()
}

fn understood(draft: &Draft) -> String {
    let mut text = String::new();
    let mut line = |label: &str, value: Option<&str>| {
        if let Some(value) = value {
            // Writing to a String does not fail.
            let _ = writeln!(text, "{label:<12} {value}");
        }
    };
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
