//! Photos and recordings as associations.

use serde_json::{Value, json};

use super::again::address;
use crate::article::byline::AuthorKind;
use crate::article::photo::{CreditRole, Medium, Photo, PhotoCredit, PhotoFile};
use crate::feed::{Site, Story};

/// The associations of an article: its photos in order, then its recordings.
pub(super) fn associations(story: &Story, site: &Site) -> Value {
    let article = &story.article;
    let files = story.files.iter().map(Option::as_ref);
    let files = files.chain(std::iter::repeat(None));
    let mut list: Vec<Value> = article
        .photos
        .iter()
        .zip(files)
        .enumerate()
        .map(|(n, (photo, file))| picture(n + 1, photo, file, site))
        .collect();
    list.extend(
        article
            .media
            .iter()
            .enumerate()
            .map(|(n, medium)| recording(n + 1, medium)),
    );
    json!(list)
}

fn picture(n: usize, photo: &Photo, file: Option<&PhotoFile>, site: &Site) -> Value {
    let href = address(&photo.source, site);
    let mut rendition = json!({"name": "main", "href": href});
    if let Some(file) = file {
        rendition["contentType"] = json!(file.media_type);
        rendition["width"] = json!(file.width);
        rendition["height"] = json!(file.height);
        rendition["sizeInBytes"] = json!(file.size_bytes);
        if let Some((x, y)) = photo.focus {
            rendition["poi"] = json!({
                "x": pixel(x, file.width),
                "y": pixel(y, file.height),
            });
        }
    }
    let mut written = json!({
        "name": format!("photo-{n}"),
        "uri": href,
        "type": "picture",
        "renditions": [rendition],
    });
    if photo.lead {
        written["rel"] = json!("lead");
    }
    let descriptions: Vec<Value> = [
        ("caption", &photo.caption),
        ("alt", &photo.alt),
        ("creditline", &photo.credit),
    ]
    .into_iter()
    .filter_map(|(role, text)| {
        Some(json!({"role": role, "contentType": "text/plain", "value": text.as_ref()?}))
    })
    .collect();
    let photographer = photo
        .credits
        .iter()
        .find(|credit| credit.role == CreditRole::Photographer);
    for (key, value) in [
        ("descriptions", json!(descriptions)),
        ("people", parties(&photo.credits, AuthorKind::Person)),
        (
            "organisations",
            parties(&photo.credits, AuthorKind::Organisation),
        ),
        ("by", json!(photographer.map(|credit| &credit.name))),
        ("copyrightNotice", json!(photo.rights)),
    ] {
        if !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()) {
            written[key] = value;
        }
    }
    written
}

/// The pixel at a share of a length.
fn pixel(share: f64, length: u32) -> Value {
    let at = (share * f64::from(length)).round();
    // A whole number without a fraction, as the schema asks.
    format!("{at:.0}")
        .parse::<i64>()
        .map_or(Value::Null, Value::from)
}

fn parties(credits: &[PhotoCredit], kind: AuthorKind) -> Value {
    let of_kind = credits.iter().filter(|credit| credit.kind == kind);
    let parties: Vec<Value> = of_kind
        .map(|credit| {
            let rel = match credit.role {
                CreditRole::Photographer => "photographer",
                CreditRole::Provider => "provider",
                CreditRole::Distributor => "distributor",
            };
            json!({"name": credit.name, "rel": rel})
        })
        .collect();
    json!(parties)
}

fn recording(n: usize, medium: &Medium) -> Value {
    let mut rendition = json!({
        "name": "main",
        "href": medium.url,
        "contentType": medium.media_type,
    });
    if let Some(size) = medium.size_bytes {
        rendition["sizeInBytes"] = json!(size);
    }
    if let Some(duration) = medium.duration_seconds {
        rendition["duration"] = json!(duration);
    }
    let kind = medium.media_type.split('/').next().unwrap_or_default();
    let mut written = json!({
        "name": format!("{kind}-{n}"),
        "uri": medium.url,
        "type": kind,
        "renditions": [rendition],
    });
    if let Some(title) = &medium.title {
        written["headlines"] = json!([{"role": "main", "value": title}]);
    }
    written
}
