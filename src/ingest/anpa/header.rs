//! The header lines: service, number, priority, category, keyword and version; the two norms have different ones.

use std::sync::LazyLock;

use regex::Regex;

/// Which norm a message follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Norm {
    /// ANPA 1312: two lines, as North American wires send.
    Anpa,
    /// IPTC 7901: one line, as European agencies send.
    Iptc,
}

/// A header, as sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) norm: Norm,
    /// Letter of the service, or the source.
    pub(super) service: String,
    /// Number of the message.
    pub(super) number: String,
    pub(super) selector: Option<String>,
    pub(super) priority: Option<String>,
    pub(super) category: Option<String>,
    /// `AM`, `PM` or `BC`: for which edition.
    pub(super) cycle: Option<String>,
    pub(super) slug: Option<String>,
    /// `1stLd-Writethru` and its like.
    pub(super) version: Option<String>,
    /// Month and day, as printed: never the date of publishing.
    pub(super) date: Option<String>,
    pub(super) words: Option<String>,
    /// What a 7901 header adds at its end: the agency and a time.
    pub(super) info: Option<String>,
    /// Whether the text is a table whose columns count.
    pub(super) tabular: bool,
}

static ANPA_1: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\u{1}?(?P<service>[A-Za-z])(?P<number>\d{4})[\u{1f} ]?(?P<selector>[A-Za-z0-9][A-Za-z0-9-]{0,9}|-{1,10})?\s*$")
        .expect("the pattern of the first header line compiles")
});
static ANPA_2: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<priority>[A-Za-z]) (?P<category>[A-Za-z])(?P<codes>[\u{11}-\u{14} ]*)(?P<keyword>\S.*?)\s+(?P<date>\d{1,2}-\d{1,2})(?:\s+(?P<words>\d{1,5}))?\s*$")
        .expect("the pattern of the second header line compiles")
});
static IPTC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\u{1}?(?P<service>[A-Za-z]{2,4})(?P<number>\d{3,4}) (?P<priority>[1-9]) (?P<category>[A-Za-z]{1,4}) {1,3}(?P<words>\d{1,5})(?:\s+(?P<info>\S.*?))?\s*$")
        .expect("the pattern of the 7901 header compiles")
});

/// The first two lines that say something, or the one of a 7901 header; and what follows.
pub(super) fn first_lines(text: &str) -> (&str, &str) {
    let mut end = 0;
    let mut n_lines = 0;
    for line in text.split_inclusive('\n') {
        if n_lines == 1 && !ANPA_2.is_match(line.trim_end()) {
            break;
        }
        if n_lines == 0 && !line.trim().is_empty() {
            let first = line.trim_end();
            if !ANPA_1.is_match(first) && !IPTC.is_match(first) {
                return ("", text);
            }
        }
        end += line.len();
        n_lines += usize::from(!line.trim().is_empty());
        if n_lines == 2 || (n_lines == 1 && IPTC.is_match(line.trim_end())) {
            break;
        }
    }
    text.split_at(end)
}

