//! `media`: pictures with caption and producer, audio, video; what cannot be fetched is told, not lost.

use roxmltree::Node;

use super::Reading;
use crate::article::draft::{DraftMedium, DraftPhoto};
use crate::ingest::pictures::{self, Rendition};
use crate::ingest::xml::{attr, child, children, text};

/// Reads every `media` of the content.
pub(super) fn read(content: Node<'_, '_>, reading: &mut Reading<'_>) {
    let media = content
        .descendants()
        .filter(|node| node.is_element() && node.tag_name().name() == "media");
    for node in media {
        let kind = attr(node, "media-type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let first = child(node, "media-reference").and_then(|one| attr(one, "mime-type"));
        match kind.as_str() {
            "image" | "photo" | "picture" | "graphic" | "" if !is_sound(first) => {
                photo(node, reading)
            }
            "audio" | "video" | "" => medium(node, reading),
            _ => {
                reading
                    .draft
                    .doubts
                    .push(format!("A medium of the type “{kind}” was left out."));
                keep(node, reading);
            }
        }
    }
}

fn is_sound(media_type: Option<&str>) -> bool {
    media_type.is_some_and(|kind| kind.starts_with("audio/") || kind.starts_with("video/"))
}

fn keep(node: Node<'_, '_>, reading: &mut Reading<'_>) {
    for reference in children(node, "media-reference") {
        reading.kept.element(reference);
    }
}

fn photo(node: Node<'_, '_>, reading: &mut Reading<'_>) {
    let renditions: Vec<Rendition<'_>> = children(node, "media-reference")
        .filter_map(|reference| {
            Some(Rendition {
                address: attr(reference, "source").or(attr(reference, "data-location"))?,
                media_type: attr(reference, "mime-type"),
                width: attr(reference, "width").and_then(|width| width.parse().ok()),
                height: attr(reference, "height").and_then(|height| height.parse().ok()),
                role: attr(reference, "class"),
            })
        })
        .collect();
    let captions: Vec<String> = children(node, "media-caption").filter_map(text).collect();
    let caption = Some(captions.join(" ")).filter(|caption| !caption.is_empty());
    let credit = child(node, "media-producer").and_then(text);
    let rights = children(node, "media-metadata")
        .find(|data| attr(*data, "name").is_some_and(|name| name.eq_ignore_ascii_case("copyright")))
        .and_then(|data| attr(data, "value"))
        .map(str::to_owned);
    let alt = children(node, "media-reference")
        .find_map(|reference| attr(reference, "alternate-text"))
        .map(str::to_owned);
    let has_bytes = children(node, "media-object").next().is_some();
    let Some(best) = pictures::best(&renditions) else {
        if caption.is_some() || has_bytes {
            reading.draft.doubts.push(format!(
                "A picture has no address and was left out; its caption: {}",
                caption.as_deref().unwrap_or("none")
            ));
        }
        return;
    };
    let (url, photo) = pictures::source(best.address);
    reading.draft.photos.push(DraftPhoto {
        url,
        photo,
        caption,
        credit,
        alt,
        rights,
        ..DraftPhoto::default()
    });
    if renditions.len() > 1 {
        keep(node, reading);
    }
}

fn medium(node: Node<'_, '_>, reading: &mut Reading<'_>) {
    let title = child(node, "media-caption").and_then(text);
    let reference = children(node, "media-reference").find(|one| {
        attr(*one, "source").is_some_and(|source| pictures::source(source).0.is_some())
            && is_sound(attr(*one, "mime-type"))
    });
    let Some(reference) = reference else {
        reading.draft.doubts.push(format!(
            "Audio or video without a full address or type was left out: {}",
            title.as_deref().unwrap_or("no caption")
        ));
        keep(node, reading);
        return;
    };
    let seconds = attr(reference, "time")
        .filter(|_| {
            attr(reference, "time-unit-of-measure").is_none_or(|unit| unit.starts_with("sec"))
        })
        .and_then(|time| time.parse().ok());
    let size = attr(reference, "data-size").or(attr(reference, "size"));
    let size_bytes = size.and_then(|size| size.parse().ok());
    reading.draft.media.push(DraftMedium {
        url: attr(reference, "source").map(str::to_owned),
        media_type: attr(reference, "mime-type").map(str::to_owned),
        size_bytes,
        duration_seconds: seconds,
        title,
    });
}
