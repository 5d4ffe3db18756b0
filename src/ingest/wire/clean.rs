//! Pasted bytes to clean lines: markup, entities, control characters and hard wraps are dealt with here.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use super::Dropped;

/// One line of the copy, trimmed, single spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    /// Lines without a blank one between them share a block.
    pub(super) block: usize,
}

/// The lines of the copy, and what was markup.
pub(super) fn lines(copy: &str) -> (Vec<Line>, Vec<Dropped>) {
    let (text, dropped) = without_markup(copy);
    let text: String = entities(&text)
        .chars()
        .filter_map(character)
        .nfc()
        .collect();
    let (mut lines, mut block) = (Vec::new(), 0_usize);
    let mut open: Vec<(String, bool)> = Vec::new();
    for line in text.split('\n').chain(std::iter::once("")) {
        let indented = line.starts_with("  ");
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = line
            .trim_matches(['^', ' '])
            .trim_end_matches(['<', '=', '^', ' ']);
        if line.is_empty() {
            for text in unwrapped(&open) {
                lines.push(Line { text, block });
            }
            open.clear();
            block += 1;
        } else {
            open.push((line.to_owned(), indented));
        }
    }
    (lines, dropped)
}

/// One character as it is meant: cp1252 leftovers mapped, line ends alike, marks without a shape left out.
fn character(c: char) -> Option<char> {
    match c {
        '\n' | '\u{85}' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t'
        | '\u{a0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}' => Some(' '),
        '\u{ad}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => None,
        '\u{80}'..='\u{9f}' => cp1252(c),
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// What a C1 control character was before somebody took cp1252 for Latin-1.
fn cp1252(c: char) -> Option<char> {
    let byte = u8::try_from(u32::from(c)).ok()?;
    let (text, _) =
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.chars().next().filter(|c| !c.is_control())
}

/// Copy without tags, comments and scripts; each kind of markup taken out is recorded once.
fn without_markup(copy: &str) -> (String, Vec<Dropped>) {
    static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?isx)<!--.*?(?:-->|$) | <(?:script|style)\b[^<>]*>.*?(?:</(?:script|style)\s*>|$) | (?:\s*</?(?P<block>p|div|h[1-6]|figure|figcaption|section|article|header|footer|main|aside|nav|blockquote|ul|ol|table|hr|body|html|head|title|picture|form)(?:\s[^<>]*)?/?>)+
            | </?(?P<line>br|li|tr|td|th|dd|dt|dl|byttl|bytag|byline|hl[12]|tbody|thead|caption|option|media(?:\.\w+)?|tagline)(?:\s[^<>]*)?/?>
            | </?(?:a|abbr|b|big|button|center|cite|code|em|font|i|img|input|ins|del|label|mark|meta|link|person|location|org|pre|q|s|small|source|span|strike|strong|sub|sup|svg|path|time|u|iframe|video|audio|noscript|wbr|o:p)(?:\s[^<>]*)?/?>
            | <!doctype[^<>]*> | <\?xml[^<>]*>",
        )
        .expect("the pattern of markup compiles")
    });
    let copy = copy.replace("\r\n", "\n").replace('\r', "\n");
    let (mut text, mut dropped, mut from) = (String::with_capacity(copy.len()), Vec::new(), 0);
    let mut seen = HashSet::new();
    for found in MARKUP.captures_iter(&copy) {
        let Some(whole) = found.get(0) else { continue };
        text.push_str(&copy[from..whole.start()]);
        from = whole.end();
        if found.name("block").is_some() {
            text.push_str(if is_stray(&text, whole.as_str(), &copy[from..]) {
                " "
            } else {
                "\n\n"
            });
        } else if found.name("line").is_some() {
            text.push(if is_stray(&text, whole.as_str(), &copy[from..]) {
                ' '
            } else {
                '\n'
            });
        }
        let markup = whole
            .as_str()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if seen.insert(markup.clone()) {
            dropped.push(Dropped::new(markup, "markup in the copy"));
        }
    }
    text.push_str(&copy[from..]);
    (text, dropped)
}

/// A paragraph tag in the middle of a line whose sentence goes on after it.
fn is_stray(before: &str, markup: &str, after: &str) -> bool {
    let goes_on = after
        .trim_start_matches([' ', '\t'])
        .chars()
        .next()
        .is_some_and(char::is_lowercase);
    let unfinished = before
        .trim_end_matches([' ', '\t'])
        .chars()
        .next_back()
        .is_some_and(|c| c.is_alphanumeric() || c == ',' || c == '-');
    goes_on && unfinished && !markup.contains('\n')
}

/// Character references as text: numeric ones (cp1252 numbers as meant) and the names that copy carries.
fn entities(text: &str) -> String {
    static ENTITY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"&(?:#(?P<decimal>\d{1,7})|#[xX](?P<hex>[0-9A-Fa-f]{1,6})|(?P<name>[A-Za-z][A-Za-z0-9]{1,9}));").expect("the pattern of entities compiles")
    });
    ENTITY
        .replace_all(text, |found: &regex::Captures<'_>| {
            let number = found
                .name("decimal")
                .map(|number| number.as_str().parse())
                .or_else(|| {
                    found
                        .name("hex")
                        .map(|number| u32::from_str_radix(number.as_str(), 16))
                });
            let decoded = match (number, found.name("name")) {
                (Some(Ok(number)), _) => char::from_u32(number)
                    .filter(|c| *c != '\0')
                    .map(String::from),
                (_, Some(name)) => named(name.as_str()).map(str::to_owned),
                _ => None,
            };
            decoded.unwrap_or_else(|| found[0].to_owned())
        })
        .into_owned()
}

