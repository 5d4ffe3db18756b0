//! A byline as printed, and the people, organisations and outlet that it names.
//!
//! Nothing is guessed in silence: what was understood with doubt says so in
//! [`Byline::doubts`], and the printed words stay in [`Byline::raw`].

mod names;
mod outlets;
mod pieces;
mod roles;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use outlets::Outlets;

pub(crate) use names::{Name, judge, written};
pub(crate) use outlets::{fold, looks_like_outlet};
pub(crate) use roles::{Cut, Tail, is_house, is_organisation, tail};

use names::is_suffix;
use outlets::ends_like_outlet;
use pieces::{Piece, Section, Work};

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
        Self { name: name.into(), kind: AuthorKind::Person, affiliation: None, role: None, url: None, email: None }
    }

    /// An organisation of this name, nothing else known.
    #[must_use]
    pub fn organisation(name: impl Into<String>) -> Self {
        Self { kind: AuthorKind::Organisation, ..Self::person(name) }
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
    let mut byline = Byline { raw: raw.trim().to_owned(), ..Byline::default() };
    let text = pieces::clean(raw);
    if text.is_empty() {
        byline.doubts.push("The byline is empty.".to_owned());
        return byline;
    }
    if text.chars().count() > MAX_CHARS {
        byline.doubts.push("The byline is too long to be one; nobody was read from it.".to_owned());
        return byline;
    }
    let mut named: Vec<String> = Vec::new();
    for Section { work, text } in pieces::sections(&text) {
        let mut reader = Reader { outlets, authors: Vec::new(), open: 0, closed: false, before: Vec::new(), outlet: Vec::new(), doubts: Vec::new(), contact: Vec::new() };
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
        byline.doubts.push(format!("The byline names more than one outlet: {}.", named.join(", ")));
    } else {
        byline.outlet = named.pop();
    }
    byline
}

/// Collects the authors of one section, piece by piece.
struct Reader<'o> {
    outlets: &'o Outlets,
    authors: Vec<Author>,
    /// The first author the next role or outlet speaks of.
    open: usize,
    /// Whether a role or outlet has followed them already.
    closed: bool,
    /// Roles and outlets that stood before any name, as printed and as read.
    before: Vec<(String, Tail)>,
    outlet: Vec<String>,
    doubts: Vec<String>,
    /// Addresses that stood before any name.
    contact: Vec<String>,
}

