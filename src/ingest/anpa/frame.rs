//! The frame of a message: heading, text and trailer between their control characters (ANPA 1312, IPTC 7901).

/// Start of heading.
pub(super) const SOH: char = '\u{1}';
/// Start of text.
const STX: char = '\u{2}';
/// End of text.
const ETX: char = '\u{3}';
/// End of transmission.
const EOT: char = '\u{4}';

/// A message in its three parts. Where a spooler took the control characters off, head and text are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame<'t> {
    /// From the start of heading to the text; where no text is marked, the first two lines that say something.
    pub(super) head: &'t str,
    /// The text.
    pub(super) body: &'t str,
    /// What follows the end of text.
    pub(super) tail: &'t str,
    /// Whether a start of text was marked.
    pub(super) marked: bool,
}

/// What a line sends between messages: synchronisation, filling, blanks.
pub(super) fn is_idle(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\0' | '\u{16}' | '\u{7f}' | '\u{feff}')
}

impl<'t> Frame<'t> {
    /// Takes a message apart; the error is a sentence for people.
    pub(super) fn split(text: &'t str) -> Result<Self, String> {
        let n_messages = text.matches(SOH).count();
        if n_messages > 1 {
            return Err(format!(
                "the file holds {n_messages} messages of the wire, and one push is one article; send them apart"
            ));
        }
        let text = text.trim_start_matches(is_idle);
        let text = text.split_once(SOH).map_or(text, |(_, after)| after);
        let text = text.split_once(EOT).map_or(text, |(before, _)| before);
        let (within, tail) = text.split_once(ETX).unwrap_or((text, ""));
        if let Some((head, body)) = within.split_once(STX) {
            return Ok(Self {
                head,
                body,
                tail,
                marked: true,
            });
        }
        let (head, body) = super::header::first_lines(within);
        Ok(Self {
            head,
            body,
            tail,
            marked: false,
        })
    }
}
