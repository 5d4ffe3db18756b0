//! When an article was first public and last changed: facts kept, never "now" when a feed is made.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Context, is_quiet};
use crate::article::complaint::Complaints;
use crate::article::draft::Draft;
use crate::article::moment;
use crate::article::status::Status;

/// How far a publisher's clock may run ahead before a date counts as future.
const SKEW: TimeDelta = TimeDelta::minutes(5);

/// How long after `published` an article must come to the public to be given a place of its own: date-window pollers
/// look at what is newer than their last look, and many look once an hour (destinations.md point 3).
const LATE: TimeDelta = TimeDelta::hours(1);

/// The dates of one version.
pub(super) struct Dates {
    pub(super) published: DateTime<Utc>,
    pub(super) updated: DateTime<Utc>,
    pub(super) embargo: Option<DateTime<Utc>>,
    pub(super) expires: Option<DateTime<Utc>>,
    pub(super) rights_end: Option<DateTime<Utc>>,
}

/// Reads the dates of a draft and settles them with the version before.
pub(super) fn read(
    draft: &Draft,
    context: &Context<'_>,
    complaints: &mut Complaints,
    doubts: &mut Vec<String>,
) -> Dates {
    let embargo = moment::read(draft.embargo.as_deref(), "/embargo", complaints);
    let expires = moment::read(draft.expires.as_deref(), "/expires", complaints);
    let rights_end = moment::read(draft.rights_end.as_deref(), "/rights_end", complaints);
    for (end, pointer) in [(expires, "/expires"), (rights_end, "/rights_end")] {
        if let (Some(embargo), Some(end)) = (embargo, end)
            && end <= embargo
        {
            complaints.add(pointer, "must lie after the embargo");
        }
    }
    let given = moment::read(draft.published.as_deref(), "/published", complaints);
    let published = published(given, embargo, context, complaints, doubts);
    let updated = updated(published, draft, context, complaints, doubts);
    Dates {
        published,
        updated,
        embargo,
        expires,
        rights_end,
    }
}

/// The place in feeds of an article that comes to the public, or comes back to it, later than [`LATE`] after it was
/// published: the moment it does. `published` stays what it is. What is new here keeps the place of its date, so
/// that an archive can be filed in any order.
pub(super) fn placed(
    dates: &Dates,
    status: Status,
    context: &Context<'_>,
) -> Option<DateTime<Utc>> {
    let previous = context.previous?;
    let opens = dates
        .embargo
        .filter(|embargo| *embargo > context.now)
        .unwrap_or(context.now);
    let comes =
        status == Status::Usable && (!previous.is_public(context.now) || opens > context.now);
    if !comes {
        return previous.placed;
    }
    (opens - dates.published > LATE).then_some(opens)
}

/// `published` is the first public moment: it never moves once readers saw it (design section 5).
fn published(
    given: Option<DateTime<Utc>>,
    embargo: Option<DateTime<Utc>>,
    context: &Context<'_>,
    complaints: &mut Complaints,
    doubts: &mut Vec<String>,
) -> DateTime<Utc> {
    let now = context.now;
    if let Some(previous) = context
        .previous
        .filter(|previous| previous.has_been_public(now))
    {
        if given.is_some_and(|given| given != previous.published) {
            doubts.push(format!(
                "published stays {}: the article was already public",
                moment::rfc3339(previous.published)
            ));
        }
        return previous.published;
    }
    let ahead = embargo.is_some_and(|embargo| embargo > now);
    match given {
        Some(given) if given > now && !ahead => {
            if given > now + SKEW {
                complaints.add(
                    "/published",
                    "lies in the future; set an embargo to publish later",
                );
            }
            now
        }
        Some(given) => embargo.map_or(given, |embargo| given.max(embargo)),
        None => embargo.unwrap_or(now),
    }
}

/// `updated` moves on a significant change only (RFC 4287 section 4.2.15).
fn updated(
    published: DateTime<Utc>,
    draft: &Draft,
    context: &Context<'_>,
    complaints: &mut Complaints,
    doubts: &mut Vec<String>,
) -> DateTime<Utc> {
    let given = moment::read(draft.updated.as_deref(), "/updated", complaints);
    let now = context.now;
    if given.is_some_and(|given| given > (now + SKEW).max(published)) {
        complaints.add("/updated", "lies in the future");
    }
    let given = given.map(|given| given.min(now.max(published)));
    let Some(previous) = context
        .previous
        .filter(|previous| previous.has_been_public(now))
    else {
        return given.unwrap_or(published).max(published);
    };
    if is_quiet(draft) {
        return previous.updated;
    }
    match given {
        Some(given) if given < previous.updated => {
            doubts.push(format!(
                "updated stays {}: the date sent is older",
                moment::rfc3339(previous.updated)
            ));
            previous.updated
        }
        Some(given) => given,
        None => now.max(previous.updated),
    }
}
