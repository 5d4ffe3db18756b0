//! Plain text of records: cleaned of what XML may not carry, spaces folded, lengths bounded.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::complaint::Complaints;

/// Whether XML 1.0 may carry the character (section 2.2), C1 controls refused as well.
pub fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{7e}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
        && (c as u32 & 0xfffe) != 0xfffe
        && !('\u{fdd0}'..='\u{fdef}').contains(&c)
}

/// Whether the text is plain ASCII that every step here leaves as it is: one line, single spaces, nothing around it.
fn is_plain_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_doubled = bytes.windows(2).any(|pair| pair == b"  ");
    bytes.iter().all(|b| (0x20..=0x7e).contains(b))
        && !is_doubled
        && bytes.first() != Some(&b' ')
        && bytes.last() != Some(&b' ')
}

/// Takes out what XML may not carry and turns every line end into one line feed.
pub fn clean(text: &str) -> String {
    if text.chars().all(|c| c != '\r' && is_xml_char(c)) {
        return text.to_owned();
    }
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| is_xml_char(*c))
        .collect()
}

/// One line of text: cleaned, composed (NFC), spaces folded, ends trimmed.
pub fn line(text: &str) -> String {
    if is_plain_line(text) {
        return text.to_owned();
    }
    let text = clean(text);
    let text = if is_nfc(&text) {
        text
    } else {
        text.nfc().collect()
    };
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// One line of a record: empty counts as missing, too long is a complaint.
pub fn short(
    text: Option<&str>,
    pointer: &str,
    most: usize,
    complaints: &mut Complaints,
) -> Option<String> {
    let text = line(text?);
    if text.is_empty() {
        return None;
    }
    if text.chars().count() > most {
        complaints.add(pointer, format!("must have at most {most} characters"));
        return None;
    }
    Some(text)
}

/// Text of several lines: cleaned, ends trimmed; empty counts as missing, too long is a complaint.
pub fn long(
    text: Option<&str>,
    pointer: &str,
    most: usize,
    complaints: &mut Complaints,
) -> Option<String> {
    let text = clean(text?);
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if text.chars().count() > most {
        complaints.add(pointer, format!("must have at most {most} characters"));
        return None;
    }
    Some(text.to_owned())
}

/// The form in which sections, tags and names are compared: composed, lower case.
pub fn fold(text: &str) -> String {
    if is_plain_line(text) {
        return text.to_ascii_lowercase();
    }
    line(text).to_lowercase()
}

/// Escapes plain text for HTML.
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_lines_are_left_and_others_folded() {
        for (given, folded) in [
            ("Plain Line", "plain line"),
            (" a", "a"),
            ("a ", "a"),
            ("a  b", "a b"),
            ("a\tb", "a b"),
            ("", ""),
            ("ÄB", "äb"),
        ] {
            assert_eq!(fold(given), folded);
            assert_eq!(line(given).to_lowercase(), folded);
        }
    }

    #[test]
    fn what_xml_may_not_carry_goes() {
        assert_eq!(clean("a\u{7}b\u{fffe}c\r\nd\re\u{85}f"), "abc\nd\nef");
        assert_eq!(line("  Łódź \u{a0} naïve\u{0}\n x "), "Łódź naïve x");
        assert_eq!(line("e\u{301}"), "é");
    }
}
