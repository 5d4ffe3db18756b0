//! The candidates of a `srcset`: read as browsers read them, written again with whole addresses.

use url::Url;

/// The most candidates.
const MOST: usize = 16;

/// Reads the candidates and writes those that have an address of http or https (HTML 4.8.4.2.2); `None` where none has.
pub(super) fn whole(srcset: &str, resolve: impl Fn(&str) -> Option<Url>) -> Option<String> {
    let mut written: Vec<String> = Vec::new();
    let mut rest = srcset;
    while written.len() < MOST {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            break;
        }
        let end = rest
            .find(|c: char| c.is_ascii_whitespace())
            .unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        let bare = address.trim_end_matches(',');
        let descriptor = if bare.len() < address.len() {
            rest = after;
            ""
        } else {
            let end = after.find(',').unwrap_or(after.len());
            let (descriptor, after) = after.split_at(end);
            rest = after;
            descriptor.trim()
        };
        let Some(url) = resolve(bare) else { continue };
        // A comma at the end of an address, or a space in it, would be read as ours.
        let url = url.as_str().replace(',', "%2C");
        match descriptor {
            "" => written.push(url),
            good if is_descriptor(good) => written.push(format!("{url} {good}")),
            _ => {}
        }
    }
    (!written.is_empty()).then(|| written.join(", "))
}

/// `2x`, `1.5x`, `640w`.
fn is_descriptor(text: &str) -> bool {
    let Some(number) = text.strip_suffix(['x', 'w']) else {
        return false;
    };
    !number.is_empty()
        && number.len() <= 8
        && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && number.parse::<f32>().is_ok_and(|number| number > 0.0)
        && (text.ends_with('x') || !number.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_written_whole() {
        let base = Url::parse("https://c.example/a/").unwrap();
        let resolve = |text: &str| {
            base.join(text)
                .ok()
                .filter(|url| matches!(url.scheme(), "http" | "https"))
        };
        let read = |srcset: &str| whole(srcset, resolve);
        assert_eq!(
            read(
                "s.jpg 320w,\n /b,c.jpg  640w , javascript:alert(1) 2x, t.jpg, u.jpg 0x, v.jpg 1.5w"
            )
            .as_deref(),
            Some(
                "https://c.example/a/s.jpg 320w, https://c.example/b%2Cc.jpg 640w, https://c.example/a/t.jpg"
            )
        );
        for none in ["", " , ,", "data:image/png;base64,AA 1x", "x.jpg 1q"] {
            assert_eq!(read(none), None, "{none}");
        }
        let once = read("s.jpg 1x, t,.jpg 2x").unwrap();
        assert_eq!(read(&once).as_deref(), Some(once.as_str()));
    }
}
