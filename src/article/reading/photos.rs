//! The photos of a draft: where their bytes are, what is said of them, whom they credit.

use url::Url;

use super::address;
use super::parts::MOST;
use crate::article::byline::{AuthorKind, Outlets};
use crate::article::complaint::Complaints;
use crate::article::credit::{self, Credit};
use crate::article::draft::{Draft, DraftPhoto};
use crate::article::photo::{CreditRole, Photo, PhotoCredit, PhotoSource};
use crate::article::text;

/// Reads the photos, the lead first.
pub(super) fn photos(
    draft: &Draft,
    outlets: &Outlets,
    complaints: &mut Complaints,
    doubts: &mut Vec<String>,
) -> Vec<Photo> {
    if draft.photos.len() > MOST {
        complaints.add("/photos", format!("must have at most {MOST} entries"));
        return Vec::new();
    }
    let mut photos: Vec<Photo> = Vec::with_capacity(draft.photos.len());
    for (n, photo) in draft.photos.iter().enumerate() {
        let read = read_photo(photo, &format!("/photos/{n}"), outlets, complaints, doubts);
        photos.extend(read);
    }
    if photos.iter().filter(|photo| photo.lead).count() > 1 {
        complaints.add("/photos", "must have at most one lead photo");
    }
    photos.sort_by_key(|photo| !photo.lead);
    photos
}

fn read_photo(
    photo: &DraftPhoto,
    place: &str,
    outlets: &Outlets,
    complaints: &mut Complaints,
    doubts: &mut Vec<String>,
) -> Option<Photo> {
    let source = source(photo, place, complaints);
    if photo
        .focus
        .is_some_and(|(x, y)| !(0.0..=1.0).contains(&x) || !(0.0..=1.0).contains(&y))
    {
        complaints.add(format!("{place}/focus"), "must have x and y from 0 to 1");
    }
    let caption = text::short(
        photo.caption.as_deref(),
        &format!("{place}/caption"),
        4_000,
        complaints,
    );
    let line = text::short(
        photo.credit.as_deref(),
        &format!("{place}/credit"),
        500,
        complaints,
    );
    let photographer = text::short(
        photo.photographer.as_deref(),
        &format!("{place}/photographer"),
        300,
        complaints,
    );
    let (caption, line, mut credits) = if photo.credits.is_empty() {
        credited(caption, line, photographer, outlets, doubts)
    } else {
        (caption, line, Vec::new())
    };
    credits.extend(named(photo, place, complaints));
    Some(Photo {
        source: source?,
        caption,
        credit: line,
        credits,
        alt: text::short(
            photo.alt.as_deref(),
            &format!("{place}/alt"),
            2_000,
            complaints,
        ),
        rights: text::short(
            photo.rights.as_deref(),
            &format!("{place}/rights"),
            1_000,
            complaints,
        ),
        focus: photo.focus,
        lead: photo.lead.unwrap_or(false),
    })
}

/// Whom the source names itself.
fn named(photo: &DraftPhoto, place: &str, complaints: &mut Complaints) -> Vec<PhotoCredit> {
    if photo.credits.len() > MOST {
        complaints.add(
            format!("{place}/credits"),
            format!("must have at most {MOST} entries"),
        );
        return Vec::new();
    }
    let mut read = |credit: &PhotoCredit| {
        let pointer = format!("{place}/credits");
        let name = text::short(Some(&credit.name), &pointer, 300, complaints)?;
        Some(PhotoCredit {
            name,
            ..credit.clone()
        })
    };
    photo.credits.iter().filter_map(&mut read).collect()
}

