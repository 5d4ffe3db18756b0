//! From a draft to an article: every fault found at once, nothing believed unseen.

mod dates;
mod parts;
mod photos;

pub use parts::alias_fault;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use url::Url;

use super::body::Body;
use super::byline::Outlets;
use super::complaint::{Complaint, Complaints};
use super::draft::Draft;
use super::identity::{ArticleId, AtomId, Guid};
use super::record::{Article, Correction, CorrectionKind};
use super::status::{Access, Status};
use super::text;

/// What the newsroom knows and the draft does not say.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The moment of the decision.
    pub now: DateTime<Utc>,
    /// Authority of minted ids (RFC 4151), such as `courier.example`.
    pub authority: &'a str,
    /// The source that pushes.
    pub source: &'a str,
    /// The language where a draft names none.
    pub language: Option<&'a str>,
    /// Agencies and papers known by name.
    pub outlets: &'a Outlets,
    /// Hosts whose frames may stay in a body.
    pub embeds: &'a [String],
    /// The newest version on record.
    pub previous: Option<&'a Article>,
}

impl Article {
    /// Believes a draft, or says everything that is wrong with it.
    pub fn from_draft(draft: Draft, context: &Context<'_>) -> Result<Self, Vec<Complaint>> {
        let mut draft = draft;
        let mut complaints = Complaints::starting_with(std::mem::take(&mut draft.complaints))
            .told_at(std::mem::take(&mut draft.places));
        let article = read(&draft, context, &mut complaints);
        let complaints = complaints.into_vec();
        if complaints.is_empty() {
            Ok(article)
        } else {
            Err(complaints)
        }
    }
}

#[expect(clippy::too_many_lines, reason = "one line a field of the article")]
fn read(draft: &Draft, context: &Context<'_>, complaints: &mut Complaints) -> Article {
    let id = identity(draft, complaints);
    let url = address(draft.url.as_deref(), "/url", complaints);
    let status = word(
        draft.status.as_deref(),
        "/status",
        "usable, withheld or killed",
        Status::parse,
        complaints,
    );
    let access = word(
        draft.access.as_deref(),
        "/access",
        "free or subscriber",
        parse_access,
        complaints,
    );
    let headline = text::short(draft.headline.as_deref(), "/headline", 500, complaints);
    if draft
        .headline
        .as_deref()
        .is_none_or(|headline| text::line(headline).is_empty())
    {
        complaints.add("/headline", "is required: the title readers see");
    }
    let summary = text::long(draft.summary.as_deref(), "/summary", 4_000, complaints)
        .map(|summary| text::line(&summary));
    let mut removed = draft.removed.clone();
    let body = body(
        draft,
        url.as_ref(),
        context.embeds,
        complaints,
        &mut removed,
    );
    if summary.is_none() && body.is_none() && complaints.is_empty() {
        complaints.add("", "needs a body (body_html or body_text) or a summary");
    }
    let people = parts::people(draft, context.outlets, complaints);
    let mut doubts = draft.doubts.clone();
    doubts.extend(people.doubts);
    let photos = photos::photos(draft, context.outlets, complaints, &mut doubts);
    let dates = dates::read(draft, context, complaints, &mut doubts);
    let placed = dates::placed(&dates, status.unwrap_or_default(), context);
    let correction = correction(draft, dates.updated, complaints);
    let minted = || AtomId::mint(context.authority, dates.published, context.source, &id);
    let (atom_id, guid) = feed_ids(draft, context.previous, minted, complaints, &mut doubts);
    // An id in feeds that comes later is one more name: the first one stays.
    let later_guid = later_guid(draft, context.previous);
    let mut article = Article {
        aliases: parts::aliases(&draft.aliases, later_guid.as_ref(), complaints),
        atom_id,
        guid,
        source: context
            .previous
            .map_or(context.source, |previous| &previous.source)
            .to_owned(),
        // A source may count by itself and come under an alias: what is on record goes up all the same.
        version: context
            .previous
            .map_or(draft.version.unwrap_or(1), |previous| {
                let next = previous.version.saturating_add(1);
                draft.version.map_or(next, |version| version.max(next))
            }),
        status: status.unwrap_or_default(),
        url: url.map(String::from),
        headline: headline.unwrap_or_default(),
        subheadline: text::short(
            draft.subheadline.as_deref(),
            "/subheadline",
            1_000,
            complaints,
        ),
        slug: text::short(draft.slug.as_deref(), "/slug", 200, complaints),
        summary,
        body,
        byline: text::short(draft.byline.as_deref(), "/byline", 1_000, complaints),
        authors: people.authors,
        contributors: people.contributors,
        dateline: text::short(draft.dateline.as_deref(), "/dateline", 200, complaints),
        published: dates.published,
        updated: dates.updated,
        embargo: dates.embargo,
        expires: dates.expires,
        rights_end: dates.rights_end,
        placed,
        merged_into: None,
        arrivals: BTreeMap::new(),
        killed: (status == Some(Status::Killed)).then_some(context.now),
        kill_note: None,
        was_public: false,
        // A quiet fix does not take back what readers were told.
        correction: match context.previous {
            Some(previous) if is_quiet(draft) && previous.correction.is_some() => {
                previous.correction.clone()
            }
            _ => correction,
        },
        language: parts::language(draft.language.as_deref().or(context.language), complaints),
        section: text::short(draft.section.as_deref(), "/section", 200, complaints),
        tags: parts::tags(&draft.tags, complaints),
        subjects: parts::subjects(&draft.subjects, complaints),
        urgency: parts::urgency(draft.urgency, complaints),
        photos,
        media: parts::media(&draft.media, complaints),
        wire_source: parts::wire_source(draft.wire_source.as_ref(), complaints),
        rights: text::short(draft.rights.as_deref(), "/rights", 1_000, complaints),
        usage_terms: text::short(
            draft.usage_terms.as_deref(),
            "/usage_terms",
            2_000,
            complaints,
        ),
        access: access.unwrap_or_default(),
        extras: draft.extras.clone(),
        doubts,
        removed,
        id,
    };
    article.was_public = context
        .previous
        .is_some_and(|previous| previous.has_been_public(context.now))
        || article.is_public(context.now);
    article
}

