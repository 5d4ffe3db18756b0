//! When a file is complete: nothing about it has changed for a while, or it was moved into its place.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};

use chrono::{DateTime, TimeDelta, Utc};

use super::file::{Entry, Identity};

/// What was seen of each file.
#[derive(Debug, Default)]
pub(super) struct Settling {
    seen: HashMap<OsString, Seen>,
}

#[derive(Debug)]
struct Seen {
    identity: Identity,
    /// Since when nothing about it has changed.
    since: DateTime<Utc>,
    /// Whether it was moved into place, as those do who write beside first.
    renamed: bool,
    /// Whether it is left alone until it changes.
    aside: bool,
}

impl Settling {
    /// Notes what is there now.
    pub(super) fn observe(
        &mut self,
        now: DateTime<Utc>,
        settle: TimeDelta,
        found: &[Entry],
        renamed: &HashSet<OsString>,
    ) {
        let names: HashSet<&OsString> = found.iter().map(|entry| &entry.name).collect();
        self.seen.retain(|name, _| names.contains(name));
        for entry in found {
            let renamed = renamed.contains(&entry.name);
            match self.seen.get_mut(&entry.name) {
                // A clock that was set back must not make a file wait for longer than it would have.
                Some(seen) if seen.identity == entry.identity => {
                    seen.since = seen.since.min(now);
                    seen.renamed |= renamed;
                }
                _ => {
                    let seen = Seen {
                        identity: entry.identity,
                        since: now,
                        renamed: renamed || settle <= TimeDelta::zero(),
                        aside: false,
                    };
                    self.seen.insert(entry.name.clone(), seen);
                }
            }
        }
    }

    /// Whether the file is complete.
    pub(super) fn is_ready(&self, name: &OsStr, now: DateTime<Utc>, settle: TimeDelta) -> bool {
        self.seen
            .get(name)
            .is_some_and(|seen| !seen.aside && (seen.renamed || now - seen.since >= settle))
    }

    /// How long the file has stayed as it is.
    pub(super) fn age(&self, name: &OsStr, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.seen.get(name).map(|seen| now - seen.since)
    }

    /// Leaves a file alone until it changes.
    pub(super) fn set_aside(&mut self, name: &OsStr) {
        if let Some(seen) = self.seen.get_mut(name) {
            seen.aside = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
    }

    fn entry(name: &str, size_bytes: u64) -> Entry {
        Entry {
            name: name.into(),
            identity: Identity {
                size_bytes,
                ..Identity::default()
            },
        }
    }

    #[test]
    fn a_file_is_complete_when_it_has_not_grown_for_a_while() {
        let settle = TimeDelta::seconds(2);
        let mut settling = Settling::default();
        let none = HashSet::new();
        let mut look = |second: i64, size: u64| {
            settling.observe(at(second), settle, &[entry("a", size)], &none);
            settling.is_ready(OsStr::new("a"), at(second), settle)
        };
        assert!(!look(0, 10));
        assert!(!look(1, 20));
        assert!(!look(2, 20));
        assert!(look(3, 20));
        assert!(!look(4, 21), "it grows again");
        assert!(!look(5, 21));
        assert!(!look(1, 21), "the clock was set back");
        assert!(look(3, 21));
    }

    #[test]
    fn a_file_that_was_moved_into_place_is_complete_until_it_changes() {
        let settle = TimeDelta::seconds(2);
        let mut settling = Settling::default();
        let renamed = HashSet::from([OsString::from("a")]);
        let found = [entry("a", 1), entry("b", 1)];
        settling.observe(at(0), settle, &found, &renamed);
        assert!(settling.is_ready(OsStr::new("a"), at(0), settle));
        assert!(!settling.is_ready(OsStr::new("b"), at(0), settle));
        settling.observe(at(0), settle, &[entry("a", 2)], &HashSet::new());
        assert!(!settling.is_ready(OsStr::new("a"), at(0), settle));
        assert!(settling.age(OsStr::new("b"), at(0)).is_none());
        settling.set_aside(OsStr::new("a"));
        assert!(!settling.is_ready(OsStr::new("a"), at(9), settle));
    }
}
