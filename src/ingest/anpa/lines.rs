//! The lines of a text: the head of an ANPA story between its marks, slug, private notes and trailer of 7901.

use std::sync::LazyLock;

use regex::Regex;

use super::frame::Frame;
use super::header::Keyword;
use crate::article::text::line;
use crate::ingest::{moments, parts};

/// A headline and a summary are looked for among so many lines with carets.
const REACH: usize = 40;

/// The head of an ANPA story: its lines begin with `^` and end with `<`, those of the byline with `=`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The keyword line, as printed.
    pub(super) keyword: Option<String>,
    pub(super) slug: Option<String>,
    pub(super) version: Option<String>,
    pub(super) headline: Option<String>,
    pub(super) summary: Option<String>,
    /// `Eds:` and its like: for the desk alone.
    pub(super) notes: Vec<String>,
    /// Numbers of photos that the wire offers beside the text.
    pub(super) photos: Vec<String>,
    byline: Vec<String>,
    /// Lines that say nothing of themselves.
    others: Vec<String>,
    /// The text after the head.
    pub(super) rest: String,
}

impl Head {
    /// Takes the lines with carets off a text.
    pub(super) fn read(text: &str) -> Self {
        let mut head = Self::default();
        let mut lines = text.lines().peekable();
        let mut n_lines = 0;
        while let Some(line) = lines.next() {
            if !line.trim_start().starts_with('^') || n_lines >= REACH {
                head.rest.push_str(line);
                head.rest.push('\n');
                continue;
            }
            n_lines += 1;
            let mut whole = line.trim().to_owned();
            // A long line goes on until its mark.
            while !whole.ends_with(['<', '=']) {
                let Some(next) = lines
                    .next_if(|next| !next.trim().is_empty() && !next.starts_with(['\t', '^', ' ']))
                else {
                    break;
                };
                whole.push(' ');
                whole.push_str(next.trim());
            }
            head.take(&whole);
        }
        head
    }

    fn take(&mut self, printed: &str) {
        static PHOTOS: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(
                r"^(?:\w+ )?(?:Photos?|Graphics?|Videos?|Audio)\b[ :]+[A-Z0-9, -]*\d[A-Z0-9, -]*$",
            )
            .expect("the pattern of photo numbers compiles")
        });
        static NOTE: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?i)^\(?(?:eds\b|editors?\b[^a-z]|editor['’”]s note|note to editors)")
                .expect("the pattern of notes compiles")
        });
        let text = line(parts::without_marks(printed));
        if text.is_empty() {
            return;
        }
        let signed =
            printed.trim_end().ends_with('=') || text.starts_with("By ") || text.starts_with("BY ");
        if self.keyword.is_none()
            && self.headline.is_none()
            && let Some(keyword) = Keyword::parse_text(&text)
        {
            self.slug = keyword.slug;
            self.version = keyword.version;
            self.keyword = Some(text);
        } else if NOTE.is_match(&text) {
            self.notes.push(text);
        } else if PHOTOS.is_match(&text) {
            self.photos.push(text);
        } else if signed {
            self.byline.push(text);
        } else if self.headline.is_none() {
            self.headline = Some(text);
        } else if self.summary.is_none() && text.split_whitespace().count() >= 6 {
            self.summary = Some(text);
        } else {
            self.others.push(text);
        }
    }

    /// The story as copy whose parts are labelled, with `text` as its body.
    pub(super) fn as_copy(&self, text: &str) -> String {
        let mut copy = String::new();
        if let Some(headline) = &self.headline {
            copy.push_str(&format!("Headline: {headline}\n\n"));
        }
        if !self.byline.is_empty() {
            copy.push_str(&format!("Byline: {}\n\n", self.byline.join(", ")));
        }
        for other in &self.others {
            copy.push_str(&format!("{other}\n\n"));
        }
        copy.push_str(text);
        copy
    }
}

/// The end of an ANPA message: `AP-WF-02-20-16 0337GMT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trailer {
    pub(super) agency: String,
    pub(super) printed: String,
    /// The moment, where it is in universal time; other zones' letters are not certain.
    pub(super) moment: Option<String>,
}

impl Trailer {
    /// The trailer among the last lines of a text.
    pub(super) fn find(text: &str) -> Option<Self> {
        static TRAILER: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^(?P<agency>[A-Za-z]{2,5})-(?P<office>[A-Za-z]{2,4})-(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d) (?P<clock>\d{4})(?P<zone>[A-Z]{1,4})$")
                .expect("the pattern of trailers compiles")
        });
        text.lines().rev().take(12).find_map(|line| {
            let printed = parts::without_marks(line);
            let found = TRAILER.captures(printed)?;
            let moment = matches!(&found["zone"], "GMT" | "UTC" | "Z").then(|| {
                format!(
                    "20{}{}{}T{}Z",
                    &found["year"], &found["month"], &found["day"], &found["clock"]
                )
            });
            Some(Self {
                agency: found["agency"].to_owned(),
                printed: printed.to_owned(),
                moment: moment.and_then(|moment| moments::read(&moment).ok()),
            })
        })
    }
}

/// The slug of a 7901 message, whose lines end with a stroke, and the text without them.
pub(super) fn slug(frame: &Frame<'_>) -> (Option<String>, String) {
    let joined = |lines: &[&str]| {
        let slug = line(&lines.join(" "));
        let slug = slug.trim_end_matches(['/', ' ']).to_owned();
        Some(slug).filter(|slug| !slug.is_empty())
    };
    if frame.marked {
        let lines: Vec<&str> = frame
            .head
            .lines()
            .filter(|line| !line.trim().is_empty())
            .skip(1)
            .collect();
        return (joined(&lines), frame.body.to_owned());
    }
    let mut lines = Vec::new();
    let mut end = 0;
    for line in frame.body.split_inclusive('\n').take(8) {
        let said = line.trim();
        if !said.is_empty() && !said.ends_with('/') {
            break;
        }
        end += line.len();
        if !said.is_empty() {
            lines.push(said);
        }
    }
    (joined(&lines), frame.body[end..].to_owned())
}

/// Cuts off what is for the desk alone: from the line that says so, or the notepad, to the end.
pub(super) fn without_private(text: &str) -> (&str, Option<&str>) {
    static PRIVATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?im)^[\s*#-]*(?:the following information is not (?:intended )?for publication|die folgenden informationen sind nicht zur ver(?:ö|oe)ffentlichung|les informations suivantes ne sont pas destin|#+\s*(?:notebook|notizblock|note to editors)|(?:notebook|notizblock)\s*$)")
            .expect("the pattern of private parts compiles")
    });
    match PRIVATE.find(text) {
        Some(found) => (&text[..found.start()], Some(&text[found.start()..])),
        None => (text, None),
    }
}

/// Cuts off the last line of a 7901 message, `211259 Nov 18`: day and time without a zone.
pub(super) fn without_trailer(text: &str) -> (&str, Option<String>) {
    static TRAILER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)^[ \t]*(?P<sent>\d{6} ?[A-Za-z]{3,4} ?\d{2})\s*\z")
            .expect("the pattern of 7901 trailers compiles")
    });
    match TRAILER.captures(text) {
        Some(found) => {
            let start = found.get(0).map_or(text.len(), |whole| whole.start());
            (&text[..start], Some(found["sent"].to_owned()))
        }
        None => (text, None),
    }
}
