//! Personal names: what may be one, and how one printed in capitals is written.

use super::outlets::fold;

/// More words than this are a sentence, not a name (BY-7).
const MAX_WORDS: usize = 6;

/// Words that stand small inside a name, in several languages.
#[rustfmt::skip]
const PARTICLES: &[&str] = &[
    "de", "da", "do", "dos", "das", "del", "della", "dello", "di", "du", "des", "la", "le", "van", "von", "der", "den",
    "ter", "ten", "te", "zu", "zum", "zur", "vom", "bin", "ibn", "bint", "al", "el", "ul", "ur", "af", "av", "y", "e", "i", "op", "'t", "’t", "st",
];

/// What follows a name and belongs to it.
#[rustfmt::skip]
const SUFFIXES: &[&str] = &[
    "jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "dds", "dvm", "mba", "rn", "mph", "mbe", "obe", "cbe", "qc", "kc", "mp", "msp", "sj",
];

/// Words no personal name is made of.
#[rustfmt::skip]
const NOT_NAMES: &[&str] = &[
    "a", "an", "and", "or", "of", "for", "to", "in", "on", "at", "by", "with", "from", "as", "is", "was", "are", "be", "has", "have",
    "says", "said", "this", "that", "it", "its", "our", "your", "we", "you", "not", "how", "why", "what", "when", "where", "after",
    "before", "over", "into", "amid", "via", "than", "their", "his", "her", "who", "will", "the", "more", "new",
    "news", "staff", "reporter", "reporters", "writer", "writers", "editor", "editors", "editorial", "correspondent", "correspondents", "columnist",
    "photographer", "photo", "photos", "photograph", "photographs", "bureau", "newsroom", "newspaper", "newspapers", "team", "desk", "contributor",
    "contributed", "report", "reports", "agency", "agencies", "wire", "services", "updated", "published", "posted", "advertisement",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "file", "pool", "handout", "courtesy", "credit", "caption",
];

/// What a piece of a byline could be, seen as a person's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    /// Two words or more that look like a name.
    Likely,
    /// One word that may be a name.
    Single,
    /// No name.
    No,
}

/// Whether `text` could be one person's name (BY-7).
pub(crate) fn judge(text: &str) -> Name {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() || words.len() > MAX_WORDS || text.chars().any(char::is_numeric) {
        return Name::No;
    }
    let named = words
        .iter()
        .enumerate()
        .all(|(place, word)| may_stand(word, place, words.len()));
    let capitals = words.iter().any(|word| starts_name(word));
    if !named || !capitals {
        return Name::No;
    }
    let parts = words
        .iter()
        .enumerate()
        .filter(|(place, word)| *place == 0 || !is_suffix(word))
        .count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    match parts {
        0 => Name::No,
        1 if caseless(text) && (2..=12).contains(&letters) => Name::Likely,
        1 if letters >= 3 && !text.contains('.') => Name::Single,
        1 => Name::No,
        _ => Name::Likely,
    }
}

/// Whether the word is a suffix such as `Jr.` or `Ph.D.`, which is never split off a name (BY-3).
pub(crate) fn is_suffix(word: &str) -> bool {
    let plain: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    // `J.R.` are initials, `Jr.` is none.
    let initials = plain.len() == 2
        && word.trim_end_matches('.').contains('.')
        && !plain.eq_ignore_ascii_case("md");
    let capital = !initials && word.chars().next().is_some_and(char::is_uppercase);
    capital && SUFFIXES.contains(&plain.to_lowercase().as_str())
}

/// The name as it is written: one printed in capitals gets small letters (BY-4).
pub(crate) fn written(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
    let shouted = words
        .iter()
        .any(|word| letters(word) >= 3 && !is_suffix(word))
        && words.iter().all(|word| is_shouted(word));
    if !shouted {
        return words.join(" ");
    }
    let last = words.len() - 1;
    let written: Vec<String> = words
        .iter()
        .enumerate()
        .map(|(place, word)| quieten(word, place > 0 && place < last, place == 0))
        .collect();
    written.join(" ")
}

/// Capitals, but for the small letters of `Mc`, `Mac`, `de` and the like.
fn is_shouted(word: &str) -> bool {
    let rest = ["Mc", "Mac", "De", "Di", "Le", "La", "Van", "Von", "Fitz"]
        .iter()
        .find_map(|start| word.strip_prefix(start));
    let rest = rest.filter(|rest| !rest.is_empty()).unwrap_or(word);
    !rest.chars().any(char::is_lowercase) || PARTICLES.contains(&word)
}

