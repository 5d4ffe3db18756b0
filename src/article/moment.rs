//! Reads dates of records: RFC 3339 with a zone, in a year a feed can carry, else a complaint.

use chrono::{DateTime, Datelike, SecondsFormat, Utc};

use super::complaint::Complaints;

/// Years a feed can carry: RFC 822 dates have four digits, and nothing was filed before printing.
const YEARS: std::ops::RangeInclusive<i32> = 1400..=9998;

/// Reads a date of a record. Missing is `None`; wrong is `None` and a complaint at `pointer`.
pub fn read(
    text: Option<&str>,
    pointer: &str,
    complaints: &mut Complaints,
) -> Option<DateTime<Utc>> {
    let text = text?.trim();
    if text.is_empty() {
        return None;
    }
    let Ok(date) = DateTime::parse_from_rfc3339(text) else {
        complaints.add(
            pointer,
            "must be a date and time with a zone, such as 2026-11-14T08:30:00Z (RFC 3339)",
        );
        return None;
    };
    let date = date.with_timezone(&Utc);
    if !YEARS.contains(&date.year()) {
        complaints.add(pointer, "must lie in the years 1400 to 9998");
        return None;
    }
    DateTime::from_timestamp_millis(date.timestamp_millis())
}

/// Writes a moment as RFC 3339 in UTC with whole seconds, upper-case T and Z (RFC 4287 section 3.3).
pub fn rfc3339(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Writes a moment as RFC 3339 in UTC with as many digits as it has: reading it gives the same moment again.
pub fn exact(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Writes a moment as RFC 822 with a four-digit year (RSS 2.0 `pubDate`).
pub fn rfc822(moment: DateTime<Utc>) -> String {
    moment.format("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_needs_a_zone_and_a_sane_year() {
        for (text, good) in [
            ("2026-11-14T08:30:00Z", true),
            ("2026-11-14T08:30:00-08:00", true),
            ("2026-11-14T08:30:00", false),
            ("2026-11-14", false),
            ("+10000-01-01T00:00:00Z", false),
            ("0999-01-01T00:00:00Z", false),
            ("yesterday", false),
        ] {
            let mut complaints = Complaints::default();
            let read = read(Some(text), "/published", &mut complaints);
            assert_eq!(read.is_some(), good, "{text}");
            assert_eq!(complaints.is_empty(), good, "{text}");
        }
    }
}
