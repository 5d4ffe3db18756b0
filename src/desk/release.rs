//! An embargo lifts or an article expires: what takes it is made again.

use super::{Desk, Error};
use crate::article::identity::ArticleId;

/// The feeds that are to be made again because the window of this article opened or shut.
pub async fn release(desk: &Desk, id: &ArticleId) -> Result<Vec<String>, Error> {
    let Some(filed) = desk.store.article(id).await? else {
        return Ok(Vec::new());
    };
    let rules = desk.rules.load();
    Ok(rules
        .takers(&[Some(&filed.article)])
        .map(str::to_owned)
        .collect())
}
