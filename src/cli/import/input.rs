//! What is imported: a file or an address, with the pages and archives that a feed leads to.

use std::collections::HashSet;
use std::io::Read;

use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use url::Url;

use super::{Format, Import, piece};
use crate::article::Draft;
use crate::article::byline::Outlets;
use crate::cli::{AWAY, REFUSED, client};
use crate::ingest::feed::{self, Feed};
use crate::ingest::{record, wxr};

/// The most bytes of a page that is fetched.
const PAGE_BYTES: usize = feed::MOST_BYTES;

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Input {
    /// The articles, the oldest first where the input says so.
    pub(super) pieces: Vec<Piece>,
    /// What is to be told of the input as a whole.
    pub(super) notes: Vec<String>,
}

/// One article to be sent.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) id: String,
    pub(super) record: Value,
    /// What is wrong with it already.
    pub(super) complaints: Vec<String>,
    pub(super) doubts: Vec<String>,
}

impl Piece {
    /// What a person knows it by.
    pub(super) fn name(&self) -> String {
        let word = |key: &str| self.record.get(key).and_then(Value::as_str);
        let name = word("guid")
            .or_else(|| word("headline"))
            .unwrap_or(&self.id);
        name.to_owned()
    }

    /// A hash of what is sent.
    pub(super) fn hash(&self) -> String {
        blake3::hash(self.record.to_string().as_bytes()).to_hex()[..32].to_owned()
    }
}

/// An exit code and a sentence.
type Fault = (u8, String);

/// A document with what is known of it.
struct Document {
    bytes: Vec<u8>,
    media_type: Option<String>,
    location: Option<String>,
}

/// Reads the whole input, and what it leads to.
pub(super) async fn read(import: &Import, outlets: &Outlets) -> Result<Input, Fault> {
    let document = if is_address(&import.input) {
        let client = client::client().map_err(|code| (code, "no client".to_owned()))?;
        fetch(&client, &import.input).await?
    } else {
        open(&import.input)?
    };
    match import.format.unwrap_or_else(|| sniff(&document.bytes)) {
        Format::Records => Ok(records(import, &document.bytes)),
        Format::Wxr => export(import, outlets, &document),
        Format::Feed => pages(import, outlets, document).await,
    }
}

pub(super) fn is_address(input: &str) -> bool {
    input.starts_with("http://") || input.starts_with("https://")
}

/// What a document is, by its shape.
fn sniff(bytes: &[u8]) -> Format {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = bytes.get(..bytes.len().min(4_096)).unwrap_or_default();
    let is_json = head.trim_ascii_start().starts_with(b"{");
    let head = String::from_utf8_lossy(head);
    if is_json && !head.contains("jsonfeed.org/version/") {
        Format::Records
    } else if wxr::is_export(bytes) {
        Format::Wxr
    } else {
        Format::Feed
    }
}

fn open(input: &str) -> Result<Document, Fault> {
    let away = |error: std::io::Error| (AWAY, error.to_string());
    let limit = wxr::MOST_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    if input == "-" {
        let mut stdin = std::io::stdin().lock().take(limit);
        stdin.read_to_end(&mut bytes).map_err(away)?;
    } else {
        let file = std::fs::File::open(input).map_err(away)?;
        file.take(limit).read_to_end(&mut bytes).map_err(away)?;
    }
    Ok(Document {
        bytes,
        media_type: None,
        location: None,
    })
}

async fn fetch(client: &Client, url: &str) -> Result<Document, Fault> {
    let away = |error: reqwest::Error| (AWAY, client::chain(&error));
    let mut response = client.get(url).send().await.map_err(away)?;
    if !response.status().is_success() {
        return Err((AWAY, format!("the server answered {}", response.status())));
    }
    let media_type = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let location = Some(response.url().to_string());
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(away)? {
        if bytes.len() + chunk.len() > PAGE_BYTES {
            return Err((REFUSED, format!("is longer than {PAGE_BYTES} bytes")));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Document {
        bytes,
        media_type,
        location,
    })
}

fn export(import: &Import, outlets: &Outlets, document: &Document) -> Result<Input, Fault> {
    let read = told(import, outlets, document);
    let site = wxr::read(&document.bytes, &read).map_err(|error| (REFUSED, error.to_string()))?;
    Ok(Input {
        pieces: site
            .drafts
            .into_iter()
            .map(|draft| piece(import, draft))
            .collect(),
        notes: site.notes,
    })
}

fn told<'a>(import: &'a Import, outlets: &'a Outlets, document: &'a Document) -> feed::Read<'a> {
    feed::Read {
        scope: &import.name,
        location: document.location.as_deref(),
        media_type: document.media_type.as_deref(),
        outlets,
    }
}

/// A feed with its next pages and archives (RFC 5005 sections 3 and 4, JSON Feed `next_url`), as long as they lie on
/// the same host; the first document is the newest, so the articles are turned round.
async fn pages(import: &Import, outlets: &Outlets, first: Document) -> Result<Input, Fault> {
    let mut input = Input::default();
    let (mut drafts, mut guids): (Vec<Draft>, HashSet<String>) = Default::default();
    let mut seen: HashSet<String> = first.location.iter().cloned().collect();
    let mut document = first;
    loop {
        let read = told(import, outlets, &document);
        let page =
            feed::read(&document.bytes, &read).map_err(|error| (REFUSED, error.to_string()))?;
        let next = following(&page, document.location.as_deref());
        input.notes.extend(page.notes);
        // A newer page has the newer words of an article that stands on two.
        let new = page.drafts.into_iter();
        drafts.extend(new.filter(|draft| {
            let guid = draft.guid.clone();
            guid.is_none_or(|guid| guids.insert(guid))
        }));
        let Some(next) = next.filter(|next| seen.insert(next.clone())) else {
            break;
        };
        if seen.len() > import.pages + 1 {
            let most = import.pages;
            input
                .notes
                .push(format!("more than {most} pages; --pages takes more"));
            break;
        }
        let client = client::client().map_err(|code| (code, "no client".to_owned()))?;
        document = match fetch(&client, &next).await {
            Ok(document) => document,
            Err((code, why)) => return Err((code, format!("{next}: {why}"))),
        };
    }
    drafts.reverse();
    input.pieces = drafts
        .into_iter()
        .map(|draft| piece(import, draft))
        .collect();
    Ok(input)
}

/// The page that follows, where it lies on the same host: an import does not wander off.
fn following(page: &Feed, location: Option<&str>) -> Option<String> {
    let here = Url::parse(location?).ok()?;
    let next = page.archive.as_deref().or(page.next.as_deref())?;
    let next = Url::parse(next).ok()?;
    (next.host_str() == here.host_str()).then(|| next.into())
}

/// Records, one a line; empty lines are none. A record without an id gets one made of its guid or of all it says, so
/// that it is the same the next time.
fn records(import: &Import, bytes: &[u8]) -> Input {
    let mut input = Input::default();
    for (n, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line = line.trim_ascii();
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        let mut draft = match record::read(line) {
            Ok(draft) => draft,
            Err(error) => {
                input.pieces.push(Piece {
                    id: String::new(),
                    record: Value::Null,
                    complaints: vec![format!("line {}: {error}", n + 1)],
                    doubts: Vec::new(),
                });
                continue;
            }
        };
        if draft.id.is_none() {
            draft.id = Some(match &draft.guid {
                Some(guid) => feed::key::article_id(&import.name, guid),
                None => format!("record-{}", &blake3::hash(line).to_hex()[..20]),
            });
        }
        input.pieces.push(piece(import, draft));
    }
    input
}
