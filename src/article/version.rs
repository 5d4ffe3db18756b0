//! Whether what arrives is newer than what is on record: versions only go up, whatever the order of arrival (NJ-3).
//!
//! A number decides where the draft carries one; else its `updated`, against what came last under the same name.
//! Numbers and moments of one source are compared with that source's own: an article that two sources send has a
//! name for each, and each name keeps what came last under it. A draft that names the version it was made from
//! (`If-Match`, or a record that was read and is sent back) is filed as the next one if that version is the newest.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::complaint::Complaints;
use super::draft::Draft;
use super::moment;

/// How an arriving draft stands to the newest version on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is on record.
    New,
    /// It is to be filed.
    Newer,
    /// The same draft again: nothing changes.
    Same,
    /// It is older, or as old with other words: nothing changes, and that is said (NJ-3).
    Older,
}

/// What was sent last under one name of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// Hash of the draft.
    pub fingerprint: String,
    /// The number it carried.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<u64>,
    /// Its `updated`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub moment: Option<DateTime<Utc>>,
}

impl Arrival {
    /// What a draft says of its own order.
    pub fn of(draft: &Draft) -> Self {
        // What is wrong with the date is said when the draft is read as a whole.
        let unread = &mut Complaints::default();
        Self {
            fingerprint: fingerprint(draft),
            version: draft.version,
            moment: moment::read(draft.updated.as_deref(), "/updated", unread),
        }
    }
}

/// The newest version on record, as far as order asks for it.
#[derive(Debug, Clone, Copy)]
pub struct OnRecord<'a> {
    /// Its number.
    pub version: u64,
    /// Hash of the draft it was made from.
    pub fingerprint: &'a str,
    /// The article's own id.
    pub id: &'a str,
    /// What was sent last under each name.
    pub arrivals: &'a BTreeMap<String, Arrival>,
}

/// A draft that arrives.
#[derive(Debug, Clone, Copy)]
pub struct Arriving<'a> {
    /// The name it came under: the article's id or an alias.
    pub name: &'a str,
    /// What it says of its own order.
    pub arrival: &'a Arrival,
    /// Whether it is a change that readers need not notice, which leaves `updated` as it is.
    pub is_quiet: bool,
    /// The version it was made from, where it says so.
    pub follows: Option<u64>,
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