/// Reads the id. A draft without a good one is refused; a stand-in lets the other faults be found first.
fn identity(draft: &Draft, complaints: &mut Complaints) -> ArticleId {
    let named = draft.id.as_deref().or(draft.made_id.as_deref());
    let fault = match named.map(ArticleId::parse) {
        Some(Ok(id)) => return id,
        Some(Err(fault)) => fault,
        None => "is required: the publisher's own id of the article",
    };
    complaints.add("/id", fault);
    ArticleId::default()
}

/// The id in feeds that a draft brings for an article which readers know by another.
fn later_guid(draft: &Draft, previous: Option<&Article>) -> Option<AtomId> {
    let (guid, previous) = (draft.guid.as_deref()?, previous?);
    let guid = Guid::kept(guid, false, &mut Complaints::default())?;
    AtomId::of_guid(&guid).filter(|_| guid.value != previous.feed_id())
}

/// The ids in feeds: those of the version before, else the one readers know it by, else a minted one. What Atom cannot
/// carry (RFC 4287 section 4.2.6) stays in RSS and JSON Feed, and Atom gets a minted one beside it.
fn feed_ids(
    draft: &Draft,
    previous: Option<&Article>,
    mint: impl Fn() -> AtomId,
    complaints: &mut Complaints,
    doubts: &mut Vec<String>,
) -> (AtomId, Option<Guid>) {
    let permalink = draft.guid_is_permalink.unwrap_or(false);
    let given = draft
        .guid
        .as_deref()
        .and_then(|guid| Guid::kept(guid, permalink, complaints));
    if let Some(previous) = previous {
        if given.is_some_and(|given| given.value != previous.feed_id()) {
            doubts.push(format!(
                "guid stays {}: readers know the article by it",
                previous.feed_id()
            ));
        }
        return (previous.atom_id.clone(), previous.guid.clone());
    }
    let Some(guid) = given else {
        return (mint(), None);
    };
    match AtomId::of_guid(&guid) {
        Some(atom_id) => (atom_id, guid.permalink.then_some(guid)),
        None => (mint(), Some(guid)),
    }
}

