//! The files of the folder: which are looked at, what they are by their first bytes, and how they are read.

use std::ffi::{OsStr, OsString};
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::article::Draft;
use crate::ingest::{self, Format, Options};
use crate::web::intake;
use crate::web::problem::Problem;

/// The most names that are read at a time; the rest comes when these are gone.
const MOST_NAMES: usize = 200_000;
/// The most files that are looked at in a pass.
const MOST_FILES: usize = 20_000;
/// Endings of photos, in small letters.
const PHOTOS: [&str; 6] = ["jpg", "jpeg", "png", "gif", "webp", "avif"];
/// Endings of files that are still being written.
const UNFINISHED: [&str; 7] = [
    "tmp",
    "temp",
    "part",
    "partial",
    "filepart",
    "crdownload",
    "swp",
];

/// What tells a file from another that bears its name later.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    pub(super) device: u64,
    pub(super) inode: u64,
    pub(super) size_bytes: u64,
    /// Last change of its bytes, in nanoseconds since 1970.
    pub(super) modified: i128,
}

impl Identity {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            size_bytes: metadata.len(),
            modified: i128::from(metadata.mtime()) * 1_000_000_000
                + i128::from(metadata.mtime_nsec()),
        }
    }
}

/// What a file is looked at as, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One that comes along with an article.
    Photo,
    /// Everything else.
    Article,
}

/// A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: OsString,
    pub(super) identity: Identity,
}

impl Entry {
    pub(super) fn kind(&self) -> Kind {
        if PHOTOS.contains(&self.ending().as_str()) {
            Kind::Photo
        } else {
            Kind::Article
        }
    }

    /// The name without its ending.
    pub(super) fn stem(&self) -> &OsStr {
        stem(&self.name)
    }

    /// Files are taken in the order in which they were last written.
    pub(super) fn order(&self) -> (i128, &OsString) {
        (self.identity.modified, &self.name)
    }

    fn ending(&self) -> String {
        Path::new(&self.name)
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase())
            .unwrap_or_default()
    }
}

fn stem(name: &OsStr) -> &OsStr {
    Path::new(name).file_stem().unwrap_or(name)
}

/// The id of an article that names none, such as `bridge-opens-3f9a0c2d41b7`: the letters and digits of its file's
/// name, and the beginning of the BLAKE3 hash of its name and bytes. The same file gives the same id each time.
fn mint_id(name: &OsStr, bytes: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(name.len() as u64).to_le_bytes());
    hasher.update(name.as_encoded_bytes());
    hasher.update(bytes);
    let hash = hasher.finalize().to_hex();
    let mut words = String::new();
    for c in stem(name).to_string_lossy().to_lowercase().chars().take(80) {
        if c.is_alphanumeric() {
            words.push(c);
        } else if !words.ends_with('-') && !words.is_empty() {
            words.push('-');
        }
    }
    format!("{}-{}", words.trim_end_matches('-'), &hash[..12])
        .trim_start_matches('-')
        .to_owned()
}

/// The files of the folder by name: plain files that are not hidden and not being written. Links are not followed.
pub(super) fn list(folder: &Path) -> io::Result<Vec<Entry>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)?.take(MOST_NAMES) {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_file() && is_ours(&name) {
            names.push(name);
        }
    }
    // Files of one stem stand together, so that the limit parts no article from its photos.
    names.sort();
    let mut entries: Vec<Entry> = Vec::with_capacity(names.len().min(MOST_FILES));
    for name in names {
        let same = entries
            .last()
            .is_some_and(|last| last.stem() == stem(&name));
        if entries.len() >= MOST_FILES && !same {
            break;
        }
        // A file that went meanwhile is none.
        let Ok(metadata) = std::fs::symlink_metadata(folder.join(&name)) else {
            continue;
        };
        if metadata.is_file() {
            let identity = Identity::of(&metadata);
            entries.push(Entry { name, identity });
        }
    }
    Ok(entries)
}

fn is_ours(name: &OsStr) -> bool {
    let text = name.to_string_lossy();
    let ending = Path::new(name).extension().map(OsStr::to_string_lossy);
    let unfinished = ending.is_some_and(|ending| {
        UNFINISHED
            .iter()
            .any(|other| ending.eq_ignore_ascii_case(other))
    });
    !text.starts_with('.') && !text.ends_with('~') && !unfinished
}

/// An article that was read from a file.
pub(super) struct ReadArticle {
    pub(super) format: Format,
    pub(super) draft: Draft,
    /// The id it gets where it names none.
    pub(super) minted: String,
}

/// Reads an article; `None` where the file is not the one that was seen.
pub(super) fn read_article(
    folder: &Path,
    entry: &Entry,
    most_bytes: usize,
    options: &Options,
) -> Result<Option<ReadArticle>, Problem> {
    let Some(bytes) = read(folder, entry, most_bytes)? else {
        return Ok(None);
    };
    let format = format_of(entry, &bytes)?;
    Ok(Some(ReadArticle {
        format,
        draft: intake::read_as(format, &bytes, options)?,
        minted: mint_id(&entry.name, &bytes),
    }))
}

