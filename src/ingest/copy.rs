//! Raw copy becomes a draft: what the reader of copy understood, put where a record has it.

use super::Options;
use super::wire::{self, Caption, WireCopy};
use crate::article::Draft;
use crate::article::byline::Outlets;
use crate::article::draft::{DraftPhoto, DraftWireSource};

/// Reads the bytes of copy as text: UTF-8, UTF-16 with a mark, else the code page of old terminals (windows-1252).
pub fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    std::str::from_utf8(bytes).map_or_else(
        |_| encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
        str::to_owned,
    )
}

/// Hash of the words of copy, however its lines were broken and whichever code page it came in. Other words are other
/// copy: what one has to do with another is not guessed. Photos and what is said beside the copy are no part of it, so
/// they may come later.
pub fn words(bytes: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    for word in decode(bytes).split_whitespace() {
        // No word holds a space, so no two texts are told alike.
        hasher.update(word.as_bytes()).update(b" ");
    }
    hasher.finalize().to_hex().to_string()
}

/// The id of copy that came without one: the same words from the same source are the same article.
pub fn stable_id(source: &str, words: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(words.as_bytes()).update(source.as_bytes());
    format!("copy-{}", &hasher.finalize().to_hex()[..32])
}

/// Reads copy into a draft. Each caption awaits a photo file, in order.
pub fn read(bytes: &[u8], options: &Options) -> Result<Draft, wire::Error> {
    if let Some(kind) = super::binary(bytes) {
        return Err(wire::Error::Binary(kind));
    }
    let options = wire::Options {
        outlets: Outlets::clone(&options.outlets),
        photos: options.n_photos,
    };
    Ok(Draft {
        words: Some(words(bytes)),
        ..draft(wire::read(&decode(bytes), &options)?)
    })
}

/// Puts what was understood of copy into a draft. Each caption awaits a photo file, in order.
pub fn draft(copy: WireCopy) -> Draft {
    let text = copy.paragraphs.join("\n\n");
    let (authors, contributors, byline) = match copy.byline {
        Some(byline) => (byline.authors, byline.contributors, Some(byline.raw)),
        None => (Vec::new(), Vec::new(), None),
    };
    Draft {
        headline: Some(copy.headline).filter(|headline| !headline.is_empty()),
        subheadline: copy.subheadline,
        body_text: Some(text).filter(|text| !text.is_empty()),
        byline,
        authors,
        contributors,
        dateline: copy.dateline.map(|dateline| dateline.display()),
        wire_source: copy.wire_source.map(|name| DraftWireSource {
            name: Some(name),
            url: None,
        }),
        photos: copy.captions.into_iter().map(photo).collect(),
        doubts: copy.doubts,
        ..Draft::default()
    }
}

/// Takes captions off for which no photo came, and says so: a picture without bytes is no picture.
pub fn without_missing_photos(mut draft: Draft) -> Draft {
    let (photos, missing): (Vec<DraftPhoto>, Vec<DraftPhoto>) = std::mem::take(&mut draft.photos)
        .into_iter()
        .partition(|photo| photo.photo.is_some() || photo.url.is_some());
    draft.photos = photos;
    draft.doubts.extend(missing.into_iter().map(|photo| {
        format!(
            "No photo came for the caption: {} (credit: {})",
            photo.caption.as_deref().unwrap_or("none"),
            photo.credit.as_deref().unwrap_or("none")
        )
    }));
    draft
}

/// Lets pictures that a wire names by file wait for one that did not come under its name: the next without a place.
pub fn awaiting_files(mut draft: Draft, came: &[&str]) -> Draft {
    for photo in &mut draft.photos {
        photo.photo = photo
            .photo
            .take()
            .filter(|name| came.contains(&name.as_str()));
    }
    draft
}

fn photo(caption: Caption) -> DraftPhoto {
    DraftPhoto {
        caption: Some(caption.text).filter(|text| !text.is_empty()),
        credit: caption.credit.map(|credit| credit.line()),
        ..DraftPhoto::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_from_the_same_source_have_the_same_id() {
        let id = |source: &str, bytes: &[u8]| stable_id(source, &words(bytes));
        let one = id(
            "desk",
            "Bridge opens\n\nBy Ann Lee\n\nIt opened – late.\n".as_bytes(),
        );
        assert_eq!(one.len(), "copy-".len() + 32);
        for same in [
            "Bridge opens\r\n\r\nBy Ann Lee\r\n\r\nIt opened – late.".as_bytes(),
            "\u{feff}Bridge opens\n\nBy Ann Lee\n\nIt  opened\u{a0}–\nlate.".as_bytes(),
            b"Bridge opens\n\nBy Ann Lee\n\nIt opened \x96 late.",
        ] {
            assert_eq!(id("desk", same), one, "{same:?}");
        }
        for other in [
            "Bridge opens\n\nBy Ann Lee\n\nIt opened - late.",
            "Bridge",
            "",
        ] {
            assert_ne!(id("desk", other.as_bytes()), one, "{other:?}");
        }
        assert_ne!(
            id(
                "wire",
                "Bridge opens\n\nBy Ann Lee\n\nIt opened – late.".as_bytes()
            ),
            one
        );
    }

    #[test]
    fn copy_comes_in_old_code_pages_too() {
        assert_eq!(decode("Łódź".as_bytes()), "Łódź");
        assert_eq!(
            decode(b"KYIV, Ukraine \x96 A \x93word\x94"),
            "KYIV, Ukraine – A “word”"
        );
        assert_eq!(decode(b"\xff\xfeA\0"), "A");
    }
}
