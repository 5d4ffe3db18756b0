//! The clock that everybody is handed: nobody else asks the time.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};

/// Tells the time in UTC. One moment is asked for per decision and passed on.
pub trait Clock: Send + Sync {
    /// The present moment, cut to whole milliseconds: what a record can keep is what was decided on.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the Clock that everybody else asks"
    )]
    fn now(&self) -> DateTime<Utc> {
        let now = Utc::now();
        DateTime::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now)
    }
}

/// A clock that stands still until it is moved: tests and replays use it.
#[derive(Debug)]
pub struct TestClock {
    millis: AtomicI64,
}

impl TestClock {
    /// A clock that stands at `moment`.
    pub fn at(moment: DateTime<Utc>) -> Self {
        Self {
            millis: AtomicI64::new(moment.timestamp_millis()),
        }
    }

    /// Moves the clock to `moment`, forwards or backwards.
    pub fn set(&self, moment: DateTime<Utc>) {
        self.millis
            .store(moment.timestamp_millis(), Ordering::SeqCst);
    }

    /// Moves the clock by `milliseconds`, which may be negative.
    pub fn advance_millis(&self, milliseconds: i64) {
        self.millis.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.millis.load(Ordering::SeqCst)).unwrap_or_default()
    }
}
