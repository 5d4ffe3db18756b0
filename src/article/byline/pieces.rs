//! Cuts a byline into sections (who did what) and pieces (one name, role or outlet each).

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use super::names::{Name, judge};
use super::outlets::Outlets;
use super::roles::{Cut, is_house, is_role, tail};

/// What the people of a section did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Work {
    /// They wrote it; the role is said when it is more than that (`story and photos`).
    Author(Option<String>),
    /// Something else (BY-6).
    Other(String),
}

/// A run of the byline with one lead-in.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) work: Work,
    pub(super) text: String,
}

/// What stands between two separators.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) text: String,
    /// `and` or its like stood before it.
    pub(super) joined: bool,
    /// It opens its line.
    pub(super) first: bool,
}

/// One line a printed line, NFC, single spaces, no marks of the wire (BY-1).
pub(super) fn clean(raw: &str) -> String {
    static TAG: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"</?[A-Za-z][^<>]*>").expect("the pattern of tags compiles"));
    let text: String = raw
        .nfc()
        .map(|c| if c == '\u{a0}' || c == '\t' { ' ' } else { c })
        .collect();
    let text = text
        .replace("&amp;", "&")
        .replace("&nbsp;", " ")
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let text = TAG.replace_all(&text, "\n");
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = line
            .trim_start_matches(['^', '—', '–', '-', '~', '•', '*', ' '])
            .trim_end_matches(['^', '=', '<', ' ', '*', '~']);
        if line.is_empty() {
            continue;
        }
        let goes_on = lines.last().is_some_and(|last| {
            let lower = line.to_lowercase();
            last.ends_with(',')
                || last.ends_with('&')
                || last.to_lowercase().ends_with(" and")
                || is_lead(last)
                || ["and ", "& ", "with ", "und ", "et ", "y "]
                    .iter()
                    .any(|word| lower.starts_with(word))
        });
        match lines.last_mut().filter(|_| goes_on) {
            Some(last) => {
                last.push(' ');
                last.push_str(line);
            }
            None => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

fn is_lead(line: &str) -> bool {
    matches!(
        line.trim_end_matches(':').to_lowercase().as_str(),
        "by" | "story by" | "written by" | "text by" | "words by" | "from"
    )
}

/// The sections in printed order (BY-1, BY-6).
pub(super) fn sections(text: &str) -> Vec<Section> {
    static CONTRIBUTED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?is)^(?P<who>.+?)\s+(?:also\s+)?contributed(?:\s+(?:reporting|research))?(?:\s+(?:to|for)\s+(?:this|the)\s+(?:report|story|article|piece))?(?:\s+from\s+[^.]+)?\.?$")
            .expect("the pattern of contributors compiles")
    });
    static MARK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)(?:^|[\s;,.|/(—–-]|\b)(?P<what>(?:with\s+)?(?:(?:additional|further|original)\s+)?
            (?:WORD)(?:\s*(?:,|and|und|et|&|/|\s)\s*(?:WORD))*)(?:\s+(?:by|from|von|par)\b\s*:?|\s*:)\s*"
                .replace(
                    "WORD",
                    r"photographs?|photos?|photography|pictures?|fotos?|bilder|graphics?|infographics?|illustrations?|illustrated|artwork|videos?|translat(?:ed|ion)|edit(?:ed|ing)|report(?:ing|ed|age)?|writing|written|writer|produced|production|compiled|compiling|story|stories|text|texte|texto|words|article|interview|interviewed|analysis|opinion|review|reviewed|column|commentary|exclusive|visuals|design|data|research|fact-checking|contributed|filming",
                )
                .as_str(),
        )
        .expect("the pattern of lead-ins compiles")
    });
    let mut found = Vec::new();
    let mut rest = String::new();
    for line in text.split('\n') {
        match CONTRIBUTED.captures(line) {
            Some(parts) if MARK.find(line).is_none() => {
                found.push(Section {
                    work: Work::Other("reporting".to_owned()),
                    text: strip_by(&parts["who"]),
                });
            }
            _ => {
                if !rest.is_empty() {
                    rest.push('\n');
                }
                rest.push_str(line);
            }
        }
    }
    let mut cut = Vec::new();
    let (mut from, mut work) = (0, Work::Author(None));
    for parts in MARK.captures_iter(&rest) {
        let (Some(whole), Some(what)) = (parts.get(0), parts.name("what")) else {
            continue;
        };
        add(&mut cut, work, &rest[from..what.start().min(whole.end())]);
        work = kind_of(what.as_str(), cut.is_empty());
        from = whole.end();
    }
    add(&mut cut, work, &rest[from..]);
    cut.append(&mut found);
    cut
}