/// Compares a draft with the newest version on record.
pub fn judge(on_record: Option<&OnRecord<'_>>, arriving: &Arriving<'_>) -> Standing {
    let Some(record) = on_record else {
        return Standing::New;
    };
    let arrival = arriving.arrival;
    let last = record.arrivals.get(arriving.name);
    let is_own = arriving.name == record.id;
    let known = last.map_or(record.fingerprint, |last| last.fingerprint.as_str());
    if let Some(follows) = arriving.follows {
        return match arrival.version {
            _ if follows != record.version && known == arrival.fingerprint => Standing::Same,
            _ if follows != record.version => Standing::Older,
            _ if record.fingerprint == arrival.fingerprint => Standing::Same,
            Some(version) if is_own && version < record.version => Standing::Older,
            _ => Standing::Newer,
        };
    }
    let is_same = known == arrival.fingerprint;
    let number = last
        .and_then(|last| last.version)
        .or(is_own.then_some(record.version));
    match (arrival.version, number) {
        (Some(version), Some(newest)) if version < newest => Standing::Older,
        _ if is_same => Standing::Same,
        (Some(version), Some(newest)) if version == newest => Standing::Older,
        (Some(_), _) => Standing::Newer,
        (None, _) => match (arrival.moment, last.and_then(|last| last.moment)) {
            (Some(moment), Some(newest)) if moment < newest => Standing::Older,
            (Some(moment), Some(newest)) if moment == newest && !arriving.is_quiet => {
                Standing::Older
            }
            _ => Standing::Newer,
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn arrival(version: Option<u64>, seconds: Option<i64>, words: &str) -> Arrival {
        Arrival {
            fingerprint: words.to_owned(),
            version,
            moment: seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
        }
    }

    /// An article as far as order is concerned.
    #[derive(Debug, Clone, Default, PartialEq)]
    struct Kept {
        version: u64,
        words: String,
        arrivals: BTreeMap<String, Arrival>,
    }

    impl Kept {
        fn judge(&self, name: &str, arrival: &Arrival, follows: Option<u64>) -> Standing {
            let record = OnRecord {
                version: self.version,
                fingerprint: &self.words,
                id: "own",
                arrivals: &self.arrivals,
            };
            let arriving = Arriving {
                name,
                arrival,
                is_quiet: arrival.fingerprint.starts_with("quiet"),
                follows,
            };
            judge((self.version > 0).then_some(&record), &arriving)
        }

        fn take(&mut self, name: &str, arrival: &Arrival) -> Standing {
            let standing = self.judge(name, arrival, None);
            if matches!(standing, Standing::New | Standing::Newer) {
                self.version = (self.version + 1).max(arrival.version.unwrap_or(0));
                self.words.clone_from(&arrival.fingerprint);
                self.arrivals.insert(name.to_owned(), arrival.clone());
            }
            standing
        }
    }

    #[test]
    fn versions_only_go_up() {
        let mut kept = Kept::default();
        let mut take = |version, words| kept.take("own", &arrival(version, None, words));
        assert_eq!(take(Some(3), "a"), Standing::New);
        assert_eq!(take(None, "a"), Standing::Same);
        assert_eq!(take(Some(4), "a"), Standing::Same);
        assert_eq!(take(Some(3), "b"), Standing::Older);
        assert_eq!(take(Some(2), "a"), Standing::Older);
        assert_eq!(take(Some(4), "b"), Standing::Newer);
        assert_eq!(take(None, "c"), Standing::Newer);
        assert_eq!(take(Some(5), "d"), Standing::Older, "the record counts 5");
        assert_eq!(take(Some(6), "d"), Standing::Newer);
    }

    #[test]
    fn where_no_number_is_known_moments_decide() {
        let mut kept = Kept::default();
        let mut take = |seconds, words| kept.take("own", &arrival(None, seconds, words));
        assert_eq!(take(Some(10), "a"), Standing::New);
        assert_eq!(take(Some(10), "a"), Standing::Same);
        assert_eq!(take(Some(9), "b"), Standing::Older);
        assert_eq!(take(Some(10), "b"), Standing::Older);
        assert_eq!(take(Some(10), "quiet"), Standing::Newer);
        assert_eq!(take(Some(11), "b"), Standing::Newer);
        assert_eq!(take(None, "c"), Standing::Newer);
    }

    #[test]
    fn each_name_has_an_order_of_its_own() {
        let mut kept = Kept::default();
        kept.take("own", &arrival(Some(7), None, "a"));
        assert_eq!(
            kept.take("wire", &arrival(Some(1), None, "b")),
            Standing::Newer
        );
        assert_eq!(kept.version, 8);
        // The first source again has nothing new to say: two sources do not play ball with an article.
        assert_eq!(
            kept.take("own", &arrival(Some(7), None, "a")),
            Standing::Same
        );
        assert_eq!(
            kept.take("wire", &arrival(Some(1), None, "c")),
            Standing::Older
        );
        assert_eq!(
            kept.take("own", &arrival(Some(8), None, "d")),
            Standing::Newer
        );
        assert_eq!(
            kept.take("wire", &arrival(Some(2), None, "e")),
            Standing::Newer
        );
        assert_eq!(kept.version, 10);
    }

    #[test]
    fn what_names_the_newest_version_follows_it() {
        let mut kept = Kept::default();
        kept.take("own", &arrival(Some(3), Some(10), "a"));
        let judge = |version, words, follows| {
            kept.judge("own", &arrival(version, Some(10), words), Some(follows))
        };
        assert_eq!(judge(Some(3), "b", 3), Standing::Newer);
        assert_eq!(judge(None, "b", 3), Standing::Newer);
        assert_eq!(judge(Some(3), "a", 3), Standing::Same);
        assert_eq!(judge(Some(2), "b", 3), Standing::Older);
        assert_eq!(judge(Some(2), "b", 2), Standing::Older);
        assert_eq!(
            judge(Some(2), "a", 2),
            Standing::Same,
            "the same push again"
        );
    }

    proptest! {
        /// NJ-3: whatever the order of arrival, and however often each comes, the newest stands at the end.
        #[test]
        fn any_order_of_arrival_ends_with_the_newest(
            order in Just((1u64..=6).collect::<Vec<_>>()).prop_shuffle(),
            again in proptest::collection::vec(1u64..=6, 0..12),
            by_number in any::<bool>(),
        ) {
            let mut kept = Kept::default();
            for n in order.iter().chain(&again) {
                let (version, seconds) = if by_number {
                    (Some(*n), None)
                } else {
                    (None, Some(i64::try_from(*n).unwrap()))
                };
                kept.take("own", &arrival(version, seconds, &format!("words {n}")));
            }
            prop_assert_eq!(kept.words.as_str(), "words 6");
            let last = &kept.arrivals["own"];
            prop_assert_eq!(last.fingerprint.as_str(), "words 6");
            // What is refused changes nothing.
            let before = kept.clone();
            for n in 1u64..=6 {
                let (version, seconds) = if by_number { (Some(n), None) } else { (None, i64::try_from(n).ok()) };
                kept.take("own", &arrival(version, seconds, &format!("words {n}")));
            }
            prop_assert_eq!(kept, before);
        }
    }
}
