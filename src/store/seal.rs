//! The seal of a record: a hash of everything its row says, so that damage on the disk is seen.
//!
//! SQLite's own check sees few damages inside a page (security.md finding 7), and no engine sees a row that was changed whole.

/// Hashes the parts of a record; each part is preceded by its length, so that no two records share their bytes.
pub(super) fn of(kind: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(kind.as_bytes());
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

/// Why a record whose seal does not fit is refused.
pub(super) const BROKEN: &str = "its bytes are not those that were written";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(of("a", &[b"bc", b"d"]), of("a", &[b"b", b"cd"]));
        assert_ne!(of("a", &[b"b"]), of("b", &[b"b"]));
    }
}
