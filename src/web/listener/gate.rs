//! Reads along what arrives and vouches for each request's framing.
//!
//! hyper hides what an attacker needs: it drops `Content-Length` beside
//! `Transfer-Encoding`, merges repeated lengths and takes bare line feeds for
//! line ends. The gate sees the raw bytes before hyper does and counts the
//! heads that are in order; the service refuses a request that the gate has not
//! counted. It accepts only forms on which it and hyper cannot disagree.

/// Longest header line that is looked at whole: a length or a coding that needs
/// more is nothing but padding.
const LINE: usize = 64;

/// Where in the stream of requests the newest byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Stage {
    /// Between two requests.
    Idle = 0,
    /// In the request line or the headers.
    Head = 1,
    /// In the body.
    Body = 2,
}

/// What the gate finds wrong where the service can no longer say so.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the framing of the request body is broken")]
pub(super) struct BrokenBody;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Head,
    /// Bytes of a body of known length still to come.
    Sized(u64),
    Chunked(Chunk),
    /// A head that is not in order: nothing after it is looked at.
    Refused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chunk {
    /// Hexadecimal digits of a chunk size; how many, and their value.
    Size(u8, u64),
    /// A chunk extension (RFC 9112 7.1.1), ignored; how long, and the size.
    Extension(u16, u64),
    /// The line feed after the size.
    SizeEnd(u64),
    Data(u64),
    DataCr,
    DataLf,
    /// Trailer section: length of the line so far, of all lines, newest byte was CR.
    Trailer(u16, u16, bool),
}

/// Follows the raw bytes of one connection.
#[derive(Debug)]
pub(super) struct Gate {
    state: State,
    heads: u32,
    max_headers: usize,
    /// Of the head being read: finished lines, and the three that frame it.
    lines: usize,
    hosts: u8,
    length: Option<u64>,
    chunked: bool,
    /// Start of a line that did not arrive whole.
    carry: [u8; LINE],
    carried: usize,
    /// Newest byte of the carried line.
    newest: u8,
}

impl Gate {
    /// A gate before the next byte of a connection that has had this many heads.
    pub(super) fn new(max_headers: usize, heads: u32) -> Self {
        Self {
            state: State::Head,
            heads,
            max_headers,
            lines: 0,
            hosts: 0,
            length: None,
            chunked: false,
            carry: [0; LINE],
            carried: 0,
            newest: 0,
        }
    }

    /// How many heads were whole and in order.
    pub(super) fn heads(&self) -> u32 {
        self.heads
    }

    /// Whether the head that is being read, or was refused, has more header
    /// lines than allowed.
    pub(super) fn has_too_many_headers(&self) -> bool {
        self.lines > self.max_headers + 1
    }

    /// Where the newest byte stands.
    pub(super) fn stage(&self) -> Stage {
        match self.state {
            State::Head if self.lines == 0 && self.carried == 0 => Stage::Idle,
            State::Head | State::Refused => Stage::Head,
            State::Sized(_) | State::Chunked(_) => Stage::Body,
        }
    }

    /// Reads on.
    ///
    /// # Errors
    /// When a chunked body is not in order; the connection must be given up.
    pub(super) fn feed(&mut self, mut bytes: &[u8]) -> Result<(), BrokenBody> {
        while let Some(&first) = bytes.first() {
            match self.state {
                State::Refused => return Ok(()),
                State::Head => bytes = self.head(bytes),
                State::Sized(left) => {
                    let here = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                    bytes = &bytes[here..];
                    self.state = match left - here as u64 {
                        0 => State::Head,
                        left => State::Sized(left),
                    };
                }
                State::Chunked(Chunk::Data(left)) => {
                    let here = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                    bytes = &bytes[here..];
                    self.state = State::Chunked(match left - here as u64 {
                        0 => Chunk::DataCr,
                        left => Chunk::Data(left),
                    });
                }
                State::Chunked(chunk) => {
                    self.state = chunk.next(first).ok_or(BrokenBody)?;
                    bytes = &bytes[1..];
                }
            }
        }
        Ok(())
    }

