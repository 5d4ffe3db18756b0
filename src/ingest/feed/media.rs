//! Pictures, sound and film of an item: enclosures and Media RSS, each file once.

use super::links::Bases;
use super::names::Space;
use super::text;
use super::tree::Element;
use crate::article::Draft;
use crate::article::draft::{DraftMedium, DraftPhoto};

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Picture,
    Recording,
    Other,
}

/// A file as a feed names it.
#[derive(Debug, Clone, Default)]
pub(in crate::ingest) struct File {
    pub(in crate::ingest) url: String,
    pub(in crate::ingest) media_type: String,
    pub(in crate::ingest) medium: String,
    pub(in crate::ingest) size_bytes: Option<u64>,
    pub(in crate::ingest) duration_seconds: Option<u64>,
    pub(in crate::ingest) width: u64,
    pub(in crate::ingest) is_default: bool,
    pub(in crate::ingest) words: Words,
}

/// What Media RSS says of a file; what a group or the item says holds for the files in it (section "Primary elements").
#[derive(Debug, Clone, Default)]
pub(in crate::ingest) struct Words {
    title: Option<String>,
    description: Option<String>,
    credit: Option<String>,
    rights: Option<String>,
    text: Option<String>,
}

/// Reads all files of an RSS item or an Atom entry into the draft.
pub(super) fn read(item: &Element, bases: &Bases, draft: &mut Draft) {
    let outer = Words::of(item, &Words::default());
    for enclosure in item.all(Space::Rss, "enclosure") {
        let file = File {
            url: enclosure.attribute("url").unwrap_or_default().to_owned(),
            media_type: enclosure.attribute("type").unwrap_or_default().to_owned(),
            size_bytes: number(enclosure.attribute("length")),
            duration_seconds: item
                .said(Space::Itunes, "duration")
                .as_deref()
                .and_then(duration),
            words: outer.clone(),
            ..File::default()
        };
        add(file, bases, draft);
    }
    for group in item.all(Space::Media, "group") {
        let words = Words::of(group, &outer);
        // The files of a group are one thing in several forms: one of them is taken.
        let files = group
            .all(Space::Media, "content")
            .map(|content| File::of(content, &words));
        let mut files: Vec<File> = files.collect();
        files.sort_by_key(|file| std::cmp::Reverse((file.is_default, file.width)));
        if let Some(best) = files.into_iter().next() {
            add(best, bases, draft);
        } else {
            thumbnail(group, &words, bases, draft);
        }
    }
    for content in item.all(Space::Media, "content") {
        add(File::of(content, &outer), bases, draft);
    }
    if draft.photos.is_empty() {
        thumbnail(item, &outer, bases, draft);
    }
    if draft.photos.is_empty()
        && let Some(image) = item.first(Space::Itunes, "image")
        && let Some(href) = image.attribute("href")
    {
        let file = File {
            url: href.to_owned(),
            medium: "image".to_owned(),
            ..File::default()
        };
        add(file, bases, draft);
    }
}

/// A thumbnail stands for the picture where there is no other.
fn thumbnail(element: &Element, words: &Words, bases: &Bases, draft: &mut Draft) {
    let thumbnails = element.all(Space::Media, "thumbnail");
    let best = thumbnails.max_by_key(|small| number(small.attribute("width")).unwrap_or(0));
    if let Some(url) = best.and_then(|small| small.attribute("url")) {
        let file = File {
            url: url.to_owned(),
            medium: "image".to_owned(),
            words: words.clone(),
            ..File::default()
        };
        add(file, bases, draft);
    }
}

impl File {
    /// The same file with a title.
    pub(in crate::ingest) fn titled(mut self, title: Option<String>) -> Self {
        self.words.title = title;
        self
    }

    fn of(content: &Element, outer: &Words) -> Self {
        let attribute = |name: &str| content.attribute(name).unwrap_or_default().to_owned();
        Self {
            url: attribute("url"),
            media_type: attribute("type"),
            medium: attribute("medium").to_ascii_lowercase(),
            size_bytes: number(content.attribute("fileSize")),
            duration_seconds: content.attribute("duration").and_then(duration),
            width: number(content.attribute("width")).unwrap_or(0),
            is_default: content.attribute("isDefault") == Some("true"),
            words: Words::of(content, outer),
        }
    }

    /// The kind of the file: its type, its medium, else the ending of its address, which is a guess and told.
    fn kind(&self, url: &str) -> (Kind, Option<&'static str>) {
        let media_type = self.media_type.trim().to_ascii_lowercase();
        let family = media_type.split('/').next().unwrap_or_default();
        match (family, self.medium.as_str()) {
            ("image", _) => return (Kind::Picture, None),
            ("audio" | "video", _) => return (Kind::Recording, None),
            ("", "image") => return (Kind::Picture, None),
            ("", "") | ("application", "") | (_, "audio" | "video") => {}
            _ => return (Kind::Other, None),
        }
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let ending = path
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_ascii_lowercase());
        let guess = match ending.as_deref().unwrap_or_default() {
            "jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" => {
                return (Kind::Picture, Some("image"));
            }
            "mp3" => "audio/mpeg",
            "m4a" => "audio/mp4",
            "ogg" | "oga" | "opus" => "audio/ogg",
            "mp4" | "m4v" => "video/mp4",
            "webm" => "video/webm",
            "mov" => "video/quicktime",
            _ => return (Kind::Other, None),
        };
        (Kind::Recording, Some(guess))
    }
}

