//! The control characters of typesetting: spaces of all widths, tab fields, dashes and quotation marks of six-bit sets.

/// The text as a person would type it: what sets type is gone, what parts words is a blank.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for line in text.split_inclusive('\n') {
        // A tab at the start of a line is the indent of a paragraph.
        if line.starts_with('\t') && line.trim() != "" {
            out.push('\n');
        }
        out.extend(line.chars().filter_map(character));
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
        // Tab line indicator, rails, device controls, rub-outs and the rest.
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
