//! Withdraws an article everywhere, for good: feeds, pages and photos.

use super::accept::{Accepted, Condition, Outcome, save};
use super::decide::consequences;
use super::names::LASTING;
use super::{Desk, Error};
use crate::article::identity::ArticleId;
use crate::article::status::Status;
use crate::article::text;
use crate::store::{Filed, Filing, Known, Saved};

/// How often the decision is made again because another writer came first.
const MOST_TRIES: usize = 64;

/// Kills the article of this id, id in feeds or alias. `note` is what readers of its page are told. Killing it again changes nothing.
pub async fn kill(
    desk: &Desk,
    source: &str,
    id: &ArticleId,
    note: Option<String>,
    condition: Condition,
) -> Result<Accepted, Error> {
    let note = note
        .map(|note| text::line(&note))
        .filter(|note| !note.is_empty());
    for _ in 0..MOST_TRIES {
        let previous = match desk.store.known_as(id.as_str(), &LASTING).await? {
            Known::Filed(filed) => *filed,
            Known::Purged { .. } => return Err(Error::Purged),
            Known::Nobody => return Err(Error::NotFound),
        };
        condition.check(Some(previous.article.version))?;
        if previous.article.status == Status::Killed {
            return Ok(Accepted {
                outcome: Outcome::Unchanged,
                filed: previous,
                // Whoever killed it may not have said so yet.
                ticket: desk.changed(),
            });
        }
        let now = desk.clock.now();
        let mut article = previous.article.clone();
        article.was_public = previous.article.has_been_public(now);
        article.status = Status::Killed;
        article.version = previous.article.version.saturating_add(1);
        article.killed = Some(now);
        article.kill_note.clone_from(&note);
        let jobs = consequences(&desk.rules.load(), &article, Some(&previous.article), now);
        let photos = &previous.article.photos;
        let drops = photos.iter().map(|photo| photo.source.clone()).collect();
        let filed = Filed {
            article,
            fingerprint: "killed".to_owned(),
            filed: now,
            filed_by: source.to_owned(),
        };
        let filing = Filing {
            filed: filed.clone(),
            follows: Some(previous.article.version),
            jobs,
            drops,
        };
        if save(desk, filing).await? == Saved::Durable {
            return Ok(Accepted {
                outcome: Outcome::Updated,
                filed,
                ticket: desk.changed(),
            });
        }
    }
    Err(Error::Contended)
}
