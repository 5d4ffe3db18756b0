//! Dates: RFC 3339, W3C-DTF, ISO 8601 and RFC 822 as RSS uses it.
use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};
use regex::Regex;
use std::sync::LazyLock;

/// How exact a date must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) enum Profile {
    /// Date, time and zone, all of it (RFC 4287 3.3).
    Rfc3339,
    /// From a bare year to fractions of a second; a time needs a zone.
    W3cDtf,
    /// The same, the zone left free.
    Iso8601,
}

/// Why a date was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) enum Fault {
    /// It has not the form.
    Form,
    /// Its form is right but there is no such day, hour, minute, second or zone.
    Range,
    /// The named weekday is not that day's.
    Weekday,
}

/// A date that was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) struct Moment {
    /// The moment; what is left open counts as its beginning, in UTC.
    pub(in crate::validate) at: DateTime<Utc>,
    /// Whether it is written in the form every reader takes.
    pub(in crate::validate) plain: bool,
}

/// How far a clock may go ahead before a date counts as being in the future.
const CLOCK_SLACK: Duration = Duration::minutes(10);

/// Whether a date is before feeds were, or still to come.
pub(in crate::validate) fn is_implausible(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    at > now + CLOCK_SLACK || at.timestamp() < 631_152_000
}

/// Reads a date of the ISO 8601 family.
pub(in crate::validate) fn iso(value: &str, profile: Profile) -> Result<Moment, Fault> {
    if !value.is_ascii() {
        return Err(Fault::Form);
    }
    let (date, time) = match value.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (value, None),
    };
    let parts: Vec<&str> = date.split('-').collect();
    let form = parts.len() <= 3
        && parts
            .iter()
            .enumerate()
            .all(|(at, part)| is_digits(part, if at == 0 { 4 } else { 2 }));
    let full = parts.len() == 3;
    if !form || (time.is_some() && !full) || (profile == Profile::Rfc3339 && time.is_none()) {
        return Err(Fault::Form);
    }
    let part = |at: usize| {
        parts
            .get(at)
            .map_or(Some(1), |part| part.parse::<u32>().ok())
    };
    let year = parts[0].parse::<i32>().map_err(|_| Fault::Form)?;
    let (month, day) = (part(1).ok_or(Fault::Form)?, part(2).ok_or(Fault::Form)?);
    let date = NaiveDate::from_ymd_opt(year, month, day);
    let (clock, offset) = match time {
        Some(time) => clock_and_zone(time, profile)?,
        None => ((0, 0, 0), 0),
    };
    let date = date.ok_or(Fault::Range)?;
    moment(date, clock, offset, true)
}

type Clock = (u32, u32, u32);

fn clock_and_zone(time: &str, profile: Profile) -> Result<(Clock, i32), Fault> {
    let zone_at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let offset = match zone {
        "Z" => 0,
        "" if profile == Profile::Iso8601 => 0,
        "" => return Err(Fault::Form),
        _ => {
            let (hours, minutes) = zone[1..].split_once(':').ok_or(Fault::Form)?;
            if !is_digits(hours, 2) || !is_digits(minutes, 2) {
                return Err(Fault::Form);
            }
            offset_minutes(zone.starts_with('-'), hours, minutes)?
        }
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let (whole, fraction) = match parts.get(2).and_then(|seconds| seconds.split_once('.')) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (parts.get(2).copied().unwrap_or("00"), None),
    };
    let enough = parts.len() == 3 || (parts.len() == 2 && profile != Profile::Rfc3339);
    let fraction_ok =
        fraction.is_none_or(|f| !f.is_empty() && f.bytes().all(|b| b.is_ascii_digit()));
    if !enough
        || !fraction_ok
        || !is_digits(parts[0], 2)
        || !is_digits(parts[1], 2)
        || !is_digits(whole, 2)
    {
        return Err(Fault::Form);
    }
    let number = |text: &str| text.parse::<u32>().map_err(|_| Fault::Form);
    Ok((
        (number(parts[0])?, number(parts[1])?, number(whole)?),
        offset,
    ))
}

fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_digit())
}

/// Minutes east of Greenwich. No zone was ever further than fifteen hours away.
fn offset_minutes(west: bool, hours: &str, minutes: &str) -> Result<i32, Fault> {
    let number = |text: &str| text.parse::<i32>().map_err(|_| Fault::Form);
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    if hours > 15 || minutes > 59 {
        return Err(Fault::Range);
    }
    let total = hours * 60 + minutes;
    Ok(if west { -total } else { total })
}