    /// Takes one line of a head, or the piece of it that is there, and gives
    /// back what follows.
    fn head<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let Some(end) = memchr::memchr(b'\n', bytes) else {
            self.keep(bytes);
            return &[];
        };
        let (line, rest) = (&bytes[..end], &bytes[end + 1..]);
        let before = line.last().copied();
        let before = before.or_else(|| (self.carried > 0).then_some(self.newest));
        // A bare line feed (RFC 9112 2.2 lets us refuse it).
        if before != Some(b'\r') {
            self.state = State::Refused;
            return rest;
        }
        let accepted = if self.carried == 0 {
            self.line(&line[..end - 1])
        } else {
            self.keep(line);
            let (carry, carried) = (self.carry, std::mem::take(&mut self.carried));
            match carry.get(..carried - 1) {
                Some(line) => self.line(line),
                // The end of a longer line is missing here, which matters only
                // if its value would frame the request.
                None => {
                    let framed = (self.length, self.chunked);
                    self.line(&carry) && framed == (self.length, self.chunked)
                }
            }
        };
        if !accepted {
            self.state = State::Refused;
        }
        rest
    }

    /// Keeps the start of a line whose end has not arrived.
    fn keep(&mut self, piece: &[u8]) {
        if self.carried < LINE {
            let here = piece.len().min(LINE - self.carried);
            self.carry[self.carried..self.carried + here].copy_from_slice(&piece[..here]);
        }
        self.carried = self.carried.saturating_add(piece.len());
        self.newest = piece.last().copied().unwrap_or(self.newest);
    }

    /// Judges one line without its end; false refuses the request.
    fn line(&mut self, line: &[u8]) -> bool {
        let Some(&first) = line.first() else {
            // Empty lines before a request line are ignored (RFC 9112 2.2).
            return self.lines == 0 || self.end_of_head();
        };
        self.lines += 1;
        if self.lines == 1 {
            return true;
        }
        if self.has_too_many_headers() {
            return false;
        }
        match first | 0x20 {
            // A folded line (RFC 9112 5.2).
            _ if first == b' ' || first == b'\t' => false,
            b'h' if value(line, b"host").is_some() => {
                self.hosts += 1;
                self.hosts == 1
            }
            b'c' => match value(line, b"content-length") {
                Some(text) => self.length.is_none() && !self.chunked && self.sized(text),
                None => true,
            },
            b't' => match value(line, b"transfer-encoding") {
                Some(text) => {
                    let first = self.length.is_none() && !self.chunked;
                    self.chunked = true;
                    first && text.eq_ignore_ascii_case(b"chunked")
                }
                None => true,
            },
            _ => true,
        }
    }

    /// Reads a `Content-Length`: digits only (RFC 9110 8.6).
    fn sized(&mut self, text: &[u8]) -> bool {
        if text.is_empty() || text.len() > 18 {
            return false;
        }
        let mut length = 0_u64;
        for &digit in text {
            if !digit.is_ascii_digit() {
                return false;
            }
            length = length * 10 + u64::from(digit - b'0');
        }
        self.length = Some(length);
        true
    }

    fn end_of_head(&mut self) -> bool {
        self.heads = self.heads.wrapping_add(1);
        self.state = match (self.chunked, self.length) {
            (true, _) => State::Chunked(Chunk::Size(0, 0)),
            (false, Some(length)) if length > 0 => State::Sized(length),
            (false, _) => State::Head,
        };
        (self.lines, self.hosts, self.length, self.chunked) = (0, 0, None, false);
        true
    }
}

/// The value of a header line of this name, without the blanks around it.
fn value<'l>(line: &'l [u8], name: &[u8]) -> Option<&'l [u8]> {
    let (start, rest) = line.split_at_checked(name.len())?;
    if !start.eq_ignore_ascii_case(name) {
        return None;
    }
    match rest.split_first() {
        Some((b':', text)) => Some(text.trim_ascii()),
        // A blank before the colon (RFC 9112 5.1): hyper refuses that itself.
        _ => None,
    }
}

impl Chunk {
    /// The state after one byte of chunk framing, or nothing if it is broken.
    fn next(self, byte: u8) -> Option<State> {
        /// Longest extension or trailer section, in bytes.
        const LONGEST: u16 = 1024;
        let chunk = match (self, byte) {
            (Self::Size(1.., size), b'\r') | (Self::Extension(_, size), b'\r') => {
                Self::SizeEnd(size)
            }
            (Self::Size(1.., size), b';') => Self::Extension(0, size),
            (Self::Size(digits @ 0..16, size), _) => {
                let digit = char::from(byte).to_digit(16)?;
                Self::Size(digits + 1, size.checked_mul(16)? | u64::from(digit))
            }
            (Self::Extension(0..LONGEST, _), b'\n') => return None,
            (Self::Extension(length @ 0..LONGEST, size), _) => Self::Extension(length + 1, size),
            (Self::SizeEnd(0), b'\n') => Self::Trailer(0, 0, false),
            (Self::SizeEnd(size), b'\n') => Self::Data(size),
            (Self::DataCr, b'\r') => Self::DataLf,
            (Self::DataLf, b'\n') => Self::Size(0, 0),
            (Self::Trailer(0, _, true), b'\n') => return Some(State::Head),
            (Self::Trailer(_, total, true), b'\n') => Self::Trailer(0, total, false),
            (Self::Trailer(_, _, true), _) | (Self::Trailer(..), b'\n') => return None,
            (Self::Trailer(line, total, false), b'\r') => Self::Trailer(line, total, true),
            (Self::Trailer(line, total @ 0..LONGEST, false), _) => {
                Self::Trailer(line + 1, total + 1, false)
            }
            _ => return None,
        };
        Some(State::Chunked(chunk))
    }
}

