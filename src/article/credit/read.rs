//! Reads the words of a credit: labels and flags first, then who, for whom, through whom.

use std::sync::LazyLock;

use regex::Regex;

use super::super::byline::{
    AuthorKind, Cut, Name, Outlets, is_house, is_organisation, judge, looks_like_outlet, tail,
    written,
};
use super::{Credit, CreditFlag, MAX_WORDS, Provider};

/// How the credit stood in the caption: the more the printing says, the less the words must.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// In parentheses, inside or after an unfinished sentence.
    Parenthesis,
    /// In parentheses after a full sentence.
    AfterSentence,
    /// After `Photo:` and the like, which the words still carry.
    Labelled,
    /// After a sentence, with no sign but its own words.
    Bare,
}

/// Words that say what kind of picture it is.
pub(super) const FLAGS: &[(&str, CreditFlag)] = &[
    ("file", CreditFlag::File),
    ("archive", CreditFlag::File),
    ("archiv", CreditFlag::File),
    ("pool", CreditFlag::Pool),
    ("handout", CreditFlag::Handout),
    ("hand out", CreditFlag::Handout),
    ("released", CreditFlag::Handout),
    ("courtesy", CreditFlag::Courtesy),
    ("submitted", CreditFlag::Courtesy),
    ("contributed", CreditFlag::Courtesy),
    ("provided", CreditFlag::Courtesy),
    ("supplied", CreditFlag::Courtesy),
    ("illustration", CreditFlag::Illustration),
    ("graphic", CreditFlag::Illustration),
    ("screen grab", CreditFlag::ScreenGrab),
    ("screengrab", CreditFlag::ScreenGrab),
    ("screenshot", CreditFlag::ScreenGrab),
    ("screen shot", CreditFlag::ScreenGrab),
    ("video grab", CreditFlag::ScreenGrab),
    ("video still", CreditFlag::ScreenGrab),
    ("still image", CreditFlag::ScreenGrab),
    ("ugc", CreditFlag::Ugc),
    ("user-generated", CreditFlag::Ugc),
    ("social media", CreditFlag::Ugc),
    ("reader", CreditFlag::Ugc),
];

/// Places on the web where the public shows its pictures.
pub(super) const SOCIAL: &[&str] = &[
    "facebook",
    "twitter",
    "x",
    "instagram",
    "telegram",
    "youtube",
    "tiktok",
    "social media",
    "reddit",
    "bluesky",
    "whatsapp",
    "threads",
    "vk",
];

/// What is understood so far.
pub(super) struct Reading<'o> {
    pub(super) outlets: &'o Outlets,
    pub(super) credit: Credit,
    /// Something in the words is said of photos only.
    pub(super) evidence: bool,
    /// A known outlet is named.
    pub(super) known: bool,
    /// Words that were not understood.
    pub(super) unknown: Vec<String>,
    pub(super) people: Vec<String>,
    pub(super) houses: Vec<String>,
}

/// Reads one credit, or says that these words are none.
pub(super) fn credit(text: &str, setting: Setting, outlets: &Outlets) -> Option<Credit> {
    let raw = text.trim();
    let words = raw.split_whitespace().count();
    if words == 0 || words > MAX_WORDS || raw.contains('?') || raw.contains('!') {
        return None;
    }
    let credit = Credit {
        raw: raw.to_owned(),
        ..Credit::default()
    };
    let mut reading = Reading {
        outlets,
        credit,
        evidence: false,
        known: false,
        unknown: Vec::new(),
        people: Vec::new(),
        houses: Vec::new(),
    };
    let left = reading.labels(raw);
    let left = reading.last_flags(&left);
    let (left, via) = reading.via(&left);
    let left = reading.house_photo(&left);
    let left = reading.for_whom(&left);
    reading.parts(&left);
    reading.settle(via);
    reading.accept(setting)
}

