//! Parts a body into its lines, however its pieces arrive, and holds no more than one line and one piece.

use bytes::{Buf, Bytes, BytesMut};

/// One line that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number in the body, from 1; blank lines count.
    pub(super) number: u64,
    /// Its bytes without the line end; `None` where they were too many.
    pub(super) bytes: Option<Bytes>,
}

/// Parts a body into lines.
#[derive(Debug)]
pub(super) struct Splitter {
    most_bytes: usize,
    /// What has arrived and was not looked at.
    piece: Bytes,
    /// The beginning of the line that has not ended yet.
    begun: BytesMut,
    too_long: bool,
    /// How many lines have ended.
    n_ended: u64,
}

impl Splitter {
    /// Takes lines of at most so many bytes.
    pub(super) fn new(most_bytes: usize) -> Self {
        Self {
            most_bytes,
            piece: Bytes::new(),
            begun: BytesMut::new(),
            too_long: false,
            n_ended: 0,
        }
    }

    /// Takes the next piece of the body; all lines of the one before must have been taken.
    pub(super) fn feed(&mut self, piece: Bytes) {
        debug_assert!(self.piece.is_empty(), "a piece was not taken whole");
        self.piece = piece;
    }

    /// The next line that has ended; `None` where another piece is needed.
    pub(super) fn next_line(&mut self) -> Option<Line> {
        loop {
            let Some(end) = memchr::memchr(b'\n', &self.piece) else {
                let rest = std::mem::take(&mut self.piece);
                self.extend(&rest);
                return None;
            };
            let rest = self.piece.split_to(end);
            self.piece.advance(1);
            self.extend(&rest);
            if let Some(line) = self.end_line() {
                return Some(line);
            }
        }
    }

    /// The last line, where the body ended in good order without a line end.
    pub(super) fn last_line(&mut self) -> Option<Line> {
        self.end_line()
    }

    /// The number of the line in which a body broke off, where it broke off inside one.
    pub(super) fn broken_line(&self) -> Option<u64> {
        let begun = self.too_long || !self.begun.trim_ascii().is_empty();
        begun.then_some(self.n_ended + 1)
    }

    fn extend(&mut self, bytes: &[u8]) {
        if self.too_long || self.begun.len() + bytes.len() > self.most_bytes {
            self.too_long = true;
            self.begun = BytesMut::new();
        } else {
            self.begun.extend_from_slice(bytes);
        }
    }

    fn end_line(&mut self) -> Option<Line> {
        self.n_ended += 1;
        let number = self.n_ended;
        let bytes = self.begun.split().freeze();
        if std::mem::take(&mut self.too_long) {
            return Some(Line {
                number,
                bytes: None,
            });
        }
        let bytes = bytes.slice_ref(bytes.trim_ascii());
        (!bytes.is_empty()).then_some(Line {
            number,
            bytes: Some(bytes),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The lines of a body that arrives in these pieces, and where it broke off if it did.
    fn split(pieces: &[&[u8]], most_bytes: usize, is_whole: bool) -> (Vec<Line>, Option<u64>) {
        let mut splitter = Splitter::new(most_bytes);
        let mut lines = Vec::new();
        for piece in pieces {
            splitter.feed(Bytes::copy_from_slice(piece));
            while let Some(line) = splitter.next_line() {
                lines.push(line);
            }
            assert!(splitter.begun.len() <= most_bytes);
        }
        let broken = splitter.broken_line();
        if is_whole {
            lines.extend(splitter.last_line());
        }
        (lines, broken)
    }

    fn line(number: u64, text: &'static str) -> Line {
        Line {
            number,
            bytes: Some(Bytes::from_static(text.as_bytes())),
        }
    }

    #[test]
    fn blank_lines_are_counted_and_left_out() {
        let (lines, broken) = split(&[b"a\n\r\n  \n b", b"c \r\nd"], 10, true);
        assert_eq!(lines, [line(1, "a"), line(4, "bc"), line(5, "d")]);
        assert_eq!(broken, Some(5));
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let long = Line {
            number: 2,
            bytes: None,
        };
        let (lines, broken) = split(&[b"abcd\nabc", b"de\nabcd\n"], 4, true);
        assert_eq!(lines, [line(1, "abcd"), long, line(3, "abcd")]);
        assert_eq!(broken, None);
    }

    #[test]
    fn a_body_that_breaks_off_keeps_its_whole_lines() {
        let (lines, broken) = split(&[b"a\nb"], 10, false);
        assert_eq!((lines, broken), (vec![line(1, "a")], Some(2)));
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(body in "[ab\\n\\r ]{0,60}", cuts in proptest::collection::vec(0usize..60, 0..6)) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(body.len())).collect();
            cuts.extend([0, body.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &body.as_bytes()[cut[0]..cut[1]]).collect();
            let expected: Vec<Line> = body.split('\n').enumerate()
                .filter(|(_, text)| !text.trim_ascii().is_empty() || text.len() > 8)
                .map(|(n, text)| Line {
                    number: n as u64 + 1,
                    bytes: (text.len() <= 8).then(|| Bytes::copy_from_slice(text.trim_ascii().as_bytes())),
                })
                .collect();
            prop_assert_eq!(split(&pieces, 8, true).0, expected);
        }
    }
}
