//! The shape of the code: the import table, the 400-line limit, the opening sentence.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Each room and what it may use; a row may name only rows above it, so a cycle cannot be written.
const ROOMS: &[(&str, &[&str])] = &[
    ("clock", &[]),
    ("config", &[]),
    ("figures", &[]),
    ("article", &[]),
    ("validate", &[]),
    ("media", &[]),
    ("feed", &["config", "article"]),
    ("ingest", &["article"]),
    ("export", &["article", "feed", "ingest"]),
    ("job", &["article"]),
    ("store", &["article", "feed", "job"]),
    (
        "desk",
        &[
            "clock", "figures", "article", "validate", "media", "feed", "ingest", "job", "store",
        ],
    ),
    ("worker", &["clock", "media", "job", "store", "desk"]),
    (
        "web",
        &[
            "config", "clock", "figures", "article", "validate", "media", "feed", "ingest",
            "export", "store", "desk",
        ],
    ),
    ("inbox", &["config", "article", "ingest", "desk", "web"]),
    (
        "app",
        &[
            "clock", "config", "article", "validate", "media", "feed", "ingest", "job", "store",
            "desk", "worker", "web", "inbox",
        ],
    ),
    (
        "cli",
        &[
            "clock", "config", "article", "validate", "media", "feed", "ingest", "store", "app",
        ],
    ),
    ("main", &["cli"]),
];

/// The most lines of a file without its tests.
const MOST_LINES: usize = 400;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The part of a file before its tests.
fn without_tests(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod tests {")
        .map_or(text, |at| &text[..at])
}

fn is_test_file(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests")
        || path
            .file_name()
            .is_some_and(|name| name == "tests.rs" || name == "corpus.rs" || name == "beyond.rs")
}

fn room_of(path: &Path, src: &Path) -> String {
    let inside = path.strip_prefix(src).unwrap();
    let first = inside
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_point_down() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let table: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    for (n, (room, uses)) in ROOMS.iter().enumerate() {
        for used in *uses {
            assert!(
                ROOMS[..n].iter().any(|(above, _)| above == used),
                "{room} uses {used}, which does not stand above it"
            );
        }
    }
    for file in sources(&src).into_iter().filter(|file| !is_test_file(file)) {
        let room = room_of(&file, &src);
        if room == "lib" {
            continue;
        }
        let allowed = table
            .get(room.as_str())
            .unwrap_or_else(|| panic!("{room} is not in the table"));
        let text = std::fs::read_to_string(&file).unwrap();
        for used in without_tests(&text).split("crate::").skip(1).map(|rest| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or_default()
        }) {
            assert!(
                used == room
                    || used.is_empty()
                    || !table.contains_key(used)
                    || allowed.contains(&used),
                "{} uses {used}, which the table does not allow",
                file.display()
            );
        }
        for grouped in without_tests(&text)
            .split("use crate::{")
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
        {
            for used in grouped
                .split(',')
                .map(|piece| piece.trim().split("::").next().unwrap_or_default())
            {
                assert!(
                    used == room
                        || used.is_empty()
                        || !table.contains_key(used)
                        || allowed.contains(&used),
                    "{} uses {used}, which the table does not allow",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn files_are_short_and_begin_with_a_sentence() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    for file in sources(&src) {
        let text = std::fs::read_to_string(&file).unwrap();
        if !text.starts_with("//! ") {
            faults.push(format!(
                "{} does not begin with a `//!` sentence",
                file.display()
            ));
        }
        let n_lines = without_tests(&text).lines().count();
        if n_lines > MOST_LINES && !is_test_file(&file) {
            faults.push(format!("{} has {n_lines} lines", file.display()));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn sql_and_http_stay_in_their_rooms() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in sources(&src) {
        let room = room_of(&file, &src);
        let text = std::fs::read_to_string(&file).unwrap();
        if room != "store" {
            assert!(!text.contains("rusqlite"), "{} speaks SQL", file.display());
        }
        if !matches!(room.as_str(), "web" | "media" | "app" | "cli") {
            assert!(
                !text.contains("hyper::")
                    && !text.contains("axum::")
                    && !text.contains("reqwest::"),
                "{} speaks HTTP",
                file.display()
            );
        }
        if matches!(
            room.as_str(),
            "article" | "feed" | "ingest" | "export" | "validate"
        ) {
            for forbidden in [
                "std::fs",
                "TcpStream",
                "UdpSocket",
                "ToSocketAddrs",
                "tokio::",
                "Utc::now",
                "SystemTime::now",
                "Instant::now",
            ] {
                assert!(
                    is_test_file(&file) || !without_tests(&text).contains(forbidden),
                    "{} uses {forbidden}: this room does no I/O and asks no clock",
                    file.display()
                );
            }
        }
    }
}