#[cfg(test)]
mod tests {
    use super::{BrokenBody, Gate, Stage};
    use proptest::prelude::{any, prop, prop_oneof, proptest};
    use proptest::strategy::{Just, Strategy};

    fn read(pieces: &[&[u8]]) -> (Result<(), BrokenBody>, u32, Stage) {
        let mut gate = Gate::new(8, 0);
        let result = pieces.iter().try_for_each(|piece| gate.feed(piece));
        (result, gate.heads(), gate.stage())
    }

    #[test]
    fn knows_where_it_stands() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\n";
        for (text, heads, stage) in [
            ("", 0, Stage::Idle),
            ("\r\n\r\n", 0, Stage::Idle),
            ("G", 0, Stage::Head),
            ("\r", 0, Stage::Head),
            (&format!("{head}\r\n"), 1, Stage::Idle),
            (&format!("{head}\r\nG"), 1, Stage::Head),
            (
                &format!("{head}Content-Length: 3\r\n\r\nab"),
                1,
                Stage::Body,
            ),
            (
                &format!("{head}Content-Length: 3\r\n\r\nabc"),
                1,
                Stage::Idle,
            ),
            (
                &format!("{head}content-length:3 \r\n\r\nabc{head}\r\n"),
                2,
                Stage::Idle,
            ),
            (
                &format!("{head}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
                1,
                Stage::Body,
            ),
            (
                &format!("{head}Transfer-Encoding: chunked\r\n\r\nA;x\r\n0123456789\r\n0\r\n\r\n"),
                1,
                Stage::Idle,
            ),
            (
                &format!(
                    "{head}Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\nC: d\r\n\r\n{head}\r\n"
                ),
                2,
                Stage::Idle,
            ),
            // Refused: never counted, whatever follows.
            (&format!("{head}Host: a\r\n\r\n{head}\r\n"), 0, Stage::Head),
            (
                &format!("{head}Content-Length: 1\r\nContent-Length: 1\r\n\r\n"),
                0,
                Stage::Head,
            ),
            (&format!("{head}\n"), 0, Stage::Head),
            (
                &format!("{head}{}\r\n", "A: b\r\n".repeat(8)),
                0,
                Stage::Head,
            ),
        ] {
            assert_eq!(read(&[text.as_bytes()]), (Ok(()), heads, stage), "{text:?}");
        }
    }

    #[test]
    fn a_long_line_is_no_hiding_place() {
        let blanks = " ".repeat(100);
        let text = format!("POST / HTTP/1.1\r\nTransfer-Encoding:{blanks}chunked\r\n\r\n0\r\n\r\n");
        // Whole or in pieces it is chunked or refused, but never overlooked.
        for cut in 0..text.len() {
            let (one, two) = text.as_bytes().split_at(cut);
            let (result, heads, stage) = read(&[one, two]);
            let taken = heads == 1 && stage == Stage::Idle;
            let refused = heads == 0 && stage == Stage::Head;
            assert!(result.is_ok() && (taken || refused), "cut at {cut}");
        }
        // Other long lines are nobody's business, even in pieces.
        let text = format!("POST / HTTP/1.1\r\nContent-Length: 0\r\nX:{blanks}\r\n\r\n");
        for cut in 0..text.len() {
            let (one, two) = text.as_bytes().split_at(cut);
            assert_eq!(read(&[one, two]), (Ok(()), 1, Stage::Idle), "cut at {cut}");
        }
    }

    /// Pieces of requests, in order or not.
    fn piece() -> impl Strategy<Value = Vec<u8>> {
        let word = |text: &str| Just(text.as_bytes().to_vec()).boxed();
        prop_oneof![
            word("GET / HTTP/1.1\r\n"),
            word("Host: a\r\n"),
            word("Content-Length: 5\r\n"),
            word("Transfer-Encoding: chunked\r\n"),
            word("\r\n"),
            word("\n"),
            word("hello"),
            word("5\r\nhello\r\n"),
            word("0\r\n\r\n"),
            prop::collection::vec(any::<u8>(), 0..20),
        ]
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_the_bytes_arrive(
            pieces in prop::collection::vec(piece(), 0..20), size in 1..30_usize
        ) {
            let all = pieces.concat();
            let whole = read(&[&all]);
            let chunks: Vec<&[u8]> = all.chunks(size).collect();
            assert_eq!(read(&chunks), whole, "{:?}", String::from_utf8_lossy(&all));
        }
    }
}
