//! Whether what arrives is newer than what is on record: versions only go up.

use super::draft::Draft;

/// How an arriving draft stands to the newest version on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is on record.
    New,
    /// It is to be filed.
    Newer,
    /// The same draft again: nothing changes.
    Same,
    /// It carries an older version, or the same version with other words: nothing changes, and that is said (NJ-3).
    Older,
}

/// Hash of everything a draft says apart from its version number.
pub fn fingerprint(draft: &Draft) -> String {
    let unnumbered = Draft {
        version: None,
        ..draft.clone()
    };
    let json = serde_json::to_vec(&unnumbered).unwrap_or_default();
    blake3::hash(&json).to_hex()[..32].to_owned()
}

/// Compares a draft's version and fingerprint with the newest on record.
pub fn judge(on_record: Option<(u64, &str)>, version: Option<u64>, fingerprint: &str) -> Standing {
    let Some((newest, known)) = on_record else {
        return Standing::New;
    };
    match version {
        Some(version) if version < newest => Standing::Older,
        _ if known == fingerprint => Standing::Same,
        Some(version) if version == newest => Standing::Older,
        _ => Standing::Newer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_only_go_up() {
        let record = Some((3, "a"));
        assert_eq!(judge(None, Some(1), "a"), Standing::New);
        assert_eq!(judge(record, None, "b"), Standing::Newer);
        assert_eq!(judge(record, None, "a"), Standing::Same);
        assert_eq!(judge(record, Some(4), "a"), Standing::Same);
        assert_eq!(judge(record, Some(4), "b"), Standing::Newer);
        assert_eq!(judge(record, Some(3), "a"), Standing::Same);
        assert_eq!(judge(record, Some(3), "b"), Standing::Older);
        assert_eq!(judge(record, Some(2), "a"), Standing::Older);
    }
}
