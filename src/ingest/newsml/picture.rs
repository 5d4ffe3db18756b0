//! Pictures and sound: items of the same message, and renditions beside the text.

use std::collections::{HashMap, HashSet};

use roxmltree::Node;

use super::Reading;
use super::concept::{in_language, name_or_literal, role, word};
use super::message::{Parts, guid};
use crate::article::draft::{DraftMedium, DraftPhoto};
use crate::ingest::moments;
use crate::ingest::pictures::{self, Rendition};
use crate::ingest::xml::{attr, child, children, text};

/// Joins the picture and sound items of a message to its text: those that the package or the text refers to.
pub(super) fn attach(found: &Parts<'_, '_>, reading: &mut Reading<'_, '_>) {
    let linked = child(found.text, "itemMeta")
        .into_iter()
        .flat_map(|meta| children(meta, "link"));
    let refs: Vec<Node<'_, '_>> = found.refs.iter().copied().chain(linked).collect();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (place, one) in refs.iter().enumerate() {
        if let Some(target) = attr(*one, "residref").or(attr(*one, "href")) {
            places.entry(target).or_insert(place);
        }
    }
    let order = |item: &Node<'_, '_>| {
        guid(*item)
            .and_then(|guid| places.get(guid).copied())
            .unwrap_or(usize::MAX)
    };
    let mut items: Vec<Node<'_, '_>> = found
        .pictures
        .iter()
        .chain(&found.sounds)
        .copied()
        .collect();
    let any_named = items.iter().any(|item| order(item) != usize::MAX);
    items.sort_by_key(order);
    for item in items {
        let shown = guid(item).unwrap_or("without a guid");
        if any_named && order(&item) == usize::MAX {
            reading.draft.doubts.push(format!(
                "A picture or recording came along that nothing refers to; it was left out: {shown}"
            ));
        } else if let Some(why) = held_back(item, reading) {
            reading.draft.doubts.push(format!(
                "A picture or recording was left out, for it is {why}: {shown}"
            ));
        } else {
            if !any_named {
                reading.draft.doubts.push(format!(
                    "Nothing in the message says that the picture or recording belongs to the text; it was taken: {shown}"
                ));
            }
            take(item, reading);
        }
    }
    missing(found, &refs, reading);
}

/// Pictures that the package names and the message does not carry.
fn missing(found: &Parts<'_, '_>, refs: &[Node<'_, '_>], reading: &mut Reading<'_, '_>) {
    let items = found.pictures.iter().chain(&found.sounds);
    let carried: HashSet<&str> = items.filter_map(|item| guid(*item)).collect();
    for one in refs {
        let Some(target) = attr(*one, "residref") else {
            continue;
        };
        let class = child(*one, "itemClass").and_then(word).unwrap_or_default();
        if !carried.contains(target) && matches!(class.as_str(), "picture" | "graphic" | "photo") {
            reading.draft.doubts.push(format!(
                "The package names a picture that did not come along: {target}"
            ));
        }
    }
}

/// Why an item may not be shown with the text: withdrawn, held, or under an embargo that outlasts the text's.
fn held_back(item: Node<'_, '_>, reading: &Reading<'_, '_>) -> Option<&'static str> {
    let meta = child(item, "itemMeta")?;
    match child(meta, "pubStatus").and_then(word).as_deref() {
        None | Some("usable") => {}
        Some("canceled" | "cancelled") => return Some("withdrawn"),
        Some(_) => return Some("withheld"),
    }
    let embargo = child(meta, "embargoed")?;
    let until = text(embargo).and_then(|until| moments::read(&until).ok());
    match (until, reading.draft.embargo.as_deref()) {
        (Some(until), Some(text)) if !moments::is_later(&until, text) => None,
        (_, _) => Some("under an embargo"),
    }
}

