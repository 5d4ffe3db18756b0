//! The trail of an article: who filed, changed and killed it, and every feed it stood in, from when to when.

use chrono::{DateTime, Utc};

use super::names::find;
use super::{Desk, Error};
use crate::article::changes;
use crate::article::identity::ArticleId;
use crate::article::record::Correction;
use crate::article::status::Status;
use crate::store::{Filed, Name, Standing};

/// How many versions one page tells of: a version may have a megabyte.
const STEPS_AT_ONCE: u32 = 50;

/// What is on record of an article's past.
#[derive(Debug, Clone)]
pub struct Trail {
    /// The newest version.
    pub newest: Filed,
    /// What it is called.
    pub names: Vec<Name>,
    /// The articles that were declared to be one with it; each has a trail of its own.
    pub merged: Vec<ArticleId>,
    /// Its versions, the newest first.
    pub steps: Vec<Step>,
    /// The version below which the next page begins; `None` on the last one.
    pub next: Option<u64>,
    /// Its stays in feeds, the oldest first.
    pub standings: Vec<Standing>,
}

/// One version of an article, by whom and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The version.
    pub version: u64,
    /// When it was filed.
    pub filed: DateTime<Utc>,
    /// The token that filed it, by name.
    pub filed_by: String,
    /// What it says of being shown.
    pub status: Status,
    /// The fields in which it differs from the version before; `None` for the first one on record.
    pub changed: Option<Vec<String>>,
    /// What readers were told.
    pub correction: Option<Correction>,
    /// Why it was killed.
    pub kill_note: Option<String>,
    /// What was read with doubt.
    pub doubts: Vec<String>,
}

/// The trail of the article of this name; of an article that was declared to be another one, its own.
pub async fn trail(desk: &Desk, name: &str, below: Option<u64>) -> Result<Trail, Error> {
    let own = match ArticleId::parse(name) {
        Ok(id) => desk.store.article(&id).await?,
        Err(_) => None,
    };
    let newest = match own {
        Some(own) => own,
        None => find(desk, name).await?,
    };
    let id = &newest.article.id;
    let versions = desk.store.versions(id, below, STEPS_AT_ONCE + 1).await?;
    let is_full = versions.len() > STEPS_AT_ONCE as usize;
    let mut steps: Vec<Step> = versions
        .iter()
        .enumerate()
        .map(|(n, filed)| step(filed, versions.get(n + 1)))
        .collect();
    if is_full {
        steps.pop();
    }
    Ok(Trail {
        names: desk.store.names_of(id).await?,
        merged: desk.store.merged_into(id).await?,
        next: steps.last().filter(|_| is_full).map(|step| step.version),
        steps,
        standings: desk.store.standings(id).await?,
        newest,
    })
}

fn step(filed: &Filed, before: Option<&Filed>) -> Step {
    let article = &filed.article;
    Step {
        version: article.version,
        filed: filed.filed,
        filed_by: filed.filed_by.clone(),
        status: article.status,
        changed: before.map(|before| changes::between(&before.article, article)),
        correction: article.correction.clone(),
        kill_note: article.kill_note.clone(),
        doubts: article.doubts.clone(),
    }
}