/// Reads a photo with its name; `None` where the file is not the one that was seen.
pub(super) fn read_photo(
    folder: &Path,
    entry: &Entry,
    most_bytes: usize,
) -> Result<Option<(String, Bytes)>, Problem> {
    let bytes = read(folder, entry, most_bytes)?;
    let name = entry.name.to_string_lossy().into_owned();
    Ok(bytes.map(|bytes| (name, Bytes::from(bytes))))
}

/// The format of a file, by its ending and a look at its bytes. What is no text is refused unopened.
fn format_of(entry: &Entry, bytes: &[u8]) -> Result<Format, Problem> {
    if let Some(kind) = ingest::binary(bytes) {
        return Err(Problem::new(
            "unsupported-media-type",
            format!(
                "The file is {kind}; it was not opened. Articles come as text, photos beside them."
            ),
        ));
    }
    let media_type = match entry.ending().as_str() {
        "json" | "ninjs" => "application/json",
        "html" | "htm" => "text/html",
        "xhtml" => "application/xhtml+xml",
        "xml" => "application/xml",
        "rss" => "application/rss+xml",
        "atom" => "application/atom+xml",
        _ => return Ok(Format::sniff(bytes)),
    };
    Format::of(media_type, bytes).ok_or_else(|| {
        Problem::new(
            "unsupported-media-type",
            format!("Files of the type {media_type} are not read here."),
        )
    })
}

/// Reads a file that is the one that was seen, and within the limit.
fn read(folder: &Path, entry: &Entry, most_bytes: usize) -> Result<Option<Vec<u8>>, Problem> {
    let n_bytes = usize::try_from(entry.identity.size_bytes).unwrap_or(usize::MAX);
    if n_bytes > most_bytes {
        return Err(Problem::new(
            "payload-too-large",
            format!(
                "The file {} has {n_bytes} bytes; at most {most_bytes} are taken.",
                entry.name.display()
            ),
        ));
    }
    let attempt = || -> io::Result<Option<Vec<u8>>> {
        let file = open(&folder.join(&entry.name))?;
        let metadata = file.metadata()?;
        if !metadata.is_file() || Identity::of(&metadata) != entry.identity {
            return Ok(None);
        }
        let mut bytes = Vec::with_capacity(n_bytes);
        (&file)
            .take(entry.identity.size_bytes + 1)
            .read_to_end(&mut bytes)?;
        // What changed while it was read is read again when it is at rest.
        let same = bytes.len() == n_bytes && Identity::of(&file.metadata()?) == entry.identity;
        Ok(same.then_some(bytes))
    };
    match attempt() {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Problem::new(
            "malformed-request",
            format!(
                "The file {} could not be read: {error}.",
                entry.name.display()
            ),
        )),
    }
}

/// Opens what was a plain file when it was seen; were it a link or a pipe now, this neither follows nor waits.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str) -> Entry {
        Entry {
            name: name.into(),
            identity: Identity::default(),
        }
    }

    #[test]
    fn names_tell_what_is_looked_at() {
        for name in [
            ".hidden",
            "a.tmp",
            "a.PART",
            "a.txt~",
            "a.filepart",
            ".a.json",
        ] {
            assert!(!is_ours(OsStr::new(name)), "{name}");
        }
        for name in ["a.json", "a", "part", "tmp.txt", "a.part.txt"] {
            assert!(is_ours(OsStr::new(name)), "{name}");
        }
        assert_eq!(entry("a.JPG").kind(), Kind::Photo);
        assert_eq!(entry("jpg").kind(), Kind::Article);
        assert_eq!(entry("a.b.json").stem(), entry("a.b.png").stem());
    }

    #[test]
    fn an_id_is_made_of_name_and_bytes() {
        let id = |name: &str, bytes: &[u8]| mint_id(OsStr::new(name), bytes);
        let first = id("The Bridge (opens).txt", b"copy");
        assert!(first.starts_with("the-bridge-opens-"), "{first}");
        assert_eq!(first.len(), "the-bridge-opens-".len() + 12);
        assert_eq!(first, id("The Bridge (opens).txt", b"copy"));
        assert_ne!(first, id("The Bridge (opens).txt", b"copy."));
        assert_ne!(first, id("The Bridge (opens).md", b"copy"));
        for name in ["---.txt", "über uns.txt", " .txt", &"x".repeat(250)] {
            let id = id(name, b"");
            assert!(
                crate::article::identity::ArticleId::parse(&id).is_ok(),
                "{id}"
            );
        }
    }

    #[test]
    fn the_format_is_told_by_ending_and_content() {
        assert!(format_of(&entry("a.zip.json"), b"PK\x03\x04").is_err());
        assert!(matches!(
            format_of(&entry("a.json"), b"x"),
            Ok(Format::Record)
        ));
        assert!(matches!(
            format_of(&entry("a"), b" {\"a\": 1}"),
            Ok(Format::Record)
        ));
        assert!(matches!(
            format_of(&entry("a.txt"), b"Copy"),
            Ok(Format::Copy)
        ));
    }
}
