//! The folders of `tests/golden/feeds`: a feed file, what it shows, and the three documents it must become.
//!
//! `UPDATE_EXPECT=1 cargo test golden` writes the documents anew; read the difference before you keep it.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::article::Article;
use crate::feed::{FeedDefinition, Format, Page, Story};

use super::{site, written};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    stories: Vec<Story>,
    tombstones: Vec<Article>,
}

pub(super) fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/feeds");
    let mut folders: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    folders
}

#[test]
fn golden_feeds_are_written_as_they_stand() {
    let mut differing = Vec::new();
    for folder in folders() {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let toml = fs::read_to_string(folder.join("feed.toml")).unwrap();
        let definition = FeedDefinition::parse(name, &toml).unwrap();
        let json = fs::read_to_string(folder.join("page.json")).unwrap();
        let shown: Shown = serde_json::from_str(&json).unwrap();
        let page = Page {
            site: &site(),
            definition: &definition,
            stories: &shown.stories,
            tombstones: &shown.tombstones,
        };
        for format in Format::ALL {
            let made = written(&page, format);
            let file = folder.join(format!("feed.{}", format.extension()));
            if std::env::var_os("UPDATE_EXPECT").is_some() {
                fs::write(&file, &made).unwrap();
            } else if fs::read_to_string(&file).unwrap_or_default() != made {
                differing.push(file);
            }
        }
    }
    assert!(
        differing.is_empty(),
        "these differ; see them with UPDATE_EXPECT=1 and git diff: {differing:#?}"
    );
}
