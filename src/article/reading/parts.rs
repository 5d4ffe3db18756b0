//! The parts of a draft that repeat: people, photos, media, tags, subjects.

use url::Url;

use super::address;
use crate::article::byline::{self, Author, AuthorKind, Outlets};
use crate::article::complaint::Complaints;
use crate::article::credit::{self, Credit};
use crate::article::draft::{Draft, DraftMedium, DraftPhoto, DraftSubject, DraftWireSource};
use crate::article::photo::{CreditRole, Medium, Photo, PhotoCredit, PhotoSource};
use crate::article::record::{Subject, WireSource};
use crate::article::text;

/// The most of one kind an article may have.
const MOST: usize = 128;

/// Who wrote, who helped, and what was unsure about it.
pub(super) struct People {
    pub(super) authors: Vec<Author>,
    pub(super) contributors: Vec<Author>,
    pub(super) doubts: Vec<String>,
}

/// Takes the named authors, else reads the byline.
pub(super) fn people(draft: &Draft, outlets: &Outlets, complaints: &mut Complaints) -> People {
    if draft.authors.len() + draft.contributors.len() > MOST {
        complaints.add("/authors", format!("must have at most {MOST} entries"));
        return People {
            authors: Vec::new(),
            contributors: Vec::new(),
            doubts: Vec::new(),
        };
    }
    let named = |list: &[Author], place: &str, complaints: &mut Complaints| -> Vec<Author> {
        list.iter()
            .enumerate()
            .filter_map(|(n, author)| read_author(author, &format!("/{place}/{n}"), complaints))
            .collect()
    };
    let authors = named(&draft.authors, "authors", complaints);
    let contributors = named(&draft.contributors, "contributors", complaints);
    if !authors.is_empty() {
        return People {
            authors,
            contributors,
            doubts: Vec::new(),
        };
    }
    let Some(raw) = draft
        .byline
        .as_deref()
        .map(text::line)
        .filter(|raw| !raw.is_empty() && raw.chars().count() <= 1_000)
    else {
        return People {
            authors,
            contributors,
            doubts: Vec::new(),
        };
    };
    let read = byline::parse(&raw, outlets);
    let contributors = if contributors.is_empty() {
        read.contributors
    } else {
        contributors
    };
    People {
        authors: read.authors,
        contributors,
        doubts: read.doubts,
    }
}

fn read_author(author: &Author, place: &str, complaints: &mut Complaints) -> Option<Author> {
    let name = text::short(
        Some(&author.name),
        &format!("{place}/name"),
        300,
        complaints,
    );
    if text::line(&author.name).is_empty() {
        complaints.add(format!("{place}/name"), "is required");
    }
    let email = text::short(
        author.email.as_deref(),
        &format!("{place}/email"),
        300,
        complaints,
    );
    if email.as_deref().is_some_and(|email| !is_email(email)) {
        complaints.add(
            format!("{place}/email"),
            "must be an e-mail address, such as desk@courier.example",
        );
    }
    Some(Author {
        name: name?,
        kind: author.kind,
        affiliation: text::short(
            author.affiliation.as_deref(),
            &format!("{place}/affiliation"),
            300,
            complaints,
        ),
        role: text::short(
            author.role.as_deref(),
            &format!("{place}/role"),
            300,
            complaints,
        ),
        url: address(author.url.as_deref(), &format!("{place}/url"), complaints).map(String::from),
        email,
    })
}

/// Whether the text has the plain form `local@domain.tld` that RSS and Atom carry.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    !local.is_empty()
        && local.chars().all(atom)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && domain.split('.').all(label)
}

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
    let source = match (photo.url.as_deref(), photo.photo.as_deref()) {
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
    };
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
    let (caption, line, credits) = credited(caption, line, photographer, outlets, doubts);
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

