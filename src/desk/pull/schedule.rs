//! When a feed is asked again: pure functions of what its host said, so that a test can say it too.

use chrono::{DateTime, TimeDelta, Utc};

/// The longest a host can make us wait by a hint, and the longest pause after failures.
const DAY: u64 = 86_400;
/// The longest `Retry-After` that is heeded.
const WEEK: u64 = 7 * DAY;
/// How often the pause doubles at most.
const MOST_DOUBLINGS: u32 = 12;

/// What a host asks of those who poll.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hints {
    /// How long its answer stays true, in seconds (RFC 9111).
    pub(super) fresh_seconds: Option<u64>,
    /// `ttl`, or the Syndication module's period.
    pub(super) ttl_minutes: Option<u32>,
}

/// After an answer: the configured pause, or a longer one where the host asks for it, up to a day; and a little more,
/// so that not all who began together come together.
pub(super) fn after_answer(
    now: DateTime<Utc>,
    every_seconds: u64,
    hints: Hints,
    seed: &str,
) -> DateTime<Utc> {
    let ttl = hints
        .ttl_minutes
        .map_or(0, |minutes| u64::from(minutes) * 60);
    let hinted = hints.fresh_seconds.unwrap_or(0).max(ttl).min(DAY);
    spread(now, every_seconds.max(hinted), seed)
}

/// After the nth failure in a row: the pause doubles each time, up to a day; `Retry-After` is heeded up to a week.
pub(super) fn after_failure(
    now: DateTime<Utc>,
    every_seconds: u64,
    failures: u32,
    retry_after_seconds: Option<u64>,
    seed: &str,
) -> DateTime<Utc> {
    let doublings = failures.saturating_sub(1).min(MOST_DOUBLINGS);
    let pause = every_seconds
        .saturating_mul(1 << doublings)
        .min(DAY.max(every_seconds));
    let asked = retry_after_seconds.unwrap_or(0).min(WEEK);
    spread(now, pause.max(asked), seed)
}

/// Adds up to a tenth, the same for the same seed and moment.
fn spread(now: DateTime<Utc>, seconds: u64, seed: &str) -> DateTime<Utc> {
    let hash = blake3::hash(format!("{seed}\n{}", now.timestamp_millis()).as_bytes());
    let chance = hash
        .as_bytes()
        .iter()
        .take(4)
        .fold(0_u64, |chance, byte| chance << 8 | u64::from(*byte));
    let more = seconds.saturating_mul(100).saturating_mul(chance) >> 32;
    let millis = i64::try_from(seconds * 1_000 + more).unwrap_or(i64::MAX);
    let wait = TimeDelta::try_milliseconds(millis).unwrap_or(TimeDelta::days(7));
    now.checked_add_signed(wait).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(next: DateTime<Utc>) -> i64 {
        (next - now()).num_seconds()
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).unwrap()
    }

    #[test]
    fn a_host_may_ask_for_more_patience_and_not_for_less() {
        let next = |fresh_seconds, ttl_minutes| {
            let hints = Hints {
                fresh_seconds,
                ttl_minutes,
            };
            wait(after_answer(now(), 300, hints, "old"))
        };
        for (fresh, ttl, least) in [
            (None, None, 300),
            (Some(10), Some(1), 300),
            (Some(1_000), None, 1_000),
            (Some(1_000), Some(30), 1_800),
            (Some(u64::MAX), None, 86_400),
        ] {
            let wait = next(fresh, ttl);
            assert!((least..=least + least / 10).contains(&wait), "{wait}");
        }
        assert_eq!(next(None, None), next(None, None));
    }

    #[test]
    fn failures_wait_longer_and_longer() {
        let next = |failures, asked| wait(after_failure(now(), 300, failures, asked, "old"));
        for (failures, asked, least) in [
            (1, None, 300),
            (2, None, 600),
            (4, None, 2_400),
            (40, None, 86_400),
            (1, Some(3_600), 3_600),
            (1, Some(u64::MAX), 604_800),
        ] {
            let wait = next(failures, asked);
            assert!(
                (least..=least + least / 10).contains(&wait),
                "{failures}: {wait}"
            );
        }
        let at = |seed| after_failure(now(), 300, 1, None, seed);
        assert_ne!(at("a"), at("b"));
    }
}
