//! Takes the pieces of one section in turn: names, then the roles and outlets that speak of them.

use super::Author;
use super::names::{Name, is_suffix, judge, written};
use super::outlets::{Outlets, ends_like_outlet, fold, looks_like_outlet};
use super::pieces::{self, Piece, is_signature};
use super::roles::{self, Cut, Tail, is_house, is_organisation, tail};

/// Outlets of one word that are as often a family name or a plain word.
#[rustfmt::skip]
const AMBIGUOUS: &[&str] = &[
    "time", "metro", "stuff", "slate", "salon", "vox", "fortune", "dawn", "petra", "forbes", "bloomberg", "sana", "antara", "nan", "map", "spa", "wam",
    "ani", "lusa", "dw", "tt", "anadolu", "imago", "rex", "magnum", "redux", "times", "sun", "age", "hill", "herald", "observer", "independent", "guardian", "telegraph", "dpa",
];

/// Collects the authors of one section, piece by piece.
pub(super) struct Reader<'o> {
    outlets: &'o Outlets,
    pub(super) authors: Vec<Author>,
    /// The first author the next role or outlet speaks of.
    open: usize,
    /// Whether a role or outlet has followed them already.
    closed: bool,
    /// Roles and outlets that stood before any name, as printed and as read.
    before: Vec<(String, Tail)>,
    pub(super) outlet: Vec<String>,
    pub(super) doubts: Vec<String>,
    /// Addresses that stood before any name.
    contact: Vec<String>,
}

impl<'o> Reader<'o> {
    pub(super) fn new(outlets: &'o Outlets) -> Self {
        Self {
            outlets,
            authors: Vec::new(),
            open: 0,
            closed: false,
            before: Vec::new(),
            outlet: Vec::new(),
            doubts: Vec::new(),
            contact: Vec::new(),
        }
    }

    pub(super) fn read(&mut self, section: &str) {
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
        let stop = last.chars().filter(|c| c.is_alphabetic()).count() > 2
            && last.ends_with('.')
            && !is_suffix(last);
        let text = if stop {
            text.trim_end_matches('.')
        } else {
            text
        };
        let text = self.without_place(text);
        if text.split_whitespace().all(is_suffix) {
            match self.authors.last_mut() {
                Some(author) => author.name = format!("{}, {text}", author.name),
                None => self.doubts.push(format!("“{text}” belongs to no name.")),
            }
        } else if pieces::is_date(text) || pieces::is_place(text) {
            // Where and when stay in the raw byline only.
        } else if is_signature(text) && self.outlets.full_name(text).is_none() {
            self.doubts.push(format!(
                "“{text}” looks like a desk's signature, not a name."
            ));
        } else if is_house(text) {
            self.house(text);
        } else if let Some(found) =
            tail(text, Cut::Guessed, self.outlets).filter(|found| self.follows(found, piece))
        {
            self.tail(text, found);
        } else if let Some((name, found)) = name_and_tail(text, self.outlets) {
            self.name(&name);
            self.tail(text, found);
        } else if let Some((found, name)) = tail_and_name(text, self.outlets) {
            self.name(&name);
            self.tail(text, found);
        } else if let Some(found) =
            tail(text, Cut::Printed, self.outlets).filter(|found| self.follows(found, piece))
        {
            self.tail(text, found);
        } else if is_organisation(text, self.outlets)
            || (looks_like_outlet(text) && text.starts_with("The "))
        {
            self.organisation(text, piece.joined);
        } else {
            self.person(text);
        }
    }