#[rustfmt::skip]
fn named(name: &str) -> Option<&'static str> {
    const NAMED: &[(&str, &str)] = &[
        ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", " "), ("shy", ""), ("ensp", " "), ("emsp", " "), ("thinsp", " "), ("zwnj", ""), ("zwj", ""),
        ("mdash", "—"), ("ndash", "–"), ("horbar", "―"), ("minus", "−"), ("hyphen", "-"), ("lsquo", "‘"), ("rsquo", "’"), ("sbquo", "‚"), ("ldquo", "“"), ("rdquo", "”"), ("bdquo", "„"), ("laquo", "«"), ("raquo", "»"),
        ("lsaquo", "‹"), ("rsaquo", "›"), ("hellip", "…"), ("bull", "•"), ("middot", "·"), ("copy", "©"), ("reg", "®"), ("trade", "™"), ("deg", "°"), ("sect", "§"), ("para", "¶"), ("dagger", "†"),
        ("euro", "€"), ("pound", "£"), ("yen", "¥"), ("cent", "¢"), ("frac12", "½"), ("frac14", "¼"), ("frac34", "¾"), ("times", "×"), ("iexcl", "¡"), ("iquest", "¿"), ("ordm", "º"), ("ordf", "ª"),
        ("agrave", "à"), ("aacute", "á"), ("acirc", "â"), ("atilde", "ã"), ("auml", "ä"), ("aring", "å"), ("aelig", "æ"), ("ccedil", "ç"), ("egrave", "è"), ("eacute", "é"), ("ecirc", "ê"), ("euml", "ë"),
        ("igrave", "ì"), ("iacute", "í"), ("icirc", "î"), ("iuml", "ï"), ("ntilde", "ñ"), ("ograve", "ò"), ("oacute", "ó"), ("ocirc", "ô"), ("otilde", "õ"), ("ouml", "ö"), ("oslash", "ø"), ("oelig", "œ"), ("szlig", "ß"),
        ("ugrave", "ù"), ("uacute", "ú"), ("ucirc", "û"), ("uuml", "ü"), ("yacute", "ý"), ("yuml", "ÿ"), ("eth", "ð"), ("thorn", "þ"), ("scaron", "š"),
        ("Agrave", "À"), ("Aacute", "Á"), ("Acirc", "Â"), ("Atilde", "Ã"), ("Auml", "Ä"), ("Aring", "Å"), ("AElig", "Æ"), ("Ccedil", "Ç"), ("Egrave", "È"), ("Eacute", "É"), ("Ecirc", "Ê"), ("Euml", "Ë"),
        ("Iacute", "Í"), ("Icirc", "Î"), ("Ntilde", "Ñ"), ("Oacute", "Ó"), ("Ocirc", "Ô"), ("Ouml", "Ö"), ("Oslash", "Ø"), ("OElig", "Œ"), ("Uacute", "Ú"), ("Uuml", "Ü"), ("Scaron", "Š"),
    ];
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The paragraphs of one block: hard-wrapped lines joined, other lines as they are.
fn unwrapped(block: &[(String, bool)]) -> Vec<String> {
    let mut paragraphs: Vec<Vec<&str>> = Vec::new();
    for (line, indented) in block {
        match paragraphs.last_mut() {
            Some(open) if !indented => open.push(line),
            _ => paragraphs.push(vec![line]),
        }
    }
    paragraphs
        .into_iter()
        .flat_map(|lines| {
            if is_wrapped(&lines) {
                vec![lines.join(" ")]
            } else {
                lines.into_iter().map(str::to_owned).collect()
            }
        })
        .collect()
}

/// Lines of even length that break inside sentences.
fn is_wrapped(lines: &[&str]) -> bool {
    let Some((_, inner)) = lines.split_last().filter(|(_, inner)| !inner.is_empty()) else {
        return false;
    };
    let even = inner
        .iter()
        .all(|line| (38..=100).contains(&line.chars().count()));
    let ends = |line: &str| {
        line.trim_end_matches(['"', '”', '’', ')'])
            .ends_with(['.', '!', '?', ':'])
    };
    let small = lines[1..]
        .iter()
        .filter(|line| line.chars().next().is_some_and(char::is_lowercase))
        .count();
    let opens = lines[1..]
        .iter()
        .any(|line| line.to_lowercase().starts_with("by ") && line.split_whitespace().count() < 12);
    let open_ends = inner.iter().filter(|line| !ends(line)).count();
    even && !opens
        && open_ends * 2 >= inner.len()
        && small * 3 >= lines.len() - 1
        && (lines[0].split_whitespace().count() > 3)
}
