//! The credit at the end of a photo's caption: who took it, who gave it, through whom it came.
//!
//! A caption keeps every word that is not certainly credit; a credit that is
//! not understood stays in [`Credit::raw`] and says so in [`Credit::doubts`].

mod labels;
mod read;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::byline::{AuthorKind, Outlets, looks_like_outlet};
use read::Setting;

/// Whom to credit for a photo.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// As printed, without the parentheses around it.
    pub raw: String,
    /// Who took the picture; two are one string (`Jane Doe and John Roe`).
    pub photographer: Option<String>,
    /// The outlet, agency, public body or person it came from.
    pub provider: Option<Provider>,
    /// The agency that passed it on.
    pub via: Option<String>,
    /// What kind of picture it is, in the printed order, each once.
    pub flags: Vec<CreditFlag>,
    /// What is uncertain, in plain sentences; empty means confident.
    pub doubts: Vec<String>,
}

/// From whom a photo came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// The name as printed.
    pub name: String,
    /// A person (a reader's own picture) or an organisation.
    pub kind: AuthorKind,
}

/// What a credit says about the picture itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditFlag {
    /// From the archive; not of the event.
    File,
    /// Taken for all media present.
    Pool,
    /// Given out by a party to the story.
    Handout,
    /// Given by somebody out of kindness.
    Courtesy,
    /// Drawn or composed, not taken.
    Illustration,
    /// A frame of a screen or a video.
    ScreenGrab,
    /// Made by a member of the public.
    Ugc,
}

impl Credit {
    /// The credit line as readers see it: `South Korean Defense Ministry via Getty Images`.
    #[must_use]
    pub fn line(&self) -> String {
        let has = |flag| self.flags.contains(&flag);
        let provider = self
            .provider
            .as_ref()
            .map(|provider| provider.name.as_str());
        let mut line = match (self.photographer.as_deref(), provider) {
            (Some(photographer), Some(provider)) => format!("{photographer}/{provider}"),
            (Some(photographer), None) => photographer.to_owned(),
            (None, Some(provider)) if has(CreditFlag::Courtesy) => {
                format!("Courtesy of {provider}")
            }
            (None, Some(provider)) => provider.to_owned(),
            (None, None) => String::new(),
        };
        let named = !line.is_empty();
        let kinds = [
            (CreditFlag::Handout, "Handout"),
            (CreditFlag::Pool, "Pool"),
            (CreditFlag::Courtesy, "Courtesy photo"),
            (CreditFlag::Illustration, "Illustration"),
            (CreditFlag::ScreenGrab, "Screen grab"),
            (CreditFlag::Ugc, "Social media"),
            (CreditFlag::File, "File"),
        ];
        if !named && self.via.is_none() && self.flags.is_empty() {
            return self.raw.clone();
        }
        let mut flags: Vec<&str> = kinds
            .iter()
            .filter(|(flag, _)| {
                has(*flag) && !(named && matches!(flag, CreditFlag::Courtesy | CreditFlag::Ugc))
            })
            .map(|(_, word)| *word)
            .collect();
        if !named && !flags.is_empty() {
            line = flags.remove(0).to_owned();
            if line == "File" {
                line = "File photo".to_owned();
            }
        }
        if let Some(via) = &self.via {
            line = if line.is_empty() {
                via.clone()
            } else {
                format!("{line} via {via}")
            };
        }
        flags.insert(0, &line);
        flags.join(", ")
    }
}

/// A credit longer than this, in words, is part of the caption.
const MAX_WORDS: usize = 25;

/// Takes the credit off the end of a caption: the caption without it, and the credit.
///
/// Only the last balanced parenthesis at the very end counts (PC-C6), or a
/// labelled or sure credit after the last sentence.
#[must_use]
pub fn split(caption: &str, outlets: &Outlets) -> (String, Option<Credit>) {
    let text = caption.trim();
    let found = [parenthesised, labelled, after_sentence, after_dash]
        .iter()
        .find_map(|form| form(text, outlets));
    match found {
        Some((end, credit)) => {
            let before = text[..end]
                .trim_end()
                .trim_end_matches(['|', '—', '–', '•', '/', '(', '[', ' '])
                .trim_end();
            (before.to_owned(), Some(credit))
        }
        None => (text.to_owned(), None),
    }
}

/// Whether the whole line is nothing but a credit, surely.
pub(crate) fn whole(line: &str, outlets: &Outlets) -> Option<Credit> {
    let (before, credit) = split(line, outlets);
    credit.filter(|_| before.is_empty())
}

/// Whether a credit was printed in a way that nothing else is: it makes its paragraph a caption.
pub(crate) fn is_sure(credit: &Credit) -> bool {
    let raw = credit.raw.to_lowercase();
    let word = [
        "photo",
        "image",
        "picture",
        "file",
        "courtesy",
        "handout",
        "credit",
        "pool",
        " via ",
        "screen",
        "foto",
        "illustration",
        "graphic",
    ]
    .iter()
    .any(|word| raw.contains(word));
    let slash = raw.contains('/') && credit.provider.is_some();
    credit.doubts.is_empty() && (word || slash || credit.via.is_some())
}

