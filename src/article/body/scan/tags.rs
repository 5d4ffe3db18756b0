//! The tags of markup, one after the other, as the tokenizer of HTML finds them.

/// The most attributes one tag may have.
const MOST_ATTRIBUTES: usize = 64;

/// A tag as it stands.
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) closes: bool,
    pub(super) self_closing: bool,
    pub(super) n_attributes: usize,
}

/// The place in the bytes.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// Begins.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The next tag; comments and declarations are passed over.
    pub(super) fn next_tag(&mut self) -> Result<Option<Tag>, String> {
        loop {
            let Some(found) = memchr::memchr(b'<', &self.bytes[self.at..]) else {
                return Ok(None);
            };
            self.at += found + 1;
            match self.peek() {
                Some(b'!') if self.bytes[self.at..].starts_with(b"!--") => self.skip_comment(),
                Some(b'/')
                    if self
                        .bytes
                        .get(self.at + 1)
                        .is_some_and(u8::is_ascii_alphabetic) =>
                {
                    self.at += 1;
                    return self.tag(true).map(Some);
                }
                Some(b) if b.is_ascii_alphabetic() => return self.tag(false).map(Some),
                _ => {}
            }
        }
    }

    /// `<!-->` and `<!--->` are whole comments; `--!>` ends one too (HTML 13.2.5.43 to 13.2.5.51).
    fn skip_comment(&mut self) {
        self.at += 3;
        let rest = &self.bytes[self.at..];
        if rest.starts_with(b">") || rest.starts_with(b"->") {
            return;
        }
        for found in memchr::memmem::find_iter(rest, b"--") {
            let after = &rest[found + 2..];
            if after.starts_with(b">") || after.starts_with(b"!>") {
                self.at += found + 2;
                return;
            }
        }
        self.at = self.bytes.len();
    }

    fn tag(&mut self, closes: bool) -> Result<Tag, String> {
        let start = self.at;
        while self
            .peek()
            .is_some_and(|b| !b.is_ascii_whitespace() && b != b'/' && b != b'>')
        {
            self.at += 1;
        }
        // No name that matters is longer.
        let name = &self.bytes[start..self.at.min(start + 32)];
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        let (n_attributes, self_closing) = self.attributes()?;
        Ok(Tag {
            name,
            closes,
            self_closing,
            n_attributes,
        })
    }

    /// Passes over the attributes, and tells how many there are and whether the tag closes itself.
    fn attributes(&mut self) -> Result<(usize, bool), String> {
        let mut n_attributes = 0;
        loop {
            let mut slash = false;
            while let Some(b) = self
                .peek()
                .filter(|b| b.is_ascii_whitespace() || *b == b'/')
            {
                slash = b == b'/';
                self.at += 1;
            }
            match self.peek() {
                None => return Ok((n_attributes, false)),
                Some(b'>') => {
                    self.at += 1;
                    return Ok((n_attributes, slash));
                }
                Some(_) => {}
            }
            n_attributes += 1;
            if n_attributes > MOST_ATTRIBUTES {
                return Err(format!(
                    "must have at most {MOST_ATTRIBUTES} attributes in one tag"
                ));
            }
            // An equals sign at the beginning is part of the name.
            self.at += 1;
            while self
                .peek()
                .is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>' | b'='))
            {
                self.at += 1;
            }
            self.value();
        }
    }

    /// Passes over the value of an attribute, if it has one.
    fn value(&mut self) {
        let before = self.at;
        self.skip_space();
        if self.peek() != Some(b'=') {
            self.at = before;
            return;
        }
        self.at += 1;
        self.skip_space();
        match self.peek() {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                let rest = &self.bytes[self.at..];
                self.at += memchr::memchr(quote, rest).map_or(rest.len(), |end| end + 1);
            }
            _ => {
                while self
                    .peek()
                    .is_some_and(|b| !b.is_ascii_whitespace() && b != b'>')
                {
                    self.at += 1;
                }
            }
        }
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Goes to the end tag of an element that holds text only.
    pub(super) fn skip_raw(&mut self, name: &str) {
        let rest = &self.bytes[self.at..];
        for found in memchr::memmem::find_iter(rest, b"</") {
            let after = &rest[found + 2..];
            let same = after
                .get(..name.len())
                .is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()));
            let ends = after
                .get(name.len())
                .is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
            if same && ends {
                self.at += found;
                return;
            }
        }
        self.at = self.bytes.len();
    }
}
