//! Bytes that are no text in any encoding, told by how they begin.

/// How far a file is looked into for what no text has.
const BINARY_LOOK: usize = 8_192;

/// What a file is that is no text, by its first bytes.
pub fn binary(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (
            b"PK\x03\x04",
            "a ZIP archive, or an office document, which is one",
        ),
        (b"PK\x05\x06", "an empty ZIP archive"),
        (b"PK\x07\x08", "a ZIP archive in parts"),
        (b"\x1f\x8b", "a gzip file"),
        (b"BZh", "a bzip2 file"),
        (b"\xfd7zXZ\0", "an xz file"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
        (b"%PDF", "a PDF"),
        (b"{\\rtf", "an RTF document"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "an old office document",
        ),
        (b"\x7fELF", "a program"),
        (b"MZ\x90", "a program"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"GIF8", "a GIF picture"),
    ];
    let known = KINDS.iter().find(|(mark, _)| bytes.starts_with(mark));
    if let Some((_, kind)) = known {
        return Some(kind);
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Some("a tar archive");
    }
    // UTF-16 is text, and whoever reads the format says what it makes of it.
    let is_wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let look = &bytes[..bytes.len().min(BINARY_LOOK)];
    (!is_wide && look.contains(&0)).then_some("not text: it holds bytes of value zero")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_known_by_its_first_bytes() {
        for bytes in [
            &b"PK\x03\x04 and more"[..],
            b"\x1f\x8b\x08",
            b"%PDF-1.7",
            b"text with a \0 in it",
            b"{\0\"\0",
        ] {
            assert!(binary(bytes).is_some(), "{bytes:?}");
        }
        for bytes in [
            &b""[..],
            b"{}",
            b"caf\xe9",
            b"\xff\xfeA\0",
            "Łódź".as_bytes(),
        ] {
            assert!(binary(bytes).is_none(), "{bytes:?}");
        }
    }
}