fn moment(date: NaiveDate, clock: Clock, offset: i32, plain: bool) -> Result<Moment, Fault> {
    let (hour, minute, second) = clock;
    // A leap second is 60; chrono counts it as the 59th with a fraction above one.
    let time = date
        .and_hms_opt(hour, minute, second.min(59))
        .filter(|_| second <= 60)
        .ok_or(Fault::Range)?;
    utc(time, offset)
        .map(|at| Moment { at, plain })
        .ok_or(Fault::Range)
}

fn utc(time: NaiveDateTime, offset: i32) -> Option<DateTime<Utc>> {
    let zone = FixedOffset::east_opt(offset * 60)?;
    zone.from_local_datetime(&time)
        .single()
        .map(|at| at.with_timezone(&Utc))
}

#[expect(
    clippy::expect_used,
    reason = "a pattern of ours; a test compiles every one"
)]
static RFC822: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = concat!(
        r"^(?:(?P<dow>mon|tue|wed|thu|fri|sat|sun)\s*,\s*)?(?P<day>[0-9]{1,2})\s+",
        r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+(?P<year>[0-9]{2}|[0-9]{4})\s+",
        r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?\s+",
        r"(?P<zone>[+-][0-9]{4}|ut|gmt|[ecmp][sd]t|[a-ik-z])$"
    );
    Regex::new(pattern).expect("the pattern is well-formed")
});
#[expect(
    clippy::expect_used,
    reason = "a pattern of ours; a test compiles every one"
)]
static PLAIN822: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = concat!(
        r"^((Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?[0-9]{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ",
        r"[0-9]{4} [0-9]{2}:[0-9]{2}(:[0-9]{2})? ([+-][0-9]{4}|UT|GMT|[ECMP][SD]T|Z)$"
    );
    Regex::new(pattern).expect("the pattern is well-formed")
});
#[expect(
    clippy::expect_used,
    reason = "a pattern of ours; a test compiles every one"
)]
static COMMENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\([^()]*\)").expect("the pattern is well-formed"));

/// Reads a date of RFC 822 with the four-digit years of RFC 2822.
pub(in crate::validate) fn rfc822(value: &str) -> Result<Moment, Fault> {
    let plain = PLAIN822.is_match(value);
    let mut bare = value.to_owned();
    if value.contains(['(', '\\']) {
        bare = bare.replace('\\', "");
        // Comments may nest (RFC 822 3.1.4); four levels are more than anyone writes.
        for _ in 0..4 {
            bare = COMMENT.replace_all(&bare, " ").into_owned();
        }
    }
    let bare = bare.trim().to_ascii_lowercase();
    let found = RFC822.captures(&bare).ok_or(Fault::Form)?;
    let text = |name: &str| found.name(name).map_or("0", |m| m.as_str());
    let number = |name: &str| text(name).parse::<u32>().map_err(|_| Fault::Form);
    let year = match (number("year")?, text("year").len()) {
        (year, 4) => year,
        (year, _) if year < 50 => 2000 + year,
        (year, _) => 1900 + year,
    };
    let months = "janfebmaraprmayjunjulaugsepoctnovdec";
    let month = months
        .find(text("month"))
        .and_then(|at| u32::try_from(at / 3 + 1).ok())
        .ok_or(Fault::Form)?;
    let year = i32::try_from(year).map_err(|_| Fault::Range)?;
    let date = NaiveDate::from_ymd_opt(year, month, number("day")?).ok_or(Fault::Range)?;
    if let Some(dow) = found.name("dow")
        && date.format("%a").to_string().to_ascii_lowercase() != dow.as_str()
    {
        return Err(Fault::Weekday);
    }
    let clock = (number("hour")?, number("minute")?, number("second")?);
    moment(date, clock, zone_minutes(text("zone"))?, plain)
}

fn zone_minutes(zone: &str) -> Result<i32, Fault> {
    if let Some(west) = zone.strip_prefix(['+', '-']) {
        return offset_minutes(zone.starts_with('-'), &west[..2], &west[2..]);
    }
    // Military letters are unreliable and count as UTC (RFC 2822 4.3).
    Ok(match zone {
        "edt" => -240,
        "est" | "cdt" => -300,
        "cst" | "mdt" => -360,
        "mst" | "pdt" => -420,
        "pst" => -480,
        _ => 0,
    })
}
