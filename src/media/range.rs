//! Reads the `Range` header against a length (RFC 9110, 14.1.2 and 14.2). Pure.

/// The most ranges that are served in one reply; more are an attack or a mistake.
const RANGES: usize = 8;

/// A piece of a file: from `start`, `length` bytes, never empty and never past the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByteRange {
    /// The first byte.
    pub start: u64,
    /// How many bytes.
    pub length: u64,
}

impl ByteRange {
    /// The value of `Content-Range` for this piece of a file of `size_bytes`.
    #[must_use]
    pub fn content_range(self, size_bytes: u64) -> String {
        format!(
            "bytes {}-{}/{size_bytes}",
            self.start,
            self.start + self.length - 1
        )
    }
}

/// What a `Range` header asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Everything, with 200: there is no such header, or it is to be ignored.
    Whole,
    /// These pieces in this order, with 206; one piece plainly, more as `multipart/byteranges`.
    Pieces(Vec<ByteRange>),
    /// Nothing that is there: 416 with `Content-Range: bytes */SIZE`.
    Unsatisfiable,
}

/// Reads a `Range` header for a file of `size_bytes`.
///
/// A unit other than bytes, a malformed value, too many ranges, and ranges that together exceed
/// the file are ignored, as the RFC allows: the answer is the whole, which is never wrong.
#[must_use]
pub fn wanted(header: Option<&str>, size_bytes: u64) -> Wanted {
    let Some(set) = header.and_then(|header| header.split_once('=')) else {
        return Wanted::Whole;
    };
    if !set.0.trim().eq_ignore_ascii_case("bytes") {
        return Wanted::Whole;
    }
    let mut pieces = Vec::new();
    let mut n_ranges = 0;
    // Empty list elements are passed over (RFC 9110, 5.6.1.2).
    for spec in set
        .1
        .split(',')
        .map(str::trim)
        .filter(|spec| !spec.is_empty())
    {
        n_ranges += 1;
        match piece(spec, size_bytes) {
            Some(piece) if n_ranges <= RANGES => pieces.extend(piece),
            _ => return Wanted::Whole,
        }
    }
    let total = pieces
        .iter()
        .fold(0_u64, |sum, piece| sum.saturating_add(piece.length));
    match pieces.len() {
        0 if n_ranges == 0 => Wanted::Whole,
        0 => Wanted::Unsatisfiable,
        1 => Wanted::Pieces(pieces),
        _ if total > size_bytes => Wanted::Whole,
        _ => Wanted::Pieces(pieces),
    }
}

/// One range: `None` where it is malformed, `Some(None)` where nothing of it is there.
fn piece(spec: &str, size_bytes: u64) -> Option<Option<ByteRange>> {
    let (first, last) = spec.split_once('-')?;
    if first.is_empty() {
        let length = number(last)?.min(size_bytes);
        return Some((length > 0).then(|| ByteRange {
            start: size_bytes - length,
            length,
        }));
    }
    let start = number(first)?;
    let last = if last.is_empty() {
        u64::MAX
    } else {
        number(last)?
    };
    if last < start {
        return None;
    }
    let end = last.saturating_add(1).min(size_bytes);
    Some(
        end.checked_sub(start)
            .filter(|length| *length > 0)
            .map(|length| ByteRange { start, length }),
    )
}

/// Digits only; a number too large to hold is as good as the largest.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::{ByteRange, Wanted, wanted};

    fn pieces(pieces: &[(u64, u64)]) -> Wanted {
        Wanted::Pieces(
            pieces
                .iter()
                .map(|(start, length)| ByteRange {
                    start: *start,
                    length: *length,
                })
                .collect(),
        )
    }

    #[test]
    fn ranges_are_read() {
        for (header, expected) in [
            ("bytes=0-0", pieces(&[(0, 1)])),
            ("bytes=0-499", pieces(&[(0, 500)])),
            ("bytes=500-999", pieces(&[(500, 500)])),
            ("bytes=500-", pieces(&[(500, 500)])),
            ("bytes=0-", pieces(&[(0, 1000)])),
            ("bytes=-500", pieces(&[(500, 500)])),
            ("bytes=-5000", pieces(&[(0, 1000)])),
            ("bytes=900-5000", pieces(&[(900, 100)])),
            ("bytes=900-99999999999999999999999", pieces(&[(900, 100)])),
            ("BYTES=0-0", pieces(&[(0, 1)])),
            ("bytes= 0-0 , -1", pieces(&[(0, 1), (999, 1)])),
            ("bytes=,0-0,,2-2,", pieces(&[(0, 1), (2, 1)])),
            ("bytes=2-2,0-0", pieces(&[(2, 1), (0, 1)])),
            ("bytes=5000-,0-0", pieces(&[(0, 1)])),
            ("bytes=1000-", Wanted::Unsatisfiable),
            ("bytes=1000-1001", Wanted::Unsatisfiable),
            ("bytes=-0", Wanted::Unsatisfiable),
            ("bytes=99999999999999999999999-", Wanted::Unsatisfiable),
            ("bytes=2000-,3000-", Wanted::Unsatisfiable),
            ("bytes=0-999,0-0", Wanted::Whole),
            ("bytes=0-,0-,0-", Wanted::Whole),
            ("bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8", Wanted::Whole),
        ] {
            assert_eq!(wanted(Some(header), 1000), expected, "{header}");
        }
        for ignored in [
            "",
            "bytes",
            "bytes=",
            "bytes=,",
            "bytes=a-b",
            "bytes=1",
            "bytes=5-4",
            "bytes=-",
            "bytes=+1-2",
            "bytes=1-2-3",
            "bytes=0x1-2",
            "items=0-1",
            "bytes=0-0,x",
            "bytes=--1",
            "bytes=1 - 2",
            "bytes=１-２",
        ] {
            assert_eq!(wanted(Some(ignored), 1000), Wanted::Whole, "{ignored}");
        }
        assert_eq!(wanted(None, 1000), Wanted::Whole);
        assert_eq!(wanted(Some("bytes=0-"), 0), Wanted::Unsatisfiable);
        assert_eq!(wanted(Some("bytes=-1"), 0), Wanted::Unsatisfiable);
        assert_eq!(
            ByteRange {
                start: 5,
                length: 10
            }
            .content_range(100),
            "bytes 5-14/100"
        );
    }

    proptest! {
        #[test]
        fn pieces_lie_within(header in "(bytes=)?[-0-9, ]{0,40}", size_bytes in any::<u64>()) {
            if let Wanted::Pieces(pieces) = wanted(Some(&header), size_bytes) {
                for piece in pieces {
                    assert!(piece.length > 0);
                    assert!(piece.start.checked_add(piece.length).is_some_and(|end| end <= size_bytes));
                    drop(piece.content_range(size_bytes));
                }
            }
        }
    }
}
