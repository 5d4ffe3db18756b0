//! Cleans texts and dates that were found in a photo.

use std::sync::LazyLock;

use encoding_rs::WINDOWS_1252;
use regex::Regex;

/// The longest text that is kept, in bytes.
const TEXT_BYTES: usize = 64 << 10;

/// A text without control characters and outer space; `None` where nothing is left.
pub(super) fn clean(text: &str) -> Option<String> {
    let end = text.floor_char_boundary(TEXT_BYTES);
    let text = text[..end].replace("\r\n", "\n").replace('\r', "\n");
    let is_kept = |c: char| match c {
        '\n' | '\t' => true,
        '\u{FFFE}' | '\u{FFFF}' => false,
        c => !c.is_control(),
    };
    let text: String = text.chars().filter(|c| is_kept(*c)).collect();
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    (!text.is_empty()).then(|| text.to_owned())
}

/// Bytes of an unknown charset: UTF-8 where they are that, also when cut inside a character;
/// else Windows-1252, the habit of old programs.
pub(super) fn guess(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
            String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned()
        }
        Err(_) => WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned(),
    }
}

/// A date of XMP (a profile of ISO 8601), as far as it is one.
pub(super) fn xmp_date(text: &str) -> Option<String> {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        let time = r"T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?";
        Regex::new(&format!(
            r"^\d{{4}}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])({time})?)?)?$"
        ))
        .expect("the pattern is constant")
    });
    let text = text.trim();
    DATE.is_match(text).then(|| text.to_owned())
}

/// A date of IIM: `CCYYMMDD`, where unknown parts are zero (IIM 4.2, 2:55), and a time
/// `HHMMSS±HHMM` (2:60).
pub(super) fn iim_date(date: &str, time: Option<&str>) -> Option<String> {
    let digits =
        |text: &str, n: usize| text.len() >= n && text.bytes().take(n).all(|b| b.is_ascii_digit());
    let date: String = date.chars().filter(|c| *c != '-' && *c != ':').collect();
    if !date.is_ascii() || !digits(&date, 8) {
        return None;
    }
    let (year, month, day) = (&date[..4], &date[4..6], &date[6..8]);
    if month == "00" {
        return xmp_date(year);
    }
    if day == "00" {
        return xmp_date(&format!("{year}-{month}"));
    }
    let time: String = time
        .unwrap_or_default()
        .chars()
        .filter(|c| *c != ':')
        .collect();
    if !time.is_ascii() || !digits(&time, 6) {
        return xmp_date(&format!("{year}-{month}-{day}"));
    }
    let zone = match time.as_bytes().get(6) {
        Some(sign @ (b'+' | b'-')) if digits(&time[7..], 4) => {
            format!("{}{}:{}", char::from(*sign), &time[7..9], &time[9..11])
        }
        _ => String::new(),
    };
    let (hour, minute, second) = (&time[..2], &time[2..4], &time[4..6]);
    xmp_date(&format!(
        "{year}-{month}-{day}T{hour}:{minute}:{second}{zone}"
    ))
}

/// A date of EXIF: `YYYY:MM:DD HH:MM:SS` and an offset `±HH:MM` (EXIF 2.32, 4.6.6).
pub(super) fn exif_date(date: &str, offset: Option<&str>) -> Option<String> {
    let (day, time) = date.trim().split_once(' ')?;
    let day = day.replace(':', "-");
    let zoned = format!("{day}T{time}{}", offset.map(str::trim).unwrap_or_default());
    xmp_date(&zoned)
        .or_else(|| xmp_date(&format!("{day}T{time}")))
        .or_else(|| xmp_date(&day))
}

#[cfg(test)]
mod tests {
    use super::{clean, exif_date, guess, iim_date, xmp_date};

    #[test]
    fn texts_are_cleaned() {
        assert_eq!(clean(" a\u{7}b\r\nc\0 \u{FEFF}").as_deref(), Some("ab\nc"));
        assert_eq!(clean(" \0\u{1}\n "), None);
        assert_eq!(clean(&"é".repeat(60_000)).unwrap().len(), 64 << 10);
        assert_eq!(guess("Żółć".as_bytes()), "Żółć");
        assert_eq!(guess(&"Żółć".as_bytes()[..7]), "Żół");
        assert_eq!(guess(b"caf\xE9 \x93x\x94"), "café “x”");
    }

    #[test]
    fn dates_are_as_exact_as_they_were() {
        for (date, time, expected) in [
            (
                "20221019",
                Some("220100+0000"),
                Some("2022-10-19T22:01:00+00:00"),
            ),
            (
                "20221019",
                Some("220100-0430"),
                Some("2022-10-19T22:01:00-04:30"),
            ),
            ("20221019", Some("220100"), Some("2022-10-19T22:01:00")),
            ("20221019", Some("x"), Some("2022-10-19")),
            ("20221019", None, Some("2022-10-19")),
            ("20221000", Some("220100"), Some("2022-10")),
            ("20220000", None, Some("2022")),
            ("2022-10-19", None, Some("2022-10-19")),
            ("20221319", None, None),
            ("2022", None, None),
            ("２０２２１０１９", None, None),
        ] {
            assert_eq!(iim_date(date, time).as_deref(), expected, "{date} {time:?}");
        }
    }

    #[test]
    fn dates_of_exif_and_xmp_are_read() {
        for (date, offset, expected) in [
            (
                "2022:10:19 22:01:00",
                Some("+02:00"),
                Some("2022-10-19T22:01:00+02:00"),
            ),
            (
                "2022:10:19 22:01:00",
                Some("   :  "),
                Some("2022-10-19T22:01:00"),
            ),
            ("2022:10:19 22:01:00", None, Some("2022-10-19T22:01:00")),
            ("0000:00:00 00:00:00", None, None),
            ("    :  :     :  :  ", None, None),
        ] {
            assert_eq!(
                exif_date(date, offset).as_deref(),
                expected,
                "{date} {offset:?}"
            );
        }
        for good in [
            "2022",
            "2022-10",
            "2022-10-19",
            "2022-10-19T22:01Z",
            "2022-10-19T22:01:00.25+02:00",
        ] {
            assert_eq!(xmp_date(good).as_deref(), Some(good));
        }
        for bad in [
            "",
            "today",
            "2022-13",
            "2022-10-19 22:01",
            "2022-10-19T25:00",
        ] {
            assert_eq!(xmp_date(bad), None);
        }
    }
}
