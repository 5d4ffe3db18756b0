//! The folders of `tests/golden/ingest/FORMAT/CASE`: what a source sent (`input.*`), the article it became
//! (`record.json`), and the three feeds that show it (`feed.rss`, `feed.atom`, `feed.json`).
//!
//! A new format needs a line in [`format_of`] and folders with an `input.*`; then `UPDATE_EXPECT=1 cargo test foreign`
//! writes the rest. Read it before you keep it. A case that is refused has a `complaints.json` in place of the rest.

use std::fs;
use std::path::{Path, PathBuf};

use crate::article::Article;
use crate::article::byline::Outlets;
use crate::article::photo::PhotoFile;
use crate::article::reading::Context;
use crate::feed::{FeedDefinition, Format, Page, Story};
use crate::ingest::{self, Options};
use crate::validate::{self, Document};

use super::{site, written};

/// The moment at which every case is filed.
const NOW: &str = "2026-11-20T12:00:00Z";

/// The feed that shows every case.
const FEED: &str =
    "title = \"Everything\"\ndescription = \"All of it\"\nlanguage = \"en\"\nlimit = 10\n";

/// The format that the folder of this name holds.
fn format_of(folder: &str) -> ingest::Format {
    match folder {
        "record" => ingest::Format::Record,
        "copy" => ingest::Format::Copy,
        "ninjs" => ingest::Format::Ninjs,
        "nitf" => ingest::Format::Nitf,
        "newsml" => ingest::Format::NewsMl,
        "anpa" => ingest::Format::Anpa,
        "page" => ingest::Format::Page,
        other => panic!("no format is called {other}; add it here"),
    }
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(root) else {
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

/// The files of a case beside its input, as they must be.
fn made(format: ingest::Format, case: &Path) -> Vec<(String, String)> {
    let input = fs::read_dir(case)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_stem().is_some_and(|stem| stem == "input"))
        .unwrap_or_else(|| panic!("{} has no input.*", case.display()));
    let bytes = fs::read(input).unwrap();
    let mut draft = ingest::read(format, &bytes, &Options::default())
        .unwrap_or_else(|error| panic!("{}: {error}", case.display()));
    // Copy and wire messages have no id of their own; a push mints one.
    if matches!(format, ingest::Format::Copy | ingest::Format::Anpa) {
        draft.id = Some("minted".to_owned());
    }
    let outlets = Outlets::default();
    let context = Context {
        now: NOW.parse().unwrap(),
        authority: "courier.example",
        source: "golden",
        language: Some("en"),
        outlets: &outlets,
        embeds: &crate::config::Newsroom::default().embeds,
        previous: None,
    };
    match Article::from_draft(draft, &context) {
        Err(complaints) => vec![("complaints.json".to_owned(), pretty(&complaints))],
        Ok(article) => {
            let mut files = vec![("record.json".to_owned(), pretty(&article))];
            files.extend(feeds(case, article));
            files
        }
    }
}

/// JSON for people.
fn pretty(value: &impl serde::Serialize) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).unwrap())
}

/// The three feeds; to our validator they must be free of faults.
fn feeds(case: &Path, article: Article) -> Vec<(String, String)> {
    let definition = FeedDefinition::parse("everything", FEED).unwrap();
    let files = (0..article.photos.len()).map(|n| Some(photo(n))).collect();
    let is_public = article.is_public(NOW.parse().unwrap());
    let story = Story { article, files };
    let site = site();
    let page = Page {
        site: &site,
        definition: &definition,
        stories: if is_public {
            std::slice::from_ref(&story)
        } else {
            &[]
        },
        tombstones: &[],
    };
    let feed = |format: Format| {
        let made = written(&page, format);
        let report = validate::validate(&Document {
            bytes: made.as_bytes(),
            media_type: Some(format.media_type()),
            location: Some(&site.feed_url("everything", format)),
            now: NOW.parse().unwrap(),
        });
        assert!(
            report.is_valid(),
            "{}",
            validate::text(&case.display().to_string(), &report)
        );
        (format!("feed.{}", format.extension()), made)
    };
    Format::ALL.into_iter().map(feed).collect()
}

/// A stand-in for what would be measured of the photo in this place.
fn photo(n: usize) -> PhotoFile {
    PhotoFile {
        name: format!("{n:032x}.jpg"),
        media_type: "image/jpeg".to_owned(),
        width: 1200,
        height: 800,
        size_bytes: 123_456,
    }
}

#[test]
fn foreign_formats_become_the_records_and_feeds_that_stand() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/ingest");
    let mut differing = Vec::new();
    for format in folders(&root) {
        for case in folders(&format) {
            let made = made(format_of(name(&format)), &case);
            let update = std::env::var_os("UPDATE_EXPECT").is_some();
            for (file, text) in &made {
                let path = case.join(file);
                if update {
                    fs::write(&path, text).unwrap();
                } else if fs::read_to_string(&path).unwrap_or_default() != *text {
                    differing.push(path);
                }
            }
            for entry in fs::read_dir(&case)
                .unwrap()
                .map(|entry| entry.unwrap().path())
            {
                let expected = name(&entry).starts_with("input.")
                    || made.iter().any(|(file, _)| file == name(&entry));
                if !expected && update {
                    fs::remove_file(&entry).unwrap();
                } else if !expected {
                    differing.push(entry);
                }
            }
        }
    }
    assert!(
        differing.is_empty(),
        "these differ; see them with UPDATE_EXPECT=1 and git diff: {differing:#?}"
    );
}
