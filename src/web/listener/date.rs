//! The `Date` of a response, from our own clock.
//!
//! hyper's own cached date never goes back: after a clock had jumped to 2066
//! and back, it said 2066 until the restart.
use std::cell::RefCell;
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use hyper::http::HeaderValue;

thread_local! {
    /// The newest second asked for and its text. A pure function of the
    /// second, so that several clocks may share it.
    static LATEST: RefCell<(i64, HeaderValue)> =
        const { RefCell::new((i64::MIN, HeaderValue::from_static(""))) };
}

/// `Date` (RFC 9110 5.6.7) for a Unix time in seconds, formatted once a second.
pub(super) fn header(unix_seconds: i64) -> HeaderValue {
    latest(unix_seconds, HeaderValue::clone)
}

/// The same, for use on the spot.
pub(super) fn latest<T>(unix_seconds: i64, then: impl FnOnce(&HeaderValue) -> T) -> T {
    LATEST.with_borrow_mut(|(second, text)| {
        if *second != unix_seconds {
            *text = format(unix_seconds);
            *second = unix_seconds;
        }
        then(text)
    })
}

fn format(unix_seconds: i64) -> HeaderValue {
    /// 31 December 9999, the last day `httpdate` can write.
    const LAST: u64 = 253_402_300_799;
    let seconds = u64::try_from(unix_seconds).unwrap_or(0).min(LAST);
    let text = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds));
    HeaderValue::from_maybe_shared(Bytes::from(text))
        .unwrap_or_else(|_| HeaderValue::from_static("Thu, 01 Jan 1970 00:00:00 GMT"))
}

#[cfg(test)]
mod tests {
    use super::header;

    #[test]
    fn follows_the_clock_in_both_directions() {
        assert_eq!(header(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(header(784_111_778), "Sun, 06 Nov 1994 08:49:38 GMT");
        assert_eq!(header(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
    }

    #[test]
    fn survives_absurd_clocks() {
        assert_eq!(header(-5), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(header(i64::MAX), "Fri, 31 Dec 9999 23:59:59 GMT");
    }
}