fn body(
    draft: &Draft,
    base: Option<&Url>,
    embeds: &[String],
    complaints: &mut Complaints,
    removed: &mut Vec<String>,
) -> Option<Body> {
    let (pointer, read) = match (draft.body_html.as_deref(), draft.body_text.as_deref()) {
        (Some(_), Some(plain)) if !plain.trim().is_empty() => {
            complaints.add(
                "/body_text",
                "must not stand beside body_html; send one of them",
            );
            return None;
        }
        (Some(html), _) => {
            let cleaned = Body::clean(html, base, embeds);
            let read = cleaned.map(|cleaned| {
                removed.extend(cleaned.removed);
                cleaned.body
            });
            ("/body_html", read)
        }
        (None, Some(plain)) => ("/body_text", Body::from_text(plain)),
        (None, None) => return None,
    };
    match read {
        Ok(body) => (!body.is_empty()).then_some(body),
        Err(fault) => {
            complaints.add(pointer, fault);
            None
        }
    }
}

/// Reads an absolute http or https address and writes it again as the URL standard does.
pub(crate) fn address(
    given: Option<&str>,
    pointer: &str,
    complaints: &mut Complaints,
) -> Option<Url> {
    let given = given?.trim();
    if given.is_empty() {
        return None;
    }
    let fault = match Url::parse(given) {
        Err(_) => "must be an absolute address, such as https://courier.example/story",
        Ok(_) if given.len() > 2_048 => "must have at most 2048 bytes",
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            "must begin with http:// or https://"
        }
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            "must not hold a user name or password"
        }
        Ok(url) if url.host_str().is_none_or(str::is_empty) => "must name a host",
        Ok(url)
            if url
                .as_str()
                .contains(['|', '^', '`', '\\', '[', ']', '{', '}'])
                && !is_strict(&url) =>
        {
            "holds characters an address may not have (RFC 3986)"
        }
        Ok(url) => return Some(url),
    };
    complaints.add(pointer, fault);
    None
}

/// Whether path, query and fragment hold RFC 3986 characters only; the URL standard leaves some others unescaped.
fn is_strict(url: &Url) -> bool {
    let rest = &url[url::Position::BeforePath..];
    !rest.contains(['|', '^', '`', '\\', '[', ']', '{', '}'])
}

fn parse_access(word: &str) -> Option<Access> {
    match word {
        "free" => Some(Access::Free),
        "subscriber" => Some(Access::Subscriber),
        _ => None,
    }
}

fn word<T>(
    given: Option<&str>,
    pointer: &str,
    choices: &str,
    parse: impl Fn(&str) -> Option<T>,
    complaints: &mut Complaints,
) -> Option<T> {
    let given = given?;
    let read = parse(given);
    if read.is_none() {
        complaints.add(pointer, format!("must be {choices}"));
    }
    read
}

fn correction(
    draft: &Draft,
    made: DateTime<Utc>,
    complaints: &mut Complaints,
) -> Option<Correction> {
    let given = draft.correction.as_ref()?;
    let note = text::short(given.note.as_deref(), "/correction/note", 2_000, complaints);
    let kind = word(
        given.kind.as_deref(),
        "/correction/kind",
        "quiet_fix, update, correction or clarification",
        CorrectionKind::parse,
        complaints,
    );
    let kind = kind.unwrap_or(if note.is_some() {
        CorrectionKind::Correction
    } else {
        CorrectionKind::Update
    });
    if kind == CorrectionKind::QuietFix && note.is_some() {
        complaints.add(
            "/correction/note",
            "must not stand beside the kind quiet_fix: what readers are told is not quiet",
        );
    }
    Some(Correction { kind, note, made })
}

/// Whether a draft asks for a change that readers need not notice.
pub fn is_quiet(draft: &Draft) -> bool {
    draft
        .correction
        .as_ref()
        .and_then(|correction| correction.kind.as_deref())
        == Some("quiet_fix")
}

#[cfg(test)]
mod tests;