fn take(item: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let Some(set) = child(item, "contentSet") else {
        return;
    };
    let language = reading.language.clone();
    let language = language.as_deref();
    let meta = child(item, "contentMeta");
    let of_meta = |name| -> Vec<Node<'_, '_>> {
        meta.into_iter()
            .flat_map(|meta| children(meta, name))
            .collect()
    };
    let descriptions = of_meta("description");
    let with_role = |part: &str| -> Vec<Node<'_, '_>> {
        descriptions
            .iter()
            .copied()
            .filter(|node| role(*node).contains(part))
            .collect()
    };
    let caption = in_language(&with_role("caption"), language)
        .or_else(|| in_language(&descriptions, language))
        .or_else(|| in_language(&of_meta("headline"), language))
        .and_then(text);
    let credit = of_meta("creditline").first().copied().and_then(text);
    let rights = child(item, "rightsInfo").and_then(|info| {
        let notices: Vec<Node<'_, '_>> = children(info, "copyrightNotice").collect();
        in_language(&notices, language).and_then(text)
    });
    let photo = DraftPhoto {
        caption,
        credit,
        photographer: photographer(&of_meta("creator"), language),
        alt: in_language(&with_role("alt"), language).and_then(text),
        rights,
        ..DraftPhoto::default()
    };
    remote(set, photo, reading);
}

/// Who took it: the creator whose role says so, else the first with a name.
fn photographer(creators: &[Node<'_, '_>], language: Option<&str>) -> Option<String> {
    creators
        .iter()
        .find(|creator| role(**creator).contains("photo"))
        .or(creators.first())
        .and_then(|creator| name_or_literal(*creator, language))
}

/// Renditions that stand beside the text in its own item; another form of the text is none.
pub(super) fn of_text(set: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let shows = children(set, "remoteContent").any(|node| {
        attr(node, "contenttype").is_some_and(|kind| {
            ["image/", "audio/", "video/"]
                .iter()
                .any(|start| kind.starts_with(start))
        })
    });
    if shows {
        remote(set, DraftPhoto::default(), reading);
    } else {
        for node in children(set, "remoteContent") {
            reading.kept.element(node);
        }
    }
}

/// Takes the best rendition of a set: a picture with what is said of it, or sound.
fn remote(set: Node<'_, '_>, photo: DraftPhoto, reading: &mut Reading<'_, '_>) {
    let sound = children(set, "remoteContent").find(|node| {
        attr(*node, "contenttype")
            .is_some_and(|kind| kind.starts_with("audio/") || kind.starts_with("video/"))
            && attr(*node, "href").is_some_and(|href| pictures::source(href).0.is_some())
    });
    if let Some(node) = sound {
        recording(node, photo.caption, reading);
        return;
    }
    let renditions: Vec<Rendition<'_>> = children(set, "remoteContent")
        .filter_map(|node| {
            let number = |name| attr(node, name).and_then(|value| value.parse().ok());
            Some(Rendition {
                address: attr(node, "href").or(attr(node, "residref"))?,
                media_type: attr(node, "contenttype"),
                width: number("width"),
                height: number("height"),
                role: attr(node, "rendition").or(attr(node, "renditionuri")),
            })
        })
        .collect();
    for node in children(set, "remoteContent") {
        reading.kept.element(node);
    }
    match pictures::best(&renditions) {
        Some(best) => {
            let (url, name) = pictures::source(best.address);
            reading.draft.photos.push(DraftPhoto {
                url,
                photo: name,
                ..photo
            });
        }
        None => reading.draft.doubts.push(format!(
            "A picture has no rendition that can be taken; its caption: {}",
            photo.caption.as_deref().unwrap_or("none")
        )),
    }
}

fn recording(node: Node<'_, '_>, title: Option<String>, reading: &mut Reading<'_, '_>) {
    let seconds = attr(node, "duration")
        .filter(|_| {
            attr(node, "durationunit")
                .is_none_or(|unit| unit.ends_with(":seconds") || unit == "seconds")
        })
        .and_then(|duration| duration.parse().ok());
    let size_bytes = attr(node, "size").and_then(|size| size.parse().ok());
    reading.draft.media.push(DraftMedium {
        url: attr(node, "href").map(str::to_owned),
        media_type: attr(node, "contenttype").map(str::to_owned),
        size_bytes,
        duration_seconds: seconds,
        title,
    });
    reading.kept.element(node);
}