fn quieten(word: &str, inner: bool, first: bool) -> String {
    if word.chars().any(char::is_lowercase) {
        return match ["Mc", "Mac", "De", "Di", "Le", "La", "Van", "Von", "Fitz"]
            .iter()
            .find(|start| word.starts_with(**start))
        {
            Some(start) => format!("{start}{}", capitalise(&word[start.len()..])),
            None => word.to_owned(),
        };
    }
    let plain: String = word.chars().filter(|c| c.is_alphabetic()).collect();
    let small = plain.to_lowercase();
    let numeral = matches!(small.as_str(), "ii" | "iii" | "iv");
    let initials = word.contains('.') && !is_suffix(word);
    let degree = matches!(
        small.as_str(),
        "md" | "mbe" | "obe" | "cbe" | "kc" | "qc" | "mp" | "rn" | "mba"
    );
    let vowelless = plain.chars().count() == 2
        && first
        && (!small.contains(['a', 'e', 'i', 'o', 'u', 'y'])
            || (small.ends_with('j') && small.is_ascii()));
    if numeral || initials || degree || vowelless {
        return word.to_owned();
    }
    if small == "phd" {
        return "Ph.D.".to_owned();
    }
    if inner && PARTICLES.contains(&small.as_str()) {
        return word.to_lowercase();
    }
    word.split('-')
        .map(quieten_part)
        .collect::<Vec<_>>()
        .join("-")
}

/// One part between hyphens: `O'NEIL`, `MCDONALD`, `D'EMILIO`, `AL`.
fn quieten_part(part: &str) -> String {
    if let Some(at) = part.find(['\'', '’']).filter(|at| *at <= 2 && *at > 0) {
        let mark = part[at..].chars().next().map_or(0, char::len_utf8);
        let (head, tail) = part.split_at(at + mark);
        if tail.chars().filter(|c| c.is_alphabetic()).count() > 1 {
            return format!("{}{}", capitalise(head), capitalise(tail));
        }
    }
    if let Some(rest) = part
        .strip_prefix("MC")
        .filter(|rest| rest.chars().count() >= 2)
    {
        return format!("Mc{}", capitalise(rest));
    }
    capitalise(part)
}

fn capitalise(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first
            .to_uppercase()
            .chain(letters.as_str().to_lowercase().chars())
            .collect(),
        None => String::new(),
    }
}

/// Whether this word may stand at this place of a name.
fn may_stand(word: &str, place: usize, n_words: usize) -> bool {
    if is_suffix(word) && place > 0 {
        return true;
    }
    let last = place + 1 == n_words;
    if PARTICLES.contains(&word) {
        return !last || n_words == 1;
    }
    let quoted = word.trim_matches(['"', '“', '”', '\'', '‘', '’', '(', ')']);
    let word = if place > 0 && !last && !quoted.is_empty() {
        quoted
    } else {
        word
    };
    let spelled = word.chars().all(|c| {
        c.is_alphabetic()
            || is_mark(c)
            || matches!(
                c,
                '-' | '‐' | '‑' | '\'' | '’' | 'ʻ' | '`' | '.' | '·' | '・'
            )
    });
    let dotted = word.find('.').is_none_or(|at| {
        let initials = word.split('.').all(|part| part.chars().count() <= 2);
        let short = word.ends_with('.')
            && at + 1 == word.len()
            && matches!(
                fold(word).as_str(),
                "st" | "ste"
                    | "dr"
                    | "wm"
                    | "chas"
                    | "geo"
                    | "mr"
                    | "mrs"
                    | "ms"
                    | "rev"
                    | "prof"
                    | "hon"
                    | "jos"
            );
        // A sentence may end in a letter; a name ends in an initial only in front.
        initials || short
    });
    spelled && dotted && starts_name(word) && !NOT_NAMES.contains(&fold_word(word).as_str())
}

fn fold_word(word: &str) -> String {
    word.to_lowercase().trim_matches(['.', ',']).to_owned()
}

/// Starts as a name part does: a capital, a letter of a script without case, or a small particle before a capital.
fn starts_name(word: &str) -> bool {
    let Some(first) = word.chars().next() else {
        return false;
    };
    if first.is_uppercase() || (first.is_alphabetic() && !first.is_lowercase()) {
        return true;
    }
    // d'Emilio, al-Assad, el-Sisi, bin, ’t Hooft.
    word.find(['-', '\'', '’', '‘'])
        .filter(|at| *at <= 3)
        .is_some_and(|at| word[at..].chars().nth(1).is_some_and(char::is_uppercase))
}

fn is_mark(c: char) -> bool {
    // Combining marks of scripts that need them (Devanagari, Thai, Arabic vowels): letters to a reader.
    matches!(c, '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}'
        | '\u{981}'..='\u{983}' | '\u{9bc}'..='\u{9cd}' | '\u{b82}' | '\u{bbe}'..='\u{bcd}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}')
}

fn caseless(text: &str) -> bool {
    text.chars()
        .filter(|c| c.is_alphabetic())
        .all(|c| !c.is_uppercase() && !c.is_lowercase())
}
