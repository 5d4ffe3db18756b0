//! The control characters of typesetting: spaces of all widths, tab fields, dashes and quotation marks of six-bit sets.

/// Tab line indicator: a row of a table begins.
const TAB_LINE: char = '\u{8}';

/// The text as a person would type it: what sets type is gone, what parts words is a blank.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for line in text.split_inclusive('\n') {
        // A tab at the start of a line is the indent of a paragraph.
        if line.starts_with('\t') && line.trim() != "" {
            out.push('\n');
        }
        // A row of a table has its mark at both ends.
        if let Some(row) = line.strip_prefix(TAB_LINE) {
            let row = row.trim_end().trim_matches('^').trim_end();
            out.extend(row.chars().filter_map(character));
            out.push('\n');
        } else {
            out.extend(line.chars().filter_map(character));
        }
    }
    marks(&out)
}

/// A table keeps its columns: field codes become tabs, rows stay.
pub(super) fn tabular(text: &str) -> String {
    text.lines()
        .map(|line| line.trim_end_matches(['^', '<', '=', ' ']))
        .collect::<Vec<_>>()
        .join("\n")
}

fn character(c: char) -> Option<char> {
    match c {
        '\n' | '\t' => Some(c),
        // Space band, and the fixed spaces of the separators FS, GS, RS, US; vertical and form feeds part words too.
        '\u{10}' | '\u{1c}'..='\u{1f}' | '\u{b}' | '\u{c}' => Some(' '),
        // Rails, device controls, rub-outs and the rest.
        c if u32::from(c) < 0x20 || c == '\u{7f}' => None,
        c => Some(c),
    }
}

/// What sets without curly quotation marks and dashes send in their place (H.2: `_` is a dash).
fn marks(text: &str) -> String {
    text.replace("``", "“")
        .replace("''", "”")
        .replace(" _ ", " — ")
}

/// Joins the lines that a terminal broke: a line goes on where the next word would not have fitted on it.
///
/// The first block is left as it is where `keep_first` says so: headline and byline stand there in lines of their own.
pub(super) fn unwrapped(text: &str, keep_first: KeepFirst) -> String {
    let width = text.lines().map(|line| line.trim().chars().count()).max();
    let Some(width) = width.filter(|width| WIDTHS.contains(width)) else {
        return text.to_owned();
    };
    let mut out = String::with_capacity(text.len());
    let mut kept = keep_first == KeepFirst::No;
    let mut last = 0;
    for line in text.lines() {
        let said = line.trim();
        let first = said
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .chars()
            .count();
        let begins = line.starts_with("  ") || line.starts_with('\t') || said.starts_with('^');
        let goes_on = kept && last > 0 && !begins && first > 0 && last + 1 + first > width;
        if goes_on {
            out.push(' ');
            out.push_str(said);
        } else {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(line.trim_end());
        }
        kept |= said.is_empty() && !out.trim().is_empty();
        last = said.chars().count();
    }
    out
}

/// Whether the first block of a text is left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeepFirst {
    /// It is headline and byline.
    Yes,
    /// It is text like the rest.
    No,
}

/// How wide terminals set their lines.
const WIDTHS: std::ops::RangeInclusive<usize> = 36..=100;
