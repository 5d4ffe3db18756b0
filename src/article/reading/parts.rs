//! The parts of a draft that repeat: people, media, tags, subjects.

use url::Url;

use super::address;
use crate::article::byline::{self, Author, Outlets};
use crate::article::complaint::Complaints;
use crate::article::draft::{Draft, DraftMedium, DraftSubject, DraftWireSource};
use crate::article::identity::AtomId;
use crate::article::photo::Medium;
use crate::article::record::{Subject, WireSource};
use crate::article::text;

/// The most of one kind an article may have.
pub(super) const MOST: usize = 128;

/// The most bytes of another name of an article; a name may be an address.
const ALIAS_MOST_BYTES: usize = 2_048;

/// What is wrong with another name of an article, if anything is.
pub fn alias_fault(alias: &str) -> Option<&'static str> {
    let is_printable = |c: char| !c.is_whitespace() && !c.is_control() && text::is_xml_char(c);
    let good = (1..=ALIAS_MOST_BYTES).contains(&alias.len()) && alias.chars().all(is_printable);
    (!good).then_some("must have 1 to 2048 bytes, no spaces and no control characters")
}

/// Reads the other names of an article, each once; an id that feeds knew it by is one of them.
pub(super) fn aliases(
    list: &[String],
    guid: Option<&AtomId>,
    complaints: &mut Complaints,
) -> Vec<String> {
    if list.len() > MOST {
        complaints.add("/aliases", format!("must have at most {MOST} entries"));
        return Vec::new();
    }
    let mut aliases: Vec<String> = Vec::with_capacity(list.len());
    for (n, alias) in list.iter().enumerate() {
        if let Some(fault) = alias_fault(alias) {
            complaints.add(format!("/aliases/{n}"), fault);
        } else if !aliases.contains(alias) {
            aliases.push(alias.clone());
        }
    }
    if let Some(guid) = guid.map(AtomId::as_str)
        && !aliases.iter().any(|alias| alias == guid)
    {
        aliases.push(guid.to_owned());
    }
    aliases
}

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
