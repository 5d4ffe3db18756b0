//! Version marks of a wire: leads, writethrus, corrections, adds, advances, and the order to kill.

use std::sync::LazyLock;

use regex::Regex;

/// Kills and advances are looked for in so many lines of the text.
const REACH: usize = 12;

/// What a mark says; with its words as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    /// An order to take a story back.
    Kill(String),
    /// Not to be used before a day that the wire names in words.
    Advance(String),
    /// Something was wrong before.
    Correction(String),
    /// A newer text of a story sent before.
    Update(String),
    /// A piece of a story, not the whole.
    Part(String),
}

impl Mark {
    /// What the desk is told.
    pub(super) fn doubt(&self) -> String {
        match self {
            Self::Kill(words) => format!(
                "The wire orders a kill (“{words}”). Nothing was killed by reading it: kill the article it means by its id. This message is withheld."
            ),
            Self::Advance(words) => format!(
                "The wire sends this in advance (“{words}”); it is withheld until the desk says otherwise, or names the embargo."
            ),
            Self::Correction(words) => format!(
                "The wire marks this as a correction (“{words}”): push it under the id of the story it corrects; what readers are told is for the desk to write."
            ),
            Self::Update(words) => format!(
                "This is “{words}” of a story: push it under the id of that story to replace it."
            ),
            Self::Part(words) => {
                format!("This is a part of a story (“{words}”) and not the whole of it.")
            }
        }
    }

    /// Whether both say the same kind of thing.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// Reads the version of a keyword line: `1st Ld-Writethru`, `CORRECTIVE`, `Bulletin Kill`, `Adv08`.
pub(super) fn of_version(version: Option<&str>) -> Vec<Mark> {
    type Make = fn(String) -> Mark;
    static RULES: LazyLock<Vec<(Regex, Make)>> = LazyLock::new(|| {
        let rules: [(&str, Make); 5] = [
            (
                r"(?i)\bkill\b|\w+kill\b|\belimination\b|\bwithdrawal\b",
                Mark::Kill,
            ),
            (
                r"(?i)\badv(?:ance)?(?:\b|\d)|\bembargo|\bhold\b",
                Mark::Advance,
            ),
            (r"(?i)\bcorrect|\bcorr\b", Mark::Correction),
            (
                r"(?i)\d(?:st|nd|rd|th)? ?(?:ld|lead)\b|writethru|\bupdate|\bsub(?:s|stitute)?\b.*\bfor\b",
                Mark::Update,
            ),
            (
                r"(?i)\badds?\b|\d(?:st|nd|rd|th)?add\b|\binserts?\b|\btake ?\d|\d(?:st|nd|rd|th)? ?take\b|\bsub\b",
                Mark::Part,
            ),
        ];
        rules
            .into_iter()
            .map(|(pattern, make)| {
                (
                    Regex::new(pattern).expect("the patterns of versions compile"),
                    make,
                )
            })
            .collect()
    });
    let Some(version) = version else {
        return Vec::new();
    };
    RULES
        .iter()
        .filter(|(pattern, _)| pattern.is_match(version))
        .map(|(_, make)| make(version.to_owned()))
        .collect()
}

/// Orders that stand in the text itself, in capitals at the start of a line.
pub(super) fn of_text(text: &str) -> Vec<Mark> {
    static KILL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\W*(?:BULLETIN\W+|MANDATORY\W+|URGENT\W+|[A-Z]{2}[\w-]+\W+)?(?:KILL\b|ELIMINATION\b)[^a-z]{0,80}")
            .expect("the pattern of kills compiles")
    });
    static ADVANCE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\W*(?:(?:STRICTLY |UNDER )?EMBARGO(?:ED)?\b|HOLD FOR RELEASE\b|(?:ADVANCE )?FOR (?:RELEASE|USE)\b|ADVANCE\b).{0,80}")
            .expect("the pattern of advances compiles")
    });
    let lines = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(REACH);
    lines
        .filter_map(|line| {
            let words = |found: regex::Match<'_>| {
                found
                    .as_str()
                    .trim_matches(|c: char| !c.is_alphanumeric())
                    .to_owned()
            };
            KILL.find(line)
                .map(|found| Mark::Kill(words(found)))
                .or_else(|| ADVANCE.find(line).map(|found| Mark::Advance(words(found))))
        })
        .collect()
}

/// Marks before a headline: `UPDATE 1-`, `CORRECTED-`, `2nd LEAD`.
pub(super) fn of_headline(headline: Option<&str>) -> Vec<Mark> {
    static MARK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?P<mark>UPDATE \d+|(?:\d(?:ST|ND|RD|TH)|\d(?:st|nd|rd|th)) (?:LEAD|Lead)|CORRECT(?:ED|ION|S)(?: \d+)?|REFILE|KORREKTUR|BERICHTIGUNG)\b\s*[-:–—]?")
            .expect("the pattern of headline marks compiles")
    });
    let Some(found) = headline.and_then(|headline| MARK.captures(headline)) else {
        return Vec::new();
    };
    let mark = found["mark"].to_owned();
    if mark.starts_with("CORRECT")
        || mark.starts_with("KORREKTUR")
        || mark.starts_with("BERICHTIGUNG")
    {
        vec![Mark::Correction(mark)]
    } else {
        vec![Mark::Update(mark)]
    }
}
