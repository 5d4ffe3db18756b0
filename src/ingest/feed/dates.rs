//! Dates of feeds: RFC 822 as it is written in the wild, and the family of ISO 8601. A zone is required.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};

use crate::article::moment::rfc3339;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Zones by name, in minutes east. Letters of the military count as UTC (RFC 2822 section 4.3); names that stand for
/// two places (IST, BST) are not here.
const ZONES: &[(&str, i32)] = &[
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("akst", -540),
    ("akdt", -480),
    ("hst", -600),
    ("wet", 0),
    ("west", 60),
    ("cet", 60),
    ("cest", 120),
    ("mez", 60),
    ("mesz", 120),
    ("eet", 120),
    ("eest", 180),
    ("msk", 180),
    ("jst", 540),
    ("kst", 540),
    ("aest", 600),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
];

/// A date that was read, as RFC 3339 in UTC, and what is odd about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ingest) struct Date {
    pub(in crate::ingest) text: String,
    pub(in crate::ingest) doubt: Option<String>,
}

/// Reads a date in any form that feeds have; the error is a sentence for people.
pub(in crate::ingest) fn read(raw: &str) -> Result<Date, String> {
    let raw = raw.trim();
    let wrong = |why: &str| format!("{why}: {}", super::text::cut(raw, 60));
    if raw.len() > 100 {
        return Err(wrong("is no date"));
    }
    if raw
        .get(..5)
        .is_some_and(|head| head.bytes().take(4).all(|b| b.is_ascii_digit()) && head.ends_with('-'))
    {
        let moment = iso(raw).map_err(wrong)?;
        return Ok(Date {
            text: rfc3339(moment),
            doubt: None,
        });
    }
    let (moment, weekday_holds) = rfc822(raw).map_err(wrong)?;
    let doubt = (!weekday_holds).then(|| format!("the weekday of the date is wrong: {raw}"));
    Ok(Date {
        text: rfc3339(moment),
        doubt,
    })
}

const NO_DATE: &str = "is no date";
const NO_ZONE: &str = "has no time zone";

/// `2026-11-14T08:30:00.5+01:00` and its shorter forms; a bare day has no zone.
fn iso(raw: &str) -> Result<DateTime<Utc>, &'static str> {
    let (day, rest) = raw.split_at_checked(10).ok_or(NO_ZONE)?;
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").map_err(|_| NO_DATE)?;
    let rest = rest.trim_start_matches(['T', 't', ' ']);
    if rest.is_empty() {
        return Err(NO_ZONE);
    }
    let at = rest
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ','))
        .ok_or(NO_ZONE)?;
    let (clock, zone) = rest.split_at(at);
    let time = read_clock(day, clock).ok_or(NO_DATE)?;
    moment(time, zone.trim())
}

/// `Sat, 14 Nov 2026 08:30:00 +0100`: with or without weekday and seconds, years of two digits (RFC 2822 section 4.3).
fn rfc822(raw: &str) -> Result<(DateTime<Utc>, bool), &'static str> {
    let bare = without_comments(raw).to_ascii_lowercase().replace(',', " ");
    let mut words = bare.split_whitespace().peekable();
    let weekday = words.next_if(|word| {
        word.get(..3).is_some_and(|head| {
            WEEKDAYS.contains(&head) && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'.')
        })
    });
    let mut next = || words.next().ok_or(NO_DATE);
    let (first, second, year) = (next()?, next()?, next()?);
    // `Nov 14 2026` is read as well: a name of a month cannot be a day.
    let (day, month) = if first.starts_with(|c: char| c.is_ascii_digit()) {
        (first, second)
    } else {
        (second, first)
    };
    let day: u32 = day
        .trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.')
        .parse()
        .map_err(|_| NO_DATE)?;
    let month = month.get(..3).ok_or(NO_DATE)?;
    let month = MONTHS
        .iter()
        .position(|name| *name == month)
        .ok_or(NO_DATE)?;
    let date = NaiveDate::from_ymd_opt(
        full_year(year)?,
        u32::try_from(month + 1).map_err(|_| NO_DATE)?,
        day,
    )
    .ok_or(NO_DATE)?;
    let clock = words.next().ok_or(NO_ZONE)?;
    let time = read_clock(date, clock).ok_or(NO_DATE)?;
    let zone = words.next().ok_or(NO_ZONE)?;
    let holds = weekday.is_none_or(|word| {
        let own = date.format("%a").to_string().to_ascii_lowercase();
        word.starts_with(&own)
    });
    Ok((moment(time, zone)?, holds))
}

fn full_year(year: &str) -> Result<i32, &'static str> {
    let number: i32 = year.parse().map_err(|_| NO_DATE)?;
    match (year.len(), number) {
        (4, _) => Ok(number),
        (3, _) => Ok(1_900 + number),
        (2, 0..=49) => Ok(2_000 + number),
        (2, _) => Ok(1_900 + number),
        _ => Err(NO_DATE),
    }
}

