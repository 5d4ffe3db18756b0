//! Media RSS 1.5.1 for RSS and Atom alike: each photo with what is known of it, each recording.
//!
//! A photo has one rendition, so each stands in a `media:content` of its own: a `media:group` is for several renditions
//! of one thing, and a group of one is an error to the W3C validator.

use crate::article::photo::CreditRole;

use super::showing::{Picture, Recording, Showing};
use super::xml::{self, Element};

/// Vocabulary of the roles that Media RSS's own list (`urn:ebu`) has no word for: `provider` and `distributor`.
const ROLES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/credit-roles");

/// The Media RSS elements of an article: recordings first, then photos, the lead first.
pub(super) fn elements(showing: &Showing<'_>) -> Vec<Element> {
    let recordings = showing.recordings.iter().map(recording);
    let pictures = showing.pictures.iter().enumerate();
    recordings
        .chain(pictures.map(|(n, shown)| picture(shown, n == 0, &showing.headline)))
        .collect()
}

fn picture(picture: &Picture, leads: bool, headline: &str) -> Element {
    let (width, height) = (picture.width.to_string(), picture.height.to_string());
    let mut content = Element::new("media:content")
        .with("url", &picture.url)
        .with("type", &picture.media_type)
        .with("medium", "image");
    if picture.size_bytes > 0 {
        content = content.with("fileSize", picture.size_bytes.to_string());
    }
    let is_measured = picture.width > 0 && picture.height > 0;
    if is_measured {
        content = content.with("width", &width).with("height", &height);
    }
    content.push(plain("media:title", headline));
    if let Some(caption) = &picture.caption {
        content.push(plain("media:description", caption));
    }
    if leads {
        let mut thumbnail = Element::new("media:thumbnail").with("url", &picture.url);
        if is_measured {
            thumbnail = thumbnail.with("width", width).with("height", height);
        }
        content.push(thumbnail);
    }
    credits(picture).for_each(|credit| content.push(credit));
    if let Some(rights) = &picture.rights {
        content.push(Element::of("media:copyright", rights));
    }
    if let Some(alt) = &picture.alt {
        content.push(plain("media:text", alt));
    }
    content
}

/// One credit for each name; the line as printed where nobody could be read out of it.
fn credits(picture: &Picture) -> impl Iterator<Item = Element> {
    let named = picture.credits.iter().filter_map(|credit| {
        let name = xml::some_line(&credit.name)?;
        let (scheme, role) = match credit.role {
            CreditRole::Photographer => ("urn:ebu", "photographer"),
            CreditRole::Provider => (ROLES, "provider"),
            CreditRole::Distributor => (ROLES, "distributor"),
        };
        let credit = Element::of("media:credit", name);
        Some(credit.with("role", role).with("scheme", scheme))
    });
    let line = picture
        .credit
        .as_ref()
        .filter(|_| picture.credits.is_empty());
    named.chain(line.map(|line| Element::of("media:credit", line)))
}

fn recording(recording: &Recording) -> Element {
    let mut content = Element::new("media:content")
        .with("url", &recording.url)
        .with("type", &recording.media_type);
    if let Some(medium) = medium(&recording.media_type) {
        content = content.with("medium", medium);
    }
    if let Some(size) = recording.size_bytes.filter(|size| *size > 0) {
        content = content.with("fileSize", size.to_string());
    }
    if let Some(seconds) = recording.duration_seconds {
        content = content.with("duration", seconds.to_string());
    }
    if let Some(title) = &recording.title {
        content.push(plain("media:title", title));
    }
    content
}

fn plain(name: &'static str, text: &str) -> Element {
    Element::of(name, text).with("type", "plain")
}

fn medium(media_type: &str) -> Option<&'static str> {
    match media_type.split('/').next() {
        Some("audio") => Some("audio"),
        Some("video") => Some("video"),
        Some("image") => Some("image"),
        _ => None,
    }
}