impl Reading<'_> {
    pub(super) fn flag(&mut self, words: &str) -> bool {
        let words = words.to_lowercase();
        let mut found = false;
        for (word, flag) in FLAGS {
            let here = words
                .split(|c: char| !c.is_alphanumeric() && c != ' ' && c != '-')
                .any(|part| format!(" {part} ").contains(&format!(" {word} ")));
            if here {
                found = true;
                if !self.credit.flags.contains(flag) {
                    self.credit.flags.push(*flag);
                }
            }
        }
        found
    }

    /// What is left, between slashes, commas, bars and dashes.
    fn parts(&mut self, text: &str) {
        static CUT: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"\s*[/|;•]\s*|\s+[—–-]{1,2}\s+|\s*[—―]\s*|,\s+")
                .expect("the pattern of credit parts compiles")
        });
        if self.outlets.full_name(text).is_some() {
            self.part(text);
            return;
        }
        let slashed = text.contains('/') && !text.contains("://");
        for part in CUT.split(text) {
            let part = part.trim().trim_matches(['(', ')', '[', ']', ' ']);
            let part = self.house_photo(part);
            let part = part.as_str();
            // `Jane Doe-USA TODAY Sports`.
            let hyphen = part
                .char_indices()
                .filter(|(_, c)| *c == '-')
                .find(|(at, _)| self.outlets.full_name(&part[at + 1..]).is_some());
            match hyphen {
                Some((at, _)) if self.outlets.full_name(part).is_none() => {
                    self.part(&part[..at]);
                    self.part(&part[at + 1..]);
                }
                Some(_) | None => self.part(part),
            }
        }
        self.evidence |= slashed && self.known;
    }

    fn part(&mut self, part: &str) {
        if part.is_empty() {
            return;
        }
        let lower = part.to_lowercase();
        if self.outlets.full_name(part).is_some() {
            self.known = true;
            self.houses.push(self.outlets.credited(part));
        } else if FLAGS.iter().any(|(word, _)| {
            lower == *word || lower == format!("{word} photo") || lower == format!("{word} image")
        }) {
            self.evidence |= self.flag(&lower);
        } else if SOCIAL.contains(&lower.as_str()) {
            self.flag("ugc");
            self.houses.push(part.to_owned());
        } else if tail(part, Cut::Printed, self.outlets).is_some_and(|found| found.role.is_some())
            || is_house(part)
            || matches!(lower.as_str(), "photo" | "image" | "images" | "photos")
        {
            self.evidence |= lower.contains("photo");
        } else if part.starts_with('@') && part.len() > 2 && !part.contains(' ') {
            self.flag("ugc");
            self.people.push(part.to_owned());
        } else if is_organisation(part, self.outlets) || looks_like_outlet(part) || is_acronym(part)
        {
            self.houses.push(part.to_owned());
        } else if !self.names(part) {
            self.unknown.push(part.to_owned());
        }
    }

    /// One name, or several joined by `and`.
    fn names(&mut self, part: &str) -> bool {
        let names: Vec<&str> = part
            .split(" and ")
            .flat_map(|name| name.split(" & "))
            .map(str::trim)
            .collect();
        if names.is_empty() || names.iter().any(|name| judge(name) == Name::No) {
            return false;
        }
        if names.len() == 1 && judge(part) == Name::Single && !self.people.is_empty() {
            // `Jane Doe, Sputnik`: one word after a person is whom she works for.
            self.credit
                .doubts
                .push(format!("“{part}” was taken for an agency."));
            self.houses.push(part.to_owned());
            return true;
        }
        if names.iter().any(|name| judge(name) == Name::Single) {
            self.credit
                .doubts
                .push(format!("“{part}” is one word: a person or not."));
        }
        self.people.push(
            names
                .iter()
                .map(|name| written(name))
                .collect::<Vec<_>>()
                .join(" and "),
        );
        true
    }

    fn settle(&mut self, via: Option<String>) {
        let given = self
            .credit
            .flags
            .iter()
            .any(|flag| matches!(flag, CreditFlag::Courtesy | CreditFlag::Handout));
        let mut houses = std::mem::take(&mut self.houses);
        houses.dedup();
        self.credit.via = via;
        if self.credit.via.is_none() && houses.len() >= 2 {
            self.credit.via = houses.pop();
        }
        if !houses.is_empty() {
            self.credit.provider = Some(Provider {
                name: houses.join("/"),
                kind: AuthorKind::Organisation,
            });
        }
        let people = std::mem::take(&mut self.people).join(", ");
        if people.is_empty() {
            // Nobody is named.
        } else if given && self.credit.provider.is_none() {
            self.credit.provider = Some(Provider {
                name: people,
                kind: AuthorKind::Person,
            });
        } else {
            self.credit.photographer = Some(people);
        }
    }

    /// Whether, standing where it stood, this is a credit.
    fn accept(mut self, setting: Setting) -> Option<Credit> {
        let credit = &self.credit;
        let someone =
            credit.photographer.is_some() || credit.provider.is_some() || credit.via.is_some();
        let clear = self.unknown.is_empty();
        let accepted = match setting {
            Setting::Labelled => true,
            Setting::Parenthesis => self.evidence || (self.known && clear),
            Setting::AfterSentence => self.evidence || self.known || (clear && someone),
            Setting::Bare => {
                clear
                    && credit.doubts.is_empty()
                    && self.known
                    && (self.evidence || credit.photographer.is_none())
            }
        };
        if !accepted || (!someone && credit.flags.is_empty() && setting != Setting::Labelled) {
            let kept = setting != Setting::Bare && self.evidence && !clear;
            if !kept {
                return None;
            }
        }
        if setting == Setting::AfterSentence && !self.evidence && !self.known {
            let raw = &self.credit.raw;
            self.credit.doubts.push(format!(
                "“{raw}” stands where a credit stands, but nothing else says that it is one."
            ));
        }
        for unknown in self.unknown {
            self.credit
                .doubts
                .push(format!("“{unknown}” was not understood."));
        }
        if !someone && self.credit.flags.is_empty() && self.credit.doubts.is_empty() {
            self.credit
                .doubts
                .push("The credit names nobody.".to_owned());
        }
        Some(self.credit)
    }
}

/// Capitals that abbreviate a body: `DHA`, `KCNA`, `U.S.`.
fn is_acronym(part: &str) -> bool {
    let letters = part.chars().filter(|c| c.is_alphabetic()).count();
    (2..=7).contains(&letters)
        && !part.contains(' ')
        && part
            .chars()
            .all(|c| c.is_uppercase() || c == '.' || c == '-')
}