/// `8:30`, `08:30:00` or `08:30:00.123` of a day; a leap second is the one before it.
fn read_clock(day: NaiveDate, clock: &str) -> Option<NaiveDateTime> {
    let clock = clock.split(['.', ',']).next()?;
    let mut parts = clock.split(':').map(|part| {
        (part.len() <= 2)
            .then(|| part.parse::<u32>().ok())
            .flatten()
    });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = match parts.next() {
        None => 0,
        Some(second) => second?,
    };
    if parts.next().is_some() || second > 60 {
        return None;
    }
    if (hour, minute, second) == (24, 0, 0) {
        return day.succ_opt()?.and_hms_opt(0, 0, 0);
    }
    day.and_hms_opt(hour, minute, second.min(59))
}

fn moment(time: NaiveDateTime, zone: &str) -> Result<DateTime<Utc>, &'static str> {
    let minutes = zone_minutes(zone).ok_or("has a time zone that nobody knows")?;
    let offset = FixedOffset::east_opt(minutes * 60).ok_or(NO_DATE)?;
    let moment = offset.from_local_datetime(&time).single().ok_or(NO_DATE)?;
    Ok(moment.with_timezone(&Utc))
}

fn zone_minutes(zone: &str) -> Option<i32> {
    let zone = zone.to_ascii_lowercase();
    let number = zone
        .strip_prefix("gmt")
        .or(zone.strip_prefix("utc"))
        .filter(|rest| !rest.is_empty());
    let number = number.unwrap_or(&zone);
    if let Some(digits) = number.strip_prefix(['+', '-']) {
        let digits = digits.replace(':', "");
        if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let hours: i32 = digits.get(..2)?.parse().ok()?;
        let minutes: i32 = digits
            .get(2..)
            .filter(|m| !m.is_empty())
            .map_or(Some(0), |m| m.parse().ok())?;
        if hours > 15 || minutes > 59 {
            return None;
        }
        let total = hours * 60 + minutes;
        return Some(if number.starts_with('-') {
            -total
        } else {
            total
        });
    }
    if zone.len() == 1 && zone != "j" && zone.bytes().all(|b| b.is_ascii_lowercase()) {
        return Some(0);
    }
    let found = ZONES.iter().find(|(name, _)| *name == zone);
    found.map(|(_, minutes)| *minutes)
}

/// Comments in parentheses go (RFC 822 section 3.1.4).
fn without_comments(raw: &str) -> String {
    let mut depth = 0_u32;
    raw.chars()
        .filter(|c| match c {
            '(' => {
                depth += 1;
                false
            }
            ')' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_of_the_wild_are_read() {
        for (raw, read_as) in [
            ("Sat, 14 Nov 2026 08:30:00 +0100", "2026-11-14T07:30:00Z"),
            ("14 Nov 26 08:30 GMT", "2026-11-14T08:30:00Z"),
            ("14 Nov 99 08:30 EST", "1999-11-14T13:30:00Z"),
            (
                "Saturday, 14 November 2026 8:30:00 pdt",
                "2026-11-14T15:30:00Z",
            ),
            ("Sat, Nov 14 2026 08:30:00 Z", "2026-11-14T08:30:00Z"),
            (
                "Sat, 14 Nov 2026 08:30:60 -0000 (of the desk)",
                "2026-11-14T08:30:59Z",
            ),
            ("14 Nov 2026 08:30:00 A", "2026-11-14T08:30:00Z"),
            ("14 Nov 2026 24:00:00 CET", "2026-11-14T23:00:00Z"),
            ("2026-11-14T08:30:00Z", "2026-11-14T08:30:00Z"),
            ("2026-11-14 08:30:00.25+0100", "2026-11-14T07:30:00Z"),
            ("2026-11-14t08:30+01:00", "2026-11-14T07:30:00Z"),
        ] {
            let date = read(raw).unwrap_or_else(|error| panic!("{raw}: {error}"));
            assert_eq!((date.text.as_str(), date.doubt), (read_as, None), "{raw}");
        }
        let wrong = read("Mon, 14 Nov 2026 08:30:00 +0100").unwrap();
        assert!(wrong.doubt.is_some() && wrong.text == "2026-11-14T07:30:00Z");
    }

    #[test]
    fn a_zone_is_required() {
        for raw in [
            "Sat, 14 Nov 2026 08:30:00",
            "2026-11-14T08:30:00",
            "2026-11-14",
            "14 Nov 2026 08:30 IST",
            "14 Nov 2026 08:30 +9900",
            "31 Feb 2026 08:30 GMT",
            "yesterday",
            "",
        ] {
            assert!(read(raw).is_err(), "{raw}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(raw in "\\PC{0,40}", near in "[0-9A-Za-z:+,. -]{0,40}", iso in "20[0-9]{2}-[0-9é:TZ+. -]{0,24}") {
            let _ = (read(&raw), read(&near), read(&iso));
        }
    }
}
