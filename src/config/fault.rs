//! Where a TOML file is wrong: line, key and a sentence, for configuration and feed files alike.

use serde::de::DeserializeOwned;

/// One fault of a file, or of the environment (line 0).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {key}: {why}")]
pub struct Fault {
    /// Line of the file, from 1; 0 where the fault is not in the file.
    pub line: usize,
    /// The key.
    pub key: String,
    /// What is wrong with it.
    pub why: String,
}

impl Fault {
    /// A fault of a key outside the file.
    pub fn of_key(key: &str, why: &str) -> Self {
        Self {
            line: 0,
            key: key.to_owned(),
            why: why.to_owned(),
        }
    }

    /// A fault of a key of the file, outside or inside a section.
    pub fn in_file(toml: &str, section: &str, key: &str, why: &str) -> Self {
        Self {
            line: line_of(toml, section, key),
            key: key.to_owned(),
            why: why.to_owned(),
        }
    }
}

/// Reads a TOML file, or says where it is wrong.
pub fn read_toml<T: DeserializeOwned>(toml: &str) -> Result<T, Fault> {
    toml::from_str(toml).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = toml.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let text = toml.lines().nth(line - 1).unwrap_or_default();
        let key = text
            .split(['=', ']', '#'])
            .next()
            .unwrap_or_default()
            .trim_matches(['[', ' '])
            .to_owned();
        Fault {
            line,
            key,
            why: error.message().replace('\n', "; "),
        }
    })
}

/// The line of a key in its section, or of the section, or 1.
pub(super) fn line_of(toml: &str, section: &str, key: &str) -> usize {
    let mut current = String::new();
    let mut section_line = 1;
    for (n, line) in toml.lines().enumerate() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[') {
            name.split(']')
                .next()
                .unwrap_or_default()
                .trim()
                .clone_into(&mut current);
            if current == section {
                section_line = n + 1;
            }
        } else if current == section
            && line
                .split('=')
                .next()
                .is_some_and(|name| name.trim() == key)
            && line.contains('=')
        {
            return n + 1;
        }
    }
    section_line
}