impl Reader<'_> {
    fn read(&mut self, section: &str) {
        for line in pieces::hard(section, self.outlets) {
            let (line, addresses) = pieces::addresses(&line);
            for piece in pieces::soft(&line, self.outlets) {
                self.piece(&piece);
            }
            for address in addresses {
                self.address(address);
            }
        }
    }

    /// Takes one piece for what it most probably is.
    fn piece(&mut self, piece: &Piece) {
        let text = piece.text.as_str();
        let last = text.split_whitespace().next_back().unwrap_or(text);
        // A full stop ends a line, unless it belongs to an initial or a suffix.
        let stop = last.chars().filter(|c| c.is_alphabetic()).count() > 2 && last.ends_with('.') && !is_suffix(last);
        let text = if stop { text.trim_end_matches('.') } else { text };
        if text.split_whitespace().all(is_suffix) {
            match self.authors.last_mut() {
                Some(author) => author.name = format!("{}, {text}", author.name),
                None => self.doubts.push(format!("“{text}” belongs to no name.")),
            }
        } else if pieces::is_date(text) || pieces::is_place(text) {
            // Where and when stay in the raw byline only.
        } else if pieces::is_signature(text) && self.outlets.full_name(text).is_none() {
            self.doubts.push(format!("“{text}” looks like a desk's signature, not a name."));
        } else if is_house(text) {
            self.house(text);
        } else if let Some(found) = tail(text, Cut::Guessed, self.outlets).filter(|found| self.follows(found, piece)) {
            self.tail(text, found);
        } else if let Some((name, found)) = name_and_tail(text, self.outlets) {
            self.name(&name);
            self.tail(text, found);
        } else if let Some((found, name)) = tail_and_name(text, self.outlets) {
            self.name(&name);
            self.tail(text, found);
        } else if let Some(found) = tail(text, Cut::Printed, self.outlets).filter(|found| self.follows(found, piece)) {
            self.tail(text, found);
        } else if is_organisation(text, self.outlets) || (looks_like_outlet(text) && text.starts_with("The ")) {
            self.organisation(text, piece.joined);
        } else {
            self.person(text);
        }
    }

    /// Whether a role or outlet speaks of the names before it, rather than being one of them.
    fn follows(&self, found: &Tail, piece: &Piece) -> bool {
        let company = found.role.is_none() && piece.joined && !self.authors.is_empty();
        // `Jordan Press`, after `and`, is a man.
        let surname = company && self.outlets.full_name(&piece.text).is_none();
        if company && !surname {
            return false;
        }
        // `of The Herald`, `Special to The Post`: a word leads to the outlet.
        let led = found.outlet.as_ref().is_some_and(|outlet| !piece.text.starts_with(outlet.as_str()));
        !surname && (found.role.is_some() || led || self.outlets.full_name(&piece.text).is_some() || !piece.first || piece.text.starts_with("The "))
    }

    fn house(&mut self, text: &str) {
        let found = tail(text, Cut::Printed, self.outlets).unwrap_or_default();
        if self.authors.is_empty() {
            self.before.push((text.to_owned(), Tail { role: None, ..found }));
        } else if found.role.is_some() || found.outlet.is_some() {
            self.tail(text, found);
        } else {
            self.organisation(text, true);
        }
    }

    fn tail(&mut self, text: &str, found: Tail) {
        if let Some(outlet) = &found.outlet
            && !self.outlet.iter().any(|known| fold(known) == fold(outlet))
        {
            self.outlet.push(outlet.clone());
        }
        if self.authors.is_empty() {
            self.before.push((text.to_owned(), found));
            return;
        }
        for author in &mut self.authors[self.open..] {
            author.role = author.role.take().or_else(|| found.role.clone());
            author.affiliation = author.affiliation.take().or_else(|| found.outlet.clone());
        }
        self.closed = true;
    }

    fn push(&mut self, author: Author) {
        if self.closed {
            self.open = self.authors.len();
            self.closed = false;
        }
        self.authors.push(author);
    }

    fn name(&mut self, text: &str) {
        self.push(Author::person(written(text)));
    }

    fn organisation(&mut self, text: &str, joined: bool) {
        let known = self.outlets.full_name(text).is_some() || looks_like_outlet(text);
        let name = self.outlets.written(text);
        if known && !self.outlet.iter().any(|other| fold(other) == fold(&name)) {
            self.outlet.push(name.clone());
        }
        if self.authors.is_empty() || joined {
            self.push(Author::organisation(name));
        } else {
            // A public body after a name is where the author works.
            for author in &mut self.authors[self.open..] {
                author.affiliation.get_or_insert_with(|| name.clone());
            }
            self.closed = true;
        }
    }

    fn person(&mut self, text: &str) {
        match judge(text) {
            Name::Likely => {
                if ends_like_outlet(text) && text.split_whitespace().count() >= 3 {
                    self.doubts.push(format!("“{text}” may be a name and an outlet nobody listed."));
                }
                self.name(text);
            }
            Name::Single => {
                self.doubts.push(format!("“{text}” is one word: it may be a name, or not."));
                self.name(text);
            }
            Name::No => self.doubts.push(format!("“{text}” was not understood.")),
        }
    }

    fn address(&mut self, address: String) {
        let Some(author) = self.authors.last_mut() else {
            self.contact.push(address);
            return;
        };
        let place = if address.contains("://") { &mut author.url } else { &mut author.email };
        place.get_or_insert(address);
    }

    fn finish(&mut self, section: &str) {
        let before = std::mem::take(&mut self.before);
        if self.authors.is_empty() {
            self.houses(before);
        } else {
            for author in &mut self.authors {
                for (_, found) in &before {
                    author.role = author.role.take().or_else(|| found.role.clone());
                    author.affiliation = author.affiliation.take().or_else(|| found.outlet.clone());
                }
            }
        }
        for address in std::mem::take(&mut self.contact) {
            self.address(address);
        }
        let singles = self.authors.iter().all(|author| judge(&author.name) == Name::Single);
        let kept = self.authors.len() == 2 && singles && section.contains(',') && !section.contains('\n');
        if kept {
            self.doubts = vec![format!("“{section}” may be one name, family name first.")];
            self.authors = vec![Author::person(section)];
        }
        if self.authors.is_empty() && !pieces::is_refused(section) {
            self.doubts.push(format!("Nobody could be told apart in “{section}”; it is kept as one author."));
            self.authors.push(Author::person(section.replace('\n', " ")));
        } else if self.authors.is_empty() && self.doubts.is_empty() {
            self.doubts.push(format!("“{section}” names nobody."));
        }
    }

    /// No person is named: the house, the role or the agency is the author (BY-5).
    fn houses(&mut self, before: Vec<(String, Tail)>) {
        let role = before.iter().find_map(|(text, found)| found.role.clone().map(|role| (text.clone(), role)));
        let outlet = before.iter().find_map(|(_, found)| found.outlet.clone());
        if let Some((_, role)) = role {
            let affiliation = outlet.clone().or_else(|| self.outlet.first().cloned());
            self.push(Author { affiliation, ..Author::organisation(role) });
            return;
        }
        for (text, found) in before {
            let house = is_house(&text) && self.outlets.full_name(&text).is_none();
            let name = if house { strip_from(&text) } else { found.outlet.clone().unwrap_or_else(|| text.clone()) };
            if let Some(outlet) = &found.outlet
                && !self.outlet.iter().any(|known| fold(known) == fold(outlet))
            {
                self.outlet.push(outlet.clone());
            }
            let affiliation = found.outlet.filter(|_| house);
            self.push(Author { affiliation, ..Author::organisation(name) });
        }
    }
}