impl Words {
    fn of(element: &Element, outer: &Self) -> Self {
        let said = |name: &str| {
            element
                .said(Space::Media, name)
                .map(|words| text::plain(&words))
                .filter(|words| !words.is_empty())
        };
        let credits: Vec<String> = element
            .all(Space::Media, "credit")
            .map(|credit| text::plain(&credit.text()))
            .filter(|credit| !credit.is_empty())
            .collect();
        let credit = (!credits.is_empty()).then(|| credits.join(" / "));
        Self {
            title: said("title").or_else(|| outer.title.clone()),
            description: said("description").or_else(|| outer.description.clone()),
            credit: credit.or_else(|| outer.credit.clone()),
            rights: said("copyright").or_else(|| outer.rights.clone()),
            text: said("text").or_else(|| outer.text.clone()),
        }
    }
}

/// Adds a file to the draft, or what it says to the file that is there already.
pub(in crate::ingest) fn add(file: File, bases: &Bases, draft: &mut Draft) {
    if file.url.trim().is_empty() {
        return;
    }
    let Some(url) = bases.take(&file.url, "address of a file", draft) else {
        return;
    };
    let (kind, guess) = file.kind(&url);
    let guessed = |what: &str| format!("{url} names no type; its ending was taken for {what}");
    match kind {
        Kind::Picture => {
            draft.doubts.extend(guess.map(guessed));
            add_photo(file, url, draft);
        }
        Kind::Recording => {
            draft.doubts.extend(guess.map(guessed));
            add_recording(file, url, guess, draft);
        }
        Kind::Other => draft.doubts.push(format!(
            "a file is neither picture, sound nor film and was left out: {url}"
        )),
    }
}

fn add_photo(file: File, url: String, draft: &mut Draft) {
    let words = file.words;
    // A title alone serves as the caption, unless it is only the headline again.
    let title = words
        .title
        .filter(|title| draft.headline.as_ref() != Some(title));
    let caption = words.description.or(title);
    let place = draft
        .photos
        .iter()
        .position(|photo| photo.url.as_deref() == Some(&url));
    let photo = match place {
        Some(place) => &mut draft.photos[place],
        None => {
            draft.photos.push(DraftPhoto {
                url: Some(url),
                ..DraftPhoto::default()
            });
            let last = draft.photos.len() - 1;
            &mut draft.photos[last]
        }
    };
    photo.caption = photo.caption.take().or(caption);
    photo.credit = photo.credit.take().or(words.credit);
    photo.rights = photo.rights.take().or(words.rights);
    photo.alt = photo.alt.take().or(words.text);
}

fn add_recording(file: File, url: String, guess: Option<&str>, draft: &mut Draft) {
    let known = draft
        .media
        .iter_mut()
        .find(|medium| medium.url.as_deref() == Some(&url));
    if let Some(known) = known {
        known.size_bytes = known.size_bytes.or(file.size_bytes);
        known.duration_seconds = known.duration_seconds.or(file.duration_seconds);
        return;
    }
    let media_type = guess.map_or(file.media_type, str::to_owned);
    draft.media.push(DraftMedium {
        url: Some(url),
        // Parameters of a type say nothing that feeds carry.
        media_type: media_type
            .split(';')
            .next()
            .map(|own| own.trim().to_ascii_lowercase()),
        size_bytes: file.size_bytes.filter(|size| *size > 0),
        duration_seconds: file.duration_seconds.filter(|seconds| *seconds > 0),
        title: file.words.title,
    });
}

pub(in crate::ingest) fn number(text: Option<&str>) -> Option<u64> {
    text?.trim().parse().ok()
}

/// `3723`, `62:03` or `1:02:03` in seconds; a fraction is dropped.
pub(in crate::ingest) fn duration(text: &str) -> Option<u64> {
    let whole = text.trim().split('.').next()?;
    let parts: Vec<u64> = whole
        .split(':')
        .map(|part| {
            part.trim()
                .parse()
                .ok()
                .filter(|number| *number < 10_000_000)
        })
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [seconds] => Some(*seconds),
        [minutes, seconds] => Some(minutes * 60 + seconds),
        [hours, minutes, seconds] => Some(hours * 3_600 + minutes * 60 + seconds),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        for (text, seconds) in [
            ("3723", Some(3_723)),
            ("62:03", Some(3_723)),
            ("1:02:03", Some(3_723)),
            ("12.9", Some(12)),
            ("1:2:3:4", None),
            ("soon", None),
            ("99999999999999999999:1:1", None),
        ] {
            assert_eq!(duration(text), seconds, "{text}");
        }
    }
}
