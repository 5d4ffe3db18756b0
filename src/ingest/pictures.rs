//! Which rendition of a picture is taken, and whether its address can be fetched or names a file that comes along.

use url::Url;

/// One size of a picture, as a wire lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rendition<'a> {
    /// Address or file name.
    pub(super) address: &'a str,
    /// Its media type, as stated.
    pub(super) media_type: Option<&'a str>,
    /// Pixels across, as stated.
    pub(super) width: Option<u64>,
    /// Pixels down, as stated.
    pub(super) height: Option<u64>,
    /// What it is for: `highRes`, `web`, `thumbnail`.
    pub(super) role: Option<&'a str>,
}

/// The largest picture that is one: no vector, no sound; one that can be fetched before one that cannot.
pub(super) fn best<'r, 'a>(renditions: &'r [Rendition<'a>]) -> Option<&'r Rendition<'a>> {
    let rank = |rendition: &Rendition<'_>| {
        let fetchable = source(rendition.address).0.is_some();
        let pixels = rendition
            .width
            .unwrap_or(0)
            .saturating_mul(rendition.height.or(rendition.width).unwrap_or(0));
        let role = rendition
            .role
            .map(str::to_ascii_lowercase)
            .unwrap_or_default();
        let size = if role.contains("thumb") {
            0
        } else if role.contains("preview") || role.contains("web") || role.contains("lowres") {
            1
        } else {
            2
        };
        (fetchable, pixels, size)
    };
    let mut best: Option<&Rendition<'_>> = None;
    for rendition in renditions.iter().filter(|rendition| is_picture(rendition)) {
        // Of equal ones the first stays.
        if best.is_none_or(|known| rank(rendition) > rank(known)) {
            best = Some(rendition);
        }
    }
    best
}

fn is_picture(rendition: &Rendition<'_>) -> bool {
    rendition.media_type.is_none_or(|kind| {
        let kind = kind.to_ascii_lowercase();
        kind.starts_with("image/") && !kind.starts_with("image/svg")
    })
}

/// An address to fetch from, else the name of a file that may come with the same push.
pub(super) fn source(address: &str) -> (Option<String>, Option<String>) {
    match Url::parse(address) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => (Some(address.to_owned()), None),
        _ => {
            let name = address.rsplit(['/', '\\']).next().unwrap_or(address).trim();
            (None, Some(name.to_owned()).filter(|name| !name.is_empty()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendition<'a>(address: &'a str, width: Option<u64>, role: Option<&'a str>) -> Rendition<'a> {
        Rendition {
            address,
            media_type: Some("image/jpeg"),
            width,
            height: None,
            role,
        }
    }

    #[test]
    fn the_largest_that_can_be_fetched_is_taken() {
        let all = [
            rendition("https://a.example/t.jpg", Some(80), Some("rnd:thumbnail")),
            rendition("https://a.example/w.jpg", Some(1024), Some("rnd:web")),
            rendition("./h.jpg", Some(4000), Some("rnd:highRes")),
        ];
        assert_eq!(best(&all).unwrap().address, "https://a.example/w.jpg");
        let unmeasured = [
            rendition("https://a.example/t.jpg", None, Some("rnd:thumb")),
            rendition("https://a.example/h.jpg", None, Some("rnd:highRes")),
            rendition("https://a.example/w.jpg", None, Some("rnd:web")),
        ];
        assert_eq!(
            best(&unmeasured).unwrap().address,
            "https://a.example/h.jpg"
        );
        let vector = [Rendition {
            media_type: Some("image/svg+xml"),
            ..rendition("https://a.example/m.svg", Some(9), None)
        }];
        assert_eq!(best(&vector), None);
    }

    #[test]
    fn what_cannot_be_fetched_is_a_file_name() {
        assert_eq!(
            source("https://a.example/x.jpg").0.as_deref(),
            Some("https://a.example/x.jpg")
        );
        assert_eq!(
            source("file:///./ a-web.jpg"),
            (None, Some("a-web.jpg".to_owned()))
        );
        assert_eq!(source("./a.jpg"), (None, Some("a.jpg".to_owned())));
        assert_eq!(source("ftp://a.example/"), (None, None));
        assert_eq!(source("iJIJyyF0tiE").1.as_deref(), Some("iJIJyyF0tiE"));
    }
}