/// Where the bytes are: at an address or on the shelf, not both.
fn source(photo: &DraftPhoto, place: &str, complaints: &mut Complaints) -> Option<PhotoSource> {
    match (photo.url.as_deref(), photo.photo.as_deref()) {
        (Some(_), Some(_)) => {
            complaints.add(
                place.to_owned(),
                "must have a url or the id of an uploaded photo, not both",
            );
            None
        }
        (Some(_), None) => photo_address(photo.url.as_deref(), &format!("{place}/url"), complaints),
        (None, Some(name)) => shelf_name(name, &format!("{place}/photo"), complaints),
        (None, None) => {
            complaints.add(
                place.to_owned(),
                "needs a url, or the id of an uploaded photo in `photo`",
            );
            None
        }
    }
}

/// Record before caption (PC-C4): a caption is only asked for its credit where the record has none.
fn credited(
    caption: Option<String>,
    line: Option<String>,
    photographer: Option<String>,
    outlets: &Outlets,
    doubts: &mut Vec<String>,
) -> (Option<String>, Option<String>, Vec<PhotoCredit>) {
    let person = |name: &str| PhotoCredit {
        name: name.to_owned(),
        kind: AuthorKind::Person,
        role: CreditRole::Photographer,
    };
    match (line, photographer) {
        (None, None) => {
            let Some((rest, credit)) = caption
                .as_deref()
                .map(|caption| credit::split(caption, outlets))
            else {
                return (None, None, Vec::new());
            };
            let Some(credit) = credit else {
                return (caption, None, Vec::new());
            };
            doubts.extend(credit.doubts.iter().cloned());
            let rest = text::line(&rest);
            (
                (!rest.is_empty()).then_some(rest),
                Some(credit.line()),
                names(&credit),
            )
        }
        (None, Some(name)) => (caption, Some(name.clone()), vec![person(&name)]),
        (Some(line), photographer) => {
            let mut credits = names(&credit_line(&line, outlets));
            if let Some(name) = photographer
                && !credits.iter().any(|credit| credit.name == name)
            {
                credits.retain(|credit| credit.role != CreditRole::Photographer);
                credits.insert(0, person(&name));
            }
            (caption, Some(line), credits)
        }
    }
}

/// Reads a credit line that stands alone, as if it closed a caption.
fn credit_line(line: &str, outlets: &Outlets) -> Credit {
    let closing = format!("({})", line.trim_matches(['(', ')']));
    credit::split(&closing, outlets)
        .1
        .unwrap_or_else(|| Credit {
            raw: line.to_owned(),
            ..Credit::default()
        })
}

fn names(credit: &Credit) -> Vec<PhotoCredit> {
    let mut names = Vec::new();
    if let Some(name) = &credit.photographer {
        names.push(PhotoCredit {
            name: name.clone(),
            kind: AuthorKind::Person,
            role: CreditRole::Photographer,
        });
    }
    if let Some(provider) = &credit.provider {
        names.push(PhotoCredit {
            name: provider.name.clone(),
            kind: provider.kind,
            role: CreditRole::Provider,
        });
    }
    if let Some(via) = &credit.via {
        names.push(PhotoCredit {
            name: via.clone(),
            kind: AuthorKind::Organisation,
            role: CreditRole::Distributor,
        });
    }
    names
}

fn photo_address(
    given: Option<&str>,
    pointer: &str,
    complaints: &mut Complaints,
) -> Option<PhotoSource> {
    if given.is_some_and(|given| given.trim().is_empty()) {
        complaints.add(pointer, "must not be empty");
    }
    address(given, pointer, complaints).map(|url: Url| PhotoSource::Url(url.into()))
}

/// A name on the shelf: hash and file ending, nothing that could lead elsewhere.
fn shelf_name(name: &str, pointer: &str, complaints: &mut Complaints) -> Option<PhotoSource> {
    let good = name.split_once('.').is_some_and(|(hash, ending)| {
        hash.len() >= 16
            && hash.len() <= 64
            && hash
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
            && matches!(ending, "jpg" | "png" | "gif" | "webp" | "avif")
    });
    if !good {
        complaints.add(
            pointer,
            "is not the id of an uploaded photo, nor the name of a file in this push",
        );
        return None;
    }
    Some(PhotoSource::Shelf(name.to_owned()))
}
