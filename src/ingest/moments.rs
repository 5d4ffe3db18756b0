//! Dates of wires: ISO 8601 in both its forms becomes RFC 3339; one without a zone is never completed by guessing.

use std::sync::LazyLock;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use regex::Regex;

/// Reads `20151210T191044Z`, `20170102T222800+0000`, `2026-11-14T08:30:00.000-05:00` and the like.
///
/// # Errors
/// What is wrong, to be said after the name of the field.
pub(crate) fn read(text: &str) -> Result<String, &'static str> {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?P<y>\d{4})-?(?P<mo>\d\d)-?(?P<d>\d\d)(?:[Tt ](?P<h>\d\d):?(?P<mi>\d\d)(?::?(?P<s>\d\d)(?:[.,](?P<f>\d{1,9}))?)?)?(?P<zone>[Zz]|(?P<sign>[+-])(?P<zh>\d\d)(?::?(?P<zm>\d\d))?)?$",
        )
        .expect("the pattern of moments compiles")
    });
    let text = text.trim();
    let Some(found) = FORM.captures(text) else {
        return Err("is no date and time; write it such as 20261114T083000Z");
    };
    if found.name("h").is_none() {
        return Err("has no time of day; write it such as 20261114T083000Z");
    }
    if found.name("zone").is_none() {
        return Err(
            "has no time zone, and none is guessed; write it such as 20261114T083000Z or 20261114T083000-0500",
        );
    }
    let part = |name| found.name(name).map_or("00", |part| part.as_str());
    let zone = found.name("sign").map_or_else(
        || "+00:00".to_owned(),
        |sign| format!("{}{}:{}", sign.as_str(), part("zh"), part("zm")),
    );
    let plain = format!(
        "{}-{}-{}T{}:{}:{}.{}{zone}",
        part("y"),
        part("mo"),
        part("d"),
        part("h"),
        part("mi"),
        part("s"),
        part("f"),
    );
    let moment: DateTime<FixedOffset> = DateTime::parse_from_rfc3339(&plain)
        .map_err(|_| "names a day or an hour that does not exist")?;
    Ok(moment.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

/// Whether one moment that [`read`] gave lies after another.
pub(crate) fn is_later(one: &str, other: &str) -> bool {
    let moment = |text| DateTime::parse_from_rfc3339(text).ok();
    matches!((moment(one), moment(other)), (Some(one), Some(other)) if one > other)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::*;

    /// G.3: AP's basic format, EFE's offset without a colon, and what NTB leaves out.
    #[test]
    fn both_forms_are_read_and_a_zone_is_needed() {
        for (given, read_as) in [
            ("20151210T191044Z", "2015-12-10T19:10:44Z"),
            ("20170102T222800+0000", "2017-01-02T22:28:00Z"),
            ("20170102T2228-0500", "2017-01-02T22:28:00-05:00"),
            ("2017-01-31T03:47:29.000Z", "2017-01-31T03:47:29Z"),
            ("2022-10-11T11:14:42+02:00", "2022-10-11T11:14:42+02:00"),
            (" 2026-11-14 08:30:00+05:30 ", "2026-11-14T08:30:00+05:30"),
            ("20261114T083000.250-08", "2026-11-14T08:30:00.250-08:00"),
        ] {
            assert_eq!(read(given).as_deref(), Ok(read_as), "{given}");
        }
        for (given, fault) in [
            ("2020-09-07T14:45:26", "zone"),
            ("20200907T144527", "zone"),
            ("20200907", "time of day"),
            ("20200931T120000Z", "does not exist"),
            ("20200907T250000Z", "does not exist"),
            ("yesterday", "no date"),
            ("", "no date"),
        ] {
            assert!(read(given).unwrap_err().contains(fault), "{given}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_rfc_3339(text in "[0-9TZ:+. -]{0,30}|[0-9]{8}T[0-9]{6}([+-][0-9]{4}|Z)") {
            if let Ok(read) = read(&text) {
                prop_assert!(DateTime::parse_from_rfc3339(&read).is_ok());
            }
        }
    }
}