/// `…on Tuesday. (Photo by X via Getty Images)`.
fn parenthesised(text: &str, outlets: &Outlets) -> Option<(usize, Credit)> {
    let closed = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '"' | '”'));
    let (open, close) = match closed.chars().next_back()? {
        ')' => ('(', ')'),
        ']' => ('[', ']'),
        _ => return None,
    };
    let mut depth = 0_usize;
    let mut start = None;
    for (at, c) in closed.char_indices().rev() {
        if c == close {
            depth += 1;
        } else if c == open {
            depth -= 1;
            if depth == 0 {
                start = Some(at);
                break;
            }
        }
    }
    let start = start?;
    let inner = &closed[start + 1..closed.len() - 1];
    let before = text[..start].trim_end();
    let setting = if before.is_empty() || before.ends_with(['.', '!', '?', '”', '"', '…', ')'])
    {
        Setting::AfterSentence
    } else {
        Setting::Parenthesis
    };
    Some((start, read::credit(inner, setting, outlets)?))
}

/// `… Photo: X`, `… Credit: X`, `… Photo by X`, `… © X`.
fn labelled(text: &str, outlets: &Outlets) -> Option<(usize, Credit)> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)(?:^|[\s.|(\[—–-])(?P<label>
              (?:(?i:photo|photograph|picture|image|illustration|foto|bild|crédit)s?(?:\s+(?i:credit|courtesy|illustration|photo))?\s*(?i:courtesy\s+of)?\s*:
              | (?:(?i:mandatory|photo|picture|image)\s)?(?:Credits?|CREDITS?|credit)\s*(?::|\.{2,}|…)
              | (?:Staff\s+)?(?:File\s+)?(?:Photo|PHOTO|Photograph|Photographs|Photos|Picture|Image|Illustration|Graphic|Pool\s+photo|Handout\s+photo|Staff\s+photo|File\s+photo|Courtesy\s+photo)(?:\s+(?:illustration|courtesy|COURTESY))?\s+(?:by|BY|from|of|courtesy\s+of|COURTESY\s+OF)\b
              | (?:Courtesy|COURTESY)(?:\s+(?:of|OF)|:)
              | (?:Handout|HANDOUT)\s+(?:via|from)
              | (?:Screen\s?grab|Screenshot|Screen\s?shot|Video\s+still|Still\s+image)(?:\s+(?:via|from|of|courtesy))?\s*:?
              | (?:(?:Satellite|Handout|Video)\s+images?\s*)?©\s?))\s*\S",
        )
        .expect("the pattern of credit labels compiles")
    });
    let label = LABEL.captures_iter(text).last()?.name("label")?;
    let start = label.start();
    let before = text[..start].trim_end();
    let ended = before.is_empty()
        || before.ends_with([
            '.', '!', '?', '”', '"', '…', ')', '|', '—', '–', '-', '(', '[', '•', '\n', '/',
        ]);
    let colon =
        label.as_str().trim_end().ends_with([':', '…', '.']) || label.as_str().contains('©');
    let tail = text[start..].trim().trim_end_matches(['.', ')', ']']);
    let words = tail.split_whitespace().count();
    if !(ended || colon) || words > 16 || is_prose(tail) {
        return None;
    }
    Some((start, read::credit(tail, Setting::Labelled, outlets)?))
}

/// `… in Washington. J. Scott Applewhite/AP`.
fn after_sentence(text: &str, outlets: &Outlets) -> Option<(usize, Credit)> {
    static END: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?:[.!?…]["”’)]*|["”)]|\n|\|)\s+"#)
            .expect("the pattern of sentence ends compiles")
    });
    let starts: Vec<usize> = std::iter::once(0)
        .chain(END.find_iter(text).map(|end| end.end()))
        .collect();
    starts
        .into_iter()
        .rev()
        .take(8)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .find_map(|start| {
            let tail = text[start..].trim().trim_end_matches('.');
            let long = tail.split_whitespace().count() > 12;
            if long {
                None
            } else {
                Some((start, read::credit(tail, Setting::Bare, outlets)?))
            }
        })
}

/// `… in Kyiv — Getty Images`, `… in Kyiv – X/Reuters`.
fn after_dash(text: &str, outlets: &Outlets) -> Option<(usize, Credit)> {
    static DASH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\s(?:—|–|--|-|\|)\s").expect("the pattern of credit dashes compiles")
    });
    let dash = DASH.find_iter(text).last()?;
    let tail = text[dash.end()..].trim().trim_end_matches('.');
    let known = outlets.full_name(tail).is_some()
        || tail.contains('/')
        || tail.contains(" via ")
        || looks_like_outlet(tail);
    if !known || tail.split_whitespace().count() > 12 {
        return None;
    }
    let credit = read::credit(tail, Setting::Bare, outlets)?;
    // `X — Getty Images`: the name before the dash belongs to the credit, if it stands alone there.
    let before = text[..dash.start()].trim_end();
    let from = before
        .rfind(['.', '!', '?', '\n', ')'])
        .map_or(0, |at| at + 1);
    let name = before[from..].trim();
    let alone = super::byline::judge(name) == super::byline::Name::Likely
        && name.split_whitespace().count() <= 4
        && credit.photographer.is_none();
    if alone {
        let photographer = Some(super::byline::written(name));
        return Some((
            from,
            Credit {
                raw: text[from..].trim().to_owned(),
                photographer,
                ..credit
            },
        ));
    }
    Some((dash.start(), credit))
}

/// A tail that goes on as a sentence: its words are not a name list.
fn is_prose(tail: &str) -> bool {
    static VERB: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\s(?:shows?|is|are|was|were|has|have|had|said|says|taken|released on|during|after|before|while|where|which|that|when)\s").expect("the pattern of prose compiles")
    });
    VERB.is_match(tail) && tail.split_whitespace().count() > 6
}