impl Header {
    /// Reads the lines of a heading.
    pub(super) fn parse(head: &str) -> Option<Self> {
        let mut lines = head
            .split('\n')
            .map(str::trim_end)
            .filter(|line| !line.trim().is_empty());
        let first = lines.next()?;
        if let Some(found) = IPTC.captures(first) {
            let part = |name| found.name(name).map(|part| part.as_str().trim().to_owned());
            return Some(Self {
                norm: Norm::Iptc,
                service: part("service")?,
                number: part("number")?,
                selector: None,
                priority: part("priority"),
                category: part("category"),
                cycle: None,
                slug: None,
                version: None,
                date: None,
                words: part("words"),
                info: part("info"),
                tabular: false,
            });
        }
        let one = ANPA_1.captures(first)?;
        let two = ANPA_2.captures(lines.next()?)?;
        let part = |found: &regex::Captures<'_>, name| {
            found.name(name).map(|part| part.as_str().trim().to_owned())
        };
        let keyword = Keyword::parse_header(&two["keyword"]);
        Some(Self {
            norm: Norm::Anpa,
            service: part(&one, "service")?,
            number: part(&one, "number")?,
            selector: part(&one, "selector").filter(|selector| !selector.starts_with('-')),
            priority: part(&two, "priority"),
            category: part(&two, "category"),
            cycle: keyword.cycle,
            slug: keyword.slug,
            version: keyword.version,
            date: part(&two, "date"),
            words: part(&two, "words"),
            info: None,
            tabular: two["codes"].contains('\u{12}'),
        })
    }

    /// Urgency on IPTC's scale. The letters of ANPA 1312 section H are flash, bulletin, urgent, regular, deferred.
    pub(super) fn urgency(&self) -> Option<u64> {
        let priority = self.priority.as_deref()?.to_ascii_lowercase();
        match (self.norm, priority.as_str()) {
            (Norm::Iptc, digit) => digit.parse().ok(),
            (Norm::Anpa, "f") => Some(1),
            (Norm::Anpa, "b") => Some(2),
            (Norm::Anpa, "u") => Some(3),
            (Norm::Anpa, "r") => Some(4),
            (Norm::Anpa, "d") => Some(5),
            (Norm::Anpa, _) => None,
        }
    }

    /// The section that a category letter stands for (ANPA 1312 section J, and the common ones of 7901).
    pub(super) fn section(&self) -> Option<&'static str> {
        let category = self.category.as_deref()?.to_ascii_lowercase();
        Some(match category.as_str() {
            "a" => "National",
            "d" => "Food",
            "e" => "Entertainment",
            "f" | "wi" => "Business",
            "i" => "World",
            "k" => "Opinion",
            "l" => "Lifestyle",
            "n" => "Regional",
            "o" => "Weather",
            "p" | "pl" => "Politics",
            "q" | "s" | "sp" => "Sports",
            "t" => "Travel",
            "w" => "Washington",
            "ku" => "Culture",
            _ => return None,
        })
    }
}

/// A keyword line: edition, slug and version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Keyword {
    pub(super) cycle: Option<String>,
    pub(super) slug: Option<String>,
    pub(super) version: Option<String>,
}

impl Keyword {
    /// Of the header: `BC-US--River 1stLd-Writethru`.
    fn parse_header(text: &str) -> Self {
        let (cycle, rest) = cycle(text.trim());
        let (slug, version) = rest
            .split_once(char::is_whitespace)
            .map_or((rest, ""), |(slug, version)| (slug, version.trim()));
        Self::of(cycle, slug, version)
    }

    /// Of the text: `BC-US--River Flood, 1st Ld-Writethru,0416`.
    pub(super) fn parse_text(text: &str) -> Option<Self> {
        let (cycle, rest) = cycle(text.trim());
        cycle?;
        let mut pieces: Vec<&str> = rest.split(',').map(str::trim).collect();
        if pieces
            .last()
            .is_some_and(|last| !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()))
        {
            pieces.pop();
        }
        let slug = pieces.first().copied().unwrap_or_default();
        let version = pieces.get(1..).unwrap_or_default().join(", ");
        Some(Self::of(cycle, slug, &version))
    }

    fn of(cycle: Option<&str>, slug: &str, version: &str) -> Self {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Self {
            cycle: cycle.map(str::to_ascii_uppercase),
            slug: some(slug),
            version: some(version),
        }
    }
}

/// The edition before a slug.
fn cycle(text: &str) -> (Option<&str>, &str) {
    match text.split_once('-') {
        Some((cycle, slug))
            if ["am", "pm", "bc", "ap"]
                .iter()
                .any(|known| cycle.eq_ignore_ascii_case(known)) =>
        {
            (Some(cycle), slug.trim_start_matches('-'))
        }
        Some(_) | None => (None, text),
    }
}