fn add(cut: &mut Vec<Section>, work: Work, text: &str) {
    let text = text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '|' | '/' | '(' | '—' | '–' | '-' | ':')
    });
    let text = text.strip_suffix(" and").unwrap_or(text);
    let text = strip_by(text);
    if !text.is_empty() {
        cut.push(Section { work, text });
    }
}

/// What a lead-in such as `Story and photos by` says of those it leads in.
fn kind_of(what: &str, first: bool) -> Work {
    let what = what.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| what.contains(word));
    let further = what.starts_with("with") || has(&["additional", "further"]);
    let wrote = has(&[
        "story",
        "stories",
        "text",
        "words",
        "article",
        "written",
        "writer",
        "compil",
        "interview",
        "analysis",
        "opinion",
        "review",
        "column",
        "commentary",
        "exclusive",
    ]);
    if !further && (wrote || (first && what.contains("report"))) {
        let more = has(&[
            "photo",
            "picture",
            "foto",
            "bilder",
            "video",
            "illustration",
            "graphic",
        ]);
        return Work::Author(more.then(|| what.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    let role = [
        ("report", "reporting"),
        ("research", "research"),
        ("photo", "photographs"),
        ("picture", "photographs"),
        ("foto", "photographs"),
        ("bilder", "photographs"),
        ("infographic", "graphics"),
        ("graphic", "graphics"),
        ("illustrat", "illustrations"),
        ("artwork", "illustrations"),
        ("video", "video"),
        ("filming", "video"),
        ("translat", "translation"),
        ("edit", "editing"),
        ("writing", "writing"),
        ("produc", "production"),
        ("visual", "visuals"),
        ("design", "design"),
        ("data", "data"),
        ("fact", "fact-checking"),
        ("contributed", "contributed"),
    ];
    let role = role
        .iter()
        .find(|(part, _)| what.contains(part))
        .map_or(what.as_str(), |(_, role)| role);
    Work::Other(role.to_owned())
}

/// Without the leading `By`, never inside a name such as Byron (BY-1).
fn strip_by(text: &str) -> String {
    static BY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?i:by|from)(?:\s*:\s*|\s+)").expect("the pattern of by compiles")
    });
    static FOREIGN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:Von|VON|Par|PAR|Por|POR|Door|Av|Af|Di|Od)\s*:?\s+")
            .expect("the pattern of foreign by compiles")
    });
    let text = text.trim();
    if let Some(by) = BY.find(text) {
        let rest = text[by.end()..].trim_start();
        // `From staff reports` names the house; the house's own pattern knows the word.
        return rest.to_owned();
    }
    match FOREIGN.find(text) {
        Some(by) if text[by.end()..].split_whitespace().count() >= 2 => text[by.end()..].to_owned(),
        Some(_) | None => text.to_owned(),
    }
}

