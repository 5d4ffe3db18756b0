//! The pictures of an article, and what is recorded of it.

use serde_json::Value;
use url::Url;

use super::super::tree;
use super::graph::{Graph, Object};
use crate::article::draft::{DraftMedium, DraftPhoto};

/// The most pictures that are taken.
const MOST: usize = 32;

/// A picture as a value gives it, with its size where it is said.
struct Picture {
    photo: DraftPhoto,
    area: u64,
    /// Whether it says more of itself than where it is.
    described: bool,
}

/// The pictures. Addresses without words beside each other are one picture in several shapes, as search engines ask
/// for it: the largest is taken, else the first.
pub(super) fn photos(
    graph: &Graph,
    article: &Object,
    base: Option<&Url>,
    doubts: &mut Vec<String>,
) -> Vec<DraftPhoto> {
    let mut values = graph.values(article, "image");
    values.extend(graph.values(article, "primaryImageOfPage"));
    if values.is_empty() {
        values = graph.values(article, "thumbnailUrl");
    }
    let pictures: Vec<Picture> = values
        .into_iter()
        .filter_map(|value| picture(graph, value, base))
        .collect();
    let (described, bare): (Vec<Picture>, Vec<Picture>) =
        pictures.into_iter().partition(|picture| picture.described);
    let n_bare = bare.len();
    let largest = bare.into_iter().reduce(|best, picture| {
        if picture.area > best.area {
            picture
        } else {
            best
        }
    });
    let mut photos: Vec<DraftPhoto> = Vec::new();
    for picture in described.into_iter().chain(largest) {
        if photos.iter().all(|known| known.url != picture.photo.url) && photos.len() < MOST {
            photos.push(picture.photo);
        }
    }
    if n_bare > 1 {
        doubts.push(format!(
            "The page gives {n_bare} addresses for its picture without a word about them; one was taken."
        ));
    }
    photos
}

fn picture(graph: &Graph, value: &Value, base: Option<&Url>) -> Option<Picture> {
    let Value::Object(object) = value else {
        let url = tree::whole(value.as_str()?, base)?;
        return Some(Picture {
            photo: DraftPhoto {
                url: Some(url.into()),
                ..DraftPhoto::default()
            },
            area: 0,
            described: false,
        });
    };
    let url = graph
        .raw(object, "contentUrl")
        .or_else(|| graph.raw(object, "url"))
        .or_else(|| graph.raw(object, "@id"))
        .and_then(|url| tree::whole(&url, base))?;
    let side = |key| {
        graph
            .text(object, key)
            .and_then(|text| pixels(&text))
            .or_else(|| {
                let measure = graph.objects(object, key);
                pixels(&graph.text(measure.first()?, "value")?)
            })
    };
    let credit = graph.text(object, "creditText");
    let photographer = graph
        .text(object, "creator")
        .or_else(|| graph.text(object, "author"))
        .or_else(|| graph.text(object, "photographer"));
    let photo = DraftPhoto {
        url: Some(url.into()),
        caption: graph
            .text(object, "caption")
            .or_else(|| graph.text(object, "description")),
        credit,
        photographer,
        rights: graph.text(object, "copyrightNotice"),
        alt: graph.text(object, "alternateName"),
        ..DraftPhoto::default()
    };
    let described =
        photo.caption.is_some() || photo.credit.is_some() || photo.photographer.is_some();
    Some(Picture {
        area: side("width").unwrap_or(0) * side("height").unwrap_or(0),
        photo,
        described,
    })
}

/// `1200`, `1200px`.
fn pixels(text: &str) -> Option<u64> {
    let digits: String = text
        .trim()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok().filter(|pixels| *pixels <= 100_000)
}

/// Audio and video whose file and type are said.
pub(super) fn media(graph: &Graph, article: &Object, base: Option<&Url>) -> Vec<DraftMedium> {
    let mut media = Vec::new();
    for key in ["video", "audio", "associatedMedia"] {
        for object in graph.objects(article, key) {
            let url = graph
                .raw(object, "contentUrl")
                .and_then(|url| tree::whole(&url, base));
            let kind = graph
                .text(object, "encodingFormat")
                .filter(|kind| kind.starts_with("audio/") || kind.starts_with("video/"));
            if let (Some(url), Some(kind)) = (url, kind) {
                media.push(DraftMedium {
                    url: Some(url.into()),
                    media_type: Some(kind),
                    size_bytes: None,
                    duration_seconds: graph
                        .raw(object, "duration")
                        .and_then(|text| seconds(&text)),
                    title: graph.text(object, "name"),
                });
            }
        }
    }
    media.truncate(MOST);
    media
}

/// `PT1H2M3S` (ISO 8601), as far as it has no days.
fn seconds(text: &str) -> Option<u64> {
    let mut rest = text.trim().strip_prefix("PT")?;
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: u64 = rest[..end].split('.').next()?.parse().ok()?;
        let unit = match rest.as_bytes()[end] {
            b'H' => 3_600,
            b'M' => 60,
            b'S' => 1,
            _ => return None,
        };
        total = total.checked_add(number.checked_mul(unit)?)?;
        rest = &rest[end + 1..];
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_sizes() {
        assert_eq!(seconds("PT1H2M3.5S"), Some(3_723));
        for bad in ["", "PT", "P1D", "PTXS", "PT99999999999999999999S", "PT1é"] {
            assert_eq!(seconds(bad).unwrap_or(0), 0, "{bad}");
        }
        assert_eq!(pixels("1200 px"), Some(1_200));
        assert_eq!(pixels("wide"), None);
    }
}
