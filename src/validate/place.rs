//! Lines, columns and excerpts for byte offsets.

/// The lines of a text.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

/// How much of a line an excerpt shows, in characters.
const EXCERPT: usize = 100;

impl<'t> Lines<'t> {
    /// Finds the lines.
    pub(super) fn of(text: &'t str) -> Self {
        let after_feeds = text
            .bytes()
            .enumerate()
            .filter(|&(_, byte)| byte == b'\n')
            .map(|(at, _)| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(after_feeds).collect(),
        }
    }

    /// Line and column of an offset, both from 1, the column in characters.
    pub(super) fn place(&self, offset: usize) -> (u32, u32) {
        let offset = self.floor(offset);
        let line = self.starts.partition_point(|&start| start <= offset).max(1);
        let before = &self.text[self.starts[line - 1]..offset];
        (count(line), count(before.chars().count() + 1))
    }

    /// The text from an offset to the end of its line, cut short.
    pub(super) fn excerpt(&self, offset: usize) -> String {
        let rest = &self.text[self.floor(offset)..];
        let line = rest.lines().next().unwrap_or_default();
        super::check::cut(line.trim_end(), EXCERPT)
    }

    fn floor(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