/// Cuts at line ends, bars, semicolons, dashes, slashes and parentheses.
pub(super) fn hard(section: &str, outlets: &Outlets) -> Vec<String> {
    static CUT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\n|\s*[|;•]\s*|\s+/+\s+|\s+(?:—|–|―|-{1,2})\s+|\s*[—―]\s*|\s*\(\s*|\s*\)\s*|\s*\[\s*|\s*\]\s*|\s+·\s+").expect("the pattern of hard cuts compiles")
    });
    let mut lines = Vec::new();
    for line in CUT.split(section) {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == ',');
        let url = line.contains("://") || line.contains("www.");
        if line.contains('/') && !url && outlets.full_name(line).is_none() && !is_signature(line) {
            lines.extend(line.split('/').map(|part| part.trim().to_owned()));
        } else {
            lines.push(line.to_owned());
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// Takes e-mail addresses, web addresses and handles out of a line (BY-7: they are no names).
pub(super) fn addresses(line: &str) -> (String, Vec<String>) {
    let (mut words, mut found) = (Vec::new(), Vec::new());
    for word in line.split_whitespace() {
        let bare = word.trim_matches([',', '.', '<', '>', ';', ':']);
        let bare = bare.strip_prefix("mailto:").unwrap_or(bare);
        let mail = bare
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        let web = bare.starts_with("http://") || bare.starts_with("https://");
        if mail || web {
            found.push(bare.to_owned());
        } else if !(bare.starts_with('@')
            || matches!(bare.to_lowercase().as_str(), "email" | "e-mail" | "twitter")
            || bare.starts_with("www."))
        {
            words.push(word);
        }
    }
    (words.join(" "), found)
}

/// Cuts a line at commas and at words that join names (BY-3).
pub(super) fn soft(line: &str, outlets: &Outlets) -> Vec<Piece> {
    static JOIN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|\s+)(?:(?i:and|with|und|et)|&|och|og|ja|och|и|та|و)\s+")
            .expect("the pattern of joins compiles")
    });
    let whole = |text: &str| outlets.full_name(text).is_some() || is_house(text) || is_role(text);
    let mut pieces = Vec::new();
    if whole(line) {
        return vec![Piece {
            text: line.to_owned(),
            joined: false,
            first: true,
        }];
    }
    for part in line.split([',', '、', '،', '，']) {
        let part = part.trim();
        let opening = JOIN.find(part).filter(|join| join.start() == 0);
        let (part, led) = match opening {
            Some(join) => (&part[join.end()..], true),
            None => (part, false),
        };
        let strict = tail(part, Cut::Guessed, outlets).is_some();
        if part.is_empty() {
            continue;
        }
        if whole(part) || strict {
            pieces.push(Piece {
                text: part.to_owned(),
                joined: led,
                first: pieces.is_empty(),
            });
            continue;
        }
        let mut joined = led;
        for name in JOIN.split(part) {
            for name in two_names(name) {
                if !name.is_empty() {
                    pieces.push(Piece {
                        text: name,
                        joined,
                        first: pieces.is_empty(),
                    });
                }
                joined = true;
            }
        }
    }
    pieces
}

/// Spanish `y`, Portuguese `e` join two whole names, or stand inside one (Ortega y Gasset).
fn two_names(text: &str) -> Vec<String> {
    for join in [" y ", " e "] {
        if let Some((left, right)) = text.split_once(join)
            && judge(left.trim()) == Name::Likely
            && judge(right.trim()) == Name::Likely
        {
            return vec![left.trim().to_owned(), right.trim().to_owned()];
        }
    }
    vec![text.trim().to_owned()]
}

/// A date among the names: `MAR 04`, `Nov. 19, 2024`, `Tuesday`.
pub(super) fn is_date(text: &str) -> bool {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s*|(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?\s*
            |\d{1,4}(?:st|nd|rd|th)?[.,/:]?\s*|[ap]\.?m\.?\s*|[ecmp][sd]t\s*|gmt\s*|utc\s*|updated?:?\s*|published:?\s*|at\s+)+$",
        )
        .expect("the pattern of dates compiles")
    });
    text.chars().any(char::is_numeric) && DATE.is_match(text)
}

/// Where a name wrote from: `in Paris`.
pub(super) fn is_place(text: &str) -> bool {
    text.strip_prefix("in ").is_some_and(|place| {
        place.split_whitespace().count() <= 5
            && place.chars().next().is_some_and(char::is_uppercase)
    })
}

/// Initials of a desk: `gr/bp`, `mir` (BY-7).
pub(crate) fn is_signature(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '-', '+']).map(str::trim).collect();
    parts.len() <= 4
        && parts.iter().all(|part| {
            (2..=4).contains(&part.chars().count()) && part.chars().all(char::is_lowercase)
        })
}

/// What is certainly no author, and must not become one for want of better (BY-7).
pub(super) fn is_refused(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters < 2
        || is_signature(text)
        || is_date(text)
        || text.contains("://")
        || text.contains('@')
        || text.contains("www.")
        || text.chars().any(char::is_numeric)
        || text.split_whitespace().count() > 12
}