fn strip_from(text: &str) -> String {
    let text = text.trim();
    match text.get(..5) {
        Some(start) if start.eq_ignore_ascii_case("from ") => text[5..].trim().to_owned(),
        _ => text.to_owned(),
    }
}

/// Outlets of one word that are as often a family name or a plain word.
#[rustfmt::skip]
const AMBIGUOUS: &[&str] = &[
    "time", "metro", "stuff", "slate", "salon", "vox", "fortune", "dawn", "petra", "forbes", "bloomberg", "sana", "antara", "nan", "map", "spa", "wam",
    "ani", "lusa", "dw", "tt", "anadolu", "imago", "rex", "magnum", "redux", "times", "sun", "age", "hill", "herald", "observer", "independent", "guardian", "telegraph", "dpa",
];

/// `Eric Schmitt New York Times`: the longest end that is a known outlet or role, with a whole name before it (BY-2).
fn name_and_tail(text: &str, outlets: &Outlets) -> Option<(String, Tail)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 16 {
        return None;
    }
    (2..words.len()).find_map(|at| {
        let (head, rest) = (words[..at].join(" "), words[at..].join(" "));
        let whole = judge(&head) == Name::Likely && words[at - 1].chars().filter(|c| c.is_alphabetic()).count() > 1;
        if !whole || roles::is_modifier(words[0]) {
            return None;
        }
        if rest.starts_with("in ") && pieces::is_place(&rest) {
            return Some((head, Tail::default()));
        }
        // An outlet of one plain word is believed in capitals or after a word that leads to it.
        let plain = words.len() - at == 1 && AMBIGUOUS.contains(&fold(&rest).as_str()) && rest.chars().any(char::is_lowercase);
        let found = tail(&rest, Cut::Guessed, outlets).filter(|_| !plain)?;
        Some((head, found))
    })
}

/// `AP Business Writer Bernard Condon`: role or outlet first, one name after it.
fn tail_and_name(text: &str, outlets: &Outlets) -> Option<(Tail, String)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 16 {
        return None;
    }
    (1..words.len().saturating_sub(1)).rev().find_map(|at| {
        let (head, rest) = (words[..at].join(" "), words[at..].join(" "));
        let found = tail(&head, Cut::Guessed, outlets).filter(|found| found.role.is_some())?;
        (judge(&rest) == Name::Likely).then_some((found, rest))
    })
}
