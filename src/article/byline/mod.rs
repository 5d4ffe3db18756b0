//! A byline as printed, and the people, organisations and outlet that it names.
//!
//! Nothing is guessed in silence: what was understood with doubt says so in
//! [`Byline::doubts`], and the printed words stay in [`Byline::raw`].

mod names;
mod outlets;
mod pieces;
mod reader;
mod roles;

#[cfg(test)]
mod tests;

pub(crate) use names::{Name, judge, written};
pub use outlets::Outlets;
pub(crate) use outlets::{fold, looks_like_outlet};
pub(crate) use pieces::is_signature;
use pieces::{Section, Work};
use reader::Reader;
pub(crate) use roles::{Cut, is_house, is_organisation, tail};
use serde::{Deserialize, Serialize};

/// Who an author is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthorKind {
    /// One human being.
    Person,
    /// An agency, an outlet, a desk, a public body.
    Organisation,
}

/// One of those by whom an article is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The name as readers see it; never empty.
    pub name: String,
    /// A person or an organisation.
    pub kind: AuthorKind,
    /// For whom the author works, when the byline says so.
    pub affiliation: Option<String>,
    /// What the author did or is: `AP Business Writer` gives `Business Writer`.
    pub role: Option<String>,
    /// The author's own page.
    pub url: Option<String>,
    /// The author's address.
    pub email: Option<String>,
}

/// A byline, read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Byline {
    /// The byline as it was printed, whole.
    pub raw: String,
    /// By whom, in the printed order.
    pub authors: Vec<Author>,
    /// Those with another part in it: photographs, editing, further reporting.
    pub contributors: Vec<Author>,
    /// The outlet or agency the byline names.
    pub outlet: Option<String>,
    /// What is uncertain, in plain sentences; empty means confident.
    pub doubts: Vec<String>,
}

impl Author {
    /// A person of this name, nothing else known.
    #[must_use]
    pub fn person(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: AuthorKind::Person,
            affiliation: None,
            role: None,
            url: None,
            email: None,
        }
    }

    /// An organisation of this name, nothing else known.
    #[must_use]
    pub fn organisation(name: impl Into<String>) -> Self {
        Self {
            kind: AuthorKind::Organisation,
            ..Self::person(name)
        }
    }
}

/// Longer than this, in characters, a line is no byline.
const MAX_CHARS: usize = 500;

/// Reads a printed byline: `By Jane Doe and John Roe, The Associated Press`.
///
/// Never fails: what cannot be understood becomes one author with the cleaned
/// words as name, and a doubt.
#[must_use]
pub fn parse(raw: &str, outlets: &Outlets) -> Byline {
    let mut byline = Byline {
        raw: raw.trim().to_owned(),
        ..Byline::default()
    };
    let text = pieces::clean(raw);
    if text.is_empty() {
        byline.doubts.push("The byline is empty.".to_owned());
        return byline;
    }
    if text.chars().count() > MAX_CHARS {
        byline
            .doubts
            .push("The byline is too long to be one; nobody was read from it.".to_owned());
        return byline;
    }
    let mut named: Vec<String> = Vec::new();
    for Section { work, text } in pieces::sections(&text) {
        let mut reader = Reader::new(outlets);
        reader.read(&text);
        reader.finish(&text);
        named.append(&mut reader.outlet);
        byline.doubts.append(&mut reader.doubts);
        match work {
            Work::Author(role) => {
                for author in &mut reader.authors {
                    author.role = author.role.take().or_else(|| role.clone());
                }
                byline.authors.append(&mut reader.authors);
            }
            Work::Other(role) => {
                for author in &mut reader.authors {
                    author.role = Some(role.clone());
                }
                byline.contributors.append(&mut reader.authors);
            }
        }
    }
    if byline.authors.is_empty() && byline.contributors.is_empty() && byline.doubts.is_empty() {
        byline.doubts.push("The byline names nobody.".to_owned());
    }
    named.dedup_by(|a, b| fold(a) == fold(b));
    if named.len() > 1 {
        byline.doubts.push(format!(
            "The byline names more than one outlet: {}.",
            named.join(", ")
        ));
    } else {
        byline.outlet = named.pop();
    }
    byline
}
