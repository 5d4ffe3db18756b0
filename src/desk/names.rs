//! What an article is called: finds it by any of its names, and takes declarations that two names are one article.

use super::decide::consequences;
use super::{Desk, Error};
use crate::article::complaint::Complaint;
use crate::article::identity::ArticleId;
use crate::article::reading::alias_fault;
use crate::article::status::Status;
use crate::store::{Claimed, Filed, Filing, Known, NameKind, Saved};

/// How often the decision is made again because another writer came first.
const MOST_TRIES: usize = 64;
/// The most names of one declaration.
const MOST_NAMES: usize = 128;
/// Every kind of name, in the order they are looked for.
pub(super) const ANY: [NameKind; 2] = [NameKind::Name, NameKind::Address];
/// Names that stand for one article for ever; an address may have had another article before.
pub(super) const LASTING: [NameKind; 1] = [NameKind::Name];

/// The article of this name, in its newest version: by id, id in feeds, alias, or the address of any version.
pub async fn find(desk: &Desk, name: &str) -> Result<Filed, Error> {
    match desk.store.known_as(name, &ANY).await? {
        Known::Filed(filed) => Ok(*filed),
        Known::Purged { .. } => Err(Error::Purged),
        Known::Nobody => Err(Error::NotFound),
    }
}

/// Whether two names stand for one article on record.
pub async fn is_one_article(desk: &Desk, one: &str, other: &str) -> Result<bool, Error> {
    let one = desk.store.known_as(one, &LASTING).await?;
    let other = desk.store.known_as(other, &LASTING).await?;
    Ok(match (one, other) {
        (Known::Filed(one), Known::Filed(other)) => one.article.id == other.article.id,
        _ => false,
    })
}

/// What became of a declaration.
#[derive(Debug, Clone)]
pub struct Declared {
    /// The one article.
    pub filed: Filed,
    /// Articles that were on record of their own and are shown no more.
    pub merged: Vec<ArticleId>,
    /// For [`Desk::wait_shown`].
    pub ticket: u64,
}

/// Declares that all these names are the article that is known as `name`. A name that stood for an article of its
/// own makes the two one: that article leaves the feeds, and whatever comes under its names is filed as the other.
pub async fn declare(
    desk: &Desk,
    source: &str,
    name: &str,
    aliases: &[String],
) -> Result<Declared, Error> {
    check(aliases)?;
    let mut merged = Vec::new();
    for _ in 0..MOST_TRIES {
        let filed = find(desk, name).await?;
        let article = &filed.article;
        if article.status == Status::Killed {
            return Err(Error::Killed);
        }
        let mut free = Vec::with_capacity(aliases.len());
        for alias in aliases {
            match desk.store.known_as(alias, &ANY).await? {
                Known::Filed(other) if other.article.id == article.id => free.push(alias.clone()),
                Known::Filed(other) => {
                    if merge(desk, source, &other, &filed).await? {
                        merged.push(other.article.id.clone());
                    }
                    free.push(alias.clone());
                }
                Known::Purged { id } => {
                    return Err(Error::NameTaken {
                        name: alias.clone(),
                        by: id,
                    });
                }
                Known::Nobody => free.push(alias.clone()),
            }
        }
        let now = desk.clock.now();
        let claimed = desk.store.claim_names(&article.id, &free, source, now);
        if claimed.await? == Claimed::Durable {
            let ticket = if merged.is_empty() {
                desk.latest_change()
            } else {
                desk.changed()
            };
            return Ok(Declared {
                filed,
                merged,
                ticket,
            });
        }
        // Another writer came between; what the names stand for is read again.
    }
    Err(Error::Contended)
}

fn check(aliases: &[String]) -> Result<(), Error> {
    let mut faults: Vec<Complaint> = aliases
        .iter()
        .enumerate()
        .filter_map(|(n, alias)| Some(Complaint::new(format!("/aliases/{n}"), alias_fault(alias)?)))
        .collect();
    if aliases.is_empty() || aliases.len() > MOST_NAMES {
        let range = format!("must have 1 to {MOST_NAMES} entries");
        faults.push(Complaint::new("/aliases", range));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(faults))
    }
}

/// Files the last version of an article that is declared to be another one; `false` where a writer came between.
async fn merge(desk: &Desk, source: &str, other: &Filed, into: &Filed) -> Result<bool, Error> {
    if other.article.status == Status::Killed {
        return Err(Error::NameTaken {
            name: other.article.id.to_string(),
            by: format!("{} (killed)", other.article.id),
        });
    }
    let now = desk.clock.now();
    let mut article = other.article.clone();
    article.was_public = other.article.has_been_public(now);
    article.status = Status::Withheld;
    article.merged_into = Some(into.article.id.clone());
    article.version = other.article.version.saturating_add(1);
    let rules = desk.rules.load_full();
    let jobs = consequences(&rules, &article, Some(&other.article), now);
    let filing = Filing {
        filed: Filed {
            article,
            fingerprint: "merged".to_owned(),
            filed: now,
            filed_by: source.to_owned(),
        },
        follows: Some(other.article.version),
        jobs,
        drops: Vec::new(),
    };
    Ok(desk.store.save_article(filing).await? == Saved::Durable)
}