/// Reads audio and video.
pub(super) fn media(list: &[DraftMedium], complaints: &mut Complaints) -> Vec<Medium> {
    if list.len() > MOST {
        complaints.add("/media", format!("must have at most {MOST} entries"));
        return Vec::new();
    }
    let read = |(n, medium): (usize, &DraftMedium)| {
        let place = format!("/media/{n}");
        let url = address(medium.url.as_deref(), &format!("{place}/url"), complaints);
        if medium
            .url
            .as_deref()
            .is_none_or(|url| url.trim().is_empty())
        {
            complaints.add(format!("{place}/url"), "is required");
        }
        let media_type = medium
            .media_type
            .as_deref()
            .map(str::trim)
            .unwrap_or_default()
            .to_ascii_lowercase();
        let known = media_type
            .strip_prefix("audio/")
            .or(media_type.strip_prefix("video/"));
        if !known.is_some_and(|rest| {
            !rest.is_empty()
                && rest
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b))
        }) {
            complaints.add(
                format!("{place}/type"),
                "must be an audio or video type, such as audio/mpeg",
            );
        }
        let title = text::short(
            medium.title.as_deref(),
            &format!("{place}/title"),
            500,
            complaints,
        );
        Some(Medium {
            url: url?.into(),
            media_type,
            size_bytes: medium.size_bytes.filter(|size| *size > 0),
            duration_seconds: medium.duration_seconds,
            title,
        })
    };
    list.iter().enumerate().filter_map(read).collect()
}

/// Tags, each once, in order.
pub(super) fn tags(list: &[String], complaints: &mut Complaints) -> Vec<String> {
    if list.len() > MOST {
        complaints.add("/tags", format!("must have at most {MOST} entries"));
        return Vec::new();
    }
    let mut tags: Vec<String> = Vec::with_capacity(list.len());
    for (n, tag) in list.iter().enumerate() {
        let Some(tag) = text::short(Some(tag), &format!("/tags/{n}"), 200, complaints) else {
            continue;
        };
        if !tags
            .iter()
            .any(|known| text::fold(known) == text::fold(&tag))
        {
            tags.push(tag);
        }
    }
    tags
}

/// Subjects, each with a name.
pub(super) fn subjects(list: &[DraftSubject], complaints: &mut Complaints) -> Vec<Subject> {
    if list.len() > MOST {
        complaints.add("/subjects", format!("must have at most {MOST} entries"));
        return Vec::new();
    }
    let mut subjects = Vec::with_capacity(list.len());
    for (n, subject) in list.iter().enumerate() {
        let place = format!("/subjects/{n}");
        let scheme = text::short(
            subject.scheme.as_deref(),
            &format!("{place}/scheme"),
            500,
            complaints,
        );
        if scheme
            .as_deref()
            .is_some_and(|scheme| Url::parse(scheme).is_err() || scheme.contains(' '))
        {
            complaints.add(format!("{place}/scheme"), "must be a URI");
        }
        let code = text::short(
            subject.code.as_deref(),
            &format!("{place}/code"),
            200,
            complaints,
        );
        let name = text::short(
            subject.name.as_deref(),
            &format!("{place}/name"),
            300,
            complaints,
        );
        match name.or_else(|| code.clone()) {
            Some(name) => subjects.push(Subject { scheme, code, name }),
            None => complaints.add(place, "needs a name or a code"),
        }
    }
    subjects
}

/// 1 to 9 (IPTC).
pub(super) fn urgency(given: Option<u64>, complaints: &mut Complaints) -> Option<u8> {
    let urgency = given?;
    match u8::try_from(urgency) {
        Ok(urgency @ 1..=9) => Some(urgency),
        _ => {
            complaints.add(
                "/urgency",
                "must be a whole number from 1 (most urgent) to 9",
            );
            None
        }
    }
}

/// A language tag of the common form (BCP 47).
pub(super) fn language(given: Option<&str>, complaints: &mut Complaints) -> Option<String> {
    let given = given?.trim();
    if given.is_empty() {
        return None;
    }
    let mut pieces = given.split('-');
    let good = pieces.next().is_some_and(|first| {
        (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic())
    }) && pieces.all(|piece| {
        (2..=8).contains(&piece.len()) && piece.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    if !good {
        complaints.add(
            "/language",
            "must be a language tag, such as en, en-GB or pt-BR (BCP 47)",
        );
        return None;
    }
    Some(given.to_owned())
}

/// The agency or paper an article came from.
pub(super) fn wire_source(
    given: Option<&DraftWireSource>,
    complaints: &mut Complaints,
) -> Option<WireSource> {
    let given = given?;
    let url = address(given.url.as_deref(), "/wire_source/url", complaints).map(String::from);
    let name = text::short(given.name.as_deref(), "/wire_source/name", 300, complaints);
    if name.is_none() {
        complaints.add("/wire_source/name", "is required");
    }
    Some(WireSource { name: name?, url })
}
