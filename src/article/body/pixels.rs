//! Pictures that nobody sees: they count readers, and go.

use url::Url;

/// Hosts and paths of counters that come in the disguise of a larger picture, or of none.
const COUNTERS: &[(&str, &str)] = &[
    ("www.facebook.com", "/tr"),
    ("www.google-analytics.com", ""),
    ("ssl.google-analytics.com", ""),
    ("googleads.g.doubleclick.net", ""),
    ("ad.doubleclick.net", ""),
    ("pixel.wp.com", ""),
    ("stats.wordpress.com", ""),
    ("feeds.wordpress.com", "/1.0/"),
    ("feeds.feedburner.com", "/~r/"),
    ("feeds.feedburner.com", "/~ff/"),
    ("sb.scorecardresearch.com", ""),
    ("b.scorecardresearch.com", ""),
    ("pixel.quantserve.com", ""),
    ("bat.bing.com", ""),
    ("px.ads.linkedin.com", ""),
    ("analytics.twitter.com", ""),
    ("pixel.mathtag.com", ""),
    ("secure-us.imrworldwide.com", ""),
    ("ping.chartbeat.net", ""),
];

/// Whether a picture is there to count: a side of at most one pixel, hidden, or of a known counter.
pub(super) fn counts_readers(
    src: Option<&Url>,
    width: Option<&str>,
    height: Option<&str>,
    style: Option<&str>,
) -> bool {
    let tiny = |side: Option<&str>| side.is_some_and(|side| matches!(pixels(side), Some(0 | 1)));
    tiny(width) || tiny(height) || style.is_some_and(hides) || src.is_some_and(is_counter)
}

/// The number at the beginning of a measure, unless it is a share of something.
fn pixels(measure: &str) -> Option<u32> {
    let measure = measure.trim();
    let digits: &str = measure
        .split(|c: char| !c.is_ascii_digit())
        .next()
        .unwrap_or_default();
    let rest = &measure[digits.len()..];
    let rest = rest.strip_prefix('.').map_or(rest, |rest| {
        rest.trim_start_matches(|c: char| c.is_ascii_digit())
    });
    matches!(rest.trim(), "" | "px")
        .then(|| digits.parse().ok())
        .flatten()
}

fn hides(style: &str) -> bool {
    style.to_ascii_lowercase().split(';').any(|declaration| {
        let Some((property, value)) = declaration.split_once(':') else {
            return false;
        };
        let value = value.trim().trim_end_matches("!important").trim_end();
        match property.trim() {
            "display" => value == "none",
            "visibility" => value == "hidden",
            "width" | "height" | "max-width" | "max-height" => {
                matches!(pixels(value), Some(0 | 1))
            }
            _ => false,
        }
    })
}

fn is_counter(src: &Url) -> bool {
    let host = src.host_str().unwrap_or_default();
    COUNTERS
        .iter()
        .any(|(known, path)| *known == host && src.path().starts_with(path))
        || host.ends_with(".met.vgwort.de")
        || host.ends_with(".2o7.net")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_known() {
        let seen = |width, height, style| counts_readers(None, width, height, style);
        assert!(seen(Some("1"), Some("1"), None) && seen(Some("0"), None, None));
        assert!(seen(Some(" 1px"), None, None) && seen(Some("1.0"), None, None));
        assert!(seen(None, None, Some("border:0; WIDTH: 1px !important")));
        assert!(seen(None, None, Some("display:none")));
        assert!(!seen(Some("100%"), Some("10"), None) && !seen(Some("1%"), Some("auto"), None));
        assert!(!seen(
            Some("640"),
            Some("480"),
            Some("width:100%;height:auto")
        ));
        let url = |text| Url::parse(text).ok();
        let counter = url("https://www.facebook.com/tr?id=1");
        assert!(counts_readers(counter.as_ref(), None, None, None));
        let photo = url("https://www.facebook.com/photo.jpg");
        assert!(!counts_readers(photo.as_ref(), None, None, None));
    }
}
