//! Moments as pages write them: with a zone they are taken, without one nobody knows when that was.

use chrono::{DateTime, FixedOffset, SecondsFormat};

/// Reads a date and time with its zone; the error says why it is not taken.
pub(super) fn zoned(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let read = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_rfc2822(text))
        .ok()
        .or_else(|| {
            [
                "%Y-%m-%dT%H:%M:%S%.f%#z",
                "%Y-%m-%dT%H:%M%#z",
                "%Y-%m-%d %H:%M:%S%.f %#z",
                "%Y-%m-%d %H:%M:%S%.f%#z",
                "%Y-%m-%d %H:%M%#z",
                "%Y%m%dT%H%M%S%#z",
            ]
            .iter()
            .find_map(|format| DateTime::parse_from_str(text, format).ok())
        });
    match read {
        Some(moment) => Ok(written(moment)),
        None if text.len() >= 8 && text.as_bytes()[..4].iter().all(u8::is_ascii_digit) => {
            Err("names no time zone, or no time")
        }
        None => Err("is not a date and time that can be read"),
    }
}

fn written(moment: DateTime<FixedOffset>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Whether two readings are the same moment.
pub(super) fn same(a: &str, b: &str) -> bool {
    match (
        DateTime::parse_from_rfc3339(a),
        DateTime::parse_from_rfc3339(b),
    ) {
        (Ok(a), Ok(b)) => a.timestamp() == b.timestamp(),
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_required() {
        for (text, read) in [
            ("2026-11-14T08:30:00-08:00", "2026-11-14T08:30:00-08:00"),
            (
                " 2026-11-14T08:30:00.000+0100 ",
                "2026-11-14T08:30:00+01:00",
            ),
            ("2026-11-14T08:30Z", "2026-11-14T08:30:00Z"),
            ("2026-11-14 08:30:00 +0000", "2026-11-14T08:30:00Z"),
            ("Sat, 14 Nov 2026 08:30:00 GMT", "2026-11-14T08:30:00Z"),
        ] {
            assert_eq!(zoned(text).as_deref(), Ok(read), "{text}");
        }
        for text in [
            "2026-11-14",
            "2026-11-14T08:30:00",
            "2026-11-14 08:30",
            "November 14, 2026",
            "",
            "20261114",
        ] {
            assert!(zoned(text).is_err(), "{text}");
        }
        assert!(same("2026-11-14T08:30:00Z", "2026-11-14T09:30:00+01:00"));
    }
}