    /// `Max Moe in Columbus` without the place, where a name is left.
    fn without_place<'t>(&self, text: &'t str) -> &'t str {
        let Some((head, _)) = text
            .rsplit_once(" in ")
            .filter(|(head, _)| pieces::is_place(text[head.len()..].trim_start()))
        else {
            return text;
        };
        if judge(head) == Name::Likely || tail_and_name(head, self.outlets).is_some() {
            head
        } else {
            text
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
        let led = found
            .outlet
            .as_ref()
            .is_some_and(|outlet| !piece.text.starts_with(outlet.as_str()));
        !surname
            && (found.role.is_some()
                || led
                || self.outlets.full_name(&piece.text).is_some()
                || !piece.first
                || piece.text.starts_with("The "))
    }

    fn house(&mut self, text: &str) {
        let found = tail(text, Cut::Printed, self.outlets).unwrap_or_default();
        if self.authors.is_empty() {
            self.before.push((
                text.to_owned(),
                Tail {
                    role: None,
                    ..found
                },
            ));
        } else if found.role.is_some() || found.outlet.is_some() {
            self.tail(text, found);
        } else {
            self.organisation(text, true);
        }
    }

    fn tail(&mut self, text: &str, found: Tail) {
        let served = self.closed
            && self.authors[self.open..]
                .iter()
                .any(|author| author.affiliation.is_some());
        if found.role.is_none() && served {
            // `Los Angeles Times (TNS)`: the second is only who passed it on.
            return;
        }
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
            author.role = author
                .role
                .take()
                .or_else(|| found.role.as_deref().map(written));
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
                    self.doubts.push(format!(
                        "“{text}” may be a name and an outlet nobody listed."
                    ));
                }
                self.name(text);
            }
            // `BBC News, Cardiff`: one word after an outlet is where.
            Name::Single
                if self.closed
                    && self.authors[self.open..]
                        .iter()
                        .any(|author| author.affiliation.is_some()) => {}
            Name::Single => {
                self.doubts
                    .push(format!("“{text}” is one word: it may be a name, or not."));
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
        let place = if address.contains("://") {
            &mut author.url
        } else {
            &mut author.email
        };
        place.get_or_insert(address);
    }

    pub(super) fn finish(&mut self, section: &str) {
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
        let singles = self
            .authors
            .iter()
            .all(|author| judge(&author.name) == Name::Single);
        let kept =
            self.authors.len() == 2 && singles && section.contains(',') && !section.contains('\n');
        if kept {
            self.doubts = vec![format!("“{section}” may be one name, family name first.")];
            self.authors = vec![Author::person(section)];
        }
        if self.authors.is_empty() && !pieces::is_refused(section) {
            self.doubts.push(format!(
                "Nobody could be told apart in “{section}”; it is kept as one author."
            ));
            self.authors
                .push(Author::person(section.replace('\n', " ")));
        } else if self.authors.is_empty() && self.doubts.is_empty() {
            self.doubts.push(format!("“{section}” names nobody."));
        }
    }

    /// No person is named: the house, the role or the agency is the author (BY-5).
    fn houses(&mut self, before: Vec<(String, Tail)>) {
        let role = before
            .iter()
            .find_map(|(text, found)| found.role.clone().map(|role| (text.clone(), role)));
        let outlet = before.iter().find_map(|(_, found)| found.outlet.clone());
        if let Some((_, role)) = role {
            let affiliation = outlet.clone().or_else(|| self.outlet.first().cloned());
            self.push(Author {
                affiliation,
                ..Author::organisation(role)
            });
            return;
        }
        for (text, found) in before {
            let house = is_house(&text) && self.outlets.full_name(&text).is_none();
            let name = if house {
                strip_from(&text)
            } else {
                found.outlet.clone().unwrap_or_else(|| text.clone())
            };
            if let Some(outlet) = &found.outlet
                && !self.outlet.iter().any(|known| fold(known) == fold(outlet))
            {
                self.outlet.push(outlet.clone());
            }
            let affiliation = found.outlet.filter(|_| house);
            self.push(Author {
                affiliation,
                ..Author::organisation(name)
            });
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

/// `Eric Schmitt New York Times`: the longest end that is a known outlet or role, with a whole name before it (BY-2).
fn name_and_tail(text: &str, outlets: &Outlets) -> Option<(String, Tail)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 16 {
        return None;
    }
    (2..words.len()).find_map(|at| {
        let (head, rest) = (words[..at].join(" "), words[at..].join(" "));
        let whole = judge(&head) == Name::Likely
            && words[at - 1].chars().filter(|c| c.is_alphabetic()).count() > 1;
        if !whole || roles::is_modifier(words[0]) {
            return None;
        }
        if rest.starts_with("in ") && pieces::is_place(&rest) {
            return Some((head, Tail::default()));
        }
        // An outlet of one plain word is believed in capitals or after a word that leads to it.
        let plain = words.len() - at == 1
            && AMBIGUOUS.contains(&fold(&rest).as_str())
            && rest.chars().any(char::is_lowercase);
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
